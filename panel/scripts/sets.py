"""What is known of the character sets of an entry screen, learnt by looking, and the short way among them.

A row is the text of its characters without blanks between them. Pure: `entering` presses the keys.
"""

from __future__ import annotations

from typing import NamedTuple

from panel.keys import Key

#: More sets than any entry screen has.
MOST = 16


class _Set(NamedTuple):
    """A set as far as it is known, seen from one of its rows.

    `rows` begin with that one, in the order of Down. From `sure` rows on, a row is only known to come after
    others that are not known yet.
    """

    rows: tuple[str, ...]
    is_whole: bool
    sure: int

    def place(self, character: str) -> tuple[int, int] | None:
        """The row and the column of the character, or None when the set is not known to have it."""
        for number, row in enumerate(self.rows):
            column = row.find(character)
            if column >= 0:
                return number, column
        return None


class Layout:
    """The rows of each set in the order of Down, and where in which set [ABC/123] leads to."""

    def __init__(self) -> None:
        self._rings: dict[str, list[str]] = {}
        self._whole: set[str] = set()
        self._next: dict[str, tuple[Key, str, int]] = {}
        #: What follows from what is known, until more is learnt.
        self._sets: dict[str, _Set] = {}
        self._plans: dict[tuple[str, int, str], tuple[Key, ...] | None] = {}

    def ring(self, row: str) -> tuple[str, ...]:
        """The rows of a set as far as they are known, beginning with this one."""
        return self._set(row).rows

    def has(self, row: str, character: str) -> bool:
        """Whether the set of that row is known to have the character."""
        return self._set(row).place(character) is not None

    def is_whole(self, row: str) -> bool:
        """Whether all rows of its set are known."""
        return row in self._whole

    def _set(self, row: str) -> _Set:
        if row not in self._sets:
            ring = self._rings.setdefault(row, [row])
            start = ring.index(row)
            rows = (*ring[start:], *ring[:start])
            is_whole = row in self._whole
            sure = len(rows) if is_whole else len(rows) - start
            self._sets[row] = _Set(rows, is_whole, sure)
        return self._sets[row]

    def _learnt(self) -> None:
        self._sets.clear()
        self._plans.clear()

    def went_down(self, before: str, after: str) -> None:
        """Down led from one row to another."""
        ring = self._rings.setdefault(before, [before])
        if after == ring[0]:
            self._whole.update(ring)
        elif after not in ring:
            ring.append(after)
            self._rings[after] = ring
        else:
            return
        self._learnt()

    def went_on(self, key: Key, before: str, after: str, at: int) -> None:
        """The key of [ABC/123] led from a row of one set to a place in a row of the next."""
        step = key, after, at
        if self._next.get(before) != step:
            self._next.update(dict.fromkeys(self.ring(before), step))
            self._learnt()

    def plan(self, row: str, at: int, character: str) -> tuple[Key, ...] | None:
        """The short way from a place in a row to a character; None where something on it is not known yet."""
        place = row, at, character
        if place not in self._plans:
            self._plans[place] = self._planned(*place)
        return self._plans[place]

    def _planned(self, row: str, at: int, character: str) -> tuple[Key, ...] | None:
        keys: tuple[Key, ...] = ()
        while (found := self._set(row).place(character)) is None:
            if row not in self._next or len(keys) == MOST:
                return None
            key, row, at = self._next[row]
            keys += (key,)
        return keys + self.way(row, at, character) if found[0] < self._set(row).sure else None

    def way(self, row: str, at: int, character: str) -> tuple[Key, ...]:
        """The shortest keys from a place in a row to a character of the same set, which has it.

        Rows that are not known to be all can only be gone through by Down: Right and Left might meet others.
        """
        known = self._set(row)
        rows, place = known.rows, known.place(character)
        if place is None:
            raise KeyError("the set is not known to have the character")
        number, column = place
        ways = [_by_rows(Key.DOWN, rows[1 : number + 1], at, column)]
        if known.is_whole:
            ways.append(_by_rows(Key.UP, rows[: number - 1 : -1] if number else (), at, column))
            distance = sum(map(len, rows[:number])) + column - at
            size = sum(map(len, rows))
            ways += [(Key.RIGHT,) * (distance % size), (Key.LEFT,) * (-distance % size)]
        return min(ways, key=len)


def _by_rows(key: Key, passed: tuple[str, ...], at: int, column: int) -> tuple[Key, ...]:
    """Up or Down through rows, keeping the column where there is one, then along the last."""
    for row in passed:
        at = min(at, len(row) - 1)
    along = column - at
    return (key,) * len(passed) + (Key.RIGHT if along > 0 else Key.LEFT,) * abs(along)


def kind(character: str) -> str:
    """Which kind of character it is: a set is of one kind, mostly."""
    if character.isdigit():
        return "numeral"
    if character.islower():
        return "lower"
    return "upper" if character.isupper() else "symbol"
