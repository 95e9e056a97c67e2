"""A second reading of scripts, by the grammar that docs/keys.md publishes, to hold the first one against.

The grammar is taken out of the page and given to Lark. What it cannot say, the page lists below it, and
this module checks: limits, expressions that compile, names given twice. Nothing of `panel.scripts` is used,
and the answer is the plain form that `panel.scripts.language.plain` makes of the first reading.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput, VisitError
from lark.lark import PostLex

from panel.keys import Key

PAGE = Path(__file__).parents[2] / "docs" / "keys.md"

#: A statement or value without its place: its kind, then its parts.
Plain: TypeAlias = tuple[Any, ...]

KEYS = {key.value.lower(): key for key in Key}
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
CONTROL = {"n": "\n", "t": "\t"}
_PIECE = re.compile(r"\\u(?P<code>.{4})|\\(?P<escaped>.)|\$\{(?P<name>\w+)\}|(?P<plain>.)", re.DOTALL)


class Rejected(Exception):
    """This is no script."""


class _WholeWords(PostLex):
    """A word is cut to its end everywhere, also where only some words may stand."""

    always_accept = ("WORD",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        return stream


def grammar() -> str:
    """The grammar as the page has it."""
    (block,) = re.findall(r"^```lark\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return str(block)


@cache
def parser() -> Lark:
    """The parser that Lark makes of it."""
    return Lark(grammar(), parser="lalr", start="file", postlex=_WholeWords())


def read(text: str, name: str = "script") -> Plain:
    """The plain form of a script. Steps outside of cases are a case of that name. Raises Rejected."""
    try:
        tree = parser().parse(text + "\n")  # the last line may lack its end
    except UnexpectedInput as error:
        raise Rejected(str(error)) from None
    try:
        return _Plain(name).transform(tree)
    except VisitError as error:
        raise error.orig_exc from None


def _insist(met: bool, reason: str) -> None:
    if not met:
        raise Rejected(reason)


def _no_doubles(names: Iterable[str]) -> None:
    names = list(names)
    _insist(len(set(names)) == len(names), "a name stands twice")


def _parts(quoted: str) -> tuple[str | Plain, ...]:
    parts: list[str | Plain] = [""]
    for piece in _PIECE.finditer(quoted[1:-1]):
        if name := piece["name"]:
            parts += [("Reference", name), ""]
            continue
        escaped = piece["escaped"] and CONTROL.get(piece["escaped"], piece["escaped"])
        character = chr(int(piece["code"], 16)) if piece["code"] else escaped or piece["plain"]
        parts[-1] = f"{parts[-1]}{character}"
    return tuple(part for part in parts if part) or ("",)


class _Plain(Transformer[Token, Plain]):
    """Makes the plain form of a tree, from its leaves up."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    # -- pieces of a line

    def TEXT(self, token: Token) -> Plain:
        return ("Text", _parts(token))

    def PLAIN(self, token: Token) -> str:
        return "".join(map(str, _parts(token)))

    def REFERENCE(self, token: Token) -> Plain:
        return ("Text", (("Reference", token[1:]),))

    def REGEX(self, token: Token) -> Plain:
        source = token[1:-1].replace("\\/", "/")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                re.compile(source)
        except (re.error, OverflowError, RecursionError, Warning):
            raise Rejected("no regular expression") from None
        return ("Regex", source)

    def KEY(self, token: Token) -> Plain:
        return ("KeyStroke", KEYS[token.lower()], 1)

    def LABEL(self, token: Token) -> Plain:
        return ("LabelStroke", token[1:-1].strip(), 1)

    def INDICATOR(self, token: Token) -> str:
        return token.lower()

    def NUMBER(self, token: Token) -> int:
        return int(token)

    def DURATION(self, token: Token) -> float:
        digits = token.rstrip("msh")
        seconds = float(digits) * UNITS[token[len(digits) :]]
        _insist(seconds <= 1000 * 3600, "a time is at most 1000h")
        return seconds

    def WORD(self, token: Token) -> str:
        return str(token)

    NAME = WORD

    # -- words of a kind, and what is only a list

    def _word(self, children: list[Token]) -> str:
        return str(children[0])

    on_off = equal = service_state = answer = capability = fault_name = _word

    def _list(self, children: list[Any]) -> Plain:
        return tuple(children)

    tags = parameters = arguments = steps = body = bare = cell = _list

    # -- conditions and steps; most are their parts under their name

    def __default__(self, data: str, children: list[Any], meta: object) -> Plain:
        return (data.capitalize(), *children)

    def audit(self, children: list[Any]) -> Plain:
        return ("Audit", *_filled(children, 2))

    def setting(self, children: list[Any]) -> Plain:
        name, equal, pattern = children
        return ("Setting", name, equal == "==", pattern)

    def service(self, children: list[Any]) -> Plain:
        return ("Service", _listener(children[0]), children[1])

    def reach(self, children: list[Any]) -> Plain:
        return ("Reach", _listener(children[0]), children[1])

    def stroke(self, children: list[Any]) -> Plain:
        (kind, key, once), times = children
        _insist((times or once) <= 100_000, "a key is pressed at most 100000 times at once")
        return (kind, key, times or once)

    def press(self, children: list[Any]) -> Plain:
        return ("Press", tuple(children))

    def select(self, children: list[Any]) -> Plain:
        return ("Select", tuple(children))

    def power(self, children: list[Any]) -> Plain:
        return ("Power", children[0] == "on")

    def fault(self, children: list[Any]) -> Plain:
        return ("Fault", children[0], children[1] == "on")

    def call(self, children: list[Any]) -> Plain:
        return ("Call", children[0], children[1] or ())

    def environment(self, children: list[Any]) -> Plain:
        return ("FromEnvironment", *_filled(children, 2))

    # -- what a file is made of

    def needs(self, children: list[Any]) -> Plain:
        return ("Needs", *(("Need", capability) for capability in children))

    def row(self, children: list[Any]) -> Plain:
        _no_doubles(name for name, _ in children)
        return ("Row", tuple(children))

    def macro(self, children: list[Any]) -> Plain:
        name, parameters, body = children
        _no_doubles(parameters or ())
        return ("Macro", name, parameters or (), body)

    def case(self, children: list[Any]) -> Plain:
        name, tags, *head, body = children
        body = body or ()
        _insist(bool(name.strip()), "a case has a name")
        rows = tuple(_of(head, "Row"))
        _insist(
            len({frozenset(name for name, _ in cells) for _, cells in rows}) <= 1, "rows have the same names"
        )
        steps = tuple(step for step in body if step[0] != "Needs")
        return ("Case", name, tags or (), _needs((*head, *body)), rows, steps)

    def file(self, children: list[Any]) -> Plain:
        *lines, bare = children if children and not _is_named(children[-1]) else [*children, None]
        cases = tuple(_of(lines, "Case"))
        if bare:
            cases = (("Case", self._name, (), (), (), bare),)
        includes, macros = tuple(_of(lines, "Include")), tuple(_of(lines, "Macro"))
        definitions = tuple(line for line in lines if line[0] in ("Let", "Secret"))
        return ("Script", includes, _needs(lines), definitions, macros, cases)


def _is_named(child: Any) -> bool:
    """Whether it is a line or block with its kind in front, and not a bare list of steps."""
    return child is not None and isinstance(child[0], str)


def _of(lines: Iterable[Plain], kind: str) -> Iterator[Plain]:
    return (line for line in lines if line[0] == kind)


def _needs(lines: Iterable[Plain]) -> Plain:
    return tuple(need for _, *needs in _of(lines, "Needs") for need in needs)


def _filled(parts: list[Any], length: int) -> list[Any]:
    """With None for what was left out at the end."""
    return parts + [None] * (length - len(parts))


def _listener(name: str | Plain) -> Plain:
    return ("Text", (name,)) if isinstance(name, str) else name
