"""TLS before any protocol of asyncio: `loop.create_server(front, ...)` with a `TlsFront` as its factory.

A connection takes one snapshot of policy and certificate and keeps it; its hello decides what it speaks and
so which engine. The protocol behind it gets a transport like any other. What is negotiated is told to a
callback, once for each connection, for the event log. Sockets are asyncio's; nothing here is bound or kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from device.certificates.credential import Credential

from . import legacy, openssl
from .engine import Ended, Engine, Event, Opened, Received, TlsFailure
from .hello import Alert, Chosen, ClientHello, HelloError, HelloReader, is_tls, negotiate, refusal
from .snapshot import Snapshot
from .transport import LINGER, TURN, TlsTransport

#: Seconds from the connection to the end of its handshake. Our guess.
DEADLINE = 15.0


class Handshake(NamedTuple):
    """What became of one connection's handshake, for the event log.

    `version`, `suite`, `key_exchange` are empty when none was chosen; `certificate` is its slot, 0 for none.
    `alert` is the number of the alert that was sent or received, and `cause` is empty when all went well.
    """

    peer: str
    version: str = ""
    suite: str = ""
    key_exchange: str = ""
    certificate: int = 0
    alert: int | None = None
    cause: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the connection was opened."""
        return not self.cause


#: Makes the protocol behind a connection, as `loop.create_server` takes it.
Factory = Callable[[], asyncio.Protocol]


def prepare(credential: Credential) -> None:
    """Do once what the first connection would wait for; may run in a thread."""
    legacy.prepare(credential)
    openssl.prepare(credential)


class TlsFront:
    """Makes what stands before the inner protocol, for each connection.

    `snapshot` is asked at each connection. `clear`, asked when a connection does not begin as TLS does, gives
    what serves it then, or None to close it; without `clear` the port is for TLS only. `told` hears of each
    handshake.
    """

    def __init__(
        self,
        snapshot: Callable[[], Snapshot],
        inner: Factory,
        told: Callable[[Handshake], None],
        *,
        clear: Callable[[], Factory | None] | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        self.snapshot = snapshot
        self.inner = inner
        self.told = told
        self.clear = clear or (lambda: None)
        self.deadline = deadline
        #: What any connection reads into; emptied before the loop goes on.
        self.buffer = bytearray(TURN)
        self._open: set[_Connection] = set()

    def __call__(self) -> asyncio.BufferedProtocol:
        """The protocol for a new connection."""
        return _Connection(self, self._open)

    def take_over(self, transport: asyncio.Transport, read: bytes = b"") -> None:
        """Go on with TLS where it was in clear (RFC 2817, 3.3); `read`: what came after the request."""
        connection = _Connection(self, self._open)
        transport.set_protocol(connection)
        connection.connection_made(transport)
        connection.took(read)

    def abort(self) -> None:
        """Break every connection."""
        for connection in tuple(self._open):
            connection.abort()


class _Connection(asyncio.BufferedProtocol):
    """What the network sees: it reads the hello, runs the engine, and feeds the transport behind it."""

    _transport: asyncio.Transport
    _snapshot: Snapshot
    _deadline: asyncio.TimerHandle

    def __init__(self, front: TlsFront, among: set[_Connection]) -> None:
        self._front = front
        self._among = among
        self._reader = HelloReader()
        self._engine: Engine | None = None
        self._chosen: Chosen | None = None
        self._behind: TlsTransport | None = None
        self._error: Exception | None = None
        self._is_told = False
        self._is_held = False
        self._is_over = False

    # What asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._snapshot = self._front.snapshot()
        self._among.add(self)
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(self._front.deadline, self._late)

    def get_buffer(self, sizehint: int) -> bytearray:
        return self._front.buffer

    def buffer_updated(self, nbytes: int) -> None:
        self.took(bytes(memoryview(self._front.buffer)[:nbytes]))

    def eof_received(self) -> None:
        """The client hangs up; the transport closes itself."""
        if self._behind is not None:
            self._behind.ended()

    def connection_lost(self, error: Exception | None) -> None:
        self._forget()
        self._fail("the client hung up")
        if self._behind is not None:
            self._behind.lost(error or self._error)

    def pause_writing(self) -> None:
        self._is_held = True
        if self._behind is not None:
            self._behind.hold()

    def resume_writing(self) -> None:
        self._is_held = False
        if self._behind is not None:
            self._behind.go_on()

    # Bytes in

    def took(self, data: bytes) -> None:
        """Take what the client has sent."""
        if self._is_over or not data:
            return
        if self._engine is not None:
            self._run(self._engine, data)
        elif not self._reader.raw and not is_tls(data[0]):
            self._serve_clear(data)
        else:
            self._read_hello(data)

    def _serve_clear(self, data: bytes) -> None:
        inner = self._front.clear()
        if inner is None:
            self._fail("the client does not speak TLS", is_tried=True)
            self._hang_up()
            return
        self._forget()
        protocol = inner()
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        protocol.data_received(data)

    def _read_hello(self, data: bytes) -> None:
        try:
            hello = self._reader.feed(data)
        except HelloError as error:
            self._refuse(error.alert)
            return
        if hello is None:
            return
        policy, credential = self._snapshot
        chosen = negotiate(policy, hello, credential.kind if credential else None)
        if isinstance(chosen, Alert):
            self._refuse(chosen, hello.record_version)
        elif credential is not None:
            self._begin(chosen, credential, hello)

    def _begin(self, chosen: Chosen, credential: Credential, hello: ClientHello) -> None:
        self._chosen = chosen
        # OpenSSL's reading of the form of SSL 2.0 was not tried; it never leads to what only OpenSSL has.
        is_new = openssl.serves(chosen) and not hello.is_ssl_2_form
        self._engine = (openssl.OpenSslEngine if is_new else legacy.LegacyEngine)(chosen, credential)
        raw = bytes(self._reader.raw)
        self._reader.raw.clear()
        self._run(self._engine, raw)

    def _run(self, engine: Engine, data: bytes) -> None:
        try:
            events = engine.feed(data)
        except TlsFailure as failure:
            self.broke(failure)
            return
        if self._send(engine) and self._is_held:
            # Only alerts come out of reading once the handshake is done: it makes us write and reads nothing.
            self.abort()
            return
        for event in events:
            self._meet(event, engine)

    def _meet(self, event: Event, engine: Engine) -> None:
        match event:
            case Opened():
                self._opened(engine)
            case Received(data) if self._behind is not None:
                self._behind.received(data)
            case Ended() if self._behind is not None:
                self._behind.ended()
            case _:
                pass

    def _opened(self, engine: Engine) -> None:
        self._deadline.cancel()
        done = self._told()
        self._behind = TlsTransport(self._transport, engine, self.broke, done)
        self._behind.start(self._front.inner())

    # Ends

    def broke(self, failure: TlsFailure) -> None:
        """The engine cannot go on: send its alert, if it has one, and hang up."""
        self._fail(failure.reason, failure.alert)
        self._error = ConnectionAbortedError(failure.reason)
        if self._engine is not None:
            self._send(self._engine)
        self._hang_up()

    def abort(self) -> None:
        """Hang up, whatever is still to be sent."""
        self._is_over = True
        self._transport.abort()

    def _hang_up(self) -> None:
        self._is_over = True
        self._transport.close()
        self._deadline.cancel()
        self._deadline = asyncio.get_running_loop().call_later(LINGER, self._transport.abort)

    def _refuse(self, alert: Alert, *version: int) -> None:
        self._fail(alert.cause, alert.code)
        self._transport.write(refusal(alert, *version))
        self._hang_up()

    def _late(self) -> None:
        self._fail(f"no handshake within {self._front.deadline:g} s")
        self.abort()

    def _forget(self) -> None:
        self._deadline.cancel()
        self._among.discard(self)

    def _send(self, engine: Engine) -> bool:
        """Whether there was anything to send."""
        if data := engine.take():
            self._transport.write(data)
        return bool(data)

    # The event log

    def _fail(self, cause: str, alert: int | None = None, *, is_tried: bool = False) -> None:
        # Who connects and says nothing has not tried to shake hands.
        if is_tried or self._engine is not None or self._reader.raw:
            self._told(alert, cause)

    def _told(self, alert: int | None = None, cause: str = "") -> Handshake:
        peer = self._transport.get_extra_info("peername")
        credential = self._snapshot.credential
        shaken = Handshake(
            str(peer[0]) if isinstance(peer, tuple) else "",
            certificate=credential.number if credential else 0,
            alert=alert,
            cause=cause,
        )
        if self._chosen is not None:
            version, suite = self._chosen
            shaken = shaken._replace(
                version=version.value, suite=suite.name, key_exchange=suite.key_exchange.value
            )
        if not self._is_told:
            self._is_told = True
            self._front.told(shaken)
        return shaken
