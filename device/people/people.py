"""Everybody who may use the machine, and the only way in which that changes.

Every change checks who asks, what must hold between accounts and the password policy, and is written with its
audit rows in one transaction. Passwords come in already derived: see `propose` and `settle`. How somebody
logs in is `device.logins`; who is locked by wrong passwords is here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from device.audit import Audit, Deed, Entry
from device.clock import Clock
from device.keep import Changed, KeepError, Plain
from device.roles import MACHINE_ITSELF, Actor, Role
from device.settings.kinds import Refused
from device.settings.store import Store

from . import locks
from .accounts import Account, Kind, Origin, empty, user_key
from .edits import Edit, Proposal
from .guards import present, refusal, removal
from .locks import Locks
from .names import LONGEST_DISPLAY_NAME, wrong_display_name, wrong_mail
from .policy import Policy, policy_of
from .roll import Roll, factory, holders_to_plain, restored
from .sessions import Sessions, ended, told

#: The rooms of the Keep: accounts by key, and the holder of each role.
ACCOUNTS = "accounts"
ROLES = "roles"

#: What stands for a name under Restrict Display of User Information [S].
HIDDEN_NAME = "********"


class People:
    """Accounts, roles, locks and sessions.

    The Keep is read once, here; users who were locked still are, and their release timers start anew [S].
    """

    def __init__(self, audit: Audit, store: Store, clock: Clock) -> None:
        """Raises KeepError when what the Keep holds is damaged."""
        self.audit = audit
        self._store = store
        self.sessions = Sessions(audit, clock)
        self.locks = Locks(audit, clock, lambda: self.policy, lambda: self.roll)
        self._roll = self._load()
        self.locks.load()

    @property
    def roll(self) -> Roll:
        """All accounts and roles, as they are now."""
        return self._roll

    @property
    def policy(self) -> Policy:
        """What is set, as far as it concerns people."""
        return policy_of(self._store)

    def _load(self) -> Roll:
        keep = self.audit.keep
        try:
            return restored(keep.rows(ACCOUNTS), keep.rows(ROLES), factory())
        except ValueError as error:
            raise KeepError(f"the saved accounts cannot be used: {error}") from None

    def power_off(self) -> None:
        """Log everybody out and stop the timers; nothing is written."""
        self.sessions.drop()
        self.locks.clear()

    # What may be known

    def has_factory_password(self) -> bool:
        """Whether an administrator or the supervisor can log in without a password."""
        keepers = (account for account in self._roll if account.kind is not Kind.USER)
        return any(self._roll.may_log_in(account) and not account.login.is_set for account in keepers)

    def shown_name(self, name: str, reader: Actor) -> str:
        """The name as that reader may see it: Restrict Display of User Information [S]."""
        is_hidden = self.policy.restricts_names and reader.is_nobody and bool(name)
        return HIDDEN_NAME if is_hidden else name

    # Changing accounts

    def propose(self, key: str, edit: Edit, by: Actor) -> Proposal:
        """An edit of the account of that key that this person may make, the passwords' errands with it.

        A user's key that is free makes a new entry; a vacant administrator's registers one. Raises Refused,
        and then no errand need be run.
        """
        self._judged(key, edit, by)
        return Proposal(key, edit, by)

    def settle(self, proposal: Proposal, results: Sequence[object] = ()) -> None:
        """Make the edit, now that its errands are done; `results` in their order.

        A new name or login password ends the sessions of that account. Everything is judged again, for much
        may have changed meanwhile. Raises Refused or KeepError, and then nothing has changed.
        """
        key, edit, by = proposal.key, proposal.edit, proposal.by
        old = self._roll.get(key) or empty(key)
        new = edit.passwords_in(self._judged(key, edit, by), results)
        if new == old and self._roll.get(key) is not None:
            return
        told_of = edit.told(old, new)
        changed = [Changed(ACCOUNTS, new.title, before, after, by) for before, after, _ in told_of]
        entries = [Entry(Deed.CHANGED, new.title, detail) for _, _, detail in told_of]
        self._commit(self._roll.put(new), by, entries, changed)

    def change(self, key: str, edit: Edit, by: Actor) -> None:
        """An edit without passwords, at once. Raises Refused or KeepError, and then nothing has changed."""
        if edit.passwords:
            raise ValueError("passwords are derived first: propose, then settle")
        self.settle(self.propose(key, edit, by))

    def remove(self, key: str, by: Actor) -> None:
        """Take a user out of the address book, or leave a place without a role vacant; its sessions end.

        Raises Refused or KeepError, and then nothing has changed.
        """
        account = self._existing(key)
        if account.is_vacant:
            return
        self._guard(removal(account, by, self._roll, self.policy.regime), account.title, by)
        entries = [Entry(Deed.CHANGED, account.title, f"{account.place}: removed")]
        changed = [Changed(ACCOUNTS, account.title, account.title, "", by)]
        self._commit(self._roll.remove(key), by, entries, changed)

    def hand_over(self, role: Role, number: int, by: Actor) -> None:
        """Give a role to Administrator `number`, 1..4. Only its holder may; the taker must be registered.

        Both are logged out, for their roles are others now. Raises Refused or KeepError, and then nothing
        has changed.
        """
        if role not in self._roll.holders:
            raise Refused(f"{role.value}: this role cannot be handed over")
        giver = self._roll.holder(role)
        if not by.holds(Role.ITSELF) and not (by.holds(role) and by.name == giver.name):
            reason = f"{role.value}: only the administrator who holds it hands it over"
            self._guard(Refused(reason, is_privilege=True), role.value, by)
        roll = self._roll.give(role, number)
        if wrong := roll.wrong_roles():
            raise Refused(wrong)
        taker = roll.holder(role)
        entries = [Entry(Deed.CHANGED, role.value, f"{giver.name} -> {taker.name}")]
        changed = [Changed(ROLES, role.value, giver.name, taker.name, by)]
        self._commit(roll, by, entries, changed)

    def vouch(self, name: str, display_name: str = "", mail: str = "") -> Account:
        """Take a person whom a directory has just accepted into the address book, or bring the entry up to
        date. It has no password here, and none is ever checked here. What a display name or an address here
        cannot hold is left out. Raises Refused or KeepError.
        """
        known = self._roll.named(name)
        if known is not None and (known.kind is not Kind.USER or known.origin is Origin.LOCAL):
            return known
        number = known.number if known is not None else self._roll.free_number()
        if number is None:
            raise Refused("the address book is full; remove entries that are not needed")
        old = known or empty(user_key(number))
        shown = display_name[:LONGEST_DISPLAY_NAME]
        new = replace(
            old,
            name=name,
            display_name="" if wrong_display_name(shown) else shown,
            mail="" if wrong_mail(mail) else mail,
            origin=Origin.DIRECTORY,
        )
        if new != old:
            if wrong := self._roll.wrong_to_put(new):
                raise Refused(wrong)
            entries = [Entry(Deed.CHANGED, name, "taken over from the directory")]
            roll = self._roll.put(new)
            self._commit(roll, MACHINE_ITSELF, entries, [Changed(ACCOUNTS, name, "", name, MACHINE_ITSELF)])
        return new

    def to_plain(self) -> Plain:
        """All accounts and roles as an export takes them; passwords stay Sealed. Locks are not exported."""
        return self._roll.to_plain()

    def from_plain(self, plain: Any, by: Actor) -> None:
        """Put exported accounts and roles in the place of the present ones, all or none.

        What is left out is as `roll.restored` says. Only the machine administrator may. Raises Refused or
        KeepError, and then nothing has changed.
        """
        actor = present(by, self._roll)
        if not (actor.holds(Role.MACHINE) or actor.holds(Role.ITSELF)):
            refused = Refused("importing accounts: machine administrator only", is_privilege=True)
            self._guard(refused, "all accounts", by)
        if not isinstance(plain, Mapping) or not set(plain) <= {"accounts", "roles"}:
            raise Refused("accounts: tables named accounts and roles are needed")
        accounts, roles = plain.get("accounts", {}), plain.get("roles", {})
        if not (isinstance(accounts, Mapping) and isinstance(roles, Mapping)):
            raise Refused("accounts: tables named accounts and roles are needed")
        try:
            roll = restored(accounts, roles, self._roll)
        except ValueError as error:
            raise Refused(str(error)) from None
        entries = [Entry(Deed.CHANGED, "all accounts", "imported")]
        self._commit(roll, by, entries, [Changed(ACCOUNTS, "all accounts", "", "imported", by)])

    def reset(self, by: Actor) -> None:
        """Accounts, roles and locks as at the factory, without guards; everybody is logged out."""
        entries = [Entry(Deed.CHANGED, "all accounts", "as at the factory")]
        changed = [Changed(ACCOUNTS, "all accounts", "", "as at the factory", by)]
        self._commit(factory(), by, entries, changed, is_reset=True)

    # The one commit

    def _judged(self, key: str, edit: Edit, by: Actor) -> Account:
        """The account with the edit's texts. Raises Refused when person, texts or passwords are wrong."""
        policy = self.policy
        try:
            before = self._roll.get(key) or empty(key)
        except KeyError:
            raise Refused(f"there is no account {key!r}") from None
        self._guard(refusal(before, edit, by, self._roll, policy.regime), before.title, by)
        account = edit.texts_in(before)
        wrong = self._roll.wrong_to_put(account) or edit.wrong_passwords(before, account, policy.passwords)
        if wrong:
            raise Refused(wrong)
        return account

    def _existing(self, key: str) -> Account:
        account = self._roll.get(key)
        if account is None:
            raise Refused(f"there is no account {key!r}")
        return account

    def _guard(self, refused: Refused | None, subject: str, by: Actor) -> None:
        if refused is None:
            return
        if refused.is_privilege:
            self.audit.note(by, Deed.REFUSED, subject, "not privileged")
        raise refused

    def _commit(
        self,
        roll: Roll,
        by: Actor,
        entries: Sequence[Entry],
        changed: Sequence[Changed],
        *,
        is_reset: bool = False,
    ) -> None:
        """Write what differs between the present roll and this one; then it is the present one."""
        before = self._roll
        sessions = tuple(self.sessions) if is_reset else self.sessions.broken_by(before, roll)
        gone = [key for key, account in before.accounts.items() if _is_gone(account, roll.get(key))]
        freed = [*gone, *(self.locks.keys if is_reset else ())]
        drop = [(ACCOUNTS, key) for key in gone if roll.get(key) is None]

        def apply() -> None:
            self._roll = roll
            self.sessions.end(sessions)
            for key in gone:
                self.locks.forget(key)
            if is_reset:
                self.locks.clear()

        self.audit.commit(
            by,
            [*entries, *ended(sessions, "the account was changed")],
            put=_rows(before, roll),
            drop=[*drop, *((locks.ROOM, key) for key in freed)],
            apply=apply,
            changed=[*changed, *told(sessions, by)],
        )


def _rows(before: Roll, after: Roll) -> dict[tuple[str, str], Plain]:
    """The rows of the Keep in which the second roll differs from the first."""
    accounts: dict[tuple[str, str], Plain] = {
        (ACCOUNTS, key): account.to_plain()
        for key, account in after.accounts.items()
        if (old := before.get(key)) is not account and old != account
    }
    was = holders_to_plain(before.holders)
    return accounts | {
        (ROLES, role): number
        for role, number in holders_to_plain(after.holders).items()
        if was[role] != number
    }


def _is_gone(account: Account, other: Account | None) -> bool:
    """Whether what stands in the account's place now is nobody."""
    return other is None or (other.is_vacant and not account.is_vacant)
