"""The real clock: panel time from the loop's own, calendar time from the computer's.

The only place that asks the computer what day it is. Wire time is not here: sockets ask the loop.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from device.clock import Timer


def utc_now() -> datetime:
    """The computer's calendar time."""
    return datetime.now(UTC)  # noqa: TID251 - the real clock is where calendar time comes in


class RealClock:
    """A clock that goes by itself; its timers run on the loop."""

    def __init__(
        self, loop: AbstractEventLoop, offset: float = 0.0, utc: Callable[[], datetime] = utc_now
    ) -> None:
        """Power on is now. `offset` moves the calendar, in seconds; `utc` is asked for the unmoved one."""
        self._loop = loop
        self._power_on = loop.time()
        self._reached = 0.0
        self._offset = timedelta(seconds=offset)
        self._utc = utc

    def now(self) -> float:
        return max(self._loop.time() - self._power_on, self._reached)

    def calendar(self) -> datetime:
        return self._utc() + self._offset

    def after(self, seconds: float, call: Callable[[], None]) -> Timer:
        due = self.now() + max(0.0, seconds)

        def run() -> None:
            # A loop runs timers up to its clock's resolution early; the call must find its moment reached.
            self._reached = max(self._reached, due)
            call()

        return self._loop.call_at(self._power_on + due, run)

    def shift(self, seconds: float) -> None:
        self._offset += timedelta(seconds=seconds)

    @property
    def offset(self) -> float:
        """Seconds by which calendar time is moved: what is kept over power off."""
        return self._offset.total_seconds()
