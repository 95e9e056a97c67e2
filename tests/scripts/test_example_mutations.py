"""The examples notice: whatever is changed in what they do or assert, a case of theirs fails.

`make prove` tries every mutant; the tests try a slice, and those that are known to survive.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from .mutants import EXAMPLES, Mutant, mutants, survives
from .mutated import MUTATED

SURVIVORS = Path(__file__).parent / "survivors.toml"
FILES = sorted(EXAMPLES.rglob("*.keys"))
NAMES = [path.relative_to(EXAMPLES).as_posix() for path in FILES]

#: One mutant of so many is tried by the tests.
SLICE = 12
#: Of all mutants, so many may survive: those that change nothing.
MOST_SURVIVORS = 0.02

Key = tuple[str | int, ...]


@cache
def listed() -> dict[Key, str]:
    """The mutants that are known to survive, each with the reason."""
    rows = tomllib.loads(SURVIVORS.read_text(encoding="utf-8"))["survivor"]
    return {tuple(row[part] for part in Mutant._fields[:5]): row["because"] for row in rows}


@cache
def every() -> tuple[Mutant, ...]:
    return tuple(mutant for path in FILES for mutant in mutants(path))


def assert_noticed(tried: Sequence[Mutant]) -> int:
    """All are noticed but those that are listed, and none of those. Answers how many are not."""
    surviving = {mutant.key: mutant for mutant in tried if survives(mutant)}
    unlisted = [str(mutant) for key, mutant in surviving.items() if key not in listed()]
    assert unlisted == []
    noticed = [str(mutant) for mutant in tried if mutant.key in listed() and mutant.key not in surviving]
    assert noticed == []
    return len(surviving)


def test_no_two_mutants_are_known_by_the_same_key() -> None:
    assert len({mutant.key for mutant in every()}) == len(every())


def test_every_listed_survivor_is_a_mutant_and_has_its_reason() -> None:
    assert listed().keys() - {mutant.key for mutant in every()} == set()
    assert [key for key, because in listed().items() if not because.strip()] == []


def test_few_mutants_survive() -> None:
    assert len(listed()) <= MOST_SURVIVORS * len(every())


def test_every_listed_survivor_survives() -> None:
    assert [str(mutant) for mutant in every() if mutant.key in listed() and not survives(mutant)] == []


@pytest.mark.parametrize("part", range(4))
def test_a_slice_of_the_mutants_is_noticed(part: int) -> None:
    assert_noticed(every()[part * SLICE :: 4 * SLICE])


@pytest.mark.prove
@pytest.mark.parametrize("name", NAMES)
def test_every_mutant_of_an_example_is_noticed(name: str, request: pytest.FixtureRequest) -> None:
    tried = [mutant for mutant in every() if mutant.path == name]

    survived = assert_noticed(tried)

    request.node.user_properties.append((MUTATED, (len(tried), survived)))


def test_a_check_that_is_left_out_is_not_noticed() -> None:
    """So a mutant can survive: no case fails by itself, and none because its file was touched."""
    case, line = "the list of jobs opens at once", 'check no line 4 "Enter"'
    number = (EXAMPLES / "print-jobs.keys").read_text(encoding="utf-8").split("\n").index(f"  {line}") + 1

    assert survives(Mutant("print-jobs.keys", case, 1, line, "", number))
    assert not survives(Mutant("print-jobs.keys", case, 1, line, 'check line 4 "Enter"', number))
