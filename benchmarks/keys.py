"""How many keys go through the script engine a second, on the machine in this process.

A case is played as `p800 keys run` plays it: each stroke of a press step is a request, then the display is
drawn and looked at. The audit is on, two listeners hear every Changed, and the administrator has logged in
before the clock starts. The aim is 100,000 a second, for walking the menu and for entering characters; and
1,000 through the terminal face (`--target app`), which draws what it shows.
Printed, never asserted. Run: python -m benchmarks.keys
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from device.keep import Changed
from panel.menu import Menu
from panel.menus import MENU
from panel.scripts.app_stage import open_app
from panel.scripts.cases import items
from panel.scripts.core import CoreStage, open_core
from panel.scripts.loading import loads
from panel.scripts.outcome import Passed
from panel.scripts.report import told
from panel.scripts.runner import play

LOG_IN = 'press Menu [Login] [Enter]\ntype "admin"\npress [Accept] [Enter] [Accept]\n'


def through_every_submenu() -> str:
    """Down to each submenu of the menu, into it, along all of its items and back, and out again."""
    lines = []
    for number, item in enumerate(MENU.items):
        if isinstance(item, Menu):
            down = f"Down*{number} " if number else ""
            along = len(item.items) - 1
            lines.append(f"press Menu {down}OK Down*{along or 1} Up*{along or 1} Escape\n")
    return "".join(lines)


DRIVER_KEY_ENTRY = (
    'press Menu\nselect "Security Options" > "Extended Security" > "Driver Encryption Key"\npress [Enter]\n'
)

WALKING = {
    "along a list, 100 items a stroke": "press Menu\npress Down*100 Up*100\n",
    "through every submenu": through_every_submenu(),
    "one item a step": "press Menu\n" + "press Down\n" * 100,
    "select, by reading the lists": (
        'press Menu\nselect "Host Interface" > "Network"\npress Menu\n'
        'select "Security Options" > "Extended Security"\n'
    ),
    "a choice changed, kept, audited, heard": (
        'press Menu\nselect "Host Interface" > "Network" > "Permit SSL/TLS Comm."\npress Down OK\n'
    ),
}

ENTERING = {
    "arrows held, 20 characters a stroke": DRIVER_KEY_ENTRY
    + "press Right*20 OK*4 Left*20 OK*4 Select1*8\n" * 40,
    "arrows to each character, and OK": (
        DRIVER_KEY_ENTRY
        + "press Right*7 OK Left*5 OK Down OK Right*9 OK Left*6 OK Up Right*3 OK Select1*6\n" * 40
    ),
    "type, by looking": DRIVER_KEY_ENTRY + 'type "abcdefghijklmnopqrstuvwxyzABC789"\npress Select1*32\n' * 20,
    "type a key twice, kept": (
        DRIVER_KEY_ENTRY
        + 'type "Printer2026abcXYZ"\npress [Accept] [Enter]\ntype "Printer2026abcXYZ"\npress [Accept]\n'
    ),
}

#: So long is each measured, in seconds, and so often; the best counts.
SECONDS = 0.3
TIMES = 5


def rate(stage: CoreStage, text: str) -> tuple[float, int]:
    """Keys a second, the best of TIMES, and how many Changed each listener heard meanwhile."""
    played(stage, LOG_IN)
    first: list[Changed] = []
    second: list[str] = []
    stage.machine.audit.listen(first.append)
    stage.machine.audit.listen(lambda change: second.append(change.subject))
    best = max(measured(stage, text) for _ in range(TIMES))
    assert len(first) == len(second)
    return best, len(first)


def measured(stage: CoreStage, text: str) -> float:
    item = items(loads(text))[0]
    keys = 0
    started = time.perf_counter()
    while time.perf_counter() - started < SECONDS:
        outcome = play(item, stage)
        assert isinstance(outcome, Passed), told(item, outcome)
        keys += outcome.keys
    return keys / (time.perf_counter() - started)


def played(stage: CoreStage, text: str) -> None:
    item = items(loads(text))[0]
    outcome = play(item, stage)
    assert isinstance(outcome, Passed), told(item, outcome)


def show(title: str, target: Callable[[], AbstractContextManager[CoreStage]], texts: dict[str, str]) -> None:
    print(title)
    for name, text in texts.items():
        with target() as stage:
            keys, changes = rate(stage, text)
        heard = f"  ({changes} changes heard)" if changes else ""
        print(f"  {name:<38} {keys:10,.0f} keys/s{heard}")


def main() -> None:
    show("menu walking", open_core, WALKING)
    show("character entry", open_core, ENTERING)
    show("through the terminal face", open_app, WALKING | ENTERING)


if __name__ == "__main__":
    main()
