"""The view of a team that has p800 from its wheel and keeps scripts of its own beside its tests.

Their project is a folder of its own, their environment has the wheel; this checkout is not within reach.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from .scripts import junit_reader
from .test_packaging import fresh, run, wheel

__all__ = ["fresh", "wheel"]

pytestmark = pytest.mark.xdist_group("packaging")

FILES = {
    "pytest.ini": (
        "[pytest]\n"
        "addopts = -p panel.scripts.pytest_plugin --strict-markers --strict-config\n"
        "filterwarnings = error\n"
    ),
    "panel/start.keys": (
        'include "parts/open.keys"\n'
        'case "The menu has its lists" tags smoke, nightly\n'
        '  row item="Paper Input"\n'
        '  row item="Maintenance"\n'
        "  call open_menu()\n"
        "  check screen $item\n"
    ),
    "panel/parts/open.keys": "macro open_menu()\n  press Menu\nend\n",
    "panel/broken.keys": (
        'secret CODE = env TEAM_CODE\ncase "Nothing is there"\n  press Menu Down\n  expect screen $CODE\n'
    ),
    "panel/outside.keys": 'case "Somebody asks"\n  needs wire\n  press Menu\n',
    "test_turns.py": (
        "import panel\n"
        "\n"
        "def test_turns(play, machine, device_process, record_testsuite_property):\n"
        "    play('press Menu')\n"
        "    assert machine.display.lines[1].strip() == 'Paper Input'\n"
        "    play('panel/start.keys', 'The menu has its lists[2]', on='core')\n"
        "    record_testsuite_property('panel', panel.__file__)\n"
        "    record_testsuite_property('device', device_process.line().display().lines[0].strip())\n"
    ),
}

CODE = "topsecret1"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def done(project: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command as the team does. No other plugin of pytest is theirs, no variable of ours."""
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))
    }
    return subprocess.run(
        command,
        cwd=project,
        env=variables | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "TEAM_CODE": CODE},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_scripts_of_a_team_are_tests_of_theirs(fresh: Path, project: Path) -> None:
    ended = done(project, fresh / "bin" / "python", "-m", "pytest", "--junitxml", "report.xml")

    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "1 failed, 3 passed, 1 skipped" in ended.stdout
    document = (project / "report.xml").read_text(encoding="utf-8")
    assert junit_reader.counts(document) == {"tests": 5, "failures": 1, "errors": 0, "skipped": 1}
    found = {(case.classname, case.name): case for case in junit_reader.cases(document)}
    assert {name: case.kind for name, case in found.items()} == {
        ("panel.broken.keys", "Nothing is there"): "failure",
        ("panel.outside.keys", "Somebody asks"): "skipped",
        ("panel.start.keys", "The menu has its lists[1]"): "passed",
        ("panel.start.keys", "The menu has its lists[2]"): "passed",
        ("test_turns", "test_turns"): "passed",
    }
    failure = found["panel.broken.keys", "Nothing is there"].text
    assert failure.startswith("panel/broken.keys:4:3: expect screen $CODE\n  wanted: ")
    assert "|Menu                 2/11|" in failure
    assert failure.endswith('again:  p800 keys run panel/broken.keys --case "Nothing is there"')
    assert CODE not in document + ended.stdout


def test_what_they_test_is_the_wheel(fresh: Path, project: Path) -> None:
    done(project, fresh / "bin" / "python", "-m", "pytest", "--junitxml", "report.xml", "test_turns.py")

    root = junit_reader.read((project / "report.xml").read_text(encoding="utf-8"))
    told = {each.get("name"): each.get("value", "") for each in root.iter("property")}
    assert Path(told["panel"]).is_relative_to(fresh)
    assert told["device"] == "Ready"


def test_the_same_scripts_give_the_same_without_pytest(fresh: Path, project: Path) -> None:
    options = ("--junit", "report.xml", "--shuffle", "--seed", "7")

    ended = done(project, fresh / "bin" / "p800", "keys", "run", "panel", *options)

    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert ended.stdout.startswith("seed: 7\n")
    document = (project / "report.xml").read_text(encoding="utf-8")
    assert junit_reader.counts(document) == {"tests": 4, "failures": 1, "errors": 0, "skipped": 1}
    assert {(case.classname, case.name, case.kind) for case in junit_reader.cases(document)} == {
        ("panel.broken", "Nothing is there", "failure"),
        ("panel.outside", "Somebody asks", "skipped"),
        ("panel.start", "The menu has its lists[1]", "passed"),
        ("panel.start", "The menu has its lists[2]", "passed"),
    }
    root = junit_reader.read(document)
    told = {(each.get("name"), each.get("value")) for each in root.iter("property")}
    assert {("target", "core"), ("seed", "7")} <= told
    assert all(suite.get("timestamp") and suite.get("hostname") for suite in root)
    assert CODE not in document + ended.stdout


def test_they_choose_by_mark_and_by_name(fresh: Path, project: Path) -> None:
    python = fresh / "bin" / "python"

    marked = done(project, python, "-m", "pytest", "-m", "nightly and smoke")
    named = done(project, python, "-m", "pytest", "panel/start.keys::The menu has its lists[1]")

    assert "2 passed, 3 deselected" in marked.stdout
    assert "1 passed" in named.stdout


def test_they_had_to_ask_for_the_plugin(fresh: Path, project: Path) -> None:
    """It must not reach into every run of pytest in an environment where p800 happens to be."""
    points = run(
        *(fresh / "bin" / "python", "-c"),
        "from importlib.metadata import distribution; print([*distribution('p800-panel').entry_points])",
        cwd=project,
    )

    assert "pytest11" not in points
    assert "p800" in points
