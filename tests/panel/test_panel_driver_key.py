"""The driver encryption key at the panel: what the manual leaves open and we chose, and what must never leak.

The procedure itself stands in test_manual_flows, with the manual's labels. Wordings here are our guess.
"""

from __future__ import annotations

import pytest

from device.audit import Deed
from device.console import MASK
from device.keep import Changed, Sealed
from device.roles import MACHINE_ITSELF
from device.settings.security import DRIVER_ENCRYPTION_KEY
from panel.keys import Key
from panel.screens import wording
from tests.panel.somebody import Somebody

TITLE = "Driver Encryption Key"
SECRET = "Xq7Secret"
LIST = "Extended Security"


@pytest.fixture
def prompted(panel: Somebody) -> Somebody:
    """The network administrator at the first prompt; the machine has a key already."""
    panel.given((DRIVER_ENCRYPTION_KEY, Sealed("old")))
    panel.open_key_prompt()
    return panel


def is_first_prompt(panel: Somebody) -> bool:
    return panel.title == TITLE and panel.labels == ("Enter",) and panel.rows == ("", "")


def is_second_prompt(panel: Somebody) -> bool:
    return panel.title == TITLE and panel.labels == ("Enter",) and panel.rows[0] == wording.AGAIN.text


def is_told(panel: Somebody) -> str:
    """The message that stands there, until it goes."""
    told = panel.words
    panel.wait(10)
    return told


# Words


def test_the_second_prompt_says_that_it_is_the_second(prompted: Somebody) -> None:
    assert is_first_prompt(prompted)

    prompted.enter("new")

    assert is_second_prompt(prompted)


def test_a_symbol_is_told_by_its_kind_and_not_repeated(prompted: Somebody) -> None:
    prompted.enter("ab!")

    told = is_told(prompted)
    assert "letters and numerals" in told
    assert "!" not in told


def test_an_empty_key_is_told_as_too_short(prompted: Somebody) -> None:
    prompted.press("Enter", "Accept")

    assert "at least 1 character" in is_told(prompted)


def test_a_refused_entry_still_has_what_was_entered(prompted: Somebody) -> None:
    prompted.enter("ab!")
    prompted.press(Key.OK)

    assert prompted.rows[0] == "**!"
    assert prompted.chosen == "!"


def test_entries_that_differ_are_told_and_lead_to_the_first_prompt(prompted: Somebody) -> None:
    prompted.enter("new")
    prompted.enter("neW")

    assert prompted.reads(wording.NOT_ALIKE.text)
    prompted.press(Key.OK)
    assert is_first_prompt(prompted)


# Ways out


@pytest.mark.parametrize("presses", [1, 2])
def test_escape_from_the_first_prompt_or_entry_keeps_the_old_key(prompted: Somebody, presses: int) -> None:
    if presses == 2:
        prompted.press("Enter")
        prompted.type("new")

    prompted.press(*(Key.ESCAPE,) * presses)

    assert prompted.title == LIST
    assert prompted.key.reveal() == "old"


def test_escape_at_the_second_prompt_gives_the_first_entry_up(prompted: Somebody) -> None:
    prompted.enter("new")

    prompted.press(Key.ESCAPE)

    assert is_first_prompt(prompted)
    prompted.enter("new")
    assert prompted.key.reveal() == "old"


def test_escape_in_the_second_entry_leads_to_its_prompt(prompted: Somebody) -> None:
    prompted.enter("new")
    prompted.press("Enter")
    prompted.type("ne")

    prompted.press(Key.ESCAPE)

    assert is_second_prompt(prompted)
    prompted.enter("new")
    assert prompted.key.reveal() == "new"


def test_an_escaped_entry_begins_empty_again(prompted: Somebody) -> None:
    prompted.press("Enter")
    prompted.type("half")
    prompted.press(Key.ESCAPE, "Enter")

    assert prompted.rows[0] == ""


def test_menu_in_the_middle_gives_everything_up(prompted: Somebody) -> None:
    prompted.enter("new")
    prompted.press("Enter")
    prompted.type("new")

    prompted.press(Key.MENU)

    assert (prompted.title, prompted.name) == ("Menu", "ned")
    assert prompted.key.reveal() == "old"


def test_the_list_that_is_left_stands_on_the_key_again(prompted: Somebody) -> None:
    prompted.enter("new")
    prompted.enter("new")

    assert (prompted.title, prompted.selected) == (LIST, TITLE)
    assert prompted.labels == ("Logout",)


# What happens meanwhile


def test_a_key_set_from_elsewhere_meanwhile_is_replaced_by_the_one_entered(prompted: Somebody) -> None:
    prompted.enter("panel")
    prompted.machine.store.change({DRIVER_ENCRYPTION_KEY: Sealed("elsewhere")}, MACHINE_ITSELF)

    prompted.enter("panel")

    assert prompted.key.reveal() == "panel"


def test_a_key_that_cannot_be_written_is_not_kept_and_that_is_told(prompted: Somebody) -> None:
    prompted.enter("new")
    prompted.keep.is_full = True

    prompted.enter("new")

    assert prompted.words == wording.NOT_STORED.text.format(error="the disk is full")
    assert prompted.key.reveal() == "old"
    prompted.keep.is_full = False
    prompted.press(Key.OK, "Accept")
    assert prompted.key.reveal() == "new", "what was entered is still there"


def test_the_same_key_again_changes_nothing(prompted: Somebody) -> None:
    before = len(prompted.deeds(Deed.CHANGED))

    prompted.enter("old")
    prompted.enter("old")

    assert prompted.title == LIST
    assert len(prompted.deeds(Deed.CHANGED)) == before


# What others learn of it


def test_who_hears_of_changes_hears_only_that_it_is_set(panel: Somebody) -> None:
    heard: list[Changed] = []
    panel.machine.audit.listen(heard.append)
    panel.open_key_prompt()

    panel.enter(SECRET)
    panel.enter(SECRET)

    (change,) = [each for each in heard if each.subject == DRIVER_ENCRYPTION_KEY.name]
    assert (change.old, change.new) == ("not set", "set")
    assert SECRET not in repr(heard)
    assert SECRET not in repr(panel.machine.audit.rows())


def test_no_reader_but_a_local_one_sees_more_than_a_title_and_a_mask(prompted: Somebody) -> None:
    console = prompted.machine.console
    public: list[tuple[str, ...]] = []
    console.watch(lambda: public.append(console.public.lines))

    for _ in range(2):
        prompted.enter(SECRET)

    words = {line.strip() for lines in public for line in lines}
    assert TITLE in words
    assert MASK in words
    masked = [lines for lines in public if lines[1].strip() == MASK]
    assert len({tuple(lines) for lines in masked}) == 1
    # One for each entry, however many keys it took: their number would give the length away.
    assert len(masked) == 2


def test_a_refusal_is_as_private_as_what_it_refuses(prompted: Somebody) -> None:
    console = prompted.machine.console
    prompted.press("Enter")
    revision = console.public_revision

    prompted.press("Accept")
    prompted.wait(10)

    assert console.public_revision == revision
    assert console.public.lines[1].strip() == MASK


def test_the_entry_hides_all_but_the_character_entered_last(prompted: Somebody) -> None:
    prompted.press("Enter")
    shown = []
    for character in "abc":
        prompted.type(character)
        shown.append(prompted.rows[0])

    assert shown == ["a", "*b", "**c"]


def test_no_representation_of_the_screens_holds_what_was_entered(prompted: Somebody) -> None:
    prompted.enter(SECRET)
    prompted.press("Enter")
    prompted.type(SECRET)

    assert SECRET not in repr(prompted.front.stack)
