"""Paper Input: what lies in the trays, and which of them is used first.

What the menu holds is remembered; the trays, sizes and types are those of the machine's public PPD file
[C in what there is, R in its place in the menu].
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from .kinds import GUESS, AnySetting, Choice, Flag, R
from .ranges import flat
from .rows import EVERYDAY


class PaperSize(Enum):
    """Sizes that a tray takes; the hardware knows more."""

    A4 = "A4"
    A5 = "A5"
    A6 = "A6"
    B5 = "B5 JIS"
    LETTER = "8 1/2 x 11"
    LEGAL = "8 1/2 x 14"
    EXECUTIVE = "7 1/4 x 10 1/2"
    HALF_LETTER = "5 1/2 x 8 1/2"


class PaperType(Enum):
    """Types of paper; the hardware knows more."""

    PLAIN = "Plain Paper"
    RECYCLED = "Recycled Paper"
    COLOR = "Color Paper"
    LETTERHEAD = "Letterhead"
    PREPRINTED = "Preprinted Paper"
    THICK = "Thick Paper"
    LABELS = "Labels"


class TrayPriority(Enum):
    """The tray that is used first."""

    TRAY_1 = "Tray 1"
    TRAY_2 = "Tray 2"
    BYPASS = "Bypass Tray"


class Tray(NamedTuple):
    """What lies in a tray."""

    size: Choice[PaperSize]
    type: Choice[PaperType]


def _tray(name: str, label: str, short: str) -> Tray:
    return Tray(
        size=Choice(
            f"paper.{name}_size",
            f"{label} Paper Size",
            PaperSize.A4,
            row=EVERYDAY,
            source=R,
            default_source=GUESS,
            effect="later: ipp",
            short=f"{short} Size",
            help="The size of the paper in the tray.",
        ),
        type=Choice(
            f"paper.{name}_type",
            f"{label} Paper Type",
            PaperType.PLAIN,
            row=EVERYDAY,
            source=R,
            effect="later: ipp",
            short=f"{short} Type",
            help="The kind of paper in the tray.",
        ),
    )


BYPASS = _tray("bypass", "Bypass Tray", "Bypass")
TRAY_1 = _tray("tray_1", "Tray 1", "Tray 1")
TRAY_2 = _tray("tray_2", "Tray 2", "Tray 2")
TRAYS = (BYPASS, TRAY_1, TRAY_2)

TRAY_PRIORITY = Choice(
    "paper.tray_priority",
    "Paper Tray Priority",
    TrayPriority.TRAY_1,
    row=EVERYDAY,
    source=R,
    effect="later: printing",
    short="Priority",
    help="The tray that a job gets its paper from unless it names one.",
)

TRAY_SWITCHING = Flag(
    "paper.tray_switching",
    "Auto Tray Switching",
    True,
    row=EVERYDAY,
    source=R,
    effect="later: printing",
    help="Whether a job goes on from another tray with the same paper when one is empty.",
)

ALL: tuple[AnySetting, ...] = (*flat(TRAYS), TRAY_PRIORITY, TRAY_SWITCHING)
