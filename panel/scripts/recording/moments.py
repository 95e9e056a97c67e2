"""What was recorded of a panel, key by key: the key, the display it was pressed on, and how that came.

A display is kept as it stood before it began to scroll. Of a private one nothing is kept but its title, its
labels and whether it is an entry; of the keys pressed on a private entry nothing but that there were some.
"""

from __future__ import annotations

from typing import NamedTuple

from device.console import COLUMNS, Display, Indicators
from panel.keys import SELECTION, Key

from ..entering import ACCEPT, NEXT_SET, is_entry

#: The label that takes a character away again.
DELETE = "Delete"
#: The label on a screen that names what is wanted before it is entered.
ENTER = "Enter"

_ARROWS = frozenset({Key.UP, Key.DOWN, Key.LEFT, Key.RIGHT})


class Frame(NamedTuple):
    """A display that looks unlike the one before it, and when it came."""

    display: Display
    at: float


class Silent(NamedTuple):
    """Something happened that no cell shows, and no key did it. `row`: what the audit says of it, "" when it
    says nothing; `is_new`: whether the audit had not said so before; `is_of_machine`: whether the machine did
    it of itself, so that no key can have, however close.
    """

    at: float
    row: str = ""
    is_new: bool = True
    is_of_machine: bool = False


class Pressed(NamedTuple):
    """A key. `frames`: what stood since the key before, the first being what that key led to, the last what
    this key was pressed on; `silent`: what happened meanwhile that no cell shows; `after`: the display that
    the key led to.
    """

    key: Key
    at: float
    frames: tuple[Frame, ...]
    silent: tuple[Silent, ...]
    after: Display

    @property
    def before(self) -> Display:
        """The display that the key was pressed on."""
        return self.frames[-1].display


class Hidden(NamedTuple):
    """What keys on a private entry amount to. `secret`: the number of the text that is accepted next, or None
    when none is; equal numbers are equal texts. `again`: another text was typed into this entry before.

    `frames` and `silent` as of a key, empty when no key was pressed; `began`, `ends`: the first and the last
    of the keys; `pauses`: the seconds between them where somebody paused; `unseen`: as `silent`, meanwhile.
    """

    title: str
    secret: int | None = None
    again: bool = False
    frames: tuple[Frame, ...] = ()
    silent: tuple[Silent, ...] = ()
    began: float = 0.0
    ends: float = 0.0
    pauses: tuple[float, ...] = ()
    unseen: tuple[Silent, ...] = ()


Moment = Pressed | Hidden


def veiled(display: Display) -> Display:
    """The display; a private one without its cells and its cursor's place."""
    if not display.private:
        return display
    blank = (display.title[:COLUMNS].ljust(COLUMNS), *(" " * len(line) for line in display.lines[1:]))
    cursor = (0, 0) if is_entry(display) else None
    return Display(blank, display.labels, cursor, None, Indicators(), True, display.title, 0)


def is_unseen(before: Display, after: Display) -> bool:
    """Whether something happened between two displays that no cell shows: nothing scrolled either."""
    return before.lines == after.lines and before.revision != after.revision


def label_over(key: Key, display: Display) -> str:
    """The label over a selection key, or nothing."""
    position = SELECTION.index(key) if key in SELECTION else len(display.labels)
    return display.labels[position] if position < len(display.labels) else ""


def is_dial(display: Display) -> bool:
    """Whether the arrows set a number here."""
    return display.cursor is not None and not is_entry(display)


def enters(key: Key, display: Display) -> bool:
    """Whether the key is one of those that enter a text on this display."""
    if not is_entry(display):
        return False
    return key in _ARROWS or key is Key.OK or label_over(key, display) in (DELETE, NEXT_SET)


def accepts(key: Key, display: Display) -> bool:
    """Whether the key takes what was entered."""
    return is_entry(display) and label_over(key, display) == ACCEPT
