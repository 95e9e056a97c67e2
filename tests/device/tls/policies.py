"""Every policy that the SSL/TLS page can be set to: 15 sets of versions, 7 of ciphers, two switches."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, product
from typing import TypeVar

from device.settings.tls import Cipher, TlsVersion
from device.tls.policy import TlsPolicy

T = TypeVar("T")


def _some(members: Iterable[T]) -> list[frozenset[T]]:
    """Give every subset but the empty one."""
    listed = list(members)
    return [
        frozenset(chosen) for count in range(1, len(listed) + 1) for chosen in combinations(listed, count)
    ]


POLICIES = [
    TlsPolicy(versions, ciphers, rsa_kx, sha1)
    for versions, ciphers, rsa_kx, sha1 in product(
        _some(TlsVersion), _some(Cipher), (True, False), (True, False)
    )
]

#: Everything that there is.
WIDE = TlsPolicy(frozenset(TlsVersion), frozenset(Cipher), True, True)
