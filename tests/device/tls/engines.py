"""An engine as the listener runs it, without the listener: hello, choice, engine, and an echo behind it."""

from __future__ import annotations

from device.certificates.credential import Credential
from device.tls.engine import Ended, Engine, Opened, Received
from device.tls.hello import Alert, Chosen, HelloReader, negotiate, refusal
from device.tls.legacy import LegacyEngine
from device.tls.openssl import OpenSslEngine, serves
from device.tls.policy import TlsPolicy


def made(chosen: Chosen, credential: Credential) -> Engine:
    """Give the engine that the machine would take."""
    kind = OpenSslEngine if serves(chosen) else LegacyEngine
    return kind(chosen, credential)


class Echo:
    """The server's end in memory: it sends back whatever it reads."""

    def __init__(
        self, policy: TlsPolicy, credential: Credential, engine: type[LegacyEngine] | None = None
    ) -> None:
        self._policy = policy
        self._credential = credential
        self._kind = engine
        self._reader = HelloReader()
        self.engine: Engine | None = None
        self.is_open = False
        self.is_ended = False
        self.received = bytearray()

    def answer(self, data: bytes) -> bytes:
        """Take what the client sends; give what is for it."""
        if self.engine is None:
            hello = self._reader.feed(data)
            if hello is None:
                return b""
            chosen = negotiate(self._policy, hello, self._credential.kind)
            if isinstance(chosen, Alert):
                return refusal(chosen, hello.record_version)
            self.engine = (self._kind or made)(chosen, self._credential)
            data = bytes(self._reader.raw)
        for event in self.engine.feed(data):
            match event:
                case Opened():
                    self.is_open = True
                case Received(content):
                    self.received += content
                    self.engine.write(content)
                case Ended():
                    self.is_ended = True
                    self.engine.close()
        return self.engine.take()
