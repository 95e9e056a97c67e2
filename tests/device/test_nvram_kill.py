"""Kill -9 in a stream of changes: what was acknowledged is there, and no change is there by half."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from device.nvram import DATABASE, SqliteKeep
from tests.device.kill_writer import kept

ROOT = Path(__file__).parents[2]
#: Seconds in which a writer has said something or is broken.
PATIENCE = 60


def start(state: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.device.kill_writer", str(state), *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, bufsize=0)


def listen(writer: subprocess.Popen[bytes], lines: int, moment: float) -> bytes:
    """What the writer says: so many lines, and one more if it comes within a moment (seconds)."""
    assert writer.stdout is not None
    said = b""
    while said.count(b"\n") < lines and select.select([writer.stdout], [], [], PATIENCE)[0]:
        said += os.read(writer.stdout.fileno(), 4096)
    select.select([writer.stdout], [], [], moment)
    return said


def acknowledged(said: bytes) -> int:
    """The last number of which the whole line came."""
    whole = said.rpartition(b"\n")[0].split()
    return int(whole[-1]) if whole else 0


def killed_from_outside(state: Path, lines: int, moment: float) -> int:
    """Kill a writer at a moment it knows nothing of; returns what it had acknowledged."""
    with start(state) as writer:
        said = listen(writer, lines, moment)
        writer.kill()
        assert writer.stdout is not None
        said += writer.stdout.read()
    assert writer.returncode == -signal.SIGKILL
    return acknowledged(said)


def killed_in_a_commit(state: Path, commits: int) -> int:
    """Let a writer end with all of a change written but its commit; returns what it had acknowledged."""
    with start(state, str(commits)) as writer:
        assert writer.stdout is not None
        said = writer.stdout.read()
    assert writer.returncode == -signal.SIGKILL
    return acknowledged(said)


def survive(state: Path, kills: int, seed: int) -> int:
    """Kill so many writers of one state, each going on where the one before was; returns the last change."""
    dice = Random(seed)
    before = 0
    for kill in range(kills):
        if kill % 4 == 3:
            told = killed_in_a_commit(state, dice.randint(1, 30))
        else:
            told = killed_from_outside(state, dice.randint(1, 40), dice.uniform(0, 0.002))
        # Every other time the next writer is the one that finds the state as the kill left it.
        if kill % 2 == 0:
            before = max(before, told)
            continue
        with SqliteKeep(state, os.urandom) as keep:
            found = kept(keep)
        assert found >= max(before, told)
        # Each of the two kills may have come between a commit and its acknowledgement.
        assert found <= max(before, told) + 2
        before = found
    return before


def killed_at_birth(folder: Path, kills: int, seed: int) -> list[bool]:
    """Kill so many writers while they make a new state, and start each again; says which had a database."""
    dice = Random(seed)
    moments = [0.0, *(dice.uniform(0, 0.03) for _ in range(kills - 2)), PATIENCE]
    born = []
    for kill, moment in enumerate(moments):
        state = folder / str(kill)
        told = killed_from_outside(state, 1, moment)
        born.append((state / DATABASE).exists())
        with SqliteKeep(state, os.urandom) as keep:
            assert kept(keep) >= told
    return born


def test_a_killed_device_has_kept_what_it_acknowledged_and_nothing_by_half(tmp_path: Path) -> None:
    assert survive(tmp_path / "state", 8, seed=1) > 8


def test_a_device_killed_at_its_first_start_starts_the_next_time(tmp_path: Path) -> None:
    assert len(killed_at_birth(tmp_path, 4, seed=2)) == 4


@pytest.mark.prove
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    assert survive(tmp_path / "state", 200, seed=3) > 200


@pytest.mark.prove
def test_fifty_kills_at_the_first_start_leave_states_that_start(tmp_path: Path) -> None:
    born = killed_at_birth(tmp_path, 50, seed=4)

    assert len(born) == 50
    assert any(born)
    assert not all(born)
