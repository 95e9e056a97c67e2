"""The glass as a matrix of dots: cells with a gap between them, the selected row and the cursor inverse."""

from __future__ import annotations

from device.console import COLUMNS, LINES, Display

from .drawable import drawable
from .font import HEIGHT, WIDTH, glyph

#: Dots between two cells, between two lines, and around them all.
GAP, LEADING, MARGIN = 1, 3, 3
#: From one cell to the next, to the right and down.
STEP, PITCH = WIDTH + GAP, HEIGHT + LEADING

#: Size of the glass, in dots.
GLASS_WIDTH = 2 * MARGIN + COLUMNS * STEP - GAP
GLASS_HEIGHT = 2 * MARGIN + LINES * PITCH - LEADING

#: Rows of dots, each a byte: 1 for one that is lit.
Dots = tuple[bytes, ...]


def dots(display: Display) -> Dots:
    """The dots of the glass, GLASS_HEIGHT rows of GLASS_WIDTH; of a private display those of its mask."""
    shown = drawable(display)
    rows = [bytearray(GLASS_WIDTH) for _ in range(GLASS_HEIGHT)]
    for line, text in enumerate(shown.lines):
        for row, lit in enumerate(written(text)):
            rows[MARGIN + line * PITCH + row][MARGIN : MARGIN + len(lit)] = lit
    if shown.selected is not None:
        _invert(rows, shown.selected, 0, COLUMNS)
    if shown.cursor is not None:
        _invert(rows, *shown.cursor, 1)
    return tuple(map(bytes, rows))


def written(text: str) -> Dots:
    """The dots of a text in one line: HEIGHT rows, without a margin."""
    glyphs = [glyph(letter) for letter in text]
    return tuple(bytes(GAP).join(each[row] for each in glyphs) for row in range(HEIGHT))


def art(rows: Dots) -> str:
    """The dots as text: "#" for one that is lit."""
    return "\n".join(row.translate(bytes.maketrans(b"\0\1", b".#")).decode() for row in rows)


def _invert(rows: list[bytearray], line: int, column: int, count: int) -> None:
    """Turn the dots of so many cells over, with the gaps around them and a row of dots above and below."""
    left = MARGIN + column * STEP - GAP
    right = left + count * STEP + GAP
    top = MARGIN + line * PITCH - 1
    for row in rows[top : top + HEIGHT + 2]:
        row[left:right] = bytes(1 - dot for dot in row[left:right])
