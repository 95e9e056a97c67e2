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

    panel = await attach()
    try:
        with _nothing_collected():
            from .app import FaceApp  # Textual takes most of the time until the first paint
        app = FaceApp(panel, keymap, attach=attach)
    except BaseException:
        await panel.close()
        raise
    return await _shown(app)


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
