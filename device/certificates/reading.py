"""What somebody hands in as certificates, read: PEM, DER or PKCS #7, with whatever stands around it.

Any bytes give certificates or `Refused`, which says in a person's words what it was instead. Nothing of a
private key that was pasted by mistake is kept or repeated.
"""

from __future__ import annotations

import warnings
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from textwrap import fill
from typing import Any, NamedTuple, NoReturn, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_pem_private_key,
    pkcs7,
)

from device.keep import Sealed
from device.settings.kinds import Refused

from .certificate import Certificate, Request
from .credential import KeyKind

T = TypeVar("T")

#: Our guess at far more than any chain: octets handed in, and certificates among them.
LARGEST = 1 << 16
MOST = 16

#: Characters of a name that people are shown.
LONGEST_NAME = 256

NOT_A_CERTIFICATE = "this is not a certificate; enter the text that begins with -----BEGIN CERTIFICATE-----"
A_REQUEST = "this contains a request; send that to the certificate authority, and install what it sends back"
A_KEY = (
    "this contains a private key; the machine made its own and takes no other. Enter certificates only,"
    " and take the key for known to others"
)
TOO_MANY = f"these are too many certificates; enter at most {MOST}"
CUT_OFF = "the certificate is cut off: its END line is missing; copy the whole text"


class Block(NamedTuple):
    """A PEM block: the word on its BEGIN line, and its octets."""

    label: str
    octets: bytes


def read(data: bytes) -> tuple[Certificate, ...]:
    """The certificates handed in, each once, in their order. Raises Refused."""
    if len(data) > LARGEST:
        raise Refused(f"this is too much for certificates; enter at most {LARGEST} characters")
    found = _found(data)
    if len(found) > MOST:
        raise Refused(TOO_MANY)
    return found


def _found(data: bytes) -> tuple[Certificate, ...]:
    found = dict.fromkeys(each for block in _blocks(data) for each in _certificates(block))
    if not found:
        raise Refused(NOT_A_CERTIFICATE)
    return tuple(found)


def _blocks(data: bytes) -> list[Block]:
    text = _text(data)
    if "-----BEGIN " in text:
        return list(_pem(text))
    return [Block("", _bare(text) or data)]


def _text(data: bytes) -> str:
    # What an editor of Windows saves as Unicode.
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    return data.decode("latin-1")


def _bare(text: str) -> bytes:
    """The octets of a certificate's text from which its first and last line were left out, or b""."""
    letters = "".join(text.split())
    try:
        return b64decode(letters, validate=True) if letters.startswith("MI") else b""
    except ValueError:
        return b""


def _pem(text: str) -> Iterator[Block]:
    _, *parts = text.split("-----BEGIN ")
    for part in parts:
        label, is_headed, rest = part.partition("-----")
        _refuse_label(label)
        body, is_ended, _ = rest.partition("-----END ")
        if not (is_headed and is_ended):
            raise Refused(CUT_OFF)
        try:
            yield Block(label, b64decode("".join(body.split()), validate=True))
        except ValueError:
            raise Refused(
                "the certificate is damaged: between its first and last line stand other characters than"
                " Base64; copy it again"
            ) from None


def _refuse_label(label: str) -> None:
    if "PRIVATE KEY" in label[:64]:
        raise Refused(A_KEY)
    if "CERTIFICATE REQUEST" in label[:64]:
        raise Refused(A_REQUEST)


#: Labels of RFC 7468, sections 5 and 8, and of older programs.
_ONE = frozenset({"CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE"})
_BUNDLE = frozenset({"PKCS7", "CMS", "CERTIFICATE CHAIN"})


def _certificates(block: Block) -> list[Certificate]:
    if block.label in _ONE or not block.label:
        # Some programs write a bundle under a certificate's label.
        return _one(block.octets) or _bundle(block.octets) or _refuse_octets(block.octets)
    if block.label in _BUNDLE:
        return _bundle(block.octets) or _refuse_octets(block.octets)
    raise Refused(NOT_A_CERTIFICATE)


def _one(octets: bytes) -> list[Certificate]:
    found = _tried(lambda: certificate(octets))
    return [found] if found is not None else []


def _bundle(octets: bytes) -> list[Certificate]:
    bundle = _tried(lambda: pkcs7.load_der_pkcs7_certificates(octets)) or []
    if len(bundle) > MOST:
        raise Refused(TOO_MANY)
    found = [_one(each.public_bytes(Encoding.DER)) for each in bundle]
    return [each for one in found for each in one] if all(found) else []


def _refuse_octets(octets: bytes) -> NoReturn:
    """Say what the octets are, if not certificates."""
    if _tried(lambda: x509.load_der_x509_csr(octets)) is not None:
        raise Refused(A_REQUEST)
    if _is_key(octets):
        raise Refused(A_KEY)
    raise Refused(NOT_A_CERTIFICATE)


def _is_key(octets: bytes) -> bool:
    with _quiet():
        try:
            load_der_private_key(octets, None, unsafe_skip_rsa_key_validation=True)
        except TypeError:
            return True  # it is, and wants its password
        except Exception:
            return False
        return True


def _tried(read: Callable[[], T]) -> T | None:
    """What is read, or None. The library's errors are many, and of no kind in common."""
    with _quiet():
        try:
            return read()
        except Exception:
            return None


@contextmanager
def _quiet() -> Iterator[None]:
    # What the library warns of (an odd serial number, BER for DER) is no news for a log.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


# One of each


def certificate(der: bytes) -> Certificate:
    """A certificate taken apart. Raises whatever the library does for octets that are none."""
    found = x509.load_der_x509_certificate(der)
    public, digest = found.public_key(), found.signature_hash_algorithm
    return Certificate(
        pem=_pem_text(der),
        fingerprint=sha256(der).digest().hex(":").upper(),
        subject=shown(found.subject),
        issuer=shown(found.issuer),
        serial=found.serial_number,
        not_before=found.not_valid_before_utc,
        not_after=found.not_valid_after_utc,
        key=_key_words(public),
        kind=_kind(public),
        signature=_signature_words(found),
        is_checkable=digest is None or digest.name not in ("md5", "sha1"),
        names=_names(found.extensions),
        is_ca=_is_ca(found.extensions),
        public_key=_public(public),
        subject_der=found.subject.public_bytes(),
        issuer_der=found.issuer.public_bytes(),
    )


def request(pem: str) -> Request:
    """A request taken apart. Raises ValueError for a text that is none."""
    with _quiet():
        try:
            found = x509.load_pem_x509_csr(pem.encode())
            public = found.public_key()
            names = _names(found.extensions)
        except Exception:
            raise ValueError("this is not a certificate request") from None
    signature = _signature_words(found)
    return Request(
        pem, shown(found.subject), _key_words(public), _kind(public), signature, names, _public(public)
    )


def chain(text: str) -> tuple[Certificate, ...]:
    """The certificates of a text that was kept or exported. Raises ValueError."""
    try:
        return _found(text.encode(errors="replace"))
    except Refused as refused:
        raise ValueError(refused.reason) from None


def private_key(text: Sealed) -> tuple[Sealed, bytes]:
    """A private key as PKCS #8 PEM, and its public key in DER. Raises ValueError, which repeats nothing."""
    with _quiet():
        try:
            key = load_pem_private_key(text.reveal().encode(), None, unsafe_skip_rsa_key_validation=True)
            pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            return Sealed(pem.decode()), _public(key.public_key())
        except Exception:
            raise ValueError("this is not a private key in PEM without a password") from None


def has_signed(issuer: str, issued: str) -> bool:
    """Whether the signature of the second certificate was made with the first one's key; both in PEM."""
    with _quiet():
        try:
            lower, upper = (x509.load_pem_x509_certificate(pem.encode()) for pem in (issued, issuer))
            lower.verify_directly_issued_by(upper)
        except Exception:  # a wrong signature, a key of another kind, an algorithm that is not known
            return False
        return True


def _pem_text(der: bytes) -> str:
    body = fill(b64encode(der).decode(), 64)
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def shown(name: x509.Name) -> str:
    """A name as RFC 4514 writes it, for people."""
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in name.rfc4514_string())
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 3]}..."


def _public(key: Any) -> bytes:
    octets: bytes = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return octets


def _kind(key: object) -> KeyKind | None:
    match key:
        case rsa.RSAPublicKey():
            return KeyKind.RSA
        case ec.EllipticCurvePublicKey():
            return KeyKind.ECDSA
    return None


#: What people call the curves.
_CURVES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}


def _key_words(key: object) -> str:
    match key:
        case rsa.RSAPublicKey():
            return f"RSA {key.key_size}"
        case ec.EllipticCurvePublicKey():
            return f"ECDSA {_CURVES.get(key.curve.name, key.curve.name)}"
    return type(key).__name__.removesuffix("PublicKey").strip("_")


def _signature_words(signed: x509.Certificate | x509.CertificateSigningRequest) -> str:
    oid = signed.signature_algorithm_oid
    try:
        digest = signed.signature_hash_algorithm
    except Exception:  # see `_tried`: an algorithm that the library does not know
        return oid.dotted_string
    scheme = "ECDSA" if "ecdsa" in oid._name.lower() else "RSA"
    return f"{digest.name.upper().replace('SHA', 'SHA-', 1)} with {scheme}" if digest else oid._name


def _names(extensions: x509.Extensions) -> tuple[str, ...]:
    try:
        value = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    hosts = value.get_values_for_type(x509.DNSName)
    return (*hosts, *map(str, value.get_values_for_type(x509.IPAddress)))


def _is_ca(extensions: x509.Extensions) -> bool:
    try:
        return extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        # A root of the days before extensions issues all the same; that is told by version 1 alone.
        return False
