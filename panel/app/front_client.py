"""The panel of a machine in this process as the face's client: no socket, no device process."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from device.audit import Row
from device.console import Display

from ..attach import AuditWritten, DisplayShown, Lost, PanelEvent
from ..front import Front
from ..keys import Key

#: The face, in the audit.
FACE = "app"


class FrontClient:
    """A Front as a `client.Client`. `arrived` is set whenever keys have been pressed."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self.arrived = asyncio.Event()
        self._told: deque[PanelEvent] = deque()
        self._is_shown = True
        self._news = asyncio.Event()
        self._news.set()
        self._ends = [
            front.machine.console.watch(self._changed, local=True),
            front.machine.audit.follow(self._written),
        ]

    @property
    def display(self) -> Display:
        return self._front.display

    def press(self, *keys: Key) -> None:
        self._front.press(*keys, face=FACE)
        self.arrived.set()

    async def events(self) -> AsyncIterator[PanelEvent]:
        while True:
            await self._news.wait()
            self._news.clear()
            if self._is_shown:
                self._is_shown = False
                yield DisplayShown(self.display)
            while self._told:
                event = self._told.popleft()
                yield event
                if isinstance(event, Lost):
                    return

    async def close(self) -> None:
        for end in self._ends:
            end()

    def tell(self, event: PanelEvent) -> None:
        """Tell the face this, after what it has been told before."""
        self._told.append(event)
        self._news.set()

    def _changed(self) -> None:
        self._is_shown = True
        self._news.set()

    def _written(self, row: Row) -> None:
        at = row.at.isoformat()
        self.tell(AuditWritten(row.number, at, row.by, row.face, row.deed.value, row.subject, row.detail))
