"""The Keep on disk: what it takes is there after a power cut, or was refused.

A transaction gathers its writes in memory and puts them down at its end, in one commit with one fsync. For
one thread, the device's loop; the commit is the only wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from device.keep import KeepError, Plain, Transaction

from .errors import DISK_ERRORS, SET_ASIDE, while_running
from .folder import DATABASE, held, made
from .keyfile import Randomness
from .opening import UPSERT, opened
from .schema import MIGRATIONS, Migration
from .sealing import Sealing, Unreadable, Written

#: Rows that a growing list keeps: the newest ones. Our guess; the family's logs are bounded too.
LIST_LENGTH = 100_000

UNCHANGED = "Nothing was changed"
UNREAD = "Nothing could be read"

#: Called in a transaction with the live connection, when its writes are done and before they are committed.
BeforeCommit = Callable[[sqlite3.Connection], None]


class _Gathered:
    """The writes of one transaction, in memory until it ends."""

    def __init__(self, sealing: Sealing, last: Callable[[str], int]) -> None:
        self.rows: dict[tuple[str, str], Written | None] = {}
        self.appended: list[tuple[str, int, Written]] = []
        self.lengths: dict[str, int] = {}
        self._sealing = sealing
        self._last = last
        self._is_open = True

    def __bool__(self) -> bool:
        return bool(self.rows or self.appended)

    def put(self, room: str, key: str, value: Plain) -> None:
        self._check_open()
        self.rows[room, key] = self._sealing.write(room, key, value)

    def drop(self, room: str, key: str) -> None:
        self._check_open()
        self.rows[room, key] = None

    def append(self, room: str, value: Plain) -> int:
        self._check_open()
        number = (self.lengths.get(room) or self._last(room)) + 1
        self.appended.append((room, number, self._sealing.write(room, str(number), value)))
        self.lengths[room] = number
        return number

    def end(self) -> None:
        self._is_open = False

    def _check_open(self) -> None:
        if not self._is_open:
            raise RuntimeError("the transaction has ended")


class SqliteKeep:
    """A Keep in STATE/nvram.sqlite, with its secrets sealed under STATE/nvram.key.

    Holds STATE/lock until it is closed. A person's own program may read the files meanwhile, but not open
    the database.
    """

    def __init__(
        self,
        state: Path,
        randomness: Randomness,
        *,
        migrations: Sequence[Migration] = MIGRATIONS,
        before_commit: BeforeCommit | None = None,
        list_length: int = LIST_LENGTH,
    ) -> None:
        """Open the state in that folder, or make a new one there.

        `before_commit` is where faults are put in: what it raises (OSError, sqlite3.Error) is a failure of
        the disk, and the connection it gets can be bounded or made read-only. Raises StateInUse, or
        StateError naming the file.
        """
        #: Sentences for the log about what was mended at the start.
        self.notes: tuple[str, ...]
        self.before_commit = before_commit
        self._path = state / DATABASE
        self._list_length = list_length
        self._last: dict[str, int] = {}
        self._in_transaction = False
        with ExitStack() as undone:
            made(state)
            undone.enter_context(held(state))
            self._connection, self._sealing, self.notes = opened(state, randomness, migrations)
            undone.callback(self._connection.close)
            self._closing = undone.pop_all()

    def __enter__(self) -> SqliteKeep:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files and give up the lock; a second time does nothing."""
        self._closing.close()

    def rows(self, room: str) -> Mapping[str, Plain]:
        """All rows of that room by key. Raises KeepError."""
        query = "SELECT key, value, checksum FROM kept WHERE room = ?"
        return dict(self._read(room, query, room))

    def appended(self, room: str, after: int = 0, limit: int | None = None) -> list[tuple[int, Plain]]:
        """Rows of a growing list with a number above `after`, in order; the last `limit` of them."""
        query = (
            "SELECT number, value, checksum FROM listed WHERE room = ? AND number > ?"
            " ORDER BY number DESC LIMIT ?"
        )
        newest_first = list(self._read(room, query, room, after, -1 if limit is None else limit))
        return newest_first[::-1]

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Writes that happen together when the block ends, or not at all. Raises KeepError.

        One at a time: RuntimeError for a second one inside. What is read inside is as it was before.
        """
        if self._in_transaction:
            raise RuntimeError("a transaction is under way already")
        self._in_transaction = True
        writes = _Gathered(self._sealing, self._last_number)
        try:
            yield writes
            if writes:
                self._commit(writes)
        finally:
            writes.end()
            self._in_transaction = False

    def _commit(self, writes: _Gathered) -> None:
        with self._failing(UNCHANGED):
            try:
                self._write(writes)
                if self.before_commit is not None:
                    self.before_commit(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                self._undo()
                raise
        self._last.update(writes.lengths)

    def _write(self, writes: _Gathered) -> None:
        self._undo()
        self._connection.execute("BEGIN IMMEDIATE")
        for (room, key), row in writes.rows.items():
            if row is None:
                self._connection.execute("DELETE FROM kept WHERE room = ? AND key = ?", (room, key))
            else:
                self._connection.execute(UPSERT, (room, key, row.text, row.is_sealed, row.checksum))
        self._connection.executemany(
            "INSERT INTO listed (room, number, value, sealed, checksum) VALUES (?, ?, ?, ?, ?)",
            ((room, n, row.text, row.is_sealed, row.checksum) for room, n, row in writes.appended),
        )
        for room, length in writes.lengths.items():
            self._prune(room, length)

    def _prune(self, room: str, length: int) -> None:
        """Forget the oldest rows, now and then: a hundredth of the list at a time."""
        stride = max(1, self._list_length // 100)
        if length // stride != self._last[room] // stride:
            self._connection.execute(
                "DELETE FROM listed WHERE room = ? AND number <= ?", (room, length - self._list_length)
            )

    def _undo(self) -> None:
        """End a transaction that failed, also one whose own end failed before."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _last_number(self, room: str) -> int:
        if room not in self._last:
            with self._failing(UNCHANGED):
                query = "SELECT max(number) FROM listed WHERE room = ?"
                self._last[room] = self._connection.execute(query, (room,)).fetchone()[0] or 0
        return self._last[room]

    def _read(self, room: str, query: str, *values: Any) -> Iterator[tuple[Any, Plain]]:
        with self._failing(UNREAD):
            found = self._connection.execute(query, values).fetchall()
        for key, text, expected in found:
            try:
                yield key, self._sealing.read(room, str(key), text, expected)
            except Unreadable as unreadable:
                reason = f"the row {room} {key!r:.40} is damaged, {unreadable}"
                raise KeepError(f"{self._path}: {reason}. {UNREAD}. {SET_ASIDE}.") from None

    @contextmanager
    def _failing(self, outcome: str) -> Iterator[None]:
        """Errors of the disk in the block become KeepError, except misuse by the program itself."""
        try:
            yield
        except sqlite3.ProgrammingError:
            raise
        except DISK_ERRORS as error:
            raise while_running(self._path, error, outcome) from error
