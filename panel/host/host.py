"""The server of the control socket."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path
from types import TracebackType

from device.people.sessions import Session
from device.power import Power

from .. import link
from ..link import Code, Failure
from .connection import Connection
from .house import House
from .operations import OPERATIONS

#: Connections at once; more are told so and closed.
MOST_CONNECTIONS = 64
#: Seconds of wire time that a face may leave what it was sent unread before it is dropped.
PATIENCE = 30.0
#: Seconds in which connections say their last words when the host closes.
FAREWELL = 1.0
#: Seconds in which the first face has to come, where the last one that leaves ends it all.
FIRST_FACE = 30.0


class Host:
    """Serves a machine and its panel on a unix socket, until `stop`. Made on a running loop."""

    def __init__(
        self, power: Power, *, state: str = "", until_last_face: bool = False, patience: float = PATIENCE
    ) -> None:
        """`state` is told to whoever asks. `until_last_face`: stop when the last face has left."""
        self.house = House(power, state, until_last_face)
        self._patience = patience
        self._until_last_face = until_last_face
        self._connections: dict[Connection, asyncio.Task[None]] = {}
        self._server: asyncio.Server | None = None
        power.machine.people.sessions.watch_end(self._session_ended)
        power.machine.on_shut_down = self.stop

    async def open(self, path: Path) -> None:
        """Listen on that socket, for this user alone. Raises OSError.

        Whoever calls holds the state: a socket that stands there already is a dead device's.
        """
        self._server = await asyncio.start_unix_server(self._connected, sock=_listening(path))
        if self._until_last_face:
            asyncio.get_running_loop().call_later(FIRST_FACE, self._stop_without_face)

    def _stop_without_face(self) -> None:
        if not self.house.faces:
            self.stop()

    async def until_stopped(self) -> None:
        """Wait for `stop`, for the op of that name, or for the last face to leave if that ends it."""
        await self.house.stopped.wait()

    def stop(self) -> None:
        """Ask the host to end; what is being answered still is."""
        self.house.stop()

    async def close(self) -> None:
        """Close every connection, throw away what errands are under way, log out at the panel."""
        if self._server is not None:
            self._server.close()
        tasks = list(self._connections.values())
        for connection in self._connections:
            connection.end()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=FAREWELL)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self.house.runner.close()
        # Transports that were aborted close their sockets in the next turn of the loop.
        await asyncio.sleep(0)
        self.house.front.power_off()

    async def __aenter__(self) -> Host:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._connections) >= MOST_CONNECTIONS:
            reason = f"{MOST_CONNECTIONS} connections are open already; close one"
            writer.write(link.failure(Failure(None, Code.BUSY.value, reason)))
            writer.close()
            return
        connection = Connection(self.house, OPERATIONS, reader, writer, self._patience)
        task = asyncio.current_task()
        assert task is not None
        self._connections[connection] = task
        try:
            await connection.serve()
        finally:
            del self._connections[connection]

    def _session_ended(self, session: Session) -> None:
        for connection in self._connections:
            connection.session_ended(session)


def _listening(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        listening.bind(os.fspath(path))
        listening.listen(MOST_CONNECTIONS)
        listening.setblocking(False)
    except BaseException:
        listening.close()
        raise
    finally:
        os.umask(mask)
    return listening
