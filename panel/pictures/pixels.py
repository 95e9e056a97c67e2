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
    rows: list[bytes] = []
    for tints in plate(display, indicators):
        rows += _row(bytes(tints), scale)
    return Pixels(len(rows[0]), len(rows), tuple(rows))


def _row(tints: bytes, scale: int) -> list[bytes]:
    """A row of dots as rows of pixels."""
    if scale < WITH_SEAMS:
        return [_wide(tints, scale)] * scale
    seams = tints.translate(_SEAMS)
    body = b"".join(
        bytes([tint]) * (scale - 1) + bytes([seam]) for tint, seam in zip(tints, seams, strict=True)
    )
    return [body] * (scale - 1) + [_wide(seams, scale)]


def _wide(tints: bytes, scale: int) -> bytes:
    return b"".join(bytes([tint]) * scale for tint in tints)
