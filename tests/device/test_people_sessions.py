"""Sessions: who is logged in, what ends that, and who hears of it."""

from __future__ import annotations

import pytest

from device.audit import Deed
from device.keep import Changed, KeepError, Sealed
from device.people.accounts import administrator_key, user_key
from device.people.edits import Edit
from device.people.sessions import Session
from device.roles import MACHINE_ITSELF, Actor, Role
from device.settings.authentication import USER_AUTHENTICATION, UserAuthentication

from .crowd import PASSWORD, Crowd, staffed

NED = administrator_key(3)
BOB = user_key(1)


@pytest.fixture
def crowd() -> Crowd:
    crowd = staffed()
    crowd.edit(BOB, Edit(name="bob", password=Sealed(PASSWORD)), MACHINE_ITSELF)
    crowd.set((USER_AUTHENTICATION, UserAuthentication.BASIC))
    return crowd


def logged_in(crowd: Crowd, name: str, face: str = "panel") -> Session:
    session = crowd.login(name, PASSWORD, face=face)
    assert session is not None
    return session


def test_a_session_says_who_acts_from_where_with_which_roles_and_since_when(crowd: Crowd) -> None:
    crowd.clock.advance(12)
    session = logged_in(crowd, "ned", "web")

    assert session.actor == Actor("ned", frozenset({Role.NETWORK}), "web")
    assert (session.account, session.since) == (NED, 12)
    assert logged_in(crowd, "bob").roles == {Role.PERSON}
    assert logged_in(crowd, "sue").roles == {Role.SUPERVISOR}


def test_several_may_be_logged_in_one_person_even_twice(crowd: Crowd) -> None:
    sessions = [logged_in(crowd, name) for name in ("ned", "ned", "max")]

    assert list(crowd.people.sessions) == sessions
    assert len({session.number for session in sessions}) == 3


def test_login_and_logout_are_audited_told_and_watched(crowd: Crowd) -> None:
    heard: list[Changed] = []
    seen: list[Session] = []
    crowd.audit.listen(heard.append)
    leave = crowd.people.sessions.watch_end(seen.append)

    session = logged_in(crowd, "ned", "web")
    crowd.people.sessions.close(session, "Auto Logout")
    crowd.people.sessions.close(session)

    assert seen == [session]
    assert [(c.room, c.subject, c.old, c.new) for c in heard] == [
        ("sessions", "ned", "", "web"),
        ("sessions", "ned", "web", ""),
    ]
    assert [row.face for row in crowd.deeds(Deed.LOGGED_IN)] == ["web"]
    assert [(row.by, row.detail) for row in crowd.deeds(Deed.LOGGED_OUT)] == [("ned", "Auto Logout")]
    leave()
    crowd.people.sessions.close(logged_in(crowd, "ned"))
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("edit", "ends"),
    [
        (Edit(name="nora"), True),
        (Edit(password=Sealed("new")), True),
        (Edit(encryption=Sealed("new-and-long")), False),
    ],
)
def test_a_new_name_or_login_password_ends_the_sessions_of_that_account_alone(
    edit: Edit, ends: bool, crowd: Crowd
) -> None:
    seen: list[Session] = []
    crowd.people.sessions.watch_end(seen.append)
    sessions, other = [logged_in(crowd, "ned", face) for face in ("panel", "web")], logged_in(crowd, "max")

    crowd.edit(NED, edit, sessions[0].actor)

    assert seen == (sessions if ends else [])
    assert list(crowd.people.sessions) == ([other] if ends else [*sessions, other])
    details = {row.detail for row in crowd.deeds(Deed.LOGGED_OUT)}
    assert details == ({"the account was changed"} if ends else set())


def test_a_new_user_code_ends_the_sessions_that_rest_on_the_old_one(crowd: Crowd) -> None:
    crowd.people.change(BOB, Edit(user_code="11"), MACHINE_ITSELF)
    crowd.set((USER_AUTHENTICATION, UserAuthentication.USER_CODE))
    session = crowd.logins.settle(crowd.logins.attempt_code(Sealed("11"), face="panel"), True)

    crowd.people.change(BOB, Edit(user_code="12"), MACHINE_ITSELF)

    assert not crowd.people.sessions.is_open(session)


def test_a_role_handed_over_ends_the_sessions_of_both(crowd: Crowd) -> None:
    giver, taker, other = (logged_in(crowd, name) for name in ("ned", "max", "uma"))

    crowd.people.hand_over(Role.NETWORK, 2, giver.actor)

    assert list(crowd.people.sessions) == [other]
    assert not crowd.people.sessions.is_open(taker)
    assert logged_in(crowd, "max").roles == {Role.MACHINE, Role.NETWORK}


def test_a_removed_user_is_logged_out(crowd: Crowd) -> None:
    session = logged_in(crowd, "bob")
    crowd.people.remove(BOB, crowd.actor("uma"))
    assert not crowd.people.sessions.is_open(session)


def test_changes_that_touch_no_rights_end_nothing(crowd: Crowd) -> None:
    session = logged_in(crowd, "bob")
    crowd.people.change(BOB, Edit(display_name="Bob", mail="bob@example.com"), MACHINE_ITSELF)
    assert crowd.people.sessions.is_open(session)


def test_no_session_survives_power_off(crowd: Crowd) -> None:
    logged_in(crowd, "ned")
    crowd.power_cycle()
    assert len(crowd.people.sessions) == 0


def test_watchers_are_told_after_everything_of_the_change_is_in_place(crowd: Crowd) -> None:
    seen: list[tuple[int, bool]] = []
    session = logged_in(crowd, "ned")

    def look(ended: Session) -> None:
        seen.append((len(crowd.people.sessions), crowd.people.roll.named("nora") is not None))

    crowd.people.sessions.watch_end(look)
    crowd.edit(NED, Edit(name="nora"), session.actor)

    assert seen == [(0, True)]


def test_on_a_full_disk_nobody_is_let_in_and_everybody_gets_out(crowd: Crowd) -> None:
    seen: list[Session] = []
    crowd.people.sessions.watch_end(seen.append)
    session = logged_in(crowd, "ned")
    crowd.keep.is_full = True

    with pytest.raises(KeepError):
        crowd.login("max", PASSWORD)
    assert list(crowd.people.sessions) == [session]

    with pytest.raises(KeepError):
        crowd.people.sessions.close(session)
    assert len(crowd.people.sessions) == 0
    assert seen == [session]
