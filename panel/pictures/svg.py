"""The display as an SVG: its dots as one path, its text as the title, in need of no font and no script.

A dot is one unit. A run of dots is a dashed line as thick as a dot, so that each dash is one dot.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from device.console import Display

from .colors import Palette, Tint, palette
from .dots import GLASS_HEIGHT, GLASS_WIDTH, Dots, dots
from .drawable import drawable, words
from .lamps import told
from .plate import BEZEL, WIDTH, Spot, height, lamp_spots

#: Pixels of a dot where the page says no size.
SCALE = 4
#: How wide a dot of the glass is, of one unit.
DOT = 0.94
#: How round the corners of the bezel and of the glass are.
ROUND, GLASS_ROUND = 3, 1


def svg(display: Display, *, scale: int = SCALE, indicators: bool = True) -> str:
    """The display as an SVG, with its lamps or without; of a private display its mask. `scale`: pixels of a
    dot where the page says no size.
    """
    shown = drawable(display)
    colors = palette(shown)
    lines = [
        box(0.5, 0.5, WIDTH - 1, height(indicators) - 1, colors[Tint.BEZEL], ROUND, colors[Tint.EDGE]),
        box(BEZEL, BEZEL, GLASS_WIDTH, GLASS_HEIGHT, colors[Tint.GROUND], GLASS_ROUND),
        _glass(dots(shown), colors[Tint.INK]),
    ]
    if indicators:
        lines += [_spot(spot, colors) for spot in lamp_spots(shown)]
    about = told(shown.indicators) if indicators else ""
    return sheet(WIDTH, height(indicators), scale, words(shown), lines, about)


def sheet(width: int, height: int, scale: int, title: str, elements: list[str], about: str = "") -> str:
    """An SVG of so many units, each `scale` pixels wide, with its words for whoever does not see it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width * scale}" height="{height * scale}" role="img">'
    )
    described = [f"<desc>{escape(about, quote=False)}</desc>"] if about else []
    return "\n".join(
        [head, f"<title>{escape(title, quote=False)}</title>", *described, *elements, "</svg>", ""]
    )


def box(
    left: float, top: float, width: float, height: float, fill: str, corner: float = 0, edge: str = ""
) -> str:
    """A rectangle with round corners and, perhaps, an edge."""
    corners = f' rx="{corner}"' if corner else ""
    stroke = f' stroke="{edge}"' if edge else ""
    return f'<rect x="{left}" y="{top}" width="{width}" height="{height}"{corners} fill="{fill}"{stroke}/>'


def print_of(rows: Dots, left: float, top: float, color: str) -> str:
    """Dots without a gap between them: names on the casing and on keys."""
    return f'<path transform="translate({left:g} {top + 0.5:g})" stroke="{color}" d="{_path(rows)}"/>'


def _glass(rows: Dots, ink: str) -> str:
    place = BEZEL + (1 - DOT) / 2, BEZEL + 0.5
    return (
        f'<path class="dots" transform="translate({place[0]:g} {place[1]:g})" stroke="{ink}"'
        f' stroke-width="{DOT:g}" stroke-dasharray="{DOT:g} {1 - DOT:g}" d="{_path(rows)}"/>'
    )


def _spot(spot: Spot, colors: Palette) -> str:
    return print_of(spot.rows, spot.left, spot.top, colors[spot.tint])


def _path(rows: Dots) -> str:
    """A line for each run of lit dots, in place of each row its upper edge."""
    return "".join(f"M{left} {top}h{count}" for top, row in enumerate(rows) for left, count in _runs(row))


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """Where lit dots begin, and how many stand beside each other."""
    left = row.find(1)
    while left >= 0:
        end = row.find(0, left)
        end = len(row) if end < 0 else end
        yield left, end - left
        left = row.find(1, end)
