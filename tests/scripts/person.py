"""Somebody at a panel who is recorded, and what playing the recording leads to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from device.audit import Row
from device.clock import VirtualClock
from device.console import Display
from device.machine import Machine
from device.roles import MACHINE_ITSELF
from device.settings.everything import ALL
from device.settings.kinds import AnySetting
from panel.front import Front
from panel.keys import SELECTION, Key
from panel.menu import Menu, walk
from panel.menus import MENU
from panel.screens.entry import Entry, sheets
from panel.scripts import loading
from panel.scripts.cases import items
from panel.scripts.core import CoreStage, Inline, fresh_machine
from panel.scripts.outcome import Outcome
from panel.scripts.recording.recorder import Recorder
from panel.scripts.runner import play
from panel.scripts.walking import is_item, may_be_item

DELETE, NEXT_SET, ACCEPT = SELECTION
ENTER, LOGIN = SELECTION[0], SELECTION[2]

#: What can be opened in the menu: the way to each.
WAYS = tuple(path for path, item in walk(MENU) if not isinstance(item, Menu))


#: Settings that cannot be made at the panel, and which a machine has before anybody comes to it.
Prepared = Mapping[AnySetting, Any]


def prepared_machine(prepared: Prepared) -> tuple[Machine, VirtualClock]:
    machine, clock = fresh_machine()
    if prepared:
        machine.store.change(prepared, MACHINE_ITSELF)
    return machine, clock


#: No list of the menu is longer.
MOST_ITEMS = 32


class Person:
    """Presses keys on a fresh machine, with `gap` panel seconds before each, and is recorded."""

    def __init__(self, prepared: Prepared = MappingProxyType({}), key: bytes = b"known to the tests") -> None:
        self.machine, self.clock = prepared_machine(prepared)
        self.front = Front(self.machine)
        self.recorder = Recorder("a test", key=key)
        self.gap = 0.2
        #: So many panel seconds the check of a password takes.
        self.checking = 0.3
        #: What was accepted in private, in order; once where a refused text was accepted again as it was.
        self.secrets: list[str] = []
        self._given: str | None = None
        self._inline = Inline(self.machine)
        self.machine.console.watch(self._see, local=True)
        self.machine.audit.follow(self._read)
        self._see()

    @property
    def display(self) -> Display:
        return self.front.display

    def _see(self) -> None:
        self.recorder.shown(self.front.display, self.clock.now())

    def _read(self, row: Row) -> None:
        text = f"{row.deed.value} {row.subject} {row.detail}".rstrip()
        self.recorder.wrote(text, self.clock.now(), is_of_machine=row.face == "machine")

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self._inline.run()

    def press(self, *keys: Key) -> None:
        for key in keys:
            self.wait(self.gap)
            self._note_secret(key)
            self.recorder.pressed(key, self.clock.now())
            self.front.press(key, face="panel")
            if self.machine.errands.waiting:
                self.wait(self.checking)

    def _note_secret(self, key: Key) -> None:
        if not self.machine.console.private:
            self._given = None
        top = self.front.screen
        if isinstance(top, Entry) and top.hidden and key is ACCEPT and top.typed != self._given:
            self._given = top.typed
            self.secrets.append(top.typed)

    def type(self, text: str) -> None:
        """Enter a text with Right and [ABC/123] alone, as far as the entry that stands there can."""
        for character in text:
            top = self.front.screen
            if not isinstance(top, Entry):
                return
            if not any(character in sheet.text for sheet in sheets(top.kind)):
                continue
            while isinstance(top, Entry) and character not in sheets(top.kind)[top.sheet].text:
                self.press(NEXT_SET)
                top = self.front.screen
            while isinstance(top, Entry) and sheets(top.kind)[top.sheet].text[top.at] != character:
                self.press(Key.RIGHT)
                top = self.front.screen
            self.press(Key.OK)

    def go(self, *way: str) -> None:
        """Walk through the menu, Down by Down, as far as there are such items."""
        self.press(Key.MENU)
        for name in way:
            for _ in range(MOST_ITEMS):
                display = self.display
                if display.selected is None:
                    return
                line = display.lines[display.selected]
                if is_item(line, name) or may_be_item(line, name):
                    break
                self.press(Key.DOWN)
            self.press(Key.OK)

    def log_in(self, name: str, password: str) -> None:
        self.press(Key.MENU, LOGIN, ENTER)
        self.type(name)
        self.press(ACCEPT, ENTER)
        self.type(password)
        self.press(ACCEPT)

    @property
    def script(self) -> str:
        return self.recorder.text()

    @property
    def trail(self) -> list[tuple[str, str, str, str]]:
        return trail(self.machine)

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.script, self.secrets)


def trail(machine: Machine) -> list[tuple[str, str, str, str]]:
    """The audit but for times, face and numbers."""
    return [(row.deed.value, row.subject, row.detail, row.by) for row in machine.audit.rows()]


def environment(script: str, secrets: Sequence[str]) -> dict[str, str]:
    """The variables that a recording asks for, out of what was accepted in private while it was made."""
    variables = dict(re.findall(r"^secret (\w+) = env (\w+)$", script, re.MULTILINE))
    names = re.findall(r"^type \$(\w+)$", script, re.MULTILINE)
    assert len(names) == len(secrets), (names, script)
    given: dict[str, str] = {}
    for name, secret in zip(names, secrets, strict=True):
        assert given.setdefault(variables[name], secret) == secret, "two texts under one name"
    return given


def played(
    script: str, variables: Mapping[str, str], prepared: Prepared = MappingProxyType({})
) -> tuple[Outcome | None, Machine]:
    """Play a recording on another such machine. There is no outcome when it has no step."""
    machine, clock = prepared_machine(prepared)
    stage = CoreStage(machine, clock)
    cases = items(loading.loads(script))
    return (play(cases[0], stage, variables) if cases else None), machine


def settings(machine: Machine) -> dict[str, str]:
    return {setting.name: machine.store.spelled(setting) for setting in ALL}
