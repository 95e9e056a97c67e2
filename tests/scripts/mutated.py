"""The line at the end of a test run about the examples: how many changes of them were tried, and not noticed.

A plugin, for the process that writes the summary runs no test itself; `test_example_mutations` hands it the
figures of each example as a property of its report.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

#: The property's name. Its value: how many mutants were tried, how many survived.
MUTATED = "mutated"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how many mutants survived, when any were tried."""
    figures = list(_figures(terminalreporter))
    tried, survived = (sum(figure[at] for figure in figures) for at in (0, 1))
    if tried:
        share = f"{survived / tried:.1%}"
        terminalreporter.write_line(f"examples mutated: {tried} mutants, {survived} survived ({share})")


def _figures(terminalreporter: pytest.TerminalReporter) -> Iterator[tuple[int, int]]:
    for report in terminalreporter.stats.get("passed", ()):
        for name, value in getattr(report, "user_properties", ()):
            if name == MUTATED:
                yield tuple(value)
