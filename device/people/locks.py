"""Accounts locked by wrong passwords, their release timers, and who frees whom [S].

Users stay locked through power off, so their locks are kept; administrators and the supervisor are freed by
it, so theirs are not. Under Windows and LDAP authentication the server locks its users, and no lock of
theirs counts here.
"""

from __future__ import annotations

from collections.abc import Callable

from device.audit import Audit, Deed, Entry
from device.clock import Clock, Timer
from device.keep import Changed, KeepError
from device.roles import MACHINE_ITSELF, Actor, Role
from device.settings.kinds import Refused

from .accounts import Account, Kind
from .guards import present
from .policy import DIRECTORIES, Policy
from .roll import Roll

#: The room of the Keep: a row for each locked user, under the account's key.
ROOM = "lockouts"

#: Who frees whom [S].
FREERS = {Kind.USER: Role.USER, Kind.ADMINISTRATOR: Role.SUPERVISOR, Kind.SUPERVISOR: Role.MACHINE}


class Locks:
    """Which accounts are locked, and how many wrong passwords in a row the others have had."""

    def __init__(
        self, audit: Audit, clock: Clock, policy: Callable[[], Policy], roll: Callable[[], Roll]
    ) -> None:
        self._audit = audit
        self._clock = clock
        self._policy = policy
        self._roll = roll
        self._failures: dict[str, int] = {}
        self._locked: dict[str, Timer | None] = {}

    def load(self) -> None:
        """Power on: users who were locked still are, and their release timers start anew [S]."""
        minutes = self._policy().lockout.release
        for key in self._audit.keep.rows(ROOM):
            if self._roll().get(key) is not None:
                self._lock(key, minutes)

    def clear(self) -> None:
        """Power off or factory reset: no lock, no count, no timer. Rows are the caller's."""
        for key in tuple(self._locked):
            self.forget(key)
        self._failures.clear()

    def holds(self, account: Account) -> bool:
        """Whether the account may not log in because of wrong passwords."""
        return account.key in self._locked and self._count_here(account)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts that are locked, the longest locked first."""
        found = (self._roll().get(key) for key in self._locked)
        return tuple(account for account in found if account is not None and self._count_here(account))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all that are locked, whether that counts at the moment or not."""
        return tuple(self._locked)

    def _count_here(self, account: Account) -> bool:
        return account.kind is not Kind.USER or self._policy().method not in DIRECTORIES

    def count_failure(self, account: Account, by: Actor) -> None:
        """A wrong password for that account: lock it when it was once too often.

        Raises KeepError when the lock cannot be written; then the next failure tries again.
        """
        lockout = self._policy().lockout
        if not lockout.attempts or not self._count_here(account) or self.holds(account):
            return
        wrong = self._failures[account.key] = self._failures.get(account.key, 0) + 1
        if wrong < lockout.attempts:
            return
        self._audit.commit(
            by,
            (Entry(Deed.LOCKED, account.title, f"after {lockout.attempts} wrong passwords"),),
            put={(ROOM, account.key): True} if account.kind is Kind.USER else {},
            apply=lambda: self._lock(account.key, lockout.release),
            changed=(Changed(ROOM, account.title, "not locked", "locked", by),),
        )

    def count_success(self, account: Account) -> None:
        """A right password: wrong ones are counted anew."""
        self._failures.pop(account.key, None)

    def free(self, account: Account, by: Actor) -> None:
        """Free the account; harmless when it is not locked.

        Raises Refused or KeepError, and then it stays locked.
        """
        freer = FREERS[account.kind]
        actor = present(by, self._roll())
        if not (actor.holds(freer) or actor.holds(Role.ITSELF)):
            self._audit.note(by, Deed.REFUSED, account.title, "not privileged")
            raise Refused(f"freeing {account.place}: {freer.value.lower()} only", is_privilege=True)
        if account.key in self._locked:
            self._free(account, by)

    def forget(self, key: str) -> None:
        """The account is gone: no lock, no count, no timer. Its row is the caller's."""
        self._failures.pop(key, None)
        timer = self._locked.pop(key, None)
        if timer is not None:
            timer.cancel()

    def _lock(self, key: str, minutes: int) -> None:
        self.forget(key)
        timer = self._clock.after(minutes * 60, lambda: self._release(key)) if minutes else None
        self._locked[key] = timer

    def _free(self, account: Account, by: Actor) -> None:
        self._audit.commit(
            by,
            (Entry(Deed.FREED, account.title),),
            drop=((ROOM, account.key),),
            apply=lambda: self.forget(account.key),
            changed=(Changed(ROOM, account.title, "locked", "not locked", by),),
        )

    def _release(self, key: str) -> None:
        """A release timer has run out."""
        account = self._roll().get(key)
        if account is None:
            return
        try:
            self._free(account, MACHINE_ITSELF)
        except KeepError:
            # Nothing happens that cannot be written: the lock outlives its time, and is tried again.
            self._lock(key, 1)
