"""Options that many commands share, and what they mean: which device, which person, which secret."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import whereabouts
from ..line import Line
from ..link import Code, LinkError, NotReachable
from ..prompts import PASSWORD, NobodyToAsk, NothingEntered, asked, password_of
from .exits import FAILED, FILE, UNREACHABLE, USAGE, Ended


def parser(name: str, description: str, *, epilog: str = "") -> argparse.ArgumentParser:
    """A parser for the words after `p800 NAME`."""
    return argparse.ArgumentParser(
        prog=f"p800 {name}" if name else "p800",
        description=description,
        epilog=epilog,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_device(options: argparse.ArgumentParser) -> None:
    """Which device: --state or --socket."""
    which = options.add_mutually_exclusive_group()
    which.add_argument(
        "--state", metavar="DIR", help="the device of this state folder (default: $XDG_STATE_HOME/p800)"
    )
    which.add_argument("--socket", metavar="PATH", help="the device behind this control socket")


def add_person(options: argparse.ArgumentParser, *, is_needed: bool) -> None:
    """Who asks: --as."""
    options.add_argument(
        "--as",
        dest="person",
        metavar="NAME",
        required=is_needed,
        help=f"log in under this login user name; the password comes from ${PASSWORD} or a prompt",
    )


def state_of(given: argparse.Namespace) -> Path:
    """The state folder that was named, or the default one, as an absolute path."""
    return Path(os.path.abspath(given.state)) if given.state else whereabouts.default_state()


def socket_of(given: argparse.Namespace) -> Path:
    """The control socket of the device that is meant. Raises Ended when none runs there."""
    if given.socket:
        return Path(given.socket)
    state = state_of(given)
    known = whereabouts.read(state)
    if known is None:
        raise Ended(UNREACHABLE, f"no device runs on {state}; start one: p800 device --state {state}")
    return Path(known.socket)


@contextmanager
def talking(given: argparse.Namespace) -> Iterator[Line]:
    """A line to the device that is meant, logged in when --as was given. What goes wrong becomes Ended."""
    try:
        with Line(socket_of(given)) as line:
            if getattr(given, "person", None):
                log_in(line, given.person)
            yield line
    except NotReachable as lost:
        raise Ended(UNREACHABLE, str(lost)) from None
    except LinkError as error:
        raise Ended(FILE if error.code == Code.FILE.value else FAILED, error.reason) from None


def log_in(line: Line, name: str) -> None:
    """Log this person in on the line. Raises LinkError."""
    line.ask("login", name=name, password=_password(name))


def _password(name: str) -> str:
    try:
        return password_of(name)
    except NobodyToAsk as nobody:
        raise Ended(USAGE, str(nobody)) from None
    except NothingEntered as nothing:
        raise Ended(FAILED, str(nothing)) from None


def secret(what: str) -> str:
    """A secret that a person types at a prompt, twice; or the next line of what is piped in."""
    if not sys.stdin.isatty():
        return piped()
    first = _asked(f"{what}: ")
    if _asked(f"{what}, once more: ") != first:
        raise Ended(FAILED, "the two entries differ; nothing was changed")
    return first


def piped() -> str:
    """The next line of the standard input, without its end."""
    line = sys.stdin.readline()
    if not line:
        raise Ended(USAGE, "nothing came on the standard input")
    return line.removesuffix("\n").removesuffix("\r")


def _asked(prompt: str) -> str:
    try:
        return asked(prompt)
    except NothingEntered as nothing:
        raise Ended(FAILED, str(nothing)) from None
