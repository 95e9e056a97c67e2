"""What comes of playing a case. Everything in it is masked already: it may be shown, kept and sent."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from .witness import Sighting


class Passed(NamedTuple):
    """Every step was done and every expectation met: seconds of panel time, and keys pressed."""

    seconds: float
    keys: int


class Failed(NamedTuple):
    """A step could not be done, or an expectation was not met.

    `where` is `file:line:column`, `callers` the calls of macros that led there, outermost first. `displays`
    and `keys` are the last ones; `at` is the panel time; `note` is the last that was passed, "" without one.
    """

    where: str
    statement: str
    wanted: str
    found: str
    callers: tuple[str, ...]
    displays: tuple[Sighting, ...]
    keys: tuple[str, ...]
    at: float
    note: str = ""


class Skipped(NamedTuple):
    """Nothing was played, for this reason."""

    reason: str


class Lost(NamedTuple):
    """The target went away at that step."""

    where: str
    statement: str
    reason: str


Outcome: TypeAlias = Passed | Failed | Skipped | Lost
