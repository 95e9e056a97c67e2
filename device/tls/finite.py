"""Diffie-Hellman over finite fields by `cryptography`, which says that it will be without it some day.

So this module may fail to come in, and whoever imports it then does without. A release that still has it
warns whenever one of these names is looked up: that is done once, here.
"""

from __future__ import annotations

from functools import lru_cache
from warnings import catch_warnings, simplefilter

with catch_warnings():
    simplefilter("ignore")
    from cryptography.hazmat.primitives.asymmetric.dh import (
        DHParameterNumbers,
        DHParameters,
        DHPrivateKey,
        DHPublicNumbers,
    )

#: The server's secret half of an exchange.
Half = DHPrivateKey


@lru_cache(maxsize=8)
def _field(generator: int, prime: int) -> DHParameters:
    return DHParameterNumbers(prime, generator).parameters()


def new_half(generator: int, prime: int) -> Half:
    """A fresh secret half. Raises ValueError for numbers that are no such field."""
    return _field(generator, prime).generate_private_key()


def public_half(half: Half) -> int:
    """What the other side is told."""
    return half.public_key().public_numbers().y


def shared(half: Half, told: int) -> bytearray:
    """The common secret, without leading zeros (RFC 5246, 8.1.2). Raises ValueError for a wrong number."""
    numbers = half.parameters().parameter_numbers()
    if not 2 <= told < numbers.p - 1:
        raise ValueError("what the other side told is out of the field")
    return bytearray(half.exchange(DHPublicNumbers(told, numbers).public_key()).lstrip(b"\0"))
