"""Where something stands in a script: the file, and a stretch of one of its lines.

Every part of a script carries its Span, so that any error can show the line and point at the place.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: The line of a secret, even a misspelt one, may hold its text for when the environment has none; that text
#: is never shown.
_SECRET_LINE = r"\s*(?:[sS][eE][cC][rR][eE][tT]\b|[sS]\w*\s+\w+\s*=)[^\"]*"


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
        secret = re.match(_SECRET_LINE, line)
        if secret is None or secret.end() == len(line):
            return line
        return line[: secret.end()] + '"****"'


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
    def text(self) -> str:
        """What stands there, fit to be shown."""
        return self.source.line(self.line)[self.column - 1 : self.end - 1]

    @property
    def pointed(self) -> str:
        """The whole line, and below it a caret under the stretch."""
        line = self.source.line(self.line)
        start = min(self.column - 1, len(line))
        pad = "".join("\t" if character == "\t" else " " for character in line[:start])
        width = max(1, min(self.end - 1, len(line)) - start)
        return f"    {line}\n    {pad}{'^' * width}"
