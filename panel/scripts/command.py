"""`p800 keys`: the words of the command line, made into a run of scripts.

What only one of its commands needs is imported there: a short script is played sooner than Python reads all
of this package.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words after `p800 keys` say; the exit code."""
    given = _options().parse_args(sys.argv[1:] if words is None else list(words))
    paths = list(_scripts(given.files))
    if not paths:
        from .report import USAGE

        print(f"p800 keys: no script (*.keys) in {', '.join(given.files)}", file=sys.stderr)
        return USAGE
    return _list(paths, given.case) if given.list else _run(paths, given.target, given.case)


def _options() -> argparse.ArgumentParser:
    from argparse import ArgumentParser, HelpFormatter

    def formatter(prog: str) -> HelpFormatter:
        # To look for the width of the terminal takes longer than to play a short script.
        return HelpFormatter(prog, width=100)

    options = ArgumentParser(prog="p800 keys", description="Keystroke scripts.", formatter_class=formatter)
    commands = options.add_subparsers(required=True, metavar="COMMAND", prog="p800 keys")
    run = commands.add_parser(
        "run",
        help="play the cases of scripts",
        description="Play every case of these scripts, each on a fresh machine.",
        epilog='p800 keys run examples/permit-ssl-tls.keys --case "..."',
        allow_abbrev=False,
        formatter_class=formatter,
    )
    run.add_argument("files", nargs="+", metavar="FILE", help="a script, or a folder with scripts (*.keys)")
    run.add_argument("--target", default="core", metavar="NAME", help="where to play them (default: core)")
    run.add_argument("--case", metavar="NAME", help="only the case of that name, or NAME[ROW]")
    run.add_argument("--list", action="store_true", help="name the cases and play none")
    return options


def _run(paths: Sequence[str], target: str, case: str | None) -> int:
    with _unswept():
        from .batch import run
        from .report import USAGE
        from .targets import NoSuchTarget, opener

        try:
            open_stage = opener(target)
        except NoSuchTarget as none:
            print(f"p800 keys run: {none}", file=sys.stderr)
            return USAGE
    return run(paths, open_stage, os.environ, print, case=case, target=target)


@contextmanager
def _unswept() -> Iterator[None]:
    """Read modules without looking for garbage: they make none, and stay. Saves a seventh of a short run."""
    is_first = "panel.front" not in sys.modules
    gc.disable()
    try:
        yield
    finally:
        if is_first:
            gc.freeze()
        gc.enable()


def _list(paths: Iterable[str], case: str | None) -> int:
    """The cases, a line each with the file and line they begin at."""
    from .cases import Item, called, items
    from .errors import ScriptError, suggest
    from .loading import load
    from .report import DONE, USAGE, WRONG_SCRIPT

    found: list[Item] = []
    code = DONE
    for path in paths:
        try:
            found += items(load(path))
        except ScriptError as error:
            print(error, file=sys.stderr)
            code = WRONG_SCRIPT
        except OSError as error:
            print(f"cannot read {path}: {error.strerror or error}", file=sys.stderr)
            code = WRONG_SCRIPT
    chosen = found if case is None else called(found, case)
    for item in chosen:
        print(f"{item.script.source.path}:{item.case.span.line}: {item.title}")
    if case is not None and not chosen and not code:
        print(f"there is no case '{case}'{suggest(case, (item.title for item in found))}", file=sys.stderr)
        return USAGE
    return code


def _scripts(paths: Iterable[str]) -> Iterator[str]:
    """The files; a folder stands for the scripts in it, by name."""
    for path in paths:
        if os.path.isdir(path):
            names = sorted(name for name in os.listdir(path) if name.endswith(".keys"))
            yield from (os.path.join(path, name) for name in names)
        else:
            yield path


if __name__ == "__main__":
    sys.exit(main())
