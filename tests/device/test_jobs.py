"""Jobs as state: whose they are, who may what, how long they are on paper, and that power off loses none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from device.audit import Audit, Deed
from device.clock import VirtualClock
from device.condition import Alert, Condition, Severity
from device.jobs import PAGE_SECONDS, RETRY, ROOM, Job, JobKind, Jobs, JobState
from device.keep import Changed, KeepError
from device.roles import ADMINISTRATOR_ROLES, MACHINE_ITSELF, Actor, Role, nobody
from device.settings.kinds import Refused

from .crowd import BreakableKeep

ALICE = Actor("alice", frozenset({Role.PERSON}), "panel")
BOB = Actor("bob", frozenset({Role.PERSON}), "panel")
MAX = Actor("max", frozenset({Role.MACHINE}), "panel")
#: The other administrators, and one who bears the name of a user.
OTHERS = [
    *(Actor("other", frozenset({role}), "panel") for role in (*ADMINISTRATOR_ROLES, Role.SUPERVISOR)),
    Actor("alice", frozenset({Role.NETWORK}), "panel"),
]
OTHERS = [other for other in OTHERS if not other.holds(Role.MACHINE)]
NOBODY = nobody("panel")
JAM = Alert("jam", Severity.STOP, "Paper jam")


class Tray:
    """A job queue with all that it stands on. `power_cycle` is power off and on with the same Keep."""

    def __init__(self) -> None:
        self.keep = BreakableKeep()
        self.are_owned = False
        self.power_on()

    def power_on(self) -> None:
        self.clock, self.condition = VirtualClock(), Condition()
        self.audit = Audit(self.keep, self.clock)
        self.jobs = Jobs(self.audit, self.clock, self.condition, lambda: self.are_owned)

    def power_cycle(self) -> None:
        self.jobs.power_off()
        self.power_on()

    def send(
        self, name: str = "a.pdf", owner: str = "", kind: JobKind = JobKind.HOLD, pages: int = 57
    ) -> Job:
        return self.jobs.submit(name, owner=owner, kind=kind, pages=pages, by=nobody("raw"))

    def print(self, pages: int = 57) -> Job:
        """A minute of paper, or as many pages as given."""
        return self.send(kind=JobKind.NORMAL, pages=pages)

    @property
    def states(self) -> list[tuple[int, str]]:
        return [(job.number, job.state.value) for job in self.jobs.all()]

    def details(self, deed: Deed = Deed.JOB) -> list[tuple[str, str, str]]:
        return [(row.by, row.subject, row.detail) for row in self.audit.rows() if row.deed is deed]


@pytest.fixture
def tray() -> Tray:
    return Tray()


def seen(tray: Tray, actor: Actor) -> list[int]:
    return [job.number for job in tray.jobs.waiting_for(actor)]


# Coming in


def test_jobs_are_numbered_from_1_and_a_number_is_never_given_twice(tray: Tray) -> None:
    tray.send()
    tray.jobs.delete(tray.send().number, NOBODY)

    assert tray.send().number == 3
    tray.jobs.delete(3, NOBODY)
    tray.power_cycle()
    assert tray.send().number == 4


@pytest.mark.parametrize("kind", [kind for kind in JobKind if kind is not JobKind.NORMAL])
def test_every_kind_but_a_normal_print_waits_for_its_owner(tray: Tray, kind: JobKind) -> None:
    job = tray.send(kind=kind)
    tray.clock.advance(3600)

    assert tray.jobs.find(job.number) == job
    assert job.state is JobState.WAITING
    assert (tray.condition.waiting, tray.condition.printing) == (True, False)


def test_a_name_is_shown_without_what_cannot_be_shown(tray: Tray) -> None:
    assert tray.send("two\nlines\x1b[2J").name == "two lines [2J"


def test_a_job_of_less_than_no_pages_is_not_taken(tray: Tray) -> None:
    with pytest.raises(ValueError, match="no -1 pages"):
        tray.send(pages=-1)

    assert tray.states == []


def test_a_job_that_cannot_be_kept_is_not_taken(tray: Tray) -> None:
    tray.keep.is_full = True

    with pytest.raises(KeepError):
        tray.print()

    assert tray.states == []
    assert not tray.condition.printing
    assert tray.clock.next_due is None


@pytest.mark.parametrize(("pages", "size"), [(0, "0 pages"), (1, "1 page"), (2, "2 pages")])
def test_its_size_is_told_in_pages(tray: Tray, pages: int, size: str) -> None:
    assert tray.send(pages=pages).size == size


# On paper


def test_printing_takes_panel_time_57_pages_a_minute(tray: Tray) -> None:
    job = tray.print(pages=57)
    assert tray.condition.status == "Printing..."

    tray.clock.advance(59.9)
    assert tray.states == [(job.number, "Printing")]
    tray.clock.advance(0.2)

    assert tray.states == []
    assert tray.condition.status == "Ready"


def test_one_job_is_on_paper_at_a_time_the_others_in_the_order_they_were_sent_or_released(
    tray: Tray,
) -> None:
    held, first, second = tray.send(), tray.print(), tray.print()
    tray.jobs.release(held.number, NOBODY)
    assert tray.states == [(held.number, "Queued"), (first.number, "Printing"), (second.number, "Queued")]

    tray.clock.advance(60.1)
    assert tray.states == [(held.number, "Queued"), (second.number, "Printing")]
    tray.clock.advance(60)
    assert tray.states == [(held.number, "Printing")]
    tray.clock.advance(60)
    assert tray.states == []


@pytest.mark.parametrize("release_twice", [False, True])
def test_a_job_is_released_once(tray: Tray, release_twice: bool) -> None:
    job = tray.send()
    tray.jobs.release(job.number, NOBODY)
    tray.clock.advance(30)

    if release_twice:
        with pytest.raises(Refused, match="printing already"):
            tray.jobs.release(job.number, NOBODY)
    tray.clock.advance(30.1)

    assert tray.states == []
    assert [detail for _, _, detail in tray.details()] == [
        "received: a.pdf",
        "released: a.pdf",
        "printed: a.pdf",
    ]


def suspend(tray: Tray) -> None:
    tray.condition.note(suspended=True)


def resume(tray: Tray) -> None:
    tray.condition.note(suspended=False)


def jam(tray: Tray) -> None:
    tray.condition.raise_alert(JAM)


def clear(tray: Tray) -> None:
    tray.condition.clear_alert("jam")


@pytest.mark.parametrize(("stop", "go_on"), [(suspend, resume), (jam, clear)])
def test_no_paper_moves_while_the_machine_is_offline_or_stopped(
    tray: Tray, stop: Callable[[Tray], None], go_on: Callable[[Tray], None]
) -> None:
    job = tray.print()
    tray.clock.advance(20)

    stop(tray)
    tray.clock.advance(3600)
    assert tray.states == [(job.number, "Printing")]
    go_on(tray)
    tray.clock.advance(39.9)
    assert tray.states == [(job.number, "Printing")]
    tray.clock.advance(0.2)

    assert tray.states == []


def test_a_job_sent_while_the_machine_is_offline_is_printed_when_it_is_back(tray: Tray) -> None:
    suspend(tray)
    tray.print()
    tray.clock.advance(3600)
    resume(tray)

    tray.clock.advance(60.1)

    assert tray.states == []


def test_another_alert_does_not_make_a_job_begin_anew(tray: Tray) -> None:
    tray.print()
    for number in range(6):
        tray.clock.advance(10)
        tray.condition.raise_alert(Alert(f"toner {number}", Severity.WARNING, "soon"))
    tray.clock.advance(0.1)

    assert tray.states == []


def test_a_printed_job_that_cannot_be_written_is_there_until_it_can(tray: Tray) -> None:
    job = tray.print()
    tray.keep.is_full = True
    tray.clock.advance(60.1)
    assert tray.states == [(job.number, "Printing")]

    tray.keep.is_full = False
    tray.clock.advance(RETRY)

    assert tray.states == []
    assert not tray.condition.printing


def test_a_deleted_job_makes_way_for_the_next_at_once(tray: Tray) -> None:
    tray.print(pages=1000)
    second = tray.print()

    tray.jobs.cancel_printing(NOBODY)
    assert tray.states == [(second.number, "Printing")]
    tray.clock.advance(60.1)

    assert tray.states == []
    assert tray.clock.next_due is None


def test_job_reset_with_nothing_on_paper_does_nothing(tray: Tray) -> None:
    job = tray.send()

    tray.jobs.cancel_printing(NOBODY)

    assert tray.states == [(job.number, "Waiting")]


def test_a_job_without_pages_is_printed_as_soon_as_time_goes(tray: Tray) -> None:
    tray.print(pages=0)

    tray.clock.advance(0)

    assert tray.states == []


# Who may


def test_without_user_authentication_everybody_finds_prints_and_deletes_every_job(tray: Tray) -> None:
    first, second = tray.send(owner="alice"), tray.send()
    assert seen(tray, NOBODY) == seen(tray, BOB) == [first.number, second.number]

    tray.jobs.release(first.number, NOBODY)
    tray.jobs.delete(second.number, BOB)

    assert tray.states == [(first.number, "Printing")]


def test_with_it_people_find_their_own_jobs_only(tray: Tray) -> None:
    tray.are_owned = True
    hers, _his, _nobodys = tray.send(owner="alice"), tray.send(owner="bob"), tray.send()

    assert seen(tray, ALICE) == [hers.number]
    for actor in (NOBODY, MAX, *OTHERS):
        assert seen(tray, actor) == []


@pytest.mark.parametrize("by", [BOB, NOBODY, *OTHERS], ids=str)
def test_with_it_nobody_reaches_the_job_of_somebody_else(tray: Tray, by: Actor) -> None:
    tray.are_owned = True
    job = tray.send(owner="alice")

    for reach in (tray.jobs.release, tray.jobs.delete):
        with pytest.raises(Refused, match="belongs to somebody else") as caught:
            reach(job.number, by)
        assert caught.value.is_privilege

    assert tray.states == [(job.number, "Waiting")]
    assert tray.details(Deed.REFUSED) == [(by.name, "job 1", "not privileged")] * 2


def test_the_machine_administrator_deletes_anybodys_job_but_prints_none(tray: Tray) -> None:
    tray.are_owned = True
    job = tray.send(owner="alice")

    with pytest.raises(Refused):
        tray.jobs.release(job.number, MAX)
    tray.jobs.delete(job.number, MAX)

    assert tray.states == []


def test_with_it_job_reset_is_for_the_jobs_owner_and_the_machine_administrator(tray: Tray) -> None:
    tray.are_owned = True
    for may in (ALICE, MAX):
        job = tray.send(owner="alice", kind=JobKind.NORMAL)
        with pytest.raises(Refused):
            tray.jobs.cancel_printing(BOB)
        tray.jobs.cancel_printing(may)
        assert tray.jobs.find(job.number) is None


def test_a_job_that_is_not_there_cannot_be_reached(tray: Tray) -> None:
    with pytest.raises(Refused, match="There is no job 7"):
        tray.jobs.release(7, NOBODY)
    with pytest.raises(Refused, match="There is no job 7"):
        tray.jobs.delete(7, MACHINE_ITSELF)


# Power off


def test_every_job_survives_power_off(tray: Tray) -> None:
    waiting, first, second = tray.send("a", "alice", JobKind.LOCKED, 3), tray.print(), tray.print(pages=114)
    tray.jobs.release(tray.send("b", "bob").number, BOB)
    before = tray.jobs.all()

    tray.power_cycle()

    assert tray.jobs.all() == before
    assert tray.jobs.find(waiting.number) == waiting
    assert (tray.condition.waiting, tray.condition.printing) == (True, True)
    tray.clock.advance(60.1)
    assert tray.jobs.find(first.number) is None
    tray.clock.advance(120)
    assert tray.jobs.find(second.number) is None


def test_a_job_that_was_on_paper_is_printed_again_from_its_first_page(tray: Tray) -> None:
    job = tray.print()
    tray.clock.advance(50)

    tray.power_cycle()
    tray.clock.advance(59.9)

    assert tray.states == [(job.number, "Printing")]
    tray.clock.advance(0.2)
    assert tray.states == []


def test_a_job_printed_or_deleted_does_not_come_back(tray: Tray) -> None:
    tray.print()
    tray.jobs.delete(tray.send().number, NOBODY)
    tray.clock.advance(60.1)

    tray.power_cycle()

    assert tray.states == []
    assert set(tray.keep.rows(ROOM)) == {"last", "queue"}


def test_after_power_off_nothing_of_the_old_machine_is_printed(tray: Tray) -> None:
    tray.print()
    old_clock = tray.clock

    tray.power_cycle()
    rows = len(tray.audit.rows())
    old_clock.advance(3600)

    assert len(tray.audit.rows()) == rows
    assert old_clock.next_due is None


@pytest.mark.parametrize(
    ("key", "row"),
    [("1", ["a", "", "Normal Print"]), ("1", ["a", "", "Fax", 1]), ("1", 7), ("x", []), ("queue", 7)],
)
def test_damaged_jobs_are_said_to_be_so(tray: Tray, key: str, row: object) -> None:
    with tray.keep.transaction() as write:
        write.put(ROOM, key, row)

    with pytest.raises(KeepError, match="the saved jobs cannot be used"):
        tray.power_on()


# What others hear


def test_everybody_hears_what_becomes_of_a_job(tray: Tray) -> None:
    heard: list[tuple[str, str, str]] = []

    def hear(change: Changed) -> None:
        heard.append((change.subject, change.old, change.new))

    tray.audit.listen(hear)
    first = tray.send()
    tray.print()
    tray.jobs.release(first.number, NOBODY)
    tray.jobs.cancel_printing(NOBODY)
    tray.clock.advance(60.1)

    assert heard == [
        ("1", "", "Waiting"),
        ("2", "", "Printing"),
        ("1", "Waiting", "Queued"),
        ("2", "Printing", "Deleted"),
        ("1", "Queued", "Printing"),
        ("1", "Printing", "Printed"),
    ]


def test_clearing_deletes_all_at_once_or_none(tray: Tray) -> None:
    tray.send(owner="alice")
    tray.print()
    tray.keep.is_full = True
    with pytest.raises(KeepError):
        tray.jobs.clear(MAX)
    assert len(tray.states) == 2

    tray.keep.is_full = False
    with tray.audit.together():
        tray.jobs.clear(MAX)

    assert tray.states == []
    assert (tray.condition.waiting, tray.condition.printing) == (False, False)
    assert tray.clock.next_due is None


def test_a_page_takes_about_a_second() -> None:
    assert pytest.approx(1.0526, abs=1e-4) == PAGE_SECONDS
