"""Pictures of a run, written to files: those that `shot` asks for, an asciicast, a moving picture."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec

from panel.pictures.cast import Cast
from panel.pictures.gif import NoPillow, gif
from panel.pictures.png import png
from panel.pictures.svg import svg

from .cases import Item
from .files import NotWritten, digest, own_slug, probed, written
from .films import Film
from .language import Step
from .witness import ShownText, Sighting, Witness


class Pictures:
    """What is wanted of a run. Each may be None."""

    def __init__(self, shots: str | None, cast: str | None, gif: str | None) -> None:
        """`shots` is a folder, which is made when it is missing; `cast` and `gif` are files."""
        self._shots = shots
        self._cast = cast
        self._gif = gif
        self._film = Film()
        self._stems: dict[str, tuple[str, ...]] = {}

    def probe(self) -> None:
        """Find out before the run whether there will be pictures. Raises NotWritten."""
        if self._shots is not None:
            probed(os.path.join(self._shots, ".p800"))
        for path in (self._cast, self._gif):
            if path is not None:
                probed(path)
        if self._gif is not None and not find_spec("PIL"):
            raise NotWritten(str(NoPillow()))

    def witness(self, item: Item) -> Witness:
        """Who looks on at this case."""
        return _Camera(self._film.scene(item), lambda name, sighting: self._shoot(item, name, sighting))

    def finish(self) -> None:
        """Write what can only be written at the end; nothing when no case began. Raises NotWritten."""
        if not self._film.moments():
            return
        try:
            if self._cast is not None:
                written(self._cast, _cast(self._film))
        finally:
            if self._gif is not None:
                written(self._gif, _gif(self._film))

    def _shoot(self, item: Item, name: str, sighting: Sighting) -> None:
        if self._shots is None:
            return
        stem = os.path.join(self._shots, self._stem(item, name))
        written(f"{stem}.txt", "".join(f"{line.rstrip()}\n" for line in sighting.lines))
        written(f"{stem}.svg", svg(sighting.display))
        written(f"{stem}.png", png(sighting.display))

    def _stem(self, item: Item, name: str) -> str:
        """The name of a picture's files, without their endings: no other picture of the run has it."""
        row = () if item.row is None else (str(item.row + 1),)
        stem = "-".join((own_slug(item.case.name), *row, own_slug(name)))
        whole = (item.script.source.path, item.title, name)
        if self._stems.setdefault(stem, whole) == whole:
            return stem
        return f"{stem}-{digest(repr(whole))}"


def _gif(film: Film) -> bytes:
    frames = film.frames()
    if not frames:
        raise NotWritten("no case was played, so there is nothing to draw")
    return gif(frames)


def _cast(film: Film) -> str:
    cast = Cast("p800 keys run")
    for moment in film.moments():
        if isinstance(moment.what, str):
            cast.marker(moment.at, moment.what)
        else:
            cast.display(moment.at, moment.what)
    return cast.text()


class _Camera:
    """A witness that hands everything on to the film, and what the script wants pictures of to `shoot`."""

    def __init__(self, scene: Witness, shoot: Callable[[str, Sighting], None]) -> None:
        self._scene = scene
        self._shoot = shoot

    def step(self, step: Step, statement: str, shown: ShownText) -> None:
        self._scene.step(step, statement, shown)

    def pressed(self, keys: tuple[str, ...]) -> None:
        self._scene.pressed(keys)

    def saw(self, sighting: Sighting) -> None:
        self._scene.saw(sighting)

    def shot(self, name: str, sighting: Sighting) -> None:
        self._shoot(name, sighting)
