"""What TLS needs of a device certificate: a frozen value, made anew whenever something is installed.

A connection takes the present one and keeps it to its end; the next connection takes the next one.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from device.keep import Sealed


class KeyKind(Enum):
    """What sort of key a certificate holds: suites that authenticate by the other one cannot be had."""

    RSA = "RSA"
    ECDSA = "ECDSA"

    __hash__ = object.__hash__


class Credential(NamedTuple):
    """A certificate in service.

    `number`: its slot. `kind`: of its key. `chain`: PEM texts, its own first, then each issuer of the one
    before, without the root. `key`: the private key as unencrypted PKCS #8 PEM.
    """

    number: int
    kind: KeyKind
    chain: tuple[str, ...]
    key: Sealed

    def __repr__(self) -> str:
        return f"Credential(number={self.number}, kind={self.kind.value}, links={len(self.chain)})"

    @property
    def chain_pem(self) -> str:
        """The whole chain as one text, as servers take it."""
        return "".join(self.chain)
