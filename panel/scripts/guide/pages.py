"""Scenes as a page in Markdown, with the names of the pictures that it shows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

from ..witness import Sighting
from .telling import plain, prose
from .watching import Scene

#: Gives the path of the picture of a display, or of a key, as a page names it.
DisplayPath = Callable[[Sighting], str]
KeyPath = Callable[[str], str]


class Chapter(NamedTuple):
    """A case: its name, what is said about it, its scenes, and the other rows of its table."""

    name: str
    intro: str
    scenes: tuple[Scene, ...]
    also: tuple[str, ...]


def page(
    title: str,
    intro: str,
    chapters: Iterable[Chapter],
    script: str,
    display_path: DisplayPath,
    key_path: KeyPath,
) -> str:
    """The whole page. `script` is the path of the script that it was made of, seen from the page."""
    parts = [f"# {plain(title)}", *filter(None, [prose(intro)])]
    for chapter in chapters:
        parts += [
            f"## {plain(chapter.name[:1].upper() + chapter.name[1:])}",
            *filter(None, [prose(chapter.intro)]),
        ]
        parts += _scenes(chapter.scenes, display_path, key_path)
        if chapter.also:
            parts.append(f"In the same way: {'; '.join(map(plain, chapter.also))}.")
    parts.append(f"Made from [{plain(script.rsplit('/', 1)[-1])}]({url(script)}), by playing it.")
    return "\n\n".join(parts) + "\n"


def url(path: str) -> str:
    """A path as links have it."""
    return quote(os.fsencode(path))


def _scenes(scenes: Sequence[Scene], display_path: DisplayPath, key_path: KeyPath) -> Iterator[str]:
    number = 0
    for scene in scenes:
        if scene.remark:
            yield prose(scene.remark)
        if scene.is_act:
            number += 1
            mark = f"{number}. "
        else:
            mark = ""
        indent = " " * len(mark)
        if scene.words:
            keys = "".join(f" {_image(name, key_path(name))}" for name in scene.keys)
            yield f"{mark}{scene.words}{keys}"
        for sighting in scene.pictures:
            yield f"{indent}{_image(alternative(sighting), display_path(sighting))}"


def _image(alternative_text: str, path: str) -> str:
    return f"![{plain(alternative_text)}]({path})"


def alternative(sighting: Sighting) -> str:
    """A display in a line of text, for who does not see the picture; > stands before the selected row."""
    rows = (
        f"> {line.strip()}" if row == sighting.selected else " ".join(line.split())
        for row, line in enumerate(sighting.lines)
    )
    return (
        "Display: " + " / ".join(row for row in rows if row)
        if any(map(str.strip, sighting.lines))
        else ("Display: nothing")
    )
