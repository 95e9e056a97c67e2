"""How long pytest takes for a thousand small cases without logins, in one process and in two.

They are in ten files of fifty cases and a table of fifty rows. The aim is under 20 s on two cores. Beside it
stands what pytest itself takes for as many empty tests in Python. Printed, never asserted.
Run: python -m benchmarks.suite
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

FILES = 10
CASES = 50
ROWS = 50

#: Some lists of the menu, for cases that are not all alike.
WALKS = (
    'press Menu Down*3\ncheck no screen "Ready"',
    'press Menu\nselect "Host Interface" > "Network"\ncheck screen "Network"',
    'press Menu\nselect "Host Interface" > "Network" > "Permit SSL/TLS Comm."\nexpect no screen "Ready"',
    'press Menu OK Down Escape\nadvance 5s\ncheck line 1 "Menu"',
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        scripts, empty = Path(folder, "scripts"), Path(folder, "empty")
        for place in (scripts, empty):
            place.mkdir()
            (place / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        for number in range(FILES):
            (scripts / f"{number:02}.keys").write_text("\n".join(lines()), encoding="utf-8")
        count = FILES * (CASES + ROWS)
        (empty / "test_empty.py").write_text(
            f"import pytest\n@pytest.mark.parametrize('n', range({count}))\ndef test_it(n):\n    pass\n",
            encoding="utf-8",
        )
        print(f"{count} cases, {os.cpu_count()} cores")
        for processes in (0, 2):
            print(f"  -n {processes}                {run(scripts, processes)}")
            print(f"  -n {processes}, empty tests   {run(empty, processes)}")


def lines() -> Iterator[str]:
    """A file of script."""
    for number in range(CASES):
        yield f'case "Case {number}" tags smoke'
        yield WALKS[number % len(WALKS)]
    yield 'case "Table" tags table'
    for number in range(ROWS):
        yield f'row title="Paper Input" number="{number}"'
    yield "press Menu\nexpect screen $title"


def run(folder: Path, processes: int) -> str:
    """How long pytest takes, from its start to its end: by the clock, and of all processors together."""
    plugins = ("no:cacheprovider", "xdist", "panel.scripts.pytest_plugin")
    words = (
        *(word for plugin in plugins for word in ("-p", plugin)),
        "-q",
        "-n",
        str(processes),
        str(folder),
    )
    # Only what such a suite needs: our own tests have further plugins, which take their time to start.
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    started, worked = time.perf_counter(), _worked()
    subprocess.run(
        [sys.executable, "-m", "pytest", *words],
        cwd=folder,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return f"{time.perf_counter() - started:6.2f} s  ({_worked() - worked:5.2f} s of work)"


def _worked() -> float:
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    main()
