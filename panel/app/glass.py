"""The display's cells: which of them are inverse, and which lines differ between two displays."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import NamedTuple

from device.console import COLUMNS, LINES, Display, Light


class Run(NamedTuple):
    """Cells beside each other that look alike."""

    text: str
    is_inverse: bool


def runs(display: Display, line: int) -> tuple[Run, ...]:
    """A line of the display: the selected one is inverse, and the cell of the cursor is the opposite."""
    text = display.lines[line]
    is_selected = line == display.selected
    if display.cursor is None or display.cursor[0] != line:
        return (Run(text, is_selected),)
    column = display.cursor[1]
    parts = (
        Run(text[:column], is_selected),
        Run(text[column : column + 1], not is_selected),
        Run(text[column + 1 :], is_selected),
    )
    return tuple(part for part in parts if part.text)


def changed(before: Display, after: Display) -> Iterator[int]:
    """The lines that have to be drawn again."""
    for line in range(LINES):
        if runs(before, line) != runs(after, line):
            yield line


def is_dark(display: Display) -> bool:
    """Whether the light behind the glass is off: with the Power lamp, off or saving energy [R]."""
    return display.indicators.power is Light.OFF


def words_of_loss(reason: str, again: str, leave: str) -> tuple[str, ...]:
    """What stands in the window when no device draws it: `again` and `leave` name terminal keys."""
    said = wrap(reason[:1].upper() + reason[1:], COLUMNS)[: LINES - 2]
    said += [""] * (LINES - 2 - len(said))
    said += [f"{again}: attach again", f"{leave}: leave"]
    return tuple(text[:COLUMNS].ljust(COLUMNS) for text in said)
