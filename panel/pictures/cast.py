"""A run as a terminal recording: asciicast version 3, the panel drawn in a box, a marker for each step.

https://docs.asciinema.org/manual/asciicast/v3
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isfinite

from device.console import COLUMNS, LINES, Display, Light

from .colors import Tint, palette
from .drawable import drawable, in_cells
from .lamps import Lamp, lamps

#: The window: a box around the glass, and the lamps under it.
WIDTH, HEIGHT = COLUMNS + 4, LINES + 3

#: What a terminal is told (ECMA-48): the cursor hidden, an empty window, back to plain, inverse or not.
_START = "\x1b[?25l\x1b[2J"
_PLAIN, _INVERSE, _UPRIGHT = "\x1b[0m", "\x1b[7m", "\x1b[27m"
#: The foreground of a lamp; of one that is off, that of faint text.
_LIGHT = {Tint.GREEN: "\x1b[32m", Tint.RED: "\x1b[31m", Tint.YELLOW: "\x1b[33m"}
_FAINT = "\x1b[2m"
#: How a lamp is drawn: by its shape too, for whoever sees no colour.
_LAMP = {Light.OFF: "○", Light.ON: "●", Light.BLINKING: "◉"}


class Cast:
    """A recording that grows by displays and markers; a private display is recorded as its mask.

    `at` is in seconds from the start, kept to the millisecond. ValueError when it is not finite, negative or
    before what was recorded last.
    """

    def __init__(self, title: str) -> None:
        self._header = {
            "version": 3,
            "term": {"cols": WIDTH, "rows": HEIGHT},
            "title": in_cells(title),
        }
        self._events: list[tuple[float, str, str]] = []
        self._shown: tuple[str, ...] = ()
        self._last = 0

    def marker(self, at: float, text: str) -> None:
        """A step of the script begins."""
        self._add(at, "m", in_cells(text))

    def display(self, at: float, display: Display) -> None:
        """The panel looks like this from now on; only the rows that differ are drawn."""
        rows = tuple(_rows(drawable(display)))
        before = self._shown or ("",) * len(rows)
        drawn = [
            f"\x1b[{number};1H{row}"
            for number, (row, old) in enumerate(zip(rows, before, strict=True), 1)
            if row != old
        ]
        if drawn:
            start = "" if self._shown else _START
            self._add(at, "o", start + "".join(drawn))
            self._shown = rows

    def text(self) -> str:
        """The recording so far: a line of JSON for its header, one for each event."""
        return "".join(json.dumps(line) + "\n" for line in (self._header, *self._events))

    def _add(self, at: float, code: str, data: str) -> None:
        if not isfinite(at) or (moment := round(at * 1000)) < self._last:
            raise ValueError(f"{at} s is no time after {self._last / 1000} s")
        self._events.append(((moment - self._last) / 1000, code, data))
        self._last = moment


def _rows(display: Display) -> Iterator[str]:
    """The rows of the window as a terminal is told to draw them."""
    colors = palette(display)
    glass = _rgb(38, colors[Tint.INK]) + _rgb(48, colors[Tint.GROUND])
    side = f"{_PLAIN}│"
    yield f"┌{'─' * (COLUMNS + 2)}┐"
    for line in range(LINES):
        yield f"{side}{glass} {_line(display, line)} {side}"
    yield f"└{'─' * (COLUMNS + 2)}┘"
    yield _PLAIN + " " + "  ".join(map(_lamp, lamps(display.indicators)))


def _line(display: Display, line: int) -> str:
    """The cells of a line: the selected one is inverse, and the cell of the cursor is the opposite."""
    text, is_selected = display.lines[line], display.selected == line
    if display.cursor is None or display.cursor[0] != line:
        return _cells(text, is_selected)
    column = display.cursor[1]
    parts = (text[:column], is_selected), (text[column], not is_selected), (text[column + 1 :], is_selected)
    return "".join(_cells(*part) for part in parts)


def _cells(text: str, is_inverse: bool) -> str:
    return f"{_INVERSE}{text}{_UPRIGHT}" if is_inverse and text else text


def _lamp(lamp: Lamp) -> str:
    color = _FAINT if lamp.light is Light.OFF else _LIGHT[lamp.tint]
    return f"{color}{_LAMP[lamp.light]}{_PLAIN} {lamp.name}"


def _rgb(plane: int, color: str) -> str:
    red, green, blue = bytes.fromhex(color[1:])
    return f"\x1b[{plane};2;{red};{green};{blue}m"
