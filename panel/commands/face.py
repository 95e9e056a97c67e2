"""`p800` without a command: the panel in this terminal, on a device that runs or is started for it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from device import __version__

from ..keymap import Keymap, KeymapError, load
from ..link import LinkError, NotReachable
from .exits import FAILED, FILE, UNREACHABLE, USAGE, Ended
from .options import add_device, parser, state_of
from .start import Found, device_for
from .table import summaries


def face(words: Sequence[str]) -> int:
    """The panel in this terminal, until the person leaves it."""
    given = _options().parse_args(words)
    if not given.plain and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Ended(USAGE, "the panel needs a terminal; p800 --plain does without, p800 demo needs no input")
    keymap = _keymap(given.keymap)
    load_face = partial(import_module, "panel.plain" if given.plain else "panel.app.main")
    found = _device(given, load_face)
    try:
        return _show(load_face().run, found.socket, keymap)
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
    options.add_argument("--plain", action="store_true", help="plain lines: for screen readers and pipes")
    options.add_argument(
        "--keymap", default="default", metavar="NAME", help="default, vi, numpad, or a file of your own"
    )
    options.add_argument("--keep", action="store_true", help="a device that is started runs on afterwards")
    add_device(options)
    return options


def _keymap(name: str) -> Keymap:
    try:
        return load(name)
    except KeymapError as error:
        raise Ended(FILE, str(error)) from None


def _show(run: Callable[[Path, Keymap], int], socket: Path, keymap: Keymap) -> int:
    try:
        return run(socket, keymap)
    except NotReachable as lost:
        raise Ended(UNREACHABLE, str(lost)) from None
    except LinkError as error:
        raise Ended(FAILED, error.reason) from None
