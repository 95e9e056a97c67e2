"""A device in a process of its own for as long as a test needs it, on virtual time and ports of its own.

What it tells on standard error is kept for whoever wants to know why it did not start.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

import panel
from panel.line import Line

#: Seconds that a device has to start, and to stop when it is asked to.
PATIENCE = 60.0

#: The start of the command line; -P: a folder `panel` where the tests run must not be taken for this one.
COMMAND = (sys.executable, "-P", "-m", "panel", "device")


class NotStarted(Exception):
    """The device did not start. Its text has what it said."""


class DeviceProcess:
    """A running device: its process, its ready line, its socket."""

    def __init__(self, process: subprocess.Popen[str], ready: Mapping[str, Any], lines: ExitStack) -> None:
        self.process = process
        #: What it said when it was ready: version, pid, state, socket, services.
        self.ready = ready
        self._lines = lines

    @property
    def socket(self) -> Path:
        """Its control socket."""
        return Path(self.ready["socket"])

    @property
    def target(self) -> str:
        """What scripts call it: `socket:PATH`."""
        return f"socket:{self.socket}"

    def line(self, *, face: str = "link", local: bool = False) -> Line:
        """A connection to it, closed at the end.

        `face`: the word for the audit; `local`: as somebody who stands at the panel.
        """
        return self._lines.enter_context(Line(self.socket, face=face, local=local))


@contextmanager
def running_device(folder: Path, *words: str) -> Iterator[DeviceProcess]:
    """Start a device that keeps nothing, with its state in that folder; stop it at the end.

    `words` are further words of its command line. Raises NotStarted.
    """
    options = ("--ephemeral", "--port-base", "free", "--clock", "virtual", "--state", str(folder / "state"))
    with ExitStack() as lines, (folder / "errors.txt").open("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            (*COMMAND, *options, *words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=_environment(),
        )
        lines.callback(_stop, process)
        yield DeviceProcess(process, _ready(process, errors), lines)


def _environment() -> dict[str, str]:
    """That of the tests, with the way to the p800 that they use."""
    ways = (str(Path(panel.__file__).parents[1]), os.environ.get("PYTHONPATH", ""))
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, ways))}


def _ready(process: subprocess.Popen[str], errors: IO[str]) -> Mapping[str, Any]:
    assert process.stdout is not None  # it was asked for
    can_be_read, _, _ = select.select([process.stdout], [], [], PATIENCE)
    line = process.stdout.readline() if can_be_read else ""
    if not line:
        errors.seek(0)
        raise NotStarted(errors.read().strip() or f"the device said nothing within {PATIENCE:g} s")
    ready: Mapping[str, Any] = json.loads(line)
    return ready


def _stop(process: subprocess.Popen[str]) -> None:
    """Stop it by its own handle, and wait for its end."""
    process.terminate()
    try:
        process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
