"""A guide: scripts in, all its files out. The same scripts and the same panel give the same bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote_to_bytes

from panel.pictures.keycap import key_svg
from panel.pictures.svg import svg

from ..cases import Item, items
from ..core import open_core
from ..files import digest, slug
from ..language import Case, Script
from ..outcome import Failed, Lost, Outcome, Skipped
from ..report import told
from ..runner import play
from ..witness import Sighting
from .pages import Chapter, page, url
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


class NoName(Exception):
    """A page cannot be called as its script is. The words say what to do."""


def guide(scripts: Sequence[Script], environment: Mapping[str, str], folder: str) -> dict[str, str]:
    """All files of the guide in that folder: path in it to text. Raises NoName, NotPlayed."""
    _check_names(scripts)
    return _Book(environment, folder).files(scripts)


def _check_names(scripts: Iterable[Script]) -> None:
    """Folders of other systems do not tell capitals from small letters."""
    taken: dict[str, str] = {}
    for script in scripts:
        path, page = script.source.path, f"{_stem(script)}.md"
        if page.casefold() == INDEX.casefold():
            raise NoName(f"{path}: {INDEX} is the list of the pages; give the script another name")
        other = taken.setdefault(page.casefold(), path)
        if other is not path:
            raise NoName(f"{path} and {other} would both be {page}; give one another name")


def manifest(names: Iterable[str]) -> str:
    """The list of these files, a line for each, as in a URL."""
    return "\n".join((_MANIFEST_HEAD, *map(url, sorted(names)))) + "\n"


def listed(text: bytes) -> Iterator[str]:
    """The names in such a list, whatever else stands there."""
    for line in text.splitlines():
        if line and not line.startswith(b"#"):
            yield os.fsdecode(unquote_to_bytes(line))


class _Book:
    """The files so far."""

    def __init__(self, environment: Mapping[str, str], folder: str) -> None:
        self._environment = environment
        self._folder = folder
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
                os.path.relpath(script.source.path, self._folder).replace(os.sep, "/"),
                self._display,
                self._key,
            )
            about = _first_sentence(intro)
            entries.append(
                f"- [{plain(title)}]({url(f'{stem}.md')})" + (f": {prose(about)}" if about else "")
            )
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
        path = f"{folder}/{stem}-{digest(picture)}.svg"
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
    name = " ".join(_stem(script).replace("-", " ").split())
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
