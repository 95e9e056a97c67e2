"""What there is to play in a script: its cases, once for each row, and what each asks of a target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from . import language
from .conditions import capability
from .language import Case, Script, Step
from .linking import node, rows, title


class Item(NamedTuple):
    """A case to be played, with one row of its table (counted from 0) when it has one."""

    script: Script
    case: Case
    row: int | None

    @property
    def title(self) -> str:
        """The case's name, and the number of the row, from 1, in brackets."""
        return title(self.case, self.row)

    @property
    def node(self) -> str:
        """The title as part of a node id of pytest."""
        return node(self.title)


def items(script: Script) -> tuple[Item, ...]:
    """All there is to play, in the script's order."""
    return tuple(Item(script, case, row) for case in script.cases for row in rows(case))


def called(every: Iterable[Item], name: str) -> tuple[Item, ...]:
    """Those of that title; a case's name stands for all its rows."""
    return tuple(item for item in every if name in (item.title, item.case.name))


def needs(item: Item) -> frozenset[str]:
    """What the target must be able to do: what the script says, and what the steps ask for."""
    script, case = item.script, item.case
    said = {need.capability for need in (*script.needs, *case.needs)}
    macros = {macro.name: macro.body for macro in script.macros}
    return frozenset(said | {need for step in _steps(case.body, macros) if (need := _need(step))})


def _steps(body: Iterable[Step], macros: dict[str, tuple[Step, ...]]) -> Iterator[Step]:
    """Every step that a body leads to, those of each macro once."""
    waiting = [body]
    gone_into: set[str] = set()
    while waiting:
        for step in waiting.pop():
            yield step
            if isinstance(step, language.Call) and step.macro not in gone_into:
                gone_into.add(step.macro)
                waiting.append(macros[step.macro])


#: What the target must be able to do for the steps that not every target can play.
_NEEDS: dict[type, str] = {
    language.Advance: "virtual-time",
    language.Hold: "hold",
    language.Power: "power",
    language.Fault: "faults",
}


def _need(step: Step) -> str | None:
    if isinstance(step, language.Expect | language.Check | language.Never):
        return capability(step.condition)
    return _NEEDS.get(type(step))
