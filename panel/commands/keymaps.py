"""The command `p800 keymaps check`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..keymap import Problem, check
from ..sheet import folder, shipped
from .exits import DONE, FILE, Ended
from .options import parser


def keymaps(words: Sequence[str]) -> int:
    """Check keymaps: those that come with p800, or files of your own."""
    options = parser("keymaps", keymaps.__doc__ or "", epilog="p800 keymaps check ./mine.toml")
    options.add_argument(
        "what", choices=["check"], metavar="check", help="tell what is wrong, with its place"
    )
    options.add_argument("files", nargs="*", metavar="FILE", help="a keymap in TOML (default: all that ship)")
    given = options.parse_args(words)
    problems = []
    for name, text in _own(given.files) if given.files else _shipped():
        found = check(text, name)
        problems += found
        if not found:
            print(f"{name}: good")
    _tell(problems)
    return FILE if problems else DONE


def _shipped() -> Iterator[tuple[str, bytes]]:
    for name in shipped():
        yield f"keymaps/{name}.toml", (folder() / f"{name}.toml").read_bytes()


def _own(files: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        try:
            yield file, Path(file).read_bytes()
        except OSError as error:
            raise Ended(FILE, f"{file}: it cannot be read ({error.strerror})") from None


def _tell(problems: Sequence[Problem]) -> None:
    for problem in problems:
        print(problem, file=sys.stderr)
