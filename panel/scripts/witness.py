"""Who looks on while a case is played: pictures, recordings of a run, guides and comparisons.

Everything a witness is told is masked already: it may be shown, kept and sent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from device.console import Display

from .language import Step, Text


class Sighting(NamedTuple):
    """A display as it may be shown, and the panel time (seconds) at which it was first seen."""

    at: float
    display: Display

    @property
    def lines(self) -> tuple[str, ...]:
        """Its lines."""
        return self.display.lines

    @property
    def selected(self) -> int | None:
        """Its selected row, from 0."""
        return self.display.selected


#: The value of a text of the script, masked.
ShownText = Callable[[Text], str]


class Witness(Protocol):
    """Told of everything in the order in which it happens."""

    def step(self, step: Step, statement: str, shown: ShownText) -> None:
        """This step, which stands so in the script, is done next; the steps of a macro follow its call."""

    def pressed(self, keys: tuple[str, ...]) -> None:
        """Keys went out: `Down`, `[Accept]`; `****` stands for all that are masked."""

    def saw(self, sighting: Sighting) -> None:
        """A display that is not like the one before it."""

    def shot(self, name: str, sighting: Sighting) -> None:
        """The script asked for a picture of this display, under this name (masked too)."""


class Nobody:
    """A witness that does nothing with what it is told: for witnesses that want only some of it."""

    def step(self, step: Step, statement: str, shown: ShownText) -> None:
        pass

    def pressed(self, keys: tuple[str, ...]) -> None:
        pass

    def saw(self, sighting: Sighting) -> None:
        pass

    def shot(self, name: str, sighting: Sighting) -> None:
        pass
