"""Somebody who stands at the panel: presses keys, reads labels and rows, and finds the way as a person does.

The machine behind the panel is a fresh one on virtual time. `staffed` has four administrators with one role
each and a supervisor; `fresh` is as it left the factory. Passwords are hashed as cheaply as can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from textwrap import wrap
from typing import Any

from device.audit import Deed, Row
from device.clock import VirtualClock
from device.console import COLUMNS, Display
from device.errands import Errand
from device.keep import KeepError, MemoryKeep, Sealed, Transaction
from device.logins import Logins
from device.machine import DISK, Machine
from device.people.accounts import SUPERVISOR, administrator_key, user_key
from device.people.edits import Edit
from device.people.passwords import Cost, work
from device.roles import MACHINE_ITSELF, Actor, Role
from device.settings.security import DRIVER_ENCRYPTION_KEY
from panel.front import Front
from panel.keys import SELECTION, Key
from panel.scripts.core import Inline

#: As cheap as Argon2id can be: what is tested is not its cost.
CHEAP = Cost(memory=8, passes=1)

#: The four administrators of a staffed machine, in the order of their numbers.
NAMES = {Role.USER: "uma", Role.MACHINE: "max", Role.NETWORK: "ned", Role.FILE: "fay"}
SUPERVISOR_NAME = "sue"
#: The password of everybody on a staffed machine.
PASSWORD = "pass-4U"

#: Shown for a space among the characters to choose from.
SPACE = "␣"


class BreakableKeep(MemoryKeep):
    """A Keep whose disk can be full."""

    is_full = False

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        if self.is_full:
            raise KeepError("the disk is full")
        with super().transaction() as write:
            yield write


class Somebody:
    """A person at a panel. Errands are done after each key, unless `is_slow` holds them back."""

    def __init__(self, hardware: frozenset[str] = frozenset({DISK})) -> None:
        randomness = Random(11).randbytes
        self.clock = VirtualClock()
        self.keep = BreakableKeep()
        self.machine = Machine(self.clock, self.keep, randomness, hardware)
        # Unknown names are checked against a hash as cheap as everybody's.
        self.machine.logins = Logins(
            self.machine.people, self.machine.store, self.machine.audit, self.clock, randomness, CHEAP
        )
        self._work = work(randomness, CHEAP)
        self._errands = Inline(self.machine, self._work)
        self.front = Front(self.machine)
        #: Whether the machine takes its time: errands wait for `let_work`.
        self.is_slow = False

    # What is seen

    @property
    def display(self) -> Display:
        return self.front.display

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that stand over selection keys, left to right."""
        return tuple(label for label in self.display.labels if label)

    @property
    def title(self) -> str:
        """Line 1 in full, without what stands at its right."""
        return self.display.title

    @property
    def rows(self) -> tuple[str, ...]:
        """Lines 2 and 3, without the blanks at their ends."""
        return tuple(line.rstrip() for line in self.display.lines[1:3])

    @property
    def selected(self) -> str:
        """The selected row, as far as the glass shows it; "" when none is."""
        row = self.display.selected
        return "" if row is None else self.display.lines[row].rstrip()

    @property
    def words(self) -> str:
        """All lines above the labels, joined as a person reads them."""
        lines = self.display.lines[: -1 if self.labels else None]
        return " ".join(line.strip() for line in lines if line.strip())

    def reads(self, text: str) -> bool:
        """Whether exactly this text stands on the display, wrapped at its width, above the labels if any."""
        lines = [line.rstrip() for line in self.display.lines]
        shown = lines[:-1] if self.labels else lines
        wrapped = wrap(text, COLUMNS)[: len(shown)]
        return shown == wrapped + [""] * (len(shown) - len(wrapped))

    @property
    def chosen(self) -> str:
        """The character that the cursor stands on."""
        assert self.display.cursor is not None, "there is no cursor"
        row, column = self.display.cursor
        return self.display.lines[row][column].replace(SPACE, " ")

    @property
    def name(self) -> str:
        """Who is logged in at the panel, "" for nobody."""
        return self.front.session.name if self.front.session else ""

    @property
    def key(self) -> Sealed:
        """The driver encryption key of the machine."""
        return self.machine.store[DRIVER_ENCRYPTION_KEY]

    def deeds(self, deed: Deed) -> list[Row]:
        return [row for row in self.machine.audit.rows() if row.deed is deed]

    # What is done

    def press(self, *keys: Key | str) -> None:
        """Press keys one after the other: a Key, or the selection key beneath a label."""
        for key in keys:
            self.front.press(self.beneath(key) if isinstance(key, str) else key)
            if not self.is_slow:
                self.let_work()

    def beneath(self, label: str) -> Key:
        """The selection key beneath that label."""
        assert label in self.labels, f"no [{label}] here: {self.display.lines}"
        return SELECTION[self.display.labels.index(label)]

    def let_work(self) -> None:
        """The machine does the errands that wait."""
        self._errands.run()

    def wait(self, seconds: float) -> None:
        """Let panel time pass."""
        self.clock.advance(seconds)

    def find(self, label: str) -> None:
        """Press [Down] until the item is selected, once around the list at most."""
        seen: set[tuple[str, str]] = set()
        while not self._stands_on(label):
            here = (self.title, self.selected)
            assert here not in seen, f"{label} is not in the list of {sorted(seen)}"
            seen.add(here)
            self.press(Key.DOWN)

    def finds(self, *labels: str) -> bool:
        """Whether there is a way through the lists by these labels; [OK] on all but the last."""
        for number, label in enumerate(labels, 1):
            try:
                self.find(label)
            except AssertionError:
                return False
            if number < len(labels):
                self.press(Key.OK)
        return True

    @property
    def items(self) -> tuple[str, ...]:
        """The rows of a list as each shows while it is selected, from the present one around."""
        first = self.display.lines[0], self.selected
        rows = [self.selected]
        self.press(Key.DOWN)
        while (self.display.lines[0], self.selected) != first:
            rows.append(self.selected)
            self.press(Key.DOWN)
        return tuple(rows)

    def _stands_on(self, label: str) -> bool:
        row = self.selected.lstrip("* ")
        return row == label or row.startswith(f"{label} ")

    def open(self, *labels: str) -> None:
        """Select each item in turn and press [OK] on it."""
        for label in labels:
            self.find(label)
            self.press(Key.OK)

    def choose(self, character: str) -> None:
        """[Right] until the character is chosen; [ABC/123] when the set does not have it."""
        for _ in range(8):
            first = self.chosen
            while self.chosen != character:
                self.press(Key.RIGHT)
                if self.chosen == first:
                    break
            if self.chosen == character:
                return
            self.press("ABC/123")
        raise AssertionError(f"no set has {character!r}")

    def type(self, text: str) -> None:
        """Choose each character with the arrows and enter it with [OK]."""
        for character in text:
            self.choose(character)
            self.press(Key.OK)

    def enter(self, text: str) -> None:
        """[Enter], the text, [Accept]: what every prompt asks for."""
        self.press("Enter")
        self.type(text)
        self.press("Accept")

    def log_in(self, name: str, password: str = PASSWORD) -> None:
        """[Menu], [Login], the two prompts."""
        self.press(Key.MENU, "Login")
        self.enter(name)
        self.enter(password)

    def log_out(self) -> None:
        """[Menu], [Logout], [Yes]."""
        self.press(Key.MENU, "Logout", "Yes")

    def open_key_prompt(self) -> None:
        """Steps 1 to 5 of the driver encryption key: the network administrator stands at its prompt."""
        self.log_in(NAMES[Role.NETWORK])
        self.open("Security Options", "Extended Security", "Driver Encryption Key")

    # What others have done before

    def given(self, *changes: tuple[Any, Any]) -> None:
        """The machine has these settings."""
        self.machine.store.change(dict(changes), MACHINE_ITSELF)

    def edit(self, key: str, edit: Edit, by: Actor = MACHINE_ITSELF) -> None:
        """An account is changed."""
        proposal = self.machine.people.propose(key, edit, by)
        self.machine.people.settle(proposal, [self._run(errand) for errand in proposal.errands])

    def _run(self, errand: Errand) -> Any:
        return self._work[type(errand)](errand)

    def add_user(self, number: int, name: str, *, code: str = "", password: str = PASSWORD) -> None:
        """The address book has this person."""
        given = Sealed(password) if name else None
        self.edit(user_key(number), Edit(name=name or None, password=given, user_code=code or None))

    def actor(self, role: Role) -> Actor:
        """The administrator or supervisor who holds that role, at another face."""
        roll = self.machine.people.roll
        account = roll.accounts[SUPERVISOR] if role is Role.SUPERVISOR else roll.holder(role)
        return Actor(account.name, roll.roles_of(account), "link")


def fresh(hardware: frozenset[str] = frozenset({DISK})) -> Somebody:
    """At a machine as it left the factory."""
    return Somebody(hardware)


def staffed(hardware: frozenset[str] = frozenset({DISK})) -> Somebody:
    """At a machine with four administrators, one role each, and a supervisor."""
    somebody = Somebody(hardware)
    password = Sealed(PASSWORD)
    for number, (role, name) in enumerate(NAMES.items(), 1):
        somebody.edit(administrator_key(number), Edit(name=name, password=password))
        if number > 1:
            somebody.machine.people.hand_over(role, number, MACHINE_ITSELF)
    somebody.edit(SUPERVISOR, Edit(name=SUPERVISOR_NAME, password=password))
    return somebody
