"""Whatever people do, in whatever order, what must hold of accounts, roles, locks and sessions holds."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from device.keep import KeepError, Sealed
from device.people.accounts import ADMINISTRATORS, SUPERVISOR, Kind, administrator_key, user_key
from device.people.edits import Edit
from device.people.roll import factory
from device.people.sessions import Session
from device.roles import ADMINISTRATOR_ROLES, MACHINE_ITSELF, Actor, Role, nobody
from device.settings import authentication, security
from device.settings.kinds import Refused

from .crowd import Crowd

KEYS = [*(administrator_key(n) for n in range(1, ADMINISTRATORS + 1)), SUPERVISOR, user_key(1), user_key(2)]
NAMES = ["admin", "supervisor", "ann", "bob", "cat", "7", "a b", ""]
#: Easily told from everything else that is written: they are searched for at the end of each step.
PASSWORDS = ["", "pa-ONE", "pw-two-22-long", "pw-three-33-LONG"]

keys, names = st.sampled_from(KEYS), st.sampled_from(NAMES)
passwords = st.sampled_from(PASSWORDS).map(Sealed)
edits = st.builds(
    Edit,
    name=st.none() | names,
    password=st.none() | passwords,
    encryption=st.none() | passwords,
    display_name=st.none() | st.sampled_from(["", "Ann", "Bob"]),
    user_code=st.none() | st.sampled_from(["", "8", "90210", "code"]),
)


class AnyOrder(RuleBasedStateMachine):
    """Logins, changes, locks, power cycles, full disks and factory resets, by everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.crowd = Crowd()
        #: The password of each account that was set here; what is missing is empty.
        self.known: dict[str, str] = {}

    @initialize(attempts=st.integers(1, 3), is_releasing=st.booleans())
    def begin(self, attempts: int, is_releasing: bool) -> None:
        self.crowd.set(
            (authentication.LOCKOUT, True),
            (authentication.LOCKOUT_ATTEMPTS, attempts),
            (authentication.LOCKOUT_RELEASE, is_releasing),
            (authentication.USER_AUTHENTICATION, authentication.UserAuthentication.BASIC),
        )

    def actors(self) -> list[Actor]:
        sessions = [session.actor for session in self.crowd.people.sessions]
        return [MACHINE_ITSELF, nobody("panel"), *sessions]

    def try_to(self, change: Callable[[], None]) -> bool:
        """Whether it was done; when it was not, nothing has changed."""
        people = self.crowd.people
        before = (people.roll, list(people.sessions), people.locks.keys)
        try:
            change()
        except (Refused, KeepError):
            assert (people.roll, list(people.sessions), people.locks.keys) == before
            return False
        return True

    @rule(name=names, password=passwords)
    def log_in(self, name: str, password: Sealed) -> None:
        account = self.crowd.people.roll.named(name)
        was_locked = account is not None and self.crowd.people.locks.holds(account)
        try:
            session = self.crowd.login(name, password.reveal())
        except KeepError:
            assert self.crowd.keep.is_full
            return
        if session is None:
            return
        assert account is not None
        assert not was_locked
        assert session.roles == self.crowd.people.roll.roles_of(account) != frozenset()
        assert password.reveal() == self.known.get(account.key, "")

    @rule(data=st.data())
    @precondition(lambda self: len(self.crowd.people.sessions) > 0)
    def log_out(self, data: st.DataObject) -> None:
        session: Session = data.draw(st.sampled_from(list(self.crowd.people.sessions)))
        try:
            self.crowd.people.sessions.close(session)
        except KeepError:
            assert self.crowd.keep.is_full
        assert not self.crowd.people.sessions.is_open(session)

    @rule(key=keys, edit=edits, data=st.data())
    def edit(self, key: str, edit: Edit, data: st.DataObject) -> None:
        by = data.draw(st.sampled_from(self.actors()))
        if self.try_to(lambda: self.crowd.edit(key, edit, by)):
            if edit.password is not None:
                self.known[key] = edit.password.reveal()
            if not self.crowd.people.roll.accounts[key].name:
                self.known.pop(key, None)

    @rule(key=keys, data=st.data())
    def remove(self, key: str, data: st.DataObject) -> None:
        by = data.draw(st.sampled_from(self.actors()))
        if self.try_to(lambda: self.crowd.people.remove(key, by)):
            self.known.pop(key, None)

    @rule(role=st.sampled_from(Role), number=st.integers(0, 5), data=st.data())
    def hand_over(self, role: Role, number: int, data: st.DataObject) -> None:
        by = data.draw(st.sampled_from(self.actors()))
        self.try_to(lambda: self.crowd.people.hand_over(role, number, by))

    @rule(key=keys, data=st.data())
    def free(self, key: str, data: st.DataObject) -> None:
        account = self.crowd.people.roll.get(key)
        by = data.draw(st.sampled_from(self.actors()))
        if account is not None and self.try_to(lambda: self.crowd.people.locks.free(account, by)):
            assert not self.crowd.people.locks.holds(account)

    @rule(minutes=st.sampled_from([1, 59, 60]))
    def wait(self, minutes: int) -> None:
        self.crowd.clock.advance(minutes * 60)

    @rule()
    def cycle_power(self) -> None:
        roll = self.crowd.people.roll
        self.crowd.power_cycle()
        assert self.crowd.people.roll == roll
        assert all(account.kind is Kind.USER for account in self.crowd.people.locks.accounts)
        assert len(self.crowd.people.sessions) == 0

    @rule(is_full=st.booleans())
    def fill_the_disk(self, is_full: bool) -> None:
        self.crowd.keep.is_full = is_full

    @rule(minimum=st.sampled_from([0, 0, 6, 14]))
    @precondition(lambda self: not self.crowd.keep.is_full)
    def set_the_policy(self, minimum: int) -> None:
        self.crowd.set((security.PASSWORD_MINIMUM, minimum))

    @rule()
    def go_out_and_in(self) -> None:
        """An export put back changes nothing."""
        roll = self.crowd.people.roll
        if self.try_to(lambda: self.crowd.people.from_plain(roll.to_plain(), MACHINE_ITSELF)):
            assert self.crowd.people.roll == roll

    @rule()
    def reset(self) -> None:
        if self.try_to(lambda: self.crowd.people.reset(MACHINE_ITSELF)):
            self.known.clear()
            assert self.crowd.people.roll == factory()
            assert not self.crowd.people.locks.keys
            assert len(self.crowd.people.sessions) == 0

    @invariant()
    def each_role_is_held_by_exactly_one_registered_administrator(self) -> None:
        roll = self.crowd.people.roll
        for role in ADMINISTRATOR_ROLES:
            holders = [account for account in roll if role in roll.roles_of(account)]
            assert [account.kind for account in holders] == [Kind.ADMINISTRATOR]
            assert holders[0].name

    @invariant()
    def names_and_codes_are_unique_and_right(self) -> None:
        roll = self.crowd.people.roll
        assert roll.wrong() == ""
        for texts in ([a.name for a in roll], [a.user_code for a in roll]):
            given = [text for text in texts if text]
            assert len(given) == len(set(given))

    @invariant()
    def a_session_has_the_name_and_roles_that_its_account_has(self) -> None:
        roll = self.crowd.people.roll
        for session in self.crowd.people.sessions:
            account = roll.accounts[session.account]
            assert (session.name, session.roles) == (account.name, roll.roles_of(account))
            assert session.roles

    @invariant()
    def who_has_no_password_is_who_was_given_none(self) -> None:
        for account in self.crowd.people.roll:
            assert account.login.is_set == bool(self.known.get(account.key, ""))

    @invariant()
    def no_secret_is_in_the_audit_or_in_a_repr(self) -> None:
        shown = repr((self.crowd.audit.rows(), list(self.crowd.people.roll), self.crowd.people.to_plain()))
        for secret in (*PASSWORDS[1:], "argon2", "90210"):
            assert secret not in shown


def test_what_must_hold_holds_after_any_sequence() -> None:
    run_state_machine_as_test(
        AnyOrder, settings=settings(max_examples=60, stateful_step_count=30, deadline=None)
    )
