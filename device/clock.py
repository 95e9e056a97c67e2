"""What time it is, in the two times that the machine's state knows.

Panel time runs messages, Auto Logout, lockout and printing; it counts seconds from power on and can be
virtual. Calendar time (UTC plus an offset that can be moved) dates certificates and the audit. Wire time
never moves and belongs to the sockets; it is not here. `VirtualClock` is a clock that only moves when told;
the real one is `device.realtime`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from math import isfinite
from typing import Protocol


class Timer(Protocol):
    """A call that waits for its moment of panel time."""

    def cancel(self) -> None:
        """Drop the call; harmless when it has been made or dropped already."""


class Clock(Protocol):
    """The time as the machine sees it."""

    def now(self) -> float:
        """Panel time in seconds since power on; never goes back."""

    def calendar(self) -> datetime:
        """Calendar time: UTC, moved by the offset."""

    def after(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Make the call once when that many seconds of panel time have passed (0 or more)."""

    def shift(self, seconds: float) -> None:
        """Move calendar time by that many seconds; panel time goes on unmoved."""


class _Waiting:
    __slots__ = ("call", "due", "number")

    def __init__(self, due: float, number: int, call: Callable[[], None]) -> None:
        self.due = due
        self.number = number
        self.call: Callable[[], None] | None = call

    def __lt__(self, other: _Waiting) -> bool:
        return (self.due, self.number) < (other.due, other.number)

    def cancel(self) -> None:
        self.call = None


#: Timers at least before those that were dropped are swept away.
SWEPT_FROM = 1000

#: Where a virtual calendar starts, so that runs are alike.
VIRTUAL_START = datetime(2026, 1, 1, tzinfo=UTC)


class VirtualClock:
    """A clock that stands still until `advance` moves it; timers run in the order they are due."""

    def __init__(self, start: datetime = VIRTUAL_START) -> None:
        self._now = 0.0
        self._start = start
        self._offset = timedelta()
        self._number = 0
        self._heap: list[_Waiting] = []
        self._sweep_at = SWEPT_FROM

    def now(self) -> float:
        return self._now

    def calendar(self) -> datetime:
        return self._start + timedelta(seconds=self._now) + self._offset

    def after(self, seconds: float, call: Callable[[], None]) -> Timer:
        self._number += 1
        timer = _Waiting(self._now + max(0.0, seconds), self._number, call)
        if len(self._heap) >= self._sweep_at:
            self._sweep()
        heappush(self._heap, timer)
        return timer

    def _sweep(self) -> None:
        """Forget the timers that were dropped: a panel drops several on every key."""
        self._heap = [timer for timer in self._heap if timer.call is not None]
        heapify(self._heap)
        self._sweep_at = max(SWEPT_FROM, 2 * len(self._heap))

    def shift(self, seconds: float) -> None:
        self._offset += timedelta(seconds=seconds)

    @property
    def next_due(self) -> float | None:
        """Panel time of the next timer, or None when nothing waits."""
        while self._heap and self._heap[0].call is None:
            heappop(self._heap)
        return self._heap[0].due if self._heap else None

    def advance(self, seconds: float) -> None:
        """Let panel time pass; each timer due on the way runs at its own moment.

        Raises ValueError when that is no time forward, and what a timer raises: the rest is due still.
        """
        if not (isfinite(seconds) and seconds >= 0):
            raise ValueError("panel time only goes forward, by a number of seconds")
        end = self._now + seconds
        while (due := self.next_due) is not None and due <= end:
            self._now = max(self._now, due)
            call = heappop(self._heap).call
            if call is not None:
                call()
        self._now = end
