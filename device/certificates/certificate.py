"""A certificate and a request as people read them: frozen values, already taken apart.

How they are read from bytes is `reading`; who issued whom is `paths`.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from .credential import KeyKind


class Certificate(NamedTuple):
    """One certificate.

    `subject`, `issuer`: as RFC 4514 writes them, cut and without control characters, for people only.
    `not_before`, `not_after`: UTC. `fingerprint`: SHA-256, in hexadecimal with colons. `key` and `signature`:
    in words ("RSA 2048", "SHA-256 with RSA"). `names`: host names and IP addresses of SubjectAltName.
    `kind`: None for a key that no suite here can use. `is_ca`: may issue others.
    """

    pem: str
    fingerprint: str
    subject: str
    issuer: str
    serial: int
    not_before: datetime
    not_after: datetime
    key: str
    kind: KeyKind | None
    signature: str
    #: False for digests so old that a signature with them proves nothing.
    is_checkable: bool
    names: tuple[str, ...]
    is_ca: bool
    #: In DER: the public key, and both names as they are compared.
    public_key: bytes
    subject_der: bytes
    issuer_der: bytes

    @property
    def is_self_issued(self) -> bool:
        """A root's, or a self-signed one."""
        return self.subject_der == self.issuer_der

    @property
    def serial_text(self) -> str:
        """The serial number in hexadecimal with colons."""
        octets = self.serial.to_bytes((self.serial.bit_length() + 8) // 8, "big", signed=True)
        return octets.hex(":")


class Request(NamedTuple):
    """A PKCS #10 request. The fields are a certificate's."""

    pem: str
    subject: str
    key: str
    kind: KeyKind | None
    signature: str
    names: tuple[str, ...]
    public_key: bytes
