"""The job queue as state: what waits at the machine, whose it is, and what became of it.

How a job comes in and what its pages look like belongs to the print path. Changes go through the audit's
one transaction, so an accepted job is there after power off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from device.audit import Audit, Deed, Entry
from device.clock import Clock
from device.condition import Condition
from device.keep import Changed, Plain
from device.roles import MACHINE_ITSELF, Actor, Role
from device.settings.kinds import Refused

ROOM = "jobs"

#: Pages a minute [P 801's data sheet speed as the issue has it].
PAGES_PER_MINUTE = 57


class JobKind(Enum):
    """How a job wants to be treated; the driver's job types [S]."""

    NORMAL = "Normal Print"
    SAMPLE = "Sample Print"
    LOCKED = "Locked Print"
    HOLD = "Hold Print"
    STORED = "Stored Print"

    __hash__ = object.__hash__


class JobState(Enum):
    """Where a job is."""

    WAITING = "Waiting"
    PRINTING = "Printing"
    PRINTED = "Printed"
    DELETED = "Deleted"

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Job:
    """A job: its number from 1, its name, the login name of its owner ("" for nobody), kind, pages, state."""

    number: int
    name: str
    owner: str
    kind: JobKind
    pages: int
    state: JobState

    @property
    def size(self) -> str:
        return "1 page" if self.pages == 1 else f"{self.pages} pages"


@dataclass
class Jobs:
    """All jobs that are at the machine. `is_restricted` says whether people see only their own."""

    audit: Audit
    clock: Clock
    condition: Condition
    is_restricted: Callable[[], bool]

    def __post_init__(self) -> None:
        rows = self.audit.keep.rows(ROOM)
        self._last = int(rows.get("last", 0))
        read = [_read(int(key), plain) for key, plain in rows.items() if key != "last"]
        # A job that was on its way to paper when the power went is printed again from its first page.
        self._jobs = {job.number: job for job in sorted(read, key=lambda job: job.number)}
        for job in self._jobs.values():
            if job.state is JobState.PRINTING:
                self._begin(job)
        self._tell_condition()

    def submit(self, name: str, *, owner: str, kind: JobKind, pages: int, by: Actor) -> Job:
        """Take a job in. A normal one prints at once, any other waits for its owner. Raises KeepError."""
        state = JobState.PRINTING if kind is JobKind.NORMAL else JobState.WAITING
        job = Job(self._last + 1, name, owner, kind, pages, state)
        self._write(job, by, "received")
        if job.state is JobState.PRINTING:
            self._begin(job)
        return job

    def find(self, number: int) -> Job | None:
        """The job of that number while it is at the machine."""
        return self._jobs.get(number)

    def all(self) -> tuple[Job, ...]:
        """Every job at the machine, oldest first."""
        return tuple(self._jobs.values())

    def waiting_for(self, actor: Actor) -> tuple[Job, ...]:
        """The jobs this person finds under [Prt.Jobs]."""
        return tuple(
            job
            for job in self._jobs.values()
            if job.state is JobState.WAITING and (not self.is_restricted() or _is_owner(job, actor))
        )

    def release(self, number: int, by: Actor) -> None:
        """Print a waiting job. Raises Refused or KeepError."""
        job = self._owned(number, by)
        if job.state is not JobState.WAITING:
            raise Refused(f"Job {number} is printing already.")
        printing = replace(job, state=JobState.PRINTING)
        self._write(printing, by, "printing")
        self._begin(printing)

    def delete(self, number: int, by: Actor) -> None:
        """Take a job away; the machine administrator may delete anybody's. Raises Refused or KeepError."""
        job = self._owned(number, by, may_manage=True)
        self._write(replace(job, state=JobState.DELETED), by, "deleted")

    def cancel_printing(self, by: Actor) -> None:
        """[Job Reset]: delete the job being printed, if this person may. Raises Refused or KeepError."""
        for job in self._jobs.values():
            if job.state is JobState.PRINTING:
                self.delete(job.number, by)
                return

    def _owned(self, number: int, by: Actor, *, may_manage: bool = False) -> Job:
        job = self._jobs.get(number)
        if job is None:
            raise Refused(f"There is no job {number}.")
        manages = may_manage and (by.holds(Role.MACHINE) or by.holds(Role.ITSELF))
        if self.is_restricted() and not manages and not _is_owner(job, by):
            raise Refused(f"Job {number} belongs to somebody else.", is_privilege=True)
        return job

    def _begin(self, job: Job) -> None:
        def printed() -> None:
            if self._jobs.get(job.number) is job:
                self._write(replace(job, state=JobState.PRINTED), MACHINE_ITSELF, "printed")

        self.clock.after(job.pages * 60 / PAGES_PER_MINUTE, printed)

    def _write(self, job: Job, by: Actor, deed: str) -> None:
        old = self._jobs.get(job.number)
        is_gone = job.state in (JobState.PRINTED, JobState.DELETED)
        key = (ROOM, str(job.number))

        def apply() -> None:
            self._last = max(self._last, job.number)
            if is_gone:
                self._jobs.pop(job.number, None)
            else:
                self._jobs[job.number] = job

        put: dict[tuple[str, str], Plain] = {(ROOM, "last"): max(self._last, job.number)}
        if not is_gone:
            put[key] = _stored(job)
        self.audit.commit(
            by,
            (Entry(Deed.JOB, f"job {job.number}", f"{deed}: {job.name}"),),
            put=put,
            drop=(key,) if is_gone else (),
            apply=apply,
            changed=(Changed(ROOM, str(job.number), old.state.value if old else "", job.state.value, by),),
        )
        self._tell_condition()

    def _tell_condition(self) -> None:
        states = {job.state for job in self._jobs.values()}
        self.condition.note(printing=JobState.PRINTING in states, waiting=JobState.WAITING in states)


def _is_owner(job: Job, actor: Actor) -> bool:
    return bool(job.owner) and job.owner == actor.name and actor.holds(Role.PERSON)


def _stored(job: Job) -> Plain:
    return [job.name, job.owner, job.kind.value, job.pages, job.state.value]


def _read(number: int, plain: Plain) -> Job:
    name, owner, kind, pages, state = plain
    return Job(number, name, owner, JobKind(kind), pages, JobState(state))
