"""Screens that set a value: one of a list, a number, and what is done or only read.

That [OK] sets what is selected is the manual's; marks, digits and windows are our guess.
"""

from __future__ import annotations

import pytest

from device.audit import Deed
from device.jobs import JobState
from device.machine import FIRMWARE, MODEL
from device.settings.network import HOST_NAME, IO_TIMEOUT, PERMIT_SSL_TLS, PermitSslTls
from device.settings.printing import COPIES, PS_WAIT_TIMEOUT
from device.settings.security import (
    NETWORK_SECURITY_LEVEL,
    PASSWORD_MINIMUM,
    SERVICE_MODE_LOCK,
    NetworkSecurityLevel,
)
from panel.keys import Key
from panel.screens import wording
from tests.panel.somebody import Somebody, fresh

# One of a list


def test_the_present_value_is_marked_and_selected(panel: Somebody) -> None:
    panel.given((PERMIT_SSL_TLS, PermitSslTls.CIPHERTEXT_CLEARTEXT))
    panel.log_in("ned")

    panel.open("Host Interface", "Network", "Permit SSL/TLS Comm.")

    assert panel.selected == "*Ciphertext/Cleartext"
    assert [row for row in panel.items if row.startswith("*")] == ["*Ciphertext/Cleartext"]


def test_ok_on_the_present_value_changes_nothing(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.open("Host Interface", "Network", "Permit SSL/TLS Comm.")
    before = len(panel.machine.audit.rows())

    panel.press(Key.OK)

    assert panel.title == "Network"
    assert len(panel.machine.audit.rows()) == before


def test_escape_leaves_a_choice_as_it_was(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.open("Host Interface", "Network", "Permit SSL/TLS Comm.")
    panel.find("Ciphertext Only")

    panel.press(Key.ESCAPE)

    assert panel.title == "Network"
    assert panel.machine.store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_PRIORITY


def test_a_flag_is_a_choice_of_two(panel: Somebody) -> None:
    panel.log_in("max")
    panel.open("Security Options", "Service Mode Lock")
    assert panel.items == ("*Off", " On")

    panel.open("On")

    assert panel.machine.store[SERVICE_MODE_LOCK] is True
    assert panel.selected.split() == ["Service", "Mode", "Lock", "On"]


def test_a_level_sets_its_items_and_changing_one_makes_it_custom(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.open("Security Options", "Network Security Level", "FIPS140")
    assert panel.machine.store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_ONLY

    panel.press(Key.MENU)
    panel.open("Host Interface", "Network", "Permit SSL/TLS Comm.", "Ciphertext/Cleartext")

    assert panel.machine.store[NETWORK_SECURITY_LEVEL] is NetworkSecurityLevel.CUSTOM


def test_a_value_set_from_elsewhere_is_shown_at_once(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.open("Host Interface")
    panel.find("I/O Timeout")
    assert panel.selected.endswith("15 s")

    panel.given((IO_TIMEOUT, 20))

    assert panel.selected.endswith("20 s")


# A number


def test_a_number_is_set_digit_by_digit(panel: Somebody) -> None:
    panel.log_in("max")
    panel.open("System", "Copies")
    assert panel.rows[0] == "001"
    assert panel.chosen == "1"

    panel.press(Key.UP, Key.UP, Key.LEFT, Key.UP, Key.UP, Key.LEFT, Key.UP)
    assert panel.rows[0] == "123"
    assert panel.chosen == "1"
    panel.press(Key.RIGHT, Key.DOWN, Key.OK)

    assert panel.machine.store[COPIES] == 113
    assert panel.title == "System"


def test_a_number_stops_at_its_bounds(panel: Somebody) -> None:
    panel.log_in("max")
    panel.open("System", "Copies")

    panel.press(Key.DOWN)
    assert panel.rows[0] == "001"
    panel.press(Key.LEFT, Key.LEFT, Key.LEFT, *(Key.UP,) * 20)
    assert panel.rows[0] == "999"
    panel.press(*(Key.DOWN,) * 20)
    assert panel.rows[0] == "001"


def test_a_number_shows_its_range_and_unit(panel: Somebody) -> None:
    panel.press(Key.MENU)

    panel.open("Host Interface", "I/O Timeout")

    assert panel.rows[0] == "15 s"
    assert "10" in panel.rows[1]
    assert "60" in panel.rows[1]


def test_a_number_with_a_word_for_zero_has_it_below_its_lowest_value(panel: Somebody) -> None:
    panel.given((PS_WAIT_TIMEOUT, 2))
    panel.log_in("max")
    panel.open("PS Menu", "Wait Timeout")

    panel.press(Key.DOWN)
    assert panel.rows[0] == "001 s"
    panel.press(Key.DOWN)
    assert panel.rows[0] == "Off"
    assert panel.display.cursor is None
    panel.press(Key.DOWN, Key.OK)

    assert panel.machine.store[PS_WAIT_TIMEOUT] == 0
    panel.open("Wait Timeout")
    panel.press(Key.UP)
    assert panel.rows[0] == "001 s"


def test_escape_leaves_a_number_as_it_was(panel: Somebody) -> None:
    panel.log_in("uma")
    panel.open("Security Options", "Extended Security", "Password Policy", "Minimum Character No.")

    panel.press(Key.UP, Key.ESCAPE)

    assert panel.machine.store[PASSWORD_MINIMUM] == 0


# What is done, and what is read


def test_a_page_is_printed_once_yes_has_said_so(panel: Somebody) -> None:
    panel.press(Key.MENU)
    panel.open("List/Test Print", "Config. Page")
    assert panel.reads(wording.PRINT_PAGE.text.format(page="config. page"))

    panel.press("No")
    assert not panel.machine.jobs.all()
    panel.press(Key.OK, "Yes")

    (job,) = panel.machine.jobs.all()
    assert (job.name, job.state) == ("Config. Page", JobState.PRINTING)
    assert panel.words == wording.PRINTING_PAGE.text.format(page="config. page")
    panel.wait(10)
    assert panel.title == "List/Test Print"


def test_the_firmware_version_is_there_to_be_read(panel: Somebody) -> None:
    panel.log_in("max")

    panel.open("Security Options", "Firmware Version")

    assert panel.words.split() == ["Firmware", "Version", "Model", *MODEL.split(), "Firmware", FIRMWARE]
    panel.press(Key.DOWN, Key.UP, Key.OK)
    assert panel.title == "Security Options"


def test_factory_defaults_of_the_network_come_back_in_one_change(panel: Somebody) -> None:
    panel.given((PERMIT_SSL_TLS, PermitSslTls.CIPHERTEXT_ONLY), (HOST_NAME, "changed"))
    panel.log_in("ned")
    panel.open("Host Interface", "Network", "Restore Factory Defaults")

    panel.press("Yes")

    store = panel.machine.store
    assert (store[PERMIT_SSL_TLS], store[HOST_NAME]) == (PERMIT_SSL_TLS.default, HOST_NAME.default)
    assert panel.title == "Network"


def test_restoring_needs_the_right_to_write(panel: Somebody) -> None:
    panel.log_in("sue")
    assert not panel.finds("Host Interface")
    panel.log_out()
    panel.given((HOST_NAME, "changed"))
    panel.log_in("max")

    panel.open("Maintenance", "Factory Reset")
    panel.press("No")

    assert panel.machine.store[HOST_NAME] == "changed"


def test_a_factory_reset_leaves_a_machine_as_new_and_nobody_logged_in(panel: Somebody) -> None:
    panel.given((HOST_NAME, "changed"))
    panel.log_in("max")
    panel.open("Maintenance", "Factory Reset")

    panel.press("Yes")

    assert (panel.name, panel.labels) == ("", ("Prt.Jobs",))
    assert panel.machine.store[HOST_NAME] == HOST_NAME.default
    assert panel.machine.people.has_factory_password()
    assert "factory reset" in [row.subject for row in panel.deeds(Deed.DID)]
    panel.log_in("admin", "")
    assert panel.name == "admin"


def test_shutting_down_tells_whoever_runs_the_machine(panel: Somebody) -> None:
    stopped: list[bool] = []
    panel.machine.on_shut_down = lambda: stopped.append(True)
    panel.log_in("max")
    panel.open("Shut Down")
    assert not stopped

    panel.press("Yes")

    assert stopped == [True]
    assert panel.words == wording.SHUTTING_DOWN.text


@pytest.mark.parametrize("label", ["Auto Erase Memory Setting", "Transfer Log Setting"])
def test_items_of_the_hard_disk_are_there_only_with_one(label: str) -> None:
    for hardware in (frozenset({"disk"}), frozenset[str]()):
        panel = fresh(hardware)
        panel.log_in("admin", "")
        panel.open("Security Options")
        assert any(item.startswith(label) for item in panel.items) is bool(hardware)
