"""What is built from the checkout: the wheel that people install, and the archive of the sources.

Built once, so the whole file runs in one test process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from device import __version__

pytestmark = pytest.mark.xdist_group("packaging")

ROOT = Path(__file__).parents[1]


def run(*command: str | Path, cwd: Path) -> str:
    """Give what a command prints; its errors are the test's."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def is_ours(name: str) -> bool:
    """Say whether a file of the checkout belongs into a distribution."""
    return "__pycache__" not in name and not name.endswith(".pyc")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        folder,
        ".",
        cwd=ROOT,
    )
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def contents(wheel: Path) -> frozenset[str]:
    with ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


@pytest.fixture(scope="module")
def fresh(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it. Its dependencies are lent by this one, so no registry is asked."""
    folder = tmp_path_factory.mktemp("fresh")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    python = folder / "bin" / "python"
    run(
        *(sys.executable, "-m", "pip", "--python", python),
        *("install", "-q", "--no-deps", "--no-index", wheel),
        cwd=folder,
    )
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    Path(packages, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def files_below(folder: str) -> Iterator[str]:
    below = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    yield from filter(is_ours, (path.relative_to(ROOT).as_posix() for path in below))


def test_the_wheel_holds_panel_and_device_and_nothing_else_at_the_top(contents: frozenset[str]) -> None:
    tops = {name.split("/")[0] for name in contents}

    assert tops == {"panel", "device", f"p800_panel-{__version__}.dist-info"}


def test_the_wheel_holds_every_module_and_the_marker_of_types(contents: frozenset[str]) -> None:
    expected = {*files_below("panel"), *files_below("device")}

    assert expected <= contents
    assert {"panel/py.typed", "device/py.typed"} <= contents


def test_the_wheel_carries_the_keymaps_inside_the_panel(contents: frozenset[str]) -> None:
    expected = {f"panel/{name}" for name in files_below("keymaps")}

    assert "panel/keymaps/default.toml" in expected
    assert expected <= contents


def test_the_archive_of_the_sources_holds_tests_docs_and_examples(tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", tmp_path, cwd=ROOT)
    (built,) = tmp_path.iterdir()
    with tarfile.open(built) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    for folder in ("panel", "device", "keymaps", "tests", "docs", "examples"):
        assert set(files_below(folder)) <= names
    assert {"README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "pyproject.toml"} <= names


def test_the_installed_command_tells_its_version(fresh: Path, tmp_path: Path) -> None:
    assert __version__ in run(fresh / "bin" / "p800", "--version", cwd=tmp_path)


def test_the_installed_panel_is_the_one_from_the_wheel(fresh: Path, tmp_path: Path) -> None:
    where = run(fresh / "bin" / "python", "-c", "import panel, device; print(panel.__file__)", cwd=tmp_path)

    assert Path(where).is_relative_to(fresh)


def test_the_installed_command_finds_its_keymaps(fresh: Path, tmp_path: Path) -> None:
    assert run(fresh / "bin" / "p800", "keymaps", "check", cwd=tmp_path)


def test_each_dependency_stands_below_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    lines = [line.strip() for line in text.splitlines()]

    for requirement in (*project["dependencies"], *project["optional-dependencies"]["dev"]):
        above = lines[lines.index(f'"{requirement}",') - 1]

        assert above.startswith("# "), requirement
