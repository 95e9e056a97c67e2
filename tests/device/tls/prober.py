"""A scanner without cryptography: it offers suites, notes the one that the server takes, and hangs up."""

from __future__ import annotations

import asyncio

from . import hellos
from .hellos import SSL_3_0, TLS_1_0, TLS_1_1, TLS_1_2

VERSIONS = (SSL_3_0, TLS_1_0, TLS_1_1, TLS_1_2)

#: What servers of that time had: RFC 2246, 3268, 4492, 5246, 5288 and 5289, by hand.
KNOWN = [
    *(0x0004, 0x0005, 0x000A, 0x0016, 0x002F, 0x0033, 0x0035, 0x0039, 0x003C, 0x003D, 0x0067, 0x006B),
    *(0x009C, 0x009D, 0x009E, 0x009F, 0xC007, 0xC008, 0xC009, 0xC00A, 0xC011, 0xC012, 0xC013, 0xC014),
    *(0xC023, 0xC024, 0xC027, 0xC028, 0xC02B, 0xC02C, 0xC02F, 0xC030),
]
#: Without encryption, DES, for export, anonymous, fixed keys, SRP, Camellia, IDEA, CCM, ChaCha20, TLS 1.3.
FOREIGN = [
    *(0x0000, 0x0001, 0x0002, 0x0003, 0x0006, 0x0007, 0x0009, 0x0013, 0x0018, 0x001B, 0x0034, 0x003A, 0x003B),
    *(0x0041, 0x0084, 0x00BA, 0x00FF, 0xC006, 0xC00D, 0xC010, 0xC016, 0xC01D, 0xC09C, 0xC0AC, 0xCCA8, 0xCCAA),
    *(0x1301, 0x1302, 0x1303),
]

#: What the server says: version and suite, or 0 and an alert's number, or 0 and None when it hangs up.
Said = tuple[int, int | None]


async def ask(port: int, data: bytes) -> Said:
    """Send a hello; give what the server says to it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    try:
        header = await reader.readexactly(5)
        content = await reader.readexactly(int.from_bytes(header[3:5], "big"))
    except asyncio.IncompleteReadError:
        return 0, None
    finally:
        writer.transport.abort()
    if header[0] != 22 or content[0] != 2:
        return 0, content[1]
    at = 39 + content[38]
    return int.from_bytes(content[4:6], "big"), int.from_bytes(content[at : at + 2], "big")


async def offered(port: int, version: int) -> list[int]:
    """Give the suites that the server takes at that version, in its order."""
    left = [*FOREIGN, *KNOWN]
    found: list[int] = []
    while True:
        spoken, suite = await ask(port, hellos.usual(version, left))
        if spoken != version or suite is None:
            return found
        found.append(suite)
        left.remove(suite)
