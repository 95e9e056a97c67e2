"""Nothing on the device's loop computes long, whatever is asked over the link.

Computing is measured as the processor time of the loop's thread between two turns of the loop, so that a busy
computer does not count. That a thread does not hold the loop up is seen by the turns it makes meanwhile.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from device.audit import Deed
from device.keep import Sealed
from device.people.edits import Edit
from device.roles import MACHINE_ITSELF
from panel.keys import Key
from panel.line import Line
from panel.link import MOST_KEYS, MOST_PARTS, MOST_ROWS, REQUEST_LIMIT, Failure, pieces
from tests.panel.hosted import Hosted, hosted

#: Seconds that one turn of the loop may compute: the promise, proved on a quiet machine, and what a test
#: among others tolerates. Hashing one password, making a key or counting pages takes longer than either.
PROMISED = 0.005
TOLERATED = 0.02


@pytest.fixture(params=[TOLERATED, pytest.param(PROMISED, marks=pytest.mark.prove)])
def longest(request: pytest.FixtureRequest) -> float:
    """What one turn may take."""
    seconds: float = request.param
    return seconds


@dataclass
class Turns:
    """The turns of a loop while something happened."""

    count: int = 0
    longest: float = 0.0


@contextmanager
def measured(device: Hosted) -> Iterator[Turns]:
    """Count the turns of the host's loop while the block runs."""
    turns, is_over = Turns(), False

    async def turn() -> None:
        before = time.thread_time()
        while not is_over:
            await asyncio.sleep(0)
            now = time.thread_time()
            turns.count += 1
            turns.longest = max(turns.longest, now - before)
            before = now

    turning = asyncio.run_coroutine_threadsafe(turn(), device.loop)
    try:
        yield turns
    finally:
        is_over = True
        turning.result(30)


def longest_turn(device: Hosted, ask: Callable[[], object]) -> float:
    """Give the longest turn while this is asked, in the best of three times: the rest is the computer's."""
    found = []
    for _ in range(3):
        with measured(device) as turns:
            ask()
        found.append(turns.longest)
    return min(found)


@pytest.fixture
def device() -> Iterator[Hosted]:
    interval = sys.getswitchinterval()
    with hosted() as running:
        # As the device process does, in `commands.device`.
        sys.setswitchinterval(0.001)
        gc.collect()
        gc.freeze()
        try:
            yield running
        finally:
            gc.unfreeze()
            sys.setswitchinterval(interval)


def give_password(device: Hosted) -> None:
    def give() -> None:
        people, works = device.machine.people, device.host.house.power.works
        proposal = people.propose("administrator-1", Edit(password=Sealed("pass-4U")), MACHINE_ITSELF)
        people.settle(proposal, [works[type(each)](each) for each in proposal.errands])

    device.on_loop(give)


def test_the_loop_turns_while_real_passwords_are_checked_and_derived(device: Hosted, longest: float) -> None:
    give_password(device)
    with device.line() as line:

        def log_in_and_add() -> None:
            line.ask("login", name="admin", password="pass-4U")
            line.ask("edit_account", account="user-1", name="mia", password="pass-4U-and-more")

        with measured(device) as turns:
            log_in_and_add()

        # Argon2id alone takes tens of milliseconds, twice.
        assert turns.count > 200
        assert longest_turn(device, log_in_and_add) < longest


def test_nothing_that_a_face_asks_for_keeps_the_loop_busy(device: Hosted, longest: float) -> None:
    with device.line() as line:
        line.ask("login", name="admin", password="")
        for number in range(20):
            line.ask("edit_account", account="user", name=f"user-{number}-name")
        device.on_loop(lambda: write_rows(device, 2 * MOST_ROWS))
        line.ask("export", secrets=True)
        start_state = "".join(event.fields["text"] for event in line.events)
        asked: dict[str, Callable[[], object]] = {
            "press": lambda: line.press(*[Key.MENU, Key.DOWN] * (MOST_KEYS // 2)),
            "list": lambda: line.ask("list"),
            "people": lambda: line.ask("people"),
            "audit": lambda: line.ask("audit", limit=MOST_ROWS),
            "export": lambda: line.ask("export", secrets=True),
            "import": lambda: hand_in(line, start_state),
        }

        turns = {name: longest_turn(device, ask) for name, ask in asked.items()}

    assert [name for name, seconds in turns.items() if seconds > longest] == []


def write_rows(device: Hosted, count: int) -> None:
    for number in range(count):
        device.machine.audit.note(MACHINE_ITSELF, Deed.DID, "nothing", f"for the {number}th time")


def hand_in(line: Line, text: str) -> None:
    *firsts, last = pieces(text)
    for piece in firsts:
        line.ask("import", text=piece, more=True)
    line.ask("import", text=last)


@pytest.mark.parametrize(
    "line",
    [
        b"x" * 30 * REQUEST_LIMIT,
        b"[" * MOST_PARTS,
        b'{"id":1,"op":"x","a":[' + b"{}," * (MOST_PARTS // 2 - 10) + b"{}]}",
        b'{"id":1,"op":"login","password":"","name":"' + b"x" * (REQUEST_LIMIT - 100) + b'"}',
        b'{"id":1,"op":"login","password":"","name":"' + b"\\u00e9" * (REQUEST_LIMIT // 6 - 100) + b'"}',
        b"\n" * 30 * REQUEST_LIMIT,
    ],
    ids=["endless", "nested", "objects", "long name", "escapes", "empty lines"],
)
def test_no_line_keeps_the_loop_busy(device: Hosted, line: bytes, longest: float) -> None:
    with device.raw() as raw:
        raw.reply()

        def ask() -> None:
            raw.send(line + b'\n{"id":2,"op":"screen"}\n')
            while isinstance(raw.reply(), Failure):
                pass

        assert longest_turn(device, ask) < longest
