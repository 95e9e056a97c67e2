"""Who acts on the machine: the roles people hold, and the Actor that every change names as `by=`."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Role(Enum):
    """What a person may be to the machine.

    The first four are the administrator roles, shared by up to four administrators [S].
    """

    USER = "User Administrator"
    MACHINE = "Machine Administrator"
    NETWORK = "Network Administrator"
    FILE = "File Administrator"
    #: Can only reset administrators' passwords [S].
    SUPERVISOR = "Supervisor"
    #: Somebody of the address book.
    PERSON = "User"
    #: The machine itself: timers, rules, power on. No person holds it.
    ITSELF = "Machine"

    __hash__ = object.__hash__


#: The four roles that administrators hold, in the manual's order.
ADMINISTRATOR_ROLES: tuple[Role, ...] = (Role.USER, Role.MACHINE, Role.NETWORK, Role.FILE)


class Actor(NamedTuple):
    """Who does something: a login name, the roles held, and the face it is done from.

    `name` is empty for a person who is not logged in. `face` is a short word for the audit:
    panel, link, script, web, snmp, machine.
    """

    name: str
    roles: frozenset[Role]
    face: str

    def holds(self, role: Role) -> bool:
        return role in self.roles

    @property
    def is_nobody(self) -> bool:
        """True for a person at a face who is not logged in."""
        return not self.roles

    def at(self, face: str) -> Actor:
        """The same actor at another face."""
        return Actor(self.name, self.roles, face)


#: The machine acting on its own: lockout timers, rules, power on.
MACHINE_ITSELF = Actor("", frozenset({Role.ITSELF}), "machine")


def nobody(face: str) -> Actor:
    """A person at that face who is not logged in."""
    return Actor("", frozenset(), face)
