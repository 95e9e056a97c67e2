"""Scripts drawn by chance: every statement of the language, spelled and spaced in any way it may be.

They can all be parsed. Their names and includes need not exist: whoever plays one links it first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import strategies as st

from panel.keys import Key
from panel.scripts.language import ANSWERS, CAPABILITIES, FAULTS, INDICATORS, SERVICE_STATES

#: What a line is made of, and what may stand between two of its pieces: GLUED, nothing has to.
Pieces = Sequence[str]
GLUED = frozenset("*=(),>") | {"==", "!="}

# -- pieces

identifiers = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
words = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}(?:[.-][A-Za-z0-9_]{1,4}){0,2}", fullmatch=True)

#: Characters of a line: no line end, no half of a character, and no carriage return, which may end a line.
letters = st.characters(exclude_characters="\n\r", exclude_categories=["Cs"])


def _escaped(text: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", text).replace("${", "\\${")


plain_texts = st.text(letters, max_size=12).map(lambda text: f'"{_escaped(text)}"')
escapes = st.sampled_from(['\\"', "\\\\", "\\$", "\\n", "\\t", "\\u0041", "\\u20ac"])
inner_names = identifiers.map("${{{}}}".format)
woven_texts = st.lists(
    st.one_of(st.text(letters, max_size=6).map(_escaped), escapes, inner_names), max_size=4
).map(lambda parts: f'"{_unmade("".join(parts))}"')
names = identifiers.map("${}".format)
texts = st.one_of(plain_texts, woven_texts, names)


def _unmade(text: str) -> str:
    """The text without a `${` that two of its parts made together."""
    return re.sub(r"(?<!\\)\$(?=\$*\{)(?!\{[A-Za-z_][A-Za-z0-9_]*\})", "", text)


regexes = st.sampled_from(["/a/", "/^ *Off$/", r"/a\/b/", "/[0-9]+ #/", "/(x|y){2}/", '/ä "b"/'])
patterns = st.one_of(texts, regexes)

any_case = st.sampled_from([str, str.lower, str.upper])
key_names = st.builds(lambda key, case: case(key.value), st.sampled_from(Key), any_case)
label_texts = st.text(st.characters(exclude_characters="\n\r[]", exclude_categories=["Cs"]), min_size=1)
labels = label_texts.filter(lambda text: text.strip() != "").map("[{}]".format)
counts = st.one_of(st.integers(1, 9), st.integers(1, 100_000)).map(str)
durations = st.builds(
    "{}{}".format, st.sampled_from(["0", "1", "2.50", "007", "30"]), st.sampled_from(["ms", "s", "m", "h"])
)
on_off = st.sampled_from(["on", "off"])


def _joined(*parts: st.SearchStrategy[Pieces] | st.SearchStrategy[str] | str) -> st.SearchStrategy[Pieces]:
    """Strategies for pieces one behind the other; a plain string is a piece as it is."""
    strategies = [st.just([part]) if isinstance(part, str) else part.map(_pieces) for part in parts]
    return st.tuples(*strategies).map(lambda drawn: [piece for pieces in drawn for piece in pieces])


def _pieces(drawn: Pieces | str) -> Pieces:
    return [drawn] if isinstance(drawn, str) else drawn


def _separated(
    one: st.SearchStrategy[Pieces] | st.SearchStrategy[str], mark: str, least: int = 1, most: int = 3
) -> st.SearchStrategy[Pieces]:
    def joined(drawn: Sequence[Pieces | str]) -> Pieces:
        pieces: list[str] = []
        for each in drawn:
            pieces += [mark] if pieces and mark else []
            pieces += _pieces(each)
        return pieces

    return st.lists(one, min_size=least, max_size=most).map(joined)


def _maybe(pieces: st.SearchStrategy[Pieces]) -> st.SearchStrategy[Pieces]:
    return st.one_of(st.just([]), pieces)


# -- conditions

listeners = st.one_of(words, texts)
positive = st.one_of(
    _joined("screen", patterns),
    _joined("line", counts, patterns),
    _joined("selected", patterns),
    _joined("cursor", counts, counts),
    _joined("glass", _maybe(_joined(counts)), patterns),
    _joined(
        "indicator",
        st.builds(lambda name, case: case(name), st.sampled_from(INDICATORS), any_case),
        patterns,
    ),
    _joined("setting", words, st.sampled_from(["==", "!="]), patterns),
    _joined("audit", patterns, _maybe(_joined("by", patterns))),
    _joined("service", listeners, "is", st.sampled_from(SERVICE_STATES)),
    _joined("reach", listeners, "is", st.sampled_from(ANSWERS)),
)
conditions = _joined(_maybe(_joined("no")), positive)

# -- statements

keys = st.one_of(key_names, labels)
strokes = _joined(keys, _maybe(_joined("*", counts)))
environments = _joined("env", identifiers, _maybe(_joined("else", texts)))
lets = _joined("let", identifiers, "=", st.one_of(texts.map(_pieces), environments))
secrets = _joined("secret", identifiers, "=", environments)
macro_steps = st.one_of(
    _joined("press", _separated(strokes, "")),
    _joined("hold", keys, durations),
    _joined("type", texts),
    _joined("select", _separated(texts, ">")),
    _joined("expect", conditions, _maybe(_joined("within", durations))),
    _joined("check", conditions),
    _joined("never", conditions, "for", durations),
    _joined("advance", durations),
    _joined("settle", _maybe(_joined(durations))),
    _joined("shot", texts),
    _joined("power", on_off),
    _joined("fault", st.sampled_from(FAULTS), on_off),
    _joined("note", texts),
    lets,
    _joined("call", identifiers, "(", _separated(texts, ",", least=0), ")"),
)
steps = st.one_of(macro_steps, secrets)
actions = macro_steps.filter(lambda pieces: pieces[0] != "let")
needs = _joined("needs", _separated(st.sampled_from(sorted(CAPABILITIES)), ","))
includes = _joined("include", plain_texts)
case_names = plain_texts.filter(lambda text: text.strip('" ') != "" and text[1:-1].strip() != "")
cases = _joined("case", case_names, _maybe(_joined("tags", _separated(words, ","))))
END: Pieces = ("end",)

# -- files: lists of lines, each a list of pieces


@st.composite
def tables(draw: st.DrawFn) -> list[Pieces]:
    """The rows of a case: the same names in each, in any order."""
    columns = draw(st.lists(identifiers, min_size=1, max_size=3, unique=True))
    rows: list[Pieces] = []
    for _ in range(draw(st.integers(0, 3))):
        order = draw(st.one_of(st.just(columns), st.permutations(columns)))
        rows.append(["row", *(piece for name in order for piece in (name, "=", draw(texts)))])
    return rows


@st.composite
def macros(draw: st.DrawFn) -> list[Pieces]:
    parameters = draw(st.lists(identifiers, max_size=3, unique=True))
    listed = [piece for name in parameters for piece in (",", name)][1:]
    opening = ["macro", draw(identifiers), "(", *listed, ")"]
    return [opening, *draw(st.lists(macro_steps, max_size=4)), END]


@st.composite
def whole_cases(draw: st.DrawFn) -> list[Pieces]:
    ending = draw(st.sampled_from([[], [END]]))
    head = [*draw(st.lists(needs, max_size=1)), *draw(tables()), *draw(st.lists(needs, max_size=1))]
    return [draw(cases), *head, *draw(st.lists(steps, max_size=5)), *ending]


tops = st.lists(st.one_of(includes, needs, lets, secrets), max_size=4)
blocks = st.lists(st.one_of(whole_cases(), macros()), max_size=4).map(
    lambda listed: [line for block in listed for line in block]
)
without_cases = st.builds(
    lambda action, more: [action, *more],
    actions,
    st.lists(steps, max_size=5),
)
files = st.builds(lambda top, rest: [*top, *rest], tops, st.one_of(blocks, without_cases))

# -- texts: the lines, with blanks, comments and empty lines in any place that may have them

blanks = st.sampled_from(["", " ", "  ", "\t", " \t  "])
gaps = st.sampled_from([" ", " ", "   ", "\t"])
comments = st.one_of(
    st.sampled_from(["#", "# why", "#no blank", '# "quoted" /x/ [y] $z']),
    st.text(letters, max_size=20).map("#{}".format),
)
line_ends = st.sampled_from(["\n", "\r\n"])


@st.composite
def lines_of(draw: st.DrawFn, pieces: Pieces) -> str:
    line = draw(blanks)
    for number, piece in enumerate(pieces):
        glued = number == 0 or piece in GLUED or pieces[number - 1] in GLUED
        line += draw(blanks if glued else gaps) if number else ""
        line += piece
    return line + draw(blanks) + draw(st.one_of(st.just(""), comments))


@st.composite
def scripts(draw: st.DrawFn) -> str:
    """A script that parses."""
    text = draw(st.sampled_from(["", "", "\ufeff"]))
    for pieces in draw(files):
        for between in draw(st.lists(st.one_of(st.just(""), comments), max_size=2)):
            text += draw(blanks) + between + draw(line_ends)
        text += draw(lines_of(pieces)) + draw(line_ends)
    return text + draw(st.one_of(st.just(""), comments))
