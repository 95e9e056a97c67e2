"""The real clock: goes by itself, and never makes a call before its moment."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from device.clock import Clock
from device.realtime import RealClock, utc_now

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
#: Far longer than any wait here takes; only a broken clock meets it.
PATIENCE = 20


def clock_on_this_loop() -> RealClock:
    return RealClock(asyncio.get_running_loop(), utc=lambda: NOON)


async def test_it_is_a_clock_of_the_machine() -> None:
    clock: Clock = clock_on_this_loop()

    assert 0 <= clock.now() < PATIENCE


async def test_panel_time_counts_from_power_on_and_only_goes_forward() -> None:
    clock = clock_on_this_loop()
    moments = [clock.now() for _ in range(1000)]

    assert moments == sorted(moments)


async def test_a_call_finds_its_moment_reached() -> None:
    clock = clock_on_this_loop()
    made: asyncio.Queue[tuple[float, float]] = asyncio.Queue()

    def wait(seconds: float) -> None:
        due = clock.now() + seconds
        clock.after(seconds, lambda: made.put_nowait((due, clock.now())))

    delays = [0, 0.0005, 0.001, 0.0013, 0.002, 0.01] * 20
    for delay in delays:
        wait(delay)
    met = [await asyncio.wait_for(made.get(), PATIENCE) for _ in delays]

    assert all(due <= at for due, at in met)


async def test_calls_are_made_in_the_order_in_which_they_are_due() -> None:
    clock = clock_on_this_loop()
    made: asyncio.Queue[float] = asyncio.Queue()
    for delay in (0.01, 0.002, 0.006):
        clock.after(delay, lambda delay=delay: made.put_nowait(delay))  # type: ignore[misc]  # bound early

    assert [await asyncio.wait_for(made.get(), PATIENCE) for _ in range(3)] == [0.002, 0.006, 0.01]


async def test_no_call_is_made_inside_the_one_that_asks_for_it() -> None:
    clock = clock_on_this_loop()
    made: list[str] = []
    clock.after(-1, lambda: made.append("late"))

    assert made == []


async def test_a_dropped_call_is_never_made() -> None:
    clock = clock_on_this_loop()
    made: asyncio.Queue[str] = asyncio.Queue()
    dropped = clock.after(0.001, lambda: made.put_nowait("dropped"))
    kept = clock.after(0.003, lambda: made.put_nowait("kept"))
    dropped.cancel()

    assert await asyncio.wait_for(made.get(), PATIENCE) == "kept"
    assert made.empty()
    dropped.cancel()
    kept.cancel()


async def test_the_calendar_is_moved_and_panel_time_is_not() -> None:
    clock = clock_on_this_loop()
    before = clock.now()
    clock.shift(86400)
    clock.shift(-3600)

    assert clock.calendar() == NOON + timedelta(hours=23)
    assert clock.offset == 82800
    assert clock.now() - before < PATIENCE


async def test_an_offset_that_was_kept_is_taken_up_again() -> None:
    clock = RealClock(asyncio.get_running_loop(), offset=-60, utc=lambda: NOON)

    assert clock.calendar() == NOON - timedelta(minutes=1)


def test_the_computer_is_asked_in_utc() -> None:
    assert utc_now().tzinfo is UTC
