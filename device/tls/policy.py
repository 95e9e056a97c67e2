"""What may be negotiated: the suite table, and the choices of the SSL/TLS page applied to it.

The one truth for engines, warnings and tests. It knows no cryptography. The page has no TLS 1.3.

Our guess: DHE is offered beside ECDHE, and RC4 with MD5 goes when SHA-1 is switched off; whether the real
machine does so was found nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from device.certificates.credential import KeyKind
from device.settings import tls
from device.settings.store import Proposal
from device.settings.tls import Cipher, TlsVersion


class KeyExchange(Enum):
    """How both sides come to one secret."""

    RSA = "RSA"
    DHE = "DHE"
    ECDHE = "ECDHE"

    __hash__ = object.__hash__


class Digest(Enum):
    """What the suite authenticates its records with, or, with GCM, derives its keys with."""

    MD5 = "MD5"
    SHA1 = "SHA"
    SHA256 = "SHA256"
    SHA384 = "SHA384"

    __hash__ = object.__hash__


#: Two bytes on the wire each, from RFC 6101, 5.2.1, to RFC 5246, 6.2.1.
WIRE_VERSIONS: dict[TlsVersion, int] = {
    TlsVersion.SSL_3_0: 0x0300,
    TlsVersion.TLS_1_0: 0x0301,
    TlsVersion.TLS_1_1: 0x0302,
    TlsVersion.TLS_1_2: 0x0303,
}


class Suite(NamedTuple):
    """A cipher suite: number and name as registered at IANA, and what follows from the name."""

    id: int
    name: str
    key_exchange: KeyExchange
    auth: KeyKind
    cipher: Cipher
    digest: Digest
    #: The oldest version that has it.
    since: TlsVersion


#: The suites, the dearest to the machine first: authenticated encryption, then AES, 3DES, RC4; within these a
#: secret that dies with the connection first. Order: guess.
_NAMES: tuple[tuple[int, str], ...] = (
    (0xC02C, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    (0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    (0xC030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
    (0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    (0x009F, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"),
    (0x009E, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"),
    (0x009D, "TLS_RSA_WITH_AES_256_GCM_SHA384"),
    (0x009C, "TLS_RSA_WITH_AES_128_GCM_SHA256"),
    (0xC024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"),
    (0xC023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"),
    (0xC028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"),
    (0xC027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"),
    (0x006B, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256"),
    (0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256"),
    (0x003D, "TLS_RSA_WITH_AES_256_CBC_SHA256"),
    (0x003C, "TLS_RSA_WITH_AES_128_CBC_SHA256"),
    (0xC00A, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
    (0xC009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
    (0xC014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
    (0xC013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
    (0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"),
    (0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"),
    (0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA"),
    (0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA"),
    (0xC008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA"),
    (0xC012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"),
    (0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"),
    (0x000A, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
    (0xC007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA"),
    (0xC011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA"),
    (0x0005, "TLS_RSA_WITH_RC4_128_SHA"),
    (0x0004, "TLS_RSA_WITH_RC4_128_MD5"),
)


def _suite(number: int, name: str) -> Suite:
    keys, records = name.removeprefix("TLS_").split("_WITH_")
    exchange, _, auth = keys.partition("_")
    digest = Digest(records.rpartition("_")[2])
    key_exchange = KeyExchange(exchange)
    cipher = Cipher(records.partition("_")[0])
    # RFC 5246 brought SHA-2 and authenticated encryption; RFC 8422 extends TLS 1.0, not SSL 3.0.
    if digest in (Digest.SHA256, Digest.SHA384):
        since = TlsVersion.TLS_1_2
    elif key_exchange is KeyExchange.ECDHE:
        since = TlsVersion.TLS_1_0
    else:
        since = TlsVersion.SSL_3_0
    return Suite(number, name, key_exchange, KeyKind(auth or exchange), cipher, digest, since)


SUITES: tuple[Suite, ...] = tuple(_suite(number, name) for number, name in _NAMES)


def has(version: TlsVersion, suite: Suite) -> bool:
    """Whether that version has that suite at all."""
    return WIRE_VERSIONS[version] >= WIRE_VERSIONS[suite.since]


class TlsPolicy(NamedTuple):
    """The choices of the SSL/TLS page (manual, "Enabling SSL/TLS", step 4)."""

    versions: frozenset[TlsVersion]
    ciphers: frozenset[Cipher]
    rsa_kx: bool
    sha1: bool

    def suites(self, version: TlsVersion, auth: KeyKind) -> tuple[Suite, ...]:
        """What is offered at that version with a certificate of that kind, the dearest first."""
        return _offered(self, version, auth) if version in self.versions else ()

    def can_encrypt(self, auth: KeyKind | None) -> bool:
        """Whether anything can be negotiated with a certificate of that kind; None: there is none."""
        return auth is not None and any(self.suites(version, auth) for version in self.versions)

    def dead(self, auth: KeyKind) -> tuple[str, ...]:
        """A sentence for each chosen version, then cipher, that can never be negotiated: what it needs."""
        kept = [suite for suite in SUITES if suite.auth is auth]
        versions = [version for version in TlsVersion if version in self.versions]
        ciphers = [cipher for cipher in Cipher if cipher in self.ciphers]
        needs = {v.value: [self._lacks(s) for s in kept if has(v, s)] for v in versions}
        needs |= {c.value: [self._lacks(s) | self._late(s) for s in kept if s.cipher is c] for c in ciphers}
        return tuple(f"{name} needs {_spoken(lacks)}." for name, lacks in needs.items() if all(lacks))

    def _lacks(self, suite: Suite) -> frozenset[str]:
        """What has to be switched on before the suite is offered, apart from its version."""
        lacks = {suite.cipher.value} if suite.cipher not in self.ciphers else set()
        if suite.key_exchange is KeyExchange.RSA and not self.rsa_kx:
            lacks.add("RSA key exchange")
        if suite.digest in (Digest.MD5, Digest.SHA1) and not self.sha1:
            lacks.add("SHA-1")
        return frozenset(lacks)

    def _late(self, suite: Suite) -> frozenset[str]:
        """The version that has to be switched on before the suite is offered."""
        if any(has(version, suite) for version in self.versions):
            return frozenset()
        return frozenset({_NEWEST if suite.since is TlsVersion.TLS_1_2 else _LATE})


def policy_of(values: Proposal) -> TlsPolicy:
    """The policy that the settings describe, as they are or as a change would make them."""
    return TlsPolicy(
        values[tls.VERSIONS], values[tls.CIPHERS], values[tls.KEY_EXCHANGE_RSA], values[tls.DIGEST_SHA1]
    )


@lru_cache(maxsize=1024)
def _offered(policy: TlsPolicy, version: TlsVersion, auth: KeyKind) -> tuple[Suite, ...]:
    return tuple(s for s in SUITES if s.auth is auth and has(version, s) and not policy._lacks(s))


_NEWEST = TlsVersion.TLS_1_2.value
_LATE = f"{TlsVersion.TLS_1_0.value} or later"

#: The order in which needs are told.
_TOLD = ("SHA-1", "RSA key exchange", "AES", "3DES", "RC4", _NEWEST, _LATE)


def _spoken(lacks: list[frozenset[str]]) -> str:
    """The shortest ways out in words: what all of them share, then what any one of them adds."""
    if not lacks:
        return "an RSA certificate"
    shortest = min(map(len, lacks))
    ways = {way for way in lacks if len(way) == shortest}
    shared = frozenset.intersection(*ways)
    further = {need for way in ways for need in way - shared}
    if _LATE in further:
        further.discard(_NEWEST)  # which is later
    parts = (" and ".join(_in_order(shared)), " or ".join(_in_order(further)))
    return ", and ".join(part for part in parts if part)


def _in_order(needs: Iterable[str]) -> list[str]:
    return sorted(needs, key=_TOLD.index)
