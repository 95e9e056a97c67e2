"""What is known of the character sets of an entry screen, learnt by looking, and the short way among them.

A row is the text of its characters without blanks between them. Pure: `entering` presses the keys.
"""

from __future__ import annotations

from panel.keys import Key

#: More sets than any entry screen has.
MOST = 16


class Layout:
    """The rows of each set in the order of Down, and where in which set [ABC/123] leads to."""

    def __init__(self) -> None:
        self._rings: dict[str, list[str]] = {}
        self._whole: set[str] = set()
        self._next: dict[str, tuple[Key, str, int]] = {}
        self._plans: dict[tuple[str, int, str], tuple[Key, ...] | None] = {}

    def ring(self, row: str) -> list[str]:
        """The rows of a set as far as they are known, beginning with this one."""
        ring = self._rings.setdefault(row, [row])
        start = ring.index(row)
        return ring[start:] + ring[:start] if start else ring

    def has(self, row: str, character: str) -> bool:
        """Whether the set of that row is known to have the character."""
        return any(character in each for each in self.ring(row))

    def is_whole(self, row: str) -> bool:
        """Whether all rows of its set are known."""
        return row in self._whole

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
        self._plans.clear()

    def went_on(self, key: Key, before: str, after: str, at: int) -> None:
        """The key of [ABC/123] led from a row of one set to a place in a row of the next."""
        step = key, after, at
        if self._next.get(before) != step:
            self._next.update(dict.fromkeys(self.ring(before), step))
            self._plans.clear()

    def plan(self, row: str, at: int, character: str) -> tuple[Key, ...] | None:
        """The short way from a place in a row to a character; None where something on it is not known yet."""
        place = row, at, character
        if place not in self._plans:
            self._plans[place] = self._planned(*place)
        return self._plans[place]

    def _planned(self, row: str, at: int, character: str) -> tuple[Key, ...] | None:
        keys: tuple[Key, ...] = ()
        while not self.has(row, character):
            if row not in self._next or len(keys) == MOST:
                return None
            key, row, at = self._next[row]
            keys += (key,)
        return keys + self.way(row, at, character) if self._is_sure(row, character) else None

    def _is_sure(self, row: str, character: str) -> bool:
        """Whether Down is known to lead from the row to that of the character."""
        ring = self._rings[row]
        return self.is_whole(row) or any(character in each for each in ring[ring.index(row) :])

    def way(self, row: str, at: int, character: str) -> tuple[Key, ...]:
        """The shortest keys from a place in a row to a character of the same set.

        Rows that are not known to be all can only be gone through by Down: Right and Left might meet others.
        """
        rows = self.ring(row)
        target = next(number for number, each in enumerate(rows) if character in each)
        ways = [_by_rows(Key.DOWN, rows, target, at, character)]
        if self.is_whole(row):
            ways.append(_by_rows(Key.UP, [rows[0], *rows[:0:-1]], -target % len(rows), at, character))
            text = "".join(rows)
            distance = text.index(character) - at
            ways += [(Key.RIGHT,) * (distance % len(text)), (Key.LEFT,) * (-distance % len(text))]
        return min(ways, key=len)


def _by_rows(key: Key, rows: list[str], target: int, at: int, character: str) -> tuple[Key, ...]:
    """Up or Down to the row, keeping the column where there is one, then along it."""
    for row in rows[1 : target + 1]:
        at = min(at, len(row) - 1)
    along = rows[target].index(character) - at
    return (key,) * target + (Key.RIGHT if along > 0 else Key.LEFT,) * abs(along)


def kind(character: str) -> str:
    """Which kind of character it is: a set is of one kind, mostly."""
    if character.isdigit():
        return "numeral"
    if character.islower():
        return "lower"
    return "upper" if character.isupper() else "symbol"
