"""The witness that makes scenes of a case: each step with its keys and the displays that came of it."""

from __future__ import annotations

from typing import NamedTuple

from ..language import Select, Step
from ..witness import ShownText, Sighting
from .telling import is_act, keys, words


class Scene(NamedTuple):
    """A step on a page. `remark`: the comment above it; `keys`: those to be drawn, by their names;
    `pictures`: the displays that a reader needs to see, in order.
    """

    words: str
    remark: str
    is_act: bool
    keys: tuple[str, ...]
    pictures: tuple[Sighting, ...]


class Scenes:
    """A Witness. `done` gives the scenes when the case has been played."""

    def __init__(self) -> None:
        self._scenes: list[Scene] = []
        self._step: tuple[Step, str] | None = None
        self._pictures: list[Sighting] = []
        self._present: Sighting | None = None
        self._shown: Sighting | None = None

    def step(self, step: Step, statement: str, shown: ShownText) -> None:
        self._finish()
        self._step = (step, words(step, shown))

    def pressed(self, keys: tuple[str, ...]) -> None:
        is_choice = self._step is not None and isinstance(self._step[0], Select)
        if is_choice and keys[-1] == "OK" and self._present is not None:
            # An item is chosen with OK on it: the reader has to see where.
            self._show(self._present)

    def saw(self, sighting: Sighting) -> None:
        self._present = sighting

    def shot(self, name: str, sighting: Sighting) -> None:
        self._show(sighting)

    def done(self) -> tuple[Scene, ...]:
        """All scenes, from the first step to the last."""
        self._finish()
        self._step = None
        return tuple(self._scenes)

    def _finish(self) -> None:
        if self._step is None:
            return
        step, said = self._step
        if self._present is not None:
            self._show(self._present)
        scene = Scene(said, remark(step), is_act(step), keys(step), tuple(self._pictures))
        if scene.words or scene.remark or scene.pictures:
            self._scenes.append(scene)
        self._pictures.clear()

    def _show(self, sighting: Sighting) -> None:
        if self._shown is None or _picture(self._shown) != _picture(sighting):
            self._pictures.append(sighting)
            self._shown = sighting


def _picture(sighting: Sighting) -> tuple[object, ...]:
    return sighting.display[:-1]  # all but the revision


def remark(step: Step) -> str:
    """The comment that stands right above a step."""
    return comment_above(step.span.source.lines, step.span.line)


def comment_above(lines: list[str], number: int) -> str:
    """The comment right above a line (counted from 1), without its marks; an empty line parts paragraphs."""
    first = number - 1
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    words = [line.strip().lstrip("#").strip() for line in lines[first : number - 1]]
    return "\n".join(words).replace("\n\n", "\0").replace("\n", " ").replace("\0", "\n\n").strip()
