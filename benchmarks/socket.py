"""How many keys a second go through the script engine to a device in a process of its own.

The device is started with the virtual clock; a case is played on its control socket as `p800 keys run` plays
it. Strokes of many keys go out together, a key a step waits for its display each time. The aim is 3,000 a
second. Printed, never asserted. Run: python -m benchmarks.socket
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.keys import WALKING
from panel.scripts.cases import items
from panel.scripts.loading import loads
from panel.scripts.outcome import Passed
from panel.scripts.report import told
from panel.scripts.runner import play
from panel.scripts.socket_stage import Device
from panel.scripts.stage import Stage

#: So long is each measured, in seconds, and so often; the best counts.
SECONDS = 0.5
TIMES = 5


@contextmanager
def device() -> Iterator[str]:
    """A device process; its socket."""
    words = [sys.executable, "-m", "panel", "device", "--ephemeral", "--clock", "virtual"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["socket"]
        finally:
            process.terminate()


def measured(stage: Stage, text: str) -> float:
    item = items(loads(text))[0]
    keys = 0
    started = time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        outcome = play(item, stage)
        assert isinstance(outcome, Passed), told(item, outcome)
        keys += outcome.keys
    return keys / (time.perf_counter() - started)


def main() -> None:
    with device() as socket, Device(socket)() as stage:
        for name in ("along a list, 100 items a stroke", "through every submenu", "one item a step"):
            best = max(measured(stage, WALKING[name]) for _ in range(TIMES))
            print(f"  {name:<38} {best:10,.0f} keys/s")


if __name__ == "__main__":
    main()
