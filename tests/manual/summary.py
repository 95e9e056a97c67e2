"""The line about the manual at the end of a test run: how many rows of the list are shown.

A plugin rather than a nested conftest: with xdist the process that writes the summary collects nothing and
so never sees one. A row whose test failed or was skipped in this run does not count, and is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pytest

from tests.manual.steps import Row, missing, rows

#: The outcomes a report can have, those that show something last: one passing case outweighs a skipped one.
OUTCOMES = ("skipped", "xfailed", "passed", "xpassed", "failed", "error")
SHOWING = frozenset({"passed"})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says how much of the manual is shown, and which rows a failed or skipped test left unshown."""
    for line in told(rows(), dict(outcomes(terminalreporter))):
        terminalreporter.write_line(line)


def told(rows: Iterable[Row], outcomes: Mapping[str, str]) -> list[str]:
    """The summary's lines for these rows; `outcomes` says of each test of this run how it ended.

    A test that was not part of this run is taken at its word.
    """
    every = list(rows)
    reasons = {row.id: why for row in every if (why := unshown(row, outcomes))}
    shown = sum(1 for row in every if row.shown_by and row.id not in reasons)
    later = sum(1 for row in every if row.later)
    people = sum(1 for row in every if row.person)
    total = f"manual: {shown} of {len(every)} rows shown, {later} later, {people} left to people"
    return [total, *(f"manual: {why}, for {names(reasons, why)}" for why in dict.fromkeys(reasons.values()))]


def names(reasons: Mapping[str, str], why: str) -> str:
    """The ids of the rows that are not shown for this reason."""
    return ", ".join(id_ for id_, reason in reasons.items() if reason == why)


def unshown(row: Row, outcomes: Mapping[str, str]) -> str:
    """Why a row is not shown although it names tests: one does not exist, or did not pass. Else empty."""
    for reference in row.shown_by:
        if why := missing(reference):
            return f"{reference.partition('::')[0]}: {why}"
        outcome = outcomes.get(reference.partition("[")[0], "passed")
        if outcome not in SHOWING:
            return f"{reference}: {outcome}"
    return ""


def outcomes(terminalreporter: pytest.TerminalReporter) -> Iterator[tuple[str, str]]:
    """How the tests of this run ended, cases of one test together: the last one given counts."""
    for outcome in OUTCOMES:
        for report in terminalreporter.stats.get(outcome, ()):
            yield report.nodeid.partition("[")[0].partition("@")[0], outcome
