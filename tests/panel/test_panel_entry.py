"""Character entry: how arrows, [OK], [ABC/123], [Delete] and [Accept] behave to the last corner.

That arrows choose, [OK] enters and which kinds of character there are is the manual's [V]; how the characters
lie is our guess, and stands in keymaps/characters.toml.
"""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.settings.network import HOST_NAME, IPV4_ADDRESS, MACHINE_NAME
from panel.keys import SELECTION, Key
from panel.screens.entry import Entry
from panel.surface import MORE
from tests.panel.somebody import SPACE, Somebody, staffed

LETTERS = string.ascii_lowercase
ARROWS = (Key.LEFT, Key.RIGHT, Key.UP, Key.DOWN)


@pytest.fixture
def entry(panel: Somebody) -> Somebody:
    """Somebody who enters a login user name."""
    panel.press(Key.MENU, "Login", "Enter")
    return panel


def entered(panel: Somebody) -> str:
    """What has been entered, as the entry has it."""
    screen = panel.front.screen
    assert isinstance(screen, Entry)
    return screen.typed


def test_an_entry_shows_title_text_characters_and_labels(entry: Somebody) -> None:
    entry.type("ned")

    title, text, characters, labels = entry.display.lines
    assert title.rstrip() == "Login User Name"
    assert text.rstrip() == "ned"
    assert entry.chosen == "d"
    assert characters.rstrip() in LETTERS
    assert labels.split() == ["Delete", "ABC/123", "Accept"]


def test_right_goes_through_all_characters_of_a_set_and_around(entry: Somebody) -> None:
    seen = []
    for _ in LETTERS:
        seen.append(entry.chosen)
        entry.press(Key.RIGHT)

    assert "".join(seen) == LETTERS
    assert entry.chosen == "a"


def test_left_goes_the_other_way(entry: Somebody) -> None:
    entry.press(Key.LEFT)
    assert entry.chosen == "z"

    entry.press(Key.RIGHT)
    assert entry.chosen == "a"


@pytest.mark.parametrize("key", [Key.UP, Key.DOWN])
def test_up_and_down_turn_to_the_other_row_of_a_set(entry: Somebody, key: Key) -> None:
    entry.press(Key.RIGHT, Key.RIGHT)

    entry.press(key)
    assert entry.chosen == "p"
    entry.press(key)
    assert entry.chosen == "c"


def test_ok_enters_the_character_and_stays_on_it(entry: Somebody) -> None:
    entry.press(Key.RIGHT, Key.OK, Key.OK)

    assert entered(entry) == "bb"
    assert entry.chosen == "b"


def test_the_next_set_begins_at_its_first_character(entry: Somebody) -> None:
    firsts = []
    for _ in range(4):
        firsts.append(entry.chosen)
        entry.press(Key.RIGHT, "ABC/123")

    assert firsts == ["a", "A", "1", " "]
    assert entry.chosen == "a"


def test_every_printable_character_can_be_entered(panel: Somebody) -> None:
    panel.press(Key.MENU, "Login", "Enter")
    everything = set()
    for _ in range(4):
        first = panel.chosen
        while True:
            everything.add(panel.chosen)
            panel.press(Key.RIGHT)
            if panel.chosen == first:
                break
        panel.press("ABC/123")

    assert everything == {chr(code) for code in range(0x20, 0x7F)}


def test_a_space_is_drawn_as_a_mark_among_the_characters_and_as_a_space_in_the_text(entry: Somebody) -> None:
    entry.type("a b")

    assert entry.rows[0] == "a b"
    entry.choose(" ")
    assert SPACE in entry.rows[1]


def test_delete_takes_the_last_character_and_at_the_beginning_does_nothing(entry: Somebody) -> None:
    entry.type("ab")

    entry.press("Delete")
    assert entered(entry) == "a"
    entry.press("Delete", "Delete")

    assert entered(entry) == ""
    assert entry.chosen == "b"


def test_an_entry_takes_no_more_than_fits(entry: Somebody) -> None:
    entry.press(*(Key.OK,) * 40)

    assert entered(entry) == "a" * 32
    entry.press("Delete", Key.RIGHT, Key.OK, Key.OK)
    assert entered(entry) == "a" * 31 + "b"


def test_a_text_longer_than_the_line_shows_its_end(entry: Somebody) -> None:
    entry.type("abcdefghijklmnopqrstuvwx")
    assert entry.rows[0] == "abcdefghijklmnopqrstuvwx"

    entry.type("y")
    assert entry.rows[0] == MORE + "defghijklmnopqrstuvwxy"
    entry.type("zABCDEF")

    assert entry.rows[0] == MORE + "klmnopqrstuvwxyzABCDEF"
    entry.press(*("Delete",) * 8)
    assert entry.rows[0] == "abcdefghijklmnopqrstuvwx"


def test_escape_leaves_the_entry_for_its_prompt(entry: Somebody) -> None:
    entry.type("ned")

    entry.press(Key.ESCAPE)

    assert entry.labels == ("Enter",)


def test_the_entry_stays_while_nobody_presses(entry: Somebody) -> None:
    entry.type("ned")

    entry.wait(179)

    assert entered(entry) == "ned"


@given(st.lists(st.sampled_from([*ARROWS, Key.OK, *SELECTION[:2]]), max_size=80))
def test_whatever_is_pressed_an_entry_holds_what_was_chosen(keys: list[Key]) -> None:
    panel = ENTERING
    panel.press(Key.MENU, "Login", "Enter")
    expected = ""

    for key in keys:
        if key is Key.OK and len(expected) < 32:
            expected += panel.chosen
        elif key is panel.beneath("Delete"):
            expected = expected[:-1]
        panel.press(key)

    assert entered(panel) == expected


#: One for all examples: each begins at the menu.
ENTERING = staffed()


# Texts that are settings


def test_a_text_setting_is_entered_beginning_with_what_it_is(panel: Somebody) -> None:
    panel.given((HOST_NAME, "printer"))
    panel.log_in("ned")
    panel.open("Host Interface", "Network", "Host Name")
    assert entered(panel) == "printer"

    panel.type("2")
    panel.press("Accept")

    assert panel.machine.store[HOST_NAME] == "printer2"
    assert panel.title == "Network"


def test_a_text_that_cannot_be_is_refused_where_it_was_entered(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.open("Host Interface", "Network", "Machine IPv4 Address", "IP Address")
    before = panel.machine.store[IPV4_ADDRESS]
    while entered(panel):
        panel.press("Delete")

    panel.type("10.1.2")
    panel.press("Accept")
    assert panel.labels == ()
    panel.wait(10)

    assert entered(panel) == "10.1.2"
    assert panel.machine.store[IPV4_ADDRESS] == before
    panel.type(".3")
    panel.press("Accept")
    assert panel.machine.store[IPV4_ADDRESS] == "10.1.2.3"


def test_a_text_is_no_secret(panel: Somebody) -> None:
    panel.log_in("ned")
    panel.open("Host Interface", "Network", "Machine Name")
    panel.type("lab")

    assert panel.machine.console.public.lines == panel.display.lines
    panel.press(Key.ESCAPE)
    assert "lab" not in panel.machine.store[MACHINE_NAME]
