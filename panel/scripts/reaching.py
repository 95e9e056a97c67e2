"""What a real connection to a listener meets: TLS of any version, something else, or nobody.

The handshake is begun and never ended, so no certificate is looked at and no algorithm has to be agreed on.
"""

from __future__ import annotations

import socket

TLS, CLEAR, REFUSED = "tls", "clear", "refused"

#: Seconds of wire time for the connection and for the answer. Who says nothing so long speaks no TLS.
PATIENCE = 2.0

#: ContentType alert and handshake (RFC 8446, section 5.1), and the first byte of every version since SSL 3.0.
_RECORDS = (0x15, 0x16)
_MAJOR = 3

#: Cipher suites for servers of every age: AES-GCM, AES-CBC, 3DES, RC4, each with and without forward secrecy.
_SUITES = bytes.fromhex(
    "c02f c02b c030 c02c c013 c009 c014 c00a 009e 009c 0033 0039 002f 0035 000a 0005 0004"
)


def _client_hello() -> bytes:
    """A ClientHello for TLS 1.2 and below without extensions, which servers of SSL 3.0 read too.

    A server of TLS 1.3 alone answers it with an alert (RFC 8446, section 4.1.2, D.5).
    """
    version, random, session, null_compression = b"\x03\x03", b"p800".ljust(32, b"\0"), b"\0", b"\x01\0"
    suites = len(_SUITES).to_bytes(2, "big") + _SUITES
    body = version + random + session + suites + null_compression
    message = b"\x01" + len(body).to_bytes(3, "big") + body
    return b"\x16\x03\x01" + len(message).to_bytes(2, "big") + message


def reach(address: str, port: int) -> str:
    """Connect to that IP address and greet as TLS does: `tls`, `clear` (also silence), or `refused`."""
    try:
        connection = _connected(address, port)
    except (OSError, ValueError, OverflowError):
        return REFUSED
    with connection:
        return TLS if _is_tls(_answer(connection)) else CLEAR


def _connected(address: str, port: int) -> socket.socket:
    family, kind, protocol, _, where = socket.getaddrinfo(
        address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
    )[0]
    connection = socket.socket(family, kind, protocol)
    try:
        connection.settimeout(PATIENCE)
        connection.connect(where)
    except BaseException:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> bytes:
    """The first two bytes that come back; fewer when the other end says no more."""
    found = b""
    try:
        connection.sendall(_client_hello())
        while len(found) < 2 and (more := connection.recv(2 - len(found))):
            found += more
    except OSError:
        pass
    return found


def _is_tls(start: bytes) -> bool:
    return len(start) == 2 and start[0] in _RECORDS and start[1] == _MAJOR
