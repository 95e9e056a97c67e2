"""Character entry: the arrows choose, [OK] enters, [Delete], [ABC/123], [Accept] over the selection keys.

Manual, "Specifying a Driver Encryption Key", step 7: Left and Right choose, and the page on logging in says
that all four arrows do. So a set stands on rows, one of them shown, and Up and Down turn them. Which
characters there are and how they lie is data in keymaps/characters.toml.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from device.console import COLUMNS

from ..keys import SELECTION, Key
from ..surface import MORE, SPACE, Back, Desk, Move, Row, Stay, Surface
from . import wording

#: The labels, left to right. Their order is our guess; the words are the manual's.
LABELS = (wording.DELETE.text, wording.ABC_123.text, wording.ACCEPT.text)
DELETE, NEXT_SET, ACCEPT = SELECTION


class Sheet:
    """A character set as the entry screen uses it: its characters in reading order, and where they lie."""

    __slots__ = ("down", "places", "rows", "text", "up")

    def __init__(self, rows: tuple[str, ...]) -> None:
        self.text = "".join(rows)
        self.rows = tuple(row.replace(" ", SPACE) for row in rows)
        starts = [sum(len(row) for row in rows[:number]) for number in range(len(rows))]
        self.places = [(number, column) for number, row in enumerate(rows) for column in range(len(row))]

        def turned(row: int, column: int) -> int:
            row %= len(rows)
            return starts[row] + min(column, len(rows[row]) - 1)

        self.up = [turned(row - 1, column) for row, column in self.places]
        self.down = [turned(row + 1, column) for row, column in self.places]


@lru_cache(maxsize=32)
def sheets(kind: str) -> tuple[Sheet, ...]:
    """The sheets of one kind of entry ("general", "numerals", "address", ...), in [ABC/123] order."""
    # Read when the first character is to be chosen: a script that only walks the menu does without.
    from ..characters import characters

    return tuple(Sheet(tuple(group.rows)) for group in characters(kind))


#: Takes what was entered; says where to go.
Accept = Callable[[str, Desk], Move]


class Entry(NamedTuple):
    """A line of characters being entered.

    `kind` names the character sets, `longest` how many characters fit, `accept` takes the text at [Accept].
    `hidden`: each character but the last shows as `*`, and the whole display is private. `typed` is what has
    been entered so far; `sheet` and `at` are the set and the character chosen.
    """

    title: str
    kind: str
    longest: int
    accept: Accept
    hidden: bool = False
    short: str = ""
    typed: str = ""
    sheet: int = 0
    at: int = 0

    @property
    def lasts(self) -> float | None:
        return None

    def __repr__(self) -> str:
        return f"Entry({self.title!r}, {'***' if self.hidden else repr(self.typed)})"

    @property
    def private(self) -> bool:
        return self.hidden

    def surface(self, desk: Desk) -> Surface:
        sheet = sheets(self.kind)[self.sheet]
        row, column = sheet.places[self.at]
        rows = (Row(self._shown()), Row(sheet.rows[row]))
        return Surface(self.title, rows, None, LABELS, (2, column), self.hidden, self.short)

    def _shown(self) -> str:
        """The end of what was typed, with a free cell for the next character."""
        text = self.typed
        if self.hidden and text:
            text = "*" * (len(text) - 1) + text[-1]
        return text if len(text) < COLUMNS else MORE + text[len(MORE) + 1 - COLUMNS :]

    def press(self, key: Key, desk: Desk) -> Move:
        sheet = sheets(self.kind)[self.sheet]
        if key is Key.RIGHT:
            return Stay(self._with(self.typed, self.sheet, (self.at + 1) % len(sheet.text)))
        if key is Key.LEFT:
            return Stay(self._with(self.typed, self.sheet, (self.at - 1) % len(sheet.text)))
        if key is Key.OK:
            if len(self.typed) >= self.longest:
                return Stay(self)
            return Stay(self._with(self.typed + sheet.text[self.at], self.sheet, self.at))
        if key is Key.UP:
            return Stay(self._with(self.typed, self.sheet, sheet.up[self.at]))
        if key is Key.DOWN:
            return Stay(self._with(self.typed, self.sheet, sheet.down[self.at]))
        if key is NEXT_SET:
            return Stay(self._with(self.typed, (self.sheet + 1) % len(sheets(self.kind)), 0))
        if key is DELETE:
            return Stay(self._with(self.typed[:-1], self.sheet, self.at))
        if key is ACCEPT:
            return self.accept(self.typed, desk)
        return Back() if key is Key.ESCAPE else Stay(self)

    def _with(self, typed: str, sheet: int, at: int) -> Entry:
        # A replacing by names costs three times as much, and this is made on every key.
        return Entry(
            self.title, self.kind, self.longest, self.accept, self.hidden, self.short, typed, sheet, at
        )

    def expired(self, desk: Desk) -> Move:
        return Stay(self)
