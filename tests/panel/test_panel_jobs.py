"""[Prt.Jobs]: the jobs that wait, the login before them, and what their owner does with one.

The labels [Prt.Jobs], [Enter] and [Accept] are the manual's; how the list looks is our guess.
"""

from __future__ import annotations

import pytest

from device.audit import Deed
from device.jobs import Job, JobKind, JobState
from device.roles import MACHINE_ITSELF
from device.settings.authentication import USER_AUTHENTICATION, UserAuthentication
from device.settings.security import RESTRICT_DISPLAY
from panel.keys import Key
from panel.screens import wording
from tests.panel.somebody import NAMES, PASSWORD, SUPERVISOR_NAME, Somebody

FAILED = "Authentication has failed."
NO_PRIVILEGE = "You do not have the privileges to use this function."
AT_REST = ("Prt.Jobs",)


def submit(panel: Somebody, name: str, owner: str = "", *, pages: int = 1) -> Job:
    return panel.machine.jobs.submit(name, owner=owner, kind=JobKind.HOLD, pages=pages, by=MACHINE_ITSELF)


def lit(panel: Somebody) -> str:
    return panel.display.indicators.data_in.value


def state(panel: Somebody, job: Job) -> JobState | None:
    found = panel.machine.jobs.find(job.number)
    return found.state if found else None


@pytest.fixture
def users(panel: Somebody) -> Somebody:
    """Basic authentication, two users, a job of each."""
    panel.given((USER_AUTHENTICATION, UserAuthentication.BASIC))
    panel.add_user(1, "anna")
    panel.add_user(2, "bert")
    submit(panel, "report", "anna")
    submit(panel, "letter", "bert")
    return panel


def jobs_of(panel: Somebody, name: str, password: str = PASSWORD) -> None:
    panel.press("Prt.Jobs")
    panel.enter(name)
    panel.enter(password)


# User authentication off


def test_with_authentication_off_the_list_opens_at_once(panel: Somebody) -> None:
    submit(panel, "report", "anna")

    panel.press("Prt.Jobs")

    assert panel.title == "Prt.Jobs"
    assert panel.rows[0].split() == ["report", "anna"]


def test_an_empty_list_says_so(panel: Somebody) -> None:
    panel.press("Prt.Jobs")

    assert panel.rows[0] == wording.NO_JOBS.text
    panel.press(Key.OK, Key.UP, Key.DOWN)
    assert panel.rows[0] == wording.NO_JOBS.text
    panel.press(Key.ESCAPE)
    assert panel.labels == AT_REST


def test_with_authentication_off_anybody_prints_any_job(panel: Somebody) -> None:
    job = submit(panel, "report", "anna", pages=57)
    panel.press("Prt.Jobs", Key.OK)

    panel.press("Print")

    assert state(panel, job) is JobState.PRINTING
    panel.wait(60)
    assert state(panel, job) is None
    details = [row.detail.partition(":")[0] for row in panel.deeds(Deed.JOB)]
    assert (details[0], details[-1], len(details)) == ("received", "printed", 3)


def test_a_job_is_deleted_once_yes_has_said_so(panel: Somebody) -> None:
    job = submit(panel, "report")
    panel.press("Prt.Jobs", Key.OK, "Delete", "No")
    assert state(panel, job) is JobState.WAITING

    panel.press("Delete", "Yes")

    assert state(panel, job) is None
    assert panel.rows[0] == wording.NO_JOBS.text


def test_a_list_of_many_jobs_scrolls(panel: Somebody) -> None:
    for number in range(1, 6):
        submit(panel, f"job {number}")
    panel.press("Prt.Jobs")

    assert [row.rstrip() for row in panel.items] == [f"job {number}" for number in range(1, 6)]
    panel.press(Key.UP)
    assert panel.selected == "job 5"


def test_a_job_shows_its_owner_state_kind_and_size(panel: Somebody) -> None:
    submit(panel, "report", "anna", pages=3)

    panel.press("Prt.Jobs", Key.OK)

    assert panel.title == "report"
    assert [row.split("  ")[0] for row in panel.rows] == ["anna", "Hold Print"]
    assert [row.split("  ")[-1].strip() for row in panel.rows] == ["Waiting", "3 pages"]


def test_a_job_that_goes_while_it_is_looked_at_says_so(panel: Somebody) -> None:
    job = submit(panel, "report")
    panel.press("Prt.Jobs", Key.OK)

    panel.machine.jobs.delete(job.number, MACHINE_ITSELF)

    assert panel.rows[0] == wording.JOB_IS_GONE.text
    panel.press(Key.OK)
    assert panel.rows[0] == wording.NO_JOBS.text


# Basic authentication


def test_with_basic_authentication_a_user_logs_in_first_and_sees_their_own(users: Somebody) -> None:
    users.press("Prt.Jobs")
    assert (users.title, users.labels) == ("Login User Name", ("Enter",))

    users.enter("anna")
    assert (users.title, users.labels) == ("Login Password", ("Enter",))
    users.enter(PASSWORD)

    assert users.name == "anna"
    assert [row.split()[0] for row in users.items] == ["report"]
    assert users.labels == ("Logout",)


def test_a_user_prints_their_own_job(users: Somebody) -> None:
    jobs_of(users, "bert")

    users.press(Key.OK, "Print")

    assert users.words == wording.PRINTING.text
    printing = [job.name for job in users.machine.jobs.all() if job.state is JobState.PRINTING]
    assert printing == ["letter"]
    assert users.deeds(Deed.JOB)[-1].by == "bert"


@pytest.mark.parametrize("name", [*NAMES.values(), SUPERVISOR_NAME])
def test_administrators_and_the_supervisor_cannot_print(users: Somebody, name: str) -> None:
    jobs_of(users, name)

    assert users.reads(NO_PRIVILEGE)
    assert users.name == ""
    users.wait(10)
    assert users.labels == AT_REST


@pytest.mark.parametrize("name", [*NAMES.values(), SUPERVISOR_NAME])
def test_an_administrator_who_is_logged_in_finds_nobodys_jobs(users: Somebody, name: str) -> None:
    users.log_in(name)
    users.press(Key.ESCAPE, "Prt.Jobs")

    assert users.rows[0] == wording.NO_JOBS.text


@pytest.mark.parametrize(("name", "password"), [("anna", "wrong"), ("carl", PASSWORD), ("anna", "")])
def test_a_wrong_name_or_password_leads_back_to_rest(users: Somebody, name: str, password: str) -> None:
    jobs_of(users, name, password)

    assert users.reads(FAILED)
    users.wait(10)
    assert users.labels == AT_REST
    assert users.name == ""


def test_a_user_stays_logged_in_until_logout(users: Somebody) -> None:
    jobs_of(users, "anna")
    users.press(Key.ESCAPE, "Prt.Jobs")
    assert users.title == "Prt.Jobs"

    users.press("Logout", "Yes")

    users.press("Prt.Jobs")
    assert users.title == "Login User Name"


def test_a_user_finds_no_more_in_the_menu_than_menu_protect_leaves_everybody(users: Somebody) -> None:
    users.press(Key.MENU)
    everybodys = users.items
    users.press(Key.ESCAPE)
    jobs_of(users, "anna")

    users.press(Key.MENU)

    assert users.items == everybodys
    assert not users.finds("Security Options", "Extended Security")


def test_a_login_is_dropped_with_the_jobs_unseen(users: Somebody) -> None:
    users.press("Prt.Jobs")
    users.enter("anna")
    users.is_slow = True
    users.enter(PASSWORD)

    users.press("Cancel")
    users.let_work()

    assert users.labels == AT_REST
    assert users.name == ""


# User codes


def test_with_user_codes_the_code_alone_opens_the_list(panel: Somebody) -> None:
    panel.given((USER_AUTHENTICATION, UserAuthentication.USER_CODE))
    panel.add_user(1, "", code="4711")
    panel.press("Prt.Jobs")
    assert (panel.title, panel.labels) == ("User Code", ("Enter",))

    panel.enter("4711")

    assert panel.title == "Prt.Jobs"
    assert panel.name == "User 1"


def test_a_wrong_user_code_fails(panel: Somebody) -> None:
    panel.given((USER_AUTHENTICATION, UserAuthentication.USER_CODE))
    panel.add_user(1, "", code="4711")

    panel.press("Prt.Jobs")
    panel.enter("4712")

    assert panel.reads(FAILED)
    assert panel.name == ""


def test_a_user_code_is_entered_in_numerals(panel: Somebody) -> None:
    panel.given((USER_AUTHENTICATION, UserAuthentication.USER_CODE))
    panel.press("Prt.Jobs", "Enter")

    first = panel.chosen
    panel.press("ABC/123")

    assert first.isdecimal()
    assert panel.chosen == first, "there is no other set"
    assert panel.machine.console.private


# Directories


@pytest.mark.parametrize("method", [UserAuthentication.WINDOWS, UserAuthentication.LDAP])
def test_without_services_no_directory_is_asked(panel: Somebody, method: UserAuthentication) -> None:
    panel.given((USER_AUTHENTICATION, method))

    jobs_of(panel, "anna")

    assert panel.reads("no services")
    assert panel.name == ""


@pytest.mark.parametrize("method", UserAuthentication)
def test_administrators_log_in_whoever_authenticates_users(
    panel: Somebody, method: UserAuthentication
) -> None:
    panel.given((USER_AUTHENTICATION, method))

    panel.log_in("ned")

    assert panel.name == "ned"


# What others see


def test_names_of_users_are_hidden_from_whoever_is_not_logged_in(panel: Somebody) -> None:
    panel.given((RESTRICT_DISPLAY, True))
    submit(panel, "report", "anna")
    panel.press("Prt.Jobs")
    assert panel.rows[0].split() == ["report", "********"]
    panel.press(Key.ESCAPE)

    panel.log_in("max")
    panel.press(Key.ESCAPE, "Prt.Jobs")

    assert panel.rows[0].split() == ["report", "anna"]


def test_data_in_is_lit_while_a_job_waits(panel: Somebody) -> None:
    assert lit(panel) == "off"

    job = submit(panel, "report")
    assert lit(panel) == "on"
    panel.machine.jobs.delete(job.number, MACHINE_ITSELF)

    assert lit(panel) == "off"
