"""Where things stand in a TOML text.

tomllib gives values without lines, but who edits a file needs the line of what is wrong in it. This scanner
walks a text that tomllib has accepted and notes the place of every key, table and value; it checks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: The way to a value: names of tables and keys, numbers of list items (from 0).
Steps = tuple[str | int, ...]


class Place(NamedTuple):
    """Line and column, both from 1; line 0 means the file as a whole."""

    line: int
    column: int


class _Token(NamedTuple):
    """A string, a mark or a bare word; the last of all is empty."""

    text: str
    place: Place


_MARKS = frozenset("[]{},=")

#: Strings first, the long ones before the short ones; a bare word keeps its dots. `re` compiles this when it
#: is first used: most runs never ask for a place.
_TOKEN = r"""(?xs)
  [ \t]+ | \n | \#[^\n]*
| (?P<token>
    \"{3} (?: \\. | [^\\] )*? \"{3} \"{0,2}
  | '{3} .*? '{3} '{0,2}
  | "(?: \\. | [^"\\\n] )*"
  | '[^'\n]*'
  | [\[\]{},=]
  | [^\s\[\]{},="'\#]+
  )
| .
"""


class Scan:
    """A walk through TOML text that notes where things stand. Right for every text that tomllib accepts."""

    def __init__(self, text: str) -> None:
        self.names: dict[Steps, Place] = {}
        self.places: dict[Steps, Place] = {}
        #: Where a name stands that was given before, the first such.
        self.repeated: Place | None = None
        self._last_of: dict[Steps, int] = {}
        self._tokens = list(_tokens(text))
        self._next = 0
        table: Steps = ()
        while self._peek().text:
            if self._peek().text == "[":
                table = self._header()
            else:
                self._pair(table)

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def _header(self) -> Steps:
        """`[a.b]` or `[[a.b]]`: the steps to the table that it opens."""
        place = self._take().place
        in_array = self._peek().text == "["
        if in_array:
            self._take()
        steps = self._inside(self._words(until="]"))
        if in_array:
            self._take()
            self._last_of[steps] = self._last_of.get(steps, -1) + 1
            steps = (*steps, self._last_of[steps])
        self._note(steps, place)
        return steps

    def _inside(self, words: list[str]) -> Steps:
        """The steps that `words` lead to; through a list of tables, the way goes by the last of them."""
        steps: Steps = ()
        for word in words[:-1]:
            steps = (*steps, word)
            if steps in self._last_of:
                steps = (*steps, self._last_of[steps])
        return (*steps, *words[-1:])

    def _pair(self, table: Steps) -> None:
        place = self._peek().place
        steps = (*table, *self._words(until="="))
        self._note(steps, place)
        self._value(steps)

    def _words(self, until: str) -> list[str]:
        """The parts of a dotted key; takes the mark that ends it."""
        words: list[str] = []
        while (text := self._take().text) not in (until, ""):
            words += [_unquoted(text)] if text[0] in "\"'" else [part for part in text.split(".") if part]
        return words

    def _value(self, steps: Steps) -> None:
        token = self._take()
        self.places.setdefault(steps, token.place)
        if token.text == "[":
            self._items(steps)
        elif token.text == "{":
            self._inline(steps)
        else:
            self._rest_of_date(token)

    def _items(self, steps: Steps) -> None:
        number = 0
        while self._peek().text not in ("]", ""):
            self._value((*steps, number))
            self._comma()
            number += 1
        self._take()

    def _inline(self, steps: Steps) -> None:
        while self._peek().text not in ("}", ""):
            self._pair(steps)
            self._comma()
        self._take()

    def _comma(self) -> None:
        if self._peek().text == ",":
            self._take()

    def _rest_of_date(self, date: _Token) -> None:
        """A date and its time may have a space between them: one value, two words of one line."""
        time = self._peek()
        if time.place.line == date.place.line and time.text not in _MARKS:
            self._take()

    def _note(self, steps: Steps, place: Place) -> None:
        if steps in self.names:
            self.repeated = self.repeated or place
        self.names.setdefault(steps, place)


def _tokens(text: str) -> Iterator[_Token]:
    line, start = 1, 0
    for match in re.finditer(_TOKEN, text):
        if match["token"] is not None:
            yield _Token(match["token"], Place(line, match.start() - start + 1))
        newlines = match[0].count("\n")
        if newlines:
            line += newlines
            start = match.start() + match[0].rindex("\n") + 1
    yield _Token("", Place(line, len(text) - start + 1))


def _unquoted(word: str) -> str:
    if "\\" not in word:
        return word[1:-1]
    import tomllib  # dear to import, and few words are spelled with a backslash

    return str(tomllib.loads(f"word = {word}")["word"])
