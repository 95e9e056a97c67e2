"""The display as a PNG with a palette (PNG 1.2), made with zlib alone."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from struct import pack

from device.console import Display

from .colors import palette
from .drawable import drawable, words
from .pixels import pixels

SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: PNG 1.2, 4.1.1: four bits a pixel, a palette; deflate, filters by row, not interlaced.
_FORM = bytes((4, 3, 0, 0, 0))
#: PNG 1.2, 6: a row as it is, and one that differs in nothing from the row above it.
_PLAIN, _UP = b"\0", b"\2"
#: A tint as a digit of a hexadecimal number: two of them are a byte.
_DIGITS = b"0123456789abcdef".ljust(256)


def png(display: Display, *, scale: int = 4, indicators: bool = True) -> bytes:
    """The display as a PNG, each dot `scale` pixels wide; of a private display its mask.

    Raises ValueError for a scale that is no whole number from 1 to 32.
    """
    shown = drawable(display)
    picture = pixels(shown, scale, indicators)
    colors = bytes.fromhex("".join(color[1:] for color in palette(shown)))
    return b"".join(
        (
            SIGNATURE,
            _chunk(b"IHDR", pack(">II", picture.width, picture.height) + _FORM),
            _chunk(b"PLTE", colors),
            _chunk(b"iTXt", b"Title\0\0\0\0\0" + words(shown).encode()),
            _chunk(b"IDAT", zlib.compress(b"".join(_filtered(picture.rows)))),
            _chunk(b"IEND", b""),
        )
    )


def _filtered(rows: tuple[bytes, ...]) -> Iterator[bytes]:
    above = b""
    for row in rows:
        yield _UP + bytes(-(-len(row) // 2)) if row == above else _PLAIN + _packed(row)
        above = row


def _packed(row: bytes) -> bytes:
    """Two pixels a byte, the left one in the higher half; an odd last one stands alone."""
    digits = row.translate(_DIGITS).decode()
    return bytes.fromhex(digits + "0" * (len(digits) % 2))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
