"""The state on disk: its files, its secrets, who holds it, and what is said when it cannot be used."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.keep import Keep, KeepError, Sealed
from device.nvram import DATABASE, KEY, LOCK, SqliteKeep, StateError, StateInUse, set_aside
from device.nvram.schema import MIGRATIONS
from device.nvram.sealing import Sealing

SECRET = "correct horse battery staple"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
WAL = f"{DATABASE}-wal"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state with some rows and a secret, of a device that was switched off."""
    folder = tmp_path / "state"
    with opened(folder) as keep:
        fill(keep)
    return folder


def opened(state: Path) -> SqliteKeep:
    return SqliteKeep(state, os.urandom)


def fill(keep: Keep) -> None:
    with keep.transaction() as write:
        write.put("settings", "network.permit_ssl_tls", "Ciphertext Only")
        write.put("accounts", "admin", {"password": Sealed(SECRET), "roles": ["machine"]})
        for number in range(1, 200):
            write.append("audit", ["row", number])


def assert_filled(keep: Keep) -> None:
    assert keep.rows("settings") == {"network.permit_ssl_tls": "Ciphertext Only"}
    assert keep.rows("accounts")["admin"] == {"password": Sealed(SECRET), "roles": ["machine"]}
    assert keep.appended("audit") == [(number, ["row", number]) for number in range(1, 200)]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def edit(state: Path, statement: str, *values: object) -> None:
    """Do something to the database that the Keep would not."""
    with closing(sqlite3.connect(state / DATABASE)) as connection, connection:
        connection.execute(statement, values)


def bits_of(state: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(state.iterdir()) if path.name != KEY)


def test_what_was_kept_is_there_after_power_off(state: Path) -> None:
    with opened(state) as keep:
        assert_filled(keep)
        with keep.transaction() as write:
            assert write.append("audit", "next") == 200


def test_a_state_of_a_device_that_was_off_is_one_database_and_its_key(state: Path) -> None:
    assert sorted(path.name for path in state.iterdir()) == sorted([DATABASE, KEY, LOCK])
    with closing(sqlite3.connect(state / DATABASE)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    state = tmp_path / "a" / "b"
    old = os.umask(0)
    try:
        with opened(state) as keep:
            fill(keep)
            modes = {path.name: mode(path) for path in state.iterdir()}
            folder = mode(state)
    finally:
        os.umask(old)

    assert modes == {DATABASE: 0o600, WAL: 0o600, KEY: 0o600, LOCK: 0o600}
    assert folder == 0o700


def test_a_commit_is_on_disk_before_it_is_acknowledged(tmp_path: Path) -> None:
    found: list[object] = []

    def look(connection: sqlite3.Connection) -> None:
        for pragma in "journal_mode", "synchronous", "locking_mode":
            found.append(connection.execute(f"PRAGMA {pragma}").fetchone()[0])

    with SqliteKeep(tmp_path / "state", os.urandom, before_commit=look) as keep:
        fill(keep)

    assert found == ["wal", 2, "exclusive"]


def test_no_secret_stands_in_any_file(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with opened(state) as keep:
        fill(keep)
        running = bits_of(state)
    stopped = bits_of(state)

    for bits in running, stopped:
        assert b"Ciphertext Only" in bits
        assert SECRET.encode() not in bits
        assert b"battery" not in bits


def test_one_secret_kept_twice_does_not_look_the_same() -> None:
    sealing = Sealing(bytes(32), os.urandom)

    first = sealing.write("accounts", "a", Sealed(SECRET))
    second = sealing.write("accounts", "a", Sealed(SECRET))

    assert first.text != second.text
    assert sealing.read("accounts", "a", second.text, second.checksum) == Sealed(SECRET)


def test_randomness_is_handed_in(tmp_path: Path) -> None:
    with SqliteKeep(tmp_path / "state", lambda size: b"7" * size):
        assert (tmp_path / "state" / KEY).read_bytes() == b"7" * 32


def test_the_newest_rows_of_a_list_are_kept(tmp_path: Path) -> None:
    with SqliteKeep(tmp_path / "state", os.urandom, list_length=500) as keep:
        for _ in range(13):
            with keep.transaction() as write:
                for _ in range(101):
                    write.append("audit", "row")
                write.append("jobs", "row")
        numbers = [number for number, _ in keep.appended("audit")]
        jobs = [number for number, _ in keep.appended("jobs")]

    assert numbers[-1] == 13 * 101
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    # Pruned a hundredth of the list at a time.
    assert 500 <= len(numbers) <= 505
    assert jobs == list(range(1, 14))


def test_numbers_go_on_after_pruning_and_power_off(tmp_path: Path) -> None:
    for start in 0, 30:
        with SqliteKeep(tmp_path / "state", os.urandom, list_length=10) as keep:
            for number in range(start + 1, start + 31):
                with keep.transaction() as write:
                    assert write.append("audit", None) == number


# Who holds the state.


def test_a_second_device_is_refused_and_told_who_holds_the_state(state: Path) -> None:
    with opened(state), pytest.raises(StateInUse) as refused:
        opened(state)

    assert refused.value.pid == os.getpid()
    assert str(state) in str(refused.value)
    assert f"process {os.getpid()}" in str(refused.value)
    assert not isinstance(refused.value, StateError)


def test_the_refused_one_takes_nothing_from_the_one_that_runs(state: Path) -> None:
    with opened(state) as keep:
        for _ in range(2):
            with pytest.raises(StateInUse):
                opened(state)
        with pytest.raises(StateInUse):
            set_aside(state, NOON)
        with keep.transaction() as write:
            write.put("settings", "later", 1)

    with opened(state) as keep:
        assert keep.rows("settings")["later"] == 1


def test_another_process_is_refused_too(state: Path) -> None:
    program = (
        "import os, sys, pathlib; from device.nvram import *\n"
        "try: SqliteKeep(pathlib.Path(sys.argv[1]), os.urandom)\n"
        "except StateInUse as refused: print(refused.pid)"
    )
    with opened(state):
        ran = subprocess.run(
            [sys.executable, "-c", program, str(state)],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        )

    assert ran.stdout.split() == [str(os.getpid()).encode()]


def test_a_state_is_free_again_when_its_device_is_closed_or_did_not_start(state: Path) -> None:
    opened(state).close()
    key = (state / KEY).read_bytes()
    (state / KEY).write_bytes(b"short")
    with pytest.raises(StateError):
        opened(state)
    (state / KEY).write_bytes(key)

    with opened(state) as keep:
        assert_filled(keep)
        keep.close()
        with opened(state) as other:
            assert_filled(other)


def test_a_lock_without_a_number_still_refuses(state: Path) -> None:
    with opened(state):
        (state / LOCK).write_bytes(b"?")
        with pytest.raises(StateInUse, match="another process") as refused:
            opened(state)

    assert refused.value.pid is None


# States that cannot be used.


def remove_key(state: Path) -> None:
    (state / KEY).unlink()


def cut_key(state: Path) -> None:
    (state / KEY).write_bytes(b"short")


def lengthen_key(state: Path) -> None:
    (state / KEY).write_bytes((state / KEY).read_bytes() + b"\n")


def other_key(state: Path) -> None:
    (state / KEY).write_bytes(bytes(32))


def folder_for_key(state: Path) -> None:
    (state / KEY).unlink()
    (state / KEY).mkdir()


def pipe_for_key(state: Path) -> None:
    (state / KEY).unlink()
    os.mkfifo(state / KEY, 0o600)


def no_database(state: Path) -> None:
    (state / DATABASE).write_bytes(b"settings = 'none'\n" * 1000)


def empty_database(state: Path) -> None:
    (state / DATABASE).write_bytes(b"")


def short_database(state: Path) -> None:
    os.truncate(state / DATABASE, 4096)


def cut_database(state: Path) -> None:
    os.truncate(state / DATABASE, (state / DATABASE).stat().st_size - 5000)


def folder_for_database(state: Path) -> None:
    (state / DATABASE).unlink()
    (state / DATABASE).mkdir()


def pipe_for_database(state: Path) -> None:
    (state / DATABASE).unlink()
    os.mkfifo(state / DATABASE, 0o600)


def strangers_database(state: Path) -> None:
    (state / DATABASE).unlink()
    edit(state, "CREATE TABLE songs (title TEXT)")


def broken_pages(state: Path) -> None:
    with (state / DATABASE).open("r+b") as file:
        file.seek(2 * 4096)
        file.write(bytes(4096))


def changed_row(state: Path) -> None:
    edit(state, "UPDATE kept SET value = '\"Off\"' WHERE room = 'settings'")


def changed_list_row(state: Path) -> None:
    edit(state, "UPDATE listed SET value = '[]' WHERE number = 77")


def exchanged_secret(state: Path) -> None:
    edit(state, "UPDATE kept SET key = 'supervisor' WHERE key = 'admin'")


def row_without_its_table(state: Path) -> None:
    edit(state, "DROP TABLE listed")


def dropped_proof(state: Path) -> None:
    edit(state, "DELETE FROM kept WHERE room = 'nvram'")


def newer_schema(state: Path) -> None:
    edit(state, f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def older_schema_than_it_is(state: Path) -> None:
    edit(state, "PRAGMA user_version = 0")


def lost_database(state: Path) -> None:
    (state / WAL).write_bytes(b"changes")
    (state / DATABASE).unlink()


CANNOT_BE_USED: list[tuple[Callable[[Path], None], str, str]] = [
    (remove_key, KEY, "missing"),
    (cut_key, KEY, "damaged"),
    (lengthen_key, KEY, "damaged"),
    (other_key, KEY, "not the key"),
    (folder_for_key, KEY, "directory"),
    (pipe_for_key, KEY, "damaged"),
    (no_database, DATABASE, "no database"),
    (empty_database, DATABASE, "damaged"),
    (short_database, DATABASE, "damaged"),
    (cut_database, DATABASE, "damaged"),
    (folder_for_database, DATABASE, "no file"),
    (pipe_for_database, DATABASE, "no file"),
    (strangers_database, DATABASE, "not a state"),
    (broken_pages, DATABASE, "damaged"),
    (changed_row, DATABASE, "checksum"),
    (changed_list_row, DATABASE, "audit '77'"),
    (exchanged_secret, DATABASE, "supervisor"),
    (row_without_its_table, DATABASE, "tables"),
    (dropped_proof, DATABASE, "proof"),
    (newer_schema, DATABASE, "newer p800"),
    (older_schema_than_it_is, DATABASE, "tables"),
    (lost_database, DATABASE, "missing"),
]


@pytest.fixture(params=CANNOT_BE_USED, ids=lambda case: case[0].__name__)
def unusable(request: pytest.FixtureRequest, state: Path) -> tuple[Path, str, str]:
    damage, name, reason = request.param
    damage(state)
    return state, name, reason


def test_a_state_that_cannot_be_used_is_refused_by_name_with_what_to_do(
    unusable: tuple[Path, str, str],
) -> None:
    state, name, reason = unusable
    with pytest.raises(StateError) as refused:
        opened(state)

    assert refused.value.path == state / name
    assert str(refused.value).startswith(f"{state / name}: ")
    assert reason in str(refused.value)
    assert "--new-state" in str(refused.value) or "--state" in str(refused.value)
    assert SECRET not in str(refused.value)


def test_what_cannot_be_used_is_set_aside_and_the_next_start_begins_anew(
    unusable: tuple[Path, str, str],
) -> None:
    state, _, _ = unusable
    there = {path.name for path in state.iterdir()} - {LOCK}
    moved = set_aside(state, NOON)
    with opened(state) as keep:
        assert keep.rows("settings") == {}
        fill(keep)

    assert {path.name for path in moved} == {f"{name}.set-aside-20260301T120000Z" for name in there}
    assert all(path.exists() for path in moved)
    with opened(state) as keep:
        assert_filled(keep)


def test_a_state_that_was_set_aside_can_be_put_back(state: Path) -> None:
    for path in set_aside(state, NOON):
        path.rename(path.with_name(path.name.partition(".set-aside-")[0]))

    with opened(state) as keep:
        assert_filled(keep)


def test_nothing_set_aside_is_ever_overwritten(state: Path) -> None:
    moved = set_aside(state, NOON)
    opened(state).close()
    again = set_aside(state, NOON)

    assert [path.name for path in moved] == [
        f"{KEY}.set-aside-20260301T120000Z",
        f"{DATABASE}.set-aside-20260301T120000Z",
    ]
    assert [path.name for path in again] == [f"{path.name}-2" for path in moved]
    assert all(path.exists() for path in (*moved, *again))


def test_there_may_be_nothing_to_set_aside(tmp_path: Path) -> None:
    assert set_aside(tmp_path / "never", NOON) == []
    assert set_aside(tmp_path, NOON) == []


def test_the_files_of_a_killed_device_are_set_aside_with_their_log(state: Path) -> None:
    copy = state.with_name("copy")
    with opened(state) as keep:
        with keep.transaction() as write:
            write.put("settings", "newest", 1)
        shutil.copytree(state, copy)
    moved = set_aside(copy, NOON)

    assert {path.name.partition(".set-aside")[0] for path in moved} == {DATABASE, WAL, KEY}


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StateError, match="the system says") as refused:
        opened(tmp_path / "file")

    assert refused.value.path.parts[: len(tmp_path.parts)] == tmp_path.parts


def test_another_program_that_has_the_database_open_is_told(state: Path) -> None:
    with closing(sqlite3.connect(state / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateError, match="another program has it open"):
            opened(state)

    with opened(state) as keep:
        assert_filled(keep)


def test_a_key_that_others_could_read_is_closed_to_them_and_noted(state: Path) -> None:
    (state / KEY).chmod(0o644)
    with opened(state) as keep:
        notes = keep.notes
        assert_filled(keep)

    assert mode(state / KEY) == 0o600
    assert len(notes) == 1
    assert str(state / KEY) in notes[0]
    assert "0644" in notes[0]
    with opened(state) as keep:
        assert keep.notes == ()


def test_a_database_without_rows_still_needs_its_key(tmp_path: Path) -> None:
    opened(tmp_path).close()
    remove_key(tmp_path)

    with pytest.raises(StateError, match="missing"):
        opened(tmp_path)


def test_damage_while_the_device_runs_is_told_and_no_wrong_value_given(tmp_path: Path) -> None:
    grip: list[sqlite3.Connection] = []
    with SqliteKeep(tmp_path, os.urandom, before_commit=grip.append) as keep:
        fill(keep)
        grip[0].execute("UPDATE kept SET value = replace(value, 'machine', 'network')")
        with pytest.raises(KeepError, match="accounts 'admin' is damaged") as told:
            keep.rows("accounts")

    assert SECRET not in str(told.value)


# The shape of the database, and how an older one is brought up to it.


def labelled(connection: sqlite3.Connection, sealing: Sealing) -> None:
    """A migration as a later version may have: another table, and rows rewritten."""
    connection.execute("CREATE TABLE labels (text TEXT NOT NULL)")
    query = "SELECT room, key, value, checksum FROM kept WHERE room = 'accounts'"
    for room, key, text, checksum in connection.execute(query).fetchall():
        value = sealing.read(room, key, text, checksum) | {"label": Sealed("new")}
        row = sealing.write(room, key, value)
        connection.execute(
            "UPDATE kept SET value = ?, checksum = ? WHERE room = ? AND key = ?",
            (row.text, row.checksum, room, key),
        )


def failing(connection: sqlite3.Connection, sealing: Sealing) -> None:
    connection.execute("CREATE TABLE more (text TEXT)")
    connection.execute("INSERT INTO nowhere VALUES (1)")


def version(state: Path) -> int:
    with closing(sqlite3.connect(state / DATABASE)) as connection:
        number: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return number


def tables(state: Path) -> set[str]:
    with closing(sqlite3.connect(state / DATABASE)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}


def test_a_state_of_an_older_version_is_brought_up_once(state: Path) -> None:
    newer = (*MIGRATIONS, labelled)
    for _ in range(2):
        with SqliteKeep(state, os.urandom, migrations=newer) as keep:
            admin = keep.rows("accounts")["admin"]

    assert admin == {"password": Sealed(SECRET), "roles": ["machine"], "label": Sealed("new")}
    assert version(state) == len(MIGRATIONS) + 1


def test_a_new_state_has_the_newest_shape(tmp_path: Path) -> None:
    SqliteKeep(tmp_path, os.urandom, migrations=(*MIGRATIONS, labelled)).close()

    assert version(tmp_path) == len(MIGRATIONS) + 1
    assert "labels" in tables(tmp_path)


def test_an_older_version_refuses_what_a_newer_one_wrote(state: Path) -> None:
    SqliteKeep(state, os.urandom, migrations=(*MIGRATIONS, labelled)).close()

    with pytest.raises(StateError, match=r"newer p800 wrote it \(schema 2.*up to 1.*Use that version"):
        opened(state)


def test_a_migration_that_fails_changes_nothing(state: Path) -> None:
    with pytest.raises(StateError):
        SqliteKeep(state, os.urandom, migrations=(*MIGRATIONS, labelled, failing))

    assert version(state) == len(MIGRATIONS)
    assert tables(state) == {"kept", "listed"}
    with opened(state) as keep:
        assert_filled(keep)
