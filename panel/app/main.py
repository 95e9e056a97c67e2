"""The Textual face from start to end, on the control socket of a running device."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..attach import Panel
from ..keymap import Keymap

if TYPE_CHECKING:
    from ..recorded import Tape
    from .app import FaceApp
    from .client import Client

#: Exit codes, as for every command.
DONE = 0
LOST = 4
#: A signal's number is added to this.
KILLED = 128


def run(socket: Path, keymap: Keymap, *, tape: Tape | None = None) -> int:
    """Show the panel in this terminal until the person leaves: 0, or 4 when the device was lost by then.

    With a tape what is done is recorded, until the device is lost; a signal then ends the face with 128 and
    its number. Raises NotReachable or LinkError before the terminal is touched, and whatever went wrong in
    the face.
    """
    return asyncio.run(_run(socket, keymap, tape))


async def _run(socket: Path, keymap: Keymap, tape: Tape | None) -> int:
    async def attach() -> Panel:
        return await Panel.open(socket, face="app", local=True)

    panel = await attach()
    client: Client = panel
    try:
        with _nothing_collected():
            from .app import FaceApp  # Textual takes most of the time until the first paint
        if tape is not None:
            client = await _recorded(panel, tape, socket)
        app = FaceApp(client, keymap, attach=attach)
    except BaseException:
        await client.close()
        raise
    return await _shown(app) if tape is None else await _shown_until_killed(app, tape)


async def _recorded(panel: Panel, tape: Tape, socket: Path) -> Client:
    from ..recorded import RecordedPanel

    return await RecordedPanel.over(panel, tape, socket)


async def _shown_until_killed(app: FaceApp, tape: Tape) -> int:
    from ..recorded import ended_by_signals

    with ended_by_signals(tape, app.exit) as came:
        code = await _shown(app)
    return KILLED + came[0] if came else code


async def _shown(app: FaceApp) -> int:
    try:
        await app.run_async()
    finally:
        await app.close_client()
    if app.failure is not None:
        raise app.failure
    return LOST if app.is_lost else DONE


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Imports make many objects and no garbage; looking for it takes a fifth of their time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
