"""Errands: what takes time, as frozen values, and the tickets under which their results come back.

A screen, a page or a login puts an errand and goes on when its result arrives. Who does the work is not
known here: the host takes errands from `waiting`, runs the function registered for their type in a thread
or task, and hands the result to `done`. A dropped ticket's result is ignored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from device.keep import Sealed


@dataclass(frozen=True, slots=True)
class Errand:
    """Something that takes time. The subclasses say what; `is_network` ones need services."""

    is_network = False


@dataclass(frozen=True, slots=True)
class CheckPassword(Errand):
    """Compare a password with a stored hash. Result: bool."""

    password: Sealed
    #: The stored Argon2id hash in PHC form; empty for an account that has no password.
    stored: Sealed


@dataclass(frozen=True, slots=True)
class DerivePassword(Errand):
    """Compute everything later protocols need of a new password. Result: people.passwords.Derived."""

    password: Sealed


@dataclass(frozen=True, slots=True)
class AskDirectory(Errand):
    """Ask a Windows domain or an LDAP server whether that is the person's password.

    `method`: Windows or LDAP, as User Authentication Management spells it. Result: Vouched, or None when the
    server refused name or password.
    """

    is_network = True

    method: str
    #: Not shown: people type passwords there.
    name: str = field(repr=False)
    password: Sealed


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a directory says of a person whose password it accepted; "" for what it does not know."""

    display_name: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """The result of an errand that could not be run; `reason` is for a person."""

    reason: str


#: What an errand's work takes and gives.
Work = Callable[[Any], Any]
#: What goes on when the result is there.
Then = Callable[[Any], None]


@dataclass
class Errands:
    """The errands under way, by ticket number."""

    _number: int = 0
    _under_way: dict[int, tuple[Errand, Then]] = field(default_factory=dict)
    waiting: list[tuple[int, Errand]] = field(default_factory=list)
    #: Called when an errand has been put; the host starts its work soon, never inside the call.
    on_put: Callable[[], None] | None = None

    def put(self, errand: Errand, then: Then) -> int:
        """Ask for the errand; `then` gets its result. Returns the ticket."""
        self._number += 1
        self._under_way[self._number] = (errand, then)
        self.waiting.append((self._number, errand))
        if self.on_put is not None:
            self.on_put()
        return self._number

    def take(self) -> list[tuple[int, Errand]]:
        """The errands nobody works on yet; from now on the caller does."""
        taken = list(self.waiting)
        self.waiting.clear()
        return taken

    def drop(self, ticket: int) -> None:
        """Forget the errand and what it holds; a late result is ignored."""
        self._under_way.pop(ticket, None)
        # In place: hosts hold the list.
        self.waiting[:] = [(number, errand) for number, errand in self.waiting if number != ticket]

    def clear(self) -> None:
        """Power off: forget all of them."""
        self._under_way.clear()
        self.waiting.clear()

    def done(self, ticket: int, result: Any) -> None:
        """Hand over an errand's result; ignored when its ticket was dropped."""
        under_way = self._under_way.pop(ticket, None)
        if under_way is not None:
            under_way[1](result)

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._under_way)
