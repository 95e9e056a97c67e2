"""Lists of the menu: a title, two items, [Login] or [Logout] over a selection key [V; the layout guess].

Which screen a menu item opens is one `match` on what the item is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar, NamedTuple

from device.roles import Actor
from device.settings.access import Access, Regime
from device.settings.kinds import AnySetting, Setting

from ..keys import SELECTION, Key
from ..menu import Action, Item, Menu, View, access, label_of, visible
from ..surface import Back, Desk, Move, Open, Row, Screen, Stay, Surface
from .login import login, logout
from .notices import Message, attempted, yes_or_no
from .values import place, setter, window
from .wording import LOGIN, LOGOUT, NO_PRIVILEGE, NOTHING

_LOG_IN, _LOG_OUT = ("", "", LOGIN.text), ("", "", LOGOUT.text)


@dataclass(frozen=True, slots=True)
class MenuList:
    """A submenu: Up and Down choose, the ends meet; [OK] opens; [Escape] goes back."""

    menu: Menu
    at: int = 0

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    def surface(self, desk: Desk) -> Surface:
        # It depends on what is set and on who looks alone, and a list is walked up and down.
        made = desk.machine.store.made
        key = (self.menu, self.at, desk.actor, desk.session is None)
        surface: Surface | None = made.get(key)
        if surface is None:
            surface = made[key] = self._surface(desk)
        return surface

    def _surface(self, desk: Desk) -> Surface:
        items = _items(self.menu, desk)
        labels = _LOG_IN if desk.session is None else _LOG_OUT
        menu, count = self.menu, len(items)
        if not items:
            return Surface(menu.label, (Row(NOTHING.text),), labels=labels, short=menu.short)
        at = min(self.at, count - 1)
        top = window(at, count, 2)
        rows = tuple([_row(listed, desk) for listed in items[top : top + 2]])
        return Surface(menu.label, rows, at - top, labels, None, False, menu.short, place(at, count, 2))

    def press(self, key: Key, desk: Desk) -> Move:
        items = _items(self.menu, desk)
        count = len(items)
        at = self.at if self.at < count else max(0, count - 1)
        if key is Key.DOWN:
            return _at(self.menu, (at + 1) % count if items else 0)
        if key is Key.UP:
            return _at(self.menu, (at - 1) % count if items else 0)
        if key is Key.OK and items:
            return Open(opened(items[at].item, desk))
        if key is Key.ESCAPE:
            return Back()
        if key is SELECTION[2]:
            # Once logged in, the menu shows again from here with what this person may.
            return Open(login(Stay(replace(self, at=0))) if desk.session is None else logout())
        return Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)


@lru_cache(maxsize=4096)
def _at(menu: Menu, at: int) -> Stay:
    """Stand at that item. Made once: a list is walked key by key, and screens are frozen."""
    return Stay(MenuList(menu, at))


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


class _Listed(NamedTuple):
    """An item of a list: its row without a value, and the setting whose value stands there, if any."""

    item: Item
    row: Row
    valued: AnySetting | None


@lru_cache(maxsize=4096)
def _listed(menu: Menu, actor: Actor, regime: Regime, hardware: frozenset[str]) -> tuple[_Listed, ...]:
    return tuple(
        _Listed(
            item,
            Row(label_of(item), "", item.short),
            item if isinstance(item, Setting) and not item.is_secret else None,
        )
        for item in visible(menu, actor, regime, hardware)
    )


def _items(menu: Menu, desk: Desk) -> tuple[_Listed, ...]:
    machine = desk.machine
    return _listed(menu, desk.actor, machine.store.regime, machine.hardware)


def _row(listed: _Listed, desk: Desk) -> Row:
    _, row, valued = listed
    return row if valued is None else Row(row.text, desk.machine.store.spelled(valued), row.short)
