"""ClientHellos as bytes, made by hand: a client that knows no cryptography."""

from __future__ import annotations

from collections.abc import Iterable

SSL_3_0, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3 = range(0x0300, 0x0305)

#: P-256, X25519; RSA and ECDSA with SHA-256 and SHA-1.
GROUPS = [23, 29]
SIGNATURES = [0x0401, 0x0403, 0x0201, 0x0203]


def number(value: int, size: int) -> bytes:
    return value.to_bytes(size, "big")


def vector(content: bytes, size: int) -> bytes:
    return number(len(content), size) + content


def numbers(values: Iterable[int], size: int = 2) -> bytes:
    return b"".join(number(value, size) for value in values)


def record(content: bytes, version: int = TLS_1_0, kind: int = 22) -> bytes:
    return bytes([kind]) + number(version, 2) + vector(content, 2)


def extension(kind: int, content: bytes) -> bytes:
    return number(kind, 2) + vector(content, 2)


def groups(values: Iterable[int]) -> bytes:
    return extension(10, vector(numbers(values), 2))


def signatures(values: Iterable[int]) -> bytes:
    return extension(13, vector(numbers(values), 2))


def versions(values: Iterable[int]) -> bytes:
    return extension(43, vector(numbers(values), 1))


def server_name(name: bytes) -> bytes:
    return extension(0, vector(b"\0" + vector(name, 2), 2))


def message(
    version: int,
    suites: Iterable[int],
    extensions: bytes | None = None,
    *,
    compressions: bytes = b"\0",
    session: bytes = b"",
) -> bytes:
    """Give the handshake message; no extensions at all with None, as SSL 3.0 has it."""
    body = number(version, 2) + bytes(range(32)) + vector(session, 1)
    body += vector(numbers(suites), 2) + vector(compressions, 1)
    body += b"" if extensions is None else vector(extensions, 2)
    return b"\x01" + vector(body, 3)


def hello(version: int, suites: Iterable[int], extensions: bytes | None = None) -> bytes:
    """Give the record of a ClientHello."""
    return record(message(version, suites, extensions))


def usual(version: int, suites: Iterable[int]) -> bytes:
    """Give a hello as clients of that version send it."""
    if version == SSL_3_0:
        return hello(version, suites)
    return hello(version, suites, groups(GROUPS) + (signatures(SIGNATURES) if version >= TLS_1_2 else b""))


def ssl_2(version: int, suites: Iterable[int]) -> bytes:
    """Give a hello in the form of SSL 2.0."""
    specs = numbers(suites, 3)
    body = b"\x01" + number(version, 2) + number(len(specs), 2) + number(0, 2) + number(16, 2)
    body += specs + bytes(range(16))
    return number(0x8000 | len(body), 2) + body
