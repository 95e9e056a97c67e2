"""The kinds of settings: one frozen object for each thing that can be set.

Panel menu, web forms, SNMP objects, script words and rows in the saved state are all these same objects. A
kind knows how a value is read from text (`parse`), written as text (`spell`) and judged (`check`). Who may
read or write it is its `row` (see `access`); what must hold between settings is `rules`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Generic, TypeVar

from device.keep import Plain, Sealed

from .access import Row

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


class Refused(Exception):
    """A change that is not made. The words say what, why, and what a person can do.

    `setting` is the name of the setting at fault, or "" when it is none; `is_privilege` is True when the
    person may not, False when the value is wrong.
    """

    def __init__(self, reason: str, setting: str = "", *, is_privilege: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.setting = setting
        self.is_privilege = is_privilege


class Source(Enum):
    """Where a label, default or range is known from (facts' tags)."""

    VERBATIM = "V"
    SIBLING = "S"
    CODE = "C"
    REMEMBERED = "R"
    GUESS = "guess"

    __hash__ = object.__hash__


V, S, C, R, GUESS = Source


@dataclass(frozen=True, eq=False)
class Setting(ABC, Generic[T]):
    """Something that can be set.

    `name`: `subject.name`, permanent. `label`: the machine's own words. `row`: who may read and write it.
    `source`: where label, values and default are known from. `effect`: what a change is seen in outside the
    store, in a few words; "none" when nothing, or "later: ROOM" while the room that obeys it is not built.
    `default_source`: where the default is known from, when that is not `source`.
    `panel`: the label on the panel where the machine uses another one there. `short`: a form of the label for
    the display where it is too long, and `short_source` where that form is known from. `needs`: what hardware
    must be there, "" for none ("disk"). `help`: one sentence of our own for pages and the help overlay.
    """

    name: str
    label: str
    default: T
    _: KW_ONLY
    row: Row
    source: Source
    effect: str
    default_source: Source | None = None
    panel: str = ""
    short: str = ""
    short_source: Source = GUESS
    needs: str = ""
    help: str = ""

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    @property
    def panel_label(self) -> str:
        """The name on the panel, in full."""
        return self.panel or self.label

    @property
    def is_secret(self) -> bool:
        return False

    @property
    def is_discreet(self) -> bool:
        """True when its value is for those alone who may read it: audit and listeners hear set or not set."""
        return self.is_secret

    @abstractmethod
    def parse(self, text: str) -> T:
        """The value that the text spells. Raises Refused."""

    def spell(self, value: T) -> str:
        """The value as people read it; `parse` reads it back (but never a secret)."""
        return str(value)

    def report(self, value: T) -> str:
        """The value as anybody may hear of it."""
        if self.is_discreet:
            return "set" if value else "not set"
        return self.spell(value)

    def check(self, value: T) -> None:
        """Raises Refused unless the value is one that this setting can have."""

    def pack(self, value: T) -> Plain:
        """The value as the Keep takes it."""
        return self.spell(value)

    def unpack(self, plain: Plain) -> T:
        """The value back from the Keep. Raises Refused when it no longer fits."""
        if not isinstance(plain, str):
            raise self.refuse("what was kept of it cannot be read; set it again")
        value = self.parse(plain)
        self.check(value)
        return value

    def refuse(self, reason: str) -> Refused:
        """A refusal that names this setting."""
        return Refused(f"{self.label}: {reason}", self.name)


@dataclass(frozen=True, eq=False, repr=False)
class Choice(Setting[E]):
    """One of a list of values; an Enum whose values are the machine's own words."""

    @property
    def options(self) -> tuple[E, ...]:
        options: tuple[E, ...] = _members(type(self.default))
        return options

    def parse(self, text: str) -> E:
        wanted = text.strip().casefold()
        for option in self.options:
            if str(option.value).casefold() == wanted:
                return option
        raise self.refuse(f"{text!r} is not a choice; choose {_listed(self.options)}")

    def spell(self, value: E) -> str:
        return str(value.value)

    def check(self, value: E) -> None:
        if not isinstance(value, type(self.default)):
            raise self.refuse(f"choose {_listed(self.options)}")


@dataclass(frozen=True, eq=False, repr=False)
class Flag(Setting[bool]):
    """Two values, named in the machine's words: `on` and `off` ("On"/"Off", "Prohibit"/"Do not Prohibit")."""

    on: str = "On"
    off: str = "Off"

    def parse(self, text: str) -> bool:
        wanted = text.strip().casefold()
        for value in (True, False):
            if self.spell(value).casefold() == wanted:
                return value
        raise self.refuse(f"{text!r} is not a choice; choose {self.off} or {self.on}")

    def spell(self, value: bool) -> str:
        return self.on if value else self.off

    def check(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise self.refuse(f"choose {self.off} or {self.on}")


@dataclass(frozen=True, eq=False, repr=False)
class Flags(Setting[frozenset[E]]):
    """Any set of an Enum's members: check boxes. `least` says how many at least must be ticked.

    `kind` is the Enum; its order is the order of the boxes.
    """

    kind: type[E]
    least: int = 0

    @property
    def options(self) -> tuple[E, ...]:
        return tuple(self.kind)

    def parse(self, text: str) -> frozenset[E]:
        words = [word.strip() for word in text.split(",") if word.strip()]
        if [word.casefold() for word in words] == ["none"]:
            return frozenset()
        named = {str(option.value).casefold(): option for option in self.options}
        for word in words:
            if word.casefold() not in named:
                raise self.refuse(f"{word!r} is not a choice; choose any of {_listed(self.options)}")
        return frozenset(named[word.casefold()] for word in words)

    def spell(self, value: frozenset[E]) -> str:
        return ", ".join(str(option.value) for option in self.options if option in value) or "none"

    def check(self, value: frozenset[E]) -> None:
        if not isinstance(value, frozenset) or not value <= set(self.options):
            raise self.refuse(f"choose any of {_listed(self.options)}")
        if len(value) < self.least:
            raise self.refuse(f"select at least {self.least} of {_listed(self.options)}")


@dataclass(frozen=True, eq=False, repr=False)
class Number(Setting[int]):
    """A whole number from `low` to `high`, counted in `unit`.

    `zero` names the value 0 where it means something of its own ("Off").
    """

    low: int
    high: int
    unit: str = ""
    zero: str = ""

    def parse(self, text: str) -> int:
        wanted = text.strip().casefold()
        if self.zero and wanted == self.zero.casefold():
            return 0
        digits = wanted.removesuffix(self.unit.casefold()).strip()
        if not digits.isascii() or not digits.isdecimal() or len(digits) > 12:
            raise self.refuse(f"{text!r} is not a whole number; enter {self.range}")
        return int(digits)

    def spell(self, value: int) -> str:
        if value == 0 and self.zero:
            return self.zero
        return f"{value} {self.unit}" if self.unit else str(value)

    def check(self, value: int) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.refuse(f"enter {self.range}")
        if not self.low <= value <= self.high and not (self.zero and value == 0):
            raise self.refuse(f"{value} is out of range; enter {self.range}")

    @property
    def range(self) -> str:
        """The values as a person reads them: "1 to 10 s"."""
        unit = f" {self.unit}" if self.unit else ""
        zero = f"{self.zero} or " if self.zero and self.low > 0 else ""
        return f"{zero}{self.low} to {self.high}{unit}"


@dataclass(frozen=True, eq=False, repr=False)
class Text(Setting[str]):
    """A line of text of `shortest` to `longest` characters of `alphabet` ("" = printable ASCII and space).

    `entry` names the character sets that the panel offers for it (keymaps/characters.toml). `judge` may
    add a check of its own: it returns what is wrong, or "". `discreet`: see `is_discreet`.
    """

    longest: int
    shortest: int = 0
    alphabet: str = ""
    entry: str = "general"
    judge: Callable[[str], str] | None = None
    discreet: bool = False

    @property
    def is_discreet(self) -> bool:
        return self.discreet

    def parse(self, text: str) -> str:
        return text

    def check(self, value: str) -> None:
        if not isinstance(value, str):
            raise self.refuse("enter text")
        if wrong := wrong_text(value, self.shortest, self.longest, self.alphabet):
            raise self.refuse(wrong)
        if value and self.judge is not None and (wrong := self.judge(value)):
            raise self.refuse(wrong)


@dataclass(frozen=True, eq=False, repr=False)
class Address(Setting[str]):
    """An IP address of `version` 4 or 6, or 0 for either, in its shortest form; "" means none.

    `may_be_empty`: whether it may be none. An IPv6 address has no zone ("%eth0"): the machine has one
    interface.
    """

    version: int = 4
    may_be_empty: bool = True
    entry: str = "address"

    def parse(self, text: str) -> str:
        from ipaddress import ip_address  # dear to import, and a short script enters no address

        wanted = text.strip()
        try:
            return str(ip_address(wanted))
        except ValueError:
            return wanted

    def check(self, value: str) -> None:
        if not isinstance(value, str):
            raise self.refuse("enter an address")
        if value == "" and self.may_be_empty:
            return
        from ipaddress import ip_address  # see `parse`

        try:
            address = ip_address(value)
        except ValueError:
            raise self.refuse(f"{value!r} is not an IP address; enter one like {self._example}") from None
        if "%" in value:
            raise self.refuse(f"{value!r} names a zone; enter the address alone")
        if self.version and address.version != self.version:
            kind = f"an IPv{self.version} address"
            raise self.refuse(f"{value!r} is not {kind}; enter one like {self._example}")
        if value != str(address):
            raise self.refuse(f"enter {address} for {value!r}")

    @property
    def _example(self) -> str:
        return "2001:db8::10" if self.version == 6 else "192.0.2.10"


@dataclass(frozen=True, eq=False, repr=False)
class Secret(Setting[Sealed]):
    """A text that is never shown: keys and passwords. Lengths and alphabet as for Text.

    `twice`: the panel asks for it a second time before it is kept.
    """

    longest: int
    shortest: int = 0
    alphabet: str = ""
    entry: str = "general"
    twice: bool = True

    @property
    def is_secret(self) -> bool:
        return True

    def parse(self, text: str) -> Sealed:
        return Sealed(text)

    def spell(self, value: Sealed) -> str:
        return str(value)

    def check(self, value: Sealed) -> None:
        if not isinstance(value, Sealed):
            raise self.refuse("enter a text")
        if wrong := wrong_text(value.reveal(), self.shortest, self.longest, self.alphabet, hidden=True):
            raise self.refuse(wrong)

    def pack(self, value: Sealed) -> Plain:
        return value

    def unpack(self, plain: Plain) -> Sealed:
        value = plain if isinstance(plain, Sealed) else Sealed(plain) if isinstance(plain, str) else None
        if value is None:
            raise self.refuse("what was kept of it cannot be read; set it again")
        if value:
            self.check(value)
        return value


#: Any setting, whatever its value: lists of settings are of mixed kinds.
AnySetting = Setting[Any]


def wrong_text(text: str, shortest: int, longest: int, alphabet: str = "", *, hidden: bool = False) -> str:
    """What is wrong with a text, for a person; "" when nothing. `hidden`: never repeat what was entered."""
    if len(text) > longest:
        much = "too long" if hidden else f"{len(text)} characters long"
        return f"is {much}; enter at most {longest} characters"
    if len(text) < shortest:
        return "enter at least 1 character" if shortest == 1 else f"enter at least {shortest} characters"
    if alphabet:
        strange = next((letter for letter in text if letter not in alphabet), "")
    else:
        strange = next((letter for letter in text if not " " <= letter <= "~"), "")
    if not strange:
        return ""
    if hidden:
        return f"holds a character that cannot be used here; use {_alphabet(alphabet)}"
    return f"the character {strange!r} cannot be used here; use {_alphabet(alphabet)}"


@lru_cache
def _members(kind: type[Enum]) -> tuple[Any, ...]:
    return tuple(kind)


def _alphabet(alphabet: str) -> str:
    if not alphabet:
        return "letters, numerals and symbols of ASCII"
    if all(letter.isalnum() for letter in alphabet):
        return "numerals" if alphabet.isdecimal() else "letters and numerals"
    return "letters, numerals and " + "".join(c for c in alphabet if not c.isalnum())


def _listed(options: tuple[Enum, ...]) -> str:
    words = [str(option.value) for option in options]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
