"""The ClientHello: read from any bytes, and answered with a version and a suite or with an alert.

Bytes in, one frozen value out; no socket, no clock, no cryptography. The engines never choose: they are told
what was chosen here, for neither can leave out a version between two others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import NamedTuple, TypeVar

from device.certificates.credential import KeyKind
from device.settings.tls import TlsVersion

from .policy import WIRE_VERSIONS, KeyExchange, Suite, TlsPolicy

T = TypeVar("T")

#: A hello is some hundred bytes long, two thousand with a key of a quantum-safe group in it. Our guess.
LONGEST_MESSAGE = 16 * 1024
#: The same with the headers of its records, when it comes in pieces.
LONGEST_RAW = 32 * 1024
#: RFC 5246, 6.2.1.
LONGEST_RECORD = 16 * 1024

#: RFC 5246, 6.2.1 and 7.4: the record's and the message's type.
HANDSHAKE = 22
CLIENT_HELLO = 1

#: RFC 7507: not a suite, but "I try again with less than I can".
FALLBACK_SCSV = 0x5600

#: RFC 8422, 5.1.1: P-256, P-384, P-521 and X25519, which both engines have.
CURVES = frozenset({23, 24, 25, 29})
#: RFC 7919, 2: the numbers of all finite field groups, and the one that is served.
FFDHE = range(256, 512)
FFDHE_2048 = 256

#: RFC 5246, 7.4.1.4.1, and RFC 8446, 4.2.3: what a key signs with, as both engines have it.
SIGNATURES = {
    KeyKind.RSA: frozenset({0x0201, 0x0301, 0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806}),
    KeyKind.ECDSA: frozenset({0x0203, 0x0303, 0x0403, 0x0503, 0x0603}),
}


class AlertCode(IntEnum):
    """RFC 5246, 7.2, and RFC 7507: the fatal alerts that are given before there is an engine."""

    UNEXPECTED_MESSAGE = 10
    RECORD_OVERFLOW = 22
    HANDSHAKE_FAILURE = 40
    ILLEGAL_PARAMETER = 47
    DECODE_ERROR = 50
    PROTOCOL_VERSION = 70
    INAPPROPRIATE_FALLBACK = 86


class Alert(NamedTuple):
    """A refusal: the alert's number and its cause, for a person."""

    code: AlertCode
    cause: str


class Chosen(NamedTuple):
    """What the connection will speak."""

    version: TlsVersion
    suite: Suite


class ClientHello(NamedTuple):
    """What a client can and wants. None: the extension is not there."""

    #: The highest version it can, on the wire; "supported versions" count instead where they are there.
    version: int
    suites: tuple[int, ...]
    versions: tuple[int, ...] | None = None
    groups: tuple[int, ...] | None = None
    signatures: tuple[int, ...] | None = None
    #: The host it asks for; also an IP address, which RFC 6066 forbids and many send.
    server_name: str = ""
    #: It came in the form of SSL 2.0, as clients of that time open an SSL 3.0 connection.
    is_ssl_2_form: bool = False

    @property
    def record_version(self) -> int:
        """The version an alert to this client bears."""
        return min(max(self.version, WIRE_VERSIONS[TlsVersion.SSL_3_0]), WIRE_VERSIONS[TlsVersion.TLS_1_2])


class HelloError(Exception):
    """What came is no ClientHello. `alert` says what to answer; `is_tls` is False for another protocol."""

    def __init__(self, alert: Alert, *, is_tls: bool = True) -> None:
        super().__init__(alert.cause)
        self.alert = alert
        self.is_tls = is_tls


def refusal(alert: Alert, version: int = WIRE_VERSIONS[TlsVersion.TLS_1_0]) -> bytes:
    """The seven bytes of a fatal alert; `version`: that of the record, on the wire."""
    return bytes([21, version >> 8, version & 0xFF, 0, 2, 2, alert.code])


def is_tls(first: int) -> bool:
    """Whether a connection whose first byte this is wants TLS: a record, or the form of SSL 2.0."""
    return first == HANDSHAKE or first & 0x80 != 0


class HelloReader:
    """Takes bytes until they are a ClientHello. What it holds is bounded."""

    def __init__(self) -> None:
        #: Everything that was fed: the engine reads it again from the start.
        self.raw = bytearray()
        self._message = bytearray()
        #: Up to here `raw` has been put into `message`.
        self._at = 0

    def feed(self, data: bytes) -> ClientHello | None:
        """Take bytes; the hello once it is whole. Raises HelloError."""
        self.raw += data[: LONGEST_RAW + 1 - len(self.raw)]
        if not self.raw:
            return None
        hello = self._ssl_2() if self.raw[0] & 0x80 else self._records()
        if hello is None and len(self.raw) > LONGEST_RAW:
            raise _wrong("the hello is too long", AlertCode.RECORD_OVERFLOW)
        return hello

    def _ssl_2(self) -> ClientHello | None:
        if len(self.raw) < 3:
            return None
        length = (self.raw[0] & 0x7F) << 8 | self.raw[1]
        # RFC 5246, E.2: "message type, version, three lengths" are nine bytes.
        if self.raw[2] != CLIENT_HELLO or length < 9:
            raise HelloError(Alert(AlertCode.UNEXPECTED_MESSAGE, "this is not TLS"), is_tls=False)
        if len(self.raw) < 2 + length:
            return None
        return read_ssl_2(bytes(self.raw[2 : 2 + length]))

    def _records(self) -> ClientHello | None:
        while (length := self._next_record()) is not None:
            start = self._at + 5
            self._message += self.raw[start : start + length]
            self._at = start + length
            hello = self._whole()
            if hello is not None:
                return hello
        return None

    def _next_record(self) -> int | None:
        """The length of the next record's content, or None when it is not all there."""
        header = self.raw[self._at : self._at + 5]
        if header and header[0] != HANDSHAKE:
            is_first = self._at == 0
            cause = "this is not TLS" if is_first else "another record came amid the hello"
            raise HelloError(Alert(AlertCode.UNEXPECTED_MESSAGE, cause), is_tls=not is_first)
        if len(header) > 1 and header[1] != 3:
            raise HelloError(Alert(AlertCode.PROTOCOL_VERSION, "the record is of no known version"))
        if len(header) < 5:
            return None
        length = header[3] << 8 | header[4]
        if not 0 < length <= LONGEST_RECORD:
            code = AlertCode.RECORD_OVERFLOW if length else AlertCode.UNEXPECTED_MESSAGE
            raise _wrong("a record of the hello has a wrong length", code)
        return length if len(self.raw) >= self._at + 5 + length else None

    def _whole(self) -> ClientHello | None:
        if self._message[0] != CLIENT_HELLO:
            raise _wrong("the first message is no ClientHello", AlertCode.UNEXPECTED_MESSAGE)
        if len(self._message) < 4:
            return None
        length = int.from_bytes(self._message[1:4], "big")
        if length > LONGEST_MESSAGE:
            raise _wrong("the hello is too long", AlertCode.RECORD_OVERFLOW)
        if len(self._message) < 4 + length:
            return None
        if len(self._message) > 4 + length:
            raise _wrong("something follows the hello at once", AlertCode.UNEXPECTED_MESSAGE)
        return read_hello(bytes(self._message[4:]))


class _Reader:
    """Takes apart a message; short ones are a HelloError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        part = self._data[self._at : self._at + count]
        if len(part) < count:
            raise _wrong("the hello ends too early")
        self._at += count
        return part

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def vector(self, size: int) -> bytes:
        """What follows its own length, which has `size` bytes."""
        return self.take(self.number(size))

    @property
    def is_done(self) -> bool:
        return self._at == len(self._data)


def read_hello(body: bytes) -> ClientHello:
    """The hello of a message's body (RFC 5246, 7.4.1.2). Raises HelloError."""
    reader = _Reader(body)
    version = reader.number(2)
    reader.take(32)
    if len(reader.vector(1)) > 32:
        raise _wrong("the session's name is too long")
    suites = _numbers(reader.vector(2), 2)
    compressions = reader.vector(1)
    if not suites or not compressions:
        raise _wrong("the hello names no suite or no compression")
    if 0 not in compressions:
        raise _wrong("the client demands compression", AlertCode.ILLEGAL_PARAMETER)
    extensions = {} if reader.is_done else _extensions(reader.vector(2))
    if not reader.is_done:
        raise _wrong("something stands behind the hello's end")
    return ClientHello(
        version,
        suites,
        versions=_read(extensions, 43, lambda data: _listed(data, 1)),
        groups=_read(extensions, 10, lambda data: _listed(data, 2)),
        signatures=_read(extensions, 13, lambda data: _listed(data, 2)),
        server_name=_read(extensions, 0, _host) or "",
    )


def read_ssl_2(body: bytes) -> ClientHello:
    """The hello in the form of SSL 2.0, from its type on (RFC 5246, E.2). Raises HelloError."""
    reader = _Reader(body)
    reader.take(1)
    version = reader.number(2)
    specs, session, challenge = (reader.number(2) for _ in range(3))
    if specs == 0 or specs % 3 or session not in (0, 16, 32) or not 16 <= challenge <= 32:
        raise _wrong("the hello's lengths are wrong")
    # Three bytes each; those of SSL 2.0 itself do not begin with 0.
    suites = tuple(number for number in _numbers(reader.take(specs), 3) if number < 0x10000)
    reader.take(session + challenge)
    if not reader.is_done:
        raise _wrong("something stands behind the hello's end")
    return ClientHello(version, suites, is_ssl_2_form=True)


def negotiate(policy: TlsPolicy, hello: ClientHello, auth: KeyKind | None) -> Chosen | Alert:
    """What a connection with this hello will speak; `auth`: the certificate's kind of key, None for none."""
    version = _version(policy, hello)
    if version is None:
        return Alert(AlertCode.PROTOCOL_VERSION, f"the client offers up to {_name(_highest(hello))}")
    if FALLBACK_SCSV in hello.suites and _highest(hello) < max(WIRE_VERSIONS[v] for v in policy.versions):
        return Alert(AlertCode.INAPPROPRIATE_FALLBACK, f"the client fell back to {_name(_highest(hello))}")
    if auth is None:
        return Alert(AlertCode.HANDSHAKE_FAILURE, "no certificate is in use for SSL/TLS")
    offered = frozenset(hello.suites)
    for suite in policy.suites(version, auth):
        if suite.id in offered and _fits(suite, version, hello):
            return Chosen(version, suite)
    return Alert(AlertCode.HANDSHAKE_FAILURE, f"no common cipher suite at {version.value}")


def _version(policy: TlsPolicy, hello: ClientHello) -> TlsVersion | None:
    """The best version that both have; enabled ones need not be neighbours."""
    for version in TlsVersion:
        wire = WIRE_VERSIONS[version]
        is_offered = wire <= hello.version if hello.versions is None else wire in hello.versions
        if version in policy.versions and is_offered:
            return version
    return None


def _highest(hello: ClientHello) -> int:
    # RFC 8701: clients scatter numbers like 0x4A4A among theirs, so that servers stay used to unknown ones.
    known = [version for version in hello.versions or () if version >> 8 == 3]
    return max(known, default=hello.version)


def _fits(suite: Suite, version: TlsVersion, hello: ClientHello) -> bool:
    """Whether the client also has what the suite needs besides."""
    if suite.key_exchange is KeyExchange.RSA:
        return True
    groups = hello.groups
    if groups is not None and suite.key_exchange is KeyExchange.ECDHE and CURVES.isdisjoint(groups):
        return False
    # RFC 7919, 4: who names groups of this sort, but none of ours, must not be given DHE.
    is_ffdhe = groups is not None and any(group in FFDHE for group in groups)
    if suite.key_exchange is KeyExchange.DHE and is_ffdhe and FFDHE_2048 not in (groups or ()):
        return False
    if version is not TlsVersion.TLS_1_2 or hello.signatures is None:
        return True
    return not SIGNATURES[suite.auth].isdisjoint(hello.signatures)


def _name(wire: int) -> str:
    names = {number: version.value for version, number in WIRE_VERSIONS.items()}
    return names.get(wire, "TLS 1.3" if wire == 0x0304 else f"version {wire >> 8}.{wire & 0xFF}")


def _wrong(cause: str, code: AlertCode = AlertCode.DECODE_ERROR) -> HelloError:
    return HelloError(Alert(code, cause))


def _numbers(data: bytes, size: int) -> tuple[int, ...]:
    if len(data) % size:
        raise _wrong("a list of the hello has half an item")
    return tuple(int.from_bytes(data[at : at + size], "big") for at in range(0, len(data), size))


def _extensions(data: bytes) -> dict[int, bytes]:
    reader = _Reader(data)
    found: dict[int, bytes] = {}
    for kind, content in _each_extension(reader):
        if kind in found:
            raise _wrong("an extension stands twice", AlertCode.ILLEGAL_PARAMETER)
        found[kind] = content
    return found


def _each_extension(reader: _Reader) -> Iterator[tuple[int, bytes]]:
    while not reader.is_done:
        yield reader.number(2), reader.vector(2)


def _read(extensions: dict[int, bytes], kind: int, read: Callable[[bytes], T]) -> T | None:
    return read(extensions[kind]) if kind in extensions else None


def _listed(data: bytes, size: int) -> tuple[int, ...]:
    """An extension that is a list of two-byte numbers; `size`: of its length. It may not be empty."""
    reader = _Reader(data)
    numbers = _numbers(reader.vector(size), 2)
    if not numbers or not reader.is_done:
        raise _wrong("an extension of the hello is malformed")
    return numbers


def _host(data: bytes) -> str:
    """The first host name of the server name extension (RFC 6066, 3)."""
    reader = _Reader(_Reader(data).vector(2))
    host = ""
    while not reader.is_done:
        kind, name = reader.number(1), reader.vector(2)
        host = host or (name.decode("ascii", "replace")[:255] if kind == 0 else "")
    return host
