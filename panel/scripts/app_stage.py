"""The target `app`: the real Textual face, headless, on a fresh machine in this process.

Keys come as terminal keys, through the face's own keymap; what a script sees is the display that the face has
drawn. Nothing is paced: a key is posted, and the stage goes on when the machine has had it. Textual's own
pilot waits twice 20 ms for each key, and more in a busy process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager

from textual.events import Key as TerminalKey

from device.clock import VirtualClock
from device.machine import Machine
from panel.app.app import FaceApp
from panel.app.front_client import FACE, FrontClient
from panel.keymap import Keymap, load
from panel.keys import Key

from .core import CAPABILITIES, CoreStage, fresh_machine
from .stage import Seen, TargetLost

#: The terminal that the face believes in: columns and rows.
SIZE = (120, 40)
#: How long the face may take for a key or a display, in real seconds, before it counts as lost.
PATIENCE = 10.0


class AppStage(CoreStage):
    """A machine, its panel and the face in front of it."""

    name = "app"
    #: The face belongs to one machine that is on; the socket is the place to switch a device off and on.
    capabilities = CAPABILITIES - {"power"}

    def __init__(self, machine: Machine, clock: VirtualClock, keymap: Keymap, runner: asyncio.Runner) -> None:
        super().__init__(machine, clock, FACE)
        self._runner = runner
        self._terminal_keys = {key: keymap.terminal_keys(key)[0] for key in Key}
        runner.run(self._start(keymap))

    async def _start(self, keymap: Keymap) -> None:
        self._client = FrontClient(self.front)
        self._app = FaceApp(self._client, keymap)
        self._running = asyncio.create_task(self._app.run_async(headless=True, size=SIZE))
        await self._until(self._is_drawn)

    def close(self) -> None:
        """End the face."""
        self._runner.run(self._stop())

    async def _stop(self) -> None:
        if not self._running.done():
            self._app.exit()
        await self._running
        await self._app.close_client()

    def _strike(self, key: Key) -> None:
        self._let_go_on(self._post(key))

    async def _post(self, key: Key) -> None:
        name = self._terminal_keys[key]
        self._client.arrived.clear()
        self._app.post_message(TerminalKey(name, name if len(name) == 1 else None))
        await self._until(self._client.arrived.is_set)

    def _seen(self, after: int = 0) -> Seen:
        if not self._is_drawn():
            self._let_go_on(self._until(self._is_drawn))
        return Seen(self._app.display_shown, self._clock.now(), after)

    def _is_drawn(self) -> bool:
        return self._app.is_running and self._app.display_shown.revision == self.front.display.revision

    def _let_go_on(self, until: Coroutine[object, object, None]) -> None:
        # Not `Runner.run`: it puts up and takes down a signal's handler, a tenth of what a key costs.
        self._runner.get_loop().run_until_complete(until)

    async def _until(self, is_so: Callable[[], bool]) -> None:
        """Let the face go on until it is so. Raises TargetLost when it ended or takes too long."""
        loop = asyncio.get_running_loop()
        given_up_at = loop.time() + PATIENCE
        # The face says nowhere that it has drawn; it does so within a few turns of the loop.
        while not is_so():
            if self._running.done():
                raise TargetLost("the terminal face: it ended")
            if loop.time() > given_up_at:
                raise TargetLost(f"the terminal face: no answer within {PATIENCE:g} s")
            await asyncio.sleep(0)


@contextmanager
def open_app() -> Iterator[AppStage]:
    """A fresh machine with its face, to play one case on."""
    machine, clock = fresh_machine()
    with asyncio.Runner() as runner:
        stage = AppStage(machine, clock, load("default"), runner)
        try:
            yield stage
        finally:
            stage.close()
