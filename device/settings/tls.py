"""The SSL/TLS page, but for its mode: that one is also on the panel (`network.PERMIT_SSL_TLS`).

Manual, "Enabling SSL/TLS", step 4. Any set of versions and of ciphers but the empty one can be chosen, gaps
included; a policy under which nothing can be negotiated is accepted, as the manual's warning about Ciphertext
Only implies.
"""

from __future__ import annotations

from enum import Enum

from .kinds import GUESS, AnySetting, Flag, Flags, R, V
from .rows import OF_NETWORK


class TlsVersion(Enum):
    """The versions of the page, newest first [V]."""

    TLS_1_2 = "TLS 1.2"
    TLS_1_1 = "TLS 1.1"
    TLS_1_0 = "TLS 1.0"
    SSL_3_0 = "SSL 3.0"


class Cipher(Enum):
    """The check boxes of Encryption Strength Setting [V]."""

    AES = "AES"
    TRIPLE_DES = "3DES"
    RC4 = "RC4"


def _protocol(name: str, label: str) -> Flag:
    # Inactive, for the manual enables the protocol in a step of its own, after the certificate.
    return Flag(
        name,
        label,
        False,
        row=OF_NETWORK,
        source=R,
        default_source=GUESS,
        effect="later: tls",
        help=f"Whether SSL/TLS is offered over {label}.",
        on="Active",
        off="Inactive",
    )


OVER_IPV4 = _protocol("tls.ipv4", "IPv4")
OVER_IPV6 = _protocol("tls.ipv6", "IPv6")

VERSIONS = Flags(
    "tls.versions",
    "SSL/TLS Version",
    frozenset(TlsVersion) - {TlsVersion.SSL_3_0},
    row=OF_NETWORK,
    source=V,
    default_source=GUESS,
    effect="later: tls",
    help="The versions that may be negotiated.",
    kind=TlsVersion,
    least=1,
)

CIPHERS = Flags(
    "tls.ciphers",
    "Encryption Strength Setting",
    frozenset({Cipher.AES, Cipher.TRIPLE_DES}),
    row=OF_NETWORK,
    source=V,
    default_source=GUESS,
    effect="later: tls",
    short="Encryption Strength",
    help="The ciphers that may be negotiated.",
    kind=Cipher,
    least=1,
)


def _switch(name: str, label: str, help: str) -> Flag:
    return Flag(
        name,
        label,
        True,
        row=OF_NETWORK,
        source=V,
        default_source=GUESS,
        effect="later: tls",
        help=help,
        on="Enable",
        off="Disable",
    )


KEY_EXCHANGE_RSA = _switch(
    "tls.key_exchange_rsa", "KEY EXCHANGE", "Whether the secret may be sent under the certificate's RSA key."
)
DIGEST_SHA1 = _switch("tls.digest_sha1", "DIGEST", "Whether cipher suites with SHA-1 may be negotiated.")

ALL: tuple[AnySetting, ...] = (OVER_IPV4, OVER_IPV6, VERSIONS, CIPHERS, KEY_EXCHANGE_RSA, DIGEST_SHA1)
