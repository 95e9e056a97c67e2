"""A line of script cut into tokens, and the reader that takes them one by one.

What a token may look like stands in one expression; what may follow what is the parser's business. A
mistake in a line raises a ScriptError that points at the token.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .errors import ScriptError, wrong
from .source import Source, Span

#: The kinds of token, tried in this order. A comment runs to the end of the line.
_TOKEN = re.compile(
    r"""
    (?P<blank>[ \t]+)
  | (?P<comment>\#.*)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*(?:[.-][A-Za-z0-9_]+)*)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<regex>/(?:[^/\\]|\\.)+/)
  | (?P<label>\[[^\[\]]*\])
  | (?P<name>\$[A-Za-z_][A-Za-z0-9_]*)
  | (?P<number>[0-9]+(?:\.[0-9]+)?(?:[A-Za-z]+)?)
  | (?P<mark>==|!=|[=>*,()])
  | (?P<bad>.)
    """,
    re.VERBOSE,
)

_UNFINISHED = {
    '"': 'the text has no closing "',
    "/": "the regular expression has no closing /",
    "[": "the label has no closing ]",
    "$": "a name is missing after $",
}


_KINDS = {
    "word": "a word",
    "string": "a text",
    "regex": "a regular expression",
    "label": "a label",
    "name": "a name",
    "number": "a number",
    "mark": "a mark",
}


class Token(NamedTuple):
    """A piece of a line; `column` counts from 1."""

    kind: str
    text: str
    column: int


def cut(source: Source, number: int) -> list[Token]:
    """The tokens of a line without blanks and comments. Raises ScriptError for what can be no token."""
    tokens = []
    for match in _TOKEN.finditer(source.lines[number - 1].rstrip("\r")):
        kind = match.lastgroup
        if kind == "blank" or kind == "comment":
            continue
        token = Token(kind or "bad", match.group(), match.start() + 1)
        if kind == "bad":
            span = Span(source, number, token.column, token.column + 1)
            raise wrong(span, _complaint(token.text, is_hidden=span.is_hidden))
        tokens.append(token)
    return tokens


def _complaint(character: str, *, is_hidden: bool) -> str:
    if is_hidden:
        return "what stands here means nothing; a text stands in double quotes, and has a closing one"
    if character in _UNFINISHED:
        return _UNFINISHED[character]
    shown = repr(character) if character.isprintable() else f"U+{ord(character):04X}"
    return f"{shown} means nothing here; a text stands in double quotes"


class Reader:
    """The tokens of one line, taken from the left."""

    __slots__ = ("_next", "_tokens", "number", "source")

    def __init__(self, source: Source, number: int) -> None:
        self.source = source
        self.number = number
        self._tokens = cut(source, number)
        self._next = 0

    @property
    def done(self) -> bool:
        """Whether nothing is left on the line."""
        return self._next >= len(self._tokens)

    def peek(self, kind: str, text: str | None = None) -> bool:
        """Whether the next token is of that kind, and that very text when one is given."""
        if self._next >= len(self._tokens):
            return False
        token = self._tokens[self._next]
        return token.kind == kind and (text is None or token.text == text)

    def accept(self, kind: str, text: str | None = None) -> Token | None:
        """The next token when it is of that kind, else None and nothing is taken."""
        if not self.peek(kind, text):
            return None
        self._next += 1
        return self._tokens[self._next - 1]

    def take(self, kind: str, wanted: str, text: str | None = None) -> Token:
        """The next token, which has to be of that kind; `wanted` says in words what belongs here."""
        token = self.accept(kind, text)
        if token is None:
            raise self.missing(wanted)
        return token

    def finish(self) -> None:
        """Raise ScriptError when something is left."""
        if not self.done:
            raise self.missing("the end of the line")

    def missing(self, wanted: str) -> ScriptError:
        """The error that something else stands where `wanted` belongs."""
        if self.done:
            return wrong(self._end(), f"the line ends where {wanted} belongs")
        token = self._tokens[self._next]
        hint = "" if self.span(token).is_hidden else _hint(token, wanted)
        return wrong(self.span(token), f"{self.quoted(token)} stands where {wanted} belongs{hint}")

    def quoted(self, token: Token) -> str:
        """The token as a message may name it: what is long, or may be of a secret, only by its kind."""
        if token.kind == "string" or self.span(token).is_hidden:
            return _KINDS.get(token.kind, "something")
        return f"'{token.text}'"

    def wrong(self, message: str) -> ScriptError:
        """The error that the token taken last is not right."""
        return wrong(self.last, message)

    def span(self, token: Token) -> Span:
        """Where a token stands."""
        return Span(self.source, self.number, token.column, token.column + len(token.text))

    @property
    def last(self) -> Span:
        """Where the token taken last stands."""
        return self.span(self._tokens[self._next - 1])

    def since(self, token: Token) -> Span:
        """From that token to the last one taken."""
        last = self._tokens[self._next - 1]
        return Span(self.source, self.number, token.column, last.column + len(last.text))

    def _end(self) -> Span:
        last = self._tokens[-1]
        column = last.column + len(last.text)
        return Span(self.source, self.number, column, column + 1)


def _hint(token: Token, wanted: str) -> str:
    if token.kind in ("word", "number") and "text in quotes" in wanted:
        return f'; write "{token.text}"'
    return ""
