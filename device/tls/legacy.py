"""The engine for SSL 3.0 to TLS 1.1, and for RC4, 3DES and DHE at TLS 1.2: tlslite-ng.

The only file that touches that library, which has no types. Its asynchronous interface is generators that
yield 0 when they need bytes; here they read from memory. Before the first connection its primitives are
replaced by those of `cryptography`, each only if both give the same answers here; the release is checked,
for those names are its insides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from errno import EWOULDBLOCK
from functools import cache, lru_cache, partial
from importlib.metadata import version as release_of
from typing import Any
from warnings import catch_warnings, simplefilter

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from device.certificates.credential import Credential
from device.settings.tls import Cipher

from . import primitives
from .engine import PIECE, Ended, Event, Opened, Received, TlsFailure
from .hello import HANDSHAKE, LONGEST_MESSAGE, Alert, AlertCode, Chosen, refusal
from .policy import WIRE_VERSIONS, Suite

with catch_warnings():
    # Python 3.11 warns of a module that a part imports which nobody uses here.
    simplefilter("ignore", DeprecationWarning)
    from tlslite import keyexchange, recordlayer, tlsconnection
    from tlslite.api import HandshakeSettings, TLSConnection, X509CertChain, parsePEMKey
    from tlslite.errors import TLSAlert, TLSIllegalParameterException
    from tlslite.mathtls import FFDHE2048
    from tlslite.utils import cipherfactory

#: The release whose insides are known here.
RELEASE = "0.8.2"

_CURVES = ["x25519", "secp256r1", "secp384r1", "secp521r1"]


class _Memory:
    """Stands where the library expects a socket that does not block."""

    def __init__(self) -> None:
        self.coming = bytearray()
        self.going = bytearray()

    def recv(self, size: int) -> bytes:
        if not self.coming:
            raise BlockingIOError(EWOULDBLOCK, "nothing has come")
        part = bytes(self.coming[:size])
        del self.coming[:size]
        return part

    def send(self, data: bytes) -> int:
        self.going += data
        return len(data)

    def sendall(self, data: bytes) -> None:
        self.going += data

    def close(self) -> None:
        """The listener closes what there is to close."""


class LegacyEngine:
    """An Engine on tlslite-ng."""

    def __init__(self, chosen: Chosen, credential: Credential) -> None:
        fast()
        chain, key = _identity(credential)
        self._memory = _Memory()
        self._tls = TLSConnection(self._memory)
        self._is_open = False
        self._step: Iterator[Any] = self._tls.handshakeServerAsync(
            certChain=chain, privateKey=key, settings=settings(chosen)
        )

    def feed(self, data: bytes) -> list[Event]:
        """Take bytes from the network; what they came to. Raises TlsFailure."""
        self._memory.coming += data
        try:
            events = list(self._events())
        except Exception as error:  # the library lets SyntaxError, AttributeError and others out
            raise self._failure(error) from None
        if len(self._tls._defragmenter.buffers[HANDSHAKE]) > LONGEST_MESSAGE:
            raise TlsFailure("a message of the handshake is too long")
        return events

    def _events(self) -> Iterator[Event]:
        # A number: it waits. None: the handshake is done. Bytes: data, or, when there are none, the end.
        while not isinstance(result := next(self._step, None), int):
            if not self._is_open:
                self._is_open = True
                yield Opened()
            elif result:
                yield Received(result)
            else:
                yield Ended()
                return
            self._step = self._tls.readAsync()

    def write(self, data: bytes) -> None:
        """Encrypt; only once opened. Raises TlsFailure."""
        try:
            # What it takes in one call it copies again and again.
            for at in range(0, len(data), PIECE):
                self._run(self._tls.writeAsync(data[at : at + PIECE]))
        except Exception as error:
            raise self._failure(error) from None

    def close(self) -> None:
        """Say that nothing will be written any more (close_notify)."""
        if self._is_open and not self._tls.closed:
            self._run(self._tls.closeAsync())

    def take(self) -> bytes:
        """The bytes for the network since the last call."""
        taken = bytes(self._memory.going)
        self._memory.going.clear()
        return taken

    def _run(self, steps: Iterator[Any]) -> None:
        for _ in steps:
            pass

    def _failure(self, error: Exception) -> TlsFailure:
        if isinstance(error, TLSAlert):
            return TlsFailure(str(error), getattr(error, "description", None))
        if not self._is_open and not self._memory.going:
            wrong = Alert(AlertCode.DECODE_ERROR, "")
            self._memory.going += refusal(wrong)
            return TlsFailure("a message of the handshake cannot be read", wrong.code)
        return TlsFailure(f"the TLS connection broke ({type(error).__name__})")


def settings(chosen: Chosen) -> Any:
    """The library's settings that leave one version and one suite."""
    number = WIRE_VERSIONS[chosen.version]
    wire = (number >> 8, number & 0xFF)
    is_ssl = wire == (3, 0)
    made = HandshakeSettings()
    made.minVersion = made.maxVersion = wire
    made.versions = [wire]
    made.cipherNames = [cipher_name(chosen.suite)]
    made.macNames = [_mac_name(chosen.suite)]
    made.keyExchangeNames = [chosen.suite.name.removeprefix("TLS_").partition("_WITH_")[0].lower()]
    made.eccCurves = _CURVES
    made.keyShares = []  # of TLS 1.3; those named by default would have to be among the curves
    made.dhGroups = ["ffdhe2048"]
    made.dhParams = FFDHE2048  # for clients that name no group too: OpenSSL is quick with the ones it knows
    made.ec_point_formats = [0]
    # RFC 7366 and RFC 7627 extend TLS; SSL 3.0 has no extensions.
    made.useEncryptThenMAC = made.useExtendedMasterSecret = not is_ssl
    made.use_heartbeat_extension = False
    made.record_size_limit = None
    made.certificate_compression_send = made.certificate_compression_receive = []
    made.ticketKeys = []
    return made


def cipher_name(suite: Suite) -> str:
    """The library's name of the suite's cipher."""
    match suite.cipher:
        case Cipher.TRIPLE_DES:
            return "3des"
        case Cipher.RC4:
            return "rc4"
        case _:
            bits = "256" if "AES_256" in suite.name else "128"
            return f"aes{bits}gcm" if "_GCM_" in suite.name else f"aes{bits}"


def _mac_name(suite: Suite) -> str:
    return "aead" if "_GCM_" in suite.name else suite.digest.value.lower()


def prepare(credential: Credential) -> None:
    """Do once what the first connection would wait for: some tens of milliseconds; may run in a thread."""
    fast()
    _identity(credential)


@lru_cache(maxsize=4)
def _identity(credential: Credential) -> tuple[Any, Any]:
    """The certificates and the key in the library's forms."""
    chain = X509CertChain()
    chain.parsePemList(credential.chain_pem)
    pem = credential.key.reveal()
    slow = parsePEMKey(pem, private=True)
    # The key is our own; to check one of 4096 bits again takes most of a second.
    key = load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
    quick = primitives.FastRsaKey(key) if isinstance(key, rsa.RSAPrivateKey) else primitives.FastEcdsaKey(key)
    is_same = release_of("tlslite-ng") == RELEASE and _passes(lambda: _try_key(quick, slow))
    return chain, quick if is_same else slow


def _try_key(quick: primitives.FastRsaKey | primitives.FastEcdsaKey, slow: Any) -> bool:
    """Whether the library accepts what ours signs, as the oldest versions want it."""
    digest = bytearray(36 if quick.key_type == "rsa" else 20)
    return bool(slow.verify(quick.sign(digest), digest))


@cache
def fast() -> frozenset[str]:
    """Replace what is slow, once; the names of what was replaced. What does not pass its test stays slow."""
    if release_of("tlslite-ng") != RELEASE:
        return frozenset()
    # RFC 6066 wants names; clients that open https://192.0.2.7 send the address, and so do scanners.
    tlsconnection.is_valid_hostname = lambda _: True
    passed = {name for name in _CIPHERS if _passes(partial(_try_cipher, name))}
    for name in passed:
        setattr(recordlayer, f"create{name}", _CIPHERS[name][0])
    if _passes(lambda: all(map(_try_exchange, _TRIED))):
        _replace_exchange()
        passed.add("ECDH")
    if _passes(_try_finite):
        _replace_finite()
        passed.add("DH")
    return frozenset(passed)


def _passes(trial: Callable[[], bool]) -> bool:
    try:
        return trial()
    except Exception:  # a primitive that this build of OpenSSL lacks says so in many ways
        return False


#: By the end of the library's factory: ours, and the sizes of a key and of a start to try it with.
_CIPHERS: dict[str, tuple[Callable[..., Any], int, int]] = {
    "AES": (primitives.aes, 32, 16),
    "AESGCM": (primitives.aes_gcm, 32, 0),
    "TripleDES": (primitives.triple_des, 24, 8),
    "RC4": (primitives.rc4, 16, 0),
}


def _try_cipher(name: str) -> bool:
    """Whether ours and the library's own give the same records, one after another, and read them back."""
    ours, key_size, start_size = _CIPHERS[name]
    theirs = getattr(cipherfactory, f"create{name}")
    key, data = bytearray(range(key_size)), bytearray(range(48))
    if name == "AESGCM":
        nonce = bytearray(12)
        sealed = theirs(key, ["python"]).seal(nonce, bytearray(data), nonce)
        return bool(
            ours(key).seal(nonce, data, nonce) == sealed and ours(key).open(nonce, sealed, nonce) == data
        )
    start = bytearray(range(start_size))
    slow, quick, back = theirs(key, bytearray(start), ["python"]), ours(key, start), ours(key, start)
    records = [(slow.encrypt(bytearray(data)), quick.encrypt(bytearray(data))) for _ in range(2)]
    return all(one == other and back.decrypt(one) == data for one, other in records)


#: The groups that the exchange is tried with: P-256 and X25519.
_TRIED = (23, primitives.X25519)


_EXCHANGE = keyexchange.ECDHKeyExchange
_SLOW_EXCHANGE = (
    _EXCHANGE.get_random_private_key,
    _EXCHANGE.calc_public_value,
    _EXCHANGE.calc_shared_key,
)


def _try_exchange(group: int) -> bool:
    """Whether ours and the library's own come to the same secret."""
    new, tell, share = _SLOW_EXCHANGE
    theirs, ours = _EXCHANGE(group, (3, 3)), primitives.new_half(group)
    private = new(theirs)
    secret = share(theirs, private, primitives.public_half(ours))
    return bool(secret == primitives.shared(ours, bytes(tell(theirs, private))))


def _replace_exchange() -> None:
    """Replace the methods: a class in its place would be found again by the library's own super()."""
    slow_half, slow_told, slow_shared = _SLOW_EXCHANGE

    def half(self: Any) -> Any:
        is_ours = self.group == primitives.X25519 or self.group in primitives.CURVES
        return primitives.new_half(self.group) if is_ours else slow_half(self)

    def told(self: Any, private: Any, form: str = "uncompressed") -> Any:
        is_ours = isinstance(private, primitives.Half)
        return primitives.public_half(private) if is_ours else slow_told(self, private, form)

    def shared(self: Any, private: Any, share: bytes, forms: Any = ("uncompressed",)) -> Any:
        if not isinstance(private, primitives.Half):
            return slow_shared(self, private, share, forms)
        try:
            return primitives.shared(private, share)
        except ValueError:
            raise TLSIllegalParameterException("Invalid key share") from None

    _EXCHANGE.get_random_private_key = half
    _EXCHANGE.calc_public_value = told
    _EXCHANGE.calc_shared_key = shared


_FINITE = keyexchange.FFDHKeyExchange
_SLOW_FINITE = (_FINITE.get_random_private_key, _FINITE.calc_public_value, _FINITE.calc_shared_key)


def _try_finite() -> bool:
    """Whether ours and the library's own come to the same secret."""
    from . import finite  # may be missing: see there

    new, tell, share = _SLOW_FINITE
    theirs, ours = _FINITE(None, (3, 3), *FFDHE2048), finite.new_half(*FFDHE2048)
    private = new(theirs)
    secret = share(theirs, private, finite.public_half(ours))
    return bool(secret == finite.shared(ours, tell(theirs, private)))


def _replace_finite() -> None:
    from . import finite

    _, slow_told, slow_shared = _SLOW_FINITE

    def half(self: Any) -> Any:
        return finite.new_half(self.generator, self.prime)

    def told(self: Any, private: Any, form: Any = None) -> Any:
        is_ours = isinstance(private, finite.Half)
        return finite.public_half(private) if is_ours else slow_told(self, private, form)

    def shared(self: Any, private: Any, share: Any, forms: Any = None) -> Any:
        if not isinstance(private, finite.Half):
            return slow_shared(self, private, share, forms)
        try:
            return finite.shared(private, self._normalise_peer_share(share))
        except ValueError:
            raise TLSIllegalParameterException("Invalid key share") from None

    _FINITE.get_random_private_key = half
    _FINITE.calc_public_value = told
    _FINITE.calc_shared_key = shared
