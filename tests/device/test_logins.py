"""Logging in: whose password counts under which authentication, and how little a failure tells."""

from __future__ import annotations

import pytest

from device.audit import Deed
from device.errands import AskDirectory, CheckPassword, Errand, Failed, Vouched
from device.keep import Sealed
from device.logins import FAILED, FORBIDDEN_CHARACTER, NOT_PRIVILEGED, UNKNOWN, WRONG, Attempt, LoginFailed
from device.people.accounts import MOST_USERS, Origin, administrator_key, user_key
from device.people.edits import Edit
from device.people.passwords import Derived
from device.roles import MACHINE_ITSELF, Role
from device.settings.authentication import (
    LOCKOUT,
    LOCKOUT_ATTEMPTS,
    USER_AUTHENTICATION,
    UserAuthentication,
)
from device.settings.security import PASSWORD_ENTRY_LIMIT, PASSWORD_ENTRY_TIME

from .crowd import PASSWORD, Crowd, staffed

BOB, ANN = user_key(1), user_key(2)
DIRECTORIES = [UserAuthentication.WINDOWS, UserAuthentication.LDAP]
#: Something a person might type in the wrong field.
SECRET = "Tell-no-0ne"


@pytest.fixture
def crowd() -> Crowd:
    """Four administrators, a supervisor, bob with a password, ann with a user code only; Basic."""
    crowd = staffed()
    crowd.edit(BOB, Edit(name="bob", password=Sealed(PASSWORD), user_code="11"), MACHINE_ITSELF)
    crowd.people.change(ANN, Edit(display_name="Ann", user_code="22"), MACHINE_ITSELF)
    crowd.set((USER_AUTHENTICATION, UserAuthentication.BASIC))
    return crowd


def attempt(crowd: Crowd, name: str, password: str = PASSWORD, of_user: bool = False) -> Attempt:
    return crowd.logins.attempt(name, Sealed(password), face="panel", of_user=of_user)


def failure(crowd: Crowd, tried: Attempt, result: object = None) -> LoginFailed:
    with pytest.raises(LoginFailed) as failed:
        crowd.logins.settle(tried, crowd.run(tried.errand) if result is None else result)
    assert crowd.deeds(Deed.LOGGED_IN) == []
    return failed.value


# Whose password counts


@pytest.mark.parametrize("name", ["uma", "max", "ned", "fay", "sue"])
@pytest.mark.parametrize("method", UserAuthentication)
def test_administrators_and_supervisor_are_checked_here_whoever_authenticates_users(
    name: str, method: UserAuthentication, crowd: Crowd
) -> None:
    crowd.set((USER_AUTHENTICATION, method))
    assert isinstance(attempt(crowd, name).errand, CheckPassword)
    assert crowd.login(name, PASSWORD) is not None
    assert crowd.login(name, "wrong") is None
    assert crowd.login(name, "") is None


@pytest.mark.parametrize("of_user", [False, True])
def test_users_log_in_with_their_password_under_basic_authentication(of_user: bool, crowd: Crowd) -> None:
    session = crowd.login("bob", PASSWORD, of_user=of_user)

    assert session is not None
    assert session.name == "bob"
    assert session.roles == {Role.PERSON}
    assert crowd.login("bob", "wrong", of_user=of_user) is None
    assert crowd.login("Bob", PASSWORD, of_user=of_user) is None


@pytest.mark.parametrize("method", [UserAuthentication.OFF, UserAuthentication.USER_CODE])
def test_users_have_no_login_name_to_use_while_nobody_checks_them(
    method: UserAuthentication, crowd: Crowd
) -> None:
    crowd.set((USER_AUTHENTICATION, method))
    assert crowd.login("bob", PASSWORD) is None


def test_an_empty_password_is_checked_at_once_and_lets_in_with_an_empty_entry_only(crowd: Crowd) -> None:
    crowd.edit(BOB, Edit(password=Sealed.EMPTY), MACHINE_ITSELF)
    errand = attempt(crowd, "bob", "").errand

    assert errand == CheckPassword(Sealed.EMPTY, Sealed.EMPTY)
    assert crowd.login("bob", "x") is None
    assert crowd.login("bob", "") is not None


@pytest.mark.parametrize("name", ["uma", "sue"])
def test_administrators_cannot_print(name: str, crowd: Crowd) -> None:
    failed = failure(crowd, attempt(crowd, name, of_user=True))
    assert failed.reason == NOT_PRIVILEGED

    wrong = failure(crowd, attempt(crowd, name, "wrong", of_user=True))
    assert wrong.reason == FAILED


# What a failure tells


def checks(errand: Errand) -> str:
    """What a CheckPassword costs: the parameters of the hash it compares with."""
    assert isinstance(errand, CheckPassword)
    return errand.stored.reveal().rsplit("$", 2)[0]


def test_unknown_vacant_and_locked_names_take_and_say_the_same(crowd: Crowd) -> None:
    crowd.set((LOCKOUT, True), (LOCKOUT_ATTEMPTS, 1))
    crowd.login("ned", "wrong")
    cost = checks(attempt(crowd, "max").errand)

    for name in ("ned", "nobody", "", "123", "a b", "x" * 500, "Ann"):
        tried = attempt(crowd, name)
        assert checks(tried.errand) == cost
        assert failure(crowd, tried).reason == FAILED


def test_a_right_password_of_a_locked_account_fails_with_the_code_of_a_wrong_one(crowd: Crowd) -> None:
    crowd.set((LOCKOUT, True), (LOCKOUT_ATTEMPTS, 1))
    wrong = failure(crowd, attempt(crowd, "ned", "wrong"))
    locked = failure(crowd, attempt(crowd, "ned"))

    assert (wrong.reason, wrong.code) == (locked.reason, locked.code) == (FAILED, WRONG)


@pytest.mark.parametrize("name", ["a b", "a:b", 'a"b', "a\x1b[2J"])
def test_a_forbidden_character_has_a_code_of_its_own(name: str, crowd: Crowd) -> None:
    assert failure(crowd, attempt(crowd, name)).code == FORBIDDEN_CHARACTER
    assert [row.detail for row in crowd.deeds(Deed.LOGIN_FAILED)] == [FORBIDDEN_CHARACTER]


def test_a_failure_is_audited_by_the_accounts_name_and_never_by_what_was_typed(crowd: Crowd) -> None:
    failure(crowd, attempt(crowd, "ned", SECRET))
    failure(crowd, attempt(crowd, SECRET, "ned"))

    rows = crowd.deeds(Deed.LOGIN_FAILED)
    assert [(row.by, row.subject, row.detail) for row in rows] == [("", "ned", WRONG), ("", UNKNOWN, WRONG)]
    assert SECRET not in repr(crowd.audit.rows())


@pytest.mark.parametrize("method", UserAuthentication)
def test_no_attempt_errand_or_exception_shows_what_was_typed(
    method: UserAuthentication, crowd: Crowd
) -> None:
    crowd.set((USER_AUTHENTICATION, method))
    tried = [
        attempt(crowd, "ned", SECRET),
        attempt(crowd, SECRET, SECRET),
        crowd.logins.attempt_code(Sealed(SECRET), face="panel"),
    ]
    for each in tried:
        failed = failure(crowd, each, False)
        assert SECRET not in repr((each, str(each), failed, failed.args, vars(failed)))


# Between the attempt and its result


def test_an_attempt_that_is_dropped_leaves_and_counts_nothing(crowd: Crowd) -> None:
    crowd.set((LOCKOUT, True), (LOCKOUT_ATTEMPTS, 1))
    rows = len(crowd.audit.rows())
    for _ in range(5):
        attempt(crowd, "ned", "wrong")

    assert len(crowd.audit.rows()) == rows
    assert crowd.login("ned", PASSWORD) is not None


@pytest.mark.parametrize("result", [False, None, 1, "True", Derived.NONE, Vouched()])
def test_only_a_plain_yes_lets_in(result: object, crowd: Crowd) -> None:
    tried = attempt(crowd, "ned")
    with pytest.raises(LoginFailed):
        crowd.logins.settle(tried, result)


def test_an_account_that_changed_meanwhile_is_not_let_in(crowd: Crowd) -> None:
    before = [attempt(crowd, name) for name in ("uma", "ned", "bob", "fay")]
    crowd.edit(administrator_key(1), Edit(password=Sealed("new")), MACHINE_ITSELF)
    crowd.edit(administrator_key(3), Edit(name="nora"), MACHINE_ITSELF)
    crowd.people.remove(BOB, MACHINE_ITSELF)
    crowd.people.hand_over(Role.FILE, 1, MACHINE_ITSELF)

    for tried in before:
        assert failure(crowd, tried, True).reason == FAILED


def test_an_account_that_was_locked_meanwhile_is_not_let_in(crowd: Crowd) -> None:
    crowd.set((LOCKOUT, True), (LOCKOUT_ATTEMPTS, 1))
    tried = attempt(crowd, "ned")
    crowd.login("ned", "wrong")
    assert failure(crowd, tried, True).code == WRONG


def test_another_s_name_taken_meanwhile_does_not_let_in_as_them(crowd: Crowd) -> None:
    tried = attempt(crowd, "bob")
    crowd.people.change(BOB, Edit(name="ben"), MACHINE_ITSELF)
    crowd.edit(administrator_key(3), Edit(name="bob"), MACHINE_ITSELF)
    assert failure(crowd, tried, True).reason == FAILED


def test_a_check_that_could_not_be_run_gives_its_reason_and_counts_nothing(crowd: Crowd) -> None:
    crowd.set((LOCKOUT, True), (LOCKOUT_ATTEMPTS, 1), (PASSWORD_ENTRY_LIMIT, 1))
    for _ in range(3):
        assert failure(crowd, attempt(crowd, "ned"), Failed("no services")).reason == "no services"

    assert [row.detail for row in crowd.deeds(Deed.LOGIN_FAILED)] == ["not checked: no services"] * 3
    assert not crowd.deeds(Deed.VIOLATION)
    assert crowd.login("ned", PASSWORD) is not None


def test_confirming_is_for_jobs_it_opens_no_session_and_counts_as_well(crowd: Crowd) -> None:
    crowd.set((LOCKOUT, True), (LOCKOUT_ATTEMPTS, 2))
    right, wrong = attempt(crowd, "bob", of_user=True), attempt(crowd, "bob", "wrong", of_user=True)

    assert crowd.logins.confirm(right, True).name == "bob"
    for _ in range(2):
        with pytest.raises(LoginFailed):
            crowd.logins.confirm(wrong, False)

    assert len(crowd.people.sessions) == 0
    assert crowd.login("bob", PASSWORD) is None


# User codes


def test_a_user_code_alone_lets_a_user_in_where_that_is_set(crowd: Crowd) -> None:
    def try_code(code: str) -> str:
        tried = crowd.logins.attempt_code(Sealed(code), face="panel")
        return crowd.logins.settle(tried, crowd.run(tried.errand)).name

    with pytest.raises(LoginFailed):
        try_code("11")
    crowd.set((USER_AUTHENTICATION, UserAuthentication.USER_CODE))
    assert try_code("11") == "bob"
    assert try_code("22") == "User 2"
    for wrong in ("", "33", "bob"):
        with pytest.raises(LoginFailed):
            try_code(wrong)
    assert "33" not in {row.subject for row in crowd.deeds(Deed.LOGIN_FAILED)}


def test_a_user_code_that_moved_meanwhile_lets_nobody_in(crowd: Crowd) -> None:
    crowd.set((USER_AUTHENTICATION, UserAuthentication.USER_CODE))
    tried = crowd.logins.attempt_code(Sealed("22"), face="panel")
    crowd.people.change(ANN, Edit(user_code="23"), MACHINE_ITSELF)
    crowd.people.change(BOB, Edit(user_code="22"), MACHINE_ITSELF)
    assert failure(crowd, tried, True).reason == FAILED


# Directories


@pytest.mark.parametrize("method", DIRECTORIES)
def test_a_directory_is_asked_for_users_and_who_it_accepts_enters_the_address_book(
    method: UserAuthentication, crowd: Crowd
) -> None:
    crowd.set((USER_AUTHENTICATION, method))
    tried = attempt(crowd, "cat")
    assert tried.errand == AskDirectory(method.value, "cat", Sealed(PASSWORD))
    assert tried.errand.is_network

    session = crowd.logins.settle(tried, Vouched("Cat", "cat@example.com"))

    account = crowd.people.roll.named("cat")
    assert account is not None
    assert (account.origin, account.mail) == (Origin.DIRECTORY, "cat@example.com")
    assert session.roles == {Role.PERSON}


@pytest.mark.parametrize("result", [None, True, False, "cat"])
def test_only_what_a_directory_vouches_for_lets_in(result: object, crowd: Crowd) -> None:
    crowd.set((USER_AUTHENTICATION, UserAuthentication.LDAP))
    assert failure(crowd, attempt(crowd, "cat"), result if result is not None else ()).code == WRONG
    assert crowd.people.roll.named("cat") is None


def test_no_directory_is_asked_without_a_password_or_with_what_is_no_name(crowd: Crowd) -> None:
    crowd.set((USER_AUTHENTICATION, UserAuthentication.LDAP))
    for name, password in (
        ("cat", ""),
        ("", "x"),
        ("a b", "x"),
        ("123", "x"),
        ("x" * 129, "x"),
        ("ned", "x"),
    ):
        assert isinstance(attempt(crowd, name, password).errand, CheckPassword)
    assert isinstance(attempt(crowd, "x" * 128, "x").errand, AskDirectory)


def test_a_directorys_user_has_no_password_here_when_users_are_checked_here_again(crowd: Crowd) -> None:
    crowd.people.vouch("cat")
    assert crowd.login("cat", "") is None
    assert crowd.login("cat", "x") is None


def test_an_answer_that_comes_after_the_directory_was_switched_off_lets_nobody_in(crowd: Crowd) -> None:
    crowd.set((USER_AUTHENTICATION, UserAuthentication.LDAP))
    tried = attempt(crowd, "cat")
    crowd.set((USER_AUTHENTICATION, UserAuthentication.BASIC))
    assert failure(crowd, tried, Vouched()).reason == FAILED


def test_an_administrator_registered_meanwhile_is_not_let_in_by_a_directory(crowd: Crowd) -> None:
    crowd.set((USER_AUTHENTICATION, UserAuthentication.LDAP))
    tried = attempt(crowd, "cat")
    crowd.people.change(administrator_key(3), Edit(name="cat"), MACHINE_ITSELF)
    assert failure(crowd, tried, Vouched()).reason == FAILED


def test_a_full_address_book_lets_no_new_person_in_and_says_so() -> None:
    crowd = Crowd()
    accounts = {user_key(n): {"name": f"user{n}"} for n in range(1, MOST_USERS + 1)}
    crowd.people.from_plain({"accounts": accounts}, MACHINE_ITSELF)
    crowd.set((USER_AUTHENTICATION, UserAuthentication.LDAP))

    assert "address book is full" in failure(crowd, attempt(crowd, "cat"), Vouched()).reason


# Attacks


def test_more_failures_than_allowed_within_the_measurement_time_are_an_attack(crowd: Crowd) -> None:
    crowd.set((PASSWORD_ENTRY_LIMIT, 4), (PASSWORD_ENTRY_TIME, 5))
    names = ["ned", "max", "nobody", "a b", "bob"]
    for name in names[:4]:
        crowd.login(name, "wrong")
        crowd.clock.advance(1)
    assert not crowd.deeds(Deed.VIOLATION)

    crowd.login("bob", "wrong")

    rows = crowd.deeds(Deed.VIOLATION)
    assert [(row.subject, row.detail) for row in rows] == [
        ("Password Entry Violation", "more than 4 failed logins within 5 s")
    ]


def test_failures_further_apart_are_none(crowd: Crowd) -> None:
    crowd.set((PASSWORD_ENTRY_LIMIT, 4), (PASSWORD_ENTRY_TIME, 5))
    for _ in range(20):
        crowd.login("nobody", "wrong")
        crowd.clock.advance(1.25)
    assert not crowd.deeds(Deed.VIOLATION)


def test_an_attack_that_goes_on_is_told_once_for_each_burst(crowd: Crowd) -> None:
    crowd.set((PASSWORD_ENTRY_LIMIT, 4))
    for _ in range(17):
        crowd.login("nobody", "wrong")
    assert len(crowd.deeds(Deed.VIOLATION)) == 3


def test_a_limit_of_zero_switches_the_watch_off(crowd: Crowd) -> None:
    crowd.set((PASSWORD_ENTRY_LIMIT, 0))
    for _ in range(50):
        crowd.login("nobody", "wrong")
    assert not crowd.deeds(Deed.VIOLATION)


def test_by_default_the_thirty_first_failure_within_five_seconds_is_an_attack(crowd: Crowd) -> None:
    for _ in range(30):
        crowd.login("nobody", "wrong")
    assert not crowd.deeds(Deed.VIOLATION)
    crowd.login("nobody", "wrong")
    assert len(crowd.deeds(Deed.VIOLATION)) == 1
