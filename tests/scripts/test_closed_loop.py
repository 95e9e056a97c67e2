"""`type` and `select` read the display: they work on other layouts, and say what they looked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.keys import Key
from panel.scripts.entering import SPACE
from panel.scripts.outcome import Failed, Outcome, Passed
from panel.scripts.sets import Layout
from panel.scripts.walking import is_item, items, may_be_item

from .toy import SETS, Drawn, Entry, Menu, Text, Toy, played, printer

HOST_NAME = 'press [Menu]\nselect "Host Name"\n'
LAYOUTS = ["row", "all", "spaced"]


def failed(outcome: Outcome) -> Failed:
    assert isinstance(outcome, Failed), outcome
    return outcome


# -- type


@pytest.mark.parametrize("layout", LAYOUTS)
def test_type_enters_characters_of_every_set_on_every_layout(layout: str) -> None:
    toy = printer(layout)

    outcome = played(f'{HOST_NAME}type "zB1-a9 !Y"\npress [Accept]', toy)

    assert isinstance(outcome, Passed)
    assert toy.settings["network.host_name"] == "zB1-a9 !Y"


@given(
    st.text(alphabet="".join(map("".join, SETS)).replace(SPACE, " "), max_size=32), st.sampled_from(LAYOUTS)
)
def test_type_enters_any_text(text: str, layout: str) -> None:
    toy = printer(layout)
    quoted = text.replace("$", "\\$").replace('"', '\\"')

    assert isinstance(played(f'{HOST_NAME}type "{quoted}"\npress [Accept]', toy), Passed)
    assert toy.settings["network.host_name"] == text


SHAPES = st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=4), min_size=1, max_size=5)


@given(SHAPES, st.data())
def test_type_finds_its_way_through_sets_of_any_shape(shape: list[list[int]], data: st.DataObject) -> None:
    letters = iter(range(ord("!"), 0x2000))
    sets = [["".join(chr(next(letters)) for _ in range(row)) for row in rows] for rows in shape]
    text = data.draw(st.text(alphabet="".join(map("".join, sets)), min_size=1, max_size=12))
    kept: list[str] = []
    toy = Toy(Entry("Any", lambda typed, toy: kept.append(typed), sets=sets))
    quoted = "".join("\\" + each if each in '"\\$' else each for each in text)

    assert isinstance(played(f'type "{quoted}"\npress [Accept]', toy), Passed)
    assert kept == [text]


def test_type_takes_the_short_way_once_it_knows_the_set() -> None:
    toy = printer()

    played(f'{HOST_NAME}type "zazz"', toy)

    # z is found in the other row, a back in the first; then all rows are known, and that the ends meet.
    z = [Key.DOWN, *[Key.RIGHT] * 12, Key.OK]
    a = [Key.DOWN, *[Key.LEFT] * 12, Key.OK]
    assert toy.journal[-len(z) - len(a) - 3 :] == [*z, *a, Key.LEFT, Key.OK, Key.OK]


def test_type_goes_to_a_set_of_the_right_kind_without_reading_every_row() -> None:
    toy = printer()

    played(f'{HOST_NAME}type "B7"', toy)

    upper, numerals = [Key.SELECT2, Key.RIGHT, Key.OK], [Key.SELECT2, Key.DOWN, Key.RIGHT, Key.OK]
    assert toy.journal[-7:] == upper + numerals


def test_type_before_enter_says_what_to_press() -> None:
    outcome = failed(played('press [Menu]\nselect "Security Options" > "Driver Encryption Key"\ntype "a"'))

    assert (outcome.wanted, outcome.found) == (
        "an entry screen to type on",
        "the display asks for [Enter] first",
    )


def test_type_on_a_list_says_that_there_is_no_cursor() -> None:
    assert failed(played('press [Menu]\ntype "a"')).found == "the display has no cursor"


def test_type_waits_for_its_entry_screen() -> None:
    toy = printer()
    toy.open(Entry("Name", lambda typed, toy: None))
    toy.open(Text(("Authenticating...",), lasts=1.0))

    assert played('type "a"', toy) == Passed(1.0, 1)


def test_a_character_that_is_in_no_set_is_named() -> None:
    outcome = failed(played(f'{HOST_NAME}type "a~"'))

    assert (outcome.wanted, outcome.found) == ("to enter '~'", "no set of this screen has it")


def test_a_character_that_is_not_taken_is_told() -> None:
    toy = Toy(Entry("Short", lambda typed, toy: None, longest=3))

    outcome = failed(played('type "abcd"', toy))

    assert outcome.wanted == "to enter 'd'"
    assert outcome.found == "the machine did not take it: the entry is full"


def test_nothing_to_type_presses_nothing() -> None:
    toy = Toy(Entry("Any", lambda typed, toy: None))

    assert played('type ""', toy) == Passed(0.0, 0)


def test_the_ends_of_a_set_meet_only_when_all_its_rows_are_known() -> None:
    layout = Layout()

    layout.went_down("abc", "def")
    assert layout.way("def", 0, "c") == (Key.DOWN, Key.RIGHT, Key.RIGHT)

    layout.went_down("def", "abc")
    assert layout.way("def", 0, "c") == (Key.LEFT,)


# -- select


@pytest.mark.parametrize("wraps", [True, False])
def test_select_walks_to_items_wherever_they_stand(wraps: bool) -> None:
    toy = printer(wraps=wraps)

    outcome = played(
        'press [Menu] Down*2\nselect "Security Options" > "Service Mode Lock"\n'
        'select "Driver Encryption Key"\ncheck screen "Enter"',
        toy,
    )

    assert isinstance(outcome, Passed)


def test_select_takes_the_item_of_exactly_that_name_first() -> None:
    toy = printer()

    played('press [Menu]\nselect "Security Options" > "Driver Encryption Key"', toy)

    assert toy.display.lines[3].split() == ["Enter"]


def test_select_goes_up_to_an_item_that_stands_above() -> None:
    toy = printer()

    played('press [Menu] Down\nselect "Paper Input"', toy)

    assert toy.journal[-2:] == [Key.UP, Key.OK]


def test_select_finds_a_choice_behind_its_mark() -> None:
    toy = printer()

    played('press [Menu]\nselect "Security Options" > "Permit SSL/TLS" > "Ciphertext Only"', toy)

    assert toy.settings["network.ssl"] == "Ciphertext Only"


def test_select_names_what_the_list_has() -> None:
    outcome = failed(played('press [Menu]\nselect "Host Nmae"'))

    assert outcome.wanted == 'the item "Host Nmae"'
    assert outcome.found == (
        'the list has "Paper Input", "Host Name", "Alert", "Security Options"; did you mean \'Host Name\'?'
    )


def test_select_does_not_choose_between_items_that_begin_alike() -> None:
    rows = (("Tray 1 Paper", lambda toy: None), ("Tray 1 Size", lambda toy: None))

    outcome = failed(played('select "Tray 1"', Toy(Menu("Trays", rows))))

    assert outcome.found == 'several items could be it: "Tray 1 Paper", "Tray 1 Size"'


def test_select_takes_a_cut_name_when_it_is_the_only_one() -> None:
    toy = printer()

    outcome = played(
        'press [Menu]\nselect "Security Options" > "Driver Encryption Key:Encryption Strength"', toy
    )

    assert isinstance(outcome, Passed)
    assert toy.display.lines[1].startswith("Driver Encryption Key:Enc")


def test_select_on_a_screen_without_a_list_says_so() -> None:
    outcome = failed(played('select "Paper Input"'))

    assert outcome.found == "the display shows no list: no row of it is selected"


def test_select_waits_for_its_list() -> None:
    toy = printer()
    toy.open(Menu("A list", (("Only item", lambda toy: None),)))
    toy.open(Text(("Authenticating...",), lasts=1.0))

    assert played('select "Only item"', toy) == Passed(1.0, 1)


class HintedMenu(Menu):
    """A list that shows one row, and below it a line that cannot be chosen."""

    def draw(self) -> Drawn:
        return Drawn([self.title, self.rows[self.at][0], "OK: choose it"], selected=1)


@pytest.mark.parametrize("wraps", [True, False])
@pytest.mark.parametrize("name", ["First", "Second", "Third", "Fourth"])
def test_select_finds_every_item_where_not_every_row_is_one(name: str, wraps: bool) -> None:
    chosen: list[str] = []
    names = ("First", "Second", "Third", "Fourth")
    rows = [(each, lambda toy, each=each: chosen.append(each)) for each in names]

    played(f'select "{name}"', Toy(HintedMenu("A list", rows, wraps)))

    assert chosen == [name]


def test_select_goes_past_all_rows_shown_at_once() -> None:
    toy = printer()

    played('press [Menu]\nselect "Alert"', toy)

    assert len(toy.asked) < len(toy.journal)


@pytest.mark.parametrize("wraps", [True, False])
def test_select_ends_on_a_list_of_one(wraps: bool) -> None:
    toy = Toy(Menu("A list", (("Only item", lambda toy: None),), wraps))

    assert failed(played('select "Another"', toy)).found == 'the list has "Only item"'


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Service Mode Lock     Off", "Service Mode Lock"),
        ("*Ciphertext Only         ", "Ciphertext Only"),
        (" Ciphertext Only         ", "Ciphertext Only"),
        ("[x] IPv4                 ", "IPv4"),
        ("*STAR*                   ", "*STAR*"),
    ],
)
def test_a_row_is_read_without_mark_and_value(line: str, name: str) -> None:
    assert is_item(line, name)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Permit SSL/TLS Comm.  Cip", "Permit SSL/TLS"),
        ("Driver Encryption Key:E..", "Driver Encryption Key:Encryption Strength"),
        ("Driver Encrypti..     Off", "Driver Encryption Key"),
        ("Driver Encryption Key:Enc", "Driver Encryption Key:Encryption Strength"),
        ("Restrict User Info.   Off", "Restrict Display of User Information"),
        ("Ethernet      Auto Select", "Ethernet Speed"),
        ("Permit SNMPv3 Communictn ", "Permit SNMPv3 Communication"),
        ("Ethernet Speed       Auto", "Ethernet"),
    ],
)
def test_a_row_may_be_cut_shortened_or_followed_closely(line: str, name: str) -> None:
    assert not is_item(line, name)
    assert may_be_item(line, name)


def test_another_row_is_not_taken() -> None:
    assert not may_be_item("Driver                   ", "Driver Encryption Key")
    assert not may_be_item("", "Driver")
    assert not may_be_item("User Information Display ", "Restrict Display of User Information")
    assert not may_be_item("Driver Encryption Key    ", "Driver Encryption Key:Encryption Strength")


def test_a_name_that_would_fit_is_not_shortened() -> None:
    assert not may_be_item("Ethernet             Auto", "Ethernet Speed")
    assert items("") == items(" " * 25)
