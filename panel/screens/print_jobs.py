"""[Prt.Jobs]: the jobs that wait at the machine, and what their owner does with one [V, layout guess].

With user authentication off the list opens at once; else the person logs in first and sees their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from device.jobs import Job
from device.settings.authentication import USER_AUTHENTICATION, UserAuthentication

from ..keys import Key
from ..surface import Back, Desk, Move, Open, Row, Screen, Stay, Surface
from . import wording
from .login import login, logout, user_code
from .notices import Labelled, Message, attempted, pressed, yes_or_no
from .values import place, window

TITLE = wording.PRT_JOBS.text


def print_jobs(desk: Desk) -> Screen:
    """What [Prt.Jobs] opens: the list, or the login that comes before it."""
    method = desk.machine.store[USER_AUTHENTICATION]
    if method is UserAuthentication.OFF or desk.session is not None:
        return JobList()
    then = Open(JobList())
    return user_code(then) if method is UserAuthentication.USER_CODE else login(then, of_user=True)


def _jobs(desk: Desk) -> tuple[Job, ...]:
    return desk.machine.jobs.waiting_for(desk.actor)


def _owner(job: Job, desk: Desk) -> str:
    return desk.machine.people.shown_name(job.owner, desk.actor)


@dataclass(frozen=True, slots=True)
class JobList:
    """The jobs this person may see: Up and Down choose, [OK] opens one."""

    at: int = 0

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    def surface(self, desk: Desk) -> Surface:
        labels = ("", "", wording.LOGOUT.text if desk.session else "")
        jobs = _jobs(desk)
        if not jobs:
            return Surface(TITLE, (Row(wording.NO_JOBS.text),), labels=labels)
        at = min(self.at, len(jobs) - 1)
        top = window(at, len(jobs), 2)
        rows = tuple(Row(job.name, _owner(job, desk)) for job in jobs[top : top + 2])
        return Surface(TITLE, rows, at - top, labels, place=place(at, len(jobs), 2))

    def press(self, key: Key, desk: Desk) -> Move:
        jobs = _jobs(desk)
        count = max(1, len(jobs))
        match key:
            case Key.UP:
                return Stay(JobList((min(self.at, count - 1) - 1) % count))
            case Key.DOWN:
                return Stay(JobList((min(self.at, count - 1) + 1) % count))
            case Key.OK if jobs:
                return Open(JobView(jobs[min(self.at, len(jobs) - 1)].number))
            case Key.SELECT3 if desk.session:
                return Open(logout())
            case Key.ESCAPE:
                return Back()
            case _:
                return Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)


@dataclass(frozen=True, slots=True)
class JobView:
    """One job: [Print] or [Delete] it."""

    number: int

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    def surface(self, desk: Desk) -> Surface:
        job = desk.machine.jobs.find(self.number)
        if job is None:
            return Surface(TITLE, (Row(wording.JOB_IS_GONE.text),))
        labels = tuple(answer[0] if answer else "" for answer in self._answers())
        return Surface(
            job.name, (Row(_owner(job, desk), job.state.value), Row(job.kind.value, job.size)), labels=labels
        )

    def _answers(self) -> tuple[Labelled | None, ...]:
        return ((wording.PRINT.text, self._print), None, (wording.DELETE_JOB.text, self._ask))

    def _print(self, desk: Desk) -> Move:
        return attempted(
            lambda: desk.machine.jobs.release(self.number, desk.actor),
            Back(show=Message(wording.PRINTING.text)),
        )

    def _ask(self, desk: Desk) -> Move:
        return Open(yes_or_no(wording.DELETE_THE_JOB.text, self._delete))

    def _delete(self, desk: Desk) -> Move:
        return attempted(lambda: desk.machine.jobs.delete(self.number, desk.actor), Back(2))

    def press(self, key: Key, desk: Desk) -> Move:
        if key in (Key.ESCAPE, Key.OK) or desk.machine.jobs.find(self.number) is None:
            return Back()
        return pressed(self._answers(), key, desk) or Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)
