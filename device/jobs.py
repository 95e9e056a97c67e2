"""The job queue as state: what is at the machine, whose it is, and what became of it.

How a job comes in and what its pages look like belongs to the print path. One job is on paper at a time; it
takes panel time, and none while the machine is offline or stopped. Changes go through the audit's one
transaction, so an accepted job is there after power off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import Enum

from device.audit import Audit, Deed, Entry
from device.clock import Clock, Timer
from device.condition import Condition
from device.keep import Changed, KeepError, Plain
from device.roles import MACHINE_ITSELF, Actor, Role
from device.settings.kinds import Refused

ROOM = "jobs"

#: Pages a minute: our guess for both models.
PAGES_PER_MINUTE = 57
PAGE_SECONDS = 60 / PAGES_PER_MINUTE

#: Panel seconds until a finished job that could not be written is tried again.
RETRY = 60.0

#: Rows of the room beside the jobs themselves: the last number given, and the jobs to print, in order.
LAST = "last"
QUEUE = "queue"


class JobKind(Enum):
    """How a job wants to be treated; the driver's job types [S]."""

    NORMAL = "Normal Print"
    SAMPLE = "Sample Print"
    LOCKED = "Locked Print"
    HOLD = "Hold Print"
    STORED = "Stored Print"

    __hash__ = object.__hash__


class JobState(Enum):
    """Where a job is. A job that is printed or deleted is no longer at the machine."""

    #: For its owner to print it.
    WAITING = "Waiting"
    #: For the jobs before it to be printed.
    QUEUED = "Queued"
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
        """How many pages, for a person."""
        return "1 page" if self.pages == 1 else f"{self.pages} pages"


@dataclass
class Jobs:
    """All jobs that are at the machine. `are_owned` says whether people reach their own jobs only.

    A job that was on its way to paper when the power went is printed again from its first page.
    """

    audit: Audit
    clock: Clock
    condition: Condition
    are_owned: Callable[[], bool]
    _jobs: dict[int, Job] = field(init=False)
    _queue: tuple[int, ...] = field(init=False)
    _last: int = field(init=False)
    #: The job whose pages are being counted down, the panel seconds they still take, and since when.
    _on_paper: int = field(default=0, init=False)
    _left: float = field(default=0.0, init=False)
    _since: float = field(default=0.0, init=False)
    _timer: Timer | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Raises KeepError when what the Keep holds is damaged."""
        try:
            self._load()
        except (TypeError, ValueError) as error:
            raise KeepError(f"the saved jobs cannot be used: {error}") from None
        self.audit.listen(self._changed)
        self.condition.watch(self._go_on)
        self._tell_condition()
        self._go_on()

    def _load(self) -> None:
        rows = dict(self.audit.keep.rows(ROOM))
        self._last = int(rows.pop(LAST, 0))
        queue = rows.pop(QUEUE, [])
        self._jobs = {number: _read(number, rows[str(number)]) for number in sorted(map(int, rows))}
        self._queue = tuple(number for number in queue if number in self._jobs)

    def submit(self, name: str, *, owner: str, kind: JobKind, pages: int, by: Actor) -> Job:
        """Take a job in. A normal one is printed in its turn, any other waits for its owner.

        Of the name what cannot be shown becomes a space. Raises KeepError, and then there is no job;
        ValueError for a negative number of pages.
        """
        if pages < 0:
            raise ValueError(f"a job has no {pages} pages")
        shown = "".join(letter if letter.isprintable() else " " for letter in name)
        job = Job(self._last + 1, shown, owner, kind, pages, JobState.WAITING)
        queue = (*self._queue, job.number) if kind is JobKind.NORMAL else self._queue
        self._write((job,), queue, by, "received")
        return self._at_present(job)

    def find(self, number: int) -> Job | None:
        """The job of that number while it is at the machine."""
        job = self._jobs.get(number)
        return job and self._at_present(job)

    def all(self) -> tuple[Job, ...]:
        """Every job at the machine, oldest first."""
        return tuple(self._at_present(job) for job in self._jobs.values())

    def waiting_for(self, actor: Actor) -> tuple[Job, ...]:
        """The jobs this person finds under [Prt.Jobs]."""
        return tuple(
            job
            for job in self.all()
            if job.state is JobState.WAITING and (not self.are_owned() or _is_owner(job, actor))
        )

    def release(self, number: int, by: Actor) -> None:
        """Print a waiting job. Raises Refused or KeepError, and then it waits on."""
        job = self._reached(number, by)
        if job.state is not JobState.WAITING:
            raise Refused(f"Job {number} is printing already.")
        self._write((job,), (*self._queue, number), by, "released")

    def delete(self, number: int, by: Actor) -> None:
        """Take a job away; the machine administrator may delete anybody's [guess].

        Raises Refused or KeepError, and then it is there still.
        """
        job = self._reached(number, by, may_manage=True)
        self._write((replace(job, state=JobState.DELETED),), self._queue, by, "deleted")

    def cancel_printing(self, by: Actor) -> None:
        """[Job Reset]: delete the job being printed, if this person may. Raises Refused or KeepError."""
        if self._queue:
            self.delete(self._queue[0], by)

    def clear(self, by: Actor) -> None:
        """Delete every job, whosever it is, in one transaction: factory reset. Raises KeepError."""
        deleted = [replace(job, state=JobState.DELETED) for job in self.all()]
        if deleted:
            self._write(deleted, (), by, "deleted")

    def power_off(self) -> None:
        """Nothing is printed any more; nothing is written."""
        self._stop_counting()
        self._queue = ()

    # Who may

    def _reached(self, number: int, by: Actor, *, may_manage: bool = False) -> Job:
        job = self.find(number)
        if job is None:
            raise Refused(f"There is no job {number}.")
        manages = may_manage and (by.holds(Role.MACHINE) or by.holds(Role.ITSELF))
        if self.are_owned() and not manages and not _is_owner(job, by):
            self.audit.note(by, Deed.REFUSED, _subject(job), "not privileged")
            raise Refused(f"Job {number} belongs to somebody else.", is_privilege=True)
        return job

    # On paper

    def _at_present(self, job: Job) -> Job:
        """The job with the state that its place in the queue gives it."""
        return replace(job, state=_state(job.number, self._queue))

    def _go_on(self) -> None:
        """Count down the pages of the first job in the queue, as long as paper moves."""
        first = self._queue[0] if self._queue else 0
        if self._timer is not None and first == self._on_paper and self.condition.may_print:
            return
        self._stop_counting()
        if first != self._on_paper:
            self._on_paper = first
            self._left = self._jobs[first].pages * PAGE_SECONDS if first else 0.0
        if first and self.condition.may_print:
            self._count(self._left)

    def _count(self, seconds: float) -> None:
        self._since = self.clock.now()
        self._timer = self.clock.after(seconds, self._printed)

    def _stop_counting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._left = max(0.0, self._left - (self.clock.now() - self._since))

    def _printed(self) -> None:
        self._timer = None
        self._left = 0.0
        job = replace(self._jobs[self._on_paper], state=JobState.PRINTED)
        try:
            self._write((job,), self._queue, MACHINE_ITSELF, "printed")
        except KeepError:
            # Nothing happens that cannot be written: its last page takes longer.
            self._count(RETRY)

    # The one commit

    def _write(self, jobs: Iterable[Job], queue: tuple[int, ...], by: Actor, deed: str) -> None:
        """Keep these jobs, or drop those that are printed or deleted, and the queue without them."""
        jobs = tuple(jobs)
        gone = {job.number for job in jobs if job.state in (JobState.PRINTED, JobState.DELETED)}
        kept = self._jobs | {job.number: job for job in jobs}
        kept = {number: job for number, job in kept.items() if number not in gone}
        queue = tuple(number for number in queue if number in kept)
        last = max((self._last, *kept))
        put: dict[tuple[str, str], Plain] = {(ROOM, LAST): last, (ROOM, QUEUE): list(queue)}
        put |= {(ROOM, str(job.number)): _stored(job) for job in jobs if job.number not in gone}

        def apply() -> None:
            self._jobs, self._queue, self._last = kept, queue, last

        self.audit.commit(
            by,
            [Entry(Deed.JOB, _subject(job), f"{deed}: {job.name}") for job in jobs],
            put=put,
            drop=[(ROOM, str(number)) for number in gone],
            apply=apply,
            changed=self._differences(jobs, gone, queue, by),
        )

    def _differences(
        self, jobs: tuple[Job, ...], gone: set[int], queue: tuple[int, ...], by: Actor
    ) -> list[Changed]:
        """What listeners hear: each job whose state is another then."""
        after = {job.number: job.state if job.number in gone else _state(job.number, queue) for job in jobs}
        after |= {number: _state(number, queue) for number in queue}
        before = {job.number: job.state for job in self.all()}
        return [
            Changed(ROOM, str(number), old.value if (old := before.get(number)) else "", new.value, by)
            for number, new in after.items()
            if before.get(number) is not new
        ]

    def _changed(self, change: Changed) -> None:
        if change.room == ROOM:
            self._go_on()
            self._tell_condition()

    def _tell_condition(self) -> None:
        is_waiting = any(number not in self._queue for number in self._jobs)
        self.condition.note(printing=bool(self._queue), waiting=is_waiting)


def _state(number: int, queue: tuple[int, ...]) -> JobState:
    if number not in queue:
        return JobState.WAITING
    return JobState.PRINTING if queue[0] == number else JobState.QUEUED


def _subject(job: Job) -> str:
    return f"job {job.number}"


def _is_owner(job: Job, actor: Actor) -> bool:
    return bool(job.owner) and job.owner == actor.name and actor.holds(Role.PERSON)


def _stored(job: Job) -> Plain:
    return [job.name, job.owner, job.kind.value, job.pages]


def _read(number: int, plain: Plain) -> Job:
    name, owner, kind, pages = plain
    if not (isinstance(name, str) and isinstance(owner, str) and isinstance(pages, int)):
        raise ValueError(f"job {number} is damaged")
    return Job(number, name, owner, JobKind(kind), pages, JobState.WAITING)
