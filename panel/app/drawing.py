"""The faceplate cell by cell: a still sheet of everything, and what moves laid over it row by row.

`Drawing.row` gives a row of the terminal as runs of text, each belonging to a part; which colour a part has
is `looks`. Nothing here knows Textual.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from device.console import LINES, Display, Indicators, Light

from ..keymap import Keymap
from ..keys import Key
from .glass import Run, is_dark, runs
from .lamps import Lamp, lamps
from .looks import Part
from .names import CAPS, caption, centred
from .plan import Box, Plan

NAME_PLATE = "P 800"
#: Cells between the casing's edge and what is printed beside it.
MARGIN = 3


class Shown(NamedTuple):
    """What the faceplate shows. `words`: lines that stand in the window in the place of the display."""

    display: Display
    lit: frozenset[Key] = frozenset()
    in_light: bool = True
    words: tuple[str, ...] = ()

    @property
    def indicators(self) -> Indicators:
        """What the lamps do: nothing when no device says it."""
        return Indicators(Light.OFF) if self.words else self.display.indicators


#: A run of text and the part that it belongs to.
Piece = tuple[str, Part]
Cell = tuple[str, Part]


class Outline(NamedTuple):
    """What a rectangle is drawn with: three rows of left, middle and right."""

    top: tuple[str, str, str]
    side: tuple[str, str, str]
    bottom: tuple[str, str, str]


class Parts(NamedTuple):
    """What the rows and the inner cells of a rectangle belong to."""

    high: Part
    side: Part
    low: Part
    face: Part


_CASING = Parts(Part.EDGE_HIGH, Part.EDGE_SIDE, Part.EDGE_LOW, Part.CASING)
_BEZEL = Parts(Part.BEZEL_EDGE, Part.BEZEL_EDGE, Part.BEZEL_EDGE, Part.BEZEL)
_LINED_BEZEL = _BEZEL._replace(face=Part.GLASS)
_CAP = Parts(Part.CAP_HIGH, Part.CAP_SIDE, Part.CAP_LOW, Part.CAP)
_OK_CAP = Parts(Part.OK_HIGH, Part.OK_SIDE, Part.OK_LOW, Part.OK_CAP)
_LIT_CAP = Parts(Part.LIT_EDGE, Part.LIT_EDGE, Part.LIT_EDGE, Part.LIT_CAP)

#: Half cells make a cap look moulded: its edges run through the middle of cells.
_SOLID = Outline(("▗", "▄", "▖"), ("▐", " ", "▌"), ("▝", "▀", "▘"))
_THIN = Outline(("╭", "─", "╮"), ("│", " ", "│"), ("╰", "─", "╯"))
_THICK = Outline(("╔", "═", "╗"), ("║", " ", "║"), ("╚", "═", "╝"))


class Drawing:
    """The faceplate of one plan, keymap and way of drawing. Rows are drawn when they are asked for."""

    def __init__(self, plan: Plan, keymap: Keymap, is_in_lines: bool) -> None:
        self.plan = plan
        self._in_lines = is_in_lines
        self._captions = {key: caption(keymap, key, box.width) for key, box in plan.keys.items()}
        self._keys_on: dict[int, list[Key]] = {}
        for key, box in plan.keys.items():
            for row in box.rows:
                self._keys_on.setdefault(row, []).append(key)
        self._still = {row: self._still_row(row) for row in plan.casing.rows}

    def row(self, row: int, shown: Shown) -> list[Piece]:
        """The runs of a row from the casing's left edge to its right; none above and below the casing."""
        cells = self._still.get(row)
        if cells is None:
            return []
        moving = [*cells]
        for key in self._keys_on.get(row, ()):
            if key in shown.lit:
                self._put(moving, self.plan.keys[key].left, self._cap(key, row, True))
        self._put_window(moving, row, shown)
        if row == self.plan.head:
            self._put_lamps(moving, shown.indicators, shown.in_light)
        return [(_text(run), part) for part, run in groupby(moving, lambda cell: cell[1])]

    # The still sheet

    def _still_row(self, row: int) -> list[Cell]:
        casing = self.plan.casing
        cells = [*_outlined(casing, row, _THIN if self._in_lines else _SOLID, _CASING)]
        if row == self.plan.head:
            self._put(cells, casing.left + MARGIN, _cells(NAME_PLATE, Part.NAME))
        if row == self.plan.head + 1:
            self._put(cells, casing.left + MARGIN, _cells("─" * (casing.width - 2 * MARGIN), Part.GROOVE))
        self._put(cells, self.plan.window.left, [*self._frame(row)])
        for key, box in self.plan.keys.items():
            if row in box.rows:
                self._put(cells, box.left, self._cap(key, row, False))
            if row == box.bottom:
                text = centred(self._captions[key], box.width)
                self._put(cells, box.left, _cells(text, Part.TERMINAL_KEY))
        return cells

    def _frame(self, row: int) -> Iterator[Cell]:
        """The bezel around the window; its inner part is drawn with what is shown."""
        window = self.plan.window
        if self._in_lines:
            inner = Box(window.left + 1, window.top, window.width - 2, window.height)
            yield from _cells(" ", Part.CASING) if row in window.rows else ()
            yield from _outlined(inner, row, _THICK, _LINED_BEZEL)
            return
        yield from _outlined(window, row, _SOLID, _BEZEL)

    def _cap(self, key: Key, row: int, is_lit: bool) -> list[Cell]:
        box = self.plan.keys[key]
        parts = _LIT_CAP if is_lit else _OK_CAP if key is Key.OK else _CAP
        cells = [*_outlined(box, row, _THIN if self._in_lines else _SOLID, parts)]
        words, line = CAPS[key], row - box.top - 1
        if 0 <= line < len(words):
            cells[1:-1] = _cells(centred(words[line], box.width - 2), parts.face)
        return cells

    # What moves

    def _put_window(self, cells: list[Cell], row: int, shown: Shown) -> None:
        inner, inks = self.plan.cells, _inks(shown)
        line = row - inner.top
        if 0 <= line < LINES:
            margin = _cells(" ", inks.plain)
            self._put(cells, inner.left - 1, [*margin, *_glass(_runs(shown, line), inks), *margin])
        elif line in (-1, LINES) and not self._in_lines:
            self._put(cells, inner.left - 1, _cells(("▄" if line < 0 else "▀") * (inner.width + 2), inks.rim))

    def _put_lamps(self, cells: list[Cell], indicators: Indicators, in_light: bool) -> None:
        pieces: list[Cell] = []
        for lamp in lamps(indicators):
            pieces += _cells("    ", Part.CASING) if pieces else ()
            pieces += self._lamp(lamp, in_light)
        self._put(cells, self.plan.casing.right - MARGIN - len(pieces), pieces)

    def _lamp(self, lamp: Lamp, in_light: bool) -> list[Cell]:
        shines = lamp.shines(in_light)
        bulb = ("●" if shines else "○") if self._in_lines else "●"
        words = f" {lamp.name}" + (f" {lamp.words}" if self._in_lines else "")
        return [(bulb, lamp.color if shines else Part.LAMP_OFF), *_cells(words, Part.PRINT)]

    def _put(self, cells: list[Cell], column: int, new: Sequence[Cell]) -> None:
        start = column - self.plan.casing.left
        cells[start : start + len(new)] = new


def _outlined(box: Box, row: int, outline: Outline, parts: Parts) -> Iterator[Cell]:
    """A row of a rectangle; nothing when the row does not meet it."""
    if row not in box.rows:
        return
    high, side, low, face = parts
    (left, middle, right), edge, inner = outline.side, side, face
    if row == box.top:
        (left, middle, right), edge, inner = outline.top, high, high
    elif row == box.bottom - 1:
        (left, middle, right), edge, inner = outline.bottom, low, low
    yield left, edge
    yield from _cells(middle * (box.width - 2), inner)
    yield right, edge


class Inks(NamedTuple):
    """What the cells of the window belong to, and the half rows above and below them."""

    plain: Part
    inverse: Part
    rim: Part


_LIT_GLASS = Inks(Part.GLASS, Part.CHOSEN, Part.RIM)
_DARK_GLASS = Inks(Part.DARK_GLASS, Part.DARK_CHOSEN, Part.DARK_RIM)
_NOTICE = Inks(Part.NOTICE, Part.NOTICE, Part.NOTICE_RIM)


def _inks(shown: Shown) -> Inks:
    if shown.words:
        return _NOTICE
    return _DARK_GLASS if is_dark(shown.display) else _LIT_GLASS


def _runs(shown: Shown, line: int) -> tuple[Run, ...]:
    return (Run(shown.words[line], False),) if shown.words else runs(shown.display, line)


def _glass(parts: Sequence[Run], inks: Inks) -> list[Cell]:
    return [(letter, inks.inverse if run.is_inverse else inks.plain) for run in parts for letter in run.text]


def glass_pieces(shown: Shown, line: int) -> list[Piece]:
    """A line of the window alone."""
    inks = _inks(shown)
    return [(run.text, inks.inverse if run.is_inverse else inks.plain) for run in _runs(shown, line)]


def _cells(text: str, part: Part) -> list[Cell]:
    return [(letter, part) for letter in text]


def _text(run: Iterator[Cell]) -> str:
    return "".join(letter for letter, _ in run)
