"""A machine's people in memory: cheap hashes, a virtual clock, a Keep whose disk can be full."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from device.audit import Audit, Deed, Row
from device.clock import VirtualClock
from device.errands import Errand
from device.keep import KeepError, MemoryKeep, Sealed, Transaction
from device.logins import LoginFailed, Logins
from device.people.accounts import SUPERVISOR, administrator_key
from device.people.edits import Edit
from device.people.passwords import Cost, work
from device.people.people import People
from device.people.sessions import Session
from device.roles import MACHINE_ITSELF, Actor, Role
from device.settings.everything import ALL, RULES, regime
from device.settings.store import Store

#: As cheap as Argon2id can be: what is tested is not its cost.
CHEAP = Cost(memory=8, passes=1)

FOUR = {Role.USER: "uma", Role.MACHINE: "max", Role.NETWORK: "ned", Role.FILE: "fay"}
#: The password of everybody in a staffed crowd; too short for SNMP keys, which take the time in a test.
PASSWORD = "Secr-77"


class BreakableKeep(MemoryKeep):
    """A Keep whose disk can be full."""

    is_full = False

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        if self.is_full:
            raise KeepError("the disk is full")
        with super().transaction() as write:
            yield write


class Crowd:
    """Accounts, logins and all that they need. `power_cycle` is power off and on with the same Keep."""

    def __init__(self) -> None:
        self.keep = BreakableKeep()
        self.clock = VirtualClock()
        self._random = Random(7)
        self._work = work(self._random.randbytes, CHEAP)
        self._power_on()

    def _power_on(self) -> None:
        self.audit = Audit(self.keep, self.clock)
        self.store = Store(ALL, RULES, self.audit, regime)
        self.people = People(self.audit, self.store, self.clock)
        randomness = self._random.randbytes
        self.logins = Logins(self.people, self.store, self.audit, self.clock, randomness, CHEAP)

    def power_cycle(self) -> None:
        self.people.power_off()
        self._power_on()

    def set(self, *changes: tuple[Any, Any]) -> None:
        self.store.change(dict(changes), MACHINE_ITSELF)

    def run(self, errand: Errand) -> Any:
        return self._work[type(errand)](errand)

    def login(
        self, name: str, password: str = "", *, face: str = "panel", of_user: bool = False
    ) -> Session | None:
        """The session, or None when the login failed."""
        attempt = self.logins.attempt(name, Sealed(password), face=face, of_user=of_user)
        try:
            return self.logins.settle(attempt, self.run(attempt.errand))
        except LoginFailed:
            return None

    def actor(self, name: str, password: str = PASSWORD, face: str = "panel") -> Actor:
        """Somebody who has just logged in."""
        session = self.login(name, password, face=face)
        assert session is not None
        return session.actor

    def edit(self, key: str, edit: Edit, by: Actor) -> None:
        proposal = self.people.propose(key, edit, by)
        self.people.settle(proposal, [self.run(errand) for errand in proposal.errands])

    def deeds(self, deed: Deed) -> list[Row]:
        return [row for row in self.audit.rows() if row.deed is deed]

    def staff(self) -> None:
        """Four administrators with one role each and a supervisor `sue`, all with PASSWORD."""
        password = Sealed(PASSWORD)
        for number, (role, name) in enumerate(FOUR.items(), 1):
            self.edit(administrator_key(number), Edit(name=name, password=password), MACHINE_ITSELF)
            if number > 1:
                self.people.hand_over(role, number, MACHINE_ITSELF)
        self.edit(SUPERVISOR, Edit(name="sue", password=password), MACHINE_ITSELF)


def staffed() -> Crowd:
    crowd = Crowd()
    crowd.staff()
    return crowd
