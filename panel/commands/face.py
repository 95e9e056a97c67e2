"""`p800` without a command: the panel in this terminal, on a device that runs or is started for it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from device import __version__

from ..keymap import Keymap, KeymapError, load
from ..link import LinkError, NotReachable
from .exits import FAILED, FILE, UNREACHABLE, USAGE, Ended
from .options import add_device, parser, state_of
from .start import Found, device_for
from .table import summaries

if TYPE_CHECKING:
    from ..recorded import Tape


def face(words: Sequence[str]) -> int:
    """The panel in this terminal, until the person leaves it."""
    given = _options().parse_args(words)
    load_face = face_of(given)
    keymap = keymap_of(given)
    if not given.record:
        return _shown(given, load_face, keymap)
    from .recording import taped  # whoever only looks does not wait for it

    with taped(Path(given.record), "the panel, by p800 --record") as tape:
        return _shown(given, load_face, keymap, tape)


def face_of(given: argparse.Namespace) -> Callable[[], ModuleType]:
    """What loads the face that was asked for. Raises Ended when there is no terminal for it."""
    if not given.plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Ended(USAGE, "the panel needs a terminal; p800 --plain does without, p800 demo needs no input")
    return partial(import_module, "panel.plain" if given.plain else "panel.app.main")


def _shown(
    given: argparse.Namespace, load_face: Callable[[], ModuleType], keymap: Keymap, tape: Tape | None = None
) -> int:
    found = _device(given, load_face)
    try:
        return show(load_face(), found.socket, keymap, tape)
    finally:
        found.leave()


def _device(given: argparse.Namespace, load_face: Callable[[], object]) -> Found:
    if given.socket:
        return Found(Path(given.socket))
    return device_for(state_of(given), keep=given.keep, meanwhile=load_face)


def _options() -> argparse.ArgumentParser:
    options = parser(
        "",
        "The control panel of a network printer, in this terminal. A device is started when none runs on\n"
        "that state; it ends with its last face, unless --keep was given. Or a command is done:\n\n"
        f"{summaries()}\n\np800 COMMAND --help tells more.",
    )
    options.add_argument("--version", action="version", version=f"p800 {__version__}")
    add_face(options)
    options.add_argument("--record", metavar="FILE", help="write what is done into a new keystroke script")
    options.add_argument("--keep", action="store_true", help="a device that is started runs on afterwards")
    add_device(options)
    return options


def add_face(options: argparse.ArgumentParser) -> None:
    """Which face, and its keys: --plain, --keymap."""
    options.add_argument("--plain", action="store_true", help="plain lines: for screen readers and pipes")
    options.add_argument(
        "--keymap", default="default", metavar="NAME", help="default, vi, numpad, or a file of your own"
    )


def keymap_of(given: argparse.Namespace) -> Keymap:
    """The keymap of that name. Raises Ended when it cannot be read."""
    try:
        return load(given.keymap)
    except KeymapError as error:
        raise Ended(FILE, str(error)) from None


def show(loaded: ModuleType, socket: Path, keymap: Keymap, tape: Tape | None = None) -> int:
    """Show the panel of that device by a face, until the person leaves. Raises Ended when there is none."""
    try:
        code: int = loaded.run(socket, keymap, tape=tape)
        return code
    except NotReachable as lost:
        raise Ended(UNREACHABLE, str(lost)) from None
    except LinkError as error:
        raise Ended(FAILED, error.reason) from None
