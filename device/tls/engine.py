"""What both engines are to the listener: bytes in, events out, and no socket.

An engine is made for one connection, pinned to the version and the suite that were chosen for it.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

#: The most that a record carries (RFC 5246, 6.2.1): what is written comes and goes in pieces of it.
PIECE = 16 * 1024


class Opened(NamedTuple):
    """The handshake is done; data may be written."""


class Received(NamedTuple):
    """Data from the client."""

    data: bytes


class Ended(NamedTuple):
    """The client has said that it is done (close_notify)."""


Event = Opened | Received | Ended


class TlsFailure(Exception):
    """The connection is at an end. `alert`: the number of the alert that was sent or received, if any."""

    def __init__(self, reason: str, alert: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.alert = alert


class Engine(Protocol):
    """TLS for one connection, server's side. After every call, `take` gives what is to be sent.

    After a TlsFailure only `take` may be called: it may hold an alert.
    """

    def feed(self, data: bytes) -> list[Event]:
        """Take bytes from the network; what they came to. Raises TlsFailure."""

    def write(self, data: bytes) -> None:
        """Encrypt; only once opened. Raises TlsFailure."""

    def close(self) -> None:
        """Say that nothing will be written any more (close_notify)."""

    def take(self) -> bytes:
        """The bytes for the network since the last call."""
