"""A client of tlslite-ng in memory: it speaks every version and suite that the machine can be set to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from errno import EWOULDBLOCK
from typing import Any

from device.tls import legacy  # first: it imports the library without its warning

# isort: split
from tlslite.api import HandshakeSettings, TLSConnection
from tlslite.errors import BaseTLSException
from tlslite.messages import ClientHello

legacy.fast()

#: What the client itself raises when it cannot go on: its own errors, and what it lets out.
CLIENT_ERRORS = (BaseTLSException, SyntaxError, AttributeError, TypeError, ValueError, IndexError)


class _Memory:
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
        pass


def settings(version: int, suite: str) -> Any:
    """Give settings that leave that version and that suite, by its IANA name."""
    keys, records = suite.removeprefix("TLS_").split("_WITH_")
    cipher, mac = records.rsplit("_", 1)
    names = {"3DES_EDE_CBC": "3des", "RC4_128": "rc4"}
    made = HandshakeSettings()
    made.minVersion = made.maxVersion = (version >> 8, version & 0xFF)
    made.versions = [made.minVersion]
    made.keyExchangeNames = [keys.lower()]
    made.cipherNames = [names.get(cipher, cipher.lower().replace("_cbc", "").replace("_", ""))]
    made.macNames = ["aead" if cipher.endswith("GCM") else mac.lower()]
    made.keyShares = []
    made.eccCurves = ["secp256r1", "x25519"]
    if version == 0x0300:
        made.useEncryptThenMAC = made.useExtendedMasterSecret = False
    return made


class Client:
    """A connection. `answer` carries what the client sends to the server and brings what that one sends."""

    def __init__(self, answer: Callable[[bytes], bytes]) -> None:
        self._memory = _Memory()
        self._tls = TLSConnection(self._memory)
        self._answer = answer

    def handshake(self, version: int, suite: str, **more: Any) -> tuple[int, int]:
        """Shake hands with that one suite offered; give the version and suite that came of it."""
        made = settings(version, suite)
        self._run(self._tls.handshakeClientCert(settings=made, async_=True, **more))
        major, minor = self._tls.version
        return major << 8 | minor, int(self._tls.session.cipherSuite)

    def write(self, data: bytes) -> None:
        self._run(self._tls.writeAsync(data))

    def read(self, size: int) -> bytes:
        """Give so many bytes, or fewer when the server says that it is done."""
        taken = self._run(self._tls.readAsync(size, size))
        assert isinstance(taken, bytes)
        return taken

    def ask_again(self) -> None:
        """Ask for another handshake in the open connection (RFC 5246, 7.4.1.2)."""
        hello = ClientHello().create(self._tls.version, bytearray(32), bytearray(), [0x002F])
        self._run(self._tls._sendMsg(hello, update_hashes=False))

    def close(self) -> None:
        self._run(self._tls.closeAsync())

    def _run(self, steps: Iterator[Any]) -> Any:
        result: Any = None
        for result in steps:
            if isinstance(result, int):
                self._swap()
        if self._memory.going:
            self._swap()
        return result

    def _swap(self) -> None:
        sent = bytes(self._memory.going)
        self._memory.going.clear()
        self._memory.coming += self._answer(sent)
