"""What waits to be sent to one face: lines in order, and what is only worth sending as it is now.

A display or a table of services is not queued: it is marked as due and made when it is sent, so a face that
reads slowly gets the newest and skips what was in between.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

#: Bytes of lines that wait at most; a face that leaves more unread is dropped.
MOST = 1 << 20
#: With more than this waiting, no further request of that face is taken.
ENOUGH = 1 << 16

#: Makes a line of how something is now.
Present = Callable[[], bytes]


class Overfull(Exception):
    """The face does not read."""


class Outbox:
    """Filled on the loop by whoever has something to tell, emptied by the connection's writer."""

    def __init__(self) -> None:
        self._lines: deque[bytes] = deque()
        self._size = 0
        self._due: dict[Present, None] = {}
        self._filled = asyncio.Event()
        self._roomy = asyncio.Event()
        self._roomy.set()
        self._overfull = False

    def put(self, line: bytes) -> None:
        """Send this line after those that wait."""
        self._lines.append(line)
        self._size += len(line)
        self._overfull = self._overfull or self._size > MOST
        if self._size > ENOUGH:
            self._roomy.clear()
        self._filled.set()

    def mark(self, present: Present) -> None:
        """Send how this is, once, as it will be at the moment of sending."""
        self._due[present] = None
        self._filled.set()

    @property
    def is_waiting(self) -> bool:
        """Whether there is anything to take."""
        return self._filled.is_set()

    async def room(self) -> None:
        """Wait until little waits."""
        await self._roomy.wait()

    async def take(self) -> bytes:
        """Wait for something and take all of it, lines first. Raises Overfull."""
        await self._filled.wait()
        self._filled.clear()
        if self._overfull:
            raise Overfull
        lines = [*self._lines]
        self._lines.clear()
        self._size = 0
        self._roomy.set()
        due, self._due = self._due, {}
        return b"".join(lines + [present() for present in due])
