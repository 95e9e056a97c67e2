"""The colours of the pictures: the green glass in its bezel, the lamps, the caps of keys.

They are those of the face's default look, which stands on a higher floor; a test holds the two together.
"""

from __future__ import annotations

from enum import IntEnum

from device.console import Display

from .drawable import is_dark


class Tint(IntEnum):
    """What a dot of a picture belongs to; the value is its place in the palette."""

    BEZEL = 0
    EDGE = 1
    GROUND = 2
    #: A dot that is not lit: it can just be made out, as on the real glass.
    GHOST = 3
    #: Between two dots that are lit.
    SEAM = 4
    INK = 5
    PRINT = 6
    LAMP_OFF = 7
    GREEN = 8
    RED = 9
    YELLOW = 10


Palette = tuple[str, ...]

_BEZEL, _EDGE, _PRINT = "#171614", "#6d6862", "#9a948a"
_LAMPS = ("#3a3733", "#5bff6e", "#ff5a47", "#ffd23c")

#: Colours as #rrggbb, in the order of Tint: with the light behind the glass, and without.
LIT: Palette = (_BEZEL, _EDGE, "#a8cb3c", "#a1c33a", "#425719", "#1b2a0c", _PRINT, *_LAMPS)
DARK: Palette = (_BEZEL, _EDGE, "#74824f", "#707d4c", "#333c22", "#1a2110", _PRINT, *_LAMPS)

#: A key's cap: lit from above, as it is, in its own shadow; and the print on it.
CAP = ("#7f7972", "#6b6660", "#534f4a")
CAP_PRINT = "#fbf8f2"
OK_CAP = ("#4fa08f", "#2e7a6b", "#1f5247")
OK_PRINT = "#f4fffb"


def palette(display: Display) -> Palette:
    """The colours of the picture of this display."""
    return DARK if is_dark(display) else LIT
