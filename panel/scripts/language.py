"""What a keystroke script says: its statements as frozen values, each with the place where it stands.

Parser, runner, formatter, guide and editors share these. They are named tuples, because some thirty frozen
dataclasses would take longer to create at import than a short script takes to play. Equality of named tuples
looks at places too and not at types; `plain` gives what can be compared.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple, TypeAlias

from panel.keys import Key

from .source import Source, Span

# -- values


class Reference(NamedTuple):
    """`$NAME`, or `${NAME}` inside a text."""

    name: str
    span: Span


class Text(NamedTuple):
    """A text in quotes, cut where names stand in it; or a lone `$NAME`."""

    parts: tuple[str | Reference, ...]
    span: Span

    def __repr__(self) -> str:
        return f"Text({self.span!r})"  # it may be what a secret is when the environment has none


class Regex(NamedTuple):
    """`/a regular expression/`, searched for in a line."""

    source: str
    compiled: re.Pattern[str]
    span: Span


Pattern: TypeAlias = Text | Regex


class FromEnvironment(NamedTuple):
    """`env VARIABLE else "text"`: the value is looked up when a case starts."""

    variable: str
    fallback: Text | None
    span: Span


# -- conditions


class Screen(NamedTuple):
    """Some line of the display has it, or all of them read on as one text."""

    pattern: Pattern
    span: Span


class Line(NamedTuple):
    """That line, counted from 1, has it."""

    number: int
    pattern: Pattern
    span: Span


class Selected(NamedTuple):
    """The selected row has it."""

    pattern: Pattern
    span: Span


class Cursor(NamedTuple):
    """The cursor stands there, row and column counted from 1."""

    row: int
    column: int
    span: Span


class Indicator(NamedTuple):
    """An indicator is so: `off`, `on`, `blinking`, and for Alert its colour."""

    name: str
    pattern: Pattern
    span: Span


class Setting(NamedTuple):
    """A setting, as people spell its value, is the text, or has what the expression finds; or is not so."""

    name: str
    equal: bool
    pattern: Pattern
    span: Span


class Audit(NamedTuple):
    """Some row of the audit since the case began has it, and was done by that person."""

    pattern: Pattern
    by: Pattern | None
    span: Span


class Glass(NamedTuple):
    """A physical panel's own view has it: that line of it, counted from 1, or any when there is no number."""

    number: int | None
    pattern: Pattern
    span: Span


class Service(NamedTuple):
    """A listener of the machine, by its name or scheme, is `open`, `closed` or in `error`."""

    name: Text
    state: str
    span: Span


class Reach(NamedTuple):
    """A real connection to a listener, made by the target, meets `tls`, `clear` or is `refused`."""

    name: Text
    answer: str
    span: Span


class No(NamedTuple):
    """The condition is not met."""

    condition: Condition
    span: Span


Condition: TypeAlias = (
    Screen | Line | Selected | Cursor | Glass | Indicator | Setting | Audit | Service | Reach | No
)

# -- steps


class KeyStroke(NamedTuple):
    """A key, pressed some times."""

    key: Key
    times: int
    span: Span


class LabelStroke(NamedTuple):
    """The selection key under a label, pressed some times."""

    label: str
    times: int
    span: Span


Stroke: TypeAlias = KeyStroke | LabelStroke


class Press(NamedTuple):
    """`press Down*3 OK [Enter]`: exactly these keys."""

    strokes: tuple[Stroke, ...]
    span: Span


class Hold(NamedTuple):
    """`hold Menu 3s`: press one key and let go of it so many seconds of panel time later."""

    stroke: Stroke
    seconds: float
    span: Span


class Type(NamedTuple):
    """`type "ab1"`: enter a text on an entry screen, by looking where its characters are."""

    text: Text
    span: Span


class Select(NamedTuple):
    """`select "A" > "B"`: walk to the item of that name and press OK, once for each."""

    path: tuple[Text, ...]
    span: Span


class Expect(NamedTuple):
    """The condition is met within so many seconds of panel time; None is the usual patience."""

    condition: Condition
    within: float | None
    span: Span


class Check(NamedTuple):
    """The condition is met now."""

    condition: Condition
    span: Span


class Never(NamedTuple):
    """The condition is not met at any moment of so many seconds of panel time."""

    condition: Condition
    seconds: float
    span: Span


class Advance(NamedTuple):
    """Let panel time pass. Only where time is virtual."""

    seconds: float
    span: Span


class Settle(NamedTuple):
    """Wait until the display has stood still for so many seconds; None is the usual stretch."""

    seconds: float | None
    span: Span


class Shot(NamedTuple):
    """Take a picture of the display, under that name."""

    name: Text
    span: Span


class Power(NamedTuple):
    """Switch the machine off or on; what it kept is there again."""

    on: bool
    span: Span


class Fault(NamedTuple):
    """Let something be wrong with the machine, or mend it."""

    name: str
    on: bool
    span: Span


class Note(NamedTuple):
    """A sentence for the reader of a report or a guide."""

    text: Text
    span: Span


class Let(NamedTuple):
    """A name for a text. In a file for all that follows, in a case or macro for the rest of it."""

    name: str
    value: Text | FromEnvironment
    span: Span


class Secret(NamedTuple):
    """A name for a text out of the environment that is masked wherever it would show."""

    name: str
    value: FromEnvironment
    span: Span


class Call(NamedTuple):
    """Do the steps of a macro with these arguments."""

    macro: str
    arguments: tuple[Text, ...]
    span: Span


Step: TypeAlias = (
    Press
    | Hold
    | Type
    | Select
    | Expect
    | Check
    | Never
    | Advance
    | Settle
    | Shot
    | Power
    | Fault
    | Note
    | Let
    | Secret
    | Call
)  # what a case or macro does, in order

# -- what a file is made of


class Include(NamedTuple):
    """Take the names and macros of another file; its path is seen from this one."""

    path: str
    span: Span


class Need(NamedTuple):
    """Something the target must be able to do; where it cannot, the case is skipped."""

    capability: str
    span: Span


class Row(NamedTuple):
    """A row of a case's table: the case is played once with each."""

    cells: tuple[tuple[str, Text], ...]
    span: Span


class Macro(NamedTuple):
    """Steps under a name."""

    name: str
    parameters: tuple[str, ...]
    body: tuple[Step, ...]
    span: Span


class Case(NamedTuple):
    """Something to be played on a fresh machine."""

    name: str
    tags: tuple[str, ...]
    needs: tuple[Need, ...]
    rows: tuple[Row, ...]
    body: tuple[Step, ...]
    span: Span


class Script(NamedTuple):
    """A file."""

    source: Source
    includes: tuple[Include, ...]
    needs: tuple[Need, ...]
    definitions: tuple[Let | Secret, ...]
    macros: tuple[Macro, ...]
    cases: tuple[Case, ...]


#: What a target may be able to do besides taking keys and showing its display, with the reason of a skip.
CAPABILITIES: dict[str, str] = {
    "settings": "this target has no settings access",
    "audit": "this target has no audit access",
    "indicators": "this target shows no indicators",
    "virtual-time": "this target's time cannot be moved",
    "services": "this target tells of no services",
    "wire": "this target makes no connections",
    "glass": "this target has no physical panel",
    "hold": "this target cannot hold a key",
    "power": "this target cannot be switched off and on",
    "faults": "this target cannot be given faults",
}

#: The indicators, as scripts name them.
INDICATORS: tuple[str, ...] = ("power", "alert", "data_in")

#: What can be wrong with a machine; `device.faults` has the same, and reading a script needs no machine.
FAULTS: tuple[str, ...] = (
    "cover-open",
    "media-jam",
    "media-empty",
    "media-low",
    "input-tray-missing",
    "output-area-full",
    "toner-empty",
    "toner-low",
    "marker-waste-full",
    "marker-waste-almost-full",
)

#: What a listener may be, and what a connection to one may meet.
SERVICE_STATES: tuple[str, ...] = ("open", "closed", "error")
ANSWERS: tuple[str, ...] = ("tls", "clear", "refused")

_PLACES = frozenset({"span", "source", "compiled"})


def plain(node: Any) -> Any:
    """The value without the places where its parts stand: equal for scripts that say the same."""
    if not isinstance(node, tuple):
        return node
    fields: tuple[str, ...] = getattr(node, "_fields", ())
    if not fields:
        return tuple(map(plain, node))
    kept = (name for name in fields if name not in _PLACES or (name == "source" and type(node) is Regex))
    return (type(node).__name__, *(plain(getattr(node, name)) for name in kept))
