"""A disk that is full, read-only or writes half: refused in words, nothing kept, usable afterwards."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from device.audit import Audit, Deed, Entry
from device.clock import VirtualClock
from device.keep import KeepError, Sealed
from device.nvram import SqliteKeep
from device.roles import MACHINE_ITSELF

ROOT = Path(__file__).parents[2]

#: Mounts a small file system that nobody else sees; needs user namespaces or the rights of root.
MOUNT = 'mount -t tmpfs -o size=1m none "$1" && shift && exec "$@"'


class Disk:
    """A Keep's disk, to be broken and mended through the Keep's own connection."""

    def __init__(self, state: Path) -> None:
        self.grip: list[sqlite3.Connection] = []
        self.keep = SqliteKeep(state, os.urandom, before_commit=self.grip.append)

    def pragma(self, words: str) -> None:
        self.grip[0].execute(f"PRAGMA {words}")

    def fail(self, error: Exception | None) -> None:
        """From now on commits meet that error at their last step."""

        def meet(connection: sqlite3.Connection) -> None:
            if error is not None:
                raise error

        self.keep.before_commit = meet


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path / "state")
    with disk.keep:
        change(disk.keep, 1)
        yield disk


def change(keep: SqliteKeep, number: int) -> None:
    with keep.transaction() as write:
        write.put("count", "open", number)
        write.put("count", "sealed", Sealed(str(number)))
        write.put("pile", str(number), "x" * 20_000)
        write.append("audit", number)


def check(keep: SqliteKeep, *numbers: int) -> None:
    assert keep.rows("count") == {"open": numbers[-1], "sealed": Sealed(str(numbers[-1]))}
    assert set(keep.rows("pile")) == {str(number) for number in numbers}
    assert keep.appended("audit") == list(enumerate(numbers, 1))


#: How the disk breaks, how it is mended, and what a person is told. The first two are SQLite's own answers.
FAULTS: dict[str, tuple[Callable[[Disk], None], Callable[[Disk], None], str]] = {
    "full": (
        lambda disk: disk.pragma("max_page_count = 1"),
        lambda disk: disk.pragma("max_page_count = 100000"),
        "the disk is full",
    ),
    "read-only": (
        lambda disk: disk.pragma("query_only = ON"),
        lambda disk: disk.pragma("query_only = OFF"),
        "it cannot be written",
    ),
    "full at the last step": (
        lambda disk: disk.fail(OSError(errno.ENOSPC, "No space left on device")),
        lambda disk: disk.fail(None),
        "the disk is full",
    ),
    "failing": (
        lambda disk: disk.fail(OSError(errno.EIO, "Input/output error")),
        lambda disk: disk.fail(None),
        "the system says 'Input/output error'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_the_disk_does_not_take_is_refused_whole_and_taken_when_it_is_mended(
    fault: str, disk: Disk, tmp_path: Path
) -> None:
    broken, mended, words = FAULTS[fault]
    broken(disk)
    for _ in range(3):
        with pytest.raises(KeepError, match=words) as told:
            change(disk.keep, 2)
        check(disk.keep, 1)
    mended(disk)
    change(disk.keep, 3)
    check(disk.keep, 1, 3)

    assert str(tmp_path / "state") in str(told.value)
    assert "Nothing was changed" in str(told.value)
    disk.keep.close()
    with SqliteKeep(tmp_path / "state", os.urandom) as keep:
        check(keep, 1, 3)


def test_a_mistake_of_the_program_is_no_fault_of_the_disk(disk: Disk) -> None:
    disk.fail(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        change(disk.keep, 2)
    check(disk.keep, 1)
    disk.fail(None)
    change(disk.keep, 3)

    check(disk.keep, 1, 3)


def test_nothing_is_told_to_anybody_when_the_disk_refuses(disk: Disk) -> None:
    audit = Audit(disk.keep, VirtualClock())
    told: list[object] = []
    audit.follow(told.append)
    audit.listen(told.append)
    disk.fail(OSError(errno.ENOSPC, ""))
    with pytest.raises(KeepError):
        audit.commit(MACHINE_ITSELF, (Entry(Deed.DID, "it"),), apply=lambda: told.append("applied"))

    assert told == []
    check(disk.keep, 1)


def run(case: str, folder: Path, *before: str) -> None:
    command = [*before, sys.executable, "-m", "tests.device.disk_faults", case, str(folder)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.stdout.strip() == "done", ran.stderr


def test_a_write_that_ends_in_the_middle_keeps_nothing_of_its_change(tmp_path: Path) -> None:
    run("short_write", tmp_path)


@pytest.mark.parametrize("case", ["full", "full_at_power_off", "full_at_birth", "read_only"])
def test_a_real_small_disk(case: str, tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("unshare is not installed")
    private = (unshare, "-Urm", "sh", "-c", MOUNT, "sh", str(tmp_path))
    if subprocess.run([*private, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no privilege to mount a file system in a namespace of its own")

    run(case, tmp_path, *private)
