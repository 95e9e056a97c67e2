"""The ops for accounts: what the panel has no menu for. Who may do what is the people's own table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from device.keep import Sealed
from device.people.accounts import Account, user_key
from device.people.edits import Edit
from device.people.people import People
from device.roles import ADMINISTRATOR_ROLES, Role
from device.settings.kinds import Refused

from .asking import logged_in, logged_in_as
from .connection import Connection
from .pace import Pace

Args = Mapping[str, Any]

#: In the place of an account: a new entry of the address book.
NEW_USER = "user"


async def people(at: Connection, args: Args) -> Mapping[str, Any]:
    logged_in_as(at, *ADMINISTRATOR_ROLES, Role.SUPERVISOR)
    people, pace, told = at.house.machine.people, Pace(), []
    roles = {role.value: number for role, number in people.roll.holders.items()}
    for account in people.roll:
        told.append(_told(people, account))
        await pace.breathe()
    return {"accounts": told, "roles": roles}


def _told(people: People, account: Account) -> dict[str, Any]:
    return {
        "key": account.key,
        "name": account.name,
        "display_name": account.display_name,
        "mail": account.mail,
        "origin": account.origin.value,
        "roles": sorted(role.value for role in people.roll.roles_of(account)),
        "locked": people.locks.holds(account),
        "password": str(account.login.hash),
        "encryption": str(account.encryption.hash),
        "user_code": str(Sealed(account.user_code)),
    }


async def edit(at: Connection, args: Args) -> Mapping[str, Any]:
    actor, people = logged_in(at), at.house.machine.people
    key = _new_key(people) if args["account"] == NEW_USER else _key(people, args["account"])
    code = args["user_code"]
    edit = Edit(
        args["name"],
        args["password"],
        args["encryption"],
        args["display_name"],
        None if code is None else code.reveal(),
        args["mail"],
    )
    proposal = people.propose(key, edit, actor)
    results = [await at.house.runner.do(errand) for errand in proposal.errands]
    people.settle(proposal, results)
    return {"key": key}


async def remove(at: Connection, args: Args) -> None:
    actor, people = logged_in(at), at.house.machine.people
    people.remove(_key(people, args["account"]), actor)


async def free(at: Connection, args: Args) -> None:
    actor, people = logged_in(at), at.house.machine.people
    account = people.roll.get(_key(people, args["account"]))
    if account is None:
        raise Refused("there is no account of that key or login name")
    people.locks.free(account, actor)


async def hand_over(at: Connection, args: Args) -> None:
    actor = logged_in(at)
    at.house.machine.people.hand_over(_role(args["role"]), args["number"], actor)


def _key(people: People, given: str) -> str:
    """The key of the account that has it, or has this login name; anything else is taken for a new key."""
    if people.roll.get(given) is not None:
        return given
    account = people.roll.named(given)
    return given if account is None else account.key


def _new_key(people: People) -> str:
    number = people.roll.free_number()
    if number is None:
        raise Refused("the address book is full; remove entries that are not needed")
    return user_key(number)


def _role(given: str) -> Role:
    for role in ADMINISTRATOR_ROLES:
        if given.casefold() in (role.value.casefold(), role.name.casefold()):
            return role
    roles = ", ".join(role.name.lower() for role in ADMINISTRATOR_ROLES)
    raise Refused(f"there is no such role; the roles are {roles}")
