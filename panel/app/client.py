"""What the face needs of whoever has the panel: the other end of the control socket, or a Front in process.

`panel.attach.Panel` is one. Everything shown comes by `events`; `press` does not wait.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

from device.console import Display

from ..attach import PanelEvent
from ..keys import Key


class Client(Protocol):
    """The panel, as the face drives it."""

    @property
    def display(self) -> Display:
        """The newest display, entry cells of a secret included: the face stands at the machine."""

    def press(self, *keys: Key) -> None:
        """Press keys, one after the other. Does not wait."""

    def events(self) -> AsyncIterator[PanelEvent]:
        """What happens; begins with the present display, ends after Lost. For one reader."""

    async def close(self) -> None:
        """Hang up."""


#: Connects again after the device was lost. Raises NotReachable or LinkError.
Attach = Callable[[], Awaitable[Client]]
