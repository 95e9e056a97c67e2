"""Who may change what of whom: the tables that `people` obeys."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from device.roles import ADMINISTRATOR_ROLES, Actor, Role
from device.settings.access import Access, Regime, row
from device.settings.kinds import Refused

from .accounts import Account, Kind
from .edits import WORDS, Edit
from .roll import Roll


class Standing(Enum):
    """What a person is to an account; the value tells others who that is."""

    OWN = "the person whose account it is"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrators"
    ADDRESS_BOOK = "user administrator"

    __hash__ = object.__hash__


#: Who may change the address book: its administrator [S].
ADDRESS_BOOK = row(Role.USER, "---", "w---")

_OWN = (Standing.OWN,)
_RESET = (Standing.OWN, Standing.SUPERVISOR)
_REGISTER = (Standing.ADMINISTRATOR,)
_BOOK = (Standing.ADDRESS_BOOK,)

#: Who may change which field. Administrators change only their own account, the supervisor resets their
#: passwords and its own [S]. A vacant administrator is any administrator's to register, and one without a
#: role any administrator's to remove (our guess).
WRITERS: Mapping[Kind, Mapping[str, tuple[Standing, ...]]] = {
    Kind.ADMINISTRATOR: {"name": _OWN, "password": _RESET, "encryption": _OWN},
    Kind.SUPERVISOR: {"name": _OWN, "password": _OWN},
    Kind.USER: dict.fromkeys(("name", "password", "display_name", "user_code", "mail"), _BOOK),
}
VACANT: Mapping[str, tuple[Standing, ...]] = dict.fromkeys(("name", "password", "encryption"), _REGISTER)


def present(by: Actor, roll: Roll) -> Actor:
    """The actor with those roles that the account of that name still holds.

    Between a request and its errand's result an account may have gone or given a role away.
    """
    if by.is_nobody or by.holds(Role.ITSELF):
        return by
    account = roll.named(by.name)
    roles = roll.roles_of(account) if account is not None else frozenset()
    return Actor(by.name, by.roles & roles, by.face)


def standings(account: Account, by: Actor, roll: Roll, regime: Regime) -> frozenset[Standing]:
    """What that person is to that account."""
    by = present(by, roll)
    found = set()
    # A name alone proves nothing: it must be worn with a role of that account.
    if account.name and account.name == by.name and roll.roles_of(account) & by.roles:
        found.add(Standing.OWN)
    if by.holds(Role.SUPERVISOR):
        found.add(Standing.SUPERVISOR)
    if any(by.holds(role) for role in ADMINISTRATOR_ROLES):
        found.add(Standing.ADMINISTRATOR)
    if ADDRESS_BOOK.access(by, regime) is Access.WRITE:
        found.add(Standing.ADDRESS_BOOK)
    return frozenset(found)


def refusal(account: Account, edit: Edit, by: Actor, roll: Roll, regime: Regime) -> Refused | None:
    """Why that person may not make that edit; None when they may."""
    writers = VACANT if account.is_vacant else WRITERS[account.kind]
    standing = standings(account, by, roll, regime)
    for field in edit.given:
        may = writers.get(field)
        if may is None:
            return Refused(f"{account.place}: this account has no {WORDS[field]}")
        if not by.holds(Role.ITSELF) and standing.isdisjoint(may):
            who = " or ".join(each.value for each in may)
            return Refused(f"{account.place}, {WORDS[field]}: {who} only", is_privilege=True)
    return None


def removal(account: Account, by: Actor, roll: Roll, regime: Regime) -> Refused | None:
    """Why that person may not remove that account; None when they may."""
    if account.kind is Kind.SUPERVISOR:
        return Refused("the supervisor cannot be removed")
    if account.kind is Kind.ADMINISTRATOR and roll.roles_of(account):
        return Refused(f"{account.place} holds roles; they must be handed over before it can be removed")
    may = _BOOK if account.kind is Kind.USER else _REGISTER
    if by.holds(Role.ITSELF) or not standings(account, by, roll, regime).isdisjoint(may):
        return None
    return Refused(f"{account.place}: {may[0].value} only", is_privilege=True)
