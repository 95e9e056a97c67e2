"""`p800 keys guide`: pages written to a folder, or compared with what is there."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import ScriptError
from ..files import NotWritten, environment, scripts, wide
from ..language import Script
from ..loading import load
from .book import NoName, NotPlayed
from .book import guide as guide_of
from .folder import differing, put

DONE, FAILED, USAGE, WRONG_SCRIPT = range(4)


def guide(words: Sequence[str]) -> int:
    """Make the pages; the exit code."""
    given = _options().parse_args(words)
    paths = list(scripts(given.files))
    if not paths:
        print(f"p800 keys guide: no script (*.keys) in {', '.join(given.files)}", file=sys.stderr)
        return USAGE
    read = _read(paths)
    if read is None:
        return WRONG_SCRIPT
    folder = Path(given.out)
    try:
        files = guide_of(read, environment() if given.env else {}, given.out)
    except NoName as none:
        print(f"p800 keys guide: {none}", file=sys.stderr)
        return USAGE
    except NotPlayed as failed:
        print(failed)
        print("p800 keys guide: nothing was written", file=sys.stderr)
        return FAILED
    try:
        return _checked(folder, files) if given.check else _put(folder, files)
    except NotWritten as error:
        print(f"p800 keys guide: {error}", file=sys.stderr)
        return FAILED


def _options() -> ArgumentParser:
    options = ArgumentParser(
        prog="p800 keys guide",
        description="Play these scripts on a fresh machine and write a how-to page for each: its steps in"
        " words, the keys to press and the displays as pictures.",
        allow_abbrev=False,
        formatter_class=wide,
    )
    options.add_argument(
        "files", nargs="+", metavar="FILE", help="a script, or a folder with scripts (*.keys)"
    )
    options.add_argument("-o", "--out", required=True, metavar="DIR", help="the folder of the pages")
    options.add_argument("--check", action="store_true", help="write nothing; 1 when the pages would differ")
    options.add_argument(
        "--env", action="store_true", help="let names have their values from the environment, not the script"
    )
    return options


def _read(paths: Sequence[str]) -> list[Script] | None:
    read: list[Script] = []
    is_wrong = False
    for path in paths:
        try:
            read.append(load(path))
        except ScriptError as error:
            print(error, file=sys.stderr)
            is_wrong = True
        except OSError as error:
            print(f"cannot read {path}: {error.strerror or error}", file=sys.stderr)
            is_wrong = True
    return None if is_wrong else read


def _checked(folder: Path, files: Mapping[str, str]) -> int:
    wrong = differing(folder, files)
    for name in wrong:
        print(f"{folder / name} is not what the scripts give")
    return FAILED if wrong else DONE


def _put(folder: Path, files: Mapping[str, str]) -> int:
    put(folder, files)
    print(f"{len(files)} files in {folder}")
    return DONE
