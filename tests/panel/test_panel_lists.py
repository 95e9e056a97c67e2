"""Lists of the menu: two items at a time, the place in the list, long names, values at the right.

The order of the menu is in facts of the family; windows, places and shortened names are our guess.
"""

from __future__ import annotations

import pytest

from device.console import COLUMNS, LINES
from device.settings.network import IO_BUFFER, PERMIT_SSL_TLS, PermitSslTls
from panel.keys import Key
from panel.surface import MORE, REST_AT_END, STEP
from tests.panel.somebody import Somebody

#: Remembered, not read [R].
TOP = [
    "Paper Input",
    "Maintenance",
    "List/Test Print",
    "System",
    "Host Interface",
    "PCL Menu",
    "PS Menu",
    "PDF Menu",
    "Language",
    "Security Options",
    "Shut Down",
]


@pytest.fixture
def admin(factory_panel: Somebody) -> Somebody:
    """Somebody who may everything: the factory's administrator."""
    factory_panel.log_in("admin", "")
    return factory_panel


def test_the_menu_has_its_items_in_order(admin: Somebody) -> None:
    names = [item.split("  ")[0] for item in admin.items]

    assert names == TOP


def test_a_list_shows_two_items_and_where_one_stands(admin: Somebody) -> None:
    assert admin.display.lines[0].split() == ["Menu", "1/11"]
    assert [row.split("  ")[0] for row in admin.rows] == TOP[:2]
    assert admin.display.selected == 1

    admin.press(Key.DOWN, Key.DOWN)

    assert admin.display.lines[0].split() == ["Menu", "3/11"]
    assert [row.split("  ")[0] for row in admin.rows] == TOP[2:4]
    assert admin.display.selected == 1


def test_the_ends_of_a_list_meet(admin: Somebody) -> None:
    admin.press(Key.UP)
    assert admin.selected == "Shut Down"

    admin.press(Key.DOWN)
    assert admin.selected == "Paper Input"


def test_a_list_that_fits_has_no_place(admin: Somebody) -> None:
    admin.open("Host Interface", "USB Setting")

    assert admin.display.lines[0].rstrip() == "USB Setting"


def test_escape_goes_up_one_list_and_stands_where_one_came_from(admin: Somebody) -> None:
    admin.open("Host Interface", "Network")

    admin.press(Key.ESCAPE)
    assert (admin.title, admin.selected) == ("Host Interface", "Network")
    admin.press(Key.ESCAPE)
    assert (admin.title, admin.selected) == ("Menu", "Host Interface")
    admin.press(Key.ESCAPE)

    assert admin.labels == ("Prt.Jobs",)
    assert admin.name == "admin", "leaving the menu logs nobody out"


def test_a_value_stands_at_the_right_edge(admin: Somebody) -> None:
    admin.open("Host Interface")
    admin.find("I/O Buffer")

    spelled = admin.machine.store.spelled(IO_BUFFER)
    row = admin.display.lines[admin.display.selected or 0]
    assert row == "I/O Buffer" + spelled.rjust(COLUMNS - len("I/O Buffer"))


def test_a_secret_shows_no_value(admin: Somebody) -> None:
    admin.open("Security Options", "Extended Security")

    assert admin.selected == "Driver Encryption Key"


def test_a_selected_row_that_is_too_long_scrolls_to_its_end_and_begins_again(admin: Somebody) -> None:
    admin.open("Host Interface", "Network")
    admin.find("Permit SSL/TLS Comm.")
    whole = "Permit SSL/TLS Comm.  Ciphertext Priority"
    assert admin.selected == whole[:COLUMNS]

    overhang = len(whole) - COLUMNS
    admin.wait(REST_AT_END + overhang * STEP + 0.1)
    assert admin.selected == whole[-COLUMNS:]
    admin.wait(REST_AT_END)

    assert admin.selected == whole[:COLUMNS]


def test_scrolling_shows_every_part_of_the_row(admin: Somebody) -> None:
    admin.open("Host Interface", "Network")
    admin.find("Permit SSL/TLS Comm.")
    seen = {admin.selected}
    watched = admin.machine.console.watch(lambda: seen.add(admin.selected), local=True)

    admin.wait(20)
    watched()

    assert len(seen) == len("Permit SSL/TLS Comm.  Ciphertext Priority") - COLUMNS + 1


def test_a_row_that_is_not_selected_shows_that_it_goes_on(admin: Somebody) -> None:
    admin.machine.store.change({PERMIT_SSL_TLS: PermitSslTls.CIPHERTEXT_CLEARTEXT}, admin.front.desk.actor)
    admin.open("Host Interface", "Network")
    row = ""
    for _ in range(20):
        row = next((line for line in admin.rows if line.startswith("Permit SSL/TLS")), "")
        if row and not admin.selected.startswith("Permit SSL/TLS"):
            break
        admin.press(Key.DOWN)

    assert row.endswith(MORE)


def test_every_display_is_four_lines_of_25(admin: Somebody) -> None:
    for label in TOP[:-1]:
        admin.press(Key.MENU)
        admin.open(label)
        assert [len(line) for line in admin.display.lines] == [COLUMNS] * LINES


def test_an_item_that_cannot_be_set_by_anybody_here_is_not_shown_as_empty(factory_panel: Somebody) -> None:
    factory_panel.press(Key.MENU)
    for _ in factory_panel.items:
        factory_panel.press(Key.OK)
        assert "Nothing to show" not in factory_panel.words
        factory_panel.press(Key.MENU)
        factory_panel.press(Key.DOWN)
