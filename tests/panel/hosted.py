"""A machine behind its control socket, in a thread with a loop of its own: a device without a process.

Tests talk to it over the socket, as faces do; `on_loop` runs a function where the machine lives.
"""

from __future__ import annotations

import asyncio
import json
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from device.clock import VirtualClock
from device.machine import Machine
from device.power import Power
from panel.host import Host
from panel.line import Line
from panel.link import Answer, Event, Failure, Greeting, Lines, read_reply

T = TypeVar("T")

#: Seconds of wire time after which a test counts as hanging.
PATIENCE = 30.0


class Hosted:
    """A host that runs. Made by `hosted`."""

    def __init__(self, host: Host, loop: asyncio.AbstractEventLoop, socket: Path) -> None:
        self.host = host
        self.loop = loop
        self.socket = socket

    @property
    def machine(self) -> Machine:
        """The machine; to be touched inside `on_loop` alone, or while nothing else happens."""
        return self.host.house.machine

    def on_loop(self, do: Callable[[], T]) -> T:
        """Run the function on the host's loop and wait for what it gives."""

        async def there() -> T:
            return do()

        return asyncio.run_coroutine_threadsafe(there(), self.loop).result(PATIENCE)

    def line(self, **how: Any) -> Line:
        """A new connection."""
        return Line(self.socket, **how)

    def raw(self) -> Raw:
        """A new connection for bytes."""
        return Raw(self.socket)


class Raw:
    """A connection that sends whatever bytes and reads replies."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(str(path))
        self._lines = Lines()
        self._found: list[bytes | Failure] = []

    def __enter__(self) -> Raw:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def ask(self, **message: Any) -> Greeting | Answer | Failure | Event:
        """Send a request and give the next reply."""
        self.send(json.dumps(message).encode() + b"\n")
        return self.reply()

    def end(self) -> None:
        """Send no more."""
        self._socket.shutdown(socket.SHUT_WR)

    def line(self) -> bytes:
        """The next line as it came, without its newline."""
        while not self._found:
            data = self._socket.recv(1 << 16)
            if not data:
                raise ConnectionError("the host has hung up")
            self._found += self._lines.receive(data)
        line = self._found.pop(0)
        assert isinstance(line, bytes), line
        return line

    def reply(self) -> Greeting | Answer | Failure | Event:
        """The next reply; ConnectionError when the host has hung up."""
        return read_reply(self.line())

    def rest(self) -> list[Greeting | Answer | Failure | Event]:
        """All replies until the host hangs up."""
        replies = []
        while True:
            try:
                replies.append(self.reply())
            except (ConnectionError, BrokenPipeError):
                return replies


@contextmanager
def hosted(
    state: Path | None = None, *, patience: float = PATIENCE, until_last_face: bool = False
) -> Iterator[Hosted]:
    """A machine in memory (or on that state folder), on virtual time, served on a socket."""
    found: list[Hosted] = []
    failed: list[BaseException] = []
    is_up = threading.Event()
    with tempfile.TemporaryDirectory(prefix="p800-", dir="/tmp") as folder:

        async def live() -> None:
            power = Power(state, VirtualClock())
            try:
                how: Mapping[str, Any] = {"patience": patience, "until_last_face": until_last_face}
                async with Host(power, **how) as host:
                    await host.open(Path(folder) / "s")
                    found.append(Hosted(host, asyncio.get_running_loop(), Path(folder) / "s"))
                    is_up.set()
                    await host.until_stopped()
            finally:
                power.off()

        def run() -> None:
            try:
                asyncio.run(live())
            except BaseException as error:
                failed.append(error)
            finally:
                is_up.set()

        thread = threading.Thread(target=run, name="host")
        thread.start()
        try:
            assert is_up.wait(PATIENCE)
            if found:
                yield found[0]
        finally:
            if found and thread.is_alive():
                found[0].loop.call_soon_threadsafe(found[0].host.stop)
            thread.join(PATIENCE)
        if failed:
            raise failed[0]
