"""The terminal face on a real pseudo-terminal, on a running device: first paint, key to changed display.

Printed, never asserted. The panel is known to draw within 0.4 s, and a key to lead to a changed display
within 5 ms in the median and 10 ms in 95 of 100, on two idle cores. All keys but Escape: terminals hold it
back. The time ends when the bytes of the changed line have been read.
Run: python -m benchmarks.face
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from device.clock import VirtualClock
from device.console import Display
from device.keep import MemoryKeep
from device.machine import Machine
from panel.app.glass import changed, runs
from panel.front import Front
from panel.keymap import load
from panel.keys import Key
from tests.panel.pty_screen import SENT, PtyScreen

STARTS = 20
ROUNDS = 10
#: Seconds in which a display has to change.
PATIENCE = 5.0

#: Keys from the rest screen and back to it, each of which changes the display; no secret is entered.
WALK = [
    *(Key.MENU, Key.DOWN, Key.DOWN, Key.DOWN, Key.DOWN, Key.OK, Key.DOWN, Key.UP, Key.MENU, Key.UP, Key.DOWN),
    *(Key.SELECT3, Key.SELECT1, Key.OK, Key.RIGHT, Key.OK, Key.DOWN, Key.LEFT, Key.OK),
    *(Key.SELECT2, Key.OK, Key.SELECT1, Key.SELECT1, Key.SELECT2, Key.RIGHT),
    *(Key.SWITCH_FUNCTIONS, Key.SELECT1, Key.MENU, Key.SWITCH_FUNCTIONS),
]


@contextmanager
def device() -> Iterator[str]:
    """A device process; its socket."""
    words = [sys.executable, "-m", "panel", "device", "--ephemeral"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["socket"]
        finally:
            process.terminate()


def face(socket: str) -> PtyScreen:
    return PtyScreen([sys.executable, "-m", "panel", "--socket", socket])


def first_paint(socket: str) -> float:
    """Seconds from the start of the process until the terminal has the display."""
    start = time.perf_counter()
    with face(socket) as screen:
        came(screen, b"Prt.Jobs", 0)
        return time.perf_counter() - start


def awaited(before: Display, after: Display) -> bytes:
    """Something that the terminal gets only when the display has changed: the longest run of a new line."""
    new = [run.text for line in changed(before, after) for run in runs(after, line)]
    return max(new, key=len).encode() if new else b""


def expected() -> list[tuple[Key, bytes]]:
    """The keys of the walk, each with what it makes the terminal get, found out on a machine in process."""
    front = Front(Machine(VirtualClock(), MemoryKeep(), os.urandom))
    steps = []
    for key in WALK:
        before = front.display
        front.press(key)
        if wanted := awaited(before, front.display):
            steps.append((key, wanted))
        else:
            print(f"  {key.value} changes nothing here: {front.display.lines}")
    return steps


def key_to_display(socket: str) -> list[float]:
    """Seconds from each key's byte until the last byte of the changed line has been read."""
    keymap, steps = load("default"), expected()
    found = []
    with face(socket) as screen:
        screen.until("Prt.Jobs")
        for _ in range(ROUNDS):
            for key, wanted in steps:
                terminal = keymap.terminal_keys(key)[0]
                quiet(screen)
                begin, start = len(screen.written), time.perf_counter()
                screen.send(SENT.get(terminal) or terminal.encode())
                came(screen, wanted, begin)
                found.append(time.perf_counter() - start)
    return found


def quiet(screen: PtyScreen) -> None:
    """Wait until the key's light has gone out and nothing more comes, as between a person's keys."""
    while screen.take(0.2):
        pass


def came(screen: PtyScreen, wanted: bytes, begin: int) -> None:
    """Wait for bytes after the first `begin`, without taking the time to draw them."""
    while wanted not in screen.written[begin:]:
        if not screen.take(PATIENCE):
            raise SystemExit(f"{wanted!r} never came; the last that came is {bytes(screen.written[-200:])!r}")


def told(name: str, seconds: list[float]) -> None:
    parts = statistics.quantiles(seconds, n=100, method="inclusive")
    print(
        f"{name}: median {parts[49] * 1e3:.1f} ms, 95 % {parts[94] * 1e3:.1f} ms,"
        f" most {max(seconds) * 1e3:.1f} ms, of {len(seconds)}"
    )


def main() -> None:
    with device() as socket:
        told("start to first paint", [first_paint(socket) for _ in range(STARTS)])
        told("key to changed display", key_to_display(socket))


if __name__ == "__main__":
    main()
