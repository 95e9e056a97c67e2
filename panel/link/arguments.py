"""How the arguments of an op are read. No error repeats a value: it may be a secret."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from device.keep import Sealed

from ..keys import Key, named
from .messages import MOST_KEYS, PIECE

#: Numbers that every JSON reader keeps whole (RFC 8259, section 6).
LAST_ROW = 1 << 53

#: A month: so far panel time is moved at once. Every timer on the way runs.
MOST_SECONDS = 31 * 24 * 3600

#: Reads an argument; raises ValueError, whose words never repeat the value.
Check = Callable[[Any], Any]


class Argument(NamedTuple):
    """An argument of an op: how it is read, and its value when left out (Ellipsis: it must be there)."""

    check: Check
    default: Any = ...


def flag(value: Any) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    raise ValueError("true or false is needed")


def text(value: Any) -> str:
    """A text of Unicode characters, no longer than a piece."""
    if not isinstance(value, str):
        raise ValueError("a text is needed")
    if len(value) > PIECE:
        raise ValueError(f"a text of at most {PIECE} characters is needed")
    if not value.isascii():  # most are, and a display has eight
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("a text without lone surrogates is needed") from None
    return value


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list):
        raise ValueError("a list of texts is needed")
    return tuple(map(text, value))


def number(value: Any) -> float:
    """Any finite number from 0: a moment of panel time."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and 0 <= value <= LAST_ROW:
        return float(value)
    raise ValueError("a number from 0 is needed")


def secret(value: Any) -> Sealed:
    """A text that is never shown."""
    return Sealed(text(value))


def count(low: int, high: int) -> Callable[[Any], int]:
    """A whole number within bounds."""

    def check(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise ValueError(f"a whole number from {low} to {high} is needed")

    return check


def one_of(*words: str) -> Check:
    """One of these words."""

    def check(value: Any) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise ValueError(f"one of {', '.join(words)} is needed")

    return check


def seconds(value: Any) -> float:
    """A time, in seconds."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and math.isfinite(value) and 0 <= value <= MOST_SECONDS:
        return float(value)
    raise ValueError(f"seconds are needed, 0 to {MOST_SECONDS}")


def keys(value: Any) -> tuple[Key, ...]:
    """Keys of the panel by their names."""
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_KEYS:
        raise ValueError(f"a list of 1 to {MOST_KEYS} key names is needed")
    return tuple(_key(name) for name in value)


def _key(name: Any) -> Key:
    try:
        return named(text(name))
    except KeyError:
        known = " ".join(key.value for key in Key)
        raise ValueError(f"there is no key of one of these names; the keys are {known}") from None


def fault(value: Any) -> str:
    """Something that can be wrong with the hardware, by its name."""
    from device.faults import FAULTS  # only the device reads such names; who asks loads nothing for them

    return str(one_of(*FAULTS)(value))


def secrets(value: Any) -> Mapping[str, Sealed]:
    """Names with texts that may be secrets."""
    if not isinstance(value, dict) or not value:
        raise ValueError("an object of names and texts is needed")
    return {text(name): secret(given) for name, given in value.items()}
