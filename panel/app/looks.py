"""What colour everything has: the looks of the display, the plastic around it.

A paint is a foreground, a background and attributes; "" leaves the terminal's own colour, so around the
casing it is as light or dark as the terminal. With NO_COLOR, for high contrast, and on terminals of 16
colours, parts are drawn as outlines, states are words, and what is chosen or pressed is reversed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from types import MappingProxyType
from typing import NamedTuple


class Part(Enum):
    """What a cell of the faceplate belongs to."""

    AROUND = auto()
    EDGE_HIGH = auto()
    EDGE_SIDE = auto()
    EDGE_LOW = auto()
    CASING = auto()
    GROOVE = auto()
    NAME = auto()
    PRINT = auto()
    TERMINAL_KEY = auto()
    BEZEL_EDGE = auto()
    BEZEL = auto()
    RIM = auto()
    DARK_RIM = auto()
    GLASS = auto()
    CHOSEN = auto()
    NOTICE = auto()
    NOTICE_RIM = auto()
    DARK_GLASS = auto()
    DARK_CHOSEN = auto()
    CAP_HIGH = auto()
    CAP_SIDE = auto()
    CAP_LOW = auto()
    CAP = auto()
    OK_HIGH = auto()
    OK_SIDE = auto()
    OK_LOW = auto()
    OK_CAP = auto()
    LIT_EDGE = auto()
    LIT_CAP = auto()
    LAMP_OFF = auto()
    LAMP_GREEN = auto()
    LAMP_RED = auto()
    LAMP_YELLOW = auto()

    __hash__ = object.__hash__


#: In the place of a ground: the casing's, which changes from row to row.
PLASTIC = "plastic"


class Paint(NamedTuple):
    """How a cell is painted: colours as #rrggbb, "" for the terminal's own, a ground also PLASTIC."""

    ink: str = ""
    ground: str = ""
    bold: bool = False
    reverse: bool = False


class Glass(NamedTuple):
    """A display: ink and ground, the same without its light, the bezel around it."""

    ink: str
    ground: str
    dark_ink: str
    dark_ground: str
    bezel: str


class Plastic(NamedTuple):
    """A casing, its keys and its lamps (green, red, yellow).

    The ground runs from `high` at the top to `low` at the bottom; edges and caps have three shades: lit from
    above, as they are, in their own shadow.
    """

    high: str
    low: str
    edge: tuple[str, str, str]
    groove: str
    name: str
    print: str
    terminal_key: str
    cap: tuple[str, str, str]
    cap_text: str
    ok_cap: tuple[str, str, str]
    ok_text: str
    lit: str
    lit_text: str
    lamp_off: str
    lamps: tuple[str, str, str]


CHARCOAL = Plastic(
    high="#45423f",
    low="#312f2d",
    edge=("#6d6862", "#504c48", "#242220"),
    groove="#272523",
    name="#e8e3da",
    print="#bdb6aa",
    terminal_key="#d8a657",
    cap=("#7f7972", "#6b6660", "#534f4a"),
    cap_text="#fbf8f2",
    ok_cap=("#4fa08f", "#2e7a6b", "#1f5247"),
    ok_text="#f4fffb",
    lit="#ffd37a",
    lit_text="#231d10",
    lamp_off="#1f1d1c",
    lamps=("#5bff6e", "#ff5a47", "#ffd23c"),
)
WARM_GREY = Plastic(
    high="#dcd7cd",
    low="#c4beb2",
    edge=("#f3f0ea", "#d5cfc4", "#8f887c"),
    groove="#a8a195",
    name="#33302c",
    print="#514c45",
    terminal_key="#733c00",
    cap=("#a49d91", "#787166", "#5a544b"),
    cap_text="#ffffff",
    ok_cap=("#62a394", "#37705f", "#255045"),
    ok_text="#ffffff",
    lit="#ffc24a",
    lit_text="#231d10",
    lamp_off="#8f887d",
    lamps=("#0a9a2a", "#d3200f", "#d98c00"),
)

GREEN = Glass("#1b2a0c", "#a8cb3c", "#1a2110", "#74824f", "#171614")
BLUE = Glass("#eaf3ff", "#1d3fc4", "#a9b7da", "#1c2856", "#101014")


@dataclass(frozen=True)
class Look:
    """A way to see the faceplate. `is_drawn_in_lines`: outlines instead of surfaces, states as words."""

    name: str
    paints: Mapping[Part, Paint]
    high: str = ""
    low: str = ""
    is_drawn_in_lines: bool = False

    def paint(self, part: Part, down: float) -> Paint:
        """The paint of that part, `down` the casing: 0 at its upper edge, 1 at the lower."""
        paint = self.paints[part]
        return (
            paint._replace(ground=_between(self.high, self.low, down)) if paint.ground == PLASTIC else paint
        )


def _between(high: str, low: str, part: float) -> str:
    ends = zip(bytes.fromhex(high[1:]), bytes.fromhex(low[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * part) for a, b in ends).hex()


def _surfaces(name: str, glass: Glass, plastic: Plastic) -> Look:
    bezel = glass.bezel
    paints = {
        Part.AROUND: Paint(),
        Part.EDGE_HIGH: Paint(plastic.edge[0]),
        Part.EDGE_SIDE: Paint(plastic.edge[1]),
        Part.EDGE_LOW: Paint(plastic.edge[2]),
        Part.CASING: Paint(plastic.print, PLASTIC),
        Part.GROOVE: Paint(plastic.groove, PLASTIC),
        Part.NAME: Paint(plastic.name, PLASTIC, bold=True),
        Part.PRINT: Paint(plastic.print, PLASTIC),
        Part.TERMINAL_KEY: Paint(plastic.terminal_key, PLASTIC),
        Part.BEZEL_EDGE: Paint(bezel, PLASTIC),
        Part.BEZEL: Paint(bezel, bezel),
        Part.RIM: Paint(glass.ground, bezel),
        Part.DARK_RIM: Paint(glass.dark_ground, bezel),
        Part.GLASS: Paint(glass.ink, glass.ground),
        Part.CHOSEN: Paint(glass.ground, glass.ink),
        Part.DARK_GLASS: Paint(glass.dark_ink, glass.dark_ground),
        Part.DARK_CHOSEN: Paint(glass.dark_ground, glass.dark_ink),
        Part.NOTICE: Paint("#e8e3da", "#282624"),
        Part.NOTICE_RIM: Paint("#282624", bezel),
        Part.CAP_HIGH: Paint(plastic.cap[0], PLASTIC),
        Part.CAP_SIDE: Paint(plastic.cap[1], PLASTIC),
        Part.CAP_LOW: Paint(plastic.cap[2], PLASTIC),
        Part.CAP: Paint(plastic.cap_text, plastic.cap[1], bold=True),
        Part.OK_HIGH: Paint(plastic.ok_cap[0], PLASTIC),
        Part.OK_SIDE: Paint(plastic.ok_cap[1], PLASTIC),
        Part.OK_LOW: Paint(plastic.ok_cap[2], PLASTIC),
        Part.OK_CAP: Paint(plastic.ok_text, plastic.ok_cap[1], bold=True),
        Part.LIT_EDGE: Paint(plastic.lit, PLASTIC),
        Part.LIT_CAP: Paint(plastic.lit_text, plastic.lit, bold=True),
        Part.LAMP_OFF: Paint(plastic.lamp_off, PLASTIC),
        Part.LAMP_GREEN: Paint(plastic.lamps[0], PLASTIC, bold=True),
        Part.LAMP_RED: Paint(plastic.lamps[1], PLASTIC, bold=True),
        Part.LAMP_YELLOW: Paint(plastic.lamps[2], PLASTIC, bold=True),
    }
    return Look(name, MappingProxyType(paints), plastic.high, plastic.low)


_STRONG = (
    Part.NAME,
    Part.NOTICE,
    Part.GLASS,
    Part.CAP,
    Part.OK_CAP,
    Part.LAMP_GREEN,
    Part.LAMP_RED,
    Part.LAMP_YELLOW,
)
_REVERSED = (Part.CHOSEN, Part.DARK_CHOSEN, Part.LIT_CAP)


def _lines(name: str, ink: str = "", ground: str = "") -> Look:
    """Outlines in one ink: nothing is told by colour alone."""
    paints = dict.fromkeys(Part, Paint(ink, ground))
    paints |= dict.fromkeys(_STRONG, Paint(ink, ground, bold=True))
    paints |= dict.fromkeys(_REVERSED, Paint(ink, ground, bold=True, reverse=True))
    paints[Part.AROUND] = Paint()
    return Look(name, MappingProxyType(paints), is_drawn_in_lines=True)


def _few(name: str, glass: Paint) -> Look:
    """Outlines in the terminal's own colours, but the display and the lamps have one of the 16."""
    look = _lines(name)
    paints = dict(look.paints)
    paints |= dict.fromkeys((Part.GLASS, Part.DARK_GLASS), glass)
    paints |= dict.fromkeys((Part.CHOSEN, Part.DARK_CHOSEN), Paint(glass.ground, glass.ink))
    paints |= {Part.LAMP_GREEN: Paint("#00aa00", bold=True), Part.LAMP_RED: Paint("#aa0000", bold=True)}
    paints[Part.LAMP_YELLOW] = Paint("#aaaa00", bold=True)
    return Look(name, MappingProxyType(paints), is_drawn_in_lines=True)


#: The looks of the display, in the order in which the face goes through them.
LOOKS = ("green", "blue", "high-contrast")
#: The plastic around it.
CASINGS: Mapping[str, Plastic] = MappingProxyType({"charcoal": CHARCOAL, "grey": WARM_GREY})

NO_COLOR = _lines("no color")
_HIGH_CONTRAST = _lines("high-contrast", "#ffffff", "#000000")
_GLASSES = {"green": GREEN, "blue": BLUE}
_OF_16 = {
    "green": _few("green", Paint("#000000", "#00aa00")),
    "blue": _few("blue", Paint("#ffffff", "#0000aa", bold=True)),
}


@cache
def look(name: str, casing: str = "charcoal", has_16_colors: bool = False) -> Look:
    """The look of that name in that casing; outlines have no casing. Raises KeyError."""
    if name == "high-contrast":
        return _HIGH_CONTRAST
    return _OF_16[name] if has_16_colors else _surfaces(name, _GLASSES[name], CASINGS[casing])
