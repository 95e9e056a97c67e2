"""A script in its canonical spelling: what a careful person would have typed.

Only blanks, empty lines and the spelling of keys and indicators change; texts, expressions, numbers and
comments stay as they were written, so the script says what it said. A comment stands where what it is about
stands: in a block when it was written further in than the line that ends the block, else with what follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from panel.keys import named

from .parser import parse
from .source import Source
from .tokens import Token, cut

#: Blanks before the lines inside of a case or macro, and before a comment behind a statement.
INDENT = "  "
GAP = "  "
#: Neighbouring comments behind statements stand below each other, but beyond this column none is pushed.
WIDEST = 60
#: A cell of a table wider than this does not push its neighbours' cells.
WIDEST_CELL = 40

_OPENING = ("case", "macro")
_NO_BLANK_BEFORE = ("*", "(", ")", ",")
_NO_BLANK_AFTER = ("*", "(")


class _Line(NamedTuple):
    """A line as it was written: its tokens, its comment, the column at which it begins (0: it is empty)."""

    tokens: tuple[Token, ...]
    comment: str
    column: int

    @property
    def verb(self) -> str:
        return self.tokens[0].text if self.tokens else ""

    @property
    def opens(self) -> bool:
        return self.verb in _OPENING

    @property
    def is_comment(self) -> bool:
        return not self.tokens and self.comment != ""

    @property
    def is_empty(self) -> bool:
        return not self.tokens and not self.comment


class _Placed(NamedTuple):
    """A line and whether it stands inside of a case or macro; `rows` has the cells of its table's columns."""

    line: _Line
    inside: bool
    widths: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The statement as it is to be written, without its comment."""
        indent = INDENT if self.inside else ""
        if self.line.verb == "row":
            return indent + _row(self.line.tokens, self.widths)
        return indent + _spaced(self.line.tokens)


def formatted(text: str, path: str = "script.keys") -> str:
    """The script in canonical form; `path` is what errors call it. Raises ScriptError when it is none."""
    source = parse(text, path).source
    lines = [_read(source, number) for number in range(1, len(source.lines) + 1)]
    placed = _in_tables(_spread(_placed(lines)))
    return "".join(f"{line}\n" for line in _written(placed))


def _read(source: Source, number: int) -> _Line:
    tokens = tuple(cut(source, number))
    line = source.lines[number - 1]
    behind = tokens[-1].column + len(tokens[-1].text) - 1 if tokens else 0
    comment = line[behind:].strip()
    start = tokens[0].column if tokens else line.find("#") + 1
    return _Line(tokens, comment, start)


# -- which line stands where


def _placed(lines: Sequence[_Line]) -> list[_Placed]:
    """Every line with whether it stands in a block."""
    placed: list[_Placed] = []
    opener: _Line | None = None
    stays = False
    for line, following in zip(lines, _followings(lines), strict=True):
        if line.opens or line.verb == "end":
            opener = line if line.opens else None
            stays = line.opens
        else:
            stays = opener is not None and _is_inside(line, following, opener, stays)
        placed.append(_Placed(line, stays and not line.opens))
    return placed


def _followings(lines: Sequence[_Line]) -> list[_Line | None]:
    """For each line the statement on it or next below it."""
    followings: list[_Line | None] = []
    statement = None
    for line in reversed(lines):
        statement = line if line.tokens else statement
        followings.append(statement)
    return followings[::-1]


def _is_inside(line: _Line, following: _Line | None, opener: _Line, before: bool) -> bool:
    """Whether a line below `opener` is still in its block: all but comments about what follows the block.

    `before`: whether the line above it is; once comments have left a block, none comes back to it.
    """
    if following is not None and not following.opens:
        return True
    edge = opener if following is None else following
    return before and (line.is_empty or line.column > edge.column)


# -- empty lines


def _spread(lines: Sequence[_Placed]) -> list[_Placed]:
    """The lines with an empty one where one belongs; elsewhere as many as there were, but one at most."""
    spread: list[_Placed] = []
    was_apart = False
    for number, here in enumerate(lines):
        if here.line.is_empty:
            was_apart = True
            continue
        if spread and (_is_apart(spread[-1], here, was_apart) or _heads(spread[-1], lines, number)):
            spread.append(_EMPTY)
        spread.append(here)
        was_apart = False
    return spread


def _is_apart(before: _Placed, here: _Placed, was_apart: bool) -> bool:
    """Whether an empty line stands between two lines."""
    if here.line.verb == "end" or (before.line.opens and here.inside):
        return False
    leaves_block = (before.inside or before.line.opens) and not here.inside
    return was_apart or leaves_block or before.line.verb == "end"


def _heads(before: _Placed, lines: Sequence[_Placed], number: int) -> bool:
    """Whether a case or macro begins at this line, or the comments right above one do."""
    if before.line.is_comment or lines[number].inside:
        return False
    while number < len(lines) - 1 and lines[number].line.is_comment:
        number += 1
    return lines[number].line.opens


_EMPTY = _Placed(_Line((), "", 0), inside=False)


# -- tables


def _in_tables(lines: Sequence[_Placed]) -> list[_Placed]:
    """The lines, each row knowing how wide the columns of its case's table are."""
    tables: list[list[_Placed]] = [[]]
    for here in lines:
        if here.line.opens:
            tables.append([])
        elif here.line.verb == "row":
            tables[-1].append(here)
    widths = iter([widths for table in tables for widths in [_widths(table)] for _ in table])
    return [here._replace(widths=next(widths)) if here.line.verb == "row" else here for here in lines]


def _widths(table: Sequence[_Placed]) -> tuple[int, ...]:
    """How wide each column is; none when the rows do not have their names in the same order."""
    rows = [_cells(row.line.tokens) for row in table]
    orders = {tuple(cell.partition("=")[0] for cell in row) for row in rows}
    if len(orders) != 1:
        return ()
    return tuple(
        max((len(cell) for cell in column if len(cell) <= WIDEST_CELL), default=0)
        for column in zip(*rows, strict=True)
    )


def _cells(tokens: Sequence[Token]) -> list[str]:
    """The cells of a row, each `name="text"`."""
    return ["".join(token.text for token in tokens[at : at + 3]) for at in range(1, len(tokens), 3)]


def _row(tokens: Sequence[Token], widths: Sequence[int]) -> str:
    cells = _cells(tokens)
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)] if widths else cells
    return " ".join(("row", *padded)).rstrip()


# -- statements


def _spaced(tokens: Sequence[Token]) -> str:
    """A statement with one blank between its words and none where none belongs."""
    text = ""
    before = ""
    for token in tokens:
        if text and token.text not in _NO_BLANK_BEFORE and before not in _NO_BLANK_AFTER:
            text += " "
        text += _spelled(token, tokens)
        before = token.text
    return text


def _spelled(token: Token, tokens: Sequence[Token]) -> str:
    """A token as it is to be written: keys and indicators may have been given in any case."""
    verb = tokens[0].text
    if token.kind == "label":
        return f"[{token.text[1:-1].strip()}]"
    if token.kind != "word" or token is tokens[0]:
        return token.text
    if verb == "press" or verb == "hold":
        return named(token.text).value
    return token.text.lower() if _is_indicator(token, tokens) else token.text


def _is_indicator(token: Token, tokens: Sequence[Token]) -> bool:
    """Whether it stands behind `indicator`, which itself stands behind check, expect or never, and `no`."""
    if tokens[0].text not in ("check", "expect", "never"):
        return False
    words = [other for other in tokens[1:4] if other.text != "no"]
    return len(words) > 1 and words[0].text == "indicator" and words[1] is token


# -- lines


def _written(lines: Iterable[_Placed]) -> Iterator[str]:
    """The lines as text; the comments behind neighbouring statements below each other."""
    for _, neighbours in groupby(lines, key=lambda here: (here.inside, bool(here.line.tokens))):
        yield from _beside(list(neighbours))


def _beside(lines: Sequence[_Placed]) -> Iterator[str]:
    texts = [here.text for here in lines]
    commented = (len(text) for text, here in zip(texts, lines, strict=True) if here.line.comment)
    width = max((length for length in commented if length <= WIDEST), default=0)
    for text, here in zip(texts, lines, strict=True):
        if not here.line.tokens:
            yield (text + here.line.comment).rstrip()
        elif here.line.comment:
            yield text.ljust(width) + GAP + here.line.comment
        else:
            yield text
