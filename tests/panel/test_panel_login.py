"""Logging in at the panel: who gets in, what is seen meanwhile, and what a failure leaves behind.

Labels and messages that are known from the family stand here as they are known; the rest is our wording.
"""

from __future__ import annotations

import pytest

from device.audit import Deed
from device.console import MASK
from device.keep import Sealed
from device.people.edits import Edit
from device.roles import MACHINE_ITSELF, Role
from device.settings.system import MENU_PROTECT, MenuProtect
from panel.keys import Key
from panel.screens import wording
from tests.panel.somebody import NAMES, PASSWORD, SUPERVISOR_NAME, Somebody

FAILED = "Authentication has failed."
AUTHENTICATING = "Authenticating... Please wait."

NAMES_TO_ROLES = {name: {role} for role, name in NAMES.items()} | {SUPERVISOR_NAME: {Role.SUPERVISOR}}


def at_the_password_prompt(panel: Somebody, name: str) -> None:
    panel.press(Key.MENU, "Login")
    panel.enter(name)


# Who gets in


@pytest.mark.parametrize(("name", "roles"), NAMES_TO_ROLES.items())
def test_everybody_with_a_role_logs_in_and_holds_that_role(
    panel: Somebody, name: str, roles: set[Role]
) -> None:
    panel.log_in(name)

    assert panel.name == name
    assert panel.front.desk.actor.roles == roles
    assert panel.labels == ("Logout",)
    assert panel.deeds(Deed.LOGGED_IN)[-1].by == name


def test_the_factorys_admin_has_no_password_and_all_four_roles(factory_panel: Somebody) -> None:
    factory_panel.press(Key.MENU, "Login")
    factory_panel.enter("admin")
    factory_panel.press("Enter", "Accept")

    assert factory_panel.name == "admin"
    assert factory_panel.front.desk.actor.roles == set(NAMES)


def test_a_login_asks_for_name_and_password_each_with_a_prompt_of_its_own(panel: Somebody) -> None:
    panel.press(Key.MENU, "Login")
    assert (panel.title, panel.labels) == ("Login User Name", ("Enter",))

    panel.press("Enter")
    assert set(panel.labels) == {"ABC/123", "Delete", "Accept"}
    panel.type("ned")
    panel.press("Accept")
    assert (panel.title, panel.labels) == ("Login Password", ("Enter",))

    panel.press("Enter")
    assert set(panel.labels) == {"ABC/123", "Delete", "Accept"}


def test_after_the_login_the_menu_shows_what_that_person_may(panel: Somebody) -> None:
    panel.given((MENU_PROTECT, MenuProtect.LEVEL_2))
    panel.press(Key.MENU)
    before = panel.items

    panel.log_in("max")

    assert panel.title == "Menu"
    assert set(before) < set(panel.items)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ned", "pass-4u"),
        ("ned", PASSWORD + "x"),
        ("ned", ""),
        ("Ned", PASSWORD),
        ("nobody", PASSWORD),
        ("nobody", ""),
        ("admin", ""),
    ],
)
def test_a_wrong_name_or_password_lets_nobody_in(panel: Somebody, name: str, password: str) -> None:
    panel.log_in(name, password)

    assert panel.reads(FAILED)
    assert panel.name == ""
    assert panel.deeds(Deed.LOGIN_FAILED)


def test_a_failure_tells_nothing_of_what_was_wrong(panel: Somebody) -> None:
    """An unknown name and a wrong password look alike, on the display and in time."""
    displays = []
    for name in ("ned", "nobody"):
        panel.log_in(name, "wrong")
        displays.append(panel.display.lines)
        panel.press(Key.OK)

    assert displays[0] == displays[1]


def test_the_audit_names_a_known_name_and_no_other(panel: Somebody) -> None:
    panel.log_in("ned", "wrong")
    panel.log_in("secret-typed-here", "x")

    subjects = [row.subject for row in panel.deeds(Deed.LOGIN_FAILED)]
    assert subjects[0] == "ned"
    assert "secret" not in subjects[1]


def test_a_failed_login_leads_back_to_the_menu_and_may_be_tried_again(panel: Somebody) -> None:
    panel.log_in("ned", "wrong")

    panel.wait(10)

    assert panel.title == "Menu"
    assert panel.labels == ("Login",)
    panel.log_in("ned")
    assert panel.name == "ned"


def test_an_empty_name_is_told_at_its_own_accept(panel: Somebody) -> None:
    panel.press(Key.MENU, "Login", "Enter", "Accept")

    assert panel.reads(wording.NO_NAME.text)
    panel.wait(10)
    assert panel.title == "Login User Name"
    assert "Accept" in panel.labels


def test_a_name_takes_32_characters_and_so_does_a_password(panel: Somebody) -> None:
    name, password = "abcdefghijklmnopqrstuvwxyzABCDEF", "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
    panel.edit("administrator-3", Edit(name=name, password=Sealed(password)), MACHINE_ITSELF)

    panel.log_in(name + "G", password + "6")

    assert panel.name == name


# While it is checked


def test_the_panel_says_that_it_is_authenticating_while_the_password_is_checked(panel: Somebody) -> None:
    at_the_password_prompt(panel, "ned")
    panel.is_slow = True

    panel.enter(PASSWORD)
    panel.wait(30)

    assert panel.words == AUTHENTICATING
    panel.let_work()
    assert panel.name == "ned"


@pytest.mark.parametrize("key", ["Cancel", Key.ESCAPE, Key.MENU, Key.JOB_RESET, Key.SWITCH_FUNCTIONS])
def test_a_login_under_way_can_be_dropped(panel: Somebody, key: Key | str) -> None:
    at_the_password_prompt(panel, "ned")
    panel.is_slow = True
    panel.enter(PASSWORD)

    panel.press(key)
    assert AUTHENTICATING not in panel.words
    panel.let_work()

    assert panel.name == ""
    assert not panel.deeds(Deed.LOGGED_IN)


def test_a_wrong_password_that_was_dropped_counts_nothing(panel: Somebody) -> None:
    at_the_password_prompt(panel, "ned")
    panel.is_slow = True
    panel.enter("wrong")

    panel.press("Cancel")
    panel.let_work()

    assert not panel.deeds(Deed.LOGIN_FAILED)


def test_auto_logout_drops_a_login_under_way(panel: Somebody) -> None:
    at_the_password_prompt(panel, "ned")
    panel.is_slow = True
    panel.enter(PASSWORD)

    panel.wait(180)
    panel.let_work()

    assert panel.labels == ("Prt.Jobs",)
    assert panel.name == ""


def test_a_password_changed_while_it_is_checked_lets_nobody_in(panel: Somebody) -> None:
    at_the_password_prompt(panel, "ned")
    panel.is_slow = True
    panel.enter(PASSWORD)
    panel.edit("administrator-3", Edit(password=Sealed("another-1")), MACHINE_ITSELF)

    panel.let_work()

    assert panel.reads(FAILED)
    assert panel.name == ""


# What others see


def test_only_local_faces_see_a_password_being_entered(panel: Somebody) -> None:
    console = panel.machine.console
    at_the_password_prompt(panel, "ned")
    panel.press("Enter")
    revision = console.public_revision

    panel.type("pass")

    assert console.public.lines[0].rstrip() == "Login Password"
    assert console.public.lines[1].rstrip() == MASK
    assert console.public.cursor is None
    assert console.public_revision == revision
    assert panel.rows[0] == "***s"


def test_a_login_user_name_is_no_secret(panel: Somebody) -> None:
    panel.press(Key.MENU, "Login", "Enter")
    panel.type("ned")

    assert panel.machine.console.public.lines[1].rstrip() == "ned"


# Who is logged in already


def test_a_second_login_takes_the_place_of_the_first(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.log_out()
    panel.log_in("max")

    assert panel.name == "max"
    assert [session.name for session in panel.machine.people.sessions] == ["max"]


def test_a_login_that_cannot_be_written_lets_nobody_in(panel: Somebody) -> None:
    at_the_password_prompt(panel, "ned")
    panel.keep.is_full = True

    panel.enter(PASSWORD)

    assert panel.reads(wording.NOT_LOGGED_IN.text.format(error="the disk is full"))
    assert panel.name == ""
