"""Those who want to be told of something, in the order they came.

Telling goes on when one of them fails: nobody is left out because of another's mistake. Who joins or leaves
while it goes on counts from the next time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, ParamSpec

P = ParamSpec("P")


class ListenerFailed(RuntimeError):
    """One of those told has failed. What they were told of has happened all the same; the cause says why."""


class Listeners(Generic[P]):
    """The listeners of one thing."""

    __slots__ = ("_members",)

    def __init__(self) -> None:
        # A tuple, made anew when somebody comes or goes: telling is done on every key.
        self._members: tuple[tuple[object, Callable[P, Any]], ...] = ()

    def add(self, listener: Callable[P, Any]) -> Callable[[], None]:
        """Tell this one too; returns what ends it, harmless when called again."""
        seat = object()

        def leave() -> None:
            self._members = tuple(member for member in self._members if member[0] is not seat)

        self._members = (*self._members, (seat, listener))
        return leave

    def tell(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Tell everybody. Raises ListenerFailed, when all have been told, if one of them raised."""
        failed: Exception | None = None
        for _, listener in self._members:
            try:
                listener(*args, **kwargs)
            except Exception as error:
                failed = failed or error
        if failed is not None:
            raise ListenerFailed(f"a listener failed: {type(failed).__name__}") from failed
