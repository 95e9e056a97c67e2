"""A script, or what is wrong with one, as JSON for editors and other programs; described in docs/keys.md.

Every part is an object with its `kind`, its fields by their names in `language`, and its `span`. What stands
in a script in case the environment lacks a secret is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from panel.keys import Key

from .cases import Item, needs
from .errors import Problem
from .language import FromEnvironment, Regex, Row, Script, Secret
from .source import Span

#: Grows when a field changes its meaning or goes away; new fields and kinds may come without.
VERSION = 1
#: Stands for the text of a secret.
HIDDEN = "****"

ERROR, WARNING = "error", "warning"

Json = dict[str, Any]


class Told(Protocol):
    """A mistake or something odd, at its place: `errors.Problem`, `linting.Remark`."""

    @property
    def span(self) -> Span: ...

    @property
    def message(self) -> str: ...


def as_json(script: Script, remarks: Iterable[Told] = ()) -> Json:
    """A script that can be read, with what is odd about it."""
    parts = {name: _node(getattr(script, name)) for name in Script._fields if name != "source"}
    problems = [problem_as_json(remark, WARNING) for remark in remarks]
    return {"version": VERSION, "path": script.source.path, **parts, "problems": problems}


def unreadable_as_json(path: str, problems: Iterable[Problem]) -> Json:
    """A script that cannot be read: what is wrong with it, and nothing of it."""
    told = [problem_as_json(problem, ERROR) for problem in problems]
    return {"version": VERSION, "path": path, "problems": told}


def problem_as_json(told: Told, severity: str) -> Json:
    """A mistake (ERROR) or something odd (WARNING); its path, as an include may be where it stands."""
    return {
        "severity": severity,
        "message": told.message,
        "path": told.span.source.path,
        "span": _span(told.span),
    }


def item_as_json(item: Item) -> Json:
    """A case as a run would play it, with one row when it has rows (counted from 1)."""
    return {
        "title": item.title,
        "name": item.case.name,
        "row": None if item.row is None else item.row + 1,
        "path": item.script.source.path,
        "line": item.case.span.line,
        "tags": list(item.case.tags),
        "needs": sorted(needs(item)),
    }


def _node(value: Any) -> Any:
    match value:
        case Span():
            return _span(value)
        case Key():
            return value.value
        case Regex(source, _, span):
            return {"kind": "Regex", "source": source, "span": _span(span)}
        case Row(cells, span):
            named = [{"name": name, "text": _node(text)} for name, text in cells]
            return {"kind": "Row", "cells": named, "span": _span(span)}
        case Secret():
            return {**_fields(value), "value": _hidden(value.value)}
        case tuple():
            return _fields(value) if hasattr(value, "_fields") else [_node(part) for part in value]
        case _:
            return value


def _fields(node: Any) -> Json:
    fields: Mapping[str, Any] = node._asdict()
    return {"kind": type(node).__name__, **{name: _node(part) for name, part in fields.items()}}


def _hidden(value: FromEnvironment) -> Json:
    fallback = None if value.fallback is None else HIDDEN
    return {**_fields(value._replace(fallback=None)), "fallback": fallback}


def _span(span: Span) -> Json:
    """A stretch of a line: `line` and `column` count from 1, `endColumn` is that after its last character."""
    return {"line": span.line, "column": span.column, "endColumn": span.end}
