"""Imports: every module stands on a floor, comes in first without help, and does nothing but come in.

Which floor may import which is checked by import-linter (`make check`); here is what it cannot see: that no
room was forgotten in its lists, and what really gets loaded.
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]

#: The edge of the house: what opens connections, starts threads, asks the real clock, keeps files or draws.
EDGE = (
    *("panel.__main__", "panel.cli", "panel.commands", "panel.whereabouts", "panel.scripts.command"),
    *("panel.scripts.pytest_plugin", "panel.scripts.targets", "panel.scripts.app_stage"),
    "panel.scripts.suite",
    *("panel.scripts.socket_stage", "panel.scripts.readying", "panel.scripts.reaching", "panel.prompts"),
    *("panel.scripts.running", "panel.scripts.tools", "panel.scripts.picturing"),
    *(
        "panel.app",
        "panel.plain",
        "panel.serial",
        "panel.recorded",
        "panel.attach",
        "panel.line",
        "panel.host",
    ),
    *("device.power", "device.services", "device.realtime", "device.nvram"),
    *("device.tls.legacy", "device.tls.openssl", "device.tls.transport", "device.tls.listener"),
    *("device.web.server", "device.web.addresses", "device.web.configuring", "device.web.entering"),
    *("device.web.home", "device.web.rendering", "device.web.visits"),
)

#: What a keystroke script on the machine in process must not pay for.
HEAVY = ("aiohttp", "asyncio", "sqlite3", "textual")

#: Imports one module after another, each as if it were the first, and tells what happened besides.
FIRST = """
import importlib, json, sys, threading
failed = {}
for name in json.load(sys.stdin):
    for loaded in [each for each in sys.modules if each.partition(".")[0] in ("panel", "device")]:
        del sys.modules[loaded]
    try:
        importlib.import_module(name)
    except Exception as error:
        failed[name] = repr(error)
print(json.dumps([failed, [each.name for each in threading.enumerate()]]))
"""


def modules() -> list[str]:
    """Give the dotted name of every module of the house; a package goes by its folder's name."""
    paths = (path.relative_to(ROOT) for top in ("device", "panel") for path in (ROOT / top).rglob("*.py"))
    names = (".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in paths)
    return sorted(names)


@cache
def contracts() -> list[dict[str, Any]]:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    return list(linter["contracts"])


@cache
def floors() -> list[str]:
    """Give every room that the contract of the floors names."""
    (layers,) = (contract["layers"] for contract in contracts() if contract["type"] == "layers")
    return [room for layer in layers for room in re.findall(r"[\w.]+", layer)]


@cache
def pure() -> list[str]:
    """Give the rooms that the contract of purity names."""
    (rooms,) = (each["source_modules"] for each in contracts() if each["name"].startswith("pure inside"))
    return list(rooms)


def is_in(module: str, rooms: list[str] | tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


def is_stairs(module: str) -> bool:
    """Say whether a package only holds rooms that stand on floors of their own."""
    return any(room.startswith(f"{module}.") for room in floors())


def imported_at_once(script: str) -> set[str]:
    """Give the names of all modules loaded after a few lines of Python in a fresh process."""
    tell = "import json, sys; print(json.dumps(list(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{script}\n{tell}"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("module", modules())
def test_every_module_stands_on_a_floor(module: str) -> None:
    """A new module goes into the layers of pyproject.toml in the same change."""
    assert is_in(module, floors()) or is_stairs(module)


@pytest.mark.parametrize("module", modules())
def test_every_module_is_pure_or_known_to_be_at_the_edge(module: str) -> None:
    assert is_in(module, pure()) or is_in(module, EDGE) or is_stairs(module)


@pytest.mark.parametrize("package", [module for module in modules() if is_stairs(module)])
def test_a_package_with_rooms_on_several_floors_imports_none_of_them(package: str) -> None:
    """Otherwise a room on a low floor would bring in the whole house with its package."""
    text = ROOT.joinpath(*package.split("."), "__init__.py").read_text(encoding="utf-8")

    imports = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert [line for line in imports if line != "from device import __version__"] == []


def test_any_module_can_be_the_first_that_is_imported_and_starts_no_thread() -> None:
    names = [module for module in modules() if not module.endswith("__main__")]

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FIRST],
        input=json.dumps(names),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout) == [{}, ["MainThread"]]


def test_a_script_in_process_loads_no_event_loop_database_or_terminal() -> None:
    loaded = imported_at_once("import panel.scripts.batch, panel.scripts.core")

    assert "panel.scripts.runner" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_command_loads_its_faces_only_when_they_are_asked_for() -> None:
    loaded = imported_at_once("import panel.cli")

    assert loaded.isdisjoint(HEAVY)
