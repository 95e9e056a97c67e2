"""The shape of the database, and how an older one is brought up to it.

Every migration is a step from one version to the next; all that are due run in one transaction. Released
migrations never change: the shape is altered by one more at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from .errors import StateError
from .sealing import Sealing

#: In the database's header, so that a stranger's database is told from ours: "P800".
APPLICATION = 0x50383030

#: Brings the tables one version further. Never commits.
Migration = Callable[[sqlite3.Connection, Sealing], None]


def _rows_and_lists(connection: sqlite3.Connection, sealing: Sealing) -> None:
    """Rows under a key, and growing lists; each value with its checksum, marked when a secret is in it."""
    value = "value TEXT NOT NULL, sealed INTEGER NOT NULL, checksum INTEGER NOT NULL"
    for name, key in ("kept", "key TEXT NOT NULL"), ("listed", "number INTEGER NOT NULL"):
        column = key.partition(" ")[0]
        columns = f"room TEXT NOT NULL, {key}, {value}, PRIMARY KEY (room, {column})"
        connection.execute(f"CREATE TABLE {name} ({columns}) WITHOUT ROWID")


#: The step at index n leads from version n to n + 1.
MIGRATIONS: tuple[Migration, ...] = (_rows_and_lists,)


def migrate(
    connection: sqlite3.Connection, path: Path, sealing: Sealing, migrations: Sequence[Migration]
) -> None:
    """Bring the database to the newest version, all of the way or not at all.

    Runs inside a transaction of the caller's. Raises StateError when the database is newer than `migrations`.
    """
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if not 0 <= version <= len(migrations):
        reason = f"a newer p800 wrote it (schema {version}, this one knows up to {len(migrations)})"
        raise StateError(path, reason, "Use that version, another folder with --state, or --new-state")
    if version == len(migrations):
        return
    for step in migrations[version:]:
        step(connection, sealing)
    connection.execute(f"PRAGMA user_version = {len(migrations)}")
