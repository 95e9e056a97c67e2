"""Conditions: whether one is met, what it needs of a target, and what it wants in words.

A text is met by a line that contains it, a regular expression by a line in which it is found; for `screen`
also by the whole display read as one text. A setting's value and the name after `by` are the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum

from device.console import Display

from . import language
from .language import Condition, No, Pattern, Regex
from .masking import Mask
from .stage import AuditLine
from .values import Values

#: A pattern with its names replaced: the text itself, or the expression.
Bound = str | re.Pattern[str]


def bound(pattern: Pattern, values: Values) -> Bound:
    """The pattern with its names replaced by what they stand for."""
    return pattern.compiled if isinstance(pattern, Regex) else values.text(pattern)


def contains(line: str, pattern: Bound) -> bool:
    """Whether the line has it."""
    return pattern in line if isinstance(pattern, str) else pattern.search(line) is not None


def equals(value: str, pattern: Bound) -> bool:
    """Whether the value is that text, or has what the expression finds."""
    return value == pattern if isinstance(pattern, str) else pattern.search(value) is not None


def stripped(condition: Condition) -> tuple[Condition, bool]:
    """The condition without `no`, and whether it has to be met."""
    if isinstance(condition, No):
        inner, wanted = stripped(condition.condition)
        return inner, not wanted
    return condition, True


def capability(condition: Condition) -> str | None:
    """What a target must be able to do for the condition to be looked at."""
    match stripped(condition)[0]:
        case language.Setting():
            return "settings"
        case language.Audit():
            return "audit"
        case language.Indicator():
            return "indicators"
        case language.Glass():
            return "glass"
        case language.Service():
            return "services"
        case language.Reach():
            return "wire"
        case _:
            return None


def on_display(condition: Condition, values: Values) -> Callable[[Display], bool]:
    """What tells of a display whether it meets a condition that can be seen on one, without `no`."""
    match condition:
        case language.Screen(pattern):
            wanted = bound(pattern, values)
            return lambda display: _reads(display, wanted)
        case language.Line(number, pattern):
            wanted = bound(pattern, values)
            return lambda display: (
                number <= len(display.lines) and contains(display.lines[number - 1], wanted)
            )
        case language.Selected(pattern):
            wanted = bound(pattern, values)
            return lambda display: display.selected is not None and contains(selected_line(display), wanted)
        case language.Cursor(row, column):
            return lambda display: display.cursor == (row - 1, column - 1)
        case language.Indicator(name, pattern):
            wanted = bound(pattern, values)
            return lambda display: contains(indicator(display, name), wanted)
    raise TypeError(f"not a condition of the display: {condition!r}")


def _reads(display: Display, wanted: Bound) -> bool:
    """Whether a line has it, or the lines read on as one text: a message goes over as many as it needs."""
    return any(contains(line, wanted) for line in display.lines) or contains(
        " ".join(" ".join(display.lines).split()), wanted
    )


def on_glass(condition: language.Glass, lines: Sequence[str], values: Values) -> bool:
    """Whether the physical panel's view meets the condition."""
    wanted = bound(condition.pattern, values)
    if condition.number is None:
        return any(contains(line, wanted) for line in lines)
    return condition.number <= len(lines) and contains(lines[condition.number - 1], wanted)


def audited(condition: language.Audit, rows: Sequence[AuditLine], values: Values) -> bool:
    """Whether a row of the audit meets the condition."""
    wanted = bound(condition.pattern, values)
    by = None if condition.by is None else bound(condition.by, values)
    return any(contains(row.text, wanted) and (by is None or equals(row.by, by)) for row in rows)


def selected_line(display: Display) -> str:
    """The selected row, or nothing."""
    return "" if display.selected is None else display.lines[display.selected]


def indicator(display: Display, name: str) -> str:
    """An indicator in words: `on`, `off`, `blinking`, and the colour of Alert when it is lit: `on red`."""
    light = _word(getattr(display.indicators, name))
    color = _word(getattr(display.indicators, f"{name}_color", ""))
    return f"{light} {color}" if color and light != "off" else light


def _word(value: object) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def in_words(condition: Condition, values: Values, mask: Mask) -> str:
    """What the condition wants, for a person; names stand as their values, secrets masked."""

    def said(pattern: Pattern) -> str:
        wanted = bound(pattern, values)
        return f'"{mask.text(wanted)}"' if isinstance(wanted, str) else f"/{mask.text(wanted.pattern)}/"

    match condition:
        case No(inner):
            return f"not {in_words(inner, values, mask)}"
        case language.Screen(pattern):
            return f"a display with {said(pattern)}"
        case language.Line(number, pattern):
            return f"{said(pattern)} on line {number}"
        case language.Selected(pattern):
            return f"{said(pattern)} in the selected row"
        case language.Cursor(row, column):
            return f"the cursor on row {row}, column {column}"
        case language.Indicator(name, pattern):
            return f"indicator {name} {said(pattern)}"
        case language.Glass(number, pattern):
            return f"{said(pattern)} on {'the glass' if number is None else f'line {number} of the glass'}"
        case language.Setting(name, equal, pattern):
            return f"setting {name} {'==' if equal else '!='} {said(pattern)}"
        case language.Service(listener, state):
            return f"service {mask.text(values.text(listener))} {state}"
        case language.Reach(listener, answer):
            return f"a connection to {mask.text(values.text(listener))} that meets {answer}"
        case language.Audit(pattern, by):
            return f"an audit row with {said(pattern)}" + (f" by {said(by)}" if by else "")
