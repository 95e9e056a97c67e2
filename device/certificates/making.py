"""Keys, self-signed certificates and PKCS #10 requests, made with `cryptography`. Slow: for errands only."""

from __future__ import annotations

from datetime import timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from device.keep import Sealed

from .form import Form, KeyChoice, Signature, as_address
from .orders import Made, Order, Purpose, Randomness

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_DIGESTS: dict[Signature, hashes.SHA256 | hashes.SHA384 | hashes.SHA512] = {
    Signature.SHA_256: hashes.SHA256(),
    Signature.SHA_384: hashes.SHA384(),
    Signature.SHA_512: hashes.SHA512(),
}
_BITS = {KeyChoice.RSA_2048: 2048, KeyChoice.RSA_4096: 4096}

#: The attributes of a subject, in the order in which directories have them: the widest first.
_ATTRIBUTES: tuple[tuple[str, ObjectIdentifier], ...] = (
    ("country", NameOID.COUNTRY_NAME),
    ("state", NameOID.STATE_OR_PROVINCE_NAME),
    ("locality", NameOID.LOCALITY_NAME),
    ("organization", NameOID.ORGANIZATION_NAME),
    ("organizational_unit", NameOID.ORGANIZATIONAL_UNIT_NAME),
    ("common_name", NameOID.COMMON_NAME),
    ("mail", NameOID.EMAIL_ADDRESS),
)


def made(order: Order, randomness: Randomness) -> Made:
    """A new key and what the order wants signed with it."""
    key = _new_key(order.form.key)
    if order.purpose is Purpose.REQUEST:
        text = _request(order, key)
    else:
        text = _self_signed(order, key, int.from_bytes(randomness(19), "big") + 1)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Made(Sealed(pem.decode()), text)


def _new_key(choice: KeyChoice) -> Key:
    bits = _BITS.get(choice)
    return rsa.generate_private_key(65537, bits) if bits else ec.generate_private_key(ec.SECP256R1())


def _subject(form: Form) -> x509.Name:
    given = ((oid, getattr(form, name)) for name, oid in _ATTRIBUTES)
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in given if text])


def _names(order: Order) -> x509.SubjectAlternativeName:
    # Clients of today compare an address with this extension and no longer with the Common Name.
    addresses = ((name, as_address(name)) for name in order.names)
    return x509.SubjectAlternativeName(
        [x509.IPAddress(address) if address else x509.DNSName(name) for name, address in addresses]
    )


def _request(order: Order, key: Key) -> str:
    request = x509.CertificateSigningRequestBuilder(_subject(order.form)).add_extension(_names(order), False)
    return request.sign(key, _DIGESTS[order.form.signature]).public_bytes(Encoding.PEM).decode()


def _self_signed(order: Order, key: Key, serial: int) -> str:
    """No KeyUsage: without keyCertSign OpenSSL before 3 does not take it for its own issuer, and with it a
    certificate must be a CA's (RFC 5280, 4.2.1.9), which Firefox refuses to open a page with."""
    subject, begin = _subject(order.form), order.at.replace(microsecond=0)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    builder = (
        x509.CertificateBuilder(subject, subject, key.public_key(), serial)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=order.form.days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(_names(order), False)
        .add_extension(usage, False)
        .add_extension(identifier, False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier), False)
    )
    return builder.sign(key, _DIGESTS[order.form.signature]).public_bytes(Encoding.PEM).decode()
