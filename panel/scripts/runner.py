"""Playing a case: its steps one after the other as requests to a panel, and what comes of it.

`perform` is a plain generator: it yields the requests of `stage` and ends with an Outcome. It knows no
target, no loop and no clock. `play` drives it on a Stage.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Any

from . import language
from .cases import Item, needs
from .conditions import audited, bound, equals, in_words, indicator, on_display, on_glass, stripped
from .entering import Typist
from .language import CAPABILITIES, Condition, Step
from .masking import Mask
from .moves import INSTANT, PATIENCE, STILL, Moves, Steps, Unmet, key_under
from .outcome import Failed, Lost, Outcome, Passed, Skipped
from .source import Span
from .stage import (
    Advance,
    AskAudit,
    AskGlass,
    AskReach,
    AskService,
    AskSetting,
    Hold,
    Look,
    NotAnswered,
    Power,
    Press,
    Request,
    Seen,
    SetFault,
    Stage,
    TargetLost,
    Wait,
)
from .values import Unbound, Values
from .walking import select
from .witness import Sighting, Witness


def play(
    item: Item,
    stage: Stage,
    environment: Mapping[str, str] | None = None,
    witness: Witness | None = None,
) -> Outcome:
    """Play a case on a stage. `environment` is where secrets come from."""
    steps = perform(item, stage.capabilities, environment or {}, witness)
    try:
        request = next(steps)
        while True:
            try:
                answer = _answer(stage, request)
            except (NotAnswered, TargetLost) as error:
                request = steps.throw(error)
            else:
                request = steps.send(answer)
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome


def _answer(stage: Stage, request: Request) -> Any:
    match request:
        case Press(keys):
            return stage.press(keys)
        case Hold(key, seconds):
            return stage.hold(key, seconds)
        case Look():
            return (stage.look(),)
        case Wait(at_most):
            return stage.wait(at_most)
        case Advance(seconds):
            return stage.advance(seconds)
        case Power(on):
            return stage.power(on)
        case SetFault(name, on):
            return stage.fault(name, on)
        case AskSetting(name):
            return stage.setting(name)
        case AskAudit():
            return stage.audit()
        case AskGlass():
            return stage.glass()
        case AskService(name):
            return stage.service(name)
        case AskReach(name):
            return stage.reach(name)


def perform(
    item: Item,
    capabilities: frozenset[str],
    environment: Mapping[str, str],
    witness: Witness | None = None,
) -> Generator[Request, Any, Outcome]:
    """The requests of a case, answered as `stage` says; at the end its outcome.

    `play` throws in TargetLost when the target is gone, NotAnswered for what it cannot answer.
    """
    missing = sorted(needs(item) - capabilities)
    if missing:
        return Skipped("; ".join(CAPABILITIES[name] for name in missing))
    run = _Run(item, environment, witness)
    try:
        yield from run.play()
    except Unmet as unmet:
        return run.failed(unmet.wanted, unmet.found)
    except NotAnswered as unanswered:
        return run.failed("an answer of the target", str(unanswered))
    except Unbound as unbound:
        return run.failed("a value for every name", str(unbound))
    except TargetLost as lost:
        return run.lost(str(lost))
    return run.passed()


class _Run:
    """A case while it is played: the names it knows, its hold on the panel, and where it stands."""

    def __init__(self, item: Item, environment: Mapping[str, str], witness: Witness | None) -> None:
        self._item = item
        self._mask = Mask()
        self._values = Values(environment, self._mask)
        self._macros = {macro.name: macro for macro in item.script.macros}
        self._witness = witness
        self._step: Span = item.case.span
        self._callers: tuple[Span, ...] = ()
        self._moves: Moves | None = None
        self._started = 0.0
        #: The last one that was passed.
        self._note = ""
        #: Rows of the audit that are older than the case.
        self._earlier = 0

    # -- the whole

    def play(self) -> Steps[None]:
        """From the first name to the last step. Raises Unmet, Unbound, TargetLost."""
        self._bind(self._item.script.definitions)
        self._file_values = self._values
        self._values = self._file_values.with_texts({})
        if self._item.row is not None:
            row = self._item.case.rows[self._item.row]
            self._step = row.span
            self._values = self._values.with_texts(
                {name: self._values.text(text) for name, text in row.cells}
            )
        self._step = self._item.case.span
        moves = self._moves = Moves(self._mask, (yield Look()), self._witness)
        self._started = moves.now
        if "audit" in needs(self._item):
            self._earlier = len((yield from moves.audit()))
        yield from self._body(self._item.case.body, moves, Typist(moves))

    def _bind(self, definitions: Iterable[language.Let | language.Secret]) -> None:
        for definition in definitions:
            self._step = definition.span
            self._values.bind(definition)

    def passed(self) -> Passed:
        """The outcome when the last step is done."""
        assert self._moves is not None  # the first look comes before the first step
        return Passed(self._moves.now - self._started, self._moves.history.pressed)

    def failed(self, wanted: str, found: str) -> Failed:
        """The outcome of a step that could not be done."""
        history = None if self._moves is None else self._moves.history
        return Failed(
            self._step.where,
            self._mask.text(self._step.text),
            self._mask.seen(wanted),
            self._mask.seen(found),
            tuple(f"{caller.where}: {self._mask.text(caller.text)}" for caller in self._callers),
            history.displays if history else (),
            history.keys if history else (),
            history.now.at if history else 0.0,
            self._mask.text(self._note),
        )

    def lost(self, reason: str) -> Lost:
        """The outcome when the target went away."""
        return Lost(self._step.where, self._mask.text(self._step.text), self._mask.seen(reason))

    # -- steps

    def _body(self, body: Iterable[Step], moves: Moves, typist: Typist) -> Steps[None]:
        for step in body:
            self._step = step.span
            if self._witness is not None:
                self._witness.step(step, self._mask.text(step.span.text), self._shown)
            match step:
                case language.Press(strokes):
                    # Each stroke is a request, so that what it led to is seen.
                    for stroke in strokes:
                        if isinstance(stroke, language.LabelStroke):
                            yield from moves.press_label(stroke.label, stroke.times)
                        else:
                            keys = (stroke.key,) * stroke.times
                            moves.history.pressing(keys, (yield Press(keys)))
                case language.Hold(stroke, seconds):
                    yield from _hold(moves, stroke, seconds)
                case language.Type(text):
                    yield from typist.type(self._values.text(text))
                case language.Select(path):
                    for name in path:
                        yield from select(moves, self._values.text(name))
                case language.Expect(condition, within):
                    yield from self._expect(moves, condition, PATIENCE if within is None else within)
                case language.Check(condition):
                    yield from self._check(moves, condition)
                case language.Never(condition, seconds):
                    yield from self._never(moves, condition, seconds)
                case language.Advance(seconds):
                    yield from moves.advance(seconds)
                case language.Settle(seconds):
                    yield from moves.settle(STILL if seconds is None else seconds)
                case language.Shot(name):
                    yield from self._shot(moves, name)
                case language.Power(on):
                    yield from moves.power(on)
                case language.Fault(fault, on):
                    yield from moves.fault(fault, on)
                case language.Let() | language.Secret():
                    self._values.bind(step)
                case language.Call(macro, arguments):
                    yield from self._call(macro, arguments, moves, typist)
                case language.Note(text):
                    self._note = self._values.text(text)

    def _call(
        self, name: str, arguments: Sequence[language.Text], moves: Moves, typist: Typist
    ) -> Steps[None]:
        """The steps of a macro. It knows the file's names and its parameters, not the names of its caller."""
        macro = self._macros[name]
        callers, values = self._callers, self._values
        texts = dict(zip(macro.parameters, map(values.text, arguments), strict=True))
        self._callers = (*callers, self._step)
        self._values = self._file_values.with_texts(texts)
        yield from self._body(macro.body, moves, typist)
        self._callers, self._values = callers, values

    def _shot(self, moves: Moves, name: language.Text) -> Steps[None]:
        yield from moves.look()
        if self._witness is not None:
            self._witness.shot(self._shown(name), moves.history.present)

    def _shown(self, text: language.Text) -> str:
        return self._mask.text(self._values.text(text))

    # -- expectations

    def _expect(self, moves: Moves, condition: Condition, within: float) -> Steps[None]:
        yield from moves.look()
        until = moves.now + within
        seen: Sequence[Seen] = (moves.history.now,)
        while not (yield from self._met(moves, condition, seen)):
            if until - moves.now <= INSTANT:
                wanted = f"{self._said(condition)} within {within:g} s"
                raise Unmet(wanted, (yield from self._instead(moves, condition)))
            seen = yield from moves.wait(until)

    def _check(self, moves: Moves, condition: Condition) -> Steps[None]:
        yield from moves.look()
        if not (yield from self._met(moves, condition, (moves.history.now,))):
            raise Unmet(f"{self._said(condition)} now", (yield from self._instead(moves, condition)))

    def _never(self, moves: Moves, condition: Condition, seconds: float) -> Steps[None]:
        yield from moves.look()
        started = moves.now
        until = started + seconds
        seen: Sequence[Seen] = (moves.history.now,)
        while not (yield from self._met(moves, condition, seen)):
            if until - moves.now <= INSTANT:
                return
            seen = yield from moves.wait(until)
        after = moves.now - started
        raise Unmet(f"never {self._said(condition)} for {seconds:g} s", f"it was so after {after:g} s")

    def _met(self, moves: Moves, condition: Condition, seen: Sequence[Seen]) -> Steps[bool]:
        """Whether the condition is met; one of the display by any that was seen, however briefly it stood."""
        inner, wanted = stripped(condition)
        match inner:
            case language.Setting(name, equal, pattern):
                value = yield from moves.ask(AskSetting(name))
                return (equals(value, bound(pattern, self._values)) is equal) is wanted
            case language.Audit():
                rows = (yield from moves.audit())[self._earlier :]
                return audited(inner, rows, self._values) is wanted
            case language.Glass():
                lines = yield from moves.glass()
                return on_glass(inner, lines, self._values) is wanted
            case language.Service(listener, state):
                found = yield from moves.ask(AskService(self._values.text(listener)))
                return (found == state) is wanted
            case language.Reach(listener, answer):
                met = yield from moves.ask(AskReach(self._values.text(listener)))
                return (met == answer) is wanted
            case _:
                fits = on_display(inner, self._values)
                return any(fits(sight.display) is wanted for sight in seen)

    def _said(self, condition: Condition) -> str:
        return in_words(condition, self._values, self._mask)

    def _instead(self, moves: Moves, condition: Condition) -> Steps[str]:
        """What there was in the place of what was wanted, as it may be shown."""
        last = moves.history.displays[-1]
        match stripped(condition)[0]:
            case language.Setting(name):
                return f'it is "{yield from moves.ask(AskSetting(name))}"'
            case language.Service(listener):
                return f"it is {yield from moves.ask(AskService(self._values.text(listener)))}"
            case language.Reach(listener):
                return f"it meets {yield from moves.ask(AskReach(self._values.text(listener)))}"
            case language.Glass():
                lines = yield from moves.glass()
                return "the glass shows " + ", ".join(f'"{line}"' for line in lines)
            case language.Audit():
                rows = (yield from moves.audit())[self._earlier :]
                return f'the last of {len(rows)} rows is "{rows[-1].text}"' if rows else "the audit is empty"
            case language.Line(number):
                return _line_said(last, number - 1, "there is no such line")
            case language.Selected():
                row = len(last.lines) if last.selected is None else last.selected
                return _line_said(last, row, "no row is selected")
            case language.Cursor():
                return _cursor_said(moves.display.cursor)
            case language.Indicator(name):
                return f"it is {indicator(moves.display, name)}"
            case _:
                return "the last display below"


def _line_said(sighting: Sighting, row: int, otherwise: str) -> str:
    return f'it is "{sighting.lines[row]}"' if row < len(sighting.lines) else otherwise


def _cursor_said(cursor: tuple[int, int] | None) -> str:
    return "there is no cursor" if cursor is None else f"it is on row {cursor[0] + 1}, column {cursor[1] + 1}"


def _hold(moves: Moves, stroke: language.Stroke, seconds: float) -> Steps[None]:
    match stroke:
        case language.KeyStroke(key):
            yield from moves.hold(key, seconds)
        case language.LabelStroke(label):
            yield from moves.hold(key_under(label, (yield from moves.look())), seconds)
