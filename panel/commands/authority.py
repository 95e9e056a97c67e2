"""A certificate authority to throw away: a root, an intermediate under it, and what they issue.

Its two levels are the point: a client that knows the root alone shows an alert until the machine has the
intermediate as well. Nothing here reads or writes files.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: Both are valid whatever the machine's calendar says.
BEGIN, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)


class Issuer(NamedTuple):
    """A CA's certificate and private key, in PEM; `key` is for its own folder only."""

    certificate: bytes
    key: bytes

    def __repr__(self) -> str:
        return "Issuer()"


class NotARequest(Exception):
    """What was handed in is no certificate request that can be signed."""


def new_root() -> Issuer:
    """A root, of its own making."""
    return _new("p800 throw-away root", None)


def new_intermediate(root: Issuer) -> Issuer:
    """An intermediate, issued by that root. Raises ValueError for a root that cannot be read."""
    return _new("p800 throw-away intermediate", root)


def _new(common_name: str, above: Issuer | None) -> Issuer:
    # RSA, for clients of all ages must be able to follow the path.
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    issuer_name, issuer_key = (name, key) if above is None else _opened(above)
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    builder = _builder(name, issuer_name, key.public_key(), BEGIN, END)
    builder = builder.add_extension(x509.BasicConstraints(True, None), True).add_extension(usage, True)
    certificate = _marked(builder, key.public_key(), issuer_key).sign(issuer_key, hashes.SHA256())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Issuer(certificate.public_bytes(Encoding.PEM), pem)


def issued(request: bytes, issuer: Issuer, begin: datetime, days: int) -> bytes:
    """The certificate for a request, in PEM. Of its extensions only the names are taken over.

    `begin`: UTC; from then on it is valid for so many days. Raises NotARequest, or ValueError for an issuer
    that cannot be read.
    """
    issuer_name, issuer_key = _opened(issuer)
    wanted = _request(request)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    try:
        names = _names(wanted)
        builder = _builder(wanted.subject, issuer_name, wanted.public_key(), begin, begin + timedelta(days))
        builder = builder.add_extension(x509.BasicConstraints(False, None), True)
        builder = builder.add_extension(usage, False)
        if names is not None:
            builder = builder.add_extension(names, False)
        builder = _marked(builder, wanted.public_key(), issuer_key)
        return builder.sign(issuer_key, hashes.SHA256()).public_bytes(Encoding.PEM)
    except Exception:  # the library's errors for what stands in a request are many, and of no common kind
        raise NotARequest("the request holds something that cannot be signed") from None


def subject(certificate: bytes) -> str:
    """Whose it is, as RFC 4514 writes it."""
    return x509.load_pem_x509_certificate(certificate).subject.rfc4514_string()


def _request(data: bytes) -> x509.CertificateSigningRequest:
    try:
        is_pem = b"-----BEGIN" in data
        found = x509.load_pem_x509_csr(data) if is_pem else x509.load_der_x509_csr(data)
        is_signed = found.is_signature_valid
    except Exception:  # as in `issued`
        raise NotARequest("this is not a certificate request (PKCS #10, in PEM or DER)") from None
    if not is_signed:
        raise NotARequest("the request's own signature is wrong, or made with a digest that is too old")
    return found


def _names(request: x509.CertificateSigningRequest) -> x509.SubjectAlternativeName | None:
    try:
        return request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None


def _opened(issuer: Issuer) -> tuple[x509.Name, rsa.RSAPrivateKey]:
    try:
        name = x509.load_pem_x509_certificate(issuer.certificate).subject
        key = load_pem_private_key(issuer.key, None)
    except (TypeError, ValueError):
        raise ValueError("a certificate or key of this authority is damaged") from None
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("a key of this authority is not one that p800 made")
    return name, key


def _builder(
    name: x509.Name, issuer: x509.Name, key: object, begin: datetime, end: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuer)
    builder = builder.public_key(key)  # type: ignore[arg-type]  # any kind of public key
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(begin).not_valid_after(end)


def _marked(
    builder: x509.CertificateBuilder, key: object, issuer_key: rsa.RSAPrivateKey
) -> x509.CertificateBuilder:
    """With the key identifiers by which strict clients follow the path."""
    own = x509.SubjectKeyIdentifier.from_public_key(key)  # type: ignore[arg-type]  # any kind of public key
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return builder.add_extension(own, False).add_extension(above, False)
