"""Lockout: who is locked, for how long, who frees whom, and what power off makes of it."""

from __future__ import annotations

import pytest

from device.audit import Deed
from device.keep import Changed, KeepError, Sealed
from device.logins import LoginFailed
from device.people.accounts import SUPERVISOR, Account, administrator_key, user_key
from device.people.edits import Edit
from device.roles import MACHINE_ITSELF, Role, nobody
from device.settings.authentication import (
    LOCKOUT,
    LOCKOUT_ATTEMPTS,
    LOCKOUT_RELEASE,
    LOCKOUT_TIME,
    USER_AUTHENTICATION,
    UserAuthentication,
)
from device.settings.kinds import Refused

from .crowd import FOUR, PASSWORD, Crowd, staffed

BOB = user_key(1)
NED = administrator_key(3)


@pytest.fixture
def crowd() -> Crowd:
    """Four administrators, a supervisor, the user bob; three wrong passwords lock."""
    crowd = staffed()
    crowd.edit(BOB, Edit(name="bob", password=Sealed(PASSWORD)), MACHINE_ITSELF)
    crowd.set((USER_AUTHENTICATION, UserAuthentication.BASIC), (LOCKOUT, True), (LOCKOUT_ATTEMPTS, 3))
    return crowd


def lock(crowd: Crowd, name: str) -> Account:
    for _ in range(3):
        assert crowd.login(name, "wrong") is None
    account = crowd.people.roll.named(name)
    assert account is not None
    assert crowd.people.locks.holds(account)
    return account


def test_nothing_is_locked_while_lockout_is_inactive() -> None:
    crowd = staffed()
    for _ in range(30):
        crowd.login("ned", "wrong")
    assert crowd.login("ned", PASSWORD) is not None


@pytest.mark.parametrize("name", ["ned", "sue", "bob"])
def test_too_many_wrong_passwords_lock_an_account_even_for_the_right_one(name: str, crowd: Crowd) -> None:
    crowd.login(name, "wrong")
    crowd.login(name, "wrong")
    assert not crowd.people.locks.accounts
    assert crowd.login(name, "wrong") is None

    assert crowd.login(name, PASSWORD) is None
    assert [(row.subject, row.detail) for row in crowd.deeds(Deed.LOCKED)] == [
        (name, "after 3 wrong passwords")
    ]


def test_a_right_password_in_between_lets_counting_begin_anew(crowd: Crowd) -> None:
    for password in ("wrong", "wrong", PASSWORD, "wrong", "wrong"):
        crowd.login("ned", password)
    assert crowd.login("ned", PASSWORD) is not None


def test_one_account_s_wrong_passwords_lock_no_other(crowd: Crowd) -> None:
    lock(crowd, "ned")
    assert crowd.login("max", PASSWORD) is not None


def test_a_lock_ends_no_session(crowd: Crowd) -> None:
    session = crowd.login("ned", PASSWORD)
    assert session is not None
    lock(crowd, "ned")
    assert crowd.people.sessions.is_open(session)


@pytest.mark.parametrize(("name", "freer"), [("bob", "uma"), ("ned", "sue"), ("sue", "max")])
def test_each_kind_of_account_has_one_who_frees_it(name: str, freer: str, crowd: Crowd) -> None:
    actors = {who: crowd.actor(who) for who in [*FOUR.values(), "sue", "bob"]}
    account = lock(crowd, name)

    for who in actors.keys() - {freer}:
        with pytest.raises(Refused, match="only") as refused:
            crowd.people.locks.free(account, actors[who])
        assert refused.value.is_privilege
    with pytest.raises(Refused, match="only"):
        crowd.people.locks.free(account, nobody("panel"))
    assert crowd.people.locks.holds(account)

    crowd.people.locks.free(account, actors[freer])
    assert [(row.by, row.subject) for row in crowd.deeds(Deed.FREED)] == [(freer, name)]
    assert crowd.login(name, PASSWORD) is not None


def test_who_has_given_the_role_away_frees_nobody(crowd: Crowd) -> None:
    uma, account = crowd.actor("uma"), lock(crowd, "bob")
    crowd.people.hand_over(Role.USER, 2, uma)
    with pytest.raises(Refused, match="only"):
        crowd.people.locks.free(account, uma)


def test_a_locked_user_is_not_let_in_by_the_user_code(crowd: Crowd) -> None:
    crowd.people.change(BOB, Edit(user_code="11"), MACHINE_ITSELF)
    lock(crowd, "bob")
    crowd.set((USER_AUTHENTICATION, UserAuthentication.USER_CODE))
    with pytest.raises(LoginFailed):
        crowd.logins.settle(crowd.logins.attempt_code(Sealed("11"), face="panel"), True)


def test_freeing_who_is_not_locked_does_nothing(crowd: Crowd) -> None:
    crowd.people.locks.free(crowd.people.roll.accounts[NED], crowd.actor("sue"))
    assert not crowd.deeds(Deed.FREED)


def test_the_release_timer_ends_a_lock_on_panel_time(crowd: Crowd) -> None:
    crowd.set((LOCKOUT_RELEASE, True), (LOCKOUT_TIME, 10))
    lock(crowd, "ned")

    crowd.clock.advance(599)
    assert crowd.login("ned", PASSWORD) is None
    crowd.clock.advance(1)
    assert crowd.login("ned", PASSWORD) is not None
    assert [row.face for row in crowd.deeds(Deed.FREED)] == ["machine"]


def test_without_release_timer_a_lock_lasts(crowd: Crowd) -> None:
    lock(crowd, "ned")
    crowd.clock.advance(9999 * 60)
    assert crowd.login("ned", PASSWORD) is None


def test_the_timer_of_a_lock_that_was_freed_frees_no_later_one(crowd: Crowd) -> None:
    crowd.set((LOCKOUT_RELEASE, True), (LOCKOUT_TIME, 10))
    account = lock(crowd, "ned")
    crowd.clock.advance(300)
    crowd.people.locks.free(account, MACHINE_ITSELF)
    lock(crowd, "ned")

    crowd.clock.advance(300)
    assert crowd.people.locks.holds(account)
    crowd.clock.advance(300)
    assert not crowd.people.locks.holds(account)


def test_power_off_and_on_frees_administrators_and_the_supervisor_and_keeps_users_locked(
    crowd: Crowd,
) -> None:
    for name in ("ned", "sue", "bob"):
        lock(crowd, name)

    crowd.power_cycle()

    assert [account.name for account in crowd.people.locks.accounts] == ["bob"]
    assert crowd.login("bob", PASSWORD) is None
    crowd.people.locks.free(crowd.people.roll.accounts[BOB], crowd.actor("uma"))
    crowd.power_cycle()
    assert crowd.login("bob", PASSWORD) is not None


def test_the_release_timer_of_a_user_starts_anew_at_power_on(crowd: Crowd) -> None:
    crowd.set((LOCKOUT_RELEASE, True), (LOCKOUT_TIME, 10))
    lock(crowd, "bob")
    crowd.clock.advance(500)
    crowd.power_cycle()

    crowd.clock.advance(599)
    assert crowd.login("bob", PASSWORD) is None
    crowd.clock.advance(1)
    assert crowd.login("bob", PASSWORD) is not None
    assert len(crowd.deeds(Deed.FREED)) == 1


@pytest.mark.parametrize("method", [UserAuthentication.WINDOWS, UserAuthentication.LDAP])
def test_with_a_directory_only_administrators_and_supervisor_are_locked_here(
    method: UserAuthentication, crowd: Crowd
) -> None:
    crowd.set((USER_AUTHENTICATION, method))
    for _ in range(5):
        attempt = crowd.logins.attempt("bob", Sealed("wrong"), face="panel", of_user=True)
        with pytest.raises(LoginFailed):
            crowd.logins.settle(attempt, None)
    assert not crowd.people.locks.accounts
    lock(crowd, "ned")


def test_a_user_locked_here_stays_so_through_a_time_with_a_directory(crowd: Crowd) -> None:
    account = lock(crowd, "bob")
    crowd.set((USER_AUTHENTICATION, UserAuthentication.LDAP))
    assert not crowd.people.locks.holds(account)
    crowd.set((USER_AUTHENTICATION, UserAuthentication.BASIC))
    assert crowd.people.locks.holds(account)


def test_users_are_not_locked_while_nobody_asks_them_for_a_password(crowd: Crowd) -> None:
    crowd.set((USER_AUTHENTICATION, UserAuthentication.OFF))
    for _ in range(5):
        crowd.login("bob", "wrong")
    assert not crowd.people.locks.accounts


def test_a_user_who_is_removed_takes_the_lock_away(crowd: Crowd) -> None:
    lock(crowd, "bob")
    crowd.people.remove(BOB, crowd.actor("uma"))
    crowd.edit(BOB, Edit(name="ben", password=Sealed(PASSWORD)), MACHINE_ITSELF)

    assert crowd.login("ben", PASSWORD) is not None
    crowd.power_cycle()
    assert crowd.login("ben", PASSWORD) is not None


def test_a_new_password_frees_nobody(crowd: Crowd) -> None:
    lock(crowd, "ned")
    crowd.edit(NED, Edit(password=Sealed("new")), crowd.actor("sue"))
    assert crowd.login("ned", "new") is None


def test_a_factory_reset_frees_everybody_and_forgets_what_was_counted(crowd: Crowd) -> None:
    crowd.set((LOCKOUT_RELEASE, True))
    crowd.people.hand_over(Role.USER, 2, MACHINE_ITSELF)
    for name in ("bob", "sue"):
        lock(crowd, name)
    crowd.people.reset(MACHINE_ITSELF)

    assert not crowd.people.locks.keys
    assert crowd.login("supervisor") is not None
    crowd.power_cycle()
    assert not crowd.people.locks.keys


def test_locks_are_told(crowd: Crowd) -> None:
    heard: list[Changed] = []
    crowd.audit.listen(heard.append)
    account = lock(crowd, "ned")
    crowd.people.locks.free(account, MACHINE_ITSELF)

    told = [(change.subject, change.new) for change in heard if change.room == "lockouts"]
    assert told == [("ned", "locked"), ("ned", "not locked")]


def test_a_lock_that_cannot_be_written_comes_with_the_next_wrong_password(crowd: Crowd) -> None:
    crowd.login("ned", "wrong")
    crowd.login("ned", "wrong")
    crowd.keep.is_full = True
    with pytest.raises(KeepError):
        crowd.login("ned", "wrong")
    with pytest.raises(KeepError):
        crowd.login("ned", PASSWORD)
    crowd.keep.is_full = False
    assert not crowd.people.locks.accounts

    crowd.login("ned", "wrong")
    assert crowd.login("ned", PASSWORD) is None


def test_a_release_that_cannot_be_written_is_tried_again_a_minute_later(crowd: Crowd) -> None:
    crowd.set((LOCKOUT_RELEASE, True), (LOCKOUT_TIME, 1))
    account = lock(crowd, "ned")
    crowd.keep.is_full = True
    crowd.clock.advance(60)
    assert crowd.people.locks.holds(account)

    crowd.keep.is_full = False
    crowd.clock.advance(60)
    assert not crowd.people.locks.holds(account)


def test_the_supervisor_locked_by_others_can_be_freed_by_the_machine_administrator(crowd: Crowd) -> None:
    account = lock(crowd, "sue")
    assert account.key == SUPERVISOR
    crowd.people.locks.free(account, crowd.actor("max"))
    assert crowd.login("sue", PASSWORD) is not None
