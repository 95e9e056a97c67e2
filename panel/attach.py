"""A face's end of the control socket, for faces with an event loop: the Textual face and the plain one.

    panel = await Panel.open(socket_path, face="app")
    panel.press(Key.MENU)                   # does not wait
    async for event in panel.events():      # DisplayShown, AuditWritten, ServicesChanged, Lost
        ...
    await panel.close()

`panel.display` is always the newest display. Commands and scripts use `line`, which needs no loop.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple

from device.console import BLANK, Display

from .keys import Key
from .link import (
    MOST_KEYS,
    Answer,
    Event,
    Failure,
    Greeting,
    Lines,
    LinkError,
    NotReachable,
    check_version,
    display_from,
    read_reply,
    request,
)

#: Bytes that wait to be sent at most: a device that reads nothing any more counts as lost.
MOST_UNSENT = 1 << 18
#: Audit rows that wait for the face at most; the oldest go first.
MOST_ROWS = 1000
#: Seconds in which a device has to greet.
PATIENCE = 10.0


class DisplayShown(NamedTuple):
    """The display has changed. A face that is slow gets only the newest."""

    display: Display


class AuditWritten(NamedTuple):
    """A row of the audit, all as text but the number: when (calendar time, ISO 8601, UTC), the login name
    ("" for nobody), the face, the deed ("changed", "logged in", ...), what it was done to, and details."""

    number: int
    at: str
    by: str
    face: str
    deed: str
    subject: str
    detail: str


class Service(NamedTuple):
    """A listener of the machine. `service`: "Web Image Monitor", "raw"...; `scheme`: "https", "ipp", ...;
    `port`: 0 while there is none; `state`: "open" or "closed"; `why`: why it is closed, else ""."""

    service: str
    scheme: str
    address: str
    port: int
    state: str
    why: str


class ServicesChanged(NamedTuple):
    """All listeners as they are now."""

    services: tuple[Service, ...]


class Lost(NamedTuple):
    """The device has gone or says nothing sensible any more; no event follows. `reason` is for a person."""

    reason: str


PanelEvent = DisplayShown | AuditWritten | ServicesChanged | Lost


class Panel:
    """The panel of a running device, as a face sees it. Made by `open`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        #: The newest display.
        self.display: Display = BLANK
        #: All listeners, as last told.
        self.services: tuple[Service, ...] = ()
        #: What the device said of itself: link, version, pid, clock ("real" or "virtual").
        self.greeting = Greeting(0, "", 0, "")
        self._reader = reader
        self._writer = writer
        self._number = 0
        self._asked: dict[int, asyncio.Future[Mapping[str, Any]]] = {}
        self._is_shown = False
        self._told: deque[AuditWritten | ServicesChanged] = deque(maxlen=MOST_ROWS)
        self._lost: Lost | None = None
        self._news = asyncio.Event()
        self._first = asyncio.Event()
        self._reading: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls,
        path: str | os.PathLike[str],
        *,
        face: str = "app",
        local: bool = True,
        audit: bool = True,
        services: bool = True,
        recent: int = 50,
    ) -> Panel:
        """Connect, say which face this is, subscribe; returns when the first display is there.

        `local`: somebody stands at the panel and sees the cells of a secret being entered. `recent`: so many
        audit rows of before come first. Raises NotReachable, or LinkError when the device says no.
        """
        try:
            reader, writer = await asyncio.open_unix_connection(os.fspath(path))
        except OSError as error:
            words = error.strerror or type(error).__name__
            raise NotReachable(f"{os.fspath(path)}: no device answers ({words})") from None
        panel = cls(reader, writer)
        panel._reading = asyncio.create_task(panel._read())
        try:
            async with asyncio.timeout(PATIENCE):
                await panel.ask("hello", face=face, local=local)
                await panel.ask("subscribe", display=True, audit=audit, services=services, recent=recent)
                await panel._first.wait()
        except TimeoutError:
            await panel.close()
            raise NotReachable(f"{os.fspath(path)}: the device does not answer") from None
        except BaseException:
            await panel.close()
            raise
        return panel

    def press(self, *keys: Key) -> None:
        """Press keys, one after the other. Does not wait; what they lead to comes as events."""
        for start in range(0, len(keys), MOST_KEYS):
            self._send("press", {"keys": [key.value for key in keys[start : start + MOST_KEYS]]})

    async def ask(self, op: str, **args: Any) -> Mapping[str, Any]:
        """Send a request and wait for its answer: docs/link.md lists the ops.

        Raises LinkError when the device says no, NotReachable when it has gone.
        """
        answer: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        number = self._send(op, args, answer)
        try:
            return await answer
        finally:
            self._asked.pop(number, None)

    async def events(self) -> AsyncIterator[PanelEvent]:
        """What happens, for one reader at a time; begins with the present display, ends after Lost."""
        while True:
            await self._news.wait()
            self._news.clear()
            if self._is_shown:
                self._is_shown = False
                yield DisplayShown(self.display)
            while self._told:
                yield self._told.popleft()
            if self._lost is not None:
                self._news.set()
                yield self._lost
                return

    async def close(self) -> None:
        """Hang up; `events` ends with Lost. A second time does nothing."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        self._lose("the face has hung up")

    def _send(self, op: str, args: Mapping[str, Any], answer: asyncio.Future[Any] | None = None) -> int:
        self._number += 1
        if answer is not None:
            self._asked[self._number] = answer
        if self._lost is not None:
            self._give_up(self._lost.reason)
            return self._number
        self._writer.write(request(self._number, op, args))
        if self._writer.transport.get_write_buffer_size() > MOST_UNSENT:
            self._lose("the device does not read any more")
        return self._number

    async def _read(self) -> None:
        lines = Lines()
        try:
            while data := await self._reader.read(1 << 16):
                for line in lines.receive(data):
                    self._take(line if isinstance(line, Failure) else read_reply(line))
        except (LinkError, OSError) as error:
            self._lose(str(error) or type(error).__name__)
        else:
            self._lose("the device has gone away")

    def _take(self, message: Greeting | Answer | Failure | Event) -> None:
        match message:
            case Greeting():
                check_version(message)
                self.greeting = message
            case Answer(number, ok):
                self._settle(number, ok)
            case Failure(None, code, reason):
                raise LinkError(code, reason)
            case Failure(int() as number, code, reason):
                self._settle(number, LinkError(code, reason))
            case Event("display", fields):
                self.display, self._is_shown = display_from(fields["display"]), True
                self._first.set()
            case Event("audit", fields):
                self._told.append(_row(fields))
            case Event("services", fields):
                self.services = _services(fields)
                self._told.append(ServicesChanged(self.services))
        self._news.set()

    def _settle(self, number: int, outcome: Mapping[str, Any] | LinkError) -> None:
        answer = self._asked.pop(number, None)
        if answer is None or answer.done():
            return
        if isinstance(outcome, LinkError):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)

    def _lose(self, reason: str) -> None:
        if self._lost is None:
            self._lost = Lost(reason)
            self._writer.transport.abort()
        self._give_up(self._lost.reason)
        self._news.set()
        self._first.set()

    def _give_up(self, reason: str) -> None:
        while self._asked:
            _, answer = self._asked.popitem()
            if not answer.done():
                answer.set_exception(NotReachable(reason))


def _row(fields: Mapping[str, Any]) -> AuditWritten:
    try:
        return AuditWritten(**fields["row"])
    except (KeyError, TypeError):
        raise LinkError("malformed", "the device sent an audit row that is none") from None


def _services(fields: Mapping[str, Any]) -> tuple[Service, ...]:
    try:
        return tuple(Service(**row) for row in fields["services"])
    except (KeyError, TypeError):
        raise LinkError("malformed", "the device sent a table of services that is none") from None
