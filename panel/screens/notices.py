"""Screens that tell or ask: a message that goes away, a question, a wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from textwrap import wrap
from typing import ClassVar

from device.console import COLUMNS, LINES
from device.keep import KeepError
from device.settings.kinds import Refused

from ..keys import SELECTION, Key
from ..surface import Back, Desk, Move, Open, Row, Screen, Stay, Surface, marked
from .wording import CANCEL, NO, NO_PRIVILEGE, NOT_STORED, YES

#: How long a message stands, in panel seconds: at least, and for each of its lines [guess].
SHORTEST = 2.0
PER_LINE = 0.8


@lru_cache(maxsize=256)
def in_lines(text: str) -> tuple[str, ...]:
    """The text in lines of the display's width, at least one."""
    return tuple(wrap(text, COLUMNS)) or ("",)


@dataclass(frozen=True, slots=True)
class Message:
    """Something to read. It goes away by itself; [OK] or [Escape] take it away at once.

    More than the display holds ends in the mark and is read with Up and Down. `after`: the screen that
    follows it, if any.
    """

    text: str
    top: int = 0
    after: Screen | None = None

    private: ClassVar[bool] = False

    @property
    def lines(self) -> tuple[str, ...]:
        return in_lines(self.text)

    @property
    def lasts(self) -> float | None:
        return max(SHORTEST, PER_LINE * len(self.lines))

    def surface(self, desk: Desk) -> Surface:
        shown = self.lines[self.top : self.top + LINES]
        first, *rest = shown if self.top + LINES >= len(self.lines) else (*shown[:-1], marked(shown[-1]))
        return Surface(first, tuple(Row(line) for line in rest))

    def press(self, key: Key, desk: Desk) -> Move:
        last = max(0, len(self.lines) - LINES)
        match key:
            case Key.OK | Key.ESCAPE:
                return Back(show=self.after)
            case Key.UP:
                return Stay(replace(self, top=max(0, self.top - 1)))
            case Key.DOWN:
                return Stay(replace(self, top=min(last, self.top + 1)))
            case _:
                return Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Back(show=self.after)


@dataclass(frozen=True, slots=True)
class Busy:
    """An errand is under way. [Cancel] or [Escape] drop it."""

    text: str

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    def surface(self, desk: Desk) -> Surface:
        first, *rest = in_lines(self.text)[: LINES - 1]
        return Surface(first, tuple(Row(line) for line in rest), labels=("", "", CANCEL.text))

    def press(self, key: Key, desk: Desk) -> Move:
        return Back() if key in (SELECTION[2], Key.ESCAPE) else Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)


#: What a selection key does: its label, and the move.
Labelled = tuple[str, Callable[[Desk], Move]]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers over the selection keys, declared together with what they do.

    An answer of None leaves the key without a label. [Escape] goes back.
    """

    text: str
    answers: tuple[Labelled | None, ...]

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    def surface(self, desk: Desk) -> Surface:
        first, *rest = in_lines(self.text)[: LINES - 1]
        labels = tuple(answer[0] if answer else "" for answer in self.answers)
        return Surface(first, tuple(Row(line) for line in rest), labels=labels)

    def press(self, key: Key, desk: Desk) -> Move:
        if key is Key.ESCAPE:
            return Back()
        return pressed(self.answers, key, desk) or Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)


def pressed(labelled: tuple[Labelled | None, ...], key: Key, desk: Desk) -> Move | None:
    """The move of the selection key pressed, or None when it has no label or is another key."""
    if key not in SELECTION:
        return None
    chosen = labelled[SELECTION.index(key)]
    return chosen[1](desk) if chosen else None


def yes_or_no(text: str, yes: Callable[[Desk], Move]) -> Question:
    """A question that [Yes] answers with a move and [No] with going back."""
    return Question(text, ((YES.text, yes), None, (NO.text, lambda desk: Back())))


def told(error: Refused | KeepError) -> Message:
    """What a person is told when a change was not made."""
    if isinstance(error, KeepError):
        return Message(NOT_STORED.text.format(error=error))
    return Message(NO_PRIVILEGE.text if error.is_privilege else error.reason)


def attempted(do: Callable[[], None], then: Move) -> Move:
    """Make a change: `then` when it was made, a message on top when it was refused."""
    try:
        do()
    except (Refused, KeepError) as error:
        return Open(told(error))
    return then
