"""The display without a faceplate, for terminals too small for one: what matters most first."""

from __future__ import annotations

from device.console import COLUMNS, LINES

from ..keymap import Keymap
from ..keys import SELECTION, Key
from .drawing import Piece, Shown, glass_pieces
from .lamps import lamps
from .looks import Part
from .names import short
from .plan import BENEATH, SMALLEST


def compact_row(row: int, shown: Shown, keymap: Keymap, said: str = "") -> list[Piece]:
    """A row of the compact form; `said` stands on the last one."""
    if row < LINES:
        return glass_pieces(shown, row)
    below = (_selection_keys(keymap), _indicators(shown), said)
    return [(below[row - LINES], Part.AROUND)] if row < LINES + len(below) else []


def no_faceplate(width: int, height: int) -> str:
    """Why there is no faceplate in a terminal of that size, and what to do."""
    if width >= SMALLEST.width and height > SMALLEST.height:
        return "Tab: the faceplate again"
    needed = f"{SMALLEST.width}x{SMALLEST.height + 1}"
    return f"{width}x{height} is too small for the faceplate; it needs {needed}"


def selection_key_at(column: int, row: int) -> Key | None:
    """The selection key whose name stands there."""
    for key, (first, width) in zip(SELECTION, BENEATH, strict=True):
        if row == LINES and first <= column < first + width:
            return key
    return None


def _selection_keys(keymap: Keymap) -> str:
    left, middle, right = (f"({short(keymap.terminal_keys(key)[0])})" for key in SELECTION)
    return f"{left:<8} {middle:^7} {right:>8}"[:COLUMNS]


def _indicators(shown: Shown) -> str:
    return "  ".join(f"{lamp.name}: {lamp.words}" for lamp in lamps(shown.indicators))
