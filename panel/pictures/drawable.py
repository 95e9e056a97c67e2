"""What of a display a picture may show: never what is private, and only what fits into its cells.

Pictures are handed displays that are masked already; this is the second wall.
"""

from __future__ import annotations

from unicodedata import category, east_asian_width

from device.console import COLUMNS, LINES, Display, Light, masked

#: Stands for a character that fills no cell, or more than one.
UNKNOWN = "?"


def drawable(display: Display) -> Display:
    """The display as pictures show it: public, LINES lines of COLUMNS cells, selection and cursor on them."""
    public = masked(display) if display.private else display
    lines = [in_cells(line)[:COLUMNS].ljust(COLUMNS) for line in public.lines[:LINES]]
    lines += [" " * COLUMNS] * (LINES - len(lines))
    selected = public.selected if public.selected in range(LINES) else None
    return public._replace(lines=tuple(lines), selected=selected, cursor=_on_the_glass(public.cursor))


def in_cells(text: str) -> str:
    """The text with the mark UNKNOWN for each character that does not fill exactly one cell."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(letter if _fills_a_cell(letter) else UNKNOWN for letter in text)


def words(display: Display) -> str:
    """The text of a drawable display, for whoever does not see the picture."""
    return "\n".join(line.rstrip() for line in display.lines)


def is_dark(display: Display) -> bool:
    """Whether the light behind the glass is off: with the Power lamp, off or saving energy [R]."""
    return display.indicators.power is Light.OFF


def _on_the_glass(cursor: tuple[int, int] | None) -> tuple[int, int] | None:
    is_there = cursor is not None and cursor[0] in range(LINES) and cursor[1] in range(COLUMNS)
    return cursor if is_there else None


def _fills_a_cell(letter: str) -> bool:
    is_narrow = east_asian_width(letter) not in "WF"
    return letter.isprintable() and is_narrow and not category(letter).startswith("M")
