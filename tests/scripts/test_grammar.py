"""The grammar on the page about the language says what the parser does: both read every text alike.

Lark's parser, made of the published grammar, and the hand-written one take and refuse the same texts, and
find the same statements in those they take.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel.scripts import language, linking, loading, values
from panel.scripts.errors import ScriptError
from panel.scripts.language import plain
from panel.scripts.parser import CONDITIONS, LONGEST, MOST_TIMES, STEPS, parse

from .grammar_cases import NOISE, SPOILT, orders, spoilt
from .scripts import scripts
from .second_parser import PAGE, Plain, Rejected, grammar, read
from .test_parser import WHOLE

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").rglob("*.keys"))
TEXTS = [path.read_text(encoding="utf-8") for path in EXAMPLES]

SPOILT_EXAMPLES = spoilt(st.sampled_from([WHOLE, *TEXTS]))

#: How many texts of each kind `make prove` tries.
MANY = 2000


def by_hand(text: str) -> Plain | None:
    """The first parser's reading, None when it refuses the text."""
    try:
        read_so: Plain = plain(parse(text, "script.keys"))
    except ScriptError:
        return None
    return read_so


def by_grammar(text: str) -> Plain | None:
    """The second parser's reading, None when it refuses the text."""
    try:
        return read(text, "script")
    except Rejected:
        return None


def assert_alike(text: str) -> None:
    assert by_hand(text) == by_grammar(text)


@pytest.mark.parametrize("text", TEXTS, ids=[path.stem for path in EXAMPLES])
def test_both_read_an_example_alike(text: str) -> None:
    assert by_hand(text) is not None
    assert_alike(text)


def test_both_read_every_statement_alike() -> None:
    assert by_hand(WHOLE) is not None
    assert_alike(WHOLE)


def test_the_grammar_has_every_word_of_the_language() -> None:
    text = grammar()

    words = {*STEPS, *CONDITIONS, *language.CAPABILITIES, *language.FAULTS}
    words |= {*language.SERVICE_STATES, *language.ANSWERS}
    assert [word for word in sorted(words) if f'"{word}"' not in text] == []


def test_the_page_names_the_limits_that_a_grammar_cannot_say() -> None:
    said = PAGE.read_text(encoding="utf-8").split("What a grammar cannot say")[1]

    assert f"at most {MOST_TIMES} times" in said
    assert f"at most {LONGEST / 3600:g}h" in said
    assert f"call each other at most {linking.DEEPEST} deep" in said
    assert f"include each other at most {loading.DEEPEST} deep" in said
    assert f"a case has at most {linking.MOST_STEPS:,} steps" in said
    assert f"a text has at most {values.LONGEST} characters" in said
    assert f"file, at most {loading.LARGEST // 1024**2} MiB" in said


@pytest.mark.parametrize(
    "text",
    [
        *(
            "pressOK",
            "press-x OK",
            "press OK OK*2[A]",
            "hold Menu3s",
            "hold Menu*1 3s",
            "hold[A]3s",
            "press [\xa0]",
        ),
        *("check cursor 3 4within 2s", "expect cursor 3 4within 2s", "expect cursor 3 4 within 2s"),
        *("press \u212aK", "press o\u212a", "press \u017felect1", "check indicator \u0430lert /x/"),
        *(
            'case "A"\nrow by="1" tags="2"\nrow tags="1" by="2"',
            'case "A"\nrow by="1"\nneeds hold\nrow by="2"',
        ),
        *("let env = env env else $env", "let x = env env = 1", 'let x == "a"', 'check setting a = = "b"'),
        *('type "${"', 'type "$\\{"', r'type "\${X}"', r'type "\u12"', r'type "\ud800"', r'type "\\${X}"'),
        *("check screen //", r"check screen /\//", "check screen /a\n/", "check service is is open"),
        *(
            "press OK\r",
            "press OK\r\r\n",
            "press OK\r \n",
            "press OK # \r\n",
            "\ufeff\ufeff",
            " \ufeffpress OK",
        ),
        *("press OK*0", "press OK*007", "press OK*" + "9" * 10, "press OK*100000", "press OK*100001"),
        *("advance 1000h", "advance 1001h", "advance 60000m", "advance " + "9" * 400 + "h", "advance 2s3"),
        *('case ""', 'case " \\n"', 'case "\\$"', 'case "${X}"', 'include "\\${X}"', 'include ""'),
        *("macro m(a,)\nend", "macro m(,)\nend", "macro m(a, a)\nend", "macro m()\nsecret K = env K\nend"),
        *(
            'case "A"\nend\nneeds hold\nlet a = "1"\nmacro m()\nend\nneeds wire\ncase "B"',
            'case "A"\nend\nend',
        ),
        *(
            'case "A"\nmacro m()\nend\nlet a = "1"\npress OK',
            'case "A"\nend\ninclude "x"',
            'press OK\ncase "A"',
        ),
        *(
            'macro m()\nend\ninclude "x"\npress OK',
            "press OK\nneeds hold",
            'press OK\nrow a="1"',
            "row",
            "end",
        ),
        *('case "A"\nlet a = "1"\nrow b="2"', 'case "A"\nrow a="1" a="2"', 'case "A"\nrow a="1"\nrow b="1"'),
        *(
            "check glass 2 /a/",
            "check glass /a/",
            "check glass 2",
            "check no no screen /a/",
            "check screen /(/",
        ),
        *(
            "call m()",
            "call m(,)",
            "call m($a,)",
            "call m($a,$b)",
            "fault cover-open on",
            "fault cover_open on",
        ),
        *(
            "settle",
            "settle 0s",
            "settle 1",
            "shot $a",
            "power up",
            "reach https is tls",
            "check reach $a is tls",
        ),
    ],
)
def test_both_read_a_hard_one_alike(text: str) -> None:
    assert_alike(text)


@given(scripts())
@settings(max_examples=30)
def test_both_take_a_script_that_is_right_and_read_it_alike(text: str) -> None:
    assert by_hand(text) is not None
    assert_alike(text)


@given(SPOILT)
@settings(max_examples=30)
def test_both_read_a_spoilt_script_alike(text: str) -> None:
    assert_alike(text)


@given(SPOILT_EXAMPLES)
@settings(max_examples=60)
def test_both_read_a_spoilt_example_alike(text: str) -> None:
    assert_alike(text)


@given(NOISE)
def test_both_read_noise_alike(text: str) -> None:
    assert_alike(text)


@pytest.mark.parametrize("length", [1, 2, 3, pytest.param(4, marks=pytest.mark.prove)])
def test_both_let_lines_stand_in_the_same_orders(length: int) -> None:
    for text in orders(length):
        assert_alike(text)


@pytest.mark.prove
@pytest.mark.parametrize(
    "texts",
    [scripts(), SPOILT, spoilt(SPOILT), SPOILT_EXAMPLES, NOISE],
    ids=["right", "spoilt", "spoilt twice", "spoilt examples", "noise"],
)
def test_both_read_thousands_of_texts_alike(texts: st.SearchStrategy[str]) -> None:
    @given(texts)
    @settings(max_examples=MANY, suppress_health_check=list(HealthCheck))
    def read_alike(text: str) -> None:
        assert_alike(text)

    read_alike()
