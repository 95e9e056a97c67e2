"""Whether a display stands still: what scrolls on it by itself is no change.

The one definition of that, for `settle` and for recordings. What scrolls is `panel.surface`'s business; here
it is told from the displays alone, for they may be of any panel.
"""

from __future__ import annotations

from collections.abc import Iterator

from device.console import Display


def stands(one: Display, other: Display) -> bool:
    """Whether both may be the same display, seen at different times. Indicators are left aside."""
    if one[1:4] != other[1:4] or one.private is not other.private or one.title != other.title:
        return False
    moving = {*_moving(one), *_moving(other)}
    return all(
        row in moving or mine == theirs
        for row, (mine, theirs) in enumerate(zip(one.lines, other.lines, strict=True))
    )


def _moving(display: Display) -> Iterator[int]:
    """The rows that may scroll: the one that is selected, and a title that does not stand at its place."""
    if display.selected is not None:
        yield display.selected
    if not display.lines[0].startswith(display.title):
        yield 0
