"""The audit: written together with what it tells of, in order, and read by those whom it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest

from device.audit import Audit, Deed, Entry, Row, collected
from device.clock import VIRTUAL_START, VirtualClock
from device.keep import Changed, KeepError
from device.listeners import ListenerFailed
from device.roles import MACHINE_ITSELF, Actor, Role, nobody

from .crowd import BreakableKeep

NED = Actor("ned", frozenset({Role.NETWORK}), "panel")
MAX = Actor("max", frozenset({Role.MACHINE}), "web")
ALICE = Actor("alice", frozenset({Role.PERSON}), "panel")


class Trail:
    """An audit, and what was heard of it."""

    def __init__(self) -> None:
        self.keep, self.clock = BreakableKeep(), VirtualClock()
        self.audit = Audit(self.keep, self.clock)
        self.changes: list[str] = []
        self.rows: list[str] = []
        self.applied: list[str] = []
        self.audit.listen(lambda change: self.changes.append(change.subject))
        self.audit.follow(lambda row: self.rows.append(row.subject))

    def commit(self, *subjects: str, by: Actor = NED) -> None:
        """Change these, each with a row of its own in the audit and in the Keep."""
        self.audit.commit(
            by,
            [Entry(Deed.CHANGED, subject) for subject in subjects],
            put={("things", subject): subject for subject in subjects},
            apply=lambda: self.applied.extend(subjects),
            changed=[Changed("things", subject, "", subject, by) for subject in subjects],
        )

    @property
    def kept(self) -> list[str]:
        return list(self.keep.rows("things"))


@pytest.fixture
def trail() -> Trail:
    return Trail()


def test_a_row_says_who_did_what_when_and_from_which_face(trail: Trail) -> None:
    trail.clock.advance(60)

    trail.audit.note(MAX, Deed.FREED, "alice", "by hand")

    at = VIRTUAL_START + timedelta(minutes=1)
    assert trail.audit.rows() == [Row(1, at, "max", "web", Deed.FREED, "alice", "by hand")]
    assert str(trail.audit.rows()[0]) == (
        "     1  2026-01-01 00:01:00  max          web      freed        alice  by hand"
    )


def test_nobody_and_the_machine_are_shown_by_a_dash(trail: Trail) -> None:
    trail.audit.note(nobody("panel"), Deed.LOGIN_FAILED, "alice")
    trail.audit.note(MACHINE_ITSELF, Deed.POWER_ON, "P 801")

    assert [str(row).split()[3:5] for row in trail.audit.rows()] == [["-", "panel"], ["-", "machine"]]


def test_a_commit_is_on_disk_before_memory_follows_and_listeners_hear(trail: Trail) -> None:
    order: list[str] = []
    trail.audit.listen(lambda change: order.append(f"told, {len(trail.kept)} kept, {trail.applied}"))

    trail.commit("a")

    assert order == ["told, 1 kept, ['a']"]


def test_what_cannot_be_kept_has_not_happened(trail: Trail) -> None:
    trail.keep.is_full = True

    with pytest.raises(KeepError):
        trail.commit("a")

    trail.keep.is_full = False
    assert (trail.kept, trail.applied, trail.rows, trail.changes) == ([], [], [], [])
    assert trail.audit.rows() == []


def test_together_several_commits_are_one_transaction_made_at_the_end(trail: Trail) -> None:
    with trail.audit.together():
        trail.commit("a")
        trail.commit("b", "c", by=MAX)
        assert (trail.kept, trail.applied, trail.changes) == ([], [], [])

    assert trail.kept == trail.applied == trail.rows == trail.changes == ["a", "b", "c"]
    assert [row.by for row in trail.audit.rows()] == ["ned", "max", "max"]


def test_an_exception_among_what_belongs_together_leaves_everything_as_it_was(trail: Trail) -> None:
    def fail() -> None:
        with trail.audit.together():
            trail.commit("a")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert (trail.kept, trail.applied, trail.rows, trail.changes) == ([], [], [], [])
    trail.commit("b")
    assert trail.kept == ["b"]


def test_what_belongs_together_is_all_lost_when_it_cannot_be_kept(trail: Trail) -> None:
    trail.keep.is_full = True

    with pytest.raises(KeepError), trail.audit.together():
        trail.commit(*"ab")

    assert (trail.applied, trail.changes) == ([], [])


def test_together_does_not_nest(trail: Trail) -> None:
    with trail.audit.together():
        with pytest.raises(RuntimeError, match="under way already"), trail.audit.together():
            pass
        trail.commit("a")

    assert trail.kept == ["a"]


def test_a_listener_that_fails_keeps_nobody_from_hearing_and_what_was_done_stands(trail: Trail) -> None:
    late: list[str] = []

    def fail(_: object) -> None:
        raise KeepError("not the commit's own")

    trail.audit.follow(fail)
    trail.audit.listen(fail)
    trail.audit.follow(lambda row: late.append(f"row {row.subject}"))
    trail.audit.listen(lambda change: late.append(f"change {change.subject}"))

    # Not a KeepError: that would say that nothing was written.
    with pytest.raises(ListenerFailed):
        trail.commit("a", "b")

    assert late == ["row a", "row b", "change a", "change b"]
    assert trail.kept == trail.applied == ["a", "b"]


def test_a_listener_may_commit_in_turn(trail: Trail) -> None:
    def answer(change: Changed) -> None:
        if change.subject == "question":
            trail.commit("answer", by=MACHINE_ITSELF)

    trail.audit.listen(answer)
    trail.commit("question")

    assert trail.kept == trail.rows == ["question", "answer"]


def test_who_has_left_hears_nothing(trail: Trail) -> None:
    with collected(trail.audit) as rows:
        trail.commit("a")
    trail.commit("b")

    assert [row.subject for row in rows] == ["a"]


def test_rows_can_be_read_from_where_one_stopped_and_the_last_so_many(trail: Trail) -> None:
    trail.commit(*"abcde")

    assert [row.subject for row in trail.audit.rows(after=3)] == ["d", "e"]
    assert [row.number for row in trail.audit.rows(limit=2)] == [4, 5]
    assert trail.audit.rows(after=5) == trail.audit.rows(after=99) == trail.audit.rows(limit=0) == []


def test_the_machine_administrator_reads_everything_others_what_they_did_themselves(trail: Trail) -> None:
    trail.commit("of ned")
    trail.commit("of max", by=MAX)
    trail.commit("of the machine", by=MACHINE_ITSELF)
    trail.commit("of ned too")

    def read_by(reader: Actor, **how: int) -> list[str]:
        return [row.subject for row in trail.audit.readable(reader, **how)]

    assert read_by(MAX) == read_by(MACHINE_ITSELF) == trail.rows
    assert read_by(NED) == ["of ned", "of ned too"]
    assert read_by(NED, limit=1) == read_by(NED, after=1) == ["of ned too"]
    assert read_by(NED, limit=0) == read_by(ALICE) == read_by(nobody("panel")) == []
