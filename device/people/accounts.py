"""One account: an administrator, the supervisor, or an entry of the address book.

An account is a frozen value. Its `key` ("administrator-1", "supervisor", "user-7") is its place, permanent,
while its login name may change. What its texts may hold is `names`, what must hold between accounts is
`roll`, who may change what is `edits`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from device.keep import Plain, Sealed

from .names import (
    LONGEST_DIRECTORY_NAME,
    LONGEST_NAME,
    wrong_code,
    wrong_display_name,
    wrong_mail,
    wrong_name,
)
from .passwords import Derived

#: How many administrators share the four roles [S].
ADMINISTRATORS = 4
#: How many entries the address book holds. Our guess: the family's larger books hold a thousand.
MOST_USERS = 1000


class Kind(Enum):
    """What sort of account it is; the value begins its key."""

    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"
    USER = "user"

    __hash__ = object.__hash__


class Origin(Enum):
    """Who vouches for a user: this machine's password, or a directory that was asked once."""

    LOCAL = "local"
    DIRECTORY = "directory"

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in.

    `number`: 1..4 of an administrator, the registration number of a user, 0 of the supervisor. `name`: the
    login name; an administrator without one is vacant, a user without one has a user code at most.
    `encryption`: the encryption password, of administrators only. The last four are the address book's; a
    user code is as good as a password where it counts, and is not shown.
    """

    kind: Kind
    number: int
    name: str = ""
    login: Derived = Derived.NONE
    encryption: Derived = Derived.NONE
    display_name: str = field(default="", kw_only=True)
    user_code: str = field(default="", kw_only=True, repr=False)
    mail: str = field(default="", kw_only=True)
    origin: Origin = field(default=Origin.LOCAL, kw_only=True)

    @property
    def key(self) -> str:
        return SUPERVISOR if self.kind is Kind.SUPERVISOR else f"{self.kind.value}-{self.number}"

    @property
    def place(self) -> str:
        """Which account it is, for a person: "Administrator 1"."""
        return self.kind.value.capitalize() + (f" {self.number}" if self.number else "")

    @property
    def title(self) -> str:
        """Who it is, for a person: the login name, else the display name, else the place."""
        return self.name or self.display_name or self.place

    @property
    def is_vacant(self) -> bool:
        """True for an administrator's place that nobody has."""
        return self.kind is Kind.ADMINISTRATOR and not self.name

    def to_plain(self) -> Plain:
        """As the Keep takes it; the key says kind and number."""
        plain: dict[str, Any] = {"name": self.name, "login": self.login.to_plain()}
        match self.kind:
            case Kind.ADMINISTRATOR:
                plain["encryption"] = self.encryption.to_plain()
            case Kind.USER:
                plain |= {
                    "display_name": self.display_name,
                    "user_code": Sealed(self.user_code),
                    "mail": self.mail,
                    "origin": self.origin.value,
                }
        return plain


#: The supervisor's key.
SUPERVISOR = "supervisor"


def administrator_key(number: int) -> str:
    return f"{Kind.ADMINISTRATOR.value}-{number}"


def user_key(number: int) -> str:
    return f"{Kind.USER.value}-{number}"


def empty(key: str) -> Account:
    """The account of that key with nothing in it. Raises KeyError when no account can have that key."""
    if key == SUPERVISOR:
        return Account(Kind.SUPERVISOR, 0)
    word, _, digits = key.partition("-")
    most = {Kind.ADMINISTRATOR.value: ADMINISTRATORS, Kind.USER.value: MOST_USERS}.get(word, 0)
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else 0
    if not 1 <= number <= most or digits != str(number):
        raise KeyError(key)
    return Account(Kind(word), number)


#: What an account of each kind keeps, beyond its key.
FIELDS: Mapping[Kind, frozenset[str]] = {
    Kind.ADMINISTRATOR: frozenset({"name", "login", "encryption"}),
    Kind.SUPERVISOR: frozenset({"name", "login"}),
    Kind.USER: frozenset({"name", "login", "display_name", "user_code", "mail", "origin"}),
}


def from_plain(key: str, plain: Any, present: Account | None = None) -> Account:
    """An account back from the Keep or from an import. Raises ValueError, which says what is wrong.

    A password or user code that is left out stays as `present` has it, if that is the same account with the
    same name.
    """
    try:
        blank = empty(key)
    except KeyError:
        raise ValueError(
            f"no account is {key!r}; use supervisor, administrator-1 to -4, user-1 ..."
        ) from None
    if not isinstance(plain, Mapping):
        raise ValueError(f"{key}: a table of fields is needed")
    if strange := sorted(set(plain) - FIELDS[blank.kind]):
        raise ValueError(f"{key}: there is no field {strange[0]!r}")
    values = {name: _value(key, name, value) for name, value in plain.items() if not _is_left_out(value)}
    if present is not None and present.name == values.get("name"):
        secrets = ("login", "encryption", "user_code")
        values = {name: getattr(present, name) for name in secrets} | values
    account = Account(blank.kind, blank.number, **values)
    if wrong := wrong_texts(account):
        raise ValueError(f"{key}: {wrong}")
    return account


def _is_left_out(value: Any) -> bool:
    # An export without secrets leaves of a password a table without its hash.
    return isinstance(value, Mapping) and "hash" not in value


def wrong_texts(account: Account) -> str:
    """What is wrong with the account's texts, for a person; "" when nothing."""
    longest = LONGEST_NAME if account.origin is Origin.LOCAL else LONGEST_DIRECTORY_NAME
    return (
        (wrong_name(account.name, longest) if account.name else "")
        or wrong_display_name(account.display_name)
        or wrong_code(account.user_code)
        or wrong_mail(account.mail)
    )


def _value(key: str, name: str, value: Any) -> Any:
    try:
        match name:
            case "login" | "encryption" if isinstance(value, Mapping):
                return Derived.from_plain(value)
            case "origin":
                return Origin(value)
            case "user_code" if isinstance(value, Sealed):
                return value.reveal()
            case "name" | "display_name" | "user_code" | "mail" if isinstance(value, str):
                return value
    except ValueError as error:
        reason = f"{value!r} is not an origin" if name == "origin" else str(error)
        raise ValueError(f"{key}, {name}: {reason}") from None
    raise ValueError(f"{key}, {name}: a {'table' if name in ('login', 'encryption') else 'text'} is needed")
