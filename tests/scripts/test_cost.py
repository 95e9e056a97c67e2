"""What reading and playing scripts drags in."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("asyncio", "socket", "threading", "sqlite3", "textual", "aiohttp", "serial", "difflib")


def imported_with(*modules: str) -> set[str]:
    """Every module that a fresh interpreter has loaded after importing these, and had not before."""
    program = (
        "import sys; before = set(sys.modules)\n"
        f"import {', '.join(modules)}\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_reading_and_playing_a_script_needs_nothing_heavy() -> None:
    loaded = imported_with(
        "panel.scripts.loading", "panel.scripts.runner", "panel.scripts.report", "panel.scripts.batch"
    )

    assert "panel.scripts.runner" in loaded
    assert not {name.split(".")[0] for name in loaded} & set(HEAVY)


def test_reading_a_script_does_not_load_what_plays_it() -> None:
    loaded = imported_with("panel.scripts.loading")

    assert not {name for name in loaded if name.startswith("device.")}
    assert "panel.scripts.runner" not in loaded
