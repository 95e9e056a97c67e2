"""A face's panel, recorded: every key that the face presses and every display that it is shown go into a
script, which is a file from the first key on.

`Tape` is the file. `Recorded` stands between a face and a client whose display follows its keys at once,
`RecordedPanel` between a face and the control socket. What a script is made of is `scripts.recording`.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_bytes
from typing import Any, Protocol

from device.console import Display

from .attach import AuditWritten, DisplayShown, Lost, Panel, PanelEvent
from .keys import Key
from .link import LinkError, NotReachable, display_from
from .scripts.recording.folding import LOOKED
from .scripts.recording.recorder import Recorder
from .whole_files import PRIVATE, write_whole

#: The file is written again at a pause, but not sooner after the last time, in seconds.
BETWEEN = 2.0
#: A long script takes long to write: so many times as long nothing is written afterwards.
SELDOM = 100
#: Deeds that leave a machine as it left the factory.
_OF_POWER = frozenset({"power on", "power off"})
#: So many rows of the audit are looked at: more, and the machine is not fresh.
_ROWS = 200
#: Whose rows of the audit the script leads to: what others do from afar is not of the recording.
_MACHINE = "machine"
_HERE = frozenset({"app", "plain", _MACHINE})


class Tape:
    """The file of a recording, never half-written. `begin` makes one."""

    def __init__(self, path: Path, recorder: Recorder) -> None:
        self.path = path
        self.recorder = recorder
        self._pressed_at = 0.0
        self._saved_at = 0.0
        self._rest = BETWEEN

    @classmethod
    def begin(cls, path: Path, source: str) -> Tape:
        """Take the name for a recording of that source. Raises FileExistsError, OSError."""
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        return cls(path, Recorder(source, key=token_bytes(32), name=path.name))

    def shown(self, display: Display) -> None:
        """A local face is shown this now."""
        self.recorder.shown(display, _now())

    def wrote(self, row: AuditWritten) -> None:
        """The audit has a row more."""
        if row.face in _HERE:
            text = f"{row.deed} {row.subject} {row.detail}".rstrip()
            self.recorder.wrote(text, _now(), is_of_machine=row.face == _MACHINE)

    def pressed(self, key: Key) -> None:
        """The key is about to be pressed."""
        now = _now()
        if now - self._pressed_at > LOOKED and now - self._saved_at > self._rest and self.recorder.keys:
            # A full disk is told at the end; whoever is at the panel goes on.
            with suppress(OSError):
                self.save()
            self._saved_at = _now()
            self._rest = max(BETWEEN, SELDOM * (self._saved_at - now))
        self._pressed_at = now
        self.recorder.pressed(key, now)

    def save(self) -> None:
        """Write what was done so far. Raises OSError, and then the file is as before."""
        write_whole(self.path, self.recorder.text(), mode=PRIVATE)

    def end(self) -> str:
        """Write the file, or take its name back when no key was pressed; a line that says which."""
        if not self.recorder.keys:
            self.path.unlink(missing_ok=True)
            return "no key was pressed, so no script was written"
        self.save()
        count = self.recorder.keys
        return f"{count} {'key' if count == 1 else 'keys'} recorded; play them: p800 keys run {self.path}"


def _now() -> float:
    return asyncio.get_running_loop().time()


class Driven(Protocol):
    """A panel as its faces drive it: `app.client.Client` says what each of these does."""

    @property
    def display(self) -> Display: ...

    def press(self, *keys: Key) -> None: ...

    def events(self) -> AsyncIterator[PanelEvent]: ...

    async def close(self) -> None: ...


class Recorded:
    """A client whose display follows at once, and the tape that what goes through it is recorded on."""

    def __init__(self, client: Driven, tape: Tape) -> None:
        self._client = client
        self._tape = tape
        #: The newest revision that is on the tape.
        self._revision = -1
        self._see(client.display)

    @property
    def display(self) -> Display:
        return self._client.display

    def press(self, *keys: Key) -> None:
        for key in keys:
            self._tape.pressed(key)
            self._client.press(key)
            self._see(self._client.display)

    async def events(self) -> AsyncIterator[PanelEvent]:
        async for event in self._client.events():
            match event:
                case DisplayShown(display):
                    self._came(display)
                case AuditWritten():
                    self._wrote(event)
                case Lost():
                    with suppress(OSError):
                        self._tape.save()
            yield event

    async def close(self) -> None:
        await self._client.close()

    def _came(self, display: Display) -> None:
        """A display that came as an event."""
        self._see(display)

    def _wrote(self, row: AuditWritten) -> None:
        """A row of the audit that came as an event."""
        self._tape.wrote(row)

    def _see(self, display: Display) -> None:
        if display.revision > self._revision:
            self._revision = display.revision
            self._tape.shown(display)


class RecordedPanel(Recorded):
    """The same for a panel on the control socket: what each key led to is asked for before the next one."""

    def __init__(self, panel: Panel, tape: Tape, last_row: int) -> None:
        """`last_row`: the number of the audit's newest row, which is from before the recording."""
        super().__init__(panel, tape)
        self._last_row = last_row
        self._panel = panel
        self._keys: asyncio.Queue[Key] = asyncio.Queue()
        self._is_pressing = False
        self._sending = asyncio.create_task(self._send())

    @classmethod
    async def over(cls, panel: Panel, tape: Tape, socket: Path) -> RecordedPanel:
        """Record that panel, and find out whether its machine is fresh from the factory."""
        rows = await _audit(socket)
        is_whole = bool(rows) and rows[0].number == 1
        tape.recorder.is_fresh = is_whole and all(row.deed in _OF_POWER for row in rows)
        return cls(panel, tape, rows[-1].number if rows else 0)

    def press(self, *keys: Key) -> None:
        for key in keys:
            self._keys.put_nowait(key)

    async def ask(self, op: str, **args: Any) -> Mapping[str, Any]:
        """As `Panel.ask`; keys are recorded."""
        if op != "press":
            return await self._panel.ask(op, **args)
        for name in args["keys"]:
            await self._press(Key(name))
            if args.get("settle"):
                await self._panel.ask("settle")
                await self._look()
        return {}

    async def close(self) -> None:
        """Press what still waits to be, and hang up."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._keys.join(), 1.0)
        self._sending.cancel()
        await asyncio.gather(self._sending, return_exceptions=True)
        await super().close()

    async def _send(self) -> None:
        while True:
            key = await self._keys.get()
            # A device that has gone is told by `events`.
            with suppress(NotReachable, LinkError):
                await self._press(key)
            self._keys.task_done()

    async def _press(self, key: Key) -> None:
        self._is_pressing = True
        try:
            self._tape.pressed(key)
            await self._panel.ask("press", keys=[key.value])
            await self._look()
        finally:
            self._is_pressing = False

    async def _look(self) -> None:
        self._see(display_from((await self._panel.ask("screen"))["display"]))

    def _came(self, display: Display) -> None:
        # While a key is under way nobody knows whether a display came before it or after.
        if not self._is_pressing:
            self._see(display)

    def _wrote(self, row: AuditWritten) -> None:
        if row.number > self._last_row:
            super()._wrote(row)


async def _audit(socket: Path) -> list[AuditWritten]:
    """The audit's newest rows."""
    panel = await Panel.open(socket, services=False, recent=_ROWS)
    await panel.close()
    return [event async for event in panel.events() if isinstance(event, AuditWritten)]


@contextmanager
def ended_by_signals(tape: Tape, stop: Callable[[], object]) -> Iterator[list[int]]:
    """While inside, a signal that would end the process saves the tape and stops the face; which came."""
    loop, came = asyncio.get_running_loop(), list[int]()

    def end(number: int) -> None:
        came.append(number)
        with suppress(OSError):
            tape.save()
        stop()

    numbers = (signal.SIGTERM, signal.SIGHUP)
    for number in numbers:
        loop.add_signal_handler(number, end, number)
    try:
        yield came
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)
