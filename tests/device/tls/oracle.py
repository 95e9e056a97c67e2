"""What each policy must offer, written from the standards and not from the machine's table.

By version, as clients' old and new lists have it: suite numbers with what each one needs. `r`: the key goes
under RSA; `s`: SHA-1, or MD5, which goes with it.
"""

from __future__ import annotations

from device.certificates.credential import KeyKind
from device.settings.tls import Cipher, TlsVersion
from device.tls.policy import TlsPolicy

#: RFC 6101 and RFC 2246 with RFC 3268: cipher, needs, number.
OLD_RSA = {
    "AES": {0x2F: "rs", 0x35: "rs", 0x33: "s", 0x39: "s"},
    "3DES": {0x0A: "rs", 0x16: "s"},
    "RC4": {0x04: "rs", 0x05: "rs"},
}
#: RFC 4492, section 6.
CURVES_RSA = {"AES": {0xC013: "s", 0xC014: "s"}, "3DES": {0xC012: "s"}, "RC4": {0xC011: "s"}}
CURVES_ECDSA = {"AES": {0xC009: "s", 0xC00A: "s"}, "3DES": {0xC008: "s"}, "RC4": {0xC007: "s"}}
#: RFC 5246, A.5, RFC 5288, RFC 5289.
NEW_RSA = {
    0x3C: "r",
    0x3D: "r",
    0x67: "",
    0x6B: "",
    0x9C: "r",
    0x9D: "r",
    0x9E: "",
    0x9F: "",
    0xC027: "",
    0xC028: "",
    0xC02F: "",
    0xC030: "",
}
NEW_ECDSA = {0xC023: "", 0xC024: "", 0xC02B: "", 0xC02C: ""}

TABLES = {
    (TlsVersion.SSL_3_0, KeyKind.RSA): [OLD_RSA],
    (TlsVersion.TLS_1_0, KeyKind.RSA): [OLD_RSA, CURVES_RSA],
    (TlsVersion.TLS_1_1, KeyKind.RSA): [OLD_RSA, CURVES_RSA],
    (TlsVersion.TLS_1_2, KeyKind.RSA): [OLD_RSA, CURVES_RSA, {"AES": NEW_RSA}],
    (TlsVersion.SSL_3_0, KeyKind.ECDSA): [],
    (TlsVersion.TLS_1_0, KeyKind.ECDSA): [CURVES_ECDSA],
    (TlsVersion.TLS_1_1, KeyKind.ECDSA): [CURVES_ECDSA],
    (TlsVersion.TLS_1_2, KeyKind.ECDSA): [CURVES_ECDSA, {"AES": NEW_ECDSA}],
}


def expected(policy: TlsPolicy, version: TlsVersion, auth: KeyKind) -> set[int]:
    """Give the numbers of the suites that may be negotiated."""
    if version not in policy.versions:
        return set()
    allowed = {letter for letter, is_on in (("r", policy.rsa_kx), ("s", policy.sha1)) if is_on}
    return {
        number
        for table in TABLES[version, auth]
        for cipher, suites in table.items()
        if Cipher(cipher) in policy.ciphers
        for number, needs in suites.items()
        if set(needs) <= allowed
    }
