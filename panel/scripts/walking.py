"""`select`: walk through a list, reading it, to the item of a name, and press OK.

The item may stand anywhere, so a script survives another order of the menu. A row may carry a mark at its
left and a value at its right; what is compared is the name between them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from device.console import Display
from panel.keys import Key

from .conditions import selected_line
from .errors import suggest
from .moves import Moves, Steps, Unmet

#: No list is longer; a display that changes for ever ends the walk here.
LONGEST = 1000
#: Marks of the present value, of the selected row, of a box.
_MARK = re.compile(r"\[.\]\s*|[*>•✓]\s*|\s+")
#: What ends the name: the value stands at the right, at least two blanks away.
_GAP = re.compile(r"\s{2,}")
#: What a row that is too long ends with while it is not selected.
_MORE = ".."


class Item(NamedTuple):
    """A row read as an item: the whole text after its mark, and the name before its value."""

    text: str
    name: str


@lru_cache(maxsize=1024)
def items(line: str) -> tuple[Item, ...]:
    """How a row can be read: as it stands, and without its mark."""
    text = line.rstrip()
    mark = _MARK.match(text)
    readings = [text] if mark is None else [text[mark.end() :], text]
    return tuple(Item(reading, _GAP.split(reading, maxsplit=1)[0]) for reading in readings)


@lru_cache(maxsize=1024)
def is_item(line: str, name: str) -> bool:
    """Whether the row is the item of exactly that name."""
    return any(name in (item.name, item.text) for item in items(line))


def may_be_item(line: str, name: str) -> bool:
    """Whether the row can be that item: its value follows closely, it is shortened, or the edge cut it."""
    return any(
        item.text.startswith(f"{name} ") or _is_shortened(line, item, name) or _is_cut(line, item, name)
        for item in items(line)
    )


def _is_shortened(line: str, item: Item, name: str) -> bool:
    """Whether the row has a short form of a name that would not fit on it beside the value."""
    value = item.text[len(item.name) :].strip()
    fits = len(name) + (len(value) + 1 if value else 0) <= len(line)
    return not fits and abbreviates(item.name, name)


def abbreviates(short: str, name: str) -> bool:
    """Whether these are words of the name in their order, some shortened: `Restrict User Info.`"""
    words = iter(name.split())
    return all(any(_stands_for(part, word) for word in words) for part in short.split()) and short != ""


def _stands_for(part: str, word: str) -> bool:
    """Whether it is the word, its beginning and a dot (`Info.`), or drawn together (`Communictn`)."""
    if part.endswith("."):
        return word.startswith(part[:-1])
    letters = iter(word)
    return (part[0], part[-1]) == (word[0], word[-1]) and all(letter in letters for letter in part)


def _is_cut(line: str, item: Item, name: str) -> bool:
    if item.name.endswith(_MORE):
        return name.startswith(item.name.removesuffix(_MORE))
    fills_line = line[-1:] not in ("", " ")
    return fills_line and len(item.text) < len(name) and name.startswith(item.text)


def select(moves: Moves, name: str) -> Steps[None]:
    """Find the item on the list that is shown, or shows within the usual patience, and press OK on it."""
    if not (yield from moves.wait_for(_is_list)):
        raise Unmet(f'a list with the item "{name}"', "the display shows no list: no row of it is selected")
    if not (yield from _leaf_through(moves, name)):
        yield from _go_through(moves, name)
    yield from moves.press(Key.OK)


def _is_list(display: Display) -> bool:
    return display.selected is not None


def _leaf_through(moves: Moves, name: str) -> Steps[bool]:
    """Go down past all the rows that are shown at a time; whether the item was found.

    Not, too, as soon as a row only could be it. Where a row shown is none that can be chosen, others are
    passed unread, so nothing is known of the item that is not found.
    """
    display = moves.display
    seen: set[_Sight] = set()
    while (sight := (display.lines, display.selected)) not in seen and len(seen) < LONGEST:
        reading = _read(name, *sight, display.labels)
        if reading.stands_on_it or reading.a_row_may_be_it:
            return reading.stands_on_it
        seen.add(sight)
        display = yield from moves.press(*(reading.way or reading.past))
        _need_list(display, name)
    return False


def _need_list(display: Display, name: str) -> None:
    if display.selected is None:
        raise Unmet(f'the item "{name}"', "the list went away while it was read")


def _go_through(moves: Moves, name: str) -> Steps[None]:
    """Go from row to row. An item that only could be it is taken when no other could."""
    like: dict[str, None] = {}
    passed: dict[str, None] = {}
    seen: set[_Sight] = set()
    down = True
    display = moves.display
    for _ in range(LONGEST):
        sight = (display.lines, display.selected)
        reading = _read(name, *sight, display.labels)
        if reading.stands_on_it:
            return
        if reading.may_be_it:
            like[reading.line] = None
        passed[reading.name] = None
        if sight in seen:
            break
        seen.add(sight)
        display = yield from moves.press(*(reading.way or _STEPS[down]))
        _need_list(display, name)
        if down and sight == (display.lines, display.selected):
            down = False  # the ends of this list do not meet
            seen.clear()
    yield from _go_back_to(moves, name, tuple(like), tuple(passed))


#: The lines of a display and which of them is selected.
_Sight = tuple[tuple[str, ...], int | None]

#: One step on, by whether the walk goes down.
_STEPS = {True: (Key.DOWN,), False: (Key.UP,)}


class _Reading(NamedTuple):
    """What a list says of the item that is looked for.

    `line`, `name`, `stands_on_it` and `may_be_it` are of the selected row. `way` leads to the item when it
    stands on another one, `past` below the rows that are shown.
    """

    line: str
    name: str
    stands_on_it: bool
    may_be_it: bool
    a_row_may_be_it: bool
    way: tuple[Key, ...]
    past: tuple[Key, ...]


@lru_cache(maxsize=1024)
def _read(name: str, lines: tuple[str, ...], selected: int | None, labels: tuple[str, ...]) -> _Reading:
    at = selected or 0
    line = "" if selected is None else lines[selected]
    # The first line is the title, the last that of the labels when there are any.
    rows = {row: text for row, text in enumerate(lines[: len(lines) - any(labels)]) if row > 0}
    below = [text for row, text in rows.items() if row > at and text.strip()]
    return _Reading(
        line,
        items(line)[0].name,
        is_item(line, name),
        may_be_item(line, name),
        any(may_be_item(text, name) for text in rows.values()),
        _way_to(name, rows, at),
        (Key.DOWN,) * (len(below) + 1),
    )


def _way_to(name: str, rows: Mapping[int, str], selected: int) -> tuple[Key, ...]:
    """The keys to an item that stands on the display already."""
    for row, line in rows.items():
        if row != selected and is_item(line, name):
            return (Key.DOWN if row > selected else Key.UP,) * abs(row - selected)
    return ()


def _go_back_to(moves: Moves, name: str, like: tuple[str, ...], passed: tuple[str, ...]) -> Steps[None]:
    """The whole list was read without the name: stand on the one item that could be it, if there is one."""
    if len(like) > 1:
        raise Unmet(f'the item "{name}"', f"several items could be it: {_listed(like)}")
    for key in (Key.DOWN, Key.UP) if like else ():
        for _ in range(len(passed) + 1):
            if selected_line(moves.display) == like[0]:
                return
            yield from moves.press(key)
    raise Unmet(f'the item "{name}"', f"the list has {_listed(passed)}{suggest(name, passed)}")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name.strip()}"' for name in names)
