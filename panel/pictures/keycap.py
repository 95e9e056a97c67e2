"""A key to press, as an SVG for guide pages: its cap with the name that is printed on it.

Selection keys have no print: their label stands on the glass above them, and so it does here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from device.console import COLUMNS

from ..keys import SELECTION, Key, named
from .colors import CAP, CAP_PRINT, LIT, OK_CAP, OK_PRINT, Tint
from .dots import Dots, written
from .drawable import in_cells
from .font import HEIGHT
from .svg import box, print_of, sheet

#: The print on the caps, where it is not the key's name.
PRINT: Mapping[Key, str] = MappingProxyType(
    {
        Key.JOB_RESET: "Job Reset",
        Key.SUSPEND_RESUME: "Suspend/Resume",
        Key.SWITCH_FUNCTIONS: "Switch Functions",
        **dict.fromkeys(SELECTION, ""),
    }
)

_UP: Dots = tuple(bytes(abs(column - 4) <= row for column in range(9)) for row in range(5))
_LEFT: Dots = tuple(map(bytes, zip(*_UP, strict=True)))
#: Arrows, larger than those of the font.
ARROWS: Mapping[Key, Dots] = MappingProxyType(
    {
        Key.UP: _UP,
        Key.DOWN: _UP[::-1],
        Key.LEFT: _LEFT,
        Key.RIGHT: tuple(row[::-1] for row in _LEFT),
    }
)

#: Pixels of a dot: keys stand in lines of text.
SCALE = 2
#: A cap, in dots: the room around its print, the narrowest one, one without print.
SIDE, ABOVE, NARROWEST, BLANK_WIDTH = 6, 4, 21, 28
CAP_HEIGHT = HEIGHT + 2 * ABOVE
#: The strip of glass over a selection key, and the room between it and the key.
STRIP, APART = HEIGHT + 4, 2
ROUND = 3


def key_svg(name: str, *, label: str = "") -> str:
    """The key of that name, in any case; a name no key has is the label over a selection key.

    `label` stands over a selection key that is named itself ("Select1"). Its own name stands in its place
    when there is none. Longer labels than a line of the glass are cut.
    """
    key = _named(name)
    if key is None or key in SELECTION:
        return _under(in_cells(label or name)[:COLUMNS])
    return _printed(key)


def _named(name: str) -> Key | None:
    try:
        return named(name)
    except KeyError:
        return None


def _printed(key: Key) -> str:
    name = PRINT.get(key, key.value)
    rows = ARROWS.get(key) or written(name)
    width = max(NARROWEST, len(rows[0]) + 2 * SIDE)
    shades, ink = (OK_CAP, OK_PRINT) if key is Key.OK else (CAP, CAP_PRINT)
    text = print_of(rows, (width - len(rows[0])) / 2, (CAP_HEIGHT - len(rows)) // 2, ink)
    return sheet(width, CAP_HEIGHT, SCALE, f"[{name}]", [*_cap(0, 0, width, CAP_HEIGHT, shades), text])


def _under(label: str) -> str:
    rows = written(label)
    width = max(BLANK_WIDTH, len(rows[0]) + 2 * SIDE)
    top = STRIP + APART
    strip = box(0, 0, width, STRIP, LIT[Tint.GROUND], 1)
    text = print_of(rows, (width - len(rows[0])) / 2, (STRIP - HEIGHT) / 2, LIT[Tint.INK])
    cap = _cap((width - BLANK_WIDTH) / 2, top, BLANK_WIDTH, CAP_HEIGHT - ABOVE, CAP)
    return sheet(width, top + CAP_HEIGHT - ABOVE, SCALE, f"[{label}]", [strip, text, *cap])


def _cap(left: float, top: float, width: int, height: int, shades: tuple[str, str, str]) -> list[str]:
    """A cap: its shadow below, the light on its upper edge, its face."""
    high, face, low = shades
    return [
        box(left, top, width, height, low, ROUND),
        box(left, top, width, height - 1.5, high, ROUND),
        box(left, top + 0.75, width, height - 2.25, face, ROUND),
    ]
