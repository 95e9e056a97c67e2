"""The character sets of the entry screens, as `keymaps/characters.toml` has them.

Which sets an entry goes through, in which order, and which character stands where. How a space or the chosen
character is drawn is left to the screens and faces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from device.console import COLUMNS

from .places import Steps
from .sheet import KeymapError, Problem, Sheet, nearest, quoted, read_shipped

#: A set stands on one or two rows: line 1 has the title, the last one the labels.
ROWS = 2

#: Where something is known from: design's tags, see `keymaps/characters.toml`.
TAGS = ("V", "S", "C", "R", "guess")


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """One page of characters. `tag` tells the source of the set and its place, `layout` that of its rows."""

    name: str
    label: str
    rows: tuple[str, ...]
    tag: str
    layout: str


@dataclass(frozen=True)
class CharacterSets:
    """All sets, and for each kind of entry the names of those it goes through."""

    sets: tuple[CharacterSet, ...]
    kinds: Mapping[str, tuple[str, ...]] = field(hash=False)

    def of(self, kind: str) -> tuple[CharacterSet, ...]:
        """The sets of that kind of entry in their order. Raises KeyError when there is no such kind."""
        if kind not in self.kinds:
            raise KeyError(f"no kind of entry is called {kind!r}: {', '.join(self.kinds)}")
        by_name = {each.name: each for each in self.sets}
        return tuple(by_name[name] for name in self.kinds[kind])


@lru_cache(maxsize=1)
def character_sets() -> CharacterSets:
    """The sets of the shipped file."""
    return sets_in(read_shipped("characters"))


@lru_cache(maxsize=64)
def characters(kind: str) -> tuple[CharacterSet, ...]:
    """The sets an entry of that kind goes through: "general", "numerals", "address", "host".

    Kept after the first call. Raises KeyError when there is no such kind.
    """
    return character_sets().of(kind)


def sets_in(sheet: Sheet) -> CharacterSets:
    """The sets of a sheet, or KeymapError with everything that is wrong in it."""
    problems = list(_problems(sheet))
    if problems:
        raise KeymapError(sorted(problems, key=lambda problem: (problem.line, problem.column)))
    return _sets(sheet.values)


def _sets(values: Mapping[str, object]) -> CharacterSets:
    """What a sheet without problems holds."""
    tables, kinds = values["set"], values["kinds"]
    assert isinstance(tables, list)
    assert isinstance(kinds, dict)
    sets = tuple(CharacterSet(**{**table, "rows": tuple(table["rows"])}) for table in tables)
    return CharacterSets(sets, MappingProxyType({kind: tuple(names) for kind, names in kinds.items()}))


def _problems(sheet: Sheet) -> Iterator[Problem]:
    for name in sheet.values:
        if name not in ("title", "for", "kinds", "set"):
            yield sheet.at_name(
                (name,), f"a character file has no {quoted(name)}", nearest(name, ("kinds", "set"))
            )
    tables = sheet.values.get("set")
    if not isinstance(tables, list) or not tables:
        yield sheet.at_value(("set",), "no sets", "write each under its own [[set]]")
        return
    names: list[str] = []
    for number, table in enumerate(tables):
        yield from _of_set(sheet, ("set", number), table, names)
    yield from _of_kinds(sheet, names)


def _of_set(sheet: Sheet, steps: Steps, table: object, names: list[str]) -> Iterator[Problem]:
    """Problems of one set; adds its name to `names`."""
    if not isinstance(table, dict):
        yield sheet.at_value(steps, "a set is a table", "write it under [[set]]")
        return
    known = CharacterSet.__slots__
    for name in table.keys() - set(known):
        yield sheet.at_name((*steps, name), f"a set has no {quoted(name)}", nearest(name, known))
    for name in known:
        if name not in table:
            yield sheet.at_name(steps, f"the set has no `{name}`")
    for name in ("name", "label", "tag", "layout"):
        yield from _of_text(sheet, (*steps, name), table.get(name, ""))
    yield from _of_tags(sheet, steps, table)
    yield from _of_rows(sheet, (*steps, "rows"), table.get("rows", [" "]))
    if table.get("name") in names:
        yield sheet.at_value((*steps, "name"), f"a second set called {quoted(table['name'])}")
    if isinstance(table.get("name"), str):
        names.append(table["name"])


def _of_text(sheet: Sheet, steps: Steps, value: object) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield sheet.at_value(steps, f"`{steps[-1]}` is a text in quotes, not {quoted(value)}")
    elif len(value) > COLUMNS:
        yield sheet.at_value(steps, f"`{steps[-1]}` has more than {COLUMNS} characters")


def _of_tags(sheet: Sheet, steps: Steps, table: dict[str, object]) -> Iterator[Problem]:
    for name in ("tag", "layout"):
        tag = table.get(name, "guess")
        if isinstance(tag, str) and tag not in TAGS:
            yield sheet.at_value((*steps, name), f"no tag is called {quoted(tag)}", nearest(tag, TAGS))


def _of_rows(sheet: Sheet, steps: Steps, rows: object) -> Iterator[Problem]:
    if not isinstance(rows, list) or not 1 <= len(rows) <= ROWS:
        yield sheet.at_value(steps, f"`rows` is a list of one to {ROWS} texts")
        return
    seen: set[str] = set()
    for number, row in enumerate(rows):
        if not isinstance(row, str) or not 1 <= len(row) <= COLUMNS:
            yield sheet.at_value((*steps, number), f"a row is a text of 1 to {COLUMNS} characters")
            continue
        for character in row:
            if not " " <= character <= "~":
                yield sheet.at_value((*steps, number), f"the display cannot show {quoted(character)}")
            elif character in seen:
                yield sheet.at_value((*steps, number), f"{quoted(character)} stands twice in this set")
            seen.add(character)


def _of_kinds(sheet: Sheet, names: list[str]) -> Iterator[Problem]:
    kinds = sheet.values.get("kinds")
    if not isinstance(kinds, dict) or not kinds:
        yield sheet.at_value(("kinds",), "no kinds of entry", "list them under [kinds]")
        return
    for kind, chosen in kinds.items():
        if not isinstance(chosen, list) or not chosen:
            yield sheet.at_value(("kinds", kind), f"{quoted(kind)} needs a list of sets")
            continue
        for number, name in enumerate(chosen):
            if name not in names:
                what = f"no set is called {quoted(name)}"
                yield sheet.at_value(("kinds", kind, number), what, nearest(str(name), names))
