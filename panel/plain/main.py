"""The plain face from start to end, on the control socket of a running device."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, TextIO

from device.console import Display

from ..attach import DisplayShown, Lost, Panel
from ..keymap import Keymap
from ..keys import Key
from ..link import MOST_KEYS, NotReachable, display_from
from .telling import told, told_changes
from .typed import HELP, Label, NotUnderstood, Press, beneath, presses

if TYPE_CHECKING:
    from ..recorded import RecordedPanel, Tape

#: Exit codes, as for every command.
DONE, REFUSED, LOST = 0, 1, 4
#: A signal's number is added to this.
KILLED = 128

#: Before what is not of the display.
NOTE = "! "


def run(
    socket: Path,
    keymap: Keymap,
    typed: TextIO | None = None,
    out: TextIO | None = None,
    *,
    tape: Tape | None = None,
) -> int:
    """Show the panel in plain lines until the input ends or says quit.

    0; 1 when a line of an input that is no terminal was not understood; 4 when the device was lost. With a
    tape what is done is recorded; a signal then ends the face with 128 and its number. Raises NotReachable
    or LinkError when there is none to begin with.
    """
    typed, out = typed or sys.stdin, out or sys.stdout
    run = _run(socket, keymap, typed, out) if tape is None else _recorded(tape, socket, keymap, typed, out)
    return asyncio.run(run)


async def _recorded(tape: Tape, socket: Path, keymap: Keymap, typed: TextIO, out: TextIO) -> int:
    from ..recorded import ended_by_signals

    face = asyncio.ensure_future(_run(socket, keymap, typed, out, tape))
    with ended_by_signals(tape, face.cancel) as came:
        try:
            return await face
        except asyncio.CancelledError:
            if not came:
                raise
            return KILLED + came[0]


async def _open(socket: Path, tape: Tape | None) -> Panel | RecordedPanel:
    is_taped = tape is not None
    panel = await Panel.open(socket, face="plain", local=True, audit=is_taped, services=False, recent=0)
    if tape is None:
        return panel
    from ..recorded import RecordedPanel

    return await RecordedPanel.over(panel, tape, socket)


async def _run(socket: Path, keymap: Keymap, typed: TextIO, out: TextIO, tape: Tape | None = None) -> int:
    panel = await _open(socket, tape)
    face = PlainFace(panel, keymap, out)
    lines = _lines_of(typed)
    watching = asyncio.create_task(face.watch())
    try:
        return await _talk(face, lines, watching, is_patient=typed.isatty())
    except NotReachable as lost:
        face.note(f"{lost}; p800 device starts one")
        return LOST
    finally:
        watching.cancel()
        await panel.close()


async def _talk(
    face: PlainFace, lines: asyncio.Queue[str], watching: asyncio.Task[None], *, is_patient: bool
) -> int:
    code = DONE
    face.greet()
    while line := await _next(lines, watching):
        match line.strip().lower():
            case "quit":
                break
            case "help":
                face.say(HELP.splitlines())
            case "" | "screen":
                await face.tell()
            case _:
                if not await face.typed(line) and not is_patient:
                    code = REFUSED
    return code


async def _next(lines: asyncio.Queue[str], watching: asyncio.Task[None]) -> str:
    """The next line; raises NotReachable when the device goes first."""
    getting = asyncio.create_task(lines.get())
    await asyncio.wait({getting, watching}, return_when=asyncio.FIRST_COMPLETED)
    if getting.done():
        return getting.result()
    getting.cancel()
    watching.result()
    return ""


def _lines_of(typed: TextIO) -> asyncio.Queue[str]:
    """The lines as they are typed, then "". A thread reads: any kind of file, and nobody waits for it."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str]()

    def put(line: str) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(lines.put_nowait, line)

    def read() -> None:
        for line in typed:
            put(line)
        put("")

    Thread(target=read, name="typed", daemon=True).start()
    return lines


class PlainFace:
    """What was told last, and what is typed."""

    def __init__(self, panel: Panel | RecordedPanel, keymap: Keymap, out: TextIO) -> None:
        self._panel = panel
        self._keymap = keymap
        self._out = out
        self._told = panel.display

    def greet(self) -> None:
        """Say what this is, and tell the whole display."""
        self.say(["P 800. Type help for what can be typed.", *told(self._told)])

    async def watch(self) -> None:
        """Tell what changes by itself, until the device has gone. Raises NotReachable."""
        async for event in self._panel.events():
            match event:
                case DisplayShown(display):
                    self._tell_changes(display)
                case Lost(reason):
                    raise NotReachable(reason)

    async def typed(self, line: str) -> bool:
        """Press what the line says and tell what came of it; False when it was not understood."""
        try:
            await self._press(presses(line, self._keymap))
        except NotUnderstood as error:
            self.note(str(error))
            return False
        return True

    async def tell(self) -> None:
        """Tell the whole display."""
        self._told = await self._present()
        self.say(told(self._told))

    async def _press(self, wanted: list[Press]) -> None:
        waiting: list[Key] = []
        for press in wanted:
            if isinstance(press, Label):
                # Which key lies beneath a label is known once the keys before it have done their work.
                await self._send(waiting)
                waiting = [beneath(press, (await self._present()).labels)]
            else:
                waiting.append(press)
        await self._send(waiting)
        self._tell_changes(await self._present())

    async def _send(self, keys: list[Key]) -> None:
        names = [key.value for key in keys]
        for start in range(0, len(names), MOST_KEYS):
            await self._panel.ask("press", keys=names[start : start + MOST_KEYS], settle=True)

    async def _present(self) -> Display:
        return display_from((await self._panel.ask("screen"))["display"])

    def _tell_changes(self, display: Display) -> None:
        if display.revision >= self._told.revision:
            before, self._told = self._told, display
            self.say(told_changes(before, display))

    def note(self, text: str) -> None:
        """Say something that is not of the display."""
        self.say([NOTE + text])

    def say(self, lines: Iterable[str]) -> None:
        """Print lines, at once, in what characters the output has."""
        text = "".join(f"{line}\n" for line in lines)
        encoding = self._out.encoding or "utf-8"
        self._out.write(text.encode(encoding, "replace").decode(encoding))
        self._out.flush()
