"""Who is logged in at the pages: sessions in two cookies, and the token that every form must bring back.

A login gives new cookies, whatever was brought. A session ends by logout, by Auto Logout on panel time, and
with the machine's own session when the account changes. Guests have no state here: their token follows from
their cookie and a key that lives as long as the process.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from device.clock import Clock, Timer
from device.errands import Errand
from device.keep import Changed, KeepError, Sealed
from device.logins import Logins
from device.machine import Machine
from device.people.sessions import Session
from device.roles import Actor, nobody
from device.settings.authentication import AUTO_LOGOUT

FACE = "web"

#: The cookies [C]. A cookie with Secure cannot be replaced in clear (RFC 6265bis, 5.7), so that in clear the
#: same names would leave a browser that was here over TLS unable to log in.
COOKIES: Mapping[bool, tuple[str, str]] = {
    True: ("risessionid", "wimsesid"),
    False: ("risessionid_clear", "wimsesid_clear"),
}

#: The field that proves that a form is ours [C].
TOKEN = "wimToken"

#: Sessions at once; the one that was not used longest ends for a new one.
MOST_SESSIONS = 64
#: Passwords being checked at once: each takes memory and a core.
MOST_ATTEMPTS = 16

#: Bytes of randomness in an id.
ID_BYTES = 16

#: Has an errand's work done and gives its result.
Do = Callable[[Errand], Awaitable[Any]]


class TooBusy(Exception):
    """So many people try to log in that this one has to wait."""


@dataclass(eq=False)
class WebSession:
    """A person logged in at the pages. `id` and `second` are the cookies, `token` the forms'. `is_secure`:
    over TLS, and good there alone."""

    id: str = field(repr=False)
    second: str = field(repr=False)
    token: str = field(repr=False)
    session: Session
    is_secure: bool
    used_at: float
    timer: Timer | None = None

    @property
    def actor(self) -> Actor:
        """What `by=` takes."""
        return self.session.actor


class WebSessions:
    """The sessions there are, and the guests' tokens."""

    def __init__(self, machine: Machine, randomness: Callable[[int], bytes]) -> None:
        self._people = machine.people
        self._store = machine.store
        self._logins: Logins = machine.logins
        self._clock: Clock = machine.clock
        self._randomness = randomness
        self._key = randomness(32)
        self._by_id: dict[str, WebSession] = {}
        self._attempts = 0
        machine.people.sessions.watch_end(self._ended)
        machine.audit.listen(self._changed)

    def __iter__(self) -> Iterator[WebSession]:
        return iter(tuple(self._by_id.values()))

    def __len__(self) -> int:
        return len(self._by_id)

    # Guests

    def new_guest(self) -> str:
        """A cookie for somebody who has none."""
        return self._id()

    def guest_token(self, guest: str) -> str:
        """The token of whoever has that cookie. Decimal: scripts of today look for digits [R]."""
        digest = hmac.digest(self._key, guest.encode("utf-8", "surrogateescape"), "sha256")
        return str(int.from_bytes(digest[:16], "big"))

    def guest(self) -> Actor:
        """Somebody who is not logged in."""
        return nobody(FACE)

    # Logging in and out

    async def log_in(self, name: str, password: Sealed, do: Do, *, is_secure: bool) -> WebSession:
        """Try a login name and password. Raises LoginFailed, KeepError or TooBusy."""
        if self._attempts >= MOST_ATTEMPTS:
            raise TooBusy("Too many people are logging in; try again in a moment.")
        self._attempts += 1
        try:
            attempt = self._logins.attempt(name, password, face=FACE)
            session = self._logins.settle(attempt, await do(attempt.errand))
        finally:
            self._attempts -= 1
        return self._open(session, is_secure)

    def _open(self, session: Session, is_secure: bool) -> WebSession:
        while len(self._by_id) >= MOST_SESSIONS:
            self._drop_unused()
        token = str(int.from_bytes(self._randomness(ID_BYTES), "big"))
        web = WebSession(self._id(), self._id(), token, session, is_secure, self._clock.now())
        self._by_id[web.id] = web
        self._arm(web)
        return web

    def _drop_unused(self) -> None:
        unused = min(self._by_id.values(), key=lambda web: web.used_at)
        with suppress(KeepError):
            self.log_out(unused, "too many sessions")

    def find(self, cookies: Mapping[str, str], *, is_secure: bool) -> WebSession | None:
        """Whose cookies these are; None when nobody's who is logged in over that kind of connection."""
        first, second = (cookies.get(name, "") for name in COOKIES[is_secure])
        web = self._by_id.get(first)
        if web is None or web.is_secure is not is_secure:
            return None
        return web if is_same(web.second, second) else None

    def used(self, web: WebSession) -> None:
        """The person has done something: Auto Logout counts anew."""
        web.used_at = self._clock.now()
        self._arm(web)

    def log_out(self, web: WebSession, detail: str = "") -> None:
        """End it. Raises KeepError when that cannot be written; it has ended all the same."""
        self._people.sessions.close(web.session, detail)

    # Auto Logout, and sessions that others end

    def _arm(self, web: WebSession) -> None:
        if web.timer is not None:
            web.timer.cancel()
        seconds = self._store[AUTO_LOGOUT]
        left = web.used_at + seconds - self._clock.now()
        web.timer = self._clock.after(max(0.0, left), lambda: self._idle(web)) if seconds else None

    def _idle(self, web: WebSession) -> None:
        # A timer has nobody to tell; the session has ended, and the Keep's error is met by the next change.
        with suppress(KeepError):
            self.log_out(web, "Auto Logout")

    def _ended(self, session: Session) -> None:
        for web in self:
            if web.session.number == session.number:
                del self._by_id[web.id]
                if web.timer is not None:
                    web.timer.cancel()

    def _changed(self, change: Changed) -> None:
        if change.subject == AUTO_LOGOUT.name:
            for web in self:
                self._arm(web)

    def _id(self) -> str:
        return self._randomness(ID_BYTES).hex()


def is_same(expected: str, given: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape"))
