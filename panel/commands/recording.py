"""Recording scripts: `p800 keys record` on a machine of its own, and the file of `p800 --record`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ..recorded import Tape
from .exits import FAILED, USAGE, Ended
from .face import add_face, face_of, keymap_of, show
from .options import parser
from .start import UNTIL_LAST_FACE, started

#: A device that keeps nothing, on whatever ports there are.
OF_ITS_OWN = ("--ephemeral", "--port-base", "free", UNTIL_LAST_FACE)


def record(words: Sequence[str]) -> int:
    """Write what is done at the panel of a fresh machine into a script: it begins where `keys run` begins."""
    options = parser(
        "keys record",
        "The panel of a machine of its own, as it left the factory. What you do there is written into a\n"
        "keystroke script when you leave; p800 keys run plays it. A secret is never written: its script\n"
        "asks for it in the environment.",
    )
    options.add_argument("file", metavar="FILE", help="the script, a new file")
    add_face(options)
    given = options.parse_args(words)
    load_face, keymap = face_of(given), keymap_of(given)
    with taped(Path(given.file), "a machine of its own, by p800 keys record") as tape, _folder() as state:
        found = started(state, load_face, *OF_ITS_OWN)
        try:
            return show(load_face(), found.socket, keymap, tape)
        finally:
            found.leave()


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="p800-record-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def taped(path: Path, source: str) -> Iterator[Tape]:
    """A tape for a face; at its end the script is written, and a line says so. Raises Ended."""
    try:
        tape = Tape.begin(path, source)
    except FileExistsError:
        raise Ended(USAGE, f"{path} is there already: give another name, or remove it") from None
    except OSError as error:
        raise Ended(USAGE, f"{path}: it cannot be written ({error.strerror})") from None
    try:
        yield tape
    finally:
        _end(tape)


def _end(tape: Tape) -> None:
    try:
        print(f"p800: {tape.end()}", file=sys.stderr)
    except OSError as error:
        raise Ended(FAILED, f"{tape.path}: it cannot be written ({error.strerror})") from None
