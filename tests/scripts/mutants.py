"""Examples with one thing in them changed, as somebody might get it wrong, and the cases that should notice.

Only what acts or asserts is changed; an assertion is never weakened or dropped, for that no case can notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from panel.keys import Key
from panel.menu import Menu, walk
from panel.menus import MENU
from panel.scripts import language
from panel.scripts.cases import Item, items
from panel.scripts.core import open_core
from panel.scripts.errors import ScriptError
from panel.scripts.language import Condition, KeyStroke, LabelStroke, Script, Step, Stroke
from panel.scripts.loading import loads, read_file
from panel.scripts.outcome import Passed
from panel.scripts.parser import parse
from panel.scripts.runner import play
from panel.scripts.source import Span

EXAMPLES = Path(__file__).parents[2] / "examples"

#: The labels of the examples; each is tried in place of each other.
LABELS = ("Prt.Jobs", "Login", "Logout", "Enter", "Delete", "ABC/123", "Accept", "Yes", "No")
#: A text that stands in no example, as something typed, looked for, or chosen.
OTHER = '"zz9"'
#: A setting that no example looks at.
OTHER_SETTING = "network.host_name"


class Mutant(NamedTuple):
    """A line of an example, and what stands there instead: nothing, when it was dropped.

    `block` is the case or macro; `nth` tells lines that read alike in it apart, from 1.
    """

    path: str
    block: str
    nth: int
    before: str
    after: str
    number: int

    @property
    def key(self) -> tuple[str, str, int, str, str]:
        """What it is known by, whatever lines stand above it."""
        return self[:5]

    def __str__(self) -> str:
        nth = f" ({self.nth})" if self.nth > 1 else ""
        return f"{self.path}: {self.block}{nth}: {self.before} -> {self.after or 'dropped'}"


#: A line, and a change of it: what stands there instead of a stretch of it, or of the whole.
Change = tuple[Span, str]


# -- what may be changed


def _step_changes(step: Step) -> Iterator[Change]:
    match step:
        case language.Press(strokes):
            yield from _press(step, strokes)
        case language.Hold(stroke):
            yield step.span, ""
            yield from _other_key(stroke)
        case language.Type(text):
            yield step.span, ""
            yield from _other_text(text, OTHER, '""')
        case language.Select(path):
            yield from _select(step, path)
        case language.Expect(condition) | language.Check(condition) | language.Never(condition):
            yield from _asserted(condition, isinstance(step, language.Never))
        case language.Advance(seconds):
            yield step.span, ""
            yield step.span, f"advance {seconds / 2:g}s"
        case language.Settle():
            yield step.span, ""
        case language.Power(on):
            yield step.span, ""
            yield step.span, f"power {'off' if on else 'on'}"
        case language.Fault(name, on):
            yield step.span, ""
            yield step.span, f"fault {name} {'off' if on else 'on'}"
            yield from (
                (step.span, f"fault {other} {_word(on)}") for other in language.FAULTS if other != name
            )
        case language.Call(_, arguments):
            yield step.span, ""
            yield step.span, f"{step.span.text}\n{step.span.text}"
            for argument in arguments:
                yield from _other_text(argument, OTHER)


def _word(on: bool) -> str:
    return "on" if on else "off"


def _press(step: Step, strokes: tuple[Stroke, ...]) -> Iterator[Change]:
    for stroke in strokes:
        yield (stroke.span if len(strokes) > 1 else step.span), ""
        yield stroke.span, f"{stroke.span.text} {stroke.span.text}"
        yield from _other_key(stroke)


def _other_key(stroke: Stroke) -> Iterator[Change]:
    match stroke:
        case KeyStroke(key):
            yield from ((stroke.span, other.value) for other in Key if other is not key)
        case LabelStroke(label):
            yield from ((stroke.span, f"[{other}]") for other in LABELS if other != label)


def _other_text(text: language.Text, *others: str) -> Iterator[Change]:
    yield from ((text.span, other) for other in others if other != text.span.text)


def _select(step: Step, path: tuple[language.Text, ...]) -> Iterator[Change]:
    names = [name.span.text for name in path]
    for at, name in enumerate(path):
        kept = names[:at] + names[at + 1 :]
        yield step.span, f"select {' > '.join(kept)}" if kept else ""
        yield step.span, f"select {' > '.join([*names[: at + 1], *names[at:]])}"
        yield name.span, OTHER
        for sibling in sorted(_siblings().get(name.span.text.strip('"'), ())):
            yield name.span, f'"{sibling}"'


@cache
def _siblings() -> dict[str, set[str]]:
    """For each item of the menu and each value that can be chosen, the others of its list."""
    lists: dict[tuple[str, ...], set[str]] = {}
    for path, item in walk(MENU):
        lists.setdefault(path[:-1], set()).add(path[-1])
        if not isinstance(item, Menu) and (options := getattr(item, "options", ())):
            lists[path] = {str(option.value) for option in options}
    return {name: names - {name} for names in lists.values() for name in names}


def _asserted(condition: Condition, is_never: bool) -> Iterator[Change]:
    inner = condition.condition if isinstance(condition, language.No) else condition
    if isinstance(condition, language.No):
        yield condition.span, inner.span.text
    else:
        yield condition.span, f"no {condition.span.text}"
    if isinstance(condition, language.No) is is_never:
        yield from _other_condition(inner)


def _other_condition(condition: Condition) -> Iterator[Change]:
    """A wrong expectation in place of a right one."""
    match condition:
        case language.Screen(pattern) | language.Selected(pattern) | language.Indicator(_, pattern):
            yield pattern.span, OTHER
        case language.Line(number, pattern):
            yield pattern.span, OTHER
            for other in range(1, 5):
                if other != number:
                    yield condition.span, f"line {other} {pattern.span.text}"
        case language.Setting(name, _, pattern):
            yield pattern.span, OTHER
            if name != OTHER_SETTING:
                yield condition.span, condition.span.text.replace(name, OTHER_SETTING)
        case language.Audit(pattern, by):
            yield pattern.span, OTHER
            if by is not None:
                yield by.span, OTHER
        case language.Cursor(row, column):
            yield condition.span, f"cursor {row} {column + 1}"
            yield condition.span, f"cursor {row % 4 + 1} {column}"


def _row_changes(row: language.Row) -> Iterator[Change]:
    for _, text in row.cells:
        yield from _other_text(text, OTHER)


# -- all of them


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of an example, each once."""
    script = parse(path.read_text(encoding="utf-8"), str(path))
    lines = script.source.lines
    for block, statements in _blocks(script):
        seen: Counter[str] = Counter()
        for statement in statements:
            number = statement.span.line
            line = lines[number - 1]
            before = line.strip()
            seen[before] += 1
            for span, new in dict.fromkeys(_changes(statement)):
                after = "" if not new and span == statement.span else _changed(line, span, new)
                yield Mutant(_inside(path), block, seen[before], before, after, number)


def _blocks(script: Script) -> Iterator[tuple[str, Iterable[Step | language.Row]]]:
    for macro in script.macros:
        yield f"macro {macro.name}", macro.body
    for case in script.cases:
        yield case.name, (*case.rows, *case.body)


def _changes(statement: Step | language.Row) -> Iterator[Change]:
    return _row_changes(statement) if isinstance(statement, language.Row) else _step_changes(statement)


def _changed(line: str, span: Span, new: str) -> str:
    return (line[: span.column - 1] + new + line[span.end - 1 :]).strip()


def text_of(mutant: Mutant, text: str) -> str:
    """The example with the change in it."""
    lines = text.split("\n")
    lines[mutant.number - 1] = mutant.after
    return "\n".join(lines)


# -- whether anything notices


def survives(mutant: Mutant) -> bool:
    """Whether it can be read, and every case that it is part of passes all the same."""
    try:
        affected = list(_affected(mutant))
    except ScriptError:
        return False
    return all(_passes(item) for item in affected)


def _holders(mutant: Mutant) -> Iterable[Path]:
    """The examples that can be played and may have the line in them: it stands there, or is included."""
    here = EXAMPLES / mutant.path
    return [here] if here.parent == EXAMPLES else sorted(EXAMPLES.glob("*.keys"))


def _inside(path: str | Path) -> str:
    return Path(path).relative_to(EXAMPLES).as_posix()


def _affected(mutant: Mutant) -> Iterator[Item]:
    def read(path: str) -> str:
        text = read_file(path)
        return text_of(mutant, text) if _inside(path) == mutant.path else text

    for script in _holders(mutant):
        path = str(script)
        for item in items(loads(read(path), path, read)):
            if _is_part(mutant, item):
                yield item


def _is_part(mutant: Mutant, item: Item) -> bool:
    if mutant.block.startswith("macro "):
        return mutant.block.removeprefix("macro ") in _called(item)
    return _inside(item.script.source.path) == mutant.path and item.case.name == mutant.block


def _called(item: Item) -> set[str]:
    """The macros that a case does, with those that they do."""
    bodies = {macro.name: macro.body for macro in item.script.macros}
    called: set[str] = set()
    waiting = [item.case.body]
    while waiting:
        names = {step.macro for step in waiting.pop() if isinstance(step, language.Call)} - called
        called |= names
        waiting += [bodies[name] for name in names]
    return called


def _passes(item: Item) -> bool:
    with open_core() as stage:
        return isinstance(play(item, stage, {}), Passed)
