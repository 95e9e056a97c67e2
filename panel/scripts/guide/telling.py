"""A step of a script in the words of a how-to page, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from device.console import MASK

from .. import language
from ..conditions import stripped
from ..language import Step, Text
from ..witness import ShownText

_UNITS = (("h", 3600), ("min", 60), ("s", 1))


def words(step: Step, shown: ShownText) -> str:
    """What a person does in this step, or what is so after it; "" for what needs no words.

    What the display shows needs none: a picture of it follows.
    """
    match step:
        case language.Press(strokes):
            return f"Press {_listed(_stroke(stroke) for stroke in strokes)}."
        case language.Hold(stroke, seconds):
            return f"Hold {_stroke(stroke)} for {span_of_time(seconds)}."
        case language.Type(text):
            return f"Enter {_entered(text, shown)}: the arrows choose a character, [OK] enters it."
        case language.Select(path):
            each = ", each with [OK]" if len(path) > 1 else " and press [OK]"
            return f"Select {_listed(f'**{plain(shown(name))}**' for name in path)}{each}."
        case language.Advance(seconds):
            return f"Wait {span_of_time(seconds)}."
        case language.Settle():
            return "Wait until the display stands still."
        case language.Power(on):
            return f"Switch the machine {'on' if on else 'off'}."
        case language.Fault(name, on):
            return f"Now the machine has the fault `{name}`." if on else f"The fault `{name}` is mended."
        case language.Note(text):
            return prose(shown(text))
        case language.Check(condition) | language.Expect(condition):
            return _told(condition, shown)
        case _:
            return ""


def is_act(step: Step) -> bool:
    """Whether the step is something that a person does: a numbered step of a page."""
    return isinstance(
        step,
        language.Press | language.Hold | language.Type | language.Select | language.Advance | language.Power,
    )


def keys(step: Step) -> tuple[str, ...]:
    """The keys of a step that are worth a picture: those that the script itself names, each once in a row."""
    match step:
        case language.Press(strokes):
            names = [_key(stroke) for stroke in strokes]
        case language.Hold(stroke):
            names = [_key(stroke)]
        case _:
            names = []
    return tuple(name for at, name in enumerate(names) if at == 0 or name != names[at - 1])


def _key(stroke: language.Stroke) -> str:
    return stroke.key.value if isinstance(stroke, language.KeyStroke) else f"[{stroke.label}]"


def _stroke(stroke: language.Stroke) -> str:
    match stroke:
        case language.KeyStroke(key, times):
            name = f"[{key.value}]"
        case language.LabelStroke(label, times):
            name = f"the selection key below **[{plain(label)}]**"
    return name if times == 1 else f"{name} {times} times"


def _entered(text: Text, shown: ShownText) -> str:
    """The text itself, or by its name when it is secret or empty."""
    value = shown(text)
    names = [part.name for part in text.parts if isinstance(part, language.Reference)]
    if names and (MASK in value or not value):
        return f"the **{names[0].replace('_', ' ').lower()}**"
    return f"`{value}`"


def _told(condition: language.Condition, shown: ShownText) -> str:
    inner, is_so = stripped(condition)
    match inner:
        case language.Setting(name, equal, Text() as pattern):
            verb = "is" if equal is is_so else "is not"
            return f"The setting `{name}` {verb} now `{shown(pattern)}`."
        case language.Audit(Text() as pattern, by) if is_so:
            who = f", by {plain(shown(by))}" if isinstance(by, Text) else ""
            return f"The audit has: `{shown(pattern)}`{who}."
        case language.Indicator(name, Text() as pattern) if is_so:
            return f"The indicator {name.replace('_', ' ')} is {plain(shown(pattern))}."
        case _:
            return ""


def span_of_time(seconds: float) -> str:
    """`3 min`, `1 h 30 min`, `0.5 s`."""
    parts = []
    for unit, size in _UNITS:
        if seconds >= size and unit != "s":
            parts.append(f"{int(seconds // size)} {unit}")
            seconds %= size
    if seconds or not parts:
        parts.append(f"{seconds:g} s")
    return " ".join(parts)


def _listed(words: Iterable[str]) -> str:
    return ", then ".join(words)


def plain(text: str) -> str:
    """The text as Markdown that shows it and means nothing else."""
    return "".join(f"\\{character}" if character in "\\`*_{}[]<>#|!" else character for character in text)


def prose(text: str) -> str:
    """What somebody wrote in a script, as Markdown: a `name` in backticks stays one."""
    parts = re.split(r"(`[^`]+`)", text)
    return "".join(part if at % 2 else plain(part) for at, part in enumerate(parts))
