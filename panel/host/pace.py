"""Long work on the loop, in slices: whoever does many small things breathes between them."""

from __future__ import annotations

import asyncio

#: Seconds of work before the loop gets its turn. Everything else waits so long, several times over.
SLICE = 0.001


class Pace:
    """How long the work at hand has kept the loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + SLICE

    async def breathe(self) -> None:
        """Let others go on, if it is time."""
        if self._loop.time() >= self._until:
            await asyncio.sleep(0)
            self._until = self._loop.time() + SLICE
