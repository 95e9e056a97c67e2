"""The order of a shuffled run, out of its seed.

Each thing's place is drawn from the seed and its own name. So two of them stand to each other as they did,
whatever else is played with them: leaving cases out until only those that disturb each other are left works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import TypeVar

#: Seeds that are chosen rather than given are below this: short enough to be typed.
SEEDS = 1_000_000

_Thing = TypeVar("_Thing")


def shuffled(things: Iterable[_Thing], seed: int, name: Callable[[_Thing], str]) -> list[_Thing]:
    """The things in the order of that seed. Those of one name stay as they stood to each other."""
    return sorted(things, key=lambda thing: Random(f"{seed} {name(thing)}").random())
