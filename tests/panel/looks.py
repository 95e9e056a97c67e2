"""What every display of the panel must be like, whatever stands on it.

`look` is asked of each display that a test comes to; `watched` lets panel time pass and gathers what the
scrolling of long rows shows of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from textwrap import wrap
from unicodedata import east_asian_width

from device.clock import VirtualClock
from device.console import COLUMNS, LINES, Display
from panel.front import Front
from panel.screens.entry import Entry, sheets
from panel.screens.lists import MenuList, Reading
from panel.screens.notices import Busy, Message, Question
from panel.screens.print_jobs import JobList
from panel.screens.values import Boxes, Chooser, Dial
from panel.surface import MORE, Row, Screen, Surface

#: Where the three labels stand on line 4.
SLOTS = (slice(0, 8), slice(8, 17), slice(17, 25))

#: What is entered under these titles is nobody else's business.
SECRETS = ("Login Password", "User Code", "Driver Encryption Key")

#: Screens on which one of several things is selected.
LISTS = (MenuList, Reading, Chooser, Boxes, JobList)
#: What such a list says when there is nothing in it.
EMPTY = ("Nothing to show", "There are no jobs.")


def look(stack: tuple[Screen, ...], surface: Surface, display: Display, where: Callable[[], str]) -> None:
    """Raises AssertionError, which says where, unless the display is as every display must be."""
    problem = _wrong_cells(display) or _wrong_labels(display) or _wrong_selection(stack, surface, display)
    problem = problem or _wrong_cursor(stack, display) or _wrong_privacy(stack, display)
    problem = problem or _wrong_rows(surface, display) or _wrong_words(stack[-1], surface, display)
    assert not problem, f"{problem}: {list(display.lines)} at {where()}"


def _wrong_cells(display: Display) -> str:
    if len(display.lines) != LINES or any(len(line) != COLUMNS for line in display.lines):
        return f"not {LINES} lines of {COLUMNS} cells"
    letters = "".join(display.lines)
    is_shown = letters.isascii() or all(east_asian_width(each) not in "WF" for each in letters)
    return "" if is_shown and letters.isprintable() else "a cell cannot be shown"


def _wrong_labels(display: Display) -> str:
    if not any(display.labels):
        return ""
    shown = tuple(display.lines[LINES - 1][slot].strip() for slot in SLOTS)
    return "" if shown == display.labels else f"line 4 does not have the labels {display.labels}"


def _wrong_selection(stack: tuple[Screen, ...], surface: Surface, display: Display) -> str:
    is_list = isinstance(stack[-1], LISTS) and surface.rows[0].text not in EMPTY
    if display.selected is None:
        return "nothing is selected in a list" if is_list else ""
    if not is_list:
        return "something is selected where nothing is to choose"
    lowest = LINES - 1 - any(display.labels)
    is_row = 1 <= display.selected <= lowest and display.lines[display.selected].strip()
    return "" if is_row else "a row is selected that holds nothing"


def _wrong_cursor(stack: tuple[Screen, ...], display: Display) -> str:
    top = stack[-1]
    if isinstance(top, Entry):
        expected = sheets(top.kind)[top.sheet].text[top.at].replace(" ", "␣")
    elif isinstance(top, Dial) and not top.is_zero:
        expected = str(top.value).rjust(top.digits, "0")[-1 - top.digit]
    else:
        return "" if display.cursor is None else "a cursor where nothing is entered"
    if display.cursor is None:
        return "no cursor"
    row, column = display.cursor
    return "" if display.lines[row][column] == expected else f"the cursor does not stand on {expected!r}"


def _wrong_privacy(stack: tuple[Screen, ...], display: Display) -> str:
    is_secret = any(isinstance(screen, Entry) and screen.title in SECRETS for screen in stack)
    return "" if display.private is is_secret else f"private is {display.private}"


def _wrong_rows(surface: Surface, display: Display) -> str:
    """Rows that are not selected: in full, in their short form, or with the mark that they go on."""
    for number, row in enumerate(surface.rows):
        line = display.lines[number + 1]
        if number != surface.selected and not _is_honest(line, row):
            return f"{row} is cut without a mark"
    return ""


def _is_honest(line: str, row: Row) -> bool:
    if is_same(line, row.text.ljust(COLUMNS)):
        return True
    if not row.value:
        return _stands_for(line.rstrip(), row.text, row.short)
    return any(
        _stands_for(line[:at].rstrip(), row.text, row.short) and _stands_for(line[at + 1 :], row.value)
        for at in range(COLUMNS)
        if line[at] == " "
    )


def _stands_for(shown: str, *texts: str) -> bool:
    if any(is_same(shown, text.rstrip(" ")) for text in texts):
        return True
    if not shown.endswith(MORE) or shown == MORE:
        return False
    begun = shown.removesuffix(MORE)
    return any(is_same(begun, text[: len(begun)]) for text in texts)


def is_same(shown: str, text: str) -> bool:
    """Whether the cells hold the text; "?" stands for a letter that no cell can hold."""
    return len(shown) == len(text) and all(
        one == other or (one == "?" and not " " <= other <= "~")
        for one, other in zip(shown, text, strict=True)
    )


def _wrong_words(top: Screen, surface: Surface, display: Display) -> str:
    """Messages and questions: all their words, or the mark that more can be read."""
    if not isinstance(top, Message | Question | Busy):
        return ""
    shown = [line.rstrip() for line in display.lines[: LINES - any(display.labels)]]
    lines = wrapped(top.text)
    first = top.top if isinstance(top, Message) else 0
    expected = lines[first : first + len(shown)]
    expected += [""] * (len(shown) - len(expected))
    if shown == expected and len(lines) - first <= len(shown):
        return ""
    if isinstance(top, Message) and shown[:-1] == expected[:-1] and shown[-1].endswith(MORE):
        return ""
    return f"not all of {top.text!r} is shown"


@lru_cache(maxsize=4096)
def wrapped(text: str) -> list[str]:
    """The lines that a text takes on the glass."""
    return wrap(text, COLUMNS)


def moving(front: Front) -> list[tuple[int, Row]]:
    """The lines that do not hold all that they should and are to scroll: the title, the selected row."""
    surface, lines = front.surface, front.display.lines
    rows = [(0, Row(surface.title, surface.place, surface.short))]
    if surface.selected is not None:
        rows.append((surface.selected + 1, surface.rows[surface.selected]))
    return [(line, row) for line, row in rows if not _is_whole(lines[line], row)]


def _is_whole(line: str, row: Row) -> bool:
    """Whether the line holds the row's text, or its short form where it has one, and all of its value."""
    texts = (row.text, row.short) if row.short else (row.text,)
    return any(line == text + row.value.rjust(COLUMNS - len(text)) for text in texts)


def turn(row: Row) -> float:
    """Panel seconds in which a row that scrolls has shown all of itself: 1 s of rest, a cell each 0.3 s."""
    return 1 + 0.3 * (len(row.text) + 2 + len(row.value) - COLUMNS + 1)


def watched(front: Front, clock: VirtualClock, line: int, seconds: float) -> str:
    """What stands on a line within so many panel seconds: a text that moves by one cell, put together."""
    end = clock.now() + seconds
    text = shown = front.display.lines[line]
    while (due := clock.next_due) is not None and due <= end:
        clock.advance(due - clock.now())
        now = front.display.lines[line]
        if now != shown and now[:-1] == shown[1:]:
            text += now[-1]
        elif now != shown:
            break
        shown = now
    return text
