"""Messages: how long they stand, what takes them away, and how more than the display holds is read.

Durations are our guess; that a message times out on panel time is the machine's way.
"""

from __future__ import annotations

import pytest

from device.console import COLUMNS
from panel.keys import Key
from panel.screens.notices import PER_LINE, SHORTEST, Message
from panel.surface import MORE
from tests.panel.somebody import Somebody

NO_PRIVILEGE = "You do not have the privileges to use this function."
LONG = (
    "What a person has to know may take more lines than the display has; then the rest of it is below,"
    " and [Down] and [Up] lead there and back."
)


@pytest.fixture
def failed(panel: Somebody) -> Somebody:
    """Somebody whose login has just failed, in the menu."""
    panel.log_in("ned", "wrong")
    return panel


def show(panel: Somebody, text: str) -> None:
    """A message on top of what stands there."""
    panel.front.stand((*panel.front.stack, Message(text)))


def test_a_message_goes_by_itself(failed: Somebody) -> None:
    failed.wait(SHORTEST - 0.1)
    assert failed.reads("Authentication has failed.")

    failed.wait(0.1)

    assert failed.title == "Menu"


@pytest.mark.parametrize("key", [Key.OK, Key.ESCAPE])
def test_ok_and_escape_take_a_message_away_at_once(failed: Somebody, key: Key) -> None:
    failed.press(key)

    assert failed.title == "Menu"
    failed.wait(10)
    assert failed.title == "Menu"


def test_other_keys_leave_a_message_and_do_nothing_behind_it(failed: Somebody) -> None:
    failed.press(Key.LEFT, Key.RIGHT, Key.SELECT1, Key.SELECT2, Key.SELECT3)

    assert failed.reads("Authentication has failed.")
    failed.wait(10)
    assert failed.selected.startswith("Paper Input")


def test_a_message_that_was_taken_away_takes_nothing_else_with_it(failed: Somebody) -> None:
    failed.press(Key.OK)
    failed.open("Host Interface")

    failed.wait(10)

    assert failed.title == "Host Interface"


def test_a_longer_message_stands_longer(panel: Somebody) -> None:
    show(panel, LONG)
    lines = len(Message(LONG).lines)
    assert lines > 4

    panel.wait(PER_LINE * lines - 0.1)
    assert panel.title != "Ready"
    panel.wait(0.1)

    assert panel.title == "Ready"


def test_more_than_four_lines_are_read_with_down_and_up(panel: Somebody) -> None:
    show(panel, LONG)
    assert panel.display.lines[3].rstrip().endswith(MORE)

    seen = list(panel.display.lines[:3])
    for _ in range(10):
        panel.press(Key.DOWN)
        if panel.display.lines[2] != seen[-1]:
            seen.append(panel.display.lines[2])
    seen.append(panel.display.lines[3])

    assert " ".join(line.strip() for line in seen) == LONG
    panel.press(*(Key.UP,) * 10)
    assert LONG.startswith(panel.display.lines[0].rstrip())


def test_words_are_not_cut_where_they_fit(panel: Somebody) -> None:
    show(panel, NO_PRIVILEGE)

    assert panel.words == NO_PRIVILEGE
    assert all(len(line) == COLUMNS for line in panel.display.lines)
