"""From files to a checked connection: the database is made, or examined and brought up to date.

A database that opens has been read through: its pages by SQLite, every row by its checksum, every secret
under the key. What cannot be used raises StateError, and none of its rows is changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from device.keep import Sealed

from .errors import DISK_ERRORS, StateError, at_start
from .folder import DATABASE, KEY, synced
from .keyfile import Randomness, create, read
from .schema import APPLICATION, MIGRATIONS, Migration, migrate
from .sealing import OtherKey, Sealing, Unreadable, verify

#: Seconds to wait for another program that has the database open. The lock keeps other devices out, and the
#: wait is on the device's loop, so it is short.
PATIENCE = 0.2

#: A row whose only use is that its secret opens under the right key, and under no other.
PROOF = ("nvram", "key", Sealed("the key of this state"))

_HEADER = b"SQLite format 3\0"

_PRAGMAS = (
    # Before the first access: then the index of the WAL is in memory, and no -shm file is mapped.
    "locking_mode = EXCLUSIVE",
    # With the WAL: one fsync for each commit. NORMAL would lose the newest commits at a power cut.
    "synchronous = FULL",
    "cell_size_check = ON",
    "trusted_schema = OFF",
    "temp_store = MEMORY",
)

UPSERT = "INSERT OR REPLACE INTO kept (room, key, value, sealed, checksum) VALUES (?, ?, ?, ?, ?)"


def opened(
    state: Path, randomness: Randomness, migrations: Sequence[Migration] = MIGRATIONS
) -> tuple[sqlite3.Connection, Sealing, tuple[str, ...]]:
    """The connection, what seals its rows, and notes for the log. Raises StateError.

    The caller holds the state's lock.
    """
    database, key = state / DATABASE, state / KEY
    is_new = not database.exists()
    if is_new:
        _refuse_remains(state)
    if is_new and not key.exists():
        create(key, randomness)
    if not key.exists():
        raise StateError(key, f"the key file is missing, and the secrets in {DATABASE} need it")
    content, note = read(key)
    sealing = Sealing(content, randomness)
    with _at_start(database):
        if is_new:
            _create(database, sealing, migrations)
        connection = _examined(database, sealing, migrations)
    return connection, sealing, (note,) if note else ()


@contextmanager
def _at_start(path: Path) -> Iterator[None]:
    """Errors of the disk and of SQLite in the block become StateError."""
    try:
        yield
    except DISK_ERRORS as error:
        raise at_start(path, error) from error


def _refuse_remains(state: Path) -> None:
    """A log without its database holds changes that a fresh database would throw away."""
    for suffix in "-wal", "-journal":
        if (state / f"{DATABASE}{suffix}").exists():
            raise StateError(state / DATABASE, f"the file is missing, but {DATABASE}{suffix} is there")


def _create(database: Path, sealing: Sealing, migrations: Sequence[Migration]) -> None:
    """A new database under its name, whole: it is made under another one and renamed."""
    fresh = database.with_name(f"{database.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    room, key, secret = PROOF
    # Without a journal all of it is in the one file when it is committed; what fails is not used.
    with closing(_connected(fresh, journal="OFF")) as connection, _together(connection):
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        migrate(connection, database, sealing, migrations)
        row = sealing.write(room, key, secret)
        connection.execute(UPSERT, (room, key, row.text, row.is_sealed, row.checksum))
    fresh.rename(database)
    synced(database.parent)


def _examined(database: Path, sealing: Sealing, migrations: Sequence[Migration]) -> sqlite3.Connection:
    _check_header(database)
    connection = _connected(database)
    try:
        _check_whole(connection, database)
        with _together(connection):
            migrate(connection, database, sealing, migrations)
        _check_proof(connection, database, sealing)
        _check_rows(connection, database, sealing)
    except BaseException:
        connection.close()
        raise
    return connection


def _lenient(text: bytes) -> str:
    return text.decode(errors="replace")


def _connected(path: Path, journal: str = "WAL") -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    # A damaged text is found by its row's checksum, not by an error that quotes it.
    connection.text_factory = _lenient
    try:
        for pragma in (*_PRAGMAS, f"journal_mode = {journal}"):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _together(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _check_header(database: Path) -> None:
    """SQLite takes an empty file for a new database and drops the log beside it; so look first."""
    if not database.is_file():
        raise StateError(database, "it is no file")
    with database.open("rb") as file:
        if file.read(len(_HEADER)) != _HEADER:
            raise StateError(database, "it is damaged or no database")


def _check_whole(connection: sqlite3.Connection, database: Path) -> None:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise StateError(database, "it is damaged or not a state of p800")
    finding = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if finding != "ok":
        raise StateError(database, "it is damaged: the check of its pages failed")


def _check_proof(connection: sqlite3.Connection, database: Path, sealing: Sealing) -> None:
    room, key, secret = PROOF
    query = "SELECT value, checksum FROM kept WHERE room = ? AND key = ?"
    found = connection.execute(query, (room, key)).fetchone()
    try:
        if found is None or sealing.read(room, key, *found) != secret:
            raise StateError(database, "it is damaged: the proof of its key is missing")
    except OtherKey:
        raise StateError(database.with_name(KEY), f"it is not the key of {DATABASE}") from None
    except Unreadable as unreadable:
        raise StateError(database, f"it is damaged: the proof of its key, {unreadable}") from None


def _check_rows(connection: sqlite3.Connection, database: Path, sealing: Sealing) -> None:
    for table, column in ("kept", "key"), ("listed", "number"):
        query = f"SELECT room, {column}, value, checksum, sealed FROM {table}"
        for room, key, text, expected, is_sealed in connection.execute(query):
            try:
                # A row without secrets is right when its checksum is; the audit may have many.
                judge = sealing.read if is_sealed else verify
                judge(room, str(key), text, expected)
            except Unreadable as unreadable:
                row = f"{room} {str(key)!r:.40}"
                raise StateError(database, f"it is damaged: the row {row}, {unreadable}") from None
