"""`type`: enter a text on an entry screen by reading where the cursor stands and which characters there are.

How the sets lie is not known beforehand. What is relied on: the cursor stands on the chosen character; Left
and Right go through a set in reading order, its ends meet; Up and Down go to another row of it; [ABC/123]
goes to the next set; OK enters. What was read once in a case is remembered, so that the way becomes the
short one.
"""

from __future__ import annotations

from device.console import Display
from panel.keys import Key

from .moves import Moves, Steps, Unmet, has_label, key_under
from .sets import MOST, Layout, kind

#: How a space shows among the characters to choose from.
SPACE = "␣"
NEXT_SET = "ABC/123"
ACCEPT = "Accept"

#: A row has no more characters; the last resort walks so far.
_LONGEST = 128


class Typist:
    """Types for one case; remembers the layouts of its entry screens by their titles."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves
        self._layouts: dict[str, Layout] = {}

    def type(self, text: str) -> Steps[None]:
        """Enter the text. Raises Unmet when this is no entry screen or a character cannot be entered."""
        moves = self._moves
        if not (yield from moves.wait_for(is_entry)):
            raise Unmet("an entry screen to type on", _why_not(moves.display))
        if moves.mask.hides(text):
            moves.history.veil()
        layout = self._layouts.setdefault(moves.display.title, Layout())
        typing = _Typing(moves, layout, text)
        try:
            yield from typing.type()
        except Unmet as unmet:
            what = "a character of a secret" if moves.mask.hides(text) else f"'{text[typing.done]}'"
            raise Unmet(f"to enter {what}", unmet.found) from None


def is_entry(display: Display) -> bool:
    """Whether characters can be entered here."""
    return display.cursor is not None and has_label(ACCEPT, display)


def _why_not(display: Display) -> str:
    if has_label("Enter", display):
        return "the display asks for [Enter] first"
    if display.cursor is not None:
        return "this screen has a cursor but no [Accept]: the arrows set a number"
    return "the display has no cursor"


class _Typing:
    """A text while it is entered. Its failures name no character: it may be one of a secret.

    Each character is seen to be chosen before OK is pressed; that OK goes out with the way to the next one.
    """

    def __init__(self, moves: Moves, layout: Layout, text: str) -> None:
        self._moves = moves
        self._layout = layout
        self._text = text
        #: So many characters have been taken.
        self.done = 0

    def type(self) -> Steps[None]:
        display = self._moves.display
        for number, character in enumerate(self._text):
            shown = SPACE if character == " " else character
            way = self._layout.plan(*_place(display), shown)
            display = yield from self._press(number, way or (), display)
            if _chosen(display) != shown:
                yield from _choose(self._moves, self._layout, shown)
                display = self._moves.display
        yield from self._press(len(self._text), (), display)

    def _press(self, number: int, way: tuple[Key, ...], before: Display) -> Steps[Display]:
        """OK on the character before that number, when there is one, and the way on; what it leads to."""
        keys = (Key.OK, *way) if number else way
        after = before
        if keys:
            after = yield from self._moves.press(*keys)
            _need_entry(after)
            if number:
                self._check_taken(before, after)
        self.done = number
        return after

    def _check_taken(self, before: Display, after: Display) -> None:
        """The end of the entry shows, so after another character something changes, unless it is a blank."""
        last, previous = self._text[self.done], self._text[self.done - 1] if self.done else ""
        if last != " " and previous not in ("", last) and _entered(before) == _entered(after):
            raise Unmet("to enter it", "the machine did not take it: the entry is full")


def _entered(display: Display) -> tuple[str, ...]:
    """What stands beside the row of characters: the title and what was entered."""
    row = display.cursor[0] if display.cursor is not None else 0
    return display.lines[:row] + display.lines[row + 1 :]


def _choose(moves: Moves, layout: Layout, character: str) -> Steps[None]:
    """Stand on the character, in whichever row of whichever set it is, finding out where that is."""
    if not (yield from _search(moves, layout, character)):
        raise Unmet("to choose it", "no set of this screen has it")
    yield from _go(moves, layout, character)
    if _chosen(moves.display) != character and not (yield from _step_along(moves, character)):
        raise Unmet("to choose it", "the arrow keys do not lead to it")


def _search(moves: Moves, layout: Layout, character: str) -> Steps[bool]:
    """Look for a character through all sets: first in rows of its own kind, then in every row."""
    for thorough in (False, True):
        first = _place(moves.display)[0]
        for _ in range(MOST):
            row = _place(moves.display)[0]
            if layout.has(row, character):
                return True
            if thorough or kind(row[:1]) == kind(character):
                yield from _look_down(moves, layout, character)
            if layout.has(_place(moves.display)[0], character):
                return True
            yield from _next_set(moves, layout)
            if _place(moves.display)[0] in layout.ring(first):
                break
    return False


def _look_down(moves: Moves, layout: Layout, character: str) -> Steps[None]:
    """Go through the rows of a set until one has the character or all are known."""
    for _ in range(MOST):
        row = _place(moves.display)[0]
        if character in row or layout.is_whole(row):
            return
        yield from _down(moves, layout)


def _down(moves: Moves, layout: Layout) -> Steps[None]:
    before = _place(moves.display)[0]
    yield from moves.press(Key.DOWN)
    _need_entry(moves.display)
    layout.went_down(before, _place(moves.display)[0])


def _next_set(moves: Moves, layout: Layout) -> Steps[None]:
    before = _place(moves.display)[0]
    key = key_under(NEXT_SET, moves.display)
    yield from moves.press(key)
    _need_entry(moves.display)
    layout.went_on(key, before, *_place(moves.display))


def _go(moves: Moves, layout: Layout, character: str) -> Steps[None]:
    """Take the shortest known way. One by Down through rows not all known may lead elsewhere, and teaches."""
    for _ in range(MOST):
        row, at = _place(moves.display)
        if not layout.has(row, character):
            return
        way = layout.way(row, at, character)
        if way[:1] == (Key.DOWN,) and layout.plan(row, at, character) is None:
            yield from _down(moves, layout)
            continue
        if way:
            yield from moves.press(*way)
            _need_entry(moves.display)
        return


def _step_along(moves: Moves, character: str) -> Steps[bool]:
    """The last resort on a layout that is not as expected: Right, one by one."""
    for _ in range(_LONGEST):
        yield from moves.press(Key.RIGHT)
        _need_entry(moves.display)
        if _chosen(moves.display) == character:
            return True
    return False


def _need_entry(display: Display) -> None:
    if not is_entry(display):
        raise Unmet("an entry screen", "the entry screen went away")


def _place(display: Display) -> tuple[str, int]:
    """The characters of the row that the cursor is in, without blanks, and which of them is chosen."""
    assert display.cursor is not None  # looked at only on entry screens
    line, column = display.cursor
    text = display.lines[line]
    return text.replace(" ", ""), len(text[:column].replace(" ", ""))


def _chosen(display: Display) -> str:
    assert display.cursor is not None  # looked at only on entry screens
    line, column = display.cursor
    return display.lines[line][column : column + 1]
