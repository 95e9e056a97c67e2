"""What the protocol behind TLS has for a transport: its data is encrypted on the way out, in turns.

Both directions are bounded. Reading stops at the network when the protocol stops it; writing tells the
protocol to pause when the network is slow, and what it writes all the same waits in clear until then.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from .engine import PIECE, Engine, TlsFailure

#: Seconds that a client has to take the next of what is left once the connection is closed here; as asyncio.
LINGER = 30.0
#: What is read at once, and what is encrypted at once before others have a turn: 3DES takes 2 ms for it.
TURN = 4 * PIECE
#: asyncio's own limits for what waits to be sent.
HIGH, LOW = 64 * 1024, 16 * 1024


class TlsTransport(asyncio.Transport):
    """The transport of the protocol behind TLS.

    `get_extra_info("tls")` gives the Handshake, and so does "sslcontext", by which aiohttp and asyncio's
    streams know an encrypted connection; whatever else is asked, the network's transport answers.
    """

    def __init__(
        self,
        below: asyncio.Transport,
        engine: Engine,
        broke: Callable[[TlsFailure], None],
        shaken: object,
    ) -> None:
        super().__init__()
        self._below = below
        self._engine = engine
        self._broke = broke
        self._shaken = shaken
        self._loop = asyncio.get_running_loop()
        #: What the client has sent and nobody has taken: at most a turn's worth, for reading stops with it.
        self._unread: deque[bytes] = deque()
        self._is_reading = True
        self._is_ended = False
        #: What is to be encrypted, and how much of it there is.
        self._unsent: deque[memoryview] = deque()
        self._size = 0
        self._high, self._low = HIGH, LOW
        self._is_held = False
        self._is_pausing = False
        self._is_closing = False
        self._turn: asyncio.Handle | None = None
        self._linger: asyncio.TimerHandle | None = None
        self._protocol: asyncio.Protocol

    def start(self, protocol: asyncio.Protocol) -> None:
        """Begin with the inner protocol."""
        self._protocol = protocol
        protocol.connection_made(self)

    # What the inner protocol asks

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        if name in ("tls", "sslcontext"):
            return self._shaken
        return self._below.get_extra_info(name, default)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        assert isinstance(protocol, asyncio.Protocol)
        self._protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._protocol

    def is_closing(self) -> bool:
        return self._is_closing or self._below.is_closing()

    def is_reading(self) -> bool:
        return self._is_reading and not self.is_closing()

    def pause_reading(self) -> None:
        self._is_reading = False
        if not self._below.is_closing():
            self._below.pause_reading()

    def resume_reading(self) -> None:
        self._is_reading = True
        if not self._below.is_closing():
            self._below.resume_reading()
        if self._unread or self._is_ended:
            self._loop.call_soon(self._hand_over)

    @property
    def _sendfile_compatible(self) -> None:
        # `loop.sendfile` looks here; aiohttp reads and writes the file itself when it hears this.
        raise NotImplementedError("a file cannot go past the encryption")

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        if self.is_closing() or not data:
            return
        kept = memoryview(bytes(data))
        self._unsent.append(kept)
        self._size += len(kept)
        if self._turn is None:
            self._encrypt()
        self._tell_writer()

    def can_write_eof(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return self._size + self._below.get_write_buffer_size()

    def get_write_buffer_limits(self) -> tuple[int, int]:
        return self._low, self._high

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._high = HIGH if high is None else high
        self._low = self._high // 4 if low is None else low

    def close(self) -> None:
        """Send what is left, say that it was all, and hang up."""
        if self._is_closing:
            return
        self._is_closing = True
        self._wait_for_client()
        if not self._size:
            self._finish()

    def abort(self) -> None:
        self._is_closing = True
        self._drop()
        self._below.abort()

    # Reading

    def received(self, data: bytes) -> None:
        """Data from the client, for the protocol when it reads."""
        if not self._is_closing:
            self._unread.append(data)
            self._hand_over()

    def ended(self) -> None:
        """The client says, or lets be seen, that it has sent everything."""
        self._is_ended = True
        self._hand_over()

    def _hand_over(self) -> None:
        while self._unread and self._is_reading and not self._is_closing:
            self._protocol.data_received(self._unread.popleft())
        if self._is_ended and not self._unread and not self._is_closing:
            self._protocol.eof_received()
            # RFC 5246, 7.2.1: it is answered at once; TLS knows no half-closed connection.
            self.close()

    # Writing

    def hold(self) -> None:
        """The network takes no more for now."""
        self._is_held = True

    def go_on(self) -> None:
        """The network takes more."""
        self._is_held = False
        if self._turn is None:
            self._encrypt()

    def _encrypt(self) -> None:
        """Encrypt a turn's worth; the rest when others have had theirs, or when the network takes more."""
        self._turn = None
        left = TURN
        while self._unsent and left > 0 and not self._is_held:
            piece = self._next_piece()
            left -= len(piece)
            try:
                self._engine.write(piece)
            except TlsFailure as failure:
                self._drop()
                self._broke(failure)
                return
            self._below.write(self._engine.take())
        self._tell_writer()
        if self._is_closing:
            self._wait_for_client()
        if self._is_closing and not self._size:
            self._finish()
        elif self._unsent and not self._is_held and self._turn is None:
            self._turn = self._loop.call_soon(self._encrypt)

    def _next_piece(self) -> bytes:
        """Up to a record's worth."""
        first = self._unsent.popleft()
        if len(first) > PIECE:
            self._unsent.appendleft(first[PIECE:])
        self._size -= min(len(first), PIECE)
        return bytes(first[:PIECE])

    def _tell_writer(self) -> None:
        if not self._is_pausing and self._size > self._high:
            self._is_pausing = True
            self._protocol.pause_writing()
        elif self._is_pausing and self._size <= self._low:
            self._is_pausing = False
            self._protocol.resume_writing()

    # Ends

    def _wait_for_client(self) -> None:
        """Give it so long again to take what is left."""
        if self._linger is not None:
            self._linger.cancel()
        self._linger = self._loop.call_later(LINGER, self.abort)

    def lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._is_closing = True
        self._drop()
        if self._linger is not None:
            self._linger.cancel()
        self._protocol.connection_lost(error)

    def _finish(self) -> None:
        if self._below.is_closing():
            return
        self._engine.close()
        if data := self._engine.take():
            self._below.write(data)
        self._below.close()

    def _drop(self) -> None:
        self._unsent.clear()
        self._unread.clear()
        self._size = 0
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None
