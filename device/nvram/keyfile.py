"""The key file: 32 random bytes beside the database, for its owner alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from .errors import StateError, at_start
from .folder import synced

SIZE = 32

#: Gives that many random bytes.
Randomness = Callable[[int], bytes]

#: Open for group and others in any way.
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def create(path: Path, randomness: Randomness) -> bytes:
    """A new key, on disk before it is used. Raises StateError.

    It is written under another name first: a key file is whole or not there.
    """
    key = randomness(SIZE)
    fresh = path.with_name(f"{path.name}.new")
    try:
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(descriptor)
        fresh.rename(path)
    except OSError as error:
        raise at_start(path, error) from error
    synced(path.parent)
    return key


def read(path: Path) -> tuple[bytes, str]:
    """The key, and a note for the log when the file was open to others and has been closed to them.

    Raises StateError, also when it cannot be closed to others.
    """
    try:
        # Without O_NONBLOCK a pipe of that name would hold the start up for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            note = _closed_to_others(descriptor, path)
            key = os.read(descriptor, SIZE + 1)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise at_start(path, error) from error
    if len(key) != SIZE:
        raise StateError(path, "the key file is damaged: it has another length than a key")
    return key, note


def _closed_to_others(descriptor: int, path: Path) -> str:
    mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
    if not mode & _OTHERS:
        return ""
    try:
        os.fchmod(descriptor, 0o600)
    except OSError as error:
        reason = f"others may read the key file (mode {mode:04o}) and that could not be mended"
        raise StateError(path, reason, "Have its owner set it to mode 0600") from error
    return f"{path}: others could read the key file (mode {mode:04o}); it is now for its owner alone (0600)"
