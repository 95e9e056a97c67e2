"""Program/Change Administrator: who administers the machine, and the forms that change their own account.

One form changes one account, or hands over one role. Who may change what is the people's own table; this only
shows what it allows and reads what was sent.
"""

from __future__ import annotations

from typing import NamedTuple

from device.keep import Sealed
from device.logins import NOT_PRIVILEGED
from device.people.accounts import Account
from device.people.edits import WORDS, Edit
from device.people.guards import VACANT, WRITERS, standings
from device.people.names import LONGEST_NAME, LONGEST_PASSWORD
from device.people.people import People
from device.roles import ADMINISTRATOR_ROLES, Actor, Role
from device.settings.kinds import Refused

from .posted import BadForm, Posted
from .sessions import Do


class Entry(NamedTuple):
    """One of an account's fields: what it is called, what stands in it, whether this person may change it.

    `longest` is in characters; a secret's `value` says set or not set.
    """

    field: str
    label: str
    value: str
    is_secret: bool
    longest: int
    may_write: bool
    may_be_cleared: bool


class Person(NamedTuple):
    """An administrator's place, or the supervisor, with the roles held there."""

    key: str
    place: str
    roles: tuple[str, ...]
    is_locked: bool
    is_vacant: bool
    entries: tuple[Entry, ...]

    @property
    def may_write(self) -> bool:
        """Whether there is anything for this person to change."""
        return any(entry.may_write for entry in self.entries)


class Duty(NamedTuple):
    """One of the four roles: who holds it, and to whom this person may give it (place by number)."""

    role: str
    holder: str
    takers: tuple[tuple[int, str], ...]


def may_read(actor: Actor) -> bool:
    """Administrators and the supervisor see each other; nobody else does."""
    return any(actor.holds(role) for role in (*ADMINISTRATOR_ROLES, Role.SUPERVISOR))


def persons(people: People, actor: Actor) -> tuple[Person, ...]:
    """Administrators 1 to 4 and the supervisor, as that person sees them."""
    keepers = (*people.roll.administrators, *(a for a in people.roll if people.roll.roles_of(a) == _ABOVE))
    return tuple(_person(people, account, actor) for account in keepers)


_ABOVE = frozenset({Role.SUPERVISOR})


def duties(people: People, actor: Actor) -> tuple[Duty, ...]:
    """The four roles and who holds them."""
    return tuple(_duty(people, role, actor) for role in ADMINISTRATOR_ROLES)


def _duty(people: People, role: Role, actor: Actor) -> Duty:
    holder = people.roll.holder(role)
    others = (each for each in people.roll.administrators if each is not holder and not each.is_vacant)
    takers = tuple((each.number, f"{each.place} ({each.name})") for each in others)
    return Duty(role.value, f"{holder.place} ({holder.name})", takers if actor.holds(role) else ())


def _person(people: People, account: Account, actor: Actor) -> Person:
    writers = VACANT if account.is_vacant else WRITERS[account.kind]
    standing = standings(account, actor, people.roll, people.policy.regime)
    entries = tuple(_entry(account, field, not standing.isdisjoint(may)) for field, may in writers.items())
    roles = tuple(role.value for role in ADMINISTRATOR_ROLES if role in people.roll.roles_of(account))
    is_locked = people.locks.holds(account)
    return Person(account.key, account.place, roles, is_locked, account.is_vacant, entries)


def _entry(account: Account, field: str, may_write: bool) -> Entry:
    label = WORDS[field].title()
    if field == "name":
        return Entry(field, label, account.name, False, LONGEST_NAME, may_write, False)
    derived = account.login if field == "password" else account.encryption
    cleared = may_write and derived.is_set
    return Entry(field, label, str(derived.hash), True, LONGEST_PASSWORD, may_write, cleared)


# What was sent


async def submit(people: People, do: Do, actor: Actor, posted: Posted) -> None:
    """Hand over the role that the form names, or change the account that it names.

    Raises Refused, BadForm or KeepError, and then nothing has changed.
    """
    if not may_read(actor):
        raise Refused(NOT_PRIVILEGED, is_privilege=True)
    if "role" in posted:
        people.hand_over(_role(posted), _number(posted), actor)
        return
    proposal = people.propose(posted.one("account"), edit(people, posted), actor)
    people.settle(proposal, [await do(errand) for errand in proposal.errands])


def edit(people: People, posted: Posted) -> Edit:
    """What the form changes of its account. Raises Refused or BadForm."""
    account = people.roll.get(posted.one("account"))
    shown = posted.one("was:name") if "was:name" in posted else account.name if account else ""
    is_named = "name" in posted and posted.one("name") != shown
    return Edit(
        name=posted.one("name") if is_named else None,
        password=_password(posted, "password"),
        encryption=_password(posted, "encryption"),
    )


def _password(posted: Posted, field: str) -> Sealed | None:
    entered = posted.one(field)
    if f"clear:{field}" in posted:
        if entered:
            raise Refused(f"{WORDS[field]}: either enter a new one or clear it", field)
        return Sealed.EMPTY
    if not entered:
        return None
    if posted.one(f"again:{field}") != entered:
        raise Refused(f"{WORDS[field]}: the two entries differ; enter the same twice", field)
    return Sealed(entered)


def _role(posted: Posted) -> Role:
    for role in ADMINISTRATOR_ROLES:
        if role.value == posted.one("role"):
            return role
    raise BadForm("the field role names no administrator role")


def _number(posted: Posted) -> int:
    text = posted.one("number")
    if len(text) != 1 or text not in "1234":
        raise BadForm("the field number is none of 1 to 4")
    return int(text)
