"""What the settings say about people: passwords, lockout, attacks, who authenticates users, who sees names.

A frozen `Policy` is all that this package knows of the settings; `policy_of` reads it from the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from device.keep import Sealed
from device.settings import authentication, security
from device.settings.access import Regime
from device.settings.authentication import UserAuthentication
from device.settings.security import Complexity
from device.settings.store import Store

from .names import LONGEST_PASSWORD

#: How many of the four kinds of character a password must have [S].
KINDS: Mapping[Complexity, int] = {Complexity.OFF: 0, Complexity.LEVEL_1: 2, Complexity.LEVEL_2: 3}

#: Where a server decides and locks, and this machine only asks.
DIRECTORIES = frozenset({UserAuthentication.WINDOWS, UserAuthentication.LDAP})


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """`shortest`: characters at least, 0..32. `kinds`: how many of the four kinds of character at least."""

    shortest: int = 0
    kinds: int = 0

    def wrong(self, password: Sealed) -> str:
        """What is wrong with a new password, for a person; "" when nothing. Never repeats the password."""
        text = password.reveal()
        if len(text) > LONGEST_PASSWORD:
            return f"a password has at most {LONGEST_PASSWORD} characters"
        if not all(" " <= letter <= "~" for letter in text):
            return "a password is of letters, numerals and symbols of ASCII"
        if len(text) < self.shortest:
            return f"the password policy asks for at least {self.shortest} characters"
        if kinds_in(text) < self.kinds:
            return (
                f"the password policy asks for {self.kinds} of these four:"
                " upper case letters, lower case letters, numerals, symbols"
            )
        return ""


def kinds_in(text: str) -> int:
    """How many of the four kinds of character the text has."""
    return (
        any(letter.isupper() for letter in text)
        + any(letter.islower() for letter in text)
        + any(letter.isdecimal() for letter in text)
        + any(not letter.isalnum() for letter in text)
    )


@dataclass(frozen=True, slots=True)
class LockoutPolicy:
    """`attempts`: wrong passwords that lock an account, 0 when Lockout is inactive. `release`: minutes after
    which a lock ends by itself, 0 when the release timer is inactive."""

    attempts: int = 0
    release: int = 0


@dataclass(frozen=True, slots=True)
class ViolationPolicy:
    """More than `most` failed attempts within `seconds` are an attack; `most` 0 switches this off."""

    most: int = 30
    seconds: int = 5


@dataclass(frozen=True, slots=True)
class Policy:
    """What is set, as far as it concerns people. The defaults are the machine's."""

    passwords: PasswordPolicy = PasswordPolicy()
    lockout: LockoutPolicy = LockoutPolicy()
    violation: ViolationPolicy = ViolationPolicy()
    #: User Authentication Management.
    method: UserAuthentication = UserAuthentication.OFF
    #: Restrict Display of User Information.
    restricts_names: bool = False
    regime: Regime = field(default_factory=Regime)


def policy_of(store: Store) -> Policy:
    """What is set at the moment."""
    is_locking, is_releasing = store[authentication.LOCKOUT], store[authentication.LOCKOUT_RELEASE]
    return Policy(
        PasswordPolicy(store[security.PASSWORD_MINIMUM], KINDS[store[security.PASSWORD_COMPLEXITY]]),
        LockoutPolicy(
            store[authentication.LOCKOUT_ATTEMPTS] if is_locking else 0,
            store[authentication.LOCKOUT_TIME] if is_releasing else 0,
        ),
        ViolationPolicy(store[security.PASSWORD_ENTRY_LIMIT], store[security.PASSWORD_ENTRY_TIME]),
        store[authentication.USER_AUTHENTICATION],
        store[security.RESTRICT_DISPLAY],
        store.regime,
    )
