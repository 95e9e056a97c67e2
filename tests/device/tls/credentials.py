"""Certificates for tests: one of each kind of key, made once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from device.certificates.credential import Credential, KeyKind
from device.keep import Sealed

#: Long before and after any calendar that a test runs on.
FROM = datetime(2020, 1, 1, tzinfo=UTC)


@cache
def credential(kind: KeyKind, number: int = 1) -> Credential:
    """Give a self-signed certificate for localhost; a larger number gives another one."""
    key = (
        rsa.generate_private_key(65537, 2048)
        if kind is KeyKind.RSA
        else ec.generate_private_key(ec.SECP256R1())
    )
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"printer {number}")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(FROM)
        .not_valid_after(FROM + timedelta(days=36500))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    chain = (certificate.public_bytes(Encoding.PEM).decode(),)
    return Credential(number, kind, chain, Sealed(pem))
