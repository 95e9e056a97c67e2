"""The machine: all of its state, composed.

Handed a clock, a keep and randomness, it starts nothing and opens nothing; who builds it runs its errands
(`machine.errands`) and moves its clock. Everything a face may change is reached from here.
"""

from __future__ import annotations

from collections.abc import Callable

from device.audit import Audit, Deed
from device.certificates.certificates import Certificates
from device.clock import Clock, Timer
from device.condition import Condition
from device.console import Console
from device.errands import Errands
from device.jobs import ROOM as JOBS
from device.jobs import Jobs
from device.keep import Changed, Keep
from device.logins import Logins
from device.people.people import People
from device.roles import MACHINE_ITSELF, Actor
from device.settings.authentication import USER_AUTHENTICATION, UserAuthentication
from device.settings.everything import ALL, RULES, regime
from device.settings.store import Store
from device.settings.system import ENERGY_SAVER, ENERGY_SAVER_TIMER

#: Model and firmware as the machine tells them [C, its form].
MODEL = "P 801"
FIRMWARE = "1.00"

#: Hardware that the menu asks for.
DISK = "disk"


class Machine:
    """The simulated printer."""

    def __init__(
        self,
        clock: Clock,
        keep: Keep,
        randomness: Callable[[int], bytes],
        hardware: frozenset[str] = frozenset({DISK}),
    ) -> None:
        """`randomness(n)` gives n random bytes; `hardware` names the options that are built in."""
        self.clock = clock
        self.keep = keep
        self.hardware = hardware
        self.audit = Audit(keep, clock)
        self.console = Console()
        self.errands = Errands()
        self.condition = Condition()
        self.store = Store(ALL, RULES, self.audit, regime)
        self.certificates = Certificates(self.audit, self.store)
        self.people = People(self.audit, self.store, clock)
        self.logins = Logins(self.people, self.store, self.audit, clock, randomness)
        self.jobs = Jobs(self.audit, clock, self.condition, self._has_user_authentication)
        #: Called when somebody at the panel has shut the machine down; who runs it stops it.
        self.on_shut_down: Callable[[], None] | None = None
        self._sleep: Timer | None = None
        #: Panel time at which somebody or something last needed the machine.
        self.used_at = clock.now()
        self.audit.listen(self._changed)
        self._watch_sleep()

    def power_on(self) -> None:
        """Say in the audit that the machine runs, and what of the saved state could not be used."""
        lost = ", ".join(self.store.unreadable)
        self.audit.note(MACHINE_ITSELF, Deed.POWER_ON, MODEL, f"set to the default: {lost}" if lost else "")

    def power_off(self) -> None:
        """Say in the audit that the machine stops, and stop: no timer, no errand, no session is left.

        Raises KeepError when the row cannot be written; the machine has stopped all the same.
        """
        try:
            self.audit.note(MACHINE_ITSELF, Deed.POWER_OFF, MODEL)
        finally:
            self._stop_watching_sleep()
            self.errands.clear()
            self.jobs.power_off()
            self.people.power_off()

    def shut_down(self, by: Actor) -> None:
        """Say who shut the machine down, and have it stopped. Who may is the caller's to ask.

        Raises KeepError, and then the machine goes on.
        """
        self.audit.note(by, Deed.DID, "shut down")
        if self.on_shut_down is not None:
            self.on_shut_down()

    def factory_reset(self, by: Actor) -> None:
        """Settings, accounts, certificates and jobs as they left the factory, in one transaction.

        The audit stays. Who may is the caller's to ask. Raises KeepError, and then nothing is reset.
        """
        with self.audit.together():
            self.audit.note(by, Deed.DID, "factory reset")
            self.jobs.clear(by)
            self.people.reset(by)
            self.certificates.reset(by)
            self.store.reset(by)

    # Energy saver

    def used(self) -> None:
        """Somebody or something needs the machine: it stays or becomes awake."""
        self.used_at = self.clock.now()
        self.condition.note(saving_energy=False)
        if self._sleep is None:
            self._watch_sleep()

    @property
    def _minutes_awake(self) -> int:
        """Minutes without use after which the machine sleeps, 0 for never."""
        return self.store[ENERGY_SAVER_TIMER] if self.store[ENERGY_SAVER] else 0

    def _watch_sleep(self) -> None:
        minutes = self._minutes_awake
        if minutes:
            left = self.used_at + minutes * 60 - self.clock.now()
            self._sleep = self.clock.after(left, self._rested)

    def _stop_watching_sleep(self) -> None:
        if self._sleep is not None:
            self._sleep.cancel()
            self._sleep = None

    def _rested(self) -> None:
        self._sleep = None
        if self.condition.printing:
            self.used_at = self.clock.now()
        if self.clock.now() < self.used_at + self._minutes_awake * 60:
            self._watch_sleep()
        else:
            self.condition.note(saving_energy=True)

    # Settings with an effect of their own

    def _has_user_authentication(self) -> bool:
        return self.store[USER_AUTHENTICATION] is not UserAuthentication.OFF

    def _changed(self, change: Changed) -> None:
        # Whoever sets this or brings a job uses the machine.
        if change.subject in (ENERGY_SAVER.name, ENERGY_SAVER_TIMER.name):
            self._stop_watching_sleep()
            self.used()
        elif change.room == JOBS:
            self.used()
