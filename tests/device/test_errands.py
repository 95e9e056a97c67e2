"""Errands: who put one gets its result, unless they no longer want it."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from device.errands import AskDirectory, CheckPassword, DerivePassword, Errands
from device.keep import Sealed

CHECK = CheckPassword(Sealed("pass-4U"), Sealed("hash"))
DERIVE = DerivePassword(Sealed("pass-4U"))


def test_the_result_comes_back_under_its_ticket() -> None:
    errands, results = Errands(), list[Any]()
    first = errands.put(CHECK, lambda result: results.append(("check", result)))
    second = errands.put(DERIVE, lambda result: results.append(("derive", result)))

    assert errands.take() == [(first, CHECK), (second, DERIVE)]
    errands.done(second, "derived")
    assert errands.busy
    errands.done(first, True)

    assert results == [("derive", "derived"), ("check", True)]
    assert not errands.busy


def test_each_errand_is_taken_once() -> None:
    errands = Errands()
    errands.put(CHECK, lambda result: None)

    assert len(errands.take()) == 1
    assert errands.take() == []
    assert errands.busy


def test_a_late_result_of_a_dropped_errand_is_ignored() -> None:
    errands, results = Errands(), list[Any]()
    ticket = errands.put(CHECK, results.append)
    errands.take()

    errands.drop(ticket)
    errands.done(ticket, True)

    assert results == []
    assert not errands.busy


def test_a_dropped_errand_is_not_taken_any_more_nor_is_what_it_held_kept() -> None:
    errands = Errands()
    kept = errands.waiting
    dropped = errands.put(CHECK, lambda result: None)
    other = errands.put(DERIVE, lambda result: None)

    errands.drop(dropped)

    assert kept == [(other, DERIVE)]
    assert errands.take() == [(other, DERIVE)]


def test_a_result_comes_once() -> None:
    errands, results = Errands(), list[Any]()
    ticket = errands.put(CHECK, results.append)

    errands.done(ticket, True)
    errands.done(ticket, False)

    assert results == [True]


def test_the_host_hears_of_every_errand_put() -> None:
    errands, heard = Errands(), list[int]()
    errands.on_put = lambda: heard.append(len(errands.waiting))

    errands.put(CHECK, lambda result: None)
    errands.put(DERIVE, lambda result: None)

    assert heard == [1, 2]


def test_what_goes_on_may_put_the_next_errand() -> None:
    errands, results = Errands(), list[Any]()
    ticket = errands.put(CHECK, lambda result: results.append(errands.put(DERIVE, results.append)))
    errands.take()

    errands.done(ticket, True)

    assert errands.take() == [(results[0], DERIVE)]


def test_power_off_forgets_all_of_them() -> None:
    errands, results = Errands(), list[Any]()
    taken = errands.put(CHECK, results.append)
    errands.take()
    errands.put(DERIVE, results.append)

    errands.clear()
    errands.done(taken, True)

    assert (errands.take(), errands.busy, results) == ([], False, [])


def test_an_errand_is_frozen_and_shows_no_secret() -> None:
    asked = AskDirectory("LDAP", "my-password-by-mistake", Sealed("pass-4U"))

    with pytest.raises(FrozenInstanceError):
        CHECK.password = Sealed("")  # type: ignore[misc]
    for errand in (CHECK, DERIVE, asked):
        assert "pass-4U" not in repr(errand)
        assert "my-password" not in repr(errand)


def test_only_what_asks_a_server_needs_a_network() -> None:
    assert AskDirectory.is_network
    assert not CheckPassword.is_network
    assert not DerivePassword.is_network
