"""All accounts and who holds which role, as one frozen value; and what must always hold between them.

Every change of `people` makes a new Roll from the old one and keeps it only when nothing is wrong with it:
each of the four roles is held by exactly one registered administrator, login names and user codes are unique,
the supervisor has a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from device.keep import Plain
from device.roles import ADMINISTRATOR_ROLES, Role

from .accounts import (
    ADMINISTRATORS,
    MOST_USERS,
    SUPERVISOR,
    Account,
    Kind,
    administrator_key,
    empty,
    from_plain,
    user_key,
    wrong_texts,
)

NAME = "login user name"
CODE = "user code"


@dataclass(frozen=True)
class Roll:
    """`accounts` by key: the four administrators (vacant ones too), the supervisor, the users there are.
    `holders`: which administrator, 1..4, holds each of the four roles."""

    accounts: Mapping[str, Account]
    holders: Mapping[Role, int]

    def __iter__(self) -> Iterator[Account]:
        return iter(self.accounts.values())

    def get(self, key: str) -> Account | None:
        """The account of that key; None when the address book has none there."""
        return self.accounts.get(key)

    def named(self, name: str) -> Account | None:
        """Whose login name that is, letter by letter; None when it is nobody's."""
        return self._by_name.get(name)

    def coded(self, user_code: str) -> Account | None:
        """Whose user code that is; None when it is nobody's."""
        return self._by_code.get(user_code)

    @cached_property
    def _by_name(self) -> Mapping[str, Account]:
        return {account.name: account for account in self if account.name}

    @cached_property
    def _by_code(self) -> Mapping[str, Account]:
        return {account.user_code: account for account in self if account.user_code}

    @property
    def users(self) -> tuple[Account, ...]:
        """The address book, by registration number."""
        found = (account for account in self if account.kind is Kind.USER)
        return tuple(sorted(found, key=lambda account: account.number))

    @property
    def administrators(self) -> tuple[Account, ...]:
        """Administrators 1 to 4, vacant ones too."""
        return tuple(self.accounts[administrator_key(number)] for number in range(1, ADMINISTRATORS + 1))

    def holder(self, role: Role) -> Account:
        """The administrator who holds that role, one of the four."""
        return self.accounts[administrator_key(self.holders[role])]

    def roles_of(self, account: Account) -> frozenset[Role]:
        """The roles of that account; none for an administrator to whom nobody has given one."""
        match account.kind:
            case Kind.SUPERVISOR:
                return frozenset({Role.SUPERVISOR})
            case Kind.USER:
                return frozenset({Role.PERSON})
        return frozenset(role for role, number in self.holders.items() if number == account.number)

    def may_log_in(self, account: Account) -> bool:
        """Whether there is anything to log in for. Our guess: an administrator without a role has nothing."""
        return not account.is_vacant and bool(self.roles_of(account))

    def free_number(self) -> int | None:
        """The lowest registration number no user has; None when the address book is full."""
        numbers = range(1, MOST_USERS + 1)
        return next((number for number in numbers if user_key(number) not in self.accounts), None)

    def put(self, account: Account) -> Roll:
        """With that account in its place."""
        return replace(self, accounts={**self.accounts, account.key: account})

    def remove(self, key: str) -> Roll:
        """Without that user; an administrator's place is left vacant."""
        blank = empty(key)
        if blank.kind is not Kind.USER:
            return self.put(blank)
        return replace(self, accounts={k: account for k, account in self.accounts.items() if k != key})

    def give(self, role: Role, number: int) -> Roll:
        """With that role held by that administrator."""
        return replace(self, holders={**self.holders, role: number})

    def wrong_to_put(self, account: Account) -> str:
        """Why that account cannot have its place, in words for a person; "" when it can."""
        if wrong := wrong_texts(account) or self._wrong_whole(account):
            return f"{account.place}: {wrong}"
        for other, what in ((self.named(account.name), NAME), (self.coded(account.user_code), CODE)):
            if other is not None and other.key != account.key:
                return _taken(what)
        return ""

    def wrong(self) -> str:
        """What does not hold between the accounts, in words for a person; "" when all does.

        What their texts may hold is not asked again.
        """
        for account in self:
            if wrong := self._wrong_whole(account):
                return f"{account.place}: {wrong}"
        for texts, by_text, what in (
            ([account.name for account in self], self._by_name, NAME),
            ([account.user_code for account in self], self._by_code, CODE),
        ):
            if sum(map(bool, texts)) != len(by_text):
                return _taken(what)
        return self.wrong_roles()

    def _wrong_whole(self, account: Account) -> str:
        if account.name:
            return ""
        if account.login.is_set or account.encryption.is_set:
            return "a login user name is needed before a password"
        match account.kind:
            case Kind.SUPERVISOR:
                return "the supervisor needs a login user name"
            case Kind.ADMINISTRATOR if self.roles_of(account):
                return "an administrator who holds a role needs a login user name"
            case Kind.USER if not (account.display_name or account.user_code):
                return "a user needs a login user name, a name or a user code"
        return ""

    def wrong_roles(self) -> str:
        """What is wrong with who holds the roles, in words for a person; "" when nothing."""
        for role in ADMINISTRATOR_ROLES:
            number = self.holders.get(role, 0)
            if not 1 <= number <= ADMINISTRATORS:
                return f"{role.value}: one of Administrators 1 to {ADMINISTRATORS} must hold it"
            if self.holder(role).is_vacant:
                return f"{role.value}: Administrator {number} is not registered; give it to one who is"
        return "" if len(self.holders) == len(ADMINISTRATOR_ROLES) else "only administrator roles can be held"

    def to_plain(self) -> Plain:
        """As an export takes it; passwords stay Sealed."""
        return {
            "accounts": {key: account.to_plain() for key, account in self.accounts.items()},
            "roles": holders_to_plain(self.holders),
        }


def _taken(what: str) -> str:
    return f"another account has this {what}; choose one that nobody has"


def factory() -> Roll:
    """As the machine leaves the factory [S]: admin holds all four roles, and nobody has a password."""
    blanks = [empty(administrator_key(number)) for number in range(1, ADMINISTRATORS + 1)]
    admin, supervisor = replace(blanks[0], name="admin"), replace(empty(SUPERVISOR), name="supervisor")
    accounts = {account.key: account for account in (admin, *blanks[1:], supervisor)}
    return Roll(accounts, dict.fromkeys(ADMINISTRATOR_ROLES, 1))


def restored(accounts: Mapping[str, Any], roles: Mapping[str, Any], present: Roll) -> Roll:
    """A roll from plain values. Accounts and roles that they leave out are as at the factory; a password that
    they leave out is the one that the same account with the same name has at present.

    Raises ValueError, which says what is wrong.
    """
    base = factory()
    given = {key: from_plain(key, plain, present.get(key)) for key, plain in accounts.items()}
    roll = Roll({**base.accounts, **given}, {**base.holders, **_holders(roles)})
    if wrong := roll.wrong():
        raise ValueError(wrong)
    return roll


def holders_to_plain(holders: Mapping[Role, int]) -> dict[str, int]:
    """Roles by their names, administrators by number."""
    return {role.value: number for role, number in holders.items()}


def _holders(plain: Mapping[str, Any]) -> dict[Role, int]:
    named = {role.value: role for role in ADMINISTRATOR_ROLES}
    for name, number in plain.items():
        if name not in named:
            raise ValueError(f"there is no role {name!r}; use {', '.join(named)}")
        if not isinstance(number, int) or isinstance(number, bool):
            raise ValueError(f"{name}: the number of an administrator is needed, 1 to {ADMINISTRATORS}")
    return {named[name]: number for name, number in plain.items()}
