"""Lists of the menu: a title, two items, [Login] or [Logout] over a selection key [V; the layout guess].

Which screen a menu item opens is one `match` on what the item is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from device.settings.access import Access
from device.settings.kinds import Setting

from ..keys import SELECTION, Key
from ..menu import Action, Item, Menu, View, access, label_of, visible
from ..surface import Back, Desk, Move, Open, Row, Screen, Stay, Surface
from .login import login, logout
from .notices import Message, attempted, yes_or_no
from .values import place, setter, window
from .wording import LOGIN, LOGOUT, NO_PRIVILEGE, NOTHING


@dataclass(frozen=True, slots=True)
class MenuList:
    """A submenu: Up and Down choose, the ends meet; [OK] opens; [Escape] goes back."""

    menu: Menu
    at: int = 0

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    def surface(self, desk: Desk) -> Surface:
        items = _items(self.menu, desk)
        labels = ("", "", (LOGIN if desk.session is None else LOGOUT).text)
        title, short = self.menu.label, self.menu.short
        if not items:
            return Surface(title, (Row(NOTHING.text),), labels=labels, short=short)
        at = min(self.at, len(items) - 1)
        top = window(at, len(items), 2)
        rows = tuple(_row(item, desk) for item in items[top : top + 2])
        return Surface(title, rows, at - top, labels, short=short, place=place(at, len(items), 2))

    def press(self, key: Key, desk: Desk) -> Move:
        items = _items(self.menu, desk)
        at = min(self.at, max(0, len(items) - 1))
        if key is Key.DOWN:
            return Stay(MenuList(self.menu, (at + 1) % len(items) if items else 0))
        if key is Key.UP:
            return Stay(MenuList(self.menu, (at - 1) % len(items) if items else 0))
        if key is Key.OK and items:
            return Open(opened(items[at], desk))
        if key is Key.ESCAPE:
            return Back()
        if key is SELECTION[2]:
            # Once logged in, the menu shows again from here with what this person may.
            return Open(login(Stay(replace(self, at=0))) if desk.session is None else logout())
        return Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)


@dataclass(frozen=True, slots=True)
class Reading:
    """Something to read: rows of text and value; Up and Down go through them, [OK] or [Escape] leave."""

    view: View
    at: int = 0

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    def surface(self, desk: Desk) -> Surface:
        rows = tuple(Row(text, value) for text, value in self.view.rows(desk)) or (Row(NOTHING.text),)
        at = min(self.at, len(rows) - 1)
        top = window(at, len(rows), 3)
        return Surface(self.view.label, rows[top : top + 3], at - top, short=self.view.short)

    def press(self, key: Key, desk: Desk) -> Move:
        count = max(1, len(self.view.rows(desk)))
        match key:
            case Key.UP:
                return Stay(replace(self, at=(self.at - 1) % count))
            case Key.DOWN:
                return Stay(replace(self, at=(self.at + 1) % count))
            case Key.OK | Key.ESCAPE:
                return Back()
            case _:
                return Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)


def opened(item: Item, desk: Desk) -> Screen:
    """The screen that [OK] on a menu item opens."""
    if isinstance(item, Menu):
        return MenuList(item)
    if isinstance(item, View):
        return Reading(item)
    may = access(item, desk.actor, desk.machine.store.regime, desk.machine.hardware)
    if isinstance(item, Action):
        return _asked(item) if may is Access.WRITE else Message(NO_PRIVILEGE.text)
    if item.is_secret and may is not Access.WRITE:
        return Message(NO_PRIVILEGE.text)
    return setter(item, desk)


def _asked(action: Action) -> Screen:
    return yes_or_no(action.question, lambda desk: _done(action, desk))


def _done(action: Action, desk: Desk) -> Move:
    moves: list[Move] = []
    refused = attempted(lambda: moves.append(action.do(desk)), Back())
    return moves[0] if moves else refused


def _items(menu: Menu, desk: Desk) -> tuple[Item, ...]:
    machine = desk.machine
    return visible(menu, desk.actor, machine.store.regime, machine.hardware)


def _row(item: Item, desk: Desk) -> Row:
    if not isinstance(item, Setting):
        return Row(item.label, "", item.short)
    value = "" if item.is_secret else desk.machine.store.spelled(item)
    return Row(label_of(item), value, item.short)
