"""The virtual clock moves only when told, and its timers run in order, each at its own moment."""

from __future__ import annotations

from datetime import timedelta
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.clock import SWEPT_FROM, VIRTUAL_START, VirtualClock


def test_time_stands_still_until_it_is_moved() -> None:
    clock = VirtualClock()

    assert (clock.now(), clock.calendar()) == (0, VIRTUAL_START)
    clock.advance(90)
    assert (clock.now(), clock.calendar()) == (90, VIRTUAL_START + timedelta(seconds=90))


def test_the_calendar_can_be_moved_and_panel_time_goes_on_unmoved() -> None:
    clock = VirtualClock()
    rung: list[float] = []
    clock.after(10, lambda: rung.append(clock.now()))

    clock.shift(-86400)

    assert (clock.now(), clock.calendar()) == (0, VIRTUAL_START - timedelta(days=1))
    clock.advance(10)
    assert rung == [10]


@given(st.lists(st.floats(0, 100), max_size=20))
def test_timers_run_in_the_order_they_are_due_each_at_its_moment(delays: list[float]) -> None:
    clock = VirtualClock()
    rung: list[float] = []
    for delay in delays:
        clock.after(delay, lambda: rung.append(clock.now()))

    clock.advance(100)

    assert rung == sorted(delays)
    assert clock.now() == 100


def test_timers_due_together_run_in_the_order_they_were_set() -> None:
    clock = VirtualClock()
    rung: list[str] = []
    clock.after(5, lambda: rung.append("first"))
    clock.after(5, lambda: rung.append("second"))

    clock.advance(5)

    assert rung == ["first", "second"]


def test_a_timer_set_by_a_timer_runs_in_the_same_advance_when_it_is_due() -> None:
    clock = VirtualClock()
    rung: list[float] = []

    def ring() -> None:
        rung.append(clock.now())
        clock.after(3, ring)

    clock.after(3, ring)
    clock.advance(10)

    assert rung == [3, 6, 9]
    assert clock.next_due == 12


def test_a_cancelled_timer_never_runs_and_may_be_cancelled_again() -> None:
    clock = VirtualClock()
    rung: list[str] = []
    timer = clock.after(5, lambda: rung.append("rung"))

    timer.cancel()
    timer.cancel()
    assert clock.next_due is None
    clock.advance(10)

    assert rung == []
    clock.after(0, timer.cancel)
    clock.advance(0)


def test_a_delay_below_zero_is_none() -> None:
    clock = VirtualClock()
    rung: list[float] = []
    clock.advance(7)

    clock.after(-3, lambda: rung.append(clock.now()))
    clock.advance(0)

    assert rung == [7]


@pytest.mark.parametrize("seconds", [-1, nan, inf])
def test_panel_time_goes_forward_by_a_number_of_seconds(seconds: float) -> None:
    clock = VirtualClock()

    with pytest.raises(ValueError, match="only goes forward"):
        clock.advance(seconds)

    assert clock.now() == 0


def test_a_timer_that_fails_leaves_the_others_due() -> None:
    clock = VirtualClock()
    rung: list[str] = []

    def fail() -> None:
        raise OSError("broken")

    clock.after(1, fail)
    clock.after(2, lambda: rung.append("rung"))
    with pytest.raises(OSError, match="broken"):
        clock.advance(5)

    assert (clock.now(), rung) == (1, [])
    clock.advance(1)
    assert rung == ["rung"]


def test_dropped_timers_do_not_pile_up() -> None:
    clock = VirtualClock()
    rung: list[str] = []
    clock.after(1, lambda: rung.append("rung"))

    for _ in range(10 * SWEPT_FROM):
        clock.after(60, lambda: rung.append("dropped")).cancel()

    assert len(clock._heap) <= SWEPT_FROM
    clock.advance(60)
    assert rung == ["rung"]
