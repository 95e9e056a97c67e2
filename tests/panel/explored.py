"""The lines at the end of a test run about the panel: how many screens were explored, and who reached what.

A plugin, for the process that writes the summary runs no test itself; `test_explore` hands it the figures of
each place as a property of its report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

#: The property's name. Its value: who explored, states, moves tried in them, leaves seen, leaves written.
EXPLORED = "explored"

Figures = tuple[str, int, int, int, int]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says what was explored, when anything was."""
    for line in told(list(_figures(terminalreporter))):
        terminalreporter.write_line(line)


def _figures(terminalreporter: pytest.TerminalReporter) -> Iterator[Figures]:
    for report in terminalreporter.stats.get("passed", ()):
        for name, value in getattr(report, "user_properties", ()):
            if name == EXPLORED:
                yield tuple(value)


def told(figures: Iterable[Figures]) -> list[str]:
    """A line for each person, and one for all; none when nothing was explored."""
    rows = list(figures)
    if not rows:
        return []
    lines = [_line(who, [row for row in rows if row[0] == who]) for who in sorted({row[0] for row in rows})]
    states, moves = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return [f"panel explored: {states} states at {len(rows)} places, {moves} moves", *lines]


def _line(who: str, rows: list[Figures]) -> str:
    states = sum(row[1] for row in rows)
    seen, written = ("/".join(map(str, sorted({row[at] for row in rows}, reverse=True))) for at in (3, 4))
    return f"panel explored: {who}: {states} states, {seen} leaves seen, {written} changed or done"
