"""What keys on an entry screen amount to: characters taken away, and a text entered.

It is read off the display after each key, so it knows neither the character sets nor how long an entry may
be. A public entry is read at the end, from all its keys. A private one is followed key by key, and never is
its text anywhere: a chain of keyed digests, one for each character, tells equal texts from others.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from device.console import COLUMNS, Display
from panel.keys import Key

from ..entering import SPACE
from .moments import DELETE, Pressed, label_over

#: What stands before the end of a text that is too long for its line.
_MORE = ".."
#: A text of so many cells may have more before it.
_WHOLE = COLUMNS - 1


class Typed(NamedTuple):
    """So many characters that stood there were taken away, then this was entered."""

    deleted: int
    text: str


def typed(keys: Sequence[Pressed]) -> Typed | None:
    """What the keys entered; None where the display does not tell."""
    reading = _Reading(_entered(keys[0].before))
    for pressed in keys:
        if not reading.goes_on(pressed):
            return None
    return Typed(reading.deleted, reading.text)


class _Reading:
    def __init__(self, entered: str) -> None:
        self.deleted = 0
        self.text = ""
        self._known = None if len(entered) >= _WHOLE else entered

    def goes_on(self, pressed: Pressed) -> bool:
        """Take the key in; whether the display is as it has to be then."""
        before, after = _entered(pressed.before), _entered(pressed.after)
        if pressed.key is Key.OK:
            chosen = _chosen(pressed.before)
            if _is_doubtful(before, after, chosen):
                return False
            if before != after or (chosen == " " and len(before) < _WHOLE):
                self.text += chosen
        elif label_over(pressed.key, pressed.before) == DELETE:
            if self._known is None and before == after:
                return False
            if self.text:
                self.text = self.text[:-1]
            else:
                self.deleted += 1
        return self._known is None or self._expected == after

    @property
    def _expected(self) -> str:
        known = self._known or ""
        text = known[: max(0, len(known) - self.deleted)] + self.text
        return (text if len(text) <= _WHOLE else _MORE + text[len(_MORE) - _WHOLE :]).rstrip()


class Chain:
    """The text of a private entry while it is entered, as digests under a key made for this recording."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._links = [b""]

    def __repr__(self) -> str:
        return "Chain()"

    @property
    def digest(self) -> bytes:
        """Equal for equal texts."""
        return self._links[-1]

    def took(self, key: Key, before: Display, after: Display) -> None:
        """The key led from one display of the entry to another."""
        if key is Key.OK:
            self._enter(_chosen(before), _entered(before), _entered(after))
        elif label_over(key, before) == DELETE and len(self._links) > 1:
            self._delete(_entered(before), _entered(after))

    def _delete(self, before: str, after: str) -> None:
        # A key that only woke the machine took nothing away, and then nothing changed.
        if before != after or before == "" or len(before) >= _WHOLE - 1:
            self._links.pop()

    def _enter(self, chosen: str, before: str, after: str) -> None:
        # What may have been taken counts as taken: to say that it is in doubt would say how long the text is.
        is_first_space = chosen == " " and before == "" == after
        if before != after or is_first_space or _is_doubtful(before, after, chosen):
            link = blake2b(self._links[-1] + chosen.encode(), key=self._key, digest_size=16)
            self._links.append(link.digest())


def _entered(display: Display) -> str:
    """What stands above the characters to choose from, without blanks at its end."""
    row = display.cursor[0] if display.cursor is not None else 0
    return display.lines[max(0, row - 1)].rstrip()


def _chosen(display: Display) -> str:
    row, column = display.cursor or (0, 0)
    character = display.lines[row][column : column + 1]
    return " " if character == SPACE else character


def _is_doubtful(before: str, after: str, chosen: str) -> bool:
    """Whether the end that shows of a long text would be the same with the character and without it."""
    return before == after and len(before) >= _WHOLE - 1 and (chosen == before[-1:] or chosen == " ")
