"""The picture in pixels, for PNG and GIF: each dot is a square, those of the glass with a line between."""

from __future__ import annotations

from typing import NamedTuple

from device.console import Display

from .colors import Tint
from .plate import plate

#: How many pixels wide and high a dot may be.
SCALES = range(1, 33)
#: From this scale on there is room for a line between dots.
WITH_SEAMS = 3

#: What lies between a dot and the next: at its right and below.
_SEAMS = bytes.maketrans(bytes((Tint.INK, Tint.GHOST)), bytes((Tint.SEAM, Tint.GROUND)))


class Pixels(NamedTuple):
    """Rows of Tint, one byte a pixel."""

    width: int
    height: int
    rows: tuple[bytes, ...]


def pixels(display: Display, scale: int, indicators: bool) -> Pixels:
    """The picture with dots of that many pixels. Raises ValueError for a scale outside SCALES."""
    if scale not in SCALES:
        raise ValueError(f"a dot is {SCALES[0]} to {SCALES[-1]} pixels wide, not {scale}")
    upper, last = _shapes(scale)
    rows: list[bytes] = []
    for tints in plate(display, indicators):
        rows += [_row(upper, tints)] * (scale - 1) + [_row(last, tints)]
    return Pixels(len(rows[0]), len(rows), tuple(rows))


def _shapes(scale: int) -> tuple[list[bytes], list[bytes]]:
    """A dot of each tint: what its upper rows of pixels are, and its last one."""
    whole = [bytes([tint]) * scale for tint in Tint]
    if scale < WITH_SEAMS:
        return whole, whole
    seams = bytes(Tint).translate(_SEAMS)
    upper = [bytes([tint]) * (scale - 1) + bytes([seam]) for tint, seam in zip(Tint, seams, strict=True)]
    return upper, [bytes([seam]) * scale for seam in seams]


def _row(shapes: list[bytes], tints: bytes | bytearray) -> bytes:
    return b"".join(map(shapes.__getitem__, tints))
