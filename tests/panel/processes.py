"""Programs of p800 as people run them: in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

#: Seconds after which a program counts as hanging.
PATIENCE = 60.0


def environment(**more: str) -> dict[str, str]:
    """The environment of the tests, with the way to this very p800."""
    return os.environ | {"PYTHONPATH": str(ROOT)} | more


def p800(
    *words: str, piped: str = "", cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "panel", *words],
        input=piped,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=environment(**variables),
        cwd=cwd,
        check=False,
    )


@dataclass
class Running:
    """A device process and what its ready line said."""

    process: subprocess.Popen[str]
    ready: dict[str, Any]

    @property
    def socket(self) -> Path:
        return Path(self.ready["socket"])

    def ended(self) -> tuple[int, str]:
        """Wait for its end: exit code and standard error."""
        _, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, errors


@contextmanager
def device(*words: str, command: Sequence[str] = ()) -> Iterator[Running]:
    """A device process that is ready; stopped at the end if it still runs."""
    process = subprocess.Popen(
        command or [sys.executable, "-W", "error", "-m", "panel", "device", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout is not None
    try:
        ready = process.stdout.readline()
        assert ready, process.communicate()[1]
        yield Running(process, json.loads(ready))
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=PATIENCE)
