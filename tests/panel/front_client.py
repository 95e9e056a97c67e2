"""The face's client in this process, remembering what the face did with it."""

from __future__ import annotations

from panel.app import front_client
from panel.front import Front
from panel.keys import Key


class FrontClient(front_client.FrontClient):
    """A Front as a client. `pressed` holds every key that came."""

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self.front = front
        self.pressed: list[Key] = []
        self.is_closed = False

    def press(self, *keys: Key) -> None:
        self.pressed += keys
        super().press(*keys)

    async def close(self) -> None:
        self.is_closed = True
        await super().close()
