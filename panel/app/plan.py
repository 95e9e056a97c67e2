"""Where the parts of the faceplate lie, in cells of the terminal.

At the left the keys that only siblings are known to have, in the middle the display with its three selection
keys beneath their labels, at the right Menu, Escape and the arrows around OK. The order is the manual's, the
places are ours [guess]. Below `SMALLEST` there is no faceplate, only the compact form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from device.console import COLUMNS, LINES

from ..keys import SELECTION, Key


class Size(NamedTuple):
    """Columns and rows."""

    width: int
    height: int


class Box(NamedTuple):
    """A rectangle of cells: its left column, its top row, its size."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The column after the last."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The row after the last."""
        return self.top + self.height

    @property
    def rows(self) -> range:
        return range(self.top, self.bottom)

    def holds(self, column: int, row: int) -> bool:
        """Whether that cell lies within."""
        return self.left <= column < self.right and self.top <= row < self.bottom

    def is_within(self, other: Box) -> bool:
        """Whether all of it lies within `other`."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )

    def meets(self, other: Box) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


#: A faceplate needs this much; the terminal one row more, for the line of hints.
SMALLEST = Size(80, 23)
#: It grows with the terminal up to this.
LARGEST = Size(104, 26)

#: Edge, bezel and margin around the cells of the display.
FRAME = 3
GLASS = Size(COLUMNS + 2 * FRAME, LINES + 4)
CAP = Size(10, 3)
#: The wide keys at the left have two words, one below the other.
TALL_CAP = Size(11, 4)
#: Each key has its terminal key printed beneath.
CAPTION = 1

#: The keys at the left, from the top [R].
SIDE = (Key.SWITCH_FUNCTIONS, Key.SUSPEND_RESUME, Key.JOB_RESET)
#: The arrows around OK, with Menu and Escape in the upper corners [guess]: column, row.
CROSS: Mapping[Key, tuple[int, int]] = MappingProxyType(
    {
        Key.MENU: (0, 0),
        Key.UP: (1, 0),
        Key.ESCAPE: (2, 0),
        Key.LEFT: (0, 1),
        Key.OK: (1, 1),
        Key.RIGHT: (2, 1),
        Key.DOWN: (1, 2),
    }
)
#: The selection keys beneath the cells of line 4 where their labels stand: first cell, number of cells.
BENEATH = ((0, 8), (9, 7), (17, 8))

CROSS_WIDTH = 3 * CAP.width
MIDDLE_HEIGHT = GLASS.height + CAP.height + CAPTION
#: Rows above the keys: the edge, the name plate with the lamps, a groove, a free row.
HEAD = 4
FOOT = 2


@dataclass(frozen=True)
class Plan:
    """A faceplate: the casing, the line of name and lamps, the window of the display, the keys."""

    casing: Box
    head: int
    window: Box
    keys: Mapping[Key, Box]

    @property
    def cells(self) -> Box:
        """The cells of the display itself."""
        return Box(self.window.left + FRAME, self.window.top + 2, COLUMNS, LINES)

    @property
    def lamps(self) -> Box:
        """The line of the lamps, right of the name plate."""
        half = self.casing.width // 2
        return Box(self.casing.left + half, self.head, self.casing.width - half, 1)

    def caption(self, key: Key) -> Box:
        """Where the terminal's key is printed: beneath the panel's."""
        box = self.keys[key]
        return Box(box.left, box.bottom, box.width, CAPTION)

    def at(self, column: int, row: int) -> Key | None:
        """The key that lies there, its caption included."""
        for key, box in self.keys.items():
            if box.holds(column, row) or self.caption(key).holds(column, row):
                return key
        return None


@lru_cache(maxsize=16)
def plan(width: int, height: int) -> Plan | None:
    """The faceplate in the middle of so many cells, or None when they do not suffice."""
    if width < SMALLEST.width or height < SMALLEST.height:
        return None
    casing = _centred(Size(min(width, LARGEST.width), min(height, LARGEST.height)), Size(width, height))
    side, middle, cross = _columns(casing)
    top = casing.top + HEAD
    room = casing.height - HEAD - FOOT
    window = Box(middle, top + (room - MIDDLE_HEIGHT) // 2, *GLASS)
    keys = dict(_side(side, top, room))
    keys |= _selection(window)
    keys |= _cross(cross, top, room)
    return Plan(casing, casing.top + 1, window, MappingProxyType(keys))


def _centred(size: Size, within: Size) -> Box:
    return Box((within.width - size.width) // 2, (within.height - size.height) // 2, *size)


def _columns(casing: Box) -> tuple[int, int, int]:
    """The left column of the keys at the side, of the display, of the cross: free cells in even parts."""
    free = casing.width - TALL_CAP.width - GLASS.width - CROSS_WIDTH
    gap = free // 4
    side = casing.left + gap + (free % 4 > 1)
    middle = side + TALL_CAP.width + gap
    return side, middle, casing.right - gap - CROSS_WIDTH


def _side(left: int, top: int, room: int) -> Iterator[tuple[Key, Box]]:
    first, step = _stacked(len(SIDE), TALL_CAP.height + CAPTION, room)
    for number, key in enumerate(SIDE):
        yield key, Box(left, top + first + number * step, *TALL_CAP)


def _selection(window: Box) -> Iterator[tuple[Key, Box]]:
    for key, (first, width) in zip(SELECTION, BENEATH, strict=True):
        yield key, Box(window.left + FRAME + first, window.bottom, width, CAP.height)


def _cross(left: int, top: int, room: int) -> Iterator[tuple[Key, Box]]:
    first, step = _stacked(3, CAP.height + CAPTION, room)
    for key, (column, row) in CROSS.items():
        yield key, Box(left + column * CAP.width, top + first + row * step, *CAP)


def _stacked(count: int, height: int, room: int) -> tuple[int, int]:
    """The first row and the step of so many things one above the other, in the middle of the room."""
    spare = room - count * height
    gap = 1 if spare >= 2 * count else 0
    return (spare - gap * (count - 1)) // 2, height + gap


class Side(Enum):
    """Where the pane with log and services stands."""

    NOWHERE = "nowhere"
    RIGHT = "right"
    BELOW = "below"


#: Columns of a pane at the right, and rows of one below.
PANE_WIDTHS = range(32, 49)
PANE_HEIGHTS = range(8, 17)
#: Rows of the compact form, which a pane may push the faceplate into.
COMPACT_HEIGHT = LINES + 3


def pane(width: int, height: int, wanted: bool | None) -> tuple[Side, int]:
    """Where the pane stands in a terminal of that size, and its columns or rows.

    `wanted` None: where the faceplate keeps its room. Where it cannot, a pane that is wanted takes it.
    """
    columns, rows = width - SMALLEST.width, height - SMALLEST.height - 1
    if wanted is False:
        return Side.NOWHERE, 0
    if columns >= PANE_WIDTHS[0] and rows >= 0:
        return Side.RIGHT, min(columns, PANE_WIDTHS[-1])
    if rows >= PANE_HEIGHTS[0] and columns >= 0:
        return Side.BELOW, min(rows, PANE_HEIGHTS[-1])
    left = height - 1 - COMPACT_HEIGHT
    return (Side.BELOW, left) if wanted and left > 0 else (Side.NOWHERE, 0)
