"""What is most likely a mistake in a script that can be read: names that the machine does not have, values
that a setting never has, labels that no screen shows, what is never used, cases that assert nothing.

A script is gone through as it would be played, row by row and macro by macro, with the texts that are known
beforehand: a wrong name is told where it is written, be it handed to a macro. What comes out of the
environment is not judged. A line that ends with the comment `# lint: allow` is let pass.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from device.console import COLUMNS, LINES
from panel.keys import Key

from . import language, vocabulary
from .conditions import contains, equals, stripped
from .errors import suggest
from .language import Case, Condition, FromEnvironment, Macro, Pattern, Reference, Regex, Script, Step, Text
from .linking import DEEPEST, references
from .parser import parse
from .source import Source, Span
from .tokens import cut

_ALLOWED = re.compile(r"#\s*lint:\s*allow\s*$")
#: A text put together of names longer than this is not judged; nothing on the panel is.
LONGEST = 500
#: So many calls of macros are followed; macros that call macros may be many more than anybody could play.
MOST_CALLS = 1000


class Remark(NamedTuple):
    """Something that is most likely a mistake: where it stands and what is odd about it."""

    span: Span
    message: str

    def __str__(self) -> str:
        return f"{self.span.where}: warning: {self.message}\n{self.span.pointed}"


def lint(script: Script) -> tuple[Remark, ...]:
    """What is odd about a script, in the order in which it stands there; what its includes hold comes last.

    It is meant for a script whose names are all known (`loading.load`); what is not known is not judged.
    """
    reading = _Reading(script)
    reading.read()
    found = {*reading.found, *_silent(script), *_unused(script)}
    own = script.source.path

    def place(remark: Remark) -> tuple[object, ...]:
        path = remark.span.source.path
        return (path != own, path, remark.span.line, remark.span.column, remark.message)

    return tuple(remark for remark in sorted(found, key=place) if not _is_allowed(remark.span))


def _is_allowed(span: Span) -> bool:
    tokens = cut(span.source, span.line)
    behind = tokens[-1].column + len(tokens[-1].text) - 1 if tokens else 0
    return _ALLOWED.search(span.source.lines[span.line - 1], behind) is not None


# -- as it would be played


class Known(NamedTuple):
    """A text that is known before the script is played, and where it is written."""

    text: str
    span: Span


#: What names stand for; None: nobody knows before it is played.
Names = Mapping[str, Known | None]


class _Reading:
    """A script gone through as it would be played.

    Inside of the list of jobs nothing is known of its items: `in_jobs` goes along with the steps.
    """

    def __init__(self, script: Script) -> None:
        self.found: set[Remark] = set()
        self._script = script
        self._macros = {macro.name: macro for macro in script.macros}
        self._called: dict[tuple[object, ...], bool] = {}
        self._depth = 0
        self._file: Names = _defined({}, script.definitions)

    def read(self) -> None:
        """Go through every case with each of its rows, then through the macros that none of them called."""
        for case in self._script.cases:
            for cells in [row.cells for row in case.rows] or [()]:
                given = {name: resolved(text, self._file) for name, text in cells}
                self._body(case.body, {**self._file, **given}, in_jobs=False)
        called = {name for name, *_ in self._called}
        for macro in self._script.macros:
            if macro.name not in called:
                self._body(macro.body, {**self._file, **dict.fromkeys(macro.parameters)}, in_jobs=False)

    def _say(self, span: Span, message: str) -> None:
        self.found.add(Remark(span, message))

    def _body(self, body: Iterable[Step], names: Names, in_jobs: bool) -> bool:
        for step in body:
            match step:
                case language.Press(strokes):
                    for stroke in strokes:
                        in_jobs = self._stroke(stroke, in_jobs)
                case language.Hold(stroke):
                    in_jobs = self._stroke(stroke, in_jobs)
                case language.Select(path) if not in_jobs:
                    self._select(path, names)
                case language.Expect(condition) | language.Check(condition) | language.Never(condition):
                    self._condition(condition, names)
                case language.Let() | language.Secret():
                    names = _defined(names, [step])
                case language.Call():
                    in_jobs = self._call(step, names, in_jobs)
        return in_jobs

    def _stroke(self, stroke: language.Stroke, in_jobs: bool) -> bool:
        if isinstance(stroke, language.KeyStroke):
            return in_jobs and stroke.key is not Key.MENU
        if not vocabulary.is_label(stroke.label):
            hint = suggest(stroke.label, vocabulary.labels())
            self._say(stroke.span, f"no screen of the panel shows the label [{stroke.label}]{hint}")
        return in_jobs or stroke.label.lower() == vocabulary.JOBS.lower()

    def _select(self, path: Iterable[Text], names: Names) -> None:
        for text in path:
            name = resolved(text, names)
            if name is not None and not vocabulary.is_item(name.text):
                hint = suggest(name.text, vocabulary.items())
                self._say(name.span, f'no list of the panel has the item "{name.text}"{hint}')

    def _call(self, call: language.Call, names: Names, in_jobs: bool) -> bool:
        macro = self._macros.get(call.macro)
        if macro is None or len(macro.parameters) != len(call.arguments):
            return in_jobs  # this is said where names are looked up
        given = tuple(resolved(text, names) for text in call.arguments)
        key = (call.macro, in_jobs, *given)
        if key not in self._called and len(self._called) < MOST_CALLS and self._depth < DEEPEST:
            self._called[key] = in_jobs
            self._depth += 1
            inner = {**self._file, **dict(zip(macro.parameters, given, strict=True))}
            self._called[key] = self._body(macro.body, inner, in_jobs)
            self._depth -= 1
        return self._called.get(key, in_jobs)

    def _condition(self, condition: Condition, names: Names) -> None:
        for span, message in _odd(stripped(condition)[0], names):
            self._say(span, message)


def resolved(text: Text, names: Names) -> Known | None:
    """The text with its names replaced, and where it is written: a lone `$NAME` where its own text is."""
    if len(text.parts) == 1 and isinstance(text.parts[0], Reference):
        return names.get(text.parts[0].name)
    whole = ""
    for part in text.parts:
        known = Known(part, text.span) if isinstance(part, str) else names.get(part.name)
        if known is None or len(whole) + len(known.text) > LONGEST:
            return None
        whole += known.text
    return Known(whole, text.span)


def _defined(names: Names, definitions: Iterable[language.Let | language.Secret]) -> Names:
    """The names with these added, in their order."""
    known = dict(names)
    for definition in definitions:
        value = definition.value
        known[definition.name] = None if isinstance(value, FromEnvironment) else resolved(value, known)
    return known


# -- conditions

_Odd = Iterator[tuple[Span, str]]


def _odd(condition: Condition, names: Names) -> _Odd:
    match condition:
        case language.Line(number, pattern, span):
            if number > LINES:
                yield span, f"the display has {LINES} lines"
            yield from _too_long(pattern, names)
        case language.Selected(pattern):
            yield from _too_long(pattern, names)
        case language.Cursor(row, column, span):
            if row > LINES or column > COLUMNS:
                yield span, f"the display has {LINES} lines of {COLUMNS} characters"
        case language.Indicator(_, pattern, span):
            every = vocabulary.indicator_readings()
            if _never(pattern, names, partial(_some, every, contains)):
                yield span, f"no indicator is so; it is {', '.join(every)}"
        case language.Setting():
            yield from _odd_setting(condition, names)


def _too_long(pattern: Pattern, names: Names) -> _Odd:
    text = None if isinstance(pattern, Regex) else resolved(pattern, names)
    if text is not None and len(text.text) > COLUMNS:
        yield text.span, f"no line of the display has so many characters; it has {COLUMNS}"


def _odd_setting(condition: language.Setting, names: Names) -> _Odd:
    setting = vocabulary.settings().get(condition.name)
    if setting is None:
        hint = suggest(condition.name, vocabulary.settings())
        yield condition.span, f"there is no setting {condition.name}{hint}"
    elif isinstance(condition.pattern, Regex):
        every = vocabulary.readings(setting)
        if every and not _some(every, equals, condition.pattern.compiled):
            yield condition.span, f"{condition.name} never reads so; {vocabulary.listed(every)}"
    else:
        text = resolved(condition.pattern, names)
        if text is not None and (why := vocabulary.misspelt(setting, text.text)):
            yield text.span, f'{condition.name} never reads "{text.text}": {why}'


_Bound = str | re.Pattern[str]


def _some(every: Iterable[str], fits: Callable[[str, _Bound], bool], wanted: _Bound) -> bool:
    return any(fits(each, wanted) for each in every)


def _never(pattern: Pattern, names: Names, can_be: Callable[[_Bound], bool]) -> bool:
    if isinstance(pattern, Regex):
        return not can_be(pattern.compiled)
    text = resolved(pattern, names)
    return text is not None and not can_be(text.text)


# -- what is there for nothing


def _silent(script: Script) -> Iterator[Remark]:
    """Cases that neither look at anything nor take a picture: they say nothing when they pass."""
    says = language.Check | language.Expect | language.Never | language.Shot
    for case in script.cases:
        reached = (case.body, *(macro.body for macro in _reached([case], script.macros)))
        if not any(isinstance(step, says) for body in reached for step in body):
            yield Remark(case.span, "this case asserts nothing: it has no check, expect or never")


def _reached(cases: Iterable[Case], macros: Iterable[Macro]) -> list[Macro]:
    """The macros that these cases call, or that those call, each once."""
    by_name = {macro.name: macro for macro in macros}
    reached: dict[str, Macro] = {}
    waiting: list[Sequence[Step]] = [case.body for case in cases]
    while waiting:
        for step in waiting.pop():
            if isinstance(step, language.Call) and step.macro in by_name and step.macro not in reached:
                reached[step.macro] = by_name[step.macro]
                waiting.append(by_name[step.macro].body)
    return list(reached.values())


def _unused(script: Script) -> Iterator[Remark]:
    """What this file defines and never uses. A file without cases is there to be included."""
    bodies = (*(case.body for case in script.cases), *(macro.body for macro in script.macros))
    for body in bodies:
        yield from _unused_in(body)
    if not script.cases:
        return
    used = {reference.name for part in _parts(script) for reference in references(part)}
    for definition in script.definitions:
        if definition.name not in used and definition.span.source is script.source:
            yield Remark(definition.span, f"the name {definition.name} is used nowhere")
    reached = {macro.name for macro in _reached(script.cases, script.macros)}
    for macro in script.macros:
        if macro.name not in reached and macro.span.source is script.source:
            yield Remark(macro.span, f"no case calls the macro {macro.name}")
    yield from _unused_includes(script, used, reached)


def _parts(script: Script) -> tuple[object, ...]:
    return (*script.cases, *script.macros, *script.definitions)


def _unused_in(body: Sequence[Step]) -> Iterator[Remark]:
    """Names that a case or macro gives and that nothing behind them uses."""
    used: set[str] = set()
    for step in reversed(body):
        if isinstance(step, language.Let | language.Secret) and step.name not in used:
            yield Remark(step.span, f"the name {step.name} is used nowhere")
        used |= {reference.name for reference in references(step)}


def _unused_includes(script: Script, used: set[str], reached: set[str]) -> Iterator[Remark]:
    """Includes of files that bring nothing of use, as far as it is known what they bring."""
    brought: dict[str, list[tuple[Source, bool]]] = {}
    for definition in script.definitions:
        _bring(brought, definition.span, definition.name in used)
    for macro in script.macros:
        _bring(brought, macro.span, macro.name in reached)
    for need in script.needs:
        _bring(brought, need.span, True)
    own = os.path.normpath(script.source.path)
    for include in parse("\n".join(script.source.lines), script.source.path).includes:
        if not _is_used(_path(include, own), brought, {own}):
            yield Remark(include.span, f"nothing of {include.path} is used")


def _bring(brought: dict[str, list[tuple[Source, bool]]], span: Span, is_used: bool) -> None:
    brought.setdefault(os.path.normpath(span.source.path), []).append((span.source, is_used))


def _is_used(path: str, brought: Mapping[str, list[tuple[Source, bool]]], seen: set[str]) -> bool:
    """Whether anything of the file at that path, or of those it includes, is of use."""
    if path in seen:
        return False
    seen.add(path)
    if path not in brought or any(is_used for _, is_used in brought[path]):
        return True
    source = brought[path][0][0]
    inner = parse("\n".join(source.lines), source.path).includes
    return any(_is_used(_path(include, path), brought, seen) for include in inner)


def _path(include: language.Include, above: str) -> str:
    return os.path.normpath(os.path.join(os.path.dirname(above), include.path))
