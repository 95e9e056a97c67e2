"""A run as an animated GIF. This alone needs Pillow, the extra `pictures`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from math import isfinite
from typing import TYPE_CHECKING

from device.console import Display

from .colors import palette
from .drawable import drawable
from .pixels import pixels

if TYPE_CHECKING:
    from PIL.Image import Image

#: Seconds of a frame: browsers slow shorter ones down, longer ones do not fit into the format.
SHORTEST, LONGEST = 0.02, 655.35


class NoPillow(Exception):
    """Pillow is not installed."""

    def __init__(self) -> None:
        super().__init__("GIFs are drawn with Pillow: pip install 'p800-panel[pictures]'")


def gif(frames: Iterable[tuple[Display, float]], *, scale: int = 3, indicators: bool = True) -> bytes:
    """The displays one after another, each for that many seconds, again and again; private ones as masks.

    Raises NoPillow, and ValueError when there is no frame, a time is negative or not finite, or the scale is
    not one of pictures in pixels.
    """
    images, durations = [], []
    for display, seconds in _merged(frames):
        images.append(_image(display, scale, indicators))
        durations.append(round(min(max(seconds, SHORTEST), LONGEST) * 100) * 10)
    if not images:
        raise ValueError("a run without a display has no picture")
    written = BytesIO()
    first, *others = images
    first.save(written, "GIF", save_all=True, append_images=others, duration=durations, loop=0)
    return written.getvalue()


def _merged(frames: Iterable[tuple[Display, float]]) -> Iterator[tuple[Display, float]]:
    """The frames as they are drawn; those that look alike become one."""
    shown: Display | None = None
    lasts = 0.0
    for display, seconds in frames:
        if not isfinite(seconds) or seconds < 0:
            raise ValueError(f"a display cannot stand for {seconds} s")
        following = drawable(display)._replace(revision=0)
        if shown is not None and following != shown:
            yield shown, lasts
            lasts = 0.0
        shown, lasts = following, lasts + seconds
    if shown is not None:
        yield shown, lasts


def _image(display: Display, scale: int, indicators: bool) -> Image:
    try:
        from PIL import Image
    except ImportError:
        raise NoPillow from None
    picture = pixels(display, scale, indicators)
    image = Image.frombytes("P", (picture.width, picture.height), b"".join(picture.rows))
    image.putpalette(bytes.fromhex("".join(color[1:] for color in palette(display))))
    return image
