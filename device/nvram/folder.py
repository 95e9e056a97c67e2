"""The state folder: the names of its files, who holds it, and how its files are set aside."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from .errors import StateInUse, at_start

DATABASE = "nvram.sqlite"
KEY = "nvram.key"
LOCK = "lock"

#: What belongs together, in the order in which it is set aside. The database goes last: whenever that is cut
#: short, what is left is a state that does not start, never one that starts with less in it.
FILES = (KEY, f"{DATABASE}-wal", f"{DATABASE}-shm", f"{DATABASE}-journal", DATABASE)


def made(state: Path) -> None:
    """Have the folder there; a new one is for this user alone, and on disk. Raises StateError."""
    try:
        missing = [folder for folder in (state, *state.parents) if not folder.exists()]
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise at_start(state, error) from error
    for folder in missing:
        synced(folder.parent)


@contextmanager
def held(state: Path) -> Iterator[None]:
    """Hold the state alone while the block runs. Raises StateInUse naming who holds it, or StateError.

    The lock is the system's: it ends with the process, however that ends. The number in the file is only
    there to be told to others.
    """
    path = state / LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise at_start(path, error) from error
    try:
        _lock(descriptor, path)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    except BlockingIOError:
        holder = os.pread(descriptor, 20, 0).strip()
        raise StateInUse(path.parent, int(holder) if holder.isdigit() else None) from None
    except OSError as error:
        raise at_start(path, error) from error


def set_aside(state: Path, stamp: datetime) -> list[Path]:
    """Rename the state's files to NAME.set-aside-STAMP, so that nothing is lost; returns the new names.

    Files set aside at the same moment before (a virtual clock often starts alike) stay: a number is added.
    Raises StateInUse while a device runs on the state, StateError when a file cannot be renamed.
    """
    if not os.path.lexists(state):
        return []
    with held(state):
        suffix = _free_suffix(state, f".set-aside-{stamp:%Y%m%dT%H%M%SZ}")
        moved = [_renamed(path, suffix) for path in (state / name for name in FILES) if os.path.lexists(path)]
        synced(state)
    return moved


def _free_suffix(state: Path, suffix: str) -> str:
    candidate, number = suffix, 1
    while any(os.path.lexists(state / f"{name}{candidate}") for name in FILES):
        number += 1
        candidate = f"{suffix}-{number}"
    return candidate


def _renamed(path: Path, suffix: str) -> Path:
    try:
        return path.rename(path.with_name(path.name + suffix))
    except OSError as error:
        raise at_start(path, error) from error


def synced(state: Path) -> None:
    """Have the folder's names on disk. Raises StateError."""
    try:
        descriptor = os.open(state, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise at_start(state, error) from error
