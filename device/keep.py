"""What survives power off: rows of values, written in transactions.

A Keep knows rooms (a word for each subject: settings, accounts, audit...) with rows under a key. Every value
is plain JSON, or `Sealed` where it is a secret. `MemoryKeep` is here; the SQLite one is `device.nvram`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar, Protocol

from device.roles import Actor

#: A JSON value: None, bool, int, float, str, and lists and objects of them; Sealed wherever it is a secret.
Plain = Any


class KeepError(Exception):
    """The Keep could not take or give what was asked; the words say which file and why."""


class Sealed:
    """A secret string. Its repr, text and JSON only say whether it is set; `reveal()` gives it.

    Two are equal when their contents are; there is no ordering and no hash of the content to be had.
    """

    __slots__ = ("_content",)
    EMPTY: ClassVar[Sealed]

    def __init__(self, content: str = "") -> None:
        self._content = content

    def reveal(self) -> str:
        """The secret itself. Every call of this is a place to look at in a review."""
        return self._content

    @property
    def is_set(self) -> bool:
        return bool(self._content)

    def __bool__(self) -> bool:
        return bool(self._content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self._content == other._content

    def __hash__(self) -> int:
        return hash(self.is_set)

    def __repr__(self) -> str:
        return f"Sealed({'set' if self._content else 'not set'})"

    def __str__(self) -> str:
        return "set" if self._content else "not set"

    def __reduce__(self) -> tuple[Any, ...]:
        raise TypeError("a Sealed value does not travel")


Sealed.EMPTY = Sealed()


@dataclass(frozen=True, slots=True)
class Changed:
    """Something of the machine has changed, and is on disk.

    `room` says what kind of thing (settings, accounts, jobs, ...), `subject` which one (a setting's name, an
    account's login name), `old` and `new` are its values as shown to people: a secret says set or not set.
    """

    room: str
    subject: str
    old: str
    new: str
    by: Actor


#: Hears of every Changed, after it is on disk.
Listener = Callable[[Changed], None]


class Transaction(Protocol):
    """Writes that happen together or not at all."""

    def put(self, room: str, key: str, value: Plain) -> None:
        """Keep the value under that key, in the place of what was there."""

    def drop(self, room: str, key: str) -> None:
        """Forget the row; harmless when there is none."""

    def append(self, room: str, value: Plain) -> int:
        """Keep the value as the next row of a growing list; returns its number, from 1."""


class Keep(Protocol):
    """Where the machine's state outlives it."""

    def rows(self, room: str) -> Mapping[str, Plain]:
        """All rows of that room by key, Sealed values as Sealed. Raises KeepError."""

    def appended(self, room: str, after: int = 0, limit: int | None = None) -> list[tuple[int, Plain]]:
        """Rows of a growing list with a number above `after`, in order; the last `limit` of them."""

    def transaction(self) -> Any:
        """A context manager giving a Transaction; leaving it commits, an exception in it undoes all.

        Raises KeepError when the commit fails; then nothing of it is kept. Transactions do not nest: a second
        one inside is a RuntimeError, as is a write after the end. What is read inside is as it was before.
        """


def plain(value: Plain) -> Plain:
    """A copy of the value as it comes back from any Keep: tuples are lists, Sealed values stay.

    Raises TypeError or ValueError for what JSON cannot say.
    """
    match value:
        case None | bool() | int() | str() | Sealed():
            return value
        case float() if isfinite(value):
            return value
        case float():
            raise ValueError(f"{value} is no plain value")
        case list() | tuple():
            return [plain(item) for item in value]
        case dict() if all(isinstance(name, str) for name in value):
            return {name: plain(item) for name, item in value.items()}
    raise TypeError(f"a {type(value).__name__} is no plain value")


class _MemoryTransaction:
    def __init__(self, keep: MemoryKeep) -> None:
        self.puts: list[tuple[str, str, Plain]] = []
        self.drops: list[tuple[str, str]] = []
        self.appends: list[tuple[str, Plain]] = []
        self.has_ended = False
        self._keep = keep

    def put(self, room: str, key: str, value: Plain) -> None:
        self._check_open()
        self.puts.append((room, key, plain(value)))

    def drop(self, room: str, key: str) -> None:
        self._check_open()
        self.puts = [row for row in self.puts if row[:2] != (room, key)]
        self.drops.append((room, key))

    def append(self, room: str, value: Plain) -> int:
        self._check_open()
        self.appends.append((room, plain(value)))
        pending = sum(1 for row in self.appends if row[0] == room)
        return self._keep.length(room) + pending

    def _check_open(self) -> None:
        if self.has_ended:
            raise RuntimeError("the transaction has ended")


class MemoryKeep:
    """A Keep that lasts as long as its process: scripts, tests, `--ephemeral`."""

    def __init__(self) -> None:
        self._rooms: dict[str, dict[str, Plain]] = {}
        self._lists: dict[str, list[Plain]] = {}
        self._in_transaction = False

    def rows(self, room: str) -> Mapping[str, Plain]:
        return {key: plain(value) for key, value in self._rooms.get(room, {}).items()}

    def length(self, room: str) -> int:
        return len(self._lists.get(room, ()))

    def appended(self, room: str, after: int = 0, limit: int | None = None) -> list[tuple[int, Plain]]:
        rows = self._lists.get(room, [])
        first = after if limit is None else max(after, len(rows) - limit)
        return [(number + 1, plain(rows[number])) for number in range(first, len(rows))]

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        if self._in_transaction:
            raise RuntimeError("a transaction is under way already")
        self._in_transaction = True
        write = _MemoryTransaction(self)
        try:
            yield write
            self._commit(write)
        finally:
            write.has_ended = True
            self._in_transaction = False

    def _commit(self, write: _MemoryTransaction) -> None:
        for room, key in write.drops:
            self._rooms.get(room, {}).pop(key, None)
        for room, key, value in write.puts:
            self._rooms.setdefault(room, {})[key] = value
        for room, value in write.appends:
            self._lists.setdefault(room, []).append(value)
