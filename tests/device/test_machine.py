"""The machine as a whole: power on and off, the energy saver, shutting down, the factory reset."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest

from device.audit import Deed
from device.clock import VirtualClock
from device.condition import Condition
from device.console import Light
from device.errands import CheckPassword
from device.jobs import JobKind
from device.keep import KeepError, Sealed, Transaction
from device.machine import Machine
from device.people.accounts import SUPERVISOR, administrator_key, user_key
from device.people.edits import Edit
from device.roles import MACHINE_ITSELF, Actor, Role, nobody
from device.settings.everything import ALL
from device.settings.network import HOST_NAME
from device.settings.security import DRIVER_ENCRYPTION_KEY
from device.settings.system import ENERGY_SAVER, ENERGY_SAVER_TIMER

from .crowd import BreakableKeep

MAX = Actor("max", frozenset({Role.MACHINE}), "panel")
NOBODY = nobody("panel")


class CountingKeep(BreakableKeep):
    """A Keep that counts what is written at once."""

    transactions = 0

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        self.transactions += 1
        with super().transaction() as write:
            yield write


class Plugged:
    """A machine on a clock and a Keep; `power_cycle` is power off and on with the same Keep."""

    def __init__(self) -> None:
        self.keep = CountingKeep()
        self.power_on()

    def power_on(self) -> None:
        self.clock = VirtualClock()
        self.machine = Machine(self.clock, self.keep, Random(5).randbytes)
        self.machine.power_on()

    def power_cycle(self) -> None:
        self.machine.power_off()
        self.power_on()

    def power(self) -> Light:
        """The Power indicator."""
        return self.machine.condition.indicators.power

    def rows(self) -> list[tuple[str, Deed, str, str]]:
        return [(row.by, row.deed, row.subject, row.detail) for row in self.machine.audit.rows()]


@pytest.fixture
def plugged() -> Plugged:
    return Plugged()


# Power


def test_power_on_and_off_are_audited(plugged: Plugged) -> None:
    plugged.power_cycle()

    assert plugged.rows() == [
        ("", Deed.POWER_ON, "P 801", ""),
        ("", Deed.POWER_OFF, "P 801", ""),
        ("", Deed.POWER_ON, "P 801", ""),
    ]


def test_power_on_tells_which_settings_could_not_be_read_and_begins_with_their_defaults(
    plugged: Plugged,
) -> None:
    with plugged.keep.transaction() as write:
        write.put("settings", HOST_NAME.name, 7)
        write.put("settings", "network.of_old", "x")

    plugged.power_cycle()

    assert plugged.machine.store[HOST_NAME] == HOST_NAME.default
    by, deed, subject, detail = plugged.rows()[-1]
    assert (by, deed, subject) == ("", Deed.POWER_ON, "P 801")
    assert detail == "set to the default: network.host_name, network.of_old"


def test_after_power_off_nothing_happens_any_more(plugged: Plugged) -> None:
    machine, heard = plugged.machine, list[object]()
    machine.jobs.submit("a", owner="", kind=JobKind.NORMAL, pages=1, by=NOBODY)
    admin = machine.people.roll.named("admin")
    assert admin is not None
    machine.people.sessions.open(admin, frozenset({Role.MACHINE}), "panel")
    ticket = machine.errands.put(CheckPassword(Sealed("x"), Sealed.EMPTY), heard.append)

    machine.power_off()
    rows = len(machine.audit.rows())
    plugged.clock.advance(24 * 3600)
    machine.errands.done(ticket, True)

    assert (len(machine.audit.rows()), heard, len(machine.people.sessions)) == (rows, [], 0)
    assert plugged.clock.next_due is None


def test_a_machine_that_cannot_say_so_stops_all_the_same(plugged: Plugged) -> None:
    plugged.keep.is_full = True

    with pytest.raises(KeepError):
        plugged.machine.power_off()

    assert plugged.clock.next_due is None


def test_shutting_down_is_audited_and_handed_to_whoever_runs_the_machine(plugged: Plugged) -> None:
    stopped: list[str] = []
    plugged.machine.on_shut_down = lambda: stopped.append("stopped")

    plugged.machine.shut_down(MAX)

    assert stopped == ["stopped"]
    assert plugged.rows()[-1] == ("max", Deed.DID, "shut down", "")


def test_a_shut_down_that_cannot_be_written_does_not_happen(plugged: Plugged) -> None:
    stopped: list[str] = []
    plugged.machine.on_shut_down = lambda: stopped.append("stopped")
    plugged.keep.is_full = True

    with pytest.raises(KeepError):
        plugged.machine.shut_down(MAX)

    assert stopped == []


def test_a_machine_that_nobody_runs_can_be_shut_down_too(plugged: Plugged) -> None:
    plugged.machine.shut_down(MAX)

    assert plugged.rows()[-1][2] == "shut down"


# Factory reset


def used(plugged: Plugged) -> Machine:
    """A machine with a bit of everything in it."""
    machine = plugged.machine
    machine.store.change({HOST_NAME: "hall", DRIVER_ENCRYPTION_KEY: Sealed("Key2026")}, MACHINE_ITSELF)
    machine.people.change(administrator_key(1), Edit(name="anna"), MACHINE_ITSELF)
    machine.people.change(SUPERVISOR, Edit(name="sue"), MACHINE_ITSELF)
    machine.people.change(user_key(1), Edit(name="alice"), MACHINE_ITSELF)
    machine.jobs.submit("held", owner="alice", kind=JobKind.HOLD, pages=1, by=NOBODY)
    machine.jobs.submit("printed", owner="", kind=JobKind.NORMAL, pages=1000, by=NOBODY)
    anna = machine.people.roll.named("anna")
    assert anna is not None
    machine.people.sessions.open(anna, machine.people.roll.roles_of(anna), "panel")
    return machine


def things(machine: Machine) -> tuple[object, ...]:
    """All that a factory reset concerns, as it can be compared."""
    settings = [machine.store.spelled(setting) for setting in ALL]
    return settings, machine.people.to_plain(), machine.jobs.all(), len(machine.people.sessions)


def test_a_factory_reset_leaves_everything_as_it_left_the_factory(plugged: Plugged) -> None:
    untouched = things(plugged.machine)
    machine = used(plugged)
    assert things(machine) != untouched

    machine.factory_reset(MAX)

    assert things(machine) == untouched
    assert (machine.condition.printing, machine.condition.waiting) == (False, False)
    plugged.power_cycle()
    assert things(plugged.machine) == untouched


def test_a_factory_reset_leaves_the_audit_and_says_who_made_it(plugged: Plugged) -> None:
    machine = used(plugged)
    before = plugged.rows()

    machine.factory_reset(MAX)

    assert plugged.rows()[: len(before)] == before
    assert plugged.rows()[len(before)] == ("max", Deed.DID, "factory reset", "")


def test_a_factory_reset_that_cannot_be_kept_resets_nothing(plugged: Plugged) -> None:
    machine = used(plugged)
    before = things(machine)
    plugged.keep.is_full = True

    with pytest.raises(KeepError):
        machine.factory_reset(MAX)

    assert things(machine) == before
    plugged.keep.is_full = False
    plugged.power_cycle()
    again = things(plugged.machine)
    assert again[:3] == before[:3]


def test_a_factory_reset_is_one_transaction(plugged: Plugged) -> None:
    machine = used(plugged)
    before = plugged.keep.transactions

    machine.factory_reset(MAX)

    assert plugged.keep.transactions == before + 1


# Energy saver


def test_the_machine_sleeps_after_the_time_of_the_energy_saver_without_use(plugged: Plugged) -> None:
    plugged.clock.advance(15 * 60 - 1)
    assert plugged.power() is Light.ON

    plugged.clock.advance(1)

    assert plugged.power() is Light.OFF


def test_use_puts_it_off_and_wakes_it(plugged: Plugged) -> None:
    plugged.clock.advance(14 * 60)
    plugged.machine.used()
    plugged.clock.advance(14 * 60)
    assert plugged.power() is Light.ON
    plugged.clock.advance(60)
    assert plugged.power() is Light.OFF

    plugged.machine.used()
    assert plugged.power() is Light.ON
    plugged.clock.advance(15 * 60)
    assert plugged.power() is Light.OFF


def test_a_job_wakes_the_machine_and_keeps_it_awake_while_it_prints(plugged: Plugged) -> None:
    plugged.clock.advance(3600)
    plugged.machine.jobs.submit("long", owner="", kind=JobKind.NORMAL, pages=57 * 60, by=NOBODY)

    assert plugged.power() is Light.ON
    plugged.clock.advance(3599)
    assert plugged.power() is Light.ON
    plugged.clock.advance(2 + 15 * 60)
    assert plugged.power() is Light.OFF


def test_with_the_energy_saver_off_it_never_sleeps(plugged: Plugged) -> None:
    plugged.machine.store.change({ENERGY_SAVER: False}, MACHINE_ITSELF)

    plugged.clock.advance(24 * 3600)

    assert plugged.power() is Light.ON
    assert plugged.clock.next_due is None


def test_switching_the_energy_saver_off_wakes_a_sleeping_machine(plugged: Plugged) -> None:
    plugged.clock.advance(3600)
    assert plugged.power() is Light.OFF

    plugged.machine.store.change({ENERGY_SAVER: False}, MACHINE_ITSELF)

    assert plugged.power() is Light.ON


def test_another_time_counts_from_when_it_is_set(plugged: Plugged) -> None:
    plugged.clock.advance(10 * 60)
    plugged.machine.store.change({ENERGY_SAVER_TIMER: 1}, MACHINE_ITSELF)

    plugged.clock.advance(59)
    assert plugged.power() is Light.ON
    plugged.clock.advance(1)

    assert plugged.power() is Light.OFF


def test_a_fresh_machine_is_ready(plugged: Plugged) -> None:
    assert plugged.machine.condition.status == Condition().status == "Ready"
