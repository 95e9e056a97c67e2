"""The target `core`: a fresh machine in this process, on virtual time, nothing else.

It needs no thread, loop, file or socket: errands that only compute (passwords, keys) are done at once after
the key that put them, those that need a network fail with the reason "no services".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from random import Random

from device.certificates import orders
from device.clock import VirtualClock
from device.console import BLANK
from device.errands import Errand, Failed, Work
from device.faults import put_fault
from device.keep import Keep, MemoryKeep
from device.machine import DISK, Machine
from device.people import passwords
from device.settings.kinds import Refused
from panel.front import Front
from panel.keys import Key

from .errors import suggest
from .stage import KEPT, AuditLine, Incapable, NotAnswered, Seen

#: What this target can do; see `language.CAPABILITIES`.
CAPABILITIES = frozenset({"settings", "audit", "indicators", "virtual-time", "hold", "power", "faults"})

#: Who presses the keys, in the audit.
FACE = "script"

NO_SERVICES = "no services"


def fresh_machine(
    hardware: frozenset[str] = frozenset({DISK}), randomness: Callable[[int], bytes] | None = None
) -> tuple[Machine, VirtualClock]:
    """A machine as it leaves the factory, switched on, on virtual time and in memory.

    Without `randomness` its salts are the same in every run.
    """
    clock = VirtualClock()
    return _switched_on(clock, MemoryKeep(), hardware, randomness), clock


def _switched_on(
    clock: VirtualClock,
    keep: Keep,
    hardware: frozenset[str],
    randomness: Callable[[int], bytes] | None = None,
) -> Machine:
    machine = Machine(clock, keep, randomness or Random(800).randbytes, hardware)
    machine.power_on()
    return machine


class Inline:
    """Does a machine's errands at once, in the caller's time."""

    def __init__(self, machine: Machine, work: Mapping[type[Errand], Work] | None = None) -> None:
        self._errands = machine.errands
        self._work = dict(work or _works())

    def run(self) -> None:
        """Do what waits, and what that puts in turn."""
        while taken := self._errands.take():
            for ticket, errand in taken:
                self._errands.done(ticket, self._result(errand))

    def _result(self, errand: Errand) -> object:
        do = self._work.get(type(errand))
        return Failed(NO_SERVICES) if do is None else do(errand)


def _works() -> Mapping[type[Errand], Work]:
    randomness = Random(800).randbytes
    return passwords.work(randomness) | orders.work(randomness)


class CoreStage(Incapable):
    """A machine and its panel as a script's stage."""

    name = "core"
    capabilities = CAPABILITIES

    def __init__(self, machine: Machine, clock: VirtualClock, face: str = FACE) -> None:
        self._clock = clock
        self._face = face
        self._is_on = True
        self._stand_before(machine)
        self._first_row = len(machine.audit.rows())

    def _stand_before(self, machine: Machine) -> None:
        self.machine = machine
        self.front = Front(machine)
        self._inline = Inline(machine)

    def press(self, keys: tuple[Key, ...]) -> Sequence[Seen]:
        """Press the keys; the display after the last, those of waits, and where privacy begins or ends."""
        if not self._is_on:
            return (self.look(),)
        strike, console, waiting = self._strike, self.machine.console, self.machine.errands.waiting
        seen: list[Seen] = []
        last = len(keys)
        was_private = console.private
        for after, key in enumerate(keys, 1):
            strike(key)
            if after == last or console.private is not was_private or waiting:
                was_private = console.private
                seen.append(self._seen(after))
            if waiting:
                self._inline.run()
                seen.append(self._seen(after))
        return seen

    def _strike(self, key: Key) -> None:
        """Press one key; when this returns, the machine has had it."""
        self.front.press(key, face=self._face)

    def _seen(self, after: int = 0) -> Seen:
        """What stands on the display after so many keys."""
        return Seen(self.machine.console.display, self._clock.now(), after)

    def look(self) -> Seen:
        return self._seen() if self._is_on else Seen(BLANK, self._clock.now())

    def advance(self, seconds: float) -> Sequence[Seen]:
        """Move panel time on; every display that stood meanwhile."""
        seen: list[Seen] = []
        end = self._clock.now() + seconds
        while True:
            # Looking starts the scrolling of long rows, whose next step is a timer too.
            seen.append(self.look())
            due = self._clock.next_due
            if due is None or due > end:
                break
            self._clock.advance(due - self._clock.now())
            self._inline.run()
            del seen[:-KEPT]
        self._clock.advance(end - self._clock.now())
        return (*seen, self.look())

    def wait(self, at_most: float) -> Sequence[Seen]:
        """Let time go to the next timer, at most so many seconds."""
        due = self._clock.next_due
        left = at_most if due is None else min(at_most, max(0.0, due - self._clock.now()))
        self._clock.advance(left)
        self._inline.run()
        return (self.look(),)

    def hold(self, key: Key, seconds: float) -> Sequence[Seen]:
        """Press the key and let time pass: nothing is known of this panel that a held key does more."""
        return (*self.press((key,)), *self.advance(seconds))

    def fault(self, name: str, on: bool) -> Sequence[Seen]:
        self._need_power()
        put_fault(self.machine.condition, name, on)
        return (self.look(),)

    def power(self, on: bool) -> Sequence[Seen]:
        """Switch the machine off, or on again with what its keep holds: a new machine and a new panel."""
        if self._is_on and not on:
            self.front.power_off()
            self.machine.power_off()
        elif on and not self._is_on:
            wrong = self.machine.condition.alerts
            self._stand_before(_switched_on(self._clock, self.machine.keep, self.machine.hardware))
            # A cover that was open still is.
            for alert in wrong:
                put_fault(self.machine.condition, alert.name, on=True)
        self._is_on = on
        return (self.look(),)

    def setting(self, name: str) -> str:
        """The value as whoever stands at the panel may see it."""
        self._need_power()
        store = self.machine.store
        try:
            return store.spelled(store.named(name))
        except Refused:
            names = (setting.name for setting in store.settings)
            raise NotAnswered(f"there is no setting of that name{suggest(name, names)}") from None

    def _need_power(self) -> None:
        if not self._is_on:
            raise NotAnswered("the machine is off")

    def audit(self) -> Sequence[AuditLine]:
        """The rows since the stage was made, also those from before the power was off."""
        rows = self.machine.audit.rows(self._first_row)
        return [AuditLine(f"{row.deed.value} {row.subject} {row.detail}".rstrip(), row.by) for row in rows]


@contextmanager
def open_core(hardware: frozenset[str] = frozenset({DISK})) -> Iterator[CoreStage]:
    """A fresh machine to play one case on."""
    machine, clock = fresh_machine(hardware)
    yield CoreStage(machine, clock)
