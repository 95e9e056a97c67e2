"""A run as an animated GIF. This alone needs Pillow, the extra `pictures`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from math import isfinite
from typing import TYPE_CHECKING

from device.console import Display

from .colors import Palette, palette
from .drawable import drawable
from .pixels import Pixels, pixels

if TYPE_CHECKING:
    from PIL.Image import Image

#: Seconds of a frame: browsers slow shorter ones down, longer ones do not fit into the format.
SHORTEST, LONGEST = 0.02, 655.35


#: What a frame looks like.
Frame = tuple[Pixels, Palette]


class NoPillow(Exception):
    """Pillow is not installed."""

    def __init__(self) -> None:
        super().__init__("GIFs are drawn with Pillow: pip install 'p800-panel[pictures]'")


def gif(frames: Iterable[tuple[Display, float]], *, scale: int = 3, indicators: bool = True) -> bytes:
    """The displays one after another, each for that many seconds, again and again; private ones as masks.

    Raises NoPillow, and ValueError when there is no frame, a time is negative or not finite, or the scale is
    not one of pictures in pixels.
    """
    shown = list(_merged((_frame(display, scale, indicators), seconds) for display, seconds in frames))
    if not shown:
        raise ValueError("a run without a display has no picture")
    first, *others = [_image(frame) for frame, _ in shown]
    durations = [round(min(max(seconds, SHORTEST), LONGEST) * 100) * 10 for _, seconds in shown]
    written = BytesIO()
    first.save(written, "GIF", save_all=True, append_images=others, duration=durations, loop=0)
    return written.getvalue()


def _frame(display: Display, scale: int, indicators: bool) -> Frame:
    shown = drawable(display)
    return pixels(shown, scale, indicators), palette(shown)


def _merged(frames: Iterable[tuple[Frame, float]]) -> Iterator[tuple[Frame, float]]:
    """The frames with those that look alike made one."""
    last: Frame | None = None
    lasts = 0.0
    for frame, seconds in frames:
        if not isfinite(seconds) or seconds < 0:
            raise ValueError(f"a display cannot stand for {seconds} s")
        if last is not None and frame != last:
            yield last, lasts
            lasts = 0.0
        last, lasts = frame, lasts + seconds
    if last is not None:
        yield last, lasts


def _image(frame: Frame) -> Image:
    try:
        from PIL import Image
    except ImportError:
        raise NoPillow from None
    picture, colors = frame
    image = Image.frombytes("P", (picture.width, picture.height), b"".join(picture.rows))
    image.putpalette(bytes.fromhex("".join(color[1:] for color in colors)))
    return image
