"""Where scripts run: the names that `--target` takes, and what opens a fresh stage for each.

A target's module is imported when it is asked for, so that a run on one pays for no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from .batch import OpenStage
from .errors import suggest

if TYPE_CHECKING:
    from .readying import Person


class NoSuchTarget(Exception):
    """The name is no target, or not one that can be used so. Its text says what to do."""


class Asked(NamedTuple):
    """What was asked for: what follows the colon, who logs in on the device, the factory state first, and no
    question about that.
    """

    rest: str
    person: str | None
    fresh: bool
    sure: bool


def _core(asked: Asked) -> OpenStage:
    from .core import open_core

    return open_core


def _app(asked: Asked) -> OpenStage:
    from .app_stage import open_app

    return open_app


def _socket(asked: Asked) -> OpenStage:
    if not asked.rest:
        raise NoSuchTarget("socket needs the control socket or the state folder of a device: socket:PATH")
    if asked.fresh and asked.person is None:
        raise NoSuchTarget("--fresh resets the machine; add --as NAME, its machine administrator")
    from .readying import agree
    from .socket_stage import Device

    person = None if asked.person is None else _person(asked.person)
    return Device(asked.rest, person, fresh=asked.fresh, agree=partial(agree, is_sure=asked.sure))


#: For each word before the colon: what makes an opener.
TARGETS: Mapping[str, Callable[[Asked], OpenStage]] = {"core": _core, "app": _app, "socket": _socket}

#: Targets that have nothing after their name: each case has a machine of its own.
PLAIN = frozenset({"core", "app"})


def opener(name: str, person: str | None = None, fresh: bool = False, sure: bool = False) -> OpenStage:
    """What opens the stage of the next case on the target of that name. Raises NoSuchTarget.

    `person` logs in on a running device; the password comes from the environment, or is asked for here.
    `fresh`: that device is put into the factory state before each case; who is at a terminal is asked first,
    unless `sure`.
    """
    word, colon, rest = name.partition(":")
    if word not in TARGETS or (colon and word in PLAIN):
        hint = suggest(word, TARGETS) or f"; choose from {', '.join(TARGETS)}"
        raise NoSuchTarget(f"there is no target '{name}'{hint}")
    if word in PLAIN and (fresh or person is not None):
        raise NoSuchTarget(
            f"--as and --fresh are for a running device; on {word} each case has a fresh machine"
        )
    return TARGETS[word](Asked(rest, person, fresh, sure))


def _person(name: str) -> Person:
    from device.keep import Sealed
    from panel.prompts import NobodyToAsk, NothingEntered, password_of

    from .readying import Person

    try:
        return Person(name, Sealed(password_of(name)))
    except (NobodyToAsk, NothingEntered) as none:
        raise NoSuchTarget(str(none)) from None
