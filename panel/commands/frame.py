"""A display as plain text, in a small frame.

What is no cell stands outside: `>` before the selected row, the chosen character after its row.
"""

from __future__ import annotations

from device.console import COLUMNS, Display, Indicators

EDGE = f" +{'-' * COLUMNS}+"


def framed(display: Display) -> str:
    """The display in its frame, without a newline at the end."""
    rows = [_row(display, number, line) for number, line in enumerate(display.lines)]
    return "\n".join([EDGE, *rows, EDGE])


def _row(display: Display, number: int, line: str) -> str:
    mark = ">" if number == display.selected else " "
    row = f"{mark}|{line}|"
    if display.cursor is None or display.cursor[0] != number:
        return row
    return f"{row} {line[display.cursor[1]]}"


def lit(indicators: Indicators) -> str:
    """The indicators in words."""
    color = f" {indicators.alert_color}" if indicators.alert_color else ""
    return (
        f"  Power {indicators.power.value}, Alert {indicators.alert.value}{color},"
        f" Data In {indicators.data_in.value}"
    )
