"""The list of steps: the rows of `steps.toml`, and whether what they name exists.

A row is one demand of the chapter. It names the tests or scripts that show it, the room that will show it
later, or the reason why only a person can.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.manual.chapter import HERE, ROOT

STEPS = HERE / "steps.toml"

#: The rooms of the house that a row may wait for.
ROOMS = frozenset({"web", "certificates", "tls", "mail", "snmp", "ipp", "printing", "directory"})

#: What a row has to have, what it may have, and of which it has exactly one.
NEEDED = frozenset({"kind", "place", "says"})
ALLOWED = frozenset({"labels"})
FATES = frozenset({"shown_by", "later", "person"})
LISTS = frozenset({"labels", "shown_by"})

_CASE = re.compile(r'^\s*case\s+"((?:[^"\\]|\\.)*)"', re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """One demand of one line of the chapter. Of `shown_by`, `later` and `person` one is filled."""

    id: str
    kind: str
    place: str
    says: str
    labels: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()
    later: str = ""
    person: str = ""

    @property
    def element(self) -> str:
        """The line of the chapter that the row belongs to: several rows may share one."""
        return self.id.partition("/")[0]


def rows() -> list[Row]:
    """Every row of the list, in the order of the file."""
    return [_row(id_, fields) for id_, fields in _table().items()]


def malformed() -> list[str]:
    """What is wrong with the form of rows: a field too many, one missing, two fates, an unknown room."""
    return [f"{id_}: {wrong}" for id_, fields in _table().items() for wrong in _wrong(fields)]


def missing(reference: str) -> str:
    """Why this reference shows nothing: "no such file", "no such test". Empty when it exists."""
    path, _, inside = reference.partition("::")
    file = ROOT / path
    if not file.is_file():
        return "no such file"
    if file.suffix == ".keys":
        cases = _cases(file)
        return "" if (inside in cases if inside else cases) else "no such case"
    return "" if inside.partition("[")[0] in _tests(file) else "no such test"


def _table() -> Mapping[str, dict[str, Any]]:
    return tomllib.loads(STEPS.read_text(encoding="utf-8"))


def _row(id_: str, fields: dict[str, Any]) -> Row:
    return Row(
        id_,
        kind=fields.get("kind", ""),
        place=fields.get("place", ""),
        says=fields.get("says", ""),
        labels=tuple(fields.get("labels", ())),
        shown_by=tuple(fields.get("shown_by", ())),
        later=fields.get("later", ""),
        person=fields.get("person", ""),
    )


def _wrong(fields: Mapping[str, Any]) -> list[str]:
    names = set(fields)
    wrong = [f"has no {name}" for name in sorted(NEEDED - names)]
    wrong += [f"has an unknown field {name}" for name in sorted(names - NEEDED - ALLOWED - FATES)]
    wrong += [f"leaves {name} empty" for name in sorted(names) if not fields[name]]
    if len(names & FATES) != 1:
        wrong.append("needs exactly one of shown_by, later, person")
    wrong += [f"needs a list as {name}" for name in LISTS & names if not isinstance(fields[name], list)]
    if fields.get("later", "web") not in ROOMS:
        wrong.append(f"waits for {fields['later']}, which is no room: {', '.join(sorted(ROOMS))}")
    return wrong


@cache
def _tests(file: Path) -> frozenset[str]:
    """The test functions of a file, those of a class as `Class::test`."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    inside = {node.name: node.body for node in tree.body if isinstance(node, ast.ClassDef)}
    found = {f"{name}::{test}" for name, body in inside.items() for test in _functions(body)}
    return frozenset(found | _functions(tree.body))


def _functions(body: list[ast.stmt]) -> set[str]:
    functions = (node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {node.name for node in functions if node.name.startswith("test")}


@cache
def _cases(file: Path) -> frozenset[str]:
    return frozenset(_CASE.findall(file.read_text(encoding="utf-8")))
