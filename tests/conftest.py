"""What every test stands on: a home of its own, Hypothesis without a stopwatch, and the peers by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import peers

#: Say at the end of a run how much of the manual is shown, how much of the panel was explored, and how many
#: changes of the examples went unnoticed.
pytest_plugins = ["tests.manual.summary", "tests.panel.explored", "tests.scripts.mutated"]

# No deadline: two test processes share two cores, and a slow example is not a wrong one.
settings.register_profile("test", deadline=None)
settings.register_profile("prove", deadline=None, max_examples=5000)
settings.load_profile("test")

#: Variables that would let a person's own setup reach into a test.
PERSONAL = ("P800_PASSWORD", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "TEXTUAL", "TEXTUAL_THEME")


@pytest.fixture(scope="session", autouse=True)
def home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Nothing that a test starts reads or writes the state of the person who runs it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
            patch.delenv(name, raising=False)
        for name in PERSONAL:
            patch.delenv(name, raising=False)
        yield home


def pytest_configure(config: pytest.Config) -> None:
    if peers.required() and (absent := peers.missing()):
        names = ", ".join(peer.program for peer in absent)
        raise pytest.UsageError(f"P800_PEERS=require, and these programs are missing: {names} (make peers)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    absent = peers.missing()
    if not absent:
        return
    terminalreporter.section("missing peers")
    for peer in absent:
        terminalreporter.write_line(str(peer))
    terminalreporter.write_line("Tests that need them were skipped. To install them: make peers")
