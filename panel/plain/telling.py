"""A display in plain lines: what changed, `>` before the selected row, the chosen character in brackets.

Labels stand in brackets too, as the manual writes them, and as they may be typed.
"""

from __future__ import annotations

from device.console import LINES, Display, Indicators

#: How the display shows a space among characters to choose from, and how that is told.
SPACE, SPACE_TOLD = "␣", "space"

#: A line that is blank now, on a screen whose title stayed.
BLANK = "(blank)"


def told(display: Display) -> list[str]:
    """The whole display and its lamps."""
    lines = [text for line in range(LINES) if (text := _line(display, line)).strip()]
    return [*lines, f"({', '.join(_lamps(display.indicators))})"]


def told_changes(before: Display, after: Display) -> list[str]:
    """What differs from the display before; blank lines only where the title stayed."""
    lines = [text for line in range(LINES) if (text := _changed(before, after, line))]
    was, now = _lamps(before.indicators), _lamps(after.indicators)
    return [*lines, *(f"({lamp})" for lamp in now if lamp not in was)]


def _changed(before: Display, after: Display, line: int) -> str:
    text, old = _line(after, line), _line(before, line)
    # A row that is no longer the selected one has not changed for whoever listens.
    if text == old or (text[1:] == old[1:] and after.selected != line):
        return ""
    if text.strip():
        return text
    return BLANK if before.title == after.title else ""


def _line(display: Display, line: int) -> str:
    mark = "> " if line == display.selected else "  "
    if line == LINES - 1 and any(display.labels):
        return (mark + "  ".join(f"[{label}]" for label in display.labels if label)).rstrip()
    return (mark + _cells(display, line)).rstrip()


def _cells(display: Display, line: int) -> str:
    cells = display.lines[line]
    if display.cursor is None or display.cursor[0] != line:
        return cells
    column = display.cursor[1]
    chosen = SPACE_TOLD if cells[column] in (SPACE, " ") else cells[column]
    return f"{cells[:column]}[{chosen}]{cells[column + 1 :]}"


def _lamps(indicators: Indicators) -> list[str]:
    color = f" {indicators.alert_color}" if indicators.alert_color else ""
    return [
        f"Power {indicators.power.value}",
        f"Alert {indicators.alert.value}{color}",
        f"Data In {indicators.data_in.value}",
    ]
