"""A guide: scripts in, all its files out. The same scripts and the same panel give the same bytes."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from urllib.parse import quote, unquote_to_bytes

from panel.pictures.keycap import key_svg
from panel.pictures.svg import svg

from ..cases import Item, items
from ..core import open_core
from ..files import slug
from ..language import Case, Script
from ..outcome import Failed, Lost, Outcome, Skipped
from ..report import told
from ..runner import play
from ..witness import Sighting
from .pages import Chapter, page
from .telling import plain, prose
from .watching import Scenes, comment_above

#: The page that lists the others.
INDEX = "README.md"
#: The file that lists all of them, and itself.
MANIFEST = ".guide-files"
#: Cases with this tag are procedures of the manual; pages that begin with one come first.
MANUAL = "manual"

#: Pixels of a dot on a page.
SCALE = 3

HEAD = """# How to

Each page is a keystroke script that was played on the panel, step by step, with the displays it led to.
Where the real machine's display is not known, the simulator's is shown."""


_MANIFEST_HEAD = "# The files of this guide. `p800 keys guide` writes and removes no others here."


class NotPlayed(Exception):
    """A script's case failed, so there is nothing to show. Its text is the report of the failure."""


def guide(scripts: Sequence[Script], environment: Mapping[str, str], scripts_path: str) -> dict[str, str]:
    """All files of the guide: path in its folder to text. `scripts_path`: the scripts' folder, seen from it.

    Raises NotPlayed.
    """
    return _Book(environment, scripts_path).files(scripts)


def manifest(names: Iterable[str]) -> str:
    """The list of these files, a line for each, with its marks as in a URL."""
    return "\n".join((_MANIFEST_HEAD, *(quote(os.fsencode(name)) for name in sorted(names)))) + "\n"


def listed(text: bytes) -> Iterator[str]:
    """The names in such a list, whatever else stands there."""
    for line in text.splitlines():
        if line and not line.startswith(b"#"):
            yield os.fsdecode(unquote_to_bytes(line))


class _Book:
    """The files so far."""

    def __init__(self, environment: Mapping[str, str], scripts_path: str) -> None:
        self._environment = environment
        self._scripts_path = scripts_path
        self._files: dict[str, str] = {}

    def files(self, scripts: Sequence[Script]) -> dict[str, str]:
        entries = []
        for script in sorted(scripts, key=lambda script: (not _is_of_the_manual(script), _stem(script))):
            stem = _stem(script)
            title, intro = _head(script)
            self._files[f"{stem}.md"] = page(
                title,
                intro,
                [self._chapter(script, case) for case in script.cases],
                posixpath.join(self._scripts_path, f"{stem}.keys"),
                self._display,
                self._key,
            )
            about = _first_sentence(intro)
            entries.append(f"- [{plain(title)}]({stem}.md)" + (f": {prose(about)}" if about else ""))
        files = {INDEX: f"{HEAD}\n\n" + "\n".join(entries) + "\n", **self._files}
        return files | {MANIFEST: manifest({*files, MANIFEST})}

    def _chapter(self, script: Script, case: Case) -> Chapter:
        first, *others = (item for item in items(script) if item.case is case)
        above = comment_above(script.source.lines, case.span.line)
        intro = "" if above == _comment(script) else above
        scenes = Scenes()
        self._played(first, scenes)
        also = tuple(", ".join(_cells(case, item.row)) for item in others if item.row is not None)
        return Chapter(case.name, intro, scenes.done(), also)

    def _played(self, item: Item, scenes: Scenes) -> Outcome:
        with open_core() as stage:
            outcome = play(item, stage, self._environment, scenes)
        if isinstance(outcome, Failed | Lost | Skipped):
            raise NotPlayed(told(item, outcome))
        return outcome

    def _display(self, sighting: Sighting) -> str:
        picture = svg(sighting.display, scale=SCALE)
        return self._kept("displays", slug(sighting.lines[0]), picture)

    def _key(self, name: str) -> str:
        label = name[1:-1] if name.startswith("[") else ""
        return self._kept("keys", slug(name), key_svg("Select1", label=label) if label else key_svg(name))

    def _kept(self, folder: str, stem: str, picture: str) -> str:
        path = f"{folder}/{stem}-{blake2b(picture.encode(), digest_size=3).hexdigest()}.svg"
        self._files[path] = picture
        return path


def _is_of_the_manual(script: Script) -> bool:
    return bool(script.cases) and MANUAL in script.cases[0].tags


def _stem(script: Script) -> str:
    return script.source.path.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".keys")


def _head(script: Script) -> tuple[str, str]:
    """Title and introduction: the title is a first paragraph without a full stop, else the file's name."""
    first, _, rest = _comment(script).partition("\n\n")
    if first and not first.endswith((".", ":", "!", "?")):
        return first, rest
    name = _stem(script).replace("-", " ")
    return name[:1].upper() + name[1:], _comment(script)


def _comment(script: Script) -> str:
    """The comment that a script begins with, up to the first line that is none."""
    lines = script.source.lines
    length = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return comment_above(lines, length + 1)


def _first_sentence(text: str) -> str:
    head, dot, _ = text.partition("\n\n")[0].partition(". ")
    return f"{head}." if dot else head


def _cells(case: Case, row: int) -> Iterable[str]:
    for name, text in case.rows[row].cells:
        yield f"{name} {''.join(part if isinstance(part, str) else part.name for part in text.parts)}"
