"""The TextMate grammar of keystroke scripts knows every word of the language, says a real TextMate engine.

Words come from the parser's own tables: a word that is new there fails here until editors know it.
"""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from textmate_grammar.parsers.base import LanguageParser

from panel.keys import Key
from panel.scripts import language
from panel.scripts.parser import CONDITIONS, STEPS, VERBS
from panel.scripts.source import Source
from panel.scripts.tokens import cut
from tests.scripts.scripts import scripts

ROOT = Path(__file__).parents[1]
GRAMMAR = ROOT / "docs" / "editor" / "keys.tmLanguage.json"
EXAMPLES = sorted((ROOT / "examples").rglob("*.keys"))

#: How each kind of token is shown wherever it stands.
SCOPES = {
    "string": "string.quoted.double.keys",
    "regex": "string.regexp.keys",
    "label": "entity.name.tag.label.keys",
    "name": "variable.other.name.keys",
}


@cache
def engine() -> LanguageParser:
    logging.getLogger("textmate_grammar").setLevel(logging.CRITICAL)  # it tells of each blank that it skips
    return LanguageParser(json.loads(GRAMMAR.read_text(encoding="utf-8")))


def scopes(text: str) -> dict[tuple[int, int], str]:
    """The scopes of every character of a script, by line and column from 1."""
    found: dict[tuple[int, int], str] = {}
    element = engine().parse_string(f"{text}\n#")  # the engine stumbles over a last line that it cannot read
    for (line, column), content, names in element.flatten() if element else ():
        for offset in range(len(content)):
            found[line + 1, column + offset + 1] = " ".join(names)
    return found


def scope(line: str, word: str) -> str:
    """The scopes of a word of a line, where it stands last."""
    found = scopes(line)
    start = line.rindex(word) + 1
    covered = {found[1, column] for column in range(start, start + len(word))}
    assert len(covered) == 1, f"{word} is cut in {line}"
    return covered.pop()


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_a_keyword(verb: str) -> None:
    assert "keyword.control" in scope(f"  {verb} ", verb)
    assert ("keyword.control.step" in scope(verb, verb)) is (verb in STEPS and verb not in ("let", "secret"))


def test_what_is_no_verb_is_shown_as_wrong() -> None:
    assert "invalid.illegal.verb" in scope("  chek line", "chek")
    assert "invalid.illegal.verb" in scope("pressed OK", "pressed")


@pytest.mark.parametrize("condition", sorted(CONDITIONS))
@pytest.mark.parametrize("verb", ["check", "expect no", "never"])
def test_every_condition_is_one(verb: str, condition: str) -> None:
    assert "support.function.condition" in scope(f"{verb} {condition} ", condition)


@pytest.mark.parametrize("key", [key.value for key in Key])
def test_every_key_is_one_in_any_case(key: str) -> None:
    for verb in ("press", "hold"):
        assert "support.constant.key" in scope(f"{verb} {key}", key)
        assert "support.constant.key" in scope(f"{verb} {key.lower()}*3", key.lower())
    assert "invalid.illegal.key" in scope(f"press {key}s", f"{key}s")


@pytest.mark.parametrize(
    ("line", "words", "expected"),
    [
        ("needs {}, wire", language.CAPABILITIES, "support.constant.capability"),
        ("fault {} on", language.FAULTS, "support.constant.fault"),
        ('check indicator {} "on"', language.INDICATORS, "support.constant.indicator"),
        ("check service https is {}", language.SERVICE_STATES, "constant.language.state"),
        ("never reach ipp is {} for 2s", language.ANSWERS, "constant.language.state"),
        ("power {}", ("on", "off"), "constant.language.state"),
        ("fault media-low {}", ("on", "off"), "constant.language.state"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_word_that_a_statement_may_have_is_known(line: str, words: list[str], expected: str) -> None:
    for word in words:
        assert expected in scope(line.format(word), word), word
    assert expected not in scope(line.format("nonesuch"), "nonesuch")


@pytest.mark.parametrize(
    ("line", "word", "expected"),
    [
        ('expect no screen "x" within 10s', "no", "keyword.other.condition"),
        ('expect screen "x" within 10s', "within", "keyword.other.condition"),
        ('expect screen "x" within 10s', "10", "constant.numeric.duration"),
        ('expect screen "x" within 10s', "s", "keyword.other.unit"),
        ('never screen "x" for 500ms', "for", "keyword.other.condition"),
        ('check audit "x" by "y"', "by", "keyword.other.condition"),
        ("check service is is open", "is", "keyword.other.is"),
        ("check cursor 3 25", "25", "constant.numeric.place"),
        ('check setting network.host_name != "x"', "network.host_name", "variable.other.setting"),
        ('check setting network.host_name != "x"', "!=", "keyword.operator.comparison"),
        ("press Down*3", "3", "constant.numeric.count"),
        ('case "a" tags manual, login', "tags", "keyword.other.tags"),
        ('case "a" tags manual, login', "login", "entity.other.attribute-name.tag"),
        ('case "a" tags manual', '"a"', "entity.name.section"),
        ("let A = env B", "A", "variable.other.name"),
        ('secret A = env B else "x"', "env", "keyword.other.env"),
        ('secret A = env B else "x"', "B", "variable.other.environment"),
        ('secret A = env B else "x"', "else", "keyword.other.else"),
        ("macro log_in(name, word)", "log_in", "entity.name.function"),
        ("macro log_in(name, word)", "word", "variable.parameter"),
        ('call log_in("a", $B)', "log_in", "entity.name.function"),
        ('row mode="x" level="y"', "level", "variable.parameter"),
        ('select "A" > "B"', ">", "keyword.operator.path"),
        ('type "a${NAME}b"', "NAME", "variable.other.name"),
        (r'type "a\u0041"', r"\u0041", "constant.character.escape"),
        (r'type "a\q"', r"\q", "invalid.illegal.escape"),
        ("advance 3m", "3", "constant.numeric.duration"),
        ("press OK  # why", "# why", "comment.line"),
    ],
)
def test_what_else_a_line_may_have(line: str, word: str, expected: str) -> None:
    assert expected in scope(line, word)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_are_shown_as_they_are_read(path: Path) -> None:
    shown_as_read(path.read_text(encoding="utf-8"))


@settings(max_examples=25)
@given(scripts())
def test_any_script_is_shown_as_it_is_read(text: str) -> None:
    shown_as_read(text)


def shown_as_read(text: str) -> None:
    """Fail unless every token of a script has its kind's scope, every comment its own, and none is wrong."""
    source = Source("x", text)
    for number, line in enumerate(source.lines, 1):
        found = scopes(line)
        assert not [names for names in found.values() if "invalid" in names], line
        behind = 1
        for token in cut(source, number):
            behind = token.column + len(token.text)
            assert SCOPES.get(token.kind, "source") in found[1, token.column], line
        comment = line[behind - 1 :].strip()
        if comment:
            assert "comment.line" in found[1, line.index(comment, behind - 1) + 1], line
