"""A run as a film: the displays of its cases one after the other, with a marker for each step.

On virtual time a case takes no time at all, so a film has a pace of its own: each display stands long enough
to be read, and a long wait is cut short.
"""

from __future__ import annotations

from typing import NamedTuple

from device.console import Display

from .cases import Item
from .language import Step
from .witness import Nobody, ShownText, Sighting

#: Seconds that a display stands in a film at least and at most, and the last one of a case.
SHORTEST, LONGEST, LAST = 0.4, 3.0, 2.0


class Moment(NamedTuple):
    """A display, or the words of a marker (a case, a step), and when it comes, in seconds of the film."""

    at: float
    what: Display | str


class Film:
    """Takes in case after case. `scene` gives the Witness of the next one."""

    def __init__(self) -> None:
        self._moments: list[Moment] = []
        self._last = 0.0
        self._is_empty = True

    def scene(self, item: Item) -> Scene:
        """The witness of this case; what it sees goes to the end of the film."""
        self.mark(item.title, LAST)
        return Scene(self)

    def mark(self, words: str, stands: float) -> None:
        """Put a marker where the next display comes, if the present one stands for so many seconds."""
        self._moments.append(Moment(self._next(stands), words))

    def show(self, display: Display, stands: float) -> None:
        """Show this display next, after the present one has stood for so many seconds."""
        self._last = self._next(stands)
        self._is_empty = False
        self._moments.append(Moment(self._last, display))

    def _next(self, stands: float) -> float:
        return 0.0 if self._is_empty else self._last + stands

    def moments(self) -> tuple[Moment, ...]:
        """All of it, in the order of time."""
        return tuple(sorted(self._moments, key=lambda moment: moment.at))

    def frames(self) -> list[tuple[Display, float]]:
        """The displays, each with the seconds that it stands."""
        shown = [(moment.at, moment.what) for moment in self._moments if isinstance(moment.what, Display)]
        ends = (*(at for at, _ in shown[1:]), self._last + LAST)
        return [(display, round(end - at, 3)) for (at, display), end in zip(shown, ends, strict=False)]


class Scene(Nobody):
    """The witness of one case."""

    def __init__(self, film: Film) -> None:
        self._film = film
        self._last: Sighting | None = None

    def step(self, step: Step, statement: str, shown: ShownText) -> None:
        self._film.mark(statement, LAST if self._last is None else SHORTEST)

    def saw(self, sighting: Sighting) -> None:
        stands = LAST if self._last is None else sighting.at - self._last.at
        self._film.show(sighting.display, min(max(stands, SHORTEST), LONGEST))
        self._last = sighting
