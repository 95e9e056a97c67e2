"""The Textual face from start to end, on the control socket of a running device."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ..attach import Panel
from ..keymap import Keymap
from .app import FaceApp

#: Exit codes, as for every command.
DONE = 0
LOST = 4


def run(socket: Path, keymap: Keymap) -> int:
    """Show the panel in this terminal until the person leaves: 0, or 4 when the device was lost by then.

    Raises NotReachable or LinkError before the terminal is touched, and whatever went wrong in the face.
    """
    return asyncio.run(_run(socket, keymap))


async def _run(socket: Path, keymap: Keymap) -> int:
    async def attach() -> Panel:
        return await Panel.open(socket, face="app", local=True)

    app = FaceApp(await attach(), keymap, attach=attach)
    try:
        await app.run_async()
    finally:
        await app.close_client()
    if app._exception is not None:
        raise app._exception
    return LOST if app.is_lost else DONE
