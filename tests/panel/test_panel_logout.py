"""Logging out at the panel, by hand and by Auto Logout: what goes, and what asks first."""

from __future__ import annotations

import pytest

from device.audit import Deed
from device.keep import Sealed
from device.people.edits import Edit
from device.roles import MACHINE_ITSELF
from device.settings.authentication import AUTO_LOGOUT
from device.settings.network import PERMIT_SSL_TLS, PermitSslTls
from device.settings.security import DRIVER_ENCRYPTION_KEY
from panel.keys import Key
from tests.panel.somebody import Somebody

AT_REST = ("Prt.Jobs",)

#: Ways into the menu on which a list stands.
LISTS: list[tuple[str, ...]] = [
    (),
    ("Host Interface",),
    ("Host Interface", "Network"),
    ("Security Options",),
    ("Security Options", "Extended Security"),
]


@pytest.mark.parametrize("path", LISTS)
def test_logout_stands_on_every_list_of_the_menu_while_somebody_is_logged_in(
    panel: Somebody, path: tuple[str, ...]
) -> None:
    panel.log_in("ned")
    panel.open(*path)

    assert "Logout" in panel.labels

    panel.press("Logout", "Yes")
    assert (panel.name, panel.labels) == ("", AT_REST)


@pytest.mark.parametrize("path", [(), ("Host Interface",), ("Host Interface", "Network")])
def test_login_stands_there_while_nobody_is(panel: Somebody, path: tuple[str, ...]) -> None:
    panel.press(Key.MENU)
    panel.open(*path)

    assert panel.labels == ("Login",)


def test_a_login_from_inside_the_menu_leads_back_to_where_it_was_pressed(panel: Somebody) -> None:
    panel.press(Key.MENU)
    panel.open("Host Interface", "Network")
    panel.press("Login")
    panel.enter("ned")
    panel.enter("pass-4U")

    assert panel.title == "Network"
    assert panel.name == "ned"


def test_logout_asks_and_only_yes_logs_out(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.press("Logout")
    assert "Yes" in panel.labels
    assert panel.name == "ned"

    panel.press("Yes")

    assert (panel.name, panel.labels) == ("", AT_REST)
    assert not list(panel.machine.people.sessions)


@pytest.mark.parametrize("answer", ["No", Key.ESCAPE])
def test_any_other_answer_goes_back_to_the_list(panel: Somebody, answer: Key | str) -> None:
    panel.log_in("ned")
    panel.open("Security Options")

    panel.press("Logout", answer)

    assert (panel.title, panel.name) == ("Security Options", "ned")


def test_menu_logout_yes_logs_out_from_anywhere(panel: Somebody) -> None:
    panel.open_key_prompt()
    panel.press("Enter")
    panel.type("half")

    panel.log_out()

    assert (panel.name, panel.labels) == ("", AT_REST)
    assert not panel.key.is_set


# Auto Logout


def test_auto_logout_comes_180_seconds_after_the_last_key(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.wait(100)
    panel.press(Key.DOWN)

    panel.wait(179.9)
    assert panel.name == "ned"
    panel.wait(0.1)

    assert (panel.name, panel.labels) == ("", AT_REST)
    assert panel.deeds(Deed.LOGGED_OUT)[-1].detail == "Auto Logout"


@pytest.mark.parametrize("seconds", [10, 999])
def test_auto_logout_takes_the_time_that_is_set(panel: Somebody, seconds: int) -> None:
    panel.given((AUTO_LOGOUT, seconds))
    panel.log_in("ned")

    panel.wait(seconds - 0.5)
    assert panel.name == "ned"
    panel.wait(0.5)
    assert panel.name == ""


def test_auto_logout_can_be_off(panel: Somebody) -> None:
    panel.given((AUTO_LOGOUT, 0))
    panel.log_in("ned")

    panel.wait(100_000)

    assert panel.name == "ned"


def test_a_new_time_counts_from_the_last_key(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.wait(50)

    panel.given((AUTO_LOGOUT, 60))
    panel.wait(9)
    assert panel.name == "ned"
    panel.wait(1)

    assert panel.name == ""


def test_auto_logout_in_the_middle_of_an_entry_keeps_nothing(panel: Somebody) -> None:
    panel.given((DRIVER_ENCRYPTION_KEY, Sealed("old")))
    panel.open_key_prompt()
    panel.enter("first")
    panel.press("Enter")
    panel.type("firs")

    panel.wait(180)

    assert panel.labels == AT_REST
    assert panel.key.reveal() == "old"
    # Whoever comes next finds no trace of it.
    panel.open_key_prompt()
    panel.enter("t")
    assert panel.key.reveal() == "old"
    panel.press("Enter")
    assert panel.rows[0] == ""


def test_auto_logout_leaves_a_choice_unmade(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.open("Host Interface", "Network", "Permit SSL/TLS Comm.")
    panel.find("Ciphertext Only")

    panel.wait(180)
    panel.press(Key.OK)

    assert panel.machine.store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_PRIORITY


def test_the_panel_goes_back_to_rest_though_nobody_was_logged_in(panel: Somebody) -> None:
    panel.press(Key.MENU)

    panel.wait(180)

    assert panel.labels == AT_REST


# What ends a session from elsewhere


def test_who_loses_the_account_loses_the_panel(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.open("Security Options", "Extended Security", "Driver Encryption Key")

    panel.edit("administrator-3", Edit(password=Sealed("another-1")), MACHINE_ITSELF)

    assert (panel.name, panel.labels) == ("", AT_REST)


def test_power_off_logs_out_and_drops_what_is_half_entered(panel: Somebody) -> None:
    panel.open_key_prompt()
    panel.press("Enter")
    panel.type("half")

    panel.front.power_off()

    assert (panel.name, panel.labels) == ("", AT_REST)
    assert not panel.key.is_set
    assert panel.deeds(Deed.LOGGED_OUT)[-1].detail == "power off"


# When the disk is full


def test_auto_logout_happens_though_it_cannot_be_written(panel: Somebody) -> None:
    panel.open_key_prompt()
    panel.press("Enter")
    panel.type("half")
    panel.keep.is_full = True

    panel.wait(180)

    assert (panel.name, panel.labels) == ("", AT_REST)
    assert not list(panel.machine.people.sessions)


def test_yes_logs_out_though_it_cannot_be_written(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.keep.is_full = True

    panel.press("Logout", "Yes")

    assert (panel.name, panel.labels) == ("", AT_REST)
    assert not list(panel.machine.people.sessions)
