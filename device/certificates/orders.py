"""The errand that makes a key and what is signed with it: a self-signed certificate or a request.

Both are made in one errand, for signing with a large key takes too long for the machine's loop as well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from device.errands import Errand, Work
from device.keep import Sealed
from device.roles import Actor

from .form import Form

#: So many random bytes, from the system's source or a test's.
Randomness = Callable[[int], bytes]


class Purpose(Enum):
    """What is signed with the new key."""

    SELF_SIGNED = "self-signed certificate"
    REQUEST = "certificate request"

    __hash__ = object.__hash__


class Order(NamedTuple):
    """What to make. `names`: host names and IP addresses for SubjectAltName; `at`: calendar time, UTC."""

    purpose: Purpose
    form: Form
    names: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class MakeKey(Errand):
    """Make a key pair and sign the order with it: up to seconds. Result: Made."""

    order: Order


class Made(NamedTuple):
    """`key`: the private key as PKCS #8 PEM; `text`: the certificate or request as PEM."""

    key: Sealed
    text: str


class Proposal(NamedTuple):
    """An order under a number, waiting for its errand. One that is dropped leaves nothing."""

    number: int
    order: Order
    by: Actor

    @property
    def errands(self) -> tuple[MakeKey, ...]:
        """What must be done before it can be settled."""
        return (MakeKey(self.order),)


def work(randomness: Randomness) -> dict[type[Errand], Work]:
    """The function for the errand of keys, for whoever runs errands.

    `randomness` gives serial numbers; keys come from the cryptographic library's own source.
    """

    def make(errand: MakeKey) -> Made:
        from . import making  # its library is dear to import, and few runs make a key

        return making.made(errand.order, randomness)

    return {MakeKey: make}
