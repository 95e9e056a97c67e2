"""The characters of the entry screens: which there are, in which order, and what a bad file is told."""

from __future__ import annotations

import re
import string

import pytest

from panel.characters import TAGS, character_sets, characters
from panel.keymap import check

PRINTABLE = {chr(code) for code in range(0x20, 0x7F)}


def text_of(kind: str) -> str:
    return "".join("".join(group.rows) for group in characters(kind))


def test_the_sets_come_in_the_order_of_the_guide() -> None:
    """Facts of the guide: lower case first; then upper case, numerals, symbols."""
    lower, upper, numerals, symbols = ("".join(group.rows) for group in characters("general"))

    assert sorted(lower) == sorted(string.ascii_lowercase)
    assert sorted(upper) == sorted(string.ascii_uppercase)
    assert sorted(numerals) == sorted(string.digits)
    assert set(symbols) == PRINTABLE - set(string.ascii_letters + string.digits)


def test_every_printable_character_is_reached_once_in_a_general_entry() -> None:
    assert set(text_of("general")) == PRINTABLE
    assert len(text_of("general")) == 95


def test_the_space_is_the_first_of_the_symbols() -> None:
    assert characters("general")[-1].rows[0][0] == " "


def test_numbers_and_addresses_offer_only_what_they_can_hold() -> None:
    assert set(text_of("numerals")) == set(string.digits)
    assert set(text_of("address")) == set("0123456789abcdef.:/-")
    assert set(string.ascii_letters + string.digits + "-._:") == set(text_of("host"))


def test_a_set_stands_on_two_rows_that_fit_the_display() -> None:
    for group in character_sets().sets:
        assert len(group.rows) == 2
        assert all(1 <= len(row) <= 25 for row in group.rows)


def test_every_set_says_where_it_is_known_from_and_every_layout_is_our_guess() -> None:
    for group in character_sets().sets:
        assert group.tag in TAGS
        assert group.layout == "guess"


def test_the_sets_of_a_kind_are_read_once() -> None:
    assert characters("general") is characters("general")


def test_an_unknown_kind_of_entry_is_named() -> None:
    with pytest.raises(KeyError, match="no kind of entry is called 'genral': general, numerals"):
        characters("genral")


def entry(**changes: str) -> str:
    """A character file with one set, some of its fields written otherwise."""
    fields = {
        "name": '"a"',
        "label": '"abc"',
        "tag": '"V"',
        "layout": '"guess"',
        "rows": '["ab", "cd"]',
        **changes,
    }
    lines = [f"{name} = {value}" for name, value in fields.items() if value]
    return "\n".join(['for = "entry"', "[kinds]", 'general = ["a"]', "[[set]]", *lines, ""])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (entry(), []),
        (entry(name='"aa"'), ["chars.toml:3:12: no set is called 'a'; did you mean 'aa'?"]),
        (entry(name='"b"').replace('["a"]', "[]"), ["chars.toml:3:11: 'general' needs a list of sets"]),
        (entry(label="3"), ["chars.toml:6:9: `label` is a text in quotes, not 3"]),
        (entry(label=f'"{"x" * 26}"'), ["chars.toml:6:9: `label` has more than 25 characters"]),
        (entry(tag='"v"'), ["chars.toml:7:7: no tag is called 'v'; did you mean 'V'?"]),
        (entry(tag=""), ["chars.toml:4:1: the set has no `tag`"]),
        (entry(colour='"red"'), ["chars.toml:10:1: a set has no 'colour'"]),
        (entry(rows="[]"), ["chars.toml:9:8: `rows` is a list of one to 2 texts"]),
        (entry(rows='"ab"'), ["chars.toml:9:8: `rows` is a list of one to 2 texts"]),
        (entry(rows='["ab", ""]'), ["chars.toml:9:15: a row is a text of 1 to 25 characters"]),
        (entry(rows=f'["{"x" * 26}"]'), ["chars.toml:9:9: a row is a text of 1 to 25 characters"]),
        (entry(rows='["ab", "cb"]'), ["chars.toml:9:15: 'b' stands twice in this set"]),
        (entry(rows='["aé"]'), ["chars.toml:9:9: the display cannot show 'é'"]),
        (entry() + entry()[entry().index("[[") :], ["chars.toml:11:8: a second set called 'a'"]),
        (entry() + "[knids]\n", ["chars.toml:10:1: a character file has no 'knids'; did you mean 'kinds'?"]),
        ('for = "entry"\n', ["chars.toml:1:1: no sets; write each under its own [[set]]"]),
        (
            'for = "entry"\nset = [1]\n',
            [
                "chars.toml:1:1: no kinds of entry; list them under [kinds]",
                "chars.toml:2:8: a set is a table; write it under [[set]]",
            ],
        ),
    ],
)
def test_a_problem_in_a_character_file_names_its_place(text: str, said: list[str]) -> None:
    shown = [re.sub(r"; there are: .*", "", line) for line in map(str, check(text, "chars.toml"))]

    assert shown == said
