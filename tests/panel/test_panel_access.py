"""Who finds what in the menu and may set it: Menu Protect and the rows of the items, seen at the panel.

That each item has a row for each administrator and for whoever is not logged in is known from the family [S],
and so are the three levels. That the network administrator always may change Permit SSL/TLS is the manual's.
"""

from __future__ import annotations

import pytest

from device.audit import Deed
from device.roles import Role
from device.settings.authentication import MANAGEMENT, USER_AUTHENTICATION, UserAuthentication
from device.settings.network import PERMIT_SSL_TLS, PermitSslTls
from device.settings.system import MENU_PROTECT, MenuProtect
from panel.keys import Key
from tests.panel.somebody import Somebody

NO_PRIVILEGE = "You do not have the privileges to use this function."
PATH = ("Host Interface", "Network", "Permit SSL/TLS Comm.")

#: What each may do with Permit SSL/TLS under Menu Protect Off, Level 1, Level 2: our guess but for ned.
MAY = {
    "": ("write", "read", "nothing"),
    "anna": ("write", "read", "nothing"),
    "uma": ("write", "read", "read"),
    "max": ("write", "read", "read"),
    "ned": ("write", "write", "write"),
    "fay": ("write", "read", "read"),
    "sue": ("nothing", "nothing", "nothing"),
}
CASES = [
    (name, protect, may) for name, each in MAY.items() for protect, may in zip(MenuProtect, each, strict=True)
]


@pytest.fixture
def panel(panel: Somebody) -> Somebody:
    """The staffed machine, and a user of the address book."""
    panel.given((USER_AUTHENTICATION, UserAuthentication.BASIC))
    panel.add_user(1, "anna")
    return panel


def in_the_menu(panel: Somebody, name: str) -> None:
    if name:
        panel.log_in(name)
    else:
        panel.press(Key.MENU)


@pytest.mark.parametrize(("name", "protect", "may"), CASES)
def test_who_else_may_follows_menu_protect_and_the_items_row(
    panel: Somebody, name: str, protect: MenuProtect, may: str
) -> None:
    panel.given((MENU_PROTECT, protect))
    in_the_menu(panel, name)

    found = panel.finds(*PATH)
    if found:
        panel.press(Key.OK)
        panel.open("Ciphertext Only")

    assert found is (may != "nothing")
    is_set = panel.machine.store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_ONLY
    assert is_set is (may == "write")
    if may == "read":
        assert panel.words == NO_PRIVILEGE
        assert panel.deeds(Deed.REFUSED)[-1].subject == PERMIT_SSL_TLS.name


def test_an_item_that_a_person_may_not_see_leaves_its_place_to_the_next(panel: Somebody) -> None:
    panel.given((MENU_PROTECT, MenuProtect.LEVEL_2))
    panel.press(Key.MENU)

    items = panel.items
    assert "Security Options" not in items
    assert "Host Interface" not in items
    assert len(items) == len(set(items))


def test_only_the_machine_administrator_changes_menu_protect(panel: Somebody) -> None:
    for name in ("uma", "ned", "fay", "max"):
        panel.log_in(name)
        panel.open("Maintenance", "General Settings", "Menu Protect", "Level 1")
        assert (panel.machine.store[MENU_PROTECT] is MenuProtect.LEVEL_1) is (name == "max")
        panel.wait(10)
        panel.log_out()


def test_menu_protect_holds_from_the_key_that_sets_it(panel: Somebody) -> None:
    """Even for a list that stands on the display while it is set from elsewhere."""
    panel.press(Key.MENU)
    panel.open("Host Interface", "Network")
    panel.given((MENU_PROTECT, MenuProtect.LEVEL_2))

    assert panel.title == "Network"
    assert not any("Permit" in line or "Host Name" in line for line in panel.display.lines)


def test_an_item_opened_before_it_was_closed_is_not_set(panel: Somebody) -> None:
    panel.press(Key.MENU)
    panel.open(*PATH)
    panel.find("Ciphertext Only")
    panel.given((MENU_PROTECT, MenuProtect.LEVEL_2))

    panel.press(Key.OK)

    assert panel.words == NO_PRIVILEGE
    assert panel.machine.store[PERMIT_SSL_TLS] is not PermitSslTls.CIPHERTEXT_ONLY


def test_without_network_management_its_items_are_everybodys_that_menu_protect_lets(panel: Somebody) -> None:
    panel.given((MANAGEMENT[Role.NETWORK], False))
    panel.press(Key.MENU)

    panel.open("Security Options", "Network Security Level", "Level 2")

    assert panel.machine.store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_ONLY
