"""One TOML file of `keymaps/`: its values, and the line and column where each of them stands.

tomllib gives the values, `places` the lines; what the values mean is left to `keymap` and `characters`. Files
are touched by the functions at the end alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from .places import Place, Scan, Steps

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

#: Bytes. The shipped files have under 4 KiB; nobody's keymap needs more than this.
LARGEST = 16 * 1024

#: Characters of one line. tomllib needs time and memory by the square of the parts of a dotted key.
LONGEST_LINE = 400

#: Lists in lists and tables in tables; the scanner walks them by calling itself.
DEEPEST = 20

#: How many problems the text of an error lists.
SHOWN = 20

WHOLE = Place(0, 0)
START = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where, what, and what to do about it."""

    file: str
    line: int
    column: int
    what: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{where}: {self.what}" + (f"; {self.hint}" if self.hint else "")


class KeymapError(ValueError):
    """A file of `keymaps/`, or one like it, cannot be used; `problems` says why, in the order of the text."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"and {len(self.problems) - SHOWN} more")
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class Sheet:
    """A file that is TOML; `text` has the line ends "\\n"."""

    file: str
    text: str
    values: Mapping[str, object]

    @cached_property
    def scan(self) -> Scan:
        """The places of everything in the text, looked up when the first of them is asked for."""
        return Scan(self.text)

    def place(self, steps: Steps) -> Place:
        """Where the value at the end of `steps` stands, or else the nearest thing around it."""
        return self.scan.places.get(steps) or _nearest(self.scan.names, steps)

    def at_name(self, steps: Steps, what: str, hint: str = "") -> Problem:
        """A problem with the key at the end of `steps`, or else with the nearest thing around it."""
        return Problem(self.file, *_nearest(self.scan.names, steps), what, hint)

    def at_value(self, steps: Steps, what: str, hint: str = "") -> Problem:
        """A problem with the value at the end of `steps`, or else with the nearest thing around it."""
        return Problem(self.file, *self.place(steps), what, hint)


def parse(text: str | bytes, file: str) -> Sheet:
    """The sheet in `text`; `file` is the name that problems carry. Raises KeymapError for anything else."""
    lines = _text(text, file)
    try:
        return _sheet(lines, file)
    except RecursionError:
        raise KeymapError([_too_deep(file)]) from None


def quoted(given: object) -> str:
    """What a person wrote, fit for one line of an error: quoted, control characters spelled, cut at 40."""
    spelled = repr(given)
    return spelled if len(spelled) <= 40 else spelled[:37] + "..."


def nearest(given: str, known: Iterable[str]) -> str:
    """The question "did you mean ...?" with the likeliest of `known`, or the list of them, as a hint."""
    # Needed only for files with errors, and not worth its import otherwise.
    from difflib import get_close_matches

    spelled = {name.lower(): name for name in known}
    close = get_close_matches(given[:60].lower(), spelled, n=1, cutoff=0.6)
    if close:
        return f"did you mean {spelled[close[0]]!r}?"
    return f"there are: {', '.join(spelled.values())}" if len(spelled) <= 20 else ""


def _sheet(text: str, file: str) -> Sheet:
    # As dear as `nearest`'s: a script that enters no character reads no file of characters.
    import tomllib

    try:
        values = tomllib.loads(text)
    except ValueError as error:
        raise KeymapError([_syntax(str(error), text, file)]) from None
    if _is_deeper(values, DEEPEST):
        raise KeymapError([_too_deep(file)])
    return Sheet(file, text, values)


def _is_deeper(value: object, levels: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return levels == 0 or any(_is_deeper(inner, levels - 1) for inner in value)


def _too_deep(file: str) -> Problem:
    return Problem(file, *START, "lists or tables are nested too deeply")


def _nearest(names: Mapping[Steps, Place], steps: Steps) -> Place:
    while steps and steps not in names:
        steps = steps[:-1]
    return names.get(steps, START)


def _text(text: str | bytes, file: str) -> str:
    """The text with "\\n" line ends and without a byte order mark; refuses what is no text or too much."""
    if len(text) > LARGEST:
        raise KeymapError([Problem(file, *WHOLE, f"larger than {LARGEST} bytes", "a keymap is a small file")])
    try:
        data = text.encode() if isinstance(text, str) else text
        lines = data.decode().removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeEncodeError as error:
        raise KeymapError([_not_text(error.object[: error.start], file)]) from None
    except UnicodeDecodeError as error:
        raise KeymapError([_not_text(error.object[: error.start].decode(), file)]) from None
    for number, line in enumerate(lines.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            what = f"a line of more than {LONGEST_LINE} characters"
            raise KeymapError(
                [Problem(file, number, LONGEST_LINE + 1, what, "write the list on several lines")]
            )
    return lines


def _not_text(before: str, file: str) -> Problem:
    return Problem(file, *_end(before), "not UTF-8 text", "save the file as UTF-8")


def _end(text: str) -> Place:
    """The place right behind `text`."""
    return Place(text.count("\n") + 1, len(text) - text.rfind("\n"))


#: How tomllib ends its messages (tried: Python 3.11 to 3.13).
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)\Z")


def _syntax(message: str, text: str, file: str) -> Problem:
    """tomllib's message as a Problem; what is given twice is placed where it stands the second time."""
    found = _AT.search(message)
    what = _AT.sub("", message)
    place = Place(int(found[1]), int(found[2])) if found and found[1] else _end(text.rstrip())
    if what.startswith("Cannot") and (repeated := Scan(_before(place, text)).repeated):
        return Problem(file, *repeated, "this is given a second time", "keep one of the two")
    return Problem(file, *place, f"not TOML: {what[:1].lower()}{what[1:]}")


def _before(place: Place, text: str) -> str:
    lines = text.split("\n")[: place.line]
    return "\n".join([*lines[:-1], lines[-1][: place.column]])


@lru_cache(maxsize=1)
def folder() -> Traversable:
    """The folder `keymaps/`: inside the package when installed, beside it in a checkout."""
    from pathlib import Path  # dear to import, see `_sheet`

    here = Path(__file__).parent
    for place in (here / "keymaps", here.parent / "keymaps"):
        if place.is_dir():
            return place
    # Only a package inside a zip file comes this far, and the import costs more than reading all the files.
    from importlib.resources import files

    return files("panel") / "keymaps"


@lru_cache(maxsize=1)
def shipped() -> tuple[str, ...]:
    """The names of the files in `keymaps/`, without ".toml", sorted."""
    names = (entry.name for entry in folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def read_shipped(name: str) -> Sheet:
    """The sheet `keymaps/NAME.toml`. Raises KeymapError when it is missing or no TOML."""
    file = f"keymaps/{name}.toml"
    if name not in shipped():
        raise KeymapError([Problem(file, *WHOLE, "no such file", nearest(name, shipped()))])
    return parse((folder() / f"{name}.toml").read_bytes(), file)


def read(path: Path) -> Sheet:
    """The sheet in a person's own file. Raises KeymapError when it cannot be read or is no TOML."""
    if not os.path.isfile(path):
        raise KeymapError([Problem(str(path), *WHOLE, "no such file")])
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
    except OSError as error:
        raise KeymapError([Problem(str(path), *WHOLE, f"cannot be read: {error.strerror}")]) from None
    return parse(text, str(path))
