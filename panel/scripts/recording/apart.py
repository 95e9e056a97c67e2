"""The condition by which a person would know a display: its selected row, its title, its message.

Conditions are built as a script's own text; whether one is met is decided as `conditions` decides it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from device.console import Display

from ..conditions import contains, selected_line
from ..entering import is_entry
from ..walking import items
from .moments import ENTER

#: What a line ends with that goes on somewhere else.
MORE = ".."
_ESCAPED = {'"': '\\"', "\\": "\\\\", "$": "\\$"}


def quoted(text: str) -> str:
    """The text as it stands in a script."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character.isprintable() or ord(character) > 0xFFFF:
        return _ESCAPED.get(character, character)
    return f"\\u{ord(character):04x}"


class Sign(NamedTuple):
    """Something that can be seen on a display: in the selected row, on that line from 1, or anywhere."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where} {quoted(self.text)}"

    def is_on(self, display: Display) -> bool:
        """Whether the display shows it."""
        if self.where == "selected":
            return contains(selected_line(display), self.text)
        if self.where == "screen":
            return any(contains(line, self.text) for line in display.lines) or contains(
                _read_on(display.lines), self.text
            )
        return contains(display.lines[int(self.where.removeprefix("line ")) - 1], self.text)


def sign_of(display: Display) -> Sign | None:
    """What tells a person where they are."""
    return next(_signs(display), None)


def telling_apart(display: Display, others: Iterable[Display]) -> str:
    """The condition that is met by the display and by none of the others; "" when there is none."""
    others = tuple(others)
    for sign in _signs(display):
        if not any(sign.is_on(other) for other in others):
            return str(sign)
    for sign in (sign for other in others for sign in _signs(other)):
        if all(sign.is_on(other) for other in others) and not sign.is_on(display):
            return f"no {sign}"
    return ""


def _signs(display: Display) -> Iterator[Sign]:
    if display.selected is not None and (name := row_name(display)):
        yield Sign("selected", name)
    above = display.lines[: len(display.lines) - any(display.labels)]
    words = [line for line in above if line.strip()]
    is_message = display.selected is None and display.cursor is None and ENTER not in display.labels
    if is_message and len(words) > 1 and not words[-1].rstrip().endswith(MORE):
        yield Sign("screen", _read_on(above))
    title = display.title if display.title and display.title in display.lines[0] else display.lines[0].strip()
    if title:
        yield Sign("line 1", title)
    if not is_entry(display):
        yield from (
            Sign(f"line {number}", line.strip())
            for number, line in enumerate(display.lines[1:], 2)
            if line.strip()
        )


def row_name(display: Display) -> str:
    """The name in the selected row, before its value."""
    return items(selected_line(display))[0].name


def _read_on(lines: Iterable[str]) -> str:
    return " ".join(" ".join(lines).split())
