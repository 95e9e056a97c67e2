"""The rest screen: what the machine is doing, and [Prt.Jobs] [V; the status words R]."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar

from device.console import COLUMNS

from ..keys import SELECTION, Key
from ..surface import Desk, Move, Open, Row, Stay, Surface
from .print_jobs import print_jobs
from .wording import PRT_JOBS

LABELS = (PRT_JOBS.text, "", "")


@dataclass(frozen=True, slots=True)
class Rest:
    """The screen below all others."""

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    def surface(self, desk: Desk) -> Surface:
        machine = desk.machine
        notice = machine.console.notice.text
        lines = wrap(notice, COLUMNS)[:2] if notice else list(machine.condition.details[:2])
        return Surface(machine.condition.status, tuple(Row(line) for line in lines), labels=LABELS)

    def press(self, key: Key, desk: Desk) -> Move:
        return Open(print_jobs(desk)) if key is SELECTION[0] else Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)
