"""One connection to the control socket: requests in, answers and events out.

Requests are answered in order, one at a time. Whatever a face sends or leaves unread harms nobody else: what
is no request is answered with a named error, who does not read is dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from device.audit import Row
from device.keep import KeepError
from device.people.sessions import Session
from device.roles import Actor, Role, nobody
from device.settings.kinds import Refused

from .. import link
from ..link import PANELS, Code, Failure, LinkError, Request
from .house import House
from .outbox import Outbox, Overfull
from .pace import Pace

#: Bytes that are read at once.
AT_ONCE = 1 << 14

#: Does a request and gives what the answer says. Raises LinkError, Refused or KeepError.
Operation = Callable[["Connection", Mapping[str, Any]], Any]


class Connection:
    """A face, a command or a script at the other end.

    `local`: somebody stands at the panel; without it this is another reader, who sees the public view.
    """

    def __init__(
        self,
        house: House,
        operations: Mapping[str, Operation],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        patience: float,
    ) -> None:
        """`patience`: seconds that the other end may leave what it was sent unread."""
        self.house = house
        self.face = "link"
        self.local = False
        self.session: Session | None = None
        #: A long text that comes in pieces, so far.
        self.gathered: list[str] = []
        self._operations = operations
        self._reader = reader
        self._writer = writer
        self._patience = patience
        self._outbox = Outbox()
        self._reading: asyncio.Task[None] | None = None
        self._has_spoken = False
        self._shows_panel = False
        self._subscriptions: list[Callable[[], None]] = []

    @property
    def actor(self) -> Actor:
        """Who acts over this connection."""
        return nobody(self.face) if self.session is None else self.session.actor

    async def serve(self) -> None:
        """Until the face hangs up, is dropped, or `end` is called."""
        self._outbox.put(link.greeting(self.house.greeting))
        self._reading = asyncio.create_task(self._read())
        writing = asyncio.create_task(self._write())
        try:
            await asyncio.wait((self._reading, writing), return_when=asyncio.FIRST_COMPLETED)
            outcomes = await self._ended(self._reading, writing)
        finally:
            self._reading.cancel()
            writing.cancel()
            self._hang_up()
            await self._closed()
        for error in outcomes:
            if isinstance(error, Exception) and not isinstance(error, (OSError, Overfull)):
                self.house.report("a link", error)

    async def _ended(
        self, reading: asyncio.Task[None], writing: asyncio.Task[None]
    ) -> list[BaseException | None]:
        """Send the rest to a face that reads, hang up on one that does not; what ended the tasks."""
        if writing.done():
            reading.cancel()
            self._writer.transport.abort()
            return [*await asyncio.gather(reading, writing, return_exceptions=True)]
        (outcome,) = await asyncio.gather(reading, return_exceptions=True)
        writing.cancel()
        rest = asyncio.create_task(self._send_rest())
        outcomes = await asyncio.gather(writing, rest, return_exceptions=True)
        if rest.exception() is not None:
            self._writer.transport.abort()
        return [outcome, *outcomes]

    def end(self) -> None:
        """Take no more requests; what was answered is still sent."""
        if self._reading is not None:
            self._reading.cancel()

    def introduce(self, face: str, local: bool) -> None:
        """Say who is at the other end, before anything else. Raises LinkError."""
        if self._has_spoken:
            raise LinkError(Code.MALFORMED.value, "hello comes first, and once")
        self.face, self.local = face, local
        self._shows_panel = local and face in PANELS
        if self._shows_panel:
            self.house.face_came()

    def log_in(self, session: Session) -> None:
        """This person acts over the connection from now on."""
        self.log_out()
        self.session = session

    def log_out(self, why: str = "logout") -> None:
        """Nobody is logged in on this connection any more; harmless when nobody was."""
        session, self.session = self.session, None
        if session is not None:
            self.house.machine.people.sessions.close(session, why)

    def session_ended(self, session: Session) -> None:
        """A session has ended, by whatever it was."""
        if self.session is not None and self.session.number == session.number:
            self.session = None

    # What is told

    def tell(self, name: str, fields: Mapping[str, Any]) -> None:
        """Send an event."""
        self._outbox.put(link.event(name, fields))

    async def room(self) -> None:
        """Wait until the other end has read most of what it was sent."""
        await self._outbox.room()

    def subscribe(self, *, display: bool, audit: bool, services: bool) -> None:
        """Be told of changes from now on, the present display and table of services first."""
        self._unsubscribe()
        house = self.house
        if display:
            present = house.local_display if self.local else house.public_display
            self._follow(lambda told: house.machine.console.watch(told, local=self.local), present)
        if services:
            self._follow(house.power.services.watch, house.services_line)
        if audit:
            self._subscriptions.append(house.machine.audit.follow(self._audited))

    def _follow(
        self, watch: Callable[[Callable[[], None]], Callable[[], None]], present: Callable[[], bytes]
    ) -> None:
        self._subscriptions.append(watch(lambda: self._outbox.mark(present)))
        self._outbox.mark(present)

    def _unsubscribe(self) -> None:
        while self._subscriptions:
            self._subscriptions.pop()()

    def may_read(self, row: Row) -> bool:
        """Whether the row of the audit is for this connection: at the panel all, else as `Audit.readable`."""
        actor = self.actor
        return self.local or actor.holds(Role.MACHINE) or (bool(row.by) and row.by == actor.name)

    def _audited(self, row: Row) -> None:
        if self.may_read(row):
            self.tell("audit", {"row": row_fields(row)})

    # Bytes

    async def _read(self) -> None:
        lines, pace = link.Lines(link.REQUEST_LIMIT), Pace()
        while data := await self._reader.read(AT_ONCE):
            for line in lines.receive(data):
                await self._outbox.room()
                await self._take(line)
                await pace.breathe()
            await pace.breathe()
        if (cut := lines.end()) is not None:
            self._outbox.put(link.failure(cut))

    async def _take(self, line: bytes | Failure) -> None:
        request = line if isinstance(line, Failure) else link.read_request(line)
        answer = request if isinstance(request, Failure) else await self._done(request)
        self._outbox.put(link.failure(answer) if isinstance(answer, Failure) else answer)

    async def _done(self, request: Request) -> bytes | Failure:
        try:
            ok = await self._operations[request.op](self, request.args)
        except LinkError as error:
            return Failure(request.id, error.code, error.reason)
        except Refused as refused:
            code = Code.PRIVILEGE if refused.is_privilege else Code.REFUSED
            return Failure(request.id, code.value, refused.reason)
        except KeepError as error:
            return Failure(request.id, Code.KEEP.value, str(error))
        except Exception as error:
            self.house.report(f"op {request.op}", error)
            reason = "an error of the device itself; its log names the place"
            return Failure(request.id, Code.INTERNAL.value, reason)
        finally:
            self._has_spoken = True
        return link.answer(request.id, ok or {})

    async def _write(self) -> None:
        while True:
            await self._send(await self._outbox.take())

    async def _send_rest(self) -> None:
        if self._outbox.is_waiting:
            await self._send(await self._outbox.take())

    async def _send(self, data: bytes) -> None:
        self._writer.write(data)
        # The socket has mostly taken it by now; to ask would cost a fifth of a key.
        if self._writer.transport.get_write_buffer_size():
            async with asyncio.timeout(self._patience):
                await self._writer.drain()

    async def _closed(self) -> None:
        """Close the socket when it has taken what was said last, or when it does not take it."""
        self._writer.close()
        try:
            async with asyncio.timeout(self._patience):
                await self._writer.wait_closed()
        except OSError:
            # It was broken before; that is as good as closed. TimeoutError is one of these.
            pass
        finally:
            self._writer.transport.abort()

    def _hang_up(self) -> None:
        self._unsubscribe()
        if self._shows_panel:
            self.house.face_left()
        try:
            self.log_out("the link was closed")
        except KeepError as error:
            self.house.report("logout at the end of a link", error)


def row_fields(row: Row) -> dict[str, Any]:
    """A row of the audit as it travels."""
    return {
        "number": row.number,
        "at": row.at.isoformat(timespec="seconds"),
        "by": row.by,
        "face": row.face,
        "deed": row.deed.value,
        "subject": row.subject,
        "detail": row.detail,
    }
