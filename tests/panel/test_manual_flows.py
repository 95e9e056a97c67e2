"""The manual's procedures at the panel, as hardware: keys and labels are typed from the manual alone.

"Specifying a Driver Encryption Key to Encrypt Passwords", steps 1 to 9 and its note, and what "Enabling
SSL/TLS", step 4, has the panel do. What our own messages say is no matter here.
"""

from __future__ import annotations

import pytest

from device.audit import Deed
from device.keep import Sealed
from device.roles import Role
from device.settings.network import PERMIT_SSL_TLS, PermitSslTls
from device.settings.security import (
    DRIVER_ENCRYPTION_KEY,
    NETWORK_SECURITY_LEVEL,
    NetworkSecurityLevel,
)
from device.settings.system import MENU_PROTECT, MenuProtect
from panel.keys import SELECTION, Key
from tests.panel.somebody import NAMES, SUPERVISOR_NAME, Somebody

NETWORK_ADMINISTRATOR = NAMES[Role.NETWORK]

#: Longer than any message stands on the display.
A_WHILE = 10.0

TO_THE_KEY = ("Security Options", "Extended Security", "Driver Encryption Key")
TO_PERMIT = ("Host Interface", "Network", "Permit SSL/TLS Comm.")


def at_the_prompt(panel: Somebody) -> bool:
    """Whether the driver encryption key is asked for: its name, and [Enter] alone."""
    return panel.title == "Driver Encryption Key" and panel.labels == ("Enter",)


def in_the_entry(panel: Somebody) -> bool:
    """Whether characters of the key can be entered."""
    is_entry = set(panel.labels) == {"ABC/123", "Delete", "Accept"}
    return is_entry and panel.title == "Driver Encryption Key" and panel.display.cursor is not None


# Steps 1 and 2


def test_menu_opens_the_menu(panel: Somebody) -> None:
    panel.press(Key.MENU)

    items = panel.items
    assert "Security Options" in items
    assert "Host Interface" in items


def test_the_network_administrator_logs_in_at_the_panel(panel: Somebody) -> None:
    panel.press(Key.MENU, "Login")
    panel.enter(NETWORK_ADMINISTRATOR)
    panel.enter("pass-4U")

    assert panel.name == NETWORK_ADMINISTRATOR
    assert panel.front.desk.actor.roles == {Role.NETWORK}
    assert "Security Options" in panel.items


@pytest.mark.parametrize("name", [*NAMES.values(), SUPERVISOR_NAME, ""])
def test_the_driver_encryption_key_belongs_to_the_network_administrator(panel: Somebody, name: str) -> None:
    if name:
        panel.log_in(name)
    else:
        panel.press(Key.MENU)

    assert panel.finds(*TO_THE_KEY) is (name == NETWORK_ADMINISTRATOR)


# Steps 3 to 5


def test_ok_opens_security_options(panel: Somebody) -> None:
    panel.log_in(NETWORK_ADMINISTRATOR)

    panel.open("Security Options")

    assert panel.title == "Security Options"
    labels = (
        "Extended Security",
        "Service Mode Lock",
        "Firmware Version",
        "Network Security Level",
        "Auto Erase Memory Setting",
        "Erase All Memory",
        "Transfer Log Setting",
        "Machine Data Encryption",
        "Collect Logs",
    )
    items = panel.items
    assert len(items) == len(labels)
    assert all(item.startswith(label) for item, label in zip(items, labels, strict=True))


def test_ok_opens_extended_security(panel: Somebody) -> None:
    panel.log_in(NETWORK_ADMINISTRATOR)

    panel.open("Security Options", "Extended Security")

    assert panel.title == "Extended Security"
    assert "Driver Encryption Key" in panel.items


def test_ok_on_the_driver_encryption_key_opens_a_prompt(panel: Somebody) -> None:
    panel.log_in(NETWORK_ADMINISTRATOR)
    panel.open("Security Options", "Extended Security")

    panel.open("Driver Encryption Key")

    assert at_the_prompt(panel)


# Step 6


def test_enter_opens_the_entry(panel: Somebody) -> None:
    panel.open_key_prompt()

    panel.press("Enter")

    assert in_the_entry(panel)


def test_a_selection_key_does_what_its_label_says(panel: Somebody) -> None:
    panel.open_key_prompt()
    enter = panel.beneath("Enter")

    panel.press(*(key for key in SELECTION if key is not enter))
    assert at_the_prompt(panel)
    panel.press(enter)
    assert in_the_entry(panel)

    lower_case = panel.chosen
    panel.press(Key.OK, panel.beneath("ABC/123"))
    assert panel.chosen != lower_case
    panel.press(panel.beneath("Delete"), panel.beneath("Accept"))
    assert not at_the_prompt(panel), "what was entered had been deleted"


# Step 7


def test_arrows_choose_a_character_and_ok_enters_it(panel: Somebody) -> None:
    panel.open_key_prompt()

    for _ in range(2):
        panel.press("Enter")
        first = panel.chosen
        panel.press(Key.OK, Key.RIGHT, Key.RIGHT, Key.OK, Key.LEFT, Key.OK)
        third = chr(ord(first) + 2)
        panel.press("Accept")

    assert first.islower()
    assert panel.key.reveal() == first + third + chr(ord(first) + 1)


def test_accept_ends_the_first_entry_and_keeps_nothing_yet(panel: Somebody) -> None:
    panel.given((DRIVER_ENCRYPTION_KEY, Sealed("old")))
    panel.open_key_prompt()
    panel.press("Enter")
    panel.type("new")

    panel.press("Accept")

    assert not in_the_entry(panel)
    assert panel.key.reveal() == "old"


def test_abc_123_reaches_upper_case_numerals_and_symbols(panel: Somebody) -> None:
    panel.open_key_prompt()
    panel.press("Enter")

    sets = [panel.chosen]
    for _ in range(3):
        panel.press("ABC/123")
        sets.append(panel.chosen)
    panel.press("ABC/123")

    lower, upper, numeral, symbol = sets
    assert lower.islower()
    assert upper.isupper()
    assert numeral.isdecimal()
    assert not symbol.isalnum()
    assert panel.chosen == lower


def test_delete_takes_a_character_away(panel: Somebody) -> None:
    panel.open_key_prompt()

    for _ in range(2):
        panel.press("Enter", "Delete")
        panel.type("abx")
        panel.press("Delete")
        panel.type("c")
        panel.press("Accept")

    assert panel.key.reveal() == "abc"


def test_the_key_takes_32_characters_and_no_more(panel: Somebody) -> None:
    thirty_two = "abcdefghijklmnopqrstuvwxyzABC789"
    panel.open_key_prompt()

    for _ in range(2):
        panel.press("Enter")
        panel.type(thirty_two + "Z")
        panel.press("Accept")

    assert panel.key.reveal() == thirty_two


@pytest.mark.parametrize("symbol", ["!", " ", "-", "~"])
def test_a_symbol_is_refused_at_accept(panel: Somebody, symbol: str) -> None:
    panel.open_key_prompt()

    for _ in range(2):
        panel.press("Enter")
        panel.type("ab" + symbol)
        panel.press("Accept")
        assert not at_the_prompt(panel)
        assert not panel.key.is_set
        panel.wait(A_WHILE)
        assert in_the_entry(panel), "a refused entry can be mended where it is"
        panel.press("Delete", "Accept")

    assert panel.key.reveal() == "ab"


def test_an_empty_key_is_refused_at_accept(panel: Somebody) -> None:
    panel.open_key_prompt()

    for _ in range(2):
        panel.press("Enter", "Accept")
        assert not at_the_prompt(panel)
        panel.wait(A_WHILE)
        assert in_the_entry(panel)
        assert not panel.key.is_set
        panel.type("k")
        panel.press("Accept")

    assert panel.key.reveal() == "k"


# Step 8


def test_the_key_is_asked_for_a_second_time_by_its_own_prompt(panel: Somebody) -> None:
    panel.open_key_prompt()
    panel.enter("again")

    assert at_the_prompt(panel)

    panel.press("Enter")
    assert in_the_entry(panel)
    assert not panel.key.is_set


def test_the_key_is_kept_when_both_entries_agree(panel: Somebody) -> None:
    panel.open_key_prompt()

    panel.enter("Printer2026")
    panel.enter("Printer2026")

    assert panel.key.reveal() == "Printer2026"
    last = panel.deeds(Deed.CHANGED)[-1]
    assert (last.subject, last.by) == ("security.driver_encryption_key", NETWORK_ADMINISTRATOR)


def test_entries_that_differ_leave_the_old_key(panel: Somebody) -> None:
    panel.given((DRIVER_ENCRYPTION_KEY, Sealed("old")))
    panel.open_key_prompt()

    panel.enter("newone")
    panel.enter("newOne")

    assert panel.key.reveal() == "old"
    assert not at_the_prompt(panel), "that they differ is told"
    panel.wait(A_WHILE)
    assert at_the_prompt(panel)

    # It is the first prompt: both entries are asked for again.
    panel.enter("newOne")
    assert panel.key.reveal() == "old"
    panel.enter("newOne")
    assert panel.key.reveal() == "newOne"


# Step 9


def test_logout_stands_over_a_selection_key_after_the_second_entry(panel: Somebody) -> None:
    panel.open_key_prompt()
    panel.enter("key")
    panel.enter("key")

    assert "Logout" in panel.labels

    panel.press("Logout", "Yes")
    assert panel.name == ""
    assert panel.deeds(Deed.LOGGED_OUT)[-1].by == NETWORK_ADMINISTRATOR


# The note


@pytest.mark.parametrize("key", [Key.UP, Key.DOWN])
def test_up_and_down_bring_an_item_into_view(panel: Somebody, key: Key) -> None:
    panel.press(Key.MENU)
    assert not any("Host Interface" in line for line in panel.display.lines)

    presses = 0
    while not panel.selected.startswith("Host Interface"):
        panel.press(key)
        presses += 1
        assert presses < 100

    assert any("Host Interface" in line for line in panel.display.lines)


# "Enabling SSL/TLS", step 4: the way out on the control panel


@pytest.mark.parametrize("value", ["Ciphertext Priority", "Ciphertext/Cleartext", "Ciphertext Only"])
def test_permit_ssl_tls_is_changed_at_the_panel(panel: Somebody, value: str) -> None:
    panel.given((PERMIT_SSL_TLS, next(each for each in PermitSslTls if each.value != value)))
    panel.log_in(NETWORK_ADMINISTRATOR)

    panel.open(*TO_PERMIT)
    assert panel.title == "Permit SSL/TLS Comm."
    assert len(panel.items) == 3
    panel.open(value)

    assert panel.machine.store[PERMIT_SSL_TLS].value == value


@pytest.mark.parametrize("protect", MenuProtect)
@pytest.mark.parametrize("level", NetworkSecurityLevel)
def test_permit_ssl_tls_can_be_changed_at_every_security_level(
    panel: Somebody, level: NetworkSecurityLevel, protect: MenuProtect
) -> None:
    # No listener runs here at all: the panel is the only way in.
    panel.given((NETWORK_SECURITY_LEVEL, level), (MENU_PROTECT, protect))
    assert panel.machine.store[PERMIT_SSL_TLS] is not PermitSslTls.CIPHERTEXT_CLEARTEXT
    panel.log_in(NETWORK_ADMINISTRATOR)

    panel.open(*TO_PERMIT, "Ciphertext/Cleartext")

    assert panel.machine.store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_CLEARTEXT
