"""A certificate authority for tests, and a machine's certificates with all that they need.

Keys are of P-256, which are made at once. What other programs say of our certificates is in
`test_certificates_openssl`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from random import Random

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from device.audit import Audit
from device.certificates.certificates import Certificates
from device.certificates.form import Form, KeyChoice
from device.certificates.orders import Proposal, work
from device.clock import VIRTUAL_START, VirtualClock
from device.keep import Keep
from device.roles import Actor, Role
from device.settings.everything import ALL, RULES, regime
from device.settings.store import Store

from .crowd import BreakableKeep

NETWORK = Actor("ned", frozenset({Role.NETWORK}), "web")

YEAR = timedelta(days=365)


def form(common_name: str = "printer.example.com", **entries: object) -> Form:
    """A form with a key that is made at once."""
    return Form(common_name, **{"key": KeyChoice.ECDSA_P256} | entries)  # type: ignore[arg-type]  # any fields


def name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


class Authority:
    """A CA: a root, or an intermediate under another one."""

    def __init__(
        self, common_name: str, above: Authority | None = None, *, is_ca: bool = True, days: int = 3650
    ) -> None:
        self.name = name(common_name)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.above = above
        issuer = above or self
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(issuer.name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(VIRTUAL_START - YEAR)
            .not_valid_after(VIRTUAL_START + timedelta(days=days))
            .add_extension(x509.BasicConstraints(is_ca, None), True)
            .sign(issuer.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return pem(self.certificate)

    def issue(
        self, request: str, begin: datetime = VIRTUAL_START, end: datetime = VIRTUAL_START + YEAR
    ) -> x509.Certificate:
        """A certificate for a request, as a CA makes it."""
        wanted = x509.load_pem_x509_csr(request.encode())
        builder = (
            x509.CertificateBuilder()
            .subject_name(wanted.subject)
            .issuer_name(self.name)
            .public_key(wanted.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(False, None), True)
        )
        for extension in wanted.extensions:
            builder = builder.add_extension(extension.value, extension.critical)
        return builder.sign(self.key, hashes.SHA256())


@cache
def root() -> Authority:
    return Authority("Test Root")


@cache
def upper() -> Authority:
    return Authority("Test Upper CA", root())


@cache
def lower() -> Authority:
    """Two levels below the root."""
    return Authority("Test Lower CA", upper())


def bundle(*certificates: x509.Certificate, encoding: Encoding = Encoding.PEM) -> bytes:
    """PKCS #7, as Windows CAs give it."""
    return pkcs7.serialize_certificates(list(certificates), encoding)


class Room:
    """A machine's certificates, without the machine. `power_cycle` is power off and on with the same Keep."""

    def __init__(self, keep: Keep | None = None) -> None:
        self.keep = keep or BreakableKeep()
        self.clock = VirtualClock()
        self.works = work(Random(7).randbytes)
        self.power_cycle()

    def power_cycle(self) -> None:
        self.audit = Audit(self.keep, self.clock)
        self.store = Store(ALL, RULES, self.audit, regime)
        self.certificates = Certificates(self.audit, self.store)

    def settle(self, proposal: Proposal) -> None:
        results = [self.works[type(errand)](errand) for errand in proposal.errands]
        self.certificates.settle(proposal, results)

    def create(self, number: int = 1, form: Form = form(), by: Actor = NETWORK) -> None:  # noqa: B008  # frozen
        self.settle(self.certificates.create(number, form, by))

    def request(self, number: int = 1, form: Form = form(), by: Actor = NETWORK) -> str:  # noqa: B008  # frozen
        """The text of the request, as the details show it."""
        self.settle(self.certificates.request(number, form, by))
        request = self.certificates.details(number).request
        assert request is not None
        return request.pem

    def install(self, *parts: bytes | x509.Certificate, number: int = 1, by: Actor = NETWORK) -> list[str]:
        """Install what stands one after another; gives what the machine remarks, the concerns in words."""
        data = b"".join(part if isinstance(part, bytes) else pem(part) for part in parts)
        return [remark.concern.value for remark in self.certificates.install(number, data, by)]

    def sent(self, number: int = 1) -> list[str]:
        """Common Names of the chain that TLS clients are sent."""
        credential = self.certificates.credential(number)
        chain: Sequence[str] = credential.chain if credential is not None else ()
        found = (x509.load_pem_x509_certificate(each.encode()) for each in chain)
        return [str(each.subject.rfc4514_string()).removeprefix("CN=") for each in found]
