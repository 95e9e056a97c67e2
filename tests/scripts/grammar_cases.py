"""Texts to try both parsers with, besides those that are right: spoilt ones, lines in any order, noise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from panel.scripts.parser import CONDITIONS, VERBS

from .scripts import scripts, texts, words

_TOKENS = re.compile(r"\"[^\"\n]*\"|\w+|\s|.")
_LINES = re.compile(r"[^\n]*\n?")
_CHARACTERS = re.compile("(?s).")

#: Words that mean something somewhere, marks, numbers that are too large, and characters that only look
#: right: the sign for kelvin, a long s, blanks and digits of other scripts.
_STRANGE = st.one_of(
    st.sampled_from([*VERBS, *CONDITIONS, "no", "is", "by", "on", "within", "for", "env", "else", "tags"]),
    st.sampled_from(
        [*'"/[]()$*=,>#\\{}.-_\r\n\t ', "${", "==", "!=", "*1", "0", "9" * 10, "1001h", "100001"]
    ),
    st.sampled_from(["\u212a", "\u017f", "\xa0", "\x0b", "\x00", "\u0660", "\ufeff", '"${X}"', "/(/", "[ ]"]),
    words,
    texts,
    st.text(max_size=2),
)


@st.composite
def spoilt(draw: st.DrawFn, of: st.SearchStrategy[str]) -> str:
    """A script in which characters, tokens or lines are dropped, doubled, swapped, changed or put in."""
    text = draw(of)
    for _ in range(draw(st.integers(1, 2))):
        cut = draw(st.sampled_from([_TOKENS, _LINES, _CHARACTERS]))
        pieces = [piece for piece in cut.findall(text) if piece] or [""]
        at = draw(st.integers(0, len(pieces) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "change", "put in"])):
            case "drop":
                del pieces[at]
            case "double":
                pieces.insert(at, pieces[at])
            case "swap":
                other = draw(st.integers(0, len(pieces) - 1))
                pieces[at], pieces[other] = pieces[other], pieces[at]
            case "change":
                pieces[at] = draw(_STRANGE)
            case _:
                pieces.insert(at, draw(_STRANGE))
        text = "".join(pieces)
    return text


SPOILT = spoilt(scripts())

NOISE = st.one_of(
    st.text(max_size=40),
    st.builds(str.join, st.sampled_from([" ", "\n", ""]), st.lists(_STRANGE, max_size=12)),
)

#: One line of each kind that may stand in some places and not in others.
KINDS = (
    'include "a.keys"',
    "needs hold",
    'let a = "1"',
    "secret b = env B",
    "macro m()",
    'case "A"',
    'row c="1"',
    "press OK",
    "end",
)


def orders(length: int) -> Iterator[str]:
    """These lines in every order, so many of them, each as often as may be."""
    return map("\n".join, product(KINDS, repeat=length))
