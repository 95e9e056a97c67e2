"""Who may read and who may write a setting or a menu item.

A `Row` says it for each administrator role and, under each level of Menu Protect, for everybody else
(nobody logged in, or a user of the address book) [S]. What Menu Protect and Administrator Authentication
Management are set to is handed in as a `Regime`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from device.roles import ADMINISTRATOR_ROLES, Actor, Role


class Access(IntEnum):
    """What a person may do with an item: nothing (it is not shown), read it, or read and write it."""

    NOTHING = 0
    READ = 1
    WRITE = 2


_LETTERS = {"-": Access.NOTHING, "r": Access.READ, "w": Access.WRITE}


class Regime(NamedTuple):
    """The settings that access depends on.

    `menu_protect`: 0 Off, 1 Level 1, 2 Level 2. `managed`: the roles whose items are guarded by
    Administrator Authentication Management.
    """

    menu_protect: int = 0
    managed: frozenset[Role] = frozenset(ADMINISTRATOR_ROLES)


@dataclass(frozen=True, slots=True)
class Row:
    """What each role may do, and what everybody else may under Menu Protect Off, Level 1, Level 2.

    `owner` is the role whose item it is; with that role's authentication management off, everybody may what
    Menu Protect leaves of reading and writing (our guess).
    """

    owner: Role
    administrators: tuple[Access, Access, Access, Access]
    others: tuple[Access, Access, Access]

    def access(self, actor: Actor, regime: Regime) -> Access:
        """What that person may do under that regime."""
        if Role.ITSELF in actor.roles:
            return Access.WRITE
        best = _open(regime) if self.owner not in regime.managed else Access.NOTHING
        for role, access in zip(ADMINISTRATOR_ROLES, self.administrators, strict=True):
            if access > best and role in actor.roles:
                best = access
        if Role.SUPERVISOR in actor.roles:
            return best
        return max(best, self.others[regime.menu_protect])

    @property
    def writers(self) -> tuple[Role, ...]:
        """The administrator roles that may always write it."""
        return tuple(
            role
            for role, access in zip(ADMINISTRATOR_ROLES, self.administrators, strict=True)
            if access is Access.WRITE
        )


def _open(regime: Regime) -> Access:
    return (Access.WRITE, Access.READ, Access.NOTHING)[regime.menu_protect]


def row(owner: Role, others: str, administrators: str = "") -> Row:
    """A row in letters: w(rite), r(ead), - (nothing).

    `others`: three letters, for Menu Protect Off, Level 1, Level 2. `administrators`: four letters for user,
    machine, network, file; left out, the owner writes and the other three read.
    """
    letters = administrators or "".join("w" if role is owner else "r" for role in ADMINISTRATOR_ROLES)
    user, machine, network, file = (_LETTERS[letter] for letter in letters)
    off, first, second = (_LETTERS[letter] for letter in others)
    return Row(owner, (user, machine, network, file), (off, first, second))
