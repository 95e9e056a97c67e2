"""Real faults of a disk, met by a Keep in a process of its own.

    python -m tests.device.disk_faults CASE FOLDER

The cases of a full and of a read-only disk want FOLDER to be a small file system that only they use; the
short write is made by a bound on the size of files. Each case ends with "done", or with an AssertionError.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from device.keep import KeepError, Sealed
from device.nvram import DATABASE, KEY, SqliteKeep, StateError, set_aside

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def change(keep: SqliteKeep, number: int, padding: int) -> None:
    """Write change `number`: rows that must agree, and so many bytes of padding."""
    with keep.transaction() as write:
        write.put("count", "open", number)
        write.put("count", "sealed", Sealed(str(number)))
        write.append("audit", [number, "x" * padding])


def check(keep: SqliteKeep, number: int) -> None:
    """The Keep holds exactly the changes up to that number."""
    assert keep.rows("count") == {"open": number, "sealed": Sealed(str(number))}
    assert [row[0] for _, row in keep.appended("audit")] == list(range(1, number + 1))


def refusal(act: Callable[[], object]) -> str:
    """What the Keep says when it refuses."""
    try:
        act()
    except KeepError as error:
        return str(error)
    raise AssertionError("it was not refused")


def filled_until_refused(keep: SqliteKeep, number: int, padding: int) -> tuple[int, str]:
    """Change until a change is refused; the last that was not, and what was said."""
    while True:
        try:
            change(keep, number + 1, padding)
        except KeepError as error:
            return number, str(error)
        number += 1
        assert number < 5000


def ballast(folder: Path, size: int) -> Path:
    file = folder / "ballast"
    file.write_bytes(bytes(size))
    return file


def full(folder: Path) -> None:
    """The disk fills up while the device runs, and has room again later."""
    state = folder / "state"
    file = ballast(folder, 200_000)
    with SqliteKeep(state, os.urandom) as keep:
        kept, said = filled_until_refused(keep, 0, 300)
        assert kept > 0
        assert "the disk is full" in said
        check(keep, kept)
        assert "the disk is full" in refusal(lambda: change(keep, kept + 1, 5000))
        check(keep, kept)
        file.unlink()
        change(keep, kept + 1, 300)
        check(keep, kept + 1)
    with SqliteKeep(state, os.urandom) as keep:
        check(keep, kept + 1)


def full_at_power_off(folder: Path) -> None:
    """The disk is full when the device is switched off: what it had is there when it starts again."""
    state = folder / "state"
    with SqliteKeep(state, os.urandom) as keep:
        kept, _ = filled_until_refused(keep, 0, 300)
    with SqliteKeep(state, os.urandom) as keep:
        check(keep, kept)


def full_at_birth(folder: Path) -> None:
    """No room for a new state: nothing is left that would be in the way when there is."""
    state = folder / "state"
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
    for room in range(0, 60_000, 4096):
        file = ballast(folder, free - room)
        said = ""
        try:
            with SqliteKeep(state, os.urandom) as keep:
                assert keep.rows("count") == {}
        except StateError as error:
            said = str(error)
        assert not said or "the disk is full" in said
        file.unlink()
        with SqliteKeep(state, os.urandom) as keep:
            assert keep.rows("count") == {}
        shutil.rmtree(state)
        if not said:
            assert room > 0
            return
    raise AssertionError("it never found room enough")


def read_only(folder: Path) -> None:
    """The file system was mounted read-only; later it is writable again."""
    state = folder / "state"
    with SqliteKeep(state, os.urandom) as keep:
        change(keep, 1, 10)
    remount(folder, "ro")
    said = refusal(lambda: SqliteKeep(state, os.urandom))
    assert str(state) in said
    assert "--state" in said
    assert "the disk is read-only" in refusal(lambda: SqliteKeep(folder / "other", os.urandom))
    assert "the disk is read-only" in refusal(lambda: set_aside(state, NOON))
    assert (state / DATABASE).exists()
    assert (state / KEY).exists()
    remount(folder, "rw")
    with SqliteKeep(state, os.urandom) as keep:
        check(keep, 1)
        change(keep, 2, 10)
        check(keep, 2)


def remount(folder: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(folder)], check=True)


def short_write(folder: Path) -> None:
    """Writes end in the middle: at each offset nothing of the change is kept, now or after a power cut."""
    state = folder / "state"
    wal = state / f"{DATABASE}-wal"
    number = 0
    with SqliteKeep(state, os.urandom) as keep:
        for room in [0, 1, 23, 24, 25, 1000, 4119, 4120, 4121, 5000, *range(6000, 40_000, 3001)]:
            number += 1
            change(keep, number, 9000)
            # A change of this size is a few pages; the bound cuts one of its writes.
            with bound_of_files(wal.stat().st_size + room):
                kept, said = filled_until_refused(keep, number, 9000)
                assert "the disk failed to read or write" in said
                check(keep, kept)
                copy = folder / str(room)
                shutil.copytree(state, copy)
            with SqliteKeep(copy, os.urandom) as cut:
                check(cut, kept)
            number = kept
    with SqliteKeep(state, os.urandom) as keep:
        check(keep, number)


@contextmanager
def bound_of_files(size: int) -> Iterator[None]:
    """No file of this process grows beyond that size; a write across it is cut."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


CASES: dict[str, Callable[[Path], None]] = {
    case.__name__: case for case in (full, full_at_power_off, full_at_birth, read_only, short_write)
}

if __name__ == "__main__":
    CASES[sys.argv[1]](Path(sys.argv[2]))
    print("done")
