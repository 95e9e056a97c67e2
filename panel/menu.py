"""The menu tree: a leaf is the setting itself, or something to do, or something to read.

The tree is data and can be walked: the panel shows it, tests explore it, the documents list it. What a
person sees of it follows the rows of its leaves; a submenu is there when anything in it is. The tree of the
machine itself is in `panel.menus`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from device.roles import Actor
from device.settings.access import Access, Regime, Row
from device.settings.kinds import AnySetting, Setting, Source

if TYPE_CHECKING:
    from .surface import Desk, Move


@dataclass(frozen=True, eq=False)
class Menu:
    """A submenu. `needs` names hardware without which it is not there."""

    label: str
    items: tuple[Item, ...]
    source: Source
    short: str = ""
    needs: str = ""

    def __repr__(self) -> str:
        return f"<Menu {self.label}>"


@dataclass(frozen=True, eq=False)
class Action:
    """Something the machine does when it is chosen, once the person has said [Yes].

    `question` is asked first. `do` does it and says where to go; it may raise Refused.
    """

    label: str
    row: Row
    source: Source
    question: str
    do: Callable[[Desk], Move]
    effect: str
    short: str = ""
    needs: str = ""

    def __repr__(self) -> str:
        return f"<Action {self.label}>"


@dataclass(frozen=True, eq=False)
class View:
    """Something to read: rows of (text, value)."""

    label: str
    row: Row
    source: Source
    rows: Callable[[Desk], tuple[tuple[str, str], ...]]
    short: str = ""
    needs: str = ""

    def __repr__(self) -> str:
        return f"<View {self.label}>"


Leaf = AnySetting | Action | View
Item = Menu | Leaf


def leaves(item: Item) -> Iterator[Leaf]:
    """All leaves below (and of) an item, in the order of the menu."""
    if isinstance(item, Menu):
        for inner in item.items:
            yield from leaves(inner)
    else:
        yield item


def walk(item: Item, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Item]]:
    """Every item below with the labels that lead to it, its own last."""
    if isinstance(item, Menu):
        for inner in item.items:
            here = (*path, inner.label)
            yield here, inner
            yield from walk(inner, here)


def access(item: Item, actor: Actor, regime: Regime, hardware: frozenset[str]) -> Access:
    """What that person may do with the item: the best of its leaves for a submenu."""
    if item.needs and item.needs not in hardware:
        return Access.NOTHING
    if isinstance(item, Menu):
        return max((access(inner, actor, regime, hardware) for inner in item.items), default=Access.NOTHING)
    return item.row.access(actor, regime)


@lru_cache(maxsize=4096)
def visible(menu: Menu, actor: Actor, regime: Regime, hardware: frozenset[str]) -> tuple[Item, ...]:
    """The items of a submenu that this person sees."""
    return tuple(item for item in menu.items if access(item, actor, regime, hardware) > Access.NOTHING)


def label_of(item: Item) -> str:
    """The item's name on the panel, in full."""
    return item.panel_label if isinstance(item, Setting) else item.label
