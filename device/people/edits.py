"""What is to change of an account, and what becomes of the passwords in it.

An `Edit` names the fields to change. It becomes a `Proposal`: its errands derive what is kept of the
passwords in it, and only then everything is written, at once. Who may make which edit is `guards`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from device.errands import DerivePassword, Failed
from device.keep import Sealed
from device.roles import Actor
from device.settings.kinds import Refused

from .accounts import Account, Origin
from .passwords import Derived
from .policy import PasswordPolicy


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for an account's fields; None leaves a field as it is.

    `password`: for logins; `encryption`: the encryption password. An empty one takes the password away.
    """

    name: str | None = None
    password: Sealed | None = None
    encryption: Sealed | None = None
    display_name: str | None = None
    user_code: str | None = None
    mail: str | None = None

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the fields that are to change."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name) is not None)

    @property
    def passwords(self) -> tuple[str, ...]:
        """Those of them that must be derived first."""
        return tuple(name for name in self.given if name in PASSWORDS)

    def texts_in(self, account: Account) -> Account:
        """The account with the new texts; new passwords are still to come.

        A name that is taken away takes the login password with it; a login password that is given makes a
        directory's user one of this machine's own (our guesses).
        """
        texts = {name: getattr(self, name) for name in self.given if name not in PASSWORDS}
        edited = replace(account, **texts)
        if self.password:
            edited = replace(edited, origin=Origin.LOCAL)
        return edited if edited.name else replace(edited, login=Derived.NONE)

    def passwords_in(self, account: Account, results: Sequence[object]) -> Account:
        """The account with what the errands gave. Raises Refused when one could not be run."""
        derived: list[Derived] = []
        for result in results:
            if isinstance(result, Failed):
                raise Refused(result.reason)
            if isinstance(result, Derived):
                derived.append(result)
        if len(derived) != len(self.passwords):
            raise ValueError("each password of an edit needs what its errand derived")
        kept = dict(zip(self.passwords, derived, strict=True))
        login = kept.get("password", account.login)
        return replace(account, login=login, encryption=kept.get("encryption", account.encryption))

    def wrong_passwords(self, before: Account, after: Account, policy: PasswordPolicy) -> str:
        """What is wrong with the passwords, for a person; "" when nothing. `after` has the new texts.

        An account that gets its name without a password has an empty one, which the policy may forbid.
        """
        if self.passwords and not after.name:
            return f"{after.place}: a login user name is needed before a password"
        password = self.password if self.password is not None or before.name else Sealed.EMPTY
        if after.name and password is not None and (wrong := policy.wrong(password)):
            return f"{WORDS['password']}: {wrong}"
        # Our guess: the policy is for encryption passwords too, but they may always be taken away.
        if self.encryption and (wrong := policy.wrong(self.encryption)):
            return f"{WORDS['encryption']}: {wrong}"
        return ""

    def told(self, before: Account, after: Account) -> list[tuple[str, str, str]]:
        """What has changed, as people may read it: before, after, and the audit's words."""
        lines = []
        for name in self.given:
            old, new = (_shown(account, name) for account in (before, after))
            if name in PASSWORDS and new == "set":
                lines.append((old, new, f"{WORDS[name]}: changed"))
            elif old != new:
                lines.append((old, new, f"{WORDS[name]}: {old or '-'} -> {new or '-'}"))
        return lines


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edit that may be made, waiting for its errands. One that is dropped leaves nothing."""

    key: str
    edit: Edit
    by: Actor

    @property
    def errands(self) -> tuple[DerivePassword, ...]:
        """What must be derived before it can be settled: one errand for each password, in this order."""
        return tuple(DerivePassword(getattr(self.edit, name)) for name in self.edit.passwords)


#: Fields of an Edit that hold a password.
PASSWORDS = frozenset({"password", "encryption"})

#: What people call the fields.
WORDS: Mapping[str, str] = {
    "name": "login user name",
    "password": "login password",
    "encryption": "encryption password",
    "display_name": "name",
    "user_code": "user code",
    "mail": "e-mail address",
}


def _shown(account: Account, name: str) -> str:
    match name:
        case "password":
            return _set_or_not(account.login.is_set)
        case "encryption":
            return _set_or_not(account.encryption.is_set)
        case "user_code":
            # A user code is all that a user needs to print: it is as good as a password.
            return _set_or_not(bool(account.user_code))
    text: str = getattr(account, name)
    return text


def _set_or_not(is_set: bool) -> str:
    return "set" if is_set else "not set"
