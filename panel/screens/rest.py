"""The rest screen: what the machine is doing, and [Prt.Jobs] [V; the status words R]."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..keys import SELECTION, Key
from ..surface import Desk, Move, Open, Row, Stay, Surface, marked
from .notices import in_lines
from .print_jobs import print_jobs
from .wording import PRT_JOBS

#: Lines between the status and the labels.
ROWS = 2

LABELS = (PRT_JOBS.text, "", "")


@dataclass(frozen=True, slots=True)
class Rest:
    """The screen below all others."""

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    def surface(self, desk: Desk) -> Surface:
        machine = desk.machine
        notice = machine.console.notice.text
        texts = (notice,) if notice else machine.condition.details
        lines = [line for text in texts for line in in_lines(text)]
        shown = lines if len(lines) <= ROWS else [*lines[: ROWS - 1], marked(lines[ROWS - 1])]
        return Surface(machine.condition.status, tuple(Row(line) for line in shown), labels=LABELS)

    def press(self, key: Key, desk: Desk) -> Move:
        return Open(print_jobs(desk)) if key is SELECTION[0] else Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)
