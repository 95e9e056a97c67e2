"""The engine for TLS 1.2 with AES: OpenSSL, as `cryptography` brings it.

Through pyOpenSSL rather than Python's `ssl`: that one takes keys from files only, and keeps every session for
resumption without a way to switch it off.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate
from OpenSSL import SSL

from device.certificates.credential import Credential
from device.settings.tls import Cipher, TlsVersion

from .engine import PIECE, Ended, Event, Opened, Received, TlsFailure
from .hello import Chosen
from .policy import SUITES, KeyExchange, Suite


def serves(chosen: Chosen) -> bool:
    """Whether OpenSSL is built with that, and needs no Diffie-Hellman parameters for it."""
    suite = chosen.suite
    is_new = chosen.version is TlsVersion.TLS_1_2 and suite.cipher is Cipher.AES
    return is_new and suite.key_exchange is not KeyExchange.DHE


def openssl_name(suite: Suite) -> str:
    """OpenSSL's own name of an AES suite: "ECDHE-RSA-AES256-GCM-SHA384"."""
    keys, records = suite.name.removeprefix("TLS_").split("_WITH_")
    exchange = "" if suite.key_exchange is KeyExchange.RSA else f"{keys.replace('_', '-')}-"
    return exchange + records.replace("AES_", "AES").replace("_CBC", "").replace("_", "-")


class OpenSslEngine:
    """An Engine on OpenSSL."""

    def __init__(self, chosen: Chosen, credential: Credential) -> None:
        self._connection = SSL.Connection(_context(credential, chosen.suite), None)
        self._connection.set_accept_state()
        self._is_open = False

    def feed(self, data: bytes) -> list[Event]:
        """Take bytes from the network; what they came to. Raises TlsFailure."""
        if data:
            self._connection.bio_write(data)
        events: list[Event] = []
        try:
            if not self._is_open:
                self._connection.do_handshake()
                self._is_open = True
                events.append(Opened())
            while True:
                events.append(Received(self._connection.recv(PIECE)))
        except SSL.WantReadError:
            return events
        except SSL.ZeroReturnError:
            return [*events, Ended()]
        except SSL.Error as error:
            raise TlsFailure(_reason(error)) from None

    def write(self, data: bytes) -> None:
        """Encrypt; only once opened. Raises TlsFailure."""
        try:
            for at in range(0, len(data), PIECE):
                self._connection.send(data[at : at + PIECE])
        except SSL.Error as error:
            raise TlsFailure(_reason(error)) from None

    def close(self) -> None:
        """Say that nothing will be written any more (close_notify)."""
        try:
            self._connection.shutdown()
        except SSL.Error:
            return  # in the middle of the handshake, or after an error: there is nobody to say it to

    def take(self) -> bytes:
        """The bytes for the network since the last call."""
        taken = bytearray()
        while True:
            try:
                taken += self._connection.bio_read(4 * PIECE)
            except SSL.WantReadError:
                return bytes(taken)


def prepare(credential: Credential) -> None:
    """Do once what the first connection of each suite would wait for; may run in a thread."""
    for suite in SUITES:
        if suite.auth is credential.kind and serves(Chosen(TlsVersion.TLS_1_2, suite)):
            _context(credential, suite)


def _reason(error: SSL.Error) -> str:
    """What OpenSSL's queue of errors says: library, function, reason each."""
    queue = error.args[0] if error.args and isinstance(error.args[0], list) else []
    return next((str(entry[-1]) for entry in reversed(queue) if entry[-1]), "the TLS connection broke")


#: As many suites as there are for one certificate, and a few for the one before.
@lru_cache(maxsize=24)
def _context(credential: Credential, suite: Suite) -> SSL.Context:
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_max_proto_version(SSL.TLS1_2_VERSION)
    # Level 0: it is the policy that says what is strong enough.
    context.set_cipher_list(f"{openssl_name(suite)}:@SECLEVEL=0".encode())
    context.set_options(SSL.OP_NO_TICKET | SSL.OP_NO_RENEGOTIATION | SSL.OP_NO_COMPRESSION)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    first, *issuers = (load_pem_x509_certificate(text.encode()) for text in credential.chain)
    context.use_certificate(first)
    for issuer in issuers:
        context.add_extra_chain_cert(issuer)
    # The key is our own; to check one of 4096 bits again takes most of a second.
    key = load_pem_private_key(credential.key.reveal().encode(), None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    context.use_privatekey(key)
    return context
