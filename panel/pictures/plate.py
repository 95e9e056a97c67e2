"""The whole picture in dots: the glass in its bezel, and the lamps with their names under it.

One plan for all pictures made of dots. A dot of a lamp or its name is as large as one of the glass.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from device.console import Display, Light

from .colors import Tint
from .dots import GLASS_HEIGHT, GLASS_WIDTH, Dots, dots, written
from .drawable import drawable
from .font import HEIGHT
from .lamps import Lamp, lamps

#: The bezel around the glass, in dots.
BEZEL = 4
#: Above and below the lamps, and between a lamp and its name.
ROOM, BESIDE = 3, 5

WIDTH = GLASS_WIDTH + 2 * BEZEL
#: From the upper edge of the picture to the lamps.
LAMPS_TOP = BEZEL + GLASS_HEIGHT + ROOM

#: A lamp; one that blinks has its light on both sides.
LAMP: Dots = (b"\0\1\1\1\0", b"\1\1\1\1\1", b"\1\1\1\1\1", b"\1\1\1\1\1", b"\0\1\1\1\0")
BLINK: Dots = (b"\1\0\0\0\0\0\0\0\1",) * 5

_GLASS = bytes.maketrans(b"\0\1", bytes((Tint.GHOST, Tint.INK)))


class Spot(NamedTuple):
    """Where dots of one tint stand: the place of their left upper corner."""

    left: int
    top: int
    rows: Dots
    tint: Tint


def height(indicators: bool) -> int:
    """The height of the picture in dots, with the lamps or without them."""
    return LAMPS_TOP + HEIGHT + ROOM if indicators else GLASS_HEIGHT + 2 * BEZEL


def plate(display: Display, indicators: bool) -> tuple[bytearray, ...]:
    """The picture as rows of Tint, one byte a dot."""
    shown = drawable(display)
    rows = tuple(bytearray([Tint.BEZEL]) * WIDTH for _ in range(height(indicators)))
    for row, lit in enumerate(dots(shown), BEZEL):
        rows[row][BEZEL : BEZEL + GLASS_WIDTH] = lit.translate(_GLASS)
    for spot in lamp_spots(shown) if indicators else ():
        _put(rows, spot)
    _edge(rows)
    return rows


def lamp_spots(display: Display) -> Iterator[Spot]:
    """The lamps and their names: the first at the left of the glass, the last at its right."""
    shown = lamps(display.indicators)
    widths = [BESIDE + len(LAMP[0]) + len(written(lamp.name)[0]) for lamp in shown]
    room = GLASS_WIDTH - 2 * ROOM - sum(widths)
    left = BEZEL + ROOM
    for lamp, width in zip(shown, widths, strict=True):
        yield from _lamp(lamp, left)
        left += width + room // (len(shown) - 1)


def _lamp(lamp: Lamp, left: int) -> Iterator[Spot]:
    tint = Tint.LAMP_OFF if lamp.light is Light.OFF else lamp.tint
    top = LAMPS_TOP + 1
    yield Spot(left, top, LAMP, tint)
    if lamp.light is Light.BLINKING:
        yield Spot(left - 2, top, BLINK, tint)
    yield Spot(left + len(LAMP[0]) + BESIDE, LAMPS_TOP, written(lamp.name), Tint.PRINT)


def _put(rows: tuple[bytearray, ...], spot: Spot) -> None:
    for row, lit in zip(rows[spot.top :], spot.rows, strict=False):
        for column, dot in enumerate(lit, spot.left):
            if dot:
                row[column] = spot.tint


def _edge(rows: tuple[bytearray, ...]) -> None:
    """A line around it all, so that the bezel ends on dark pages too."""
    rows[0][:] = rows[-1][:] = bytearray([Tint.EDGE]) * WIDTH
    for row in rows:
        row[0] = row[-1] = Tint.EDGE
