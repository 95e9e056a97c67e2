"""Whether every name a script uses is one it has: macros, their arguments, and `$NAME`.

Done once all files are read, because an include may bring the name. Raises ScriptError with every problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from . import language
from .errors import Missing, Problem, ScriptError, suggest
from .language import Case, Macro, Reference, Script, Step
from .source import Span

#: Macros call macros at most so deep.
DEEPEST = 32
#: Steps of a case at most, those of the macros that it calls counted at each call.
MOST_STEPS = 1_000_000


def check(script: Script) -> Script:
    """The script itself when all its names are known. Raises ScriptError."""
    problems = list(_problems(script))
    if problems:
        raise ScriptError(problems)
    return script


def _problems(script: Script) -> Iterator[Problem]:
    macros = {macro.name: macro for macro in script.macros}
    yield from _doubles(script)
    yield from _definitions(script)
    known = {definition.name for definition in script.definitions}
    for macro in script.macros:
        yield from _body(macro.body, known | set(macro.parameters), set(macro.parameters), macros)
    for case in script.cases:
        yield from _case(case, known, macros)
    circles = list(_circles(script.macros, macros))
    yield from circles or _endless(script.cases, macros)


def _doubles(script: Script) -> Iterator[Problem]:
    macros: dict[str, Macro] = {}
    for macro in script.macros:
        if macro.name in macros:
            first = macros[macro.name].span
            yield Problem(macro.span, f"there is a macro '{macro.name}' already, at {first.where}")
        macros.setdefault(macro.name, macro)
    yield from _called_alike(script)


def _called_alike(script: Script) -> Iterator[Problem]:
    """Cases that could not be told from each other: by their names, by a row's number, in a test suite."""
    names: dict[str, Case] = {}
    nodes: dict[str, Case] = {}
    for case in script.cases:
        if case.name in names:
            yield Problem(
                case.span, f"there is a case of this name already, at {names[case.name].span.where}"
            )
            continue
        names[case.name] = case
        own = [node(title(case, row)) for row in rows(case)]
        twice = next((node for node in own if node in nodes), None)
        if twice is not None:
            yield Problem(case.span, f"a case is called '{twice}' already, at {nodes[twice].span.where}")
        nodes |= dict.fromkeys(own, case)


def rows(case: Case) -> Iterable[int | None]:
    """The rows with which a case is played, counted from 0; None when it has no table."""
    return range(len(case.rows)) if case.rows else (None,)


def title(case: Case, row: int | None) -> str:
    """What a case is called, with that row of its table: the number is from 1."""
    return case.name if row is None else f"{case.name}[{row + 1}]"


def node(title: str) -> str:
    """The title as part of a node id of pytest, which `::` would cut, and which is a single line."""
    line = "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in title)
    return line.replace("::", ": :")


def _definitions(script: Script) -> Iterator[Problem]:
    known: set[str] = set()
    for definition in script.definitions:
        yield from _unknown(definition, known)
        if definition.name in known:
            yield Problem(definition.span, f"there is a '{definition.name}' already")
        known.add(definition.name)


def _case(case: Case, known: set[str], macros: dict[str, Macro]) -> Iterator[Problem]:
    for row in case.rows:
        yield from _unknown(row, known)
    own = {name for row in case.rows for name, _ in row.cells}
    yield from _body(case.body, known | own, own, macros)


def _body(
    body: Iterable[Step], known: set[str], own: set[str], macros: dict[str, Macro]
) -> Iterator[Problem]:
    """`own` are the names of this very case or macro: each is given once, but may hide one of the file."""
    known, own = set(known), set(own)
    for step in body:
        yield from _unknown(step, known)
        if isinstance(step, language.Call):
            yield from _call(step, macros)
        elif isinstance(step, language.Let | language.Secret):
            if step.name in own:
                yield Problem(step.span, f"there is a '{step.name}' already")
            known.add(step.name)
            own.add(step.name)


def _call(call: language.Call, macros: dict[str, Macro]) -> Iterator[Problem]:
    macro = macros.get(call.macro)
    if macro is None:
        yield Missing(call.span, f"unknown macro '{call.macro}'{suggest(call.macro, macros)}")
    elif len(macro.parameters) != len(call.arguments):
        wanted = ", ".join(macro.parameters) or "nothing"
        yield Problem(call.span, f"macro '{call.macro}' takes ({wanted}), {len(call.arguments)} given")


def _unknown(node: object, known: set[str]) -> Iterator[Problem]:
    for reference in references(node):
        if reference.name not in known:
            hint = suggest(reference.name, known) or "; give it with let, secret, a row or a parameter above"
            yield Missing(reference.span, f"unknown name '{reference.name}'{hint}")


def references(node: object) -> Iterator[Reference]:
    """Every `$NAME` in a part of a script."""
    found: list[Reference] = []
    _gather(node, found)
    return iter(found)


def _gather(node: object, found: list[Reference]) -> None:
    if isinstance(node, Reference):
        found.append(node)
    elif isinstance(node, tuple) and not isinstance(node, Span):
        for part in node:
            if isinstance(part, tuple):
                _gather(part, found)


def _circles(listed: Iterable[Macro], macros: dict[str, Macro]) -> Iterator[Problem]:
    """Macros that would call each other for ever, or deeper than anybody can follow."""
    depths: dict[str, int] = {}
    for macro in listed:
        if _depth(macro, macros, depths, ()) > DEEPEST:
            yield Problem(macro.span, f"macro '{macro.name}' calls itself, or more than {DEEPEST} deep")


def _depth(macro: Macro, macros: dict[str, Macro], depths: dict[str, int], above: tuple[str, ...]) -> int:
    if macro.name in above or len(above) > DEEPEST:
        return DEEPEST + 1
    if macro.name not in depths:
        called = {step.macro for step in macro.body if isinstance(step, language.Call)}
        path = (*above, macro.name)
        inner = [_depth(macros[name], macros, depths, path) for name in sorted(called) if name in macros]
        depths[macro.name] = 1 + max(inner, default=0)
    return depths[macro.name]


def _endless(cases: Iterable[Case], macros: dict[str, Macro]) -> Iterator[Problem]:
    """Cases that would have no end worth waiting for, since each macro calls the next more than once."""
    lengths: dict[str, int] = {}
    for case in cases:
        if (steps := _steps(case.body, macros, lengths)) > MOST_STEPS:
            yield Problem(
                case.span, f"this case has {steps} steps with those of its macros, of {MOST_STEPS} at most"
            )


def _steps(body: Iterable[Step], macros: dict[str, Macro], lengths: dict[str, int]) -> int:
    """How many steps a body comes to, without circles. `lengths`: those of macros that are known already."""
    steps = 0
    for step in body:
        steps += 1
        if isinstance(step, language.Call) and step.macro in macros:
            if step.macro not in lengths:
                lengths[step.macro] = _steps(macros[step.macro].body, macros, lengths)
            steps += lengths[step.macro]
    return steps


def flattened(script: Script, included: Iterable[Script]) -> Script:
    """The script together with the names and macros of the files it includes, theirs first."""
    definitions: list[Any] = []
    macros: list[Macro] = []
    needs: list[language.Need] = []
    for other in (*included, script):
        definitions += other.definitions
        macros += other.macros
        needs += other.needs
    return script._replace(
        includes=(), needs=tuple(needs), definitions=tuple(definitions), macros=tuple(macros)
    )
