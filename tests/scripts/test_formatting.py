"""Formatting changes how a script is spaced and spelled, and nothing that it says."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.scripts.errors import ScriptError
from panel.scripts.formatting import formatted
from panel.scripts.language import plain
from panel.scripts.parser import parse
from panel.scripts.source import Source
from panel.scripts.tokens import cut
from tests.scripts.scripts import scripts

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").rglob("*.keys"))
PAGE = ROOT / "docs" / "keys.md"

UNTIDY = """\
\ufeff

# The head

include   "parts/login.keys"\r


let  HOST="printer"# short
secret   KEY =env P800_KEY   else "a  b"   # longer
macro   enter ( a ,b )
press  menu   down * 3 [ Accept ] * 2
# what comes next
type $a
end
# About the case
case "x"   tags  a ,b

  # The table
  row a = "x"    b="yyy"
  row a ="xxxx" b= "y" # last
  needs  settings ,audit
call  enter( "x",$HOST)
select  "A">"B"



hold MENU   3s
check no   indicator   ALERT  "on"
expect setting a.b=="x"  within   10s
  # still of x
# About y
case "y"
case "z"
settle

end
let C = "x"
"""

TIDY = """\
# The head

include "parts/login.keys"

let HOST = "printer"                   # short
secret KEY = env P800_KEY else "a  b"  # longer

macro enter(a, b)
  press Menu Down*3 [Accept]*2
  # what comes next
  type $a
end

# About the case
case "x" tags a, b
  # The table
  row a="x"    b="yyy"
  row a="xxxx" b="y"  # last
  needs settings, audit
  call enter("x", $HOST)
  select "A" > "B"

  hold Menu 3s
  check no indicator alert "on"
  expect setting a.b == "x" within 10s
  # still of x

# About y
case "y"

case "z"
  settle
end

let C = "x"
"""


def comments(text: str) -> list[str]:
    """The comments of a script, in order, without the blanks around them."""
    source = Source("x", text)
    found = []
    for number, line in enumerate(source.lines, 1):
        tokens = cut(source, number)
        behind = line[tokens[-1].column + len(tokens[-1].text) - 1 :] if tokens else line
        found.append(behind.strip())
    return [comment for comment in found if comment]


def test_an_untidy_script_becomes_what_a_careful_person_writes() -> None:
    assert formatted(UNTIDY) == TIDY


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_are_tidy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert formatted(text, str(path)) == text


def test_the_example_of_the_languages_page_is_tidy() -> None:
    text = re.findall(r"^```\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[0]

    assert formatted(text) == text


@given(scripts())
def test_formatting_twice_changes_nothing_more(text: str) -> None:
    once = formatted(text)

    assert formatted(once) == once


@given(scripts())
def test_a_formatted_script_says_the_same(text: str) -> None:
    assert plain(parse(formatted(text))) == plain(parse(text))


@given(scripts())
def test_every_comment_stays_and_in_its_order(text: str) -> None:
    assert comments(formatted(text)) == comments(text)


@given(scripts())
def test_no_line_ends_in_blanks_and_empty_lines_stand_alone(text: str) -> None:
    lines = formatted(text).split("\n")

    assert [line for line in lines if line != line.rstrip()] == []
    assert lines[-1] == ""
    assert lines[0] != "" or lines == [""]
    assert [at for at, line in enumerate(lines[1:-1]) if line == lines[at] == ""] == []


@given(scripts())
def test_before_a_case_or_macro_stands_an_empty_line_or_a_comment_about_it(text: str) -> None:
    lines = formatted(text).split("\n")

    for above, line in pairwise(lines):
        if line.startswith(("case ", "macro ")):
            assert above == "" or above.startswith("#")


@given(st.text())
def test_what_is_no_script_is_refused_and_nothing_else_happens(text: str) -> None:
    try:
        formatted(text)
    except ScriptError:
        with pytest.raises(ScriptError):
            parse(text)


def test_a_comment_goes_with_the_block_that_it_was_indented_into() -> None:
    text = 'case "a"\n  press OK\n    # of a\n# of b\n  # of b too\ncase "b"\n'

    assert formatted(text) == 'case "a"\n  press OK\n  # of a\n\n# of b\n# of b too\ncase "b"\n'


def test_a_comment_below_the_last_case_is_its_own_only_when_it_is_indented() -> None:
    assert formatted('case "a"\n press OK\n # of a\n') == 'case "a"\n  press OK\n  # of a\n'
    assert formatted('case "a"\n press OK\n# of all\n') == 'case "a"\n  press OK\n\n# of all\n'


def test_rows_whose_names_stand_in_another_order_are_not_drawn_up_in_columns() -> None:
    rows = 'case "a"\n  row a="1" b="22"\n  row b="333" a="4"\n'

    assert formatted(rows) == rows


def test_steps_without_a_case_are_not_indented() -> None:
    assert formatted("  press menu\n   # why\n  press ok") == "press Menu\n# why\npress OK\n"


def test_an_empty_script_stays_empty() -> None:
    assert formatted("\ufeff\r\n \n") == ""


def test_the_text_of_a_secret_is_in_no_complaint() -> None:
    with pytest.raises(ScriptError) as error:
        formatted('secret KEY = env K else "hush" more\n')

    assert "hush" not in str(error.value)
