"""What happened, to whom, in order; and the one way in which anything that lasts is written.

`Audit.commit` writes rows and what they mean to people in one transaction, brings memory up to date and then
tells every listener. Settings, accounts, jobs and counters all change through it. Keys pressed are neither
audited nor stored, and no row ever holds a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from device.clock import Clock
from device.keep import Changed, Keep, Listener, Plain, Transaction
from device.listeners import Listeners
from device.roles import Actor, Role

#: The growing list that holds the audit in the Keep.
ROOM = "audit"


class Deed(Enum):
    """What was done: the verb of an audit row."""

    CHANGED = "changed"
    REFUSED = "refused"
    LOGGED_IN = "logged in"
    LOGGED_OUT = "logged out"
    LOGIN_FAILED = "login failed"
    LOCKED = "locked out"
    FREED = "freed"
    VIOLATION = "violation"
    POWER_ON = "power on"
    POWER_OFF = "power off"
    JOB = "job"
    DID = "did"

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Entry:
    """What an audit row says of one deed; who, when and from where is added when it is written."""

    deed: Deed
    #: A setting's name, a login name, a job: what it was done to.
    subject: str
    #: What a person needs besides: values as shown to people, a reason, a code. Never a secret.
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the audit as people read it. `number` counts from 1; `at` is calendar time, UTC."""

    number: int
    at: datetime
    by: str
    face: str
    deed: Deed
    subject: str
    detail: str

    def __str__(self) -> str:
        who = self.by or "-"
        tail = f"  {self.detail}" if self.detail else ""
        at = self.at.strftime("%Y-%m-%d %H:%M:%S")
        return f"{self.number:>6}  {at}  {who:<12} {self.face:<8} {self.deed.value:<12} {self.subject}{tail}"


@dataclass(frozen=True, slots=True)
class _Write:
    """One commit as it was asked for."""

    by: Actor
    entries: tuple[Entry, ...]
    put: Mapping[tuple[str, str], Plain]
    drop: tuple[tuple[str, str], ...]
    apply: Callable[[], None] | None
    changed: tuple[Changed, ...]

    def into(self, transaction: Transaction, at: datetime) -> list[Row]:
        for room, key in self.drop:
            transaction.drop(room, key)
        for (room, key), value in self.put.items():
            transaction.put(room, key, value)
        rows = []
        for entry in self.entries:
            number = transaction.append(ROOM, _stored(entry, self.by, at))
            row = Row(number, at, self.by.name, self.by.face, entry.deed, entry.subject, entry.detail)
            rows.append(row)
        return rows


@dataclass
class Audit:
    """The trail, and the gate through which it and everything else is written."""

    keep: Keep
    clock: Clock
    _listeners: Listeners[[Changed]] = field(default_factory=Listeners)
    _readers: Listeners[[Row]] = field(default_factory=Listeners)
    _together: list[_Write] | None = None

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Be told every Changed after it is on disk; returns what ends it."""
        return self._listeners.add(listener)

    def follow(self, reader: Callable[[Row], None]) -> Callable[[], None]:
        """Be told every new row; returns what ends it."""
        return self._readers.add(reader)

    def commit(
        self,
        by: Actor,
        entries: Sequence[Entry],
        *,
        put: Mapping[tuple[str, str], Plain] | None = None,
        drop: Iterable[tuple[str, str]] = (),
        apply: Callable[[], None] | None = None,
        changed: Sequence[Changed] = (),
    ) -> None:
        """Write rows and their audit together, then bring memory up to date, then tell listeners.

        `put` and `drop` name rows as (room, key). `apply` runs when everything is on disk. Raises KeepError,
        and then nothing was written, nothing applied and nobody told; or ListenerFailed, and then all of it
        was done and everybody told.
        """
        write = _Write(by, tuple(entries), dict(put or {}), tuple(drop), apply, tuple(changed))
        if self._together is not None:
            self._together.append(write)
        else:
            self._commit([write])

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything committed inside the block becomes one transaction, made when the block ends.

        Memory keeps its old values until then; an exception in the block leaves everything as it was, and
        writes nothing, not even that something was refused.
        """
        if self._together is not None:
            raise RuntimeError("a common transaction is under way already")
        writes: list[_Write] = []
        self._together = writes
        try:
            yield
        finally:
            self._together = None
        if writes:
            self._commit(writes)

    def _commit(self, writes: list[_Write]) -> None:
        at = self.clock.calendar()
        rows: list[Row] = []
        with self.keep.transaction() as transaction:
            for write in writes:
                rows += write.into(transaction, at)
        for write in writes:
            if write.apply is not None:
                write.apply()
        with ExitStack() as told:
            for write in reversed(writes):
                for change in reversed(write.changed):
                    told.callback(self._listeners.tell, change)
            for row in reversed(rows):
                told.callback(self._readers.tell, row)

    def note(self, by: Actor, deed: Deed, subject: str, detail: str = "") -> None:
        """Write one row that changes nothing else. Raises KeepError."""
        self.commit(by, (Entry(deed, subject, detail),))

    def rows(self, after: int = 0, limit: int | None = None) -> list[Row]:
        """Rows with a number above `after`, oldest first; the last `limit` of them."""
        return [_read(number, stored) for number, stored in self.keep.appended(ROOM, after, limit)]

    def readable(self, reader: Actor, after: int = 0, limit: int | None = None) -> list[Row]:
        """What this person may read: the machine administrator everything, others their own deeds.

        Our guess, after the family's rule that logs are the machine administrator's.
        """
        if reader.holds(Role.MACHINE) or reader.holds(Role.ITSELF):
            return self.rows(after, limit)
        own = [row for row in self.rows(after) if row.by and row.by == reader.name]
        return own if limit is None else own[max(0, len(own) - limit) :]


def _stored(entry: Entry, by: Actor, at: datetime) -> Plain:
    return [at.isoformat(), by.name, by.face, entry.deed.value, entry.subject, entry.detail]


def _read(number: int, stored: Plain) -> Row:
    at, by, face, deed, subject, detail = stored
    return Row(number, datetime.fromisoformat(at), by, face, Deed(deed), subject, detail)


@contextmanager
def collected(audit: Audit) -> Iterator[list[Row]]:
    """The rows written while the block runs: for tests and reports."""
    rows: list[Row] = []
    leave = audit.follow(rows.append)
    try:
        yield rows
    finally:
        leave()
