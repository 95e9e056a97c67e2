"""A running device before a case: somebody logged in on the link, the factory state, the panel at rest.

All of it goes over the link and with the panel's own keys. It raises what a Line raises, and
NotAtRest.
"""

from __future__ import annotations

import sys
from typing import NamedTuple

from device.condition import OFFLINE
from device.console import Display
from device.keep import Sealed
from device.roles import Role
from panel.keys import SELECTION, Key
from panel.line import Line
from panel.link import field
from panel.link.arguments import text, texts
from panel.screens.wording import LOGOUT, YES

#: Who the machine administrator is in the factory state; the password is empty.
FACTORY_ADMINISTRATOR = "admin"


class Person(NamedTuple):
    """Who logs in on the link."""

    name: str
    password: Sealed


FACTORY = Person(FACTORY_ADMINISTRATOR, Sealed(""))


class NotAtRest(Exception):
    """The panel does not do what brings it to rest."""


class NotWanted(Exception):
    """Somebody was asked whether the machine is to be reset, and did not say yes."""


def agree(line: Line, *, is_sure: bool) -> None:
    """Say what a reset takes from this device, and ask whoever is at a terminal. Raises NotWanted.

    Nobody is asked who is sure, or whose device keeps nothing.
    """
    found = line.ask("status")
    # A device of before it said so may keep something.
    keeps = found.get("keeps") is not False
    where = _told(field(found, "state", text)) or "its state"
    lost = f"what it keeps in {where} is lost, but for the audit" if keeps else "it keeps nothing"
    device = f"the device of process {line.greeting.pid}"
    print(f"p800 keys run: --fresh resets {device} before each case: {lost}", file=sys.stderr)
    if not keeps or is_sure or not sys.stdin.isatty():
        return
    print("Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise NotWanted("the machine was to be reset, and the answer was not yes")


def _told(path: str) -> str:
    """What a device says, without anything that a terminal would obey."""
    return "".join(character if character.isprintable() else "?" for character in path)


def log_in(line: Line, person: Person) -> frozenset[str]:
    """Log this person in; the names of their roles."""
    answer = line.ask("login", name=person.name, password=person.password)
    return frozenset(field(answer, "roles", texts))


def make_fresh(line: Line) -> frozenset[str]:
    """Put the machine into the factory state, online and with nothing wrong with its hardware.

    Needs the machine administrator on the line. The reset ends that login; after it the administrator of the
    factory is logged in. The roles are returned.
    """
    line.ask("reset")
    roles = log_in(line, FACTORY)
    for name in field(line.ask("status"), "faults", texts):
        line.ask("fault", name=name, on=False)
    bring_to_rest(line)
    if field(line.ask("status"), "machine", text) == OFFLINE:
        line.press(Key.SUSPEND_RESUME)
    return roles


def bring_to_rest(line: Line) -> None:
    """Log out whoever is logged in at the panel, and go to the rest screen.

    [SwitchFunctions] leaves whatever is open, entries too; it comes twice, because the first key that a
    sleeping machine gets only wakes it. [Menu] shows by its label whether somebody is logged in: then
    [Logout] and [Yes] follow. Nothing on the way changes a setting.
    """
    rest = _pressed(line, Key.SWITCH_FUNCTIONS, Key.SWITCH_FUNCTIONS)
    menu = _pressed(line, Key.MENU)
    if menu.lines == rest.lines:
        raise NotAtRest("the panel does not open its menu; are its keys locked?")
    if LOGOUT.text in menu.labels:
        asked = _pressed(line, _under(LOGOUT.text, menu))
        _pressed(line, _under(YES.text, asked))
        if LOGOUT.text in _pressed(line, Key.MENU).labels:
            raise NotAtRest("somebody is logged in at the panel, and [Logout] does not end that")
    _pressed(line, Key.SWITCH_FUNCTIONS)


def _pressed(line: Line, *keys: Key) -> Display:
    line.press(*keys)
    return line.display()


def _under(label: str, display: Display) -> Key:
    if label not in display.labels:
        raise NotAtRest(f"the panel has no [{label}] where it is needed")
    return SELECTION[display.labels.index(label)]


def is_machine_administrator(roles: frozenset[str]) -> bool:
    """Whether who has these roles may put faults and reset the machine."""
    return Role.MACHINE.value in roles
