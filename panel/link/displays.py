"""Displays as they travel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from device.console import COLUMNS, LINES, Display, Indicators, Light

from ..keys import SELECTION
from .arguments import LAST_ROW, count, flag, text
from .messages import Code, LinkError


def display_fields(display: Display) -> dict[str, Any]:
    """A display as it travels."""
    power, alert, data_in, color = display.indicators
    return {
        "lines": display.lines,
        "labels": display.labels,
        "cursor": display.cursor,
        "selected": display.selected,
        "indicators": {
            "power": power.value,
            "alert": alert.value,
            "data_in": data_in.value,
            "alert_color": color,
        },
        "private": display.private,
        "title": display.title,
        "revision": display.revision,
    }


def display_from(fields: Mapping[str, Any]) -> Display:
    """A display that has travelled. Raises LinkError."""
    try:
        display = Display(
            tuple(map(text, fields["lines"])),
            tuple(map(text, fields["labels"])),
            _cursor(fields["cursor"]),
            None if fields["selected"] is None else count(0, LINES - 1)(fields["selected"]),
            _indicators(fields["indicators"]),
            flag(fields["private"]),
            text(fields["title"]),
            count(0, LAST_ROW)(fields["revision"]),
        )
        has_lines = len(display.lines) == LINES and all(len(line) == COLUMNS for line in display.lines)
        if has_lines and len(display.labels) == len(SELECTION):
            return display
    except (KeyError, TypeError, ValueError):
        pass
    raise LinkError(Code.MALFORMED.value, "the device sent a display that is none")


def _cursor(value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    row, column = value
    return count(0, LINES - 1)(row), count(0, COLUMNS - 1)(column)


def _indicators(fields: Mapping[str, Any]) -> Indicators:
    power, alert, data_in = (Light(fields[name]) for name in ("power", "alert", "data_in"))
    return Indicators(power, alert, data_in, text(fields["alert_color"]))
