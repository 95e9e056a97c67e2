"""Random damage to the files of a state is refused in words, or heals; no other error, no wrong value."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from device.nvram import DATABASE, KEY, SqliteKeep, StateError
from tests.device.kill_writer import change, kept

#: Changes that the damaged state held, and those of them that were still in the log when the power went.
CHANGES, IN_THE_LOG = 40, 12

Damage = Callable[[bytearray, Random], None]


def flip_a_bit(content: bytearray, dice: Random) -> None:
    content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)


def overwrite_a_stretch(content: bytearray, dice: Random) -> None:
    at = dice.randrange(len(content))
    length = min(dice.choice([1, 16, 512, 4096]), len(content) - at)
    content[at : at + length] = dice.randbytes(length)


def blank_a_stretch(content: bytearray, dice: Random) -> None:
    at = dice.randrange(len(content))
    length = min(dice.choice([16, 512, 4096]), len(content) - at)
    content[at : at + length] = bytes(length)


def cut(content: bytearray, dice: Random) -> None:
    del content[dice.randrange(len(content)) :]


def swap_pages(content: bytearray, dice: Random) -> None:
    one, other = (dice.randrange(max(1, len(content) // 4096)) * 4096 for _ in range(2))
    page = content[one : one + 4096]
    content[one : one + 4096] = content[other : other + 4096]
    content[other : other + 4096] = page


def lengthen(content: bytearray, dice: Random) -> None:
    content += dice.randbytes(dice.randint(1, 5000))


DAMAGES: list[Damage] = [flip_a_bit, overwrite_a_stretch, blank_a_stretch, cut, swap_pages, lengthen]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a device that lost its power: a database, a log with its newest changes, a key."""
    folder = tmp_path_factory.mktemp("whole")
    running, copy = folder / "running", folder / "copy"
    with SqliteKeep(running, os.urandom) as keep:
        for number in range(1, CHANGES - IN_THE_LOG + 1):
            change(keep, number)
    with SqliteKeep(running, os.urandom) as keep:
        for number in range(CHANGES - IN_THE_LOG + 1, CHANGES + 1):
            change(keep, number)
        shutil.copytree(running, copy)
    return copy


def found(state: Path) -> int | None:
    """The change that the state is at, whole; None when it is refused in words."""
    try:
        with SqliteKeep(state, os.urandom) as keep:
            return kept(keep)
    except StateError as error:
        said = str(error)
    assert said.startswith(str(state))
    assert "--new-state" in said
    return None


def after_damage(whole: Path, folder: Path, name: str, times: int, seed: int) -> list[int | None]:
    """What is found after damage to the file of that name, for each of so many."""
    dice = Random(seed)
    results = []
    for time in range(times):
        state = folder / str(time)
        shutil.copytree(whole, state)
        content = bytearray((state / name).read_bytes())
        dice.choice(DAMAGES)(content, dice)
        (state / name).write_bytes(content)
        results.append(found(state))
        shutil.rmtree(state)
    return results


def check_database(whole: Path, folder: Path, times: int, seed: int) -> None:
    results = after_damage(whole, folder, DATABASE, times, seed)

    # Damage may hit what the log writes anew, or nothing that counts; every change is there then.
    assert set(results) <= {CHANGES, None}
    assert None in results


def check_key(whole: Path, folder: Path, times: int, seed: int) -> None:
    results = after_damage(whole, folder, KEY, times, seed)

    assert results.count(CHANGES) < times
    assert set(results) <= {CHANGES, None}


def check_log(whole: Path, folder: Path, times: int, seed: int) -> None:
    results = after_damage(whole, folder, f"{DATABASE}-wal", times, seed)

    # The log is believed up to the first place that is wrong: an earlier moment, and a whole one.
    assert set(results) <= {None, *range(CHANGES - IN_THE_LOG, CHANGES + 1)}
    assert len(set(results)) > 2


def test_a_state_without_damage_is_at_its_last_change(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole, tmp_path / "state")

    assert found(tmp_path / "state") == CHANGES


def test_a_damaged_database_is_refused_or_healthy(whole: Path, tmp_path: Path) -> None:
    check_database(whole, tmp_path, 150, seed=1)


def test_a_damaged_key_is_refused(whole: Path, tmp_path: Path) -> None:
    check_key(whole, tmp_path, 40, seed=2)


def test_a_damaged_log_leads_to_an_earlier_whole_state_or_is_refused(whole: Path, tmp_path: Path) -> None:
    check_log(whole, tmp_path, 60, seed=3)


@pytest.mark.prove
def test_thousands_of_damages_give_no_wrong_value(whole: Path, tmp_path: Path) -> None:
    check_database(whole, tmp_path, 4000, seed=4)
    check_key(whole, tmp_path, 500, seed=5)
    check_log(whole, tmp_path, 1500, seed=6)
