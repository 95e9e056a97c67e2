"""Where something stands in a script: the file, and a stretch of one of its lines.

Every part of a script carries its Span, so that any error can show the line and point at the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: How the line of a secret begins, in its first letters. What looks more like these is no such line.
_SECRET, _OTHERS = "secret", ("select", "screen")

_IS_LET = re.compile(r"let\b")
#: Words up to a single `=`: after any other verb only a secret's line has that, however it is misspelt.
_IS_GIVEN = re.compile(r"(?!(?:let|row|check|expect|never)\b)(?:\w+(?:\s+[\w.-]+)*)?\s*=(?!=)")

#: A secret that is given further on: a line may have run together with another.
_WITHIN = re.compile(r"""(?<![\w.$-])secret\s+(?:\w+\s*=(?!=)|["'/\[])""", re.IGNORECASE)

#: A text in case the environment has none. But for `let` only a secret has one.
_FALLBACK = re.compile(r"""(?<![\w.$-])(?:env\s+[\w.-]*(?:\s+\S|["'/\[])|else\s+["'/\[$\w])""", re.IGNORECASE)

#: What may be shown of a secret's line: its words where they stand as they have to.
_SHOWN = re.compile(
    r"""
    (?:(?!env\b|else\b)\w{1,7}\b)?                 # secret, however it is spelt
    (?:\s+[a-z_]\w*(?=\s*=|\s+env\b))?             # NAME
    (?:\s*=)?
    (?:\s*\benv\s+\w+(?=\s|$))?  # env VARIABLE
    (?:\s*\belse\b)?
    \s*
    """,
    re.IGNORECASE | re.VERBOSE,
)

#: A text as it has to be, and what begins one of any kind.
_TEXT, _OPENED = re.compile(r'"((?:[^"\\]|\\.)*)"(?=[\s,)>#]|$)'), re.compile(r"""["'/\[]""")

#: Stands for what is left out.
_HIDDEN = '"****"'


def _hidden_from(line: str) -> int | None:
    """From which column, from 0, a line may hold the text of a secret; None where it is no secret's line."""
    ends = [_shown_to(line, start) for start in _secrets_at(line)]
    if not ends:
        return None
    opened = _OPENED.search(line)
    return min(ends) if opened is None else min(*ends, opened.start())


def _shown_to(line: str, start: int) -> int:
    shown = _SHOWN.match(line, start)
    return start if shown is None else shown.end()


def _secrets_at(line: str) -> Iterator[int]:
    """Where a secret is given on the line, as far as can be told."""
    start = len(line) - len(line.lstrip(" \t{}();,:#"))
    if _is_like_secret("".join(line[start:].split())[: len(_SECRET)].lower()) or _IS_GIVEN.match(line, start):
        yield start
    bare = _TEXT.sub(lambda text: f'"{" " * len(text[1])}"', line)
    if bare.count('"') % 2 or line.startswith('"', start):
        bare = line  # nobody knows what stands in a text here
    patterns = (_WITHIN,) if _IS_LET.match(line, start) else (_WITHIN, _FALLBACK)
    yield from (found.start() for pattern in patterns if (found := pattern.search(bare)))


def _is_like_secret(word: str) -> bool:
    if word == _SECRET or word in _OTHERS or len({*word} & {*_SECRET}) < 4:
        return word == _SECRET
    from difflib import get_close_matches  # dear to import, and few words come here

    return get_close_matches(word, (_SECRET, *_OTHERS), n=1, cutoff=0.6) == [_SECRET]


class Source:
    """A file of script: its path as the person named it, and its text."""

    __slots__ = ("_lines", "path")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._lines = text.removeprefix("\ufeff").split("\n")

    def __repr__(self) -> str:
        return f"Source({self.path!r})"

    @property
    def lines(self) -> list[str]:
        """Its lines, without what ends them."""
        return self._lines

    def line(self, number: int) -> str:
        """A line for people, counted from 1; the text of a secret is left out."""
        line = self._lines[number - 1].rstrip()
        hidden = _hidden_from(line)
        return line if hidden is None or hidden >= len(line) else line[:hidden] + _HIDDEN

    def hidden_from(self, number: int) -> int | None:
        """The column, from 1, from which a line is not shown, as a secret may stand there; None for most."""
        hidden = _hidden_from(self._lines[number - 1].rstrip())
        return None if hidden is None else hidden + 1


class Span(NamedTuple):
    """A stretch of a line: `line` and `column` count from 1, `end` is the column after the last character."""

    source: Source
    line: int
    column: int
    end: int

    def __repr__(self) -> str:
        return f"{self.line}:{self.column}"

    @property
    def where(self) -> str:
        """`file:line:column`, as editors and terminals make links of."""
        return f"{self.source.path}:{self.line}:{self.column}"

    @property
    def is_hidden(self) -> bool:
        """Whether something of a secret may stand there: no message names it."""
        hidden = self.source.hidden_from(self.line)
        return hidden is not None and self.end > hidden

    @property
    def text(self) -> str:
        """What stands there, fit to be shown."""
        start, end = self._shown
        return self.source.line(self.line)[start:end]

    @property
    def pointed(self) -> str:
        """The whole line, and below it a caret under the stretch or what is shown in its place."""
        line = self.source.line(self.line)
        start, end = self._shown
        pad = "".join("\t" if character == "\t" else " " for character in line[:start])
        return f"    {line}\n    {pad}{'^' * max(1, end - start)}"

    @property
    def _shown(self) -> tuple[int, int]:
        """Where it stands, from 0, on the line that is shown; all that is left out of one is one place."""
        line = self.source.line(self.line)
        start, end = min(self.column - 1, len(line)), min(self.end - 1, len(line))
        if self.is_hidden and line.endswith(_HIDDEN):
            return min(start, len(line) - len(_HIDDEN)), len(line)
        return start, end
