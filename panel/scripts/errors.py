"""What can be wrong with a script, said so that a person can put it right.

A Problem is one mistake at one place. A ScriptError carries all of a file's, for the parser goes on after
each wrong line. Reading scripts raises nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .source import Span


class Problem(NamedTuple):
    """One mistake: where it stands and what is wrong with it."""

    span: Span
    message: str

    def __str__(self) -> str:
        return f"{self.span.where}: error: {self.message}\n{self.span.pointed}"


class Missing(Problem):
    """A name or macro that is used and given nowhere: whoever includes the file may give it."""


class ScriptError(Exception):
    """A script cannot be understood. Its text shows every problem with its line and a caret."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def wrong(span: Span, message: str) -> ScriptError:
    """The error of a single mistake."""
    return ScriptError((Problem(span, message),))


def suggest(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'Down'?` when something known looks much like the word, else nothing."""
    from difflib import get_close_matches  # dear to import, and most scripts are right

    by_lower = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f"; did you mean '{by_lower[close[0]]}'?" if close else ""
