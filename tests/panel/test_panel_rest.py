"""The rest screen, the indicators, and the keys that do the same everywhere.

What the indicators do is remembered [R]. [Job Reset], [Suspend/Resume], [Switch Functions] and [Escape] are
known from siblings alone, and what they do here is our guess.
"""

from __future__ import annotations

import pytest

from device.condition import Alert, Severity
from device.console import Indicators, Light, Notice
from device.jobs import Job, JobKind, JobState
from device.roles import MACHINE_ITSELF
from device.settings.authentication import USER_AUTHENTICATION, UserAuthentication
from device.settings.system import ENERGY_SAVER, ENERGY_SAVER_TIMER
from panel.keys import Key
from panel.screens import wording
from tests.panel.somebody import NAMES, Somebody

AT_REST = ("Prt.Jobs",)
EMPTY_TRAY = Alert("tray-1", Severity.STOP, "No paper: Tray 1", "Load paper in Tray 1")
LOW_TONER = Alert("toner", Severity.WARNING, "Toner almost empty", "Have a cartridge ready")
SLEEP = 15 * 60


def indicators(panel: Somebody) -> Indicators:
    return panel.display.indicators


def printing(panel: Somebody, owner: str = "", *, pages: int = 57) -> Job:
    """A job that takes a second a page on paper."""
    return panel.machine.jobs.submit(
        "report", owner=owner, kind=JobKind.NORMAL, pages=pages, by=MACHINE_ITSELF
    )


def is_there(panel: Somebody, job: Job) -> bool:
    return panel.machine.jobs.find(job.number) is not None


# The rest screen


def test_at_rest_the_machine_is_ready_and_offers_the_print_jobs(panel: Somebody) -> None:
    assert panel.title == "Ready"
    assert panel.labels == AT_REST
    assert panel.display.selected is None
    assert panel.display.cursor is None


@pytest.mark.parametrize("key", [Key.OK, Key.ESCAPE, Key.UP, Key.LEFT, Key.SELECT2, Key.SELECT3])
def test_keys_without_a_meaning_change_nothing(panel: Somebody, key: Key) -> None:
    before = panel.display.lines

    panel.press(key)

    assert panel.display.lines == before


def test_what_is_wrong_stands_on_the_rest_screen_with_what_to_do(panel: Somebody) -> None:
    panel.machine.condition.raise_alert(LOW_TONER)
    panel.machine.condition.raise_alert(EMPTY_TRAY)
    assert panel.title == "No paper: Tray 1"
    assert panel.rows == ("Load paper in Tray 1", "Have a cartridge ready")

    panel.machine.condition.clear_alert("tray-1")
    assert panel.title == "Toner almost empty"
    panel.machine.condition.clear_alert("toner")
    assert panel.title == "Ready"


def test_a_message_from_outside_stands_on_the_rest_screen_alone(panel: Somebody) -> None:
    panel.machine.console.put(Notice("Back at noon, ask Anna meanwhile", "PJL"))

    assert panel.rows == ("Back at noon, ask Anna", "meanwhile")
    panel.press(Key.MENU)
    assert "Anna" not in panel.words
    panel.press(Key.ESCAPE)
    panel.machine.console.put(Notice())
    assert panel.rows == ("", "")


# Indicators


def test_power_is_lit_and_the_others_are_off_while_all_is_well(panel: Somebody) -> None:
    assert indicators(panel) == Indicators(Light.ON, Light.OFF, Light.OFF, "")


def test_alert_is_steady_red_when_nothing_prints_and_blinks_yellow_for_soon(panel: Somebody) -> None:
    panel.machine.condition.raise_alert(LOW_TONER)
    assert indicators(panel)[1:] == (Light.BLINKING, Light.OFF, "yellow")

    panel.machine.condition.raise_alert(EMPTY_TRAY)
    assert indicators(panel)[1:] == (Light.ON, Light.OFF, "red")


def test_power_and_data_in_blink_while_a_job_comes_in(panel: Somebody) -> None:
    panel.machine.condition.note(receiving=True)

    assert indicators(panel)[0] is Light.BLINKING
    assert indicators(panel)[2] is Light.BLINKING


# Energy saver


def test_power_goes_off_when_nobody_has_used_the_machine_for_its_time(panel: Somebody) -> None:
    panel.wait(SLEEP - 1)
    assert light(panel) == "on"

    panel.wait(1)

    assert light(panel) == "off"


def light(panel: Somebody) -> str:
    return panel.display.indicators.power.value


def test_the_first_key_wakes_the_machine_and_does_no_more(panel: Somebody) -> None:
    panel.wait(SLEEP)

    panel.press(Key.MENU)
    assert light(panel) == "on"
    assert panel.labels == AT_REST

    panel.press(Key.MENU)
    assert panel.title == "Menu"


def test_pressing_keys_keeps_the_machine_awake(panel: Somebody) -> None:
    for _ in range(10):
        panel.wait(SLEEP - 1)
        panel.press(Key.DOWN)

    assert light(panel) == "on"


def test_the_energy_saver_has_a_time_and_can_be_off(panel: Somebody) -> None:
    panel.given((ENERGY_SAVER_TIMER, 1))
    panel.wait(60)
    assert light(panel) == "off"

    panel.press(Key.OK)
    panel.given((ENERGY_SAVER, False))
    panel.wait(100_000)
    assert light(panel) == "on"


# [Suspend/Resume]


def test_suspend_takes_the_machine_offline_and_resume_back(panel: Somebody) -> None:
    panel.press(Key.SUSPEND_RESUME)
    assert panel.title == "Offline"

    panel.press(Key.SUSPEND_RESUME)
    assert panel.title == "Ready"


def test_a_job_waits_while_the_machine_is_offline(panel: Somebody) -> None:
    job = printing(panel)
    panel.wait(30)
    panel.press(Key.SUSPEND_RESUME)

    panel.wait(600)
    assert is_there(panel, job)
    panel.press(Key.SUSPEND_RESUME)
    panel.wait(29)
    assert is_there(panel, job)
    panel.wait(1)

    assert not is_there(panel, job)


def test_suspending_leaves_the_screen_as_it_is(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.open("Security Options")
    before = panel.display.lines

    panel.press(Key.SUSPEND_RESUME)

    assert panel.display.lines == before
    assert panel.machine.condition.suspended


# [Job Reset]


def test_job_reset_asks_and_yes_deletes_the_job_being_printed(panel: Somebody) -> None:
    job = printing(panel)
    panel.press(Key.JOB_RESET)
    assert panel.reads(wording.RESET_THE_JOB.text)
    assert is_there(panel, job)

    panel.press("Yes")

    assert not is_there(panel, job)
    assert panel.title == "Ready"


def test_job_reset_is_done_once_however_often_it_is_pressed(panel: Somebody) -> None:
    first, second = printing(panel), printing(panel)

    panel.press(Key.JOB_RESET, Key.JOB_RESET, "Yes")

    assert (is_there(panel, first), is_there(panel, second)) == (False, True)
    assert panel.labels == AT_REST


@pytest.mark.parametrize("answer", ["No", Key.ESCAPE])
def test_any_other_answer_lets_the_job_go_on(panel: Somebody, answer: Key | str) -> None:
    job = printing(panel)

    panel.press(Key.JOB_RESET, answer)

    assert is_there(panel, job)
    assert panel.title == "Printing..."


def test_job_reset_without_a_job_does_nothing(panel: Somebody) -> None:
    panel.press(Key.JOB_RESET)

    assert panel.labels == AT_REST


@pytest.mark.parametrize("name", ["anna", "bert", *NAMES.values()])
def test_with_authentication_a_job_is_reset_by_its_owner_or_the_machine_administrator(
    panel: Somebody, name: str
) -> None:
    panel.given((USER_AUTHENTICATION, UserAuthentication.BASIC))
    panel.add_user(1, "anna")
    panel.add_user(2, "bert")
    job = printing(panel, "anna")
    panel.log_in(name)

    panel.press(Key.JOB_RESET, "Yes")

    assert is_there(panel, job) is (name not in ("anna", "max"))
    if is_there(panel, job):
        assert panel.reads("You do not have the privileges to use this function.")


def test_a_job_that_is_printed_before_yes_is_not_missed(panel: Somebody) -> None:
    printing(panel)
    panel.press(Key.JOB_RESET)
    panel.wait(60)

    panel.press("Yes")

    assert panel.title == "Ready"


# [Menu], [Switch Functions]


@pytest.mark.parametrize("key", [Key.MENU, Key.SWITCH_FUNCTIONS])
def test_menu_and_switch_functions_leave_whatever_stands_there(panel: Somebody, key: Key) -> None:
    panel.open_key_prompt()
    panel.press("Enter")
    panel.type("half")

    panel.press(key)

    assert panel.title == ("Menu" if key is Key.MENU else "Ready")
    assert panel.name == "ned"
    assert not panel.machine.console.private


# A locked panel


def test_a_locked_panel_takes_no_key(panel: Somebody) -> None:
    panel.log_in("ned")
    before = panel.display.lines
    panel.machine.console.locked = True

    panel.press(*Key)

    assert panel.display.lines == before
    assert not panel.machine.condition.suspended
    panel.machine.console.locked = False
    panel.press(Key.ESCAPE)
    assert panel.labels == AT_REST


def test_auto_logout_comes_at_a_locked_panel_too(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.machine.console.locked = True

    panel.wait(180)

    assert panel.name == ""
    assert panel.labels == AT_REST


def test_jobs_are_printed_in_their_turn_while_somebody_is_in_the_menu(panel: Somebody) -> None:
    first, second = printing(panel), printing(panel)
    panel.press(Key.MENU)

    panel.wait(60)

    assert not is_there(panel, first)
    found = panel.machine.jobs.find(second.number)
    assert found is not None
    assert found.state is JobState.PRINTING
    assert panel.title == "Menu"
