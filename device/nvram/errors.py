"""Why a state cannot be used, and what the disk's errors mean in words for a person.

Every text names the file and says what to do. None ever holds a value of a row.
"""

from __future__ import annotations

import errno
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from device.keep import KeepError

SET_ASIDE = "Start with --new-state to rename the state's files and begin from the factory state"
ELSEWHERE = "or give another folder with --state"

_SPACE = "Free some space on that disk"
_ACCESS = "Make it readable and writable for this user"
_CLOSE = "Close that program"
_DISK = "See to that disk"


class StateError(KeepError):
    """The state on disk cannot be used. `path` is the file; the text says why and what to do."""

    def __init__(self, path: Path, reason: str, remedy: str = SET_ASIDE) -> None:
        super().__init__(f"{path}: {reason}. {remedy}.")
        self.path = path


class StateInUse(KeepError):
    """Another process holds the state; `pid` is its process id, when it can be read."""

    def __init__(self, state: Path, pid: int | None) -> None:
        holder = "another process" if pid is None else f"process {pid}"
        remedy = f"Stop it (p800 stop), {ELSEWHERE}"
        super().__init__(f"{state}: {holder} is using this state. {remedy}.")
        self.state = state
        self.pid = pid


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error of the disk in words: what is wrong, and what helps; neither with a full stop."""

    reason: str
    remedy: str = _DISK


_FULL = Trouble("the disk is full", _SPACE)
_NOT_OPENED = Trouble("it cannot be opened", _ACCESS)
_TAKEN = Trouble("another program has it open", _CLOSE)

#: What the primary result codes of SQLite mean here. https://www.sqlite.org/rescode.html
_SQLITE = {
    sqlite3.SQLITE_ERROR: Trouble("its tables are not as they should be", SET_ASIDE),
    sqlite3.SQLITE_CORRUPT: Trouble("it is damaged", SET_ASIDE),
    sqlite3.SQLITE_NOTADB: Trouble("it is damaged or no database", SET_ASIDE),
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: Trouble("it cannot be written", _ACCESS),
    sqlite3.SQLITE_PERM: _NOT_OPENED,
    sqlite3.SQLITE_AUTH: _NOT_OPENED,
    sqlite3.SQLITE_CANTOPEN: _NOT_OPENED,
    sqlite3.SQLITE_BUSY: _TAKEN,
    sqlite3.SQLITE_LOCKED: _TAKEN,
    sqlite3.SQLITE_IOERR: Trouble("the disk failed to read or write"),
    sqlite3.SQLITE_NOMEM: Trouble("there is not enough memory", "Free some memory"),
}

#: What the system's own errors mean, where its words are not enough.
_SYSTEM = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: Trouble("the disk quota is used up", _SPACE),
    errno.EACCES: _NOT_OPENED,
    errno.EPERM: _NOT_OPENED,
    errno.EROFS: Trouble("the disk is read-only", _ACCESS),
}


#: What the block around a use of the database can meet. Python decodes SQLite's own words strictly, and a
#: damaged schema is quoted in them.
DISK_ERRORS = (sqlite3.DatabaseError, OSError, UnicodeDecodeError)
DiskError = sqlite3.Error | OSError | UnicodeDecodeError


def trouble(error: DiskError) -> Trouble:
    """What an error of the disk or of SQLite means."""
    if isinstance(error, OSError):
        unknown = Trouble(f"the system says {error.strerror or type(error).__name__!r}")
        return _SYSTEM.get(error.errno or 0, unknown)
    if isinstance(error, UnicodeDecodeError):
        return _SQLITE[sqlite3.SQLITE_CORRUPT]
    # Python gives its own errors no code; all it can meet here is a database of another shape.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return _SQLITE.get(code, Trouble(f"the database failed (code {code})"))


def at_start(path: Path, error: DiskError) -> StateError:
    """The StateError for an error met while a state is opened."""
    met = trouble(error)
    remedy = met.remedy if met.remedy is SET_ASIDE else f"{met.remedy}, {ELSEWHERE}"
    return StateError(path, met.reason, remedy)


def while_running(path: Path, error: DiskError, outcome: str) -> KeepError:
    """The KeepError for an error met later; `outcome` is what became of the attempt."""
    met = trouble(error)
    return KeepError(f"{path}: {met.reason}. {outcome}. {met.remedy}.")
