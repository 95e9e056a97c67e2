"""The machine's condition: what is wrong and what it does, as its status line and indicators say."""

from __future__ import annotations

from typing import Any

import pytest

from device.condition import Alert, Condition, Severity
from device.console import Indicators, Light

NO_PAPER = Alert("tray 1", Severity.STOP, "Load paper in Tray 1", "A4, long edge")
TONER_SOON = Alert("toner", Severity.WARNING, "Toner will soon be needed", "Have a cartridge at hand.")
JAM = Alert("jam", Severity.STOP, "Paper jam", "Open the front cover.")


def condition(*alerts: Alert, **state: Any) -> Condition:
    made = Condition()
    for alert in alerts:
        made.raise_alert(alert)
    made.note(**state)
    return made


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (condition(), "Ready"),
        (condition(printing=True), "Printing..."),
        (condition(printing=True, suspended=True), "Offline"),
        (condition(TONER_SOON), "Toner will soon be needed"),
        (condition(TONER_SOON, printing=True), "Printing..."),
        (condition(TONER_SOON, NO_PAPER, suspended=True, printing=True), "Load paper in Tray 1"),
    ],
)
def test_the_status_line_says_what_matters_most(made: Condition, status: str) -> None:
    assert made.status == status


@pytest.mark.parametrize(
    ("made", "indicators"),
    [
        (condition(), Indicators(Light.ON, Light.OFF, Light.OFF)),
        (condition(saving_energy=True), Indicators(Light.OFF, Light.OFF, Light.OFF)),
        (condition(receiving=True), Indicators(Light.BLINKING, Light.OFF, Light.BLINKING)),
        (condition(waiting=True), Indicators(Light.ON, Light.OFF, Light.ON)),
        (condition(TONER_SOON), Indicators(Light.ON, Light.BLINKING, Light.OFF, "yellow")),
        (condition(TONER_SOON, JAM), Indicators(Light.ON, Light.ON, Light.OFF, "red")),
    ],
)
def test_the_indicators_follow(made: Condition, indicators: Indicators) -> None:
    assert made.indicators == indicators


@pytest.mark.parametrize(
    ("made", "may_print"),
    [
        (condition(), True),
        (condition(TONER_SOON, saving_energy=True), True),
        (condition(suspended=True), False),
        (condition(JAM), False),
    ],
)
def test_paper_moves_unless_the_machine_is_offline_or_stopped(made: Condition, may_print: bool) -> None:
    assert made.may_print is may_print


def test_stops_come_first_then_each_in_the_order_it_came_up() -> None:
    made = condition(TONER_SOON, NO_PAPER, JAM)

    assert made.alerts == (NO_PAPER, JAM, TONER_SOON)
    assert made.details == ("A4, long edge", "Open the front cover.", "Have a cartridge at hand.")


def test_an_alert_of_the_same_name_takes_the_place_of_the_old() -> None:
    made = condition(Alert("toner", Severity.STOP, "Replace the toner"), TONER_SOON)

    assert [alert.text for alert in made.alerts] == ["Toner will soon be needed"]
    made.clear_alert("toner")
    assert [alert.text for alert in made.alerts] == []
    assert made.status == "Ready"


def test_watchers_hear_of_changes_and_of_nothing_else() -> None:
    made, heard = Condition(), list[str]()
    leave = made.watch(lambda: heard.append(made.status))

    made.note(printing=True)
    made.note(printing=True, suspended=False)
    made.raise_alert(JAM)
    made.raise_alert(JAM)
    made.clear_alert("jam")
    made.clear_alert("jam")
    made.note(printing=False)
    leave()
    made.note(suspended=True)

    assert heard == ["Printing...", "Paper jam", "Printing...", "Ready"]
