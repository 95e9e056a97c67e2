"""Keymaps: which keys of a terminal stand for which keys of the panel.

A keymap is data, `keymaps/NAME.toml` or a person's own file; `keymaps/README.md` tells how to write one. Here
it is read, joined with the one it extends, and checked: every error names file, line and what to do. Which
character stands where on an entry screen is `characters`; how a TOML file is read, `sheet`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from . import keys
from .characters import sets_in
from .keys import Key
from .places import Place, Steps
from .sheet import WHOLE, KeymapError, Problem, Sheet, nearest, parse, quoted, read, read_shipped, shipped
from .terminal_keys import SAME, likely, terminal_name

__all__ = [
    "Keymap",
    "KeymapError",
    "Problem",
    "check",
    "keymap",
    "load",
    "names",
    "reserved",
    "shipped",
]

#: What `for` may say in a keymap. Serial panels will have maps of their own, with [codes] and [chords].
TERMINAL = "terminal"

#: Finds the sheet that `extends` names. None: there is no such keymap.
Find = Callable[[str], Sheet | None]


@dataclass(frozen=True)
class Keymap:
    """A checked keymap: every key of the panel can be reached, no terminal key stands for two.

    `keys` goes by Textual's names for the terminal's keys, in the order in which the map has them.
    """

    name: str
    title: str
    keys: Mapping[str, Key] = field(hash=False)

    def pressed(self, terminal_key: str) -> Key | None:
        """The panel's key that this key of the terminal (Textual's name) stands for, if any."""
        return self.keys.get(SAME.get(terminal_key, terminal_key))

    def terminal_keys(self, key: Key) -> tuple[str, ...]:
        """The keys of the terminal that stand for `key`, Textual's names, the one to show first."""
        return tuple(terminal for terminal, meant in self.keys.items() if meant is key)


def names() -> tuple[str, ...]:
    """The names of the shipped keymaps for a terminal, sorted; a damaged file counts, so that it is seen."""
    return tuple(name for name in shipped() if _may_be_keymap(name))


def load(name_or_path: str | os.PathLike[str]) -> Keymap:
    """The keymap of that name, or the one in that file (a path has a "/" or ends in ".toml").

    Raises KeymapError, with every problem found.
    """
    given = os.fspath(name_or_path)
    if isinstance(name_or_path, str) and not _is_path(given):
        sheet = _find_shipped(given)
        if sheet is None:
            what = f"no keymap is called {quoted(given)}"
            raise KeymapError([Problem("keymap", *WHOLE, what, nearest(given, names()))])
        return _keymap(sheet, given, _find_shipped)
    path = Path(given)
    return _keymap(read(path), path.name, _beside(path.parent))


def keymap(text: str | bytes, file: str) -> Keymap:
    """The keymap in `text`; `file` is its name. It may extend shipped ones. Raises KeymapError."""
    return _keymap(parse(text, file), Path(file).name, _find_shipped)


def check(text: str | bytes, file: str) -> list[Problem]:
    """Everything that is wrong in a file of `keymaps/`, of whichever kind, or in a person's own keymap."""
    try:
        sheet = parse(text, file)
        kind = _kind(sheet)
        if kind == "entry":
            sets_in(sheet)
        elif kind == "face":
            _reserved(sheet)
        else:
            _keymap(sheet, Path(file).name, _beside(Path(file).parent))
    except KeymapError as error:
        return list(error.problems)
    return []


@lru_cache(maxsize=1)
def reserved() -> Mapping[str, str]:
    """The terminal keys that the face itself needs, each with what it does."""
    return _reserved(read_shipped("reserved"))


def _is_path(given: str) -> bool:
    return given.endswith(".toml") or os.sep in given or "/" in given


def _kind(sheet: Sheet) -> object:
    return sheet.values.get("for", TERMINAL)


def _may_be_keymap(name: str) -> bool:
    try:
        return _kind(read_shipped(name)) == TERMINAL
    except KeymapError:
        return True


def _find_shipped(name: str) -> Sheet | None:
    if name not in shipped():
        return None
    sheet = read_shipped(name)
    return sheet if _kind(sheet) == TERMINAL else None


def _beside(folder: Path) -> Find:
    """Finds shipped keymaps by name, and those in `folder` by their file's name."""

    def find(name: str) -> Sheet | None:
        if not name.endswith(".toml"):
            return _find_shipped(name)
        is_here = Path(name).name == name and os.path.isfile(folder / name)
        return read(folder / name) if is_here else None

    return find


@dataclass(frozen=True, slots=True)
class _Binding:
    """One terminal key in a list, and where it stands: `depth` 0 is the map that extends no other."""

    given: str
    terminal: str
    key: Key
    sheet: Sheet
    steps: Steps
    depth: int

    @property
    def place(self) -> Place:
        return self.sheet.place(self.steps)

    def __str__(self) -> str:
        same = "" if self.given == self.terminal else f" (the same as {quoted(self.terminal)})"
        return quoted(self.given) + same


def _keymap(sheet: Sheet, identity: str, find: Find) -> Keymap:
    lineage, problems = _lineage(sheet, identity, find)
    is_whole = not problems
    table: dict[Key, list[_Binding]] = {}
    for depth, each in enumerate(reversed(lineage)):
        reader = _Reader(each, depth)
        table.update(reader.table())
        problems += [*_problems(each), *reader.problems]
    problems += _conflicts(table)
    if is_whole:
        problems += _missing(table, sheet)
    if problems:
        raise KeymapError(
            sorted(problems, key=lambda each: (each.file != sheet.file, each.line, each.column))
        )
    name = identity.removesuffix(".toml")
    title = next((each.values["title"] for each in lineage if "title" in each.values), name)
    return Keymap(name, str(title), MappingProxyType(_meanings(table)))


def _meanings(table: Mapping[Key, list[_Binding]]) -> dict[str, Key]:
    return {binding.terminal: key for key in Key for binding in table[key]}


def _lineage(sheet: Sheet, identity: str, find: Find) -> tuple[list[Sheet], list[Problem]]:
    """The sheet, the one it extends, the one that extends, and so on, as far as they can be read."""
    lineage, identities = [sheet], [identity]
    while "extends" in lineage[-1].values:
        name = lineage[-1].values["extends"]
        try:
            base = _base(lineage[-1], name, identities, find)
        except KeymapError as error:
            return lineage, list(error.problems)
        lineage.append(base)
        identities.append(str(name))
    return lineage, []


def _base(child: Sheet, name: object, identities: list[str], find: Find) -> Sheet:
    """The sheet that `child` extends by that name."""
    if not isinstance(name, str):
        what, hint = f"`extends` is the name of a keymap in quotes, not {quoted(name)}", ""
    elif name in identities:
        circle = " -> ".join([*identities[identities.index(name) :], name])
        what, hint = f"the keymaps extend each other in a circle: {circle}", "let one of them stand alone"
    elif (base := find(name)) is None:
        what, hint = f"no keymap is called {quoted(name)}", nearest(name, names())
    else:
        return base
    raise KeymapError([child.at_value(("extends",), what, hint)])


def _problems(sheet: Sheet) -> Iterator[Problem]:
    """What is wrong around the table of keys."""
    for name in sheet.values:
        if name not in _FIELDS:
            yield sheet.at_name((name,), f"a keymap has no {quoted(name)}", nearest(name, _FIELDS))
    title = sheet.values.get("title", "")
    if not isinstance(title, str) or not title.isprintable():
        yield sheet.at_value(("title",), f"`title` is one line of text in quotes, not {quoted(title)}")
    if (kind := _kind(sheet)) != TERMINAL:
        yield sheet.at_value(("for",), f"this is for {quoted(kind)}", f"a keymap is for {TERMINAL!r}")
    if not isinstance(sheet.values.get("keys", {}), dict):
        yield sheet.at_value(("keys",), "`keys` is a table", "write [keys] on a line of its own")


_FIELDS = ("title", "for", "extends", "keys")


class _Reader:
    """Reads the lists of one sheet alone; what is wrong in them is added to `problems`."""

    def __init__(self, sheet: Sheet, depth: int) -> None:
        self.problems: list[Problem] = []
        self._sheet = sheet
        self._depth = depth

    def table(self) -> dict[Key, list[_Binding]]:
        table: dict[Key, list[_Binding]] = {}
        entries = self._sheet.values.get("keys")
        for name, terminals in entries.items() if isinstance(entries, dict) else ():
            key = self._panel_key(name)
            if key is None:
                continue
            if key in table:
                self._name(("keys", name), f"{key.value} is given a second time", "put both lists into one")
            table[key] = self._list(key, ("keys", name), terminals)
        return table

    def _panel_key(self, name: str) -> Key | None:
        try:
            return keys.named(name)
        except KeyError:
            hint = nearest(name, (key.value for key in Key))
            self._name(("keys", name), f"no key of the panel is called {quoted(name)}", hint)
            return None

    def _list(self, key: Key, steps: Steps, terminals: object) -> list[_Binding]:
        if not isinstance(terminals, list):
            hint = f"write [{quoted(terminals)}]" if isinstance(terminals, str) else ""
            self._value(steps, f"{key.value} needs a list of terminal keys", hint)
            return []
        if not terminals:
            self._value(steps, f"{key.value} has no terminal key", "name at least one")
        bindings = (self._binding(key, (*steps, number), given) for number, given in enumerate(terminals))
        return [binding for binding in bindings if binding is not None]

    def _binding(self, key: Key, steps: Steps, given: object) -> _Binding | None:
        if not isinstance(given, str):
            self._value(steps, f"a terminal key is a name in quotes, not {quoted(given)}")
            return None
        terminal = terminal_name(given)
        if terminal is None:
            self._value(steps, f"no key of a terminal is called {quoted(given)}", likely(given))
            return None
        if terminal in reserved():
            what = f"{quoted(given)} is not free: it {reserved()[terminal]}"
            self._value(steps, what, "choose another key")
            return None
        return _Binding(given, terminal, key, self._sheet, steps, self._depth)

    def _name(self, steps: Steps, what: str, hint: str) -> None:
        self.problems.append(self._sheet.at_name(steps, what, hint))

    def _value(self, steps: Steps, what: str, hint: str = "") -> None:
        self.problems.append(self._sheet.at_value(steps, what, hint))


def _conflicts(table: Mapping[Key, list[_Binding]]) -> Iterator[Problem]:
    """Terminal keys that stand for two panel keys, or stand twice: told at the later place."""
    taken: dict[str, _Binding] = {}
    everything = (binding for bindings in table.values() for binding in bindings)
    for binding in sorted(everything, key=lambda each: (each.depth, each.place)):
        first = taken.setdefault(binding.terminal, binding)
        if first is not binding:
            yield binding.sheet.at_value(binding.steps, *_conflict(first, binding))


def _conflict(first: _Binding, second: _Binding) -> tuple[str, str]:
    """What is wrong when both are the same terminal key, and what to do."""
    if first.key is second.key:
        return f"{second} stands twice under {first.key.value}", "take one away"
    where = f"{first.sheet.file}:{first.place.line}:{first.place.column}"
    hint = f"choose another key, or give {first.key.value} a list without it"
    return f"{second} already means {first.key.value} ({where})", hint


def _missing(table: Mapping[Key, list[_Binding]], sheet: Sheet) -> Iterator[Problem]:
    for key in Key:
        if key not in table:
            hint = f'add a line like {key.value} = ["..."], or extends = "default" at the top'
            yield sheet.at_name(("keys",), f"no terminal key reaches {key.value}", hint)


def _reserved(sheet: Sheet) -> Mapping[str, str]:
    table = sheet.values.get("reserved")
    if not isinstance(table, dict) or not table:
        raise KeymapError([sheet.at_name(("reserved",), "no reserved keys", "list them under [reserved]")])
    problems: list[Problem] = []
    found: dict[str, str] = {}
    for given, does in table.items():
        steps: Steps = ("reserved", given)
        if (terminal := terminal_name(given)) is None:
            what = f"no key of a terminal is called {quoted(given)}"
            problems.append(sheet.at_name(steps, what, likely(given)))
        elif not isinstance(does, str):
            problems.append(sheet.at_value(steps, "what the key does is a text in quotes"))
        else:
            found[terminal] = does
    if problems:
        raise KeymapError(problems)
    return MappingProxyType(found)
