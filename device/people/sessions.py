"""Who is logged in, at which face. Sessions are in memory alone: power off ends them all.

A session never grows stale: when name, login password or roles of its account change, or the account goes, it
ends, whoever made the change, and the person logs in anew. Our guess, after the family, whose administrators
are logged out when they change administrators. A lock ends no session: wrong passwords entered elsewhere
must not throw anybody out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from device.audit import Audit, Deed, Entry
from device.clock import Clock
from device.keep import Changed
from device.roles import Actor, Role

from .accounts import Account
from .roll import Roll

#: The room of the Changed that tells of logins and logouts. Nothing of it is in the Keep.
ROOM = "sessions"


@dataclass(frozen=True, slots=True)
class Session:
    """A person logged in. `number` is no secret; `account` is the account's key; `since` is panel time."""

    number: int
    account: str
    name: str
    roles: frozenset[Role]
    face: str
    since: float

    @property
    def actor(self) -> Actor:
        """What `by=` takes."""
        return Actor(self.name, self.roles, self.face)


class Sessions:
    """The sessions there are, oldest first."""

    def __init__(self, audit: Audit, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock
        self._sessions: dict[int, Session] = {}
        self._last = 0
        self._watchers: list[Callable[[Session], None]] = []
        self._untold: list[Session] = []
        audit.listen(self._heard)

    def __iter__(self) -> Iterator[Session]:
        return iter(tuple(self._sessions.values()))

    def __len__(self) -> int:
        return len(self._sessions)

    def is_open(self, session: Session) -> bool:
        return session.number in self._sessions

    def watch_end(self, watcher: Callable[[Session], None]) -> Callable[[], None]:
        """Be told every session that has ended, however it did; returns what ends the watch."""
        self._watchers.append(watcher)

        def leave() -> None:
            if watcher in self._watchers:
                self._watchers.remove(watcher)

        return leave

    def open(self, account: Account, roles: frozenset[Role], face: str) -> Session:
        """Let somebody in whose password was right. Raises KeepError, and then nobody is let in."""
        # An entry of the address book without a login name (a user code) goes by its place, which no login
        # name can be: it holds a space.
        name = account.name or account.place
        number = self._last + 1
        session = Session(number, account.key, name, roles, face, self._clock.now())

        def apply() -> None:
            self._last = number
            self._sessions[number] = session

        changed = Changed(ROOM, name, "", face, session.actor)
        self._audit.commit(session.actor, (Entry(Deed.LOGGED_IN, name),), apply=apply, changed=(changed,))
        return session

    def close(self, session: Session, detail: str = "") -> None:
        """Log out; harmless when the session has ended. `detail` says why: "Auto Logout".

        Raises KeepError when that cannot be written; the session has ended all the same.
        """
        if not self.is_open(session):
            return
        self.end((session,))
        try:
            self._audit.commit(
                session.actor, ended((session,), detail), changed=told((session,), session.actor)
            )
        finally:
            self._tell()

    def broken_by(self, before: Roll, after: Roll) -> tuple[Session, ...]:
        """The sessions that cannot go on when the accounts change from one roll to the other."""
        return tuple(session for session in self if _standing(before, session) != _standing(after, session))

    def end(self, sessions: Sequence[Session]) -> None:
        """Forget these sessions. Watchers are told after the Changed of the commit that this is part of."""
        for session in sessions:
            if self._sessions.pop(session.number, None) is not None:
                self._untold.append(session)

    def drop(self) -> None:
        """Power off: nobody is logged in any more, and nobody is told."""
        self._sessions.clear()

    def _heard(self, change: Changed) -> None:
        if change.room == ROOM:
            self._tell()

    def _tell(self) -> None:
        while self._untold:
            session = self._untold.pop(0)
            for watcher in tuple(self._watchers):
                watcher(session)


def ended(sessions: Sequence[Session], detail: str) -> list[Entry]:
    """The audit of sessions that end."""
    return [Entry(Deed.LOGGED_OUT, session.name, detail) for session in sessions]


def told(sessions: Sequence[Session], by: Actor) -> list[Changed]:
    """What listeners hear of sessions that end."""
    return [Changed(ROOM, session.name, session.face, "", by) for session in sessions]


def _standing(roll: Roll, session: Session) -> object:
    """What a session rests on: while this stays the same, it goes on."""
    account = roll.get(session.account)
    return account and (account.name, account.login, account.user_code, roll.roles_of(account))
