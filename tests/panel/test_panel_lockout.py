"""Lockout at the panel: wrong passwords lock an account, time or the right person frees it [S].

And Password Entry Violation: too many wrong logins in a short time are told as an attack.
"""

from __future__ import annotations

import pytest

from device.audit import Deed
from device.people.accounts import Account
from device.roles import Role, nobody
from device.settings.authentication import (
    LOCKOUT,
    LOCKOUT_ATTEMPTS,
    LOCKOUT_RELEASE,
    LOCKOUT_TIME,
    USER_AUTHENTICATION,
    UserAuthentication,
)
from device.settings.kinds import Refused
from device.settings.security import PASSWORD_ENTRY_LIMIT, PASSWORD_ENTRY_TIME
from device.settings.system import ENERGY_SAVER
from panel.keys import Key
from tests.panel.somebody import NAMES, SUPERVISOR_NAME, Somebody

FAILED = "Authentication has failed."
EVERYBODY = [*NAMES.values(), SUPERVISOR_NAME, "anna"]

#: Who frees whom [S].
FREES = {"anna": Role.USER, SUPERVISOR_NAME: Role.MACHINE} | dict.fromkeys(NAMES.values(), Role.SUPERVISOR)


@pytest.fixture
def panel(panel: Somebody) -> Somebody:
    """The staffed machine with Lockout Active after three attempts, and a user of the address book."""
    panel.given(
        (USER_AUTHENTICATION, UserAuthentication.BASIC),
        (LOCKOUT, True),
        (LOCKOUT_ATTEMPTS, 3),
        (ENERGY_SAVER, False),  # or the first key after a long wait would only wake the machine
    )
    panel.add_user(1, "anna")
    return panel


def fail(panel: Somebody, name: str, times: int) -> None:
    """So many wrong passwords for that name, each message read."""
    for _ in range(times):
        panel.log_in(name, "wrong")
        assert panel.reads(FAILED)
        panel.press(Key.OK)


def is_let_in(panel: Somebody, name: str) -> bool:
    panel.log_in(name)
    if panel.name != name:
        assert panel.reads(FAILED), "a locked account is told no more than a wrong password"
        panel.press(Key.OK)
        return False
    panel.log_out()
    return True


def account(panel: Somebody, name: str) -> Account:
    found = panel.machine.people.roll.named(name)
    assert found is not None
    return found


def test_lockout_is_inactive_on_a_new_machine(factory_panel: Somebody) -> None:
    fail(factory_panel, "admin", 10)

    factory_panel.log_in("admin", "")
    assert factory_panel.name == "admin"


@pytest.mark.parametrize("name", EVERYBODY)
def test_so_many_wrong_passwords_lock_an_account(panel: Somebody, name: str) -> None:
    fail(panel, name, 2)
    assert is_let_in(panel, name), "one fewer locks nobody"

    fail(panel, name, 3)

    assert not is_let_in(panel, name)
    assert [row.subject for row in panel.deeds(Deed.LOCKED)] == [name]


def test_a_right_password_lets_counting_begin_anew(panel: Somebody) -> None:
    for _ in range(3):
        fail(panel, "ned", 2)
        assert is_let_in(panel, "ned")


def test_a_lock_is_for_one_account_alone(panel: Somebody) -> None:
    fail(panel, "ned", 3)

    assert is_let_in(panel, "max")


def test_a_lock_stays_without_a_release_timer(panel: Somebody) -> None:
    fail(panel, "ned", 3)

    panel.wait(10_000 * 60)

    assert not is_let_in(panel, "ned")


@pytest.mark.parametrize("minutes", [1, 60, 9999])
def test_the_release_timer_frees_after_its_minutes(panel: Somebody, minutes: int) -> None:
    panel.given((LOCKOUT_RELEASE, True), (LOCKOUT_TIME, minutes))
    fail(panel, "ned", 3)

    panel.wait(minutes * 60 - 1)
    assert not is_let_in(panel, "ned")
    panel.wait(1)

    assert is_let_in(panel, "ned")
    assert [row.subject for row in panel.deeds(Deed.FREED)] == ["ned"]


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("role", [*NAMES, Role.SUPERVISOR])
def test_only_the_right_person_frees_an_account(panel: Somebody, name: str, role: Role) -> None:
    fail(panel, name, 3)
    free = panel.machine.people.locks.free

    if FREES[name] is role:
        free(account(panel, name), panel.actor(role))
    else:
        with pytest.raises(Refused) as refused:
            free(account(panel, name), panel.actor(role))
        assert refused.value.is_privilege

    assert is_let_in(panel, name) is (FREES[name] is role)


def test_nobody_in_particular_frees_no_one(panel: Somebody) -> None:
    fail(panel, "anna", 3)

    with pytest.raises(Refused):
        panel.machine.people.locks.free(account(panel, "anna"), nobody("panel"))

    assert not is_let_in(panel, "anna")


def test_a_locked_user_does_not_get_to_the_jobs_either(panel: Somebody) -> None:
    fail(panel, "anna", 3)
    panel.press(Key.ESCAPE, "Prt.Jobs")

    panel.enter("anna")
    panel.enter("pass-4U")

    assert panel.reads(FAILED)


# Password Entry Violation


def test_more_wrong_logins_than_allowed_within_the_time_are_an_attack(panel: Somebody) -> None:
    panel.given((PASSWORD_ENTRY_LIMIT, 4), (PASSWORD_ENTRY_TIME, 5))
    for name in ("ned", "max", "uma", "nobody"):
        fail(panel, name, 1)
    assert not panel.deeds(Deed.VIOLATION)

    fail(panel, "fay", 1)

    assert [row.subject for row in panel.deeds(Deed.VIOLATION)] == ["Password Entry Violation"]


def test_wrong_logins_far_enough_apart_are_none(panel: Somebody) -> None:
    panel.given((PASSWORD_ENTRY_LIMIT, 4), (PASSWORD_ENTRY_TIME, 5), (LOCKOUT, False))
    for _ in range(20):
        fail(panel, "ned", 1)
        panel.wait(1.25)

    assert not panel.deeds(Deed.VIOLATION)


def test_a_limit_of_0_tells_of_no_attack(panel: Somebody) -> None:
    panel.given((PASSWORD_ENTRY_LIMIT, 0), (LOCKOUT, False))

    fail(panel, "ned", 50)

    assert not panel.deeds(Deed.VIOLATION)


def test_the_limit_is_30_within_5_seconds_on_a_new_machine(factory_panel: Somebody) -> None:
    fail(factory_panel, "admin", 30)
    assert not factory_panel.deeds(Deed.VIOLATION)

    fail(factory_panel, "admin", 1)

    assert len(factory_panel.deeds(Deed.VIOLATION)) == 1


def test_the_limit_is_set_at_the_panel_by_the_machine_administrator(panel: Somebody) -> None:
    panel.log_in("max")
    panel.open("Security Options", "Extended Security", "Password Entry Violation")

    panel.open("Max. Access")  # Max. Allowed No. of Access, shortened
    panel.press(Key.UP, Key.OK)

    assert panel.machine.store[PASSWORD_ENTRY_LIMIT] == 31
