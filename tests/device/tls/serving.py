"""A TLS port on loopback, chosen by the system, with an echo or anything else behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from device.certificates.credential import Credential
from device.tls.listener import Factory, Handshake, TlsFront
from device.tls.policy import TlsPolicy
from device.tls.snapshot import Snapshot


class Echo(asyncio.Protocol):
    """Send back whatever comes; keep what the transport told of itself."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)


@dataclass
class Port:
    """An open port; what it serves from the next connection on can be changed."""

    snapshot: Snapshot
    front: TlsFront = field(init=False)
    number: int = 0
    sockets: tuple[Any, ...] = ()
    told: list[Handshake] = field(default_factory=list)

    def set(self, policy: TlsPolicy, credential: Credential | None) -> None:
        self.snapshot = Snapshot(policy, credential)


@asynccontextmanager
async def served(
    policy: TlsPolicy,
    credential: Credential | None,
    inner: Factory = Echo,
    *,
    clear: Callable[[], Factory | None] | None = None,
    deadline: float = 15.0,
) -> AsyncIterator[Port]:
    """Open a port."""
    port = Port(Snapshot(policy, credential))
    port.front = TlsFront(lambda: port.snapshot, inner, port.told.append, clear=clear, deadline=deadline)
    server = await asyncio.get_running_loop().create_server(port.front, "127.0.0.1", 0)
    port.sockets = tuple(server.sockets)
    port.number = port.sockets[0].getsockname()[1]
    try:
        yield port
    finally:
        server.close()
        port.front.abort()
        await server.wait_closed()
