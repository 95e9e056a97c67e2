"""Keystroke scripts in pytest: `-p panel.scripts.pytest_plugin`, or `pytest_plugins` in a conftest.py.

Each case of a `*.keys` file is a test, once for each of its rows, on a fresh machine of its own; its tags are
marks. Tests in Python get a machine, its panel, a running device, and `play`, which lets scripts and other
programs take turns. Nothing is played twice: a case that sometimes fails is a fault to be found. There is no
entry point: what is installed beside other things must not reach into every run of pytest.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from panel.front import Front

from .batch import OpenStage
from .cases import Item, items
from .errors import ScriptError
from .loading import load_whole_or_part
from .outcome import Passed
from .shuffling import SEEDS, shuffled
from .suite.device_process import DeviceProcess, running_device
from .suite.player import CaseFailed, CaseSkipped, Environment, Player, play_fresh
from .suite.specimen import Specimen
from .targets import NoSuchTarget, opener

#: The seed of a shuffled run, None for the files' order.
_SEED = pytest.StashKey[int | None]()
#: Tags that are registered as marks already.
_TAGS = pytest.StashKey[set[str]]()
#: What secrets are taken from.
_ENVIRONMENT = Environment(os.environ)
#: Under this name the controller of pytest-xdist hands the seed to its workers.
_WORKER_SEED = "keys_seed"


class Hooks:
    """What a project may implement in its conftest.py."""

    @pytest.hookspec(firstresult=True)
    def pytest_panel_target(self, name: str, config: pytest.Config) -> OpenStage | None:
        """What opens a fresh stage to play a case on, for that name of a target; None: not one of ours."""


# -- options


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("keys", "keystroke scripts (*.keys)")
    group.addoption("--panel-target", metavar="NAME", help="where scripts are played (default: core)")
    group.addoption("--shuffle", action="store_true", help="play the cases of scripts in random order")
    group.addoption("--shuffle-seed", type=int, metavar="N", help="play them in the order of that seed again")
    parser.addini("panel_target", "where keystroke scripts are played", default="core")


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.add_hookspecs(Hooks)


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_TAGS] = set()
    config.stash[_SEED] = _seed(config)


def _seed(config: pytest.Config) -> int | None:
    """The seed: the controller's, the one that was given, or one that is drawn now, before workers start."""
    handed = getattr(config, "workerinput", {})
    if _WORKER_SEED in handed:
        seed: int | None = handed[_WORKER_SEED]
        return seed
    given: int | None = config.getoption("shuffle_seed")
    if given is None and config.getoption("shuffle"):
        return Random().randrange(SEEDS)
    return given


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """A worker of pytest-xdist is about to start."""
    node.workerinput[_WORKER_SEED] = node.config.stash[_SEED]


def _target(config: pytest.Config) -> str:
    name: str = config.getoption("panel_target") or config.getini("panel_target")
    return name


@pytest.hookimpl(trylast=True)
def pytest_panel_target(name: str) -> OpenStage:
    return opener(name)


# -- what is told


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [f"keys: {_order(seed)}"] if (seed := config.stash[_SEED]) is not None else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    wrong = terminalreporter.stats.get("failed") or terminalreporter.stats.get("error")
    if wrong and (seed := config.stash[_SEED]) is not None:
        terminalreporter.section("keystroke scripts")
        terminalreporter.write_line(_order(seed))


def _order(seed: int) -> str:
    return f"shuffled, seed {seed} (the same order again: --shuffle-seed {seed})"


# -- what is collected


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    return ScriptFile.from_parent(parent, path=file_path) if file_path.suffix == ".keys" else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Shuffle the cases among the places that cases have; other tests stay where they are."""
    seed = config.stash[_SEED]
    if seed is None:
        return
    places = [place for place, item in enumerate(items) if isinstance(item, CaseItem)]
    cases = [items[place] for place in places]
    for place, item in zip(places, shuffled(cases, seed, lambda case: case.nodeid), strict=True):
        items[place] = item


class ScriptFile(pytest.File):
    """A `*.keys` file. One that only holds what others include has no cases, and gives none."""

    def collect(self) -> Iterable[CaseItem]:
        shown = os.path.relpath(self.path)
        try:
            return [self._case(item, self._opener()) for item in items(load_whole_or_part(shown))]
        except (ScriptError, NoSuchTarget) as error:
            raise self.CollectError(str(error)) from None
        except OSError as error:
            raise self.CollectError(f"cannot read {shown}: {error.strerror or error}") from None

    def _opener(self) -> OpenStage:
        open_stage: OpenStage = self.ihook.pytest_panel_target(name=_target(self.config), config=self.config)
        return open_stage

    def _case(self, item: Item, open_stage: OpenStage) -> CaseItem:
        case = CaseItem.from_parent(self, name=item.node, case=item, open_stage=open_stage)
        for tag in item.case.tags:
            _mark(case, tag)
        return case


def _mark(case: CaseItem, tag: str) -> None:
    """Give the case the mark, known to --strict-markers. pytest takes none that begins with `_`."""
    if tag.startswith("_"):
        case.extra_keyword_matches.add(tag)
        return
    known = case.config.stash[_TAGS]
    if tag not in known:
        known.add(tag)
        case.config.addinivalue_line("markers", f"{tag}: a tag of keystroke scripts")
    case.add_marker(tag)


class CaseItem(pytest.Item):
    """A case with one row of its table, played on a fresh machine."""

    def __init__(self, *, case: Item, open_stage: OpenStage, **rest: Any) -> None:
        super().__init__(**rest)
        self._case = case
        self._open_stage = open_stage

    def runtest(self) -> None:
        try:
            play_fresh(self._case, self._open_stage, _target(self.config), _ENVIRONMENT)
        except CaseSkipped as skipped:
            raise pytest.skip.Exception(str(skipped)) from None
        except CaseFailed as failed:
            raise pytest.fail.Exception(str(failed), pytrace=False) from None

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self._line - 1, self.name

    @property
    def skipped_at(self) -> tuple[str, int]:
        """File and line of the case, as reports of skips want them."""
        return str(self.path), self._line

    @property
    def _line(self) -> int:
        return self._case.case.span.line


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skip is told where the case stands, not where this module found it out."""
    report = yield
    if isinstance(item, CaseItem) and report.skipped and isinstance(report.longrepr, tuple):
        report.longrepr = (*item.skipped_at, report.longrepr[2])
    return report


# -- for tests in Python


@pytest.fixture
def machine() -> Specimen:
    """A machine as it left the factory, on virtual time, with its panel, clock, settings and audit."""
    return Specimen()


@pytest.fixture
def front(machine: Specimen) -> Front:
    """The panel of that machine."""
    return machine.front


@pytest.fixture
def panel_target(request: pytest.FixtureRequest) -> OpenStage:
    """What opens a fresh stage on the target of this run (`--panel-target`): for `play(..., on=...)`."""
    config = request.config
    open_stage: OpenStage = request.node.ihook.pytest_panel_target(name=_target(config), config=config)
    return open_stage


@pytest.fixture
def device_process(tmp_path: Path) -> Iterator[DeviceProcess]:
    """A device in a process of its own, on virtual time, stopped at the end."""
    with running_device(tmp_path) as device:
        yield device


@pytest.fixture
def play(machine: Specimen, request: pytest.FixtureRequest) -> Iterator[Player]:
    """Plays scripts on this test's machine, one after the other, or elsewhere: see Player."""
    name = request.node.name.partition("[")[0]
    with closing(_Player(machine.stage, f"{os.path.relpath(request.path)}::{name}", _ENVIRONMENT)) as player:
        yield player


class _Player(Player):
    """A skip is pytest's own."""

    def __call__(self, *words: Any, **more: Any) -> Passed:
        __tracebackhide__ = True
        try:
            return super().__call__(*words, **more)
        except CaseSkipped as skipped:
            raise pytest.skip.Exception(str(skipped)) from None
