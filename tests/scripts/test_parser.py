"""What a script may say, and how a mistake in one is told."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from panel.keys import Key
from panel.scripts import language
from panel.scripts.errors import ScriptError
from panel.scripts.json_form import unreadable_as_json
from panel.scripts.language import plain
from panel.scripts.loading import loads
from panel.scripts.parser import CONDITIONS, MOST_TIMES, VERBS, parse
from panel.scripts.source import Source, Span

WHOLE = r"""# Every statement once.
include "common.keys"
needs settings, virtual-time
let HOST = "printer"
let HOME = env HOME else "nowhere"
secret KEY = env DRIVER_KEY else "abc${HOST}"
macro login(user, word)
  press Menu [Login]
  type $user
end
case "All of it" tags smoke, long
  needs audit
  row lang="de" n="1"
  row n="2" lang="fr"
  note "First ${lang}"
  press Down*3 ok [ABC/123]*2 SELECT1
  type "a\"b\\c\u0041\$"
  select "Host Interface" > $HOST
  expect screen "Ready" within 1.5s
  expect no line 2 /^ *Off$/
  check selected "x"
  check cursor 3 12
  check indicator alert "red"
  check setting network.host_name != $HOST
  check audit "changed" by "admin"
  never screen /a\/b/ for 3m
  advance 2h
  let own = "${HOST}.local"
  secret OTHER = env OTHER
  call login("admin", $KEY)
end
case "Another"
"""


def test_every_statement_is_read() -> None:
    script = parse(WHOLE)

    assert [include.path for include in script.includes] == ["common.keys"]
    assert [need.capability for need in script.needs] == ["settings", "virtual-time"]
    assert [definition.name for definition in script.definitions] == ["HOST", "HOME", "KEY"]
    assert [(macro.name, macro.parameters) for macro in script.macros] == [("login", ("user", "word"))]
    assert [case.name for case in script.cases] == ["All of it", "Another"]
    case = script.cases[0]
    assert case.tags == ("smoke", "long")
    assert [[name for name, _ in row.cells] for row in case.rows] == [["lang", "n"], ["n", "lang"]]
    verbs = [type(step).__name__ for step in case.body]
    assert verbs == [
        *("Note", "Press", "Type", "Select", "Expect", "Expect", "Check", "Check", "Check", "Check"),
        *("Check", "Never", "Advance", "Let", "Secret", "Call"),
    ]


def test_keys_are_named_in_any_case_and_repeated() -> None:
    press = parse("press Down*3 ok [ABC/123]*2 SELECT1").cases[0].body[0]

    assert plain(press) == (
        "Press",
        (
            ("KeyStroke", Key.DOWN, 3),
            ("KeyStroke", Key.OK, 1),
            ("LabelStroke", "ABC/123", 2),
            ("KeyStroke", Key.SELECT1, 1),
        ),
    )


def test_a_text_has_escapes_and_names() -> None:
    typed = parse(r'type "a\"b\\${X}\$\u0041#"').cases[0].body[0]

    assert plain(typed) == ("Type", ("Text", ('a"b\\', ("Reference", "X"), "$A#")))


def test_times_have_units() -> None:
    body = parse("advance 500ms\nadvance 1.5s\nadvance 3m\nadvance 2h").cases[0].body

    assert [step.seconds for step in body if isinstance(step, language.Advance)] == [0.5, 1.5, 180.0, 7200.0]


def test_steps_without_a_case_are_one_case_named_after_the_file() -> None:
    script = parse('let x = "1"\npress OK\n', "examples/driver-key.keys")

    assert [(case.name, len(case.body)) for case in script.cases] == [("driver-key", 1)]


def test_blanks_comments_and_line_ends_say_nothing() -> None:
    neat = parse('case "A"\npress Down*2 OK\n')
    loose = parse('\ufeff\n case   "A"  # a case\r\n\tpress Down * 2\tOK # "#"\r\n#\n')

    assert plain(neat.cases) == plain(loose.cases)


def told(text: str) -> str:
    with pytest.raises(ScriptError) as caught:
        loads(text, "t.keys")
    return str(caught.value)


def test_a_mistake_is_shown_with_its_line_and_a_caret() -> None:
    assert told('case "A"\n\tpress Menu Dwon*3 OK') == (
        "t.keys:2:13: error: unknown key 'Dwon'; did you mean 'Down'?\n"
        "    \tpress Menu Dwon*3 OK\n"
        "    \t           ^^^^"
    )


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    with pytest.raises(ScriptError) as caught:
        parse('press Dwon\npress OK\nexpct screen "x"\nadvance soon\n')

    assert [problem.span.line for problem in caught.value.problems] == [1, 3, 4]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('expct screen "x"', "1:1", "unknown verb 'expct'; did you mean 'expect'?"),
        ("Press OK", "1:1", "unknown verb 'Press'; did you mean 'press'?"),
        ('screen "Ready"', "1:1", "unknown verb 'screen'; write check screen ..., expect or never"),
        ("sleep 3s", "1:1", "unknown verb 'sleep'; write advance 3s, settle, or expect with within"),
        ('check not line 1 "x"', "1:7", "unknown condition 'not'; write no"),
        ('select "A" "B"', "1:12", "a text stands where > before the next item belongs"),
        (
            'case "x" tag smoke',
            "1:10",
            "'tag' stands where tags and their names, or the end of the line belongs",
        ),
        ("press", "1:6", "the line ends where a key such as Down, or a [Label] belongs"),
        ("press Accept", "1:7", "unknown key 'Accept'; write [Accept] for a label"),
        ("press [ ]", "1:7", "a label is missing between [ and ]"),
        ("press [Accept", "1:7", "the label has no closing ]"),
        ("press OK*0", "1:10", "'0' stands where how often, a number from 1 belongs"),
        (f"press OK*{MOST_TIMES + 1}", "1:10", "a key is pressed at most 100000 times at once"),
        (f"press OK*{'9' * 5000}", "1:10", f"'{'9' * 5000}' stands where how often, a number from 1 belongs"),
        ("type abc", "1:6", "'abc' stands where a text in quotes or $NAME belongs; write \"abc\""),
        ('type "abc', "1:6", 'the text has no closing "'),
        (r'type "a\q"', "1:8", r"'\q' means nothing; there are \" \\ \$ \n \t and \u0041"),
        (r'type "\ud800"', "1:7", r"'\ud800' means nothing; there are \" \\ \$ \n \t and \u0041"),
        ('type "${a b}"', "1:7", "a name in a text is written ${NAME}; a plain dollar before { is \\$"),
        ("type é", "1:6", "'é' means nothing here; a text stands in double quotes"),
        ("type \x00", "1:6", "U+0000 means nothing here; a text stands in double quotes"),
        ('select "A" >', "1:13", "the line ends where a text in quotes or $NAME belongs"),
        ('expect scren "x"', "1:8", "unknown condition 'scren'; did you mean 'screen'?"),
        ('expect screen "x" within 2x', "1:26", "'2x' is no time; a time is 2s, 500ms, 3m or 1h"),
        ("advance 1001h", "1:9", "a time is at most 1000h"),
        (f"advance {'9' * 400}h", "1:9", "a time is at most 1000h"),
        ('never screen "x"', "1:17", "the line ends where for and a time belongs"),
        ("check screen /(/", "1:14", "this is no regular expression: missing ), unterminated subpattern"),
        ("check screen /[[a]/", "1:14", "this is no regular expression: Possible nested set"),
        ("check screen /a", "1:14", "the regular expression has no closing /"),
        ('check line 0 "x"', "1:12", "'0' stands where the number of a line, from 1 belongs"),
        ('check indicator alrt "on"', "1:17", "unknown indicator 'alrt'; did you mean 'alert'?"),
        ('check setting a.b = "x"', "1:19", "'=' stands where == or != belongs"),
        ("press OK press", "1:10", "unknown key 'press'; write [press] for a label"),
        ('type "a" "b"', "1:10", "a text stands where the end of the line belongs"),
        ("needs setings", "1:7", "unknown capability 'setings'; did you mean 'settings'?"),
        ('let 1 = "x"', "1:5", "'1' stands where a name belongs"),
        ('let a.b = "x"', "1:5", "'a.b' is no name; a name has letters, digits and _"),
        ("end", "1:1", "there is no macro or case here that could end"),
        ("macro m()\npress OK", "1:1", "this macro has no end line"),
        ("macro m(a, a)\nend", "1:12", "there are two parameters 'a'"),
        ('case ""', "1:6", "a case has a name"),
        ('case "${x}"', "1:6", "no ${NAME} here: this text has to stand as it is"),
        ('press OK\ncase "A"', "1:1", "this step stands before the first case; move it into one"),
        ('case "A"\nend\npress OK', "3:1", "this step stands outside of a case; write a case line above it"),
        ('row a="1"', "1:1", "a row belongs to a case; write a case line above it"),
        ('case "A"\npress OK\nrow a="1"', "3:1", "the rows of a case stand before its steps"),
        ('case "A"\nrow a="1"\nrow b="1"', "3:1", "every row of a case has the same names"),
        ('case "A"\nrow a="1" a="2"', "2:1", "a name stands twice in this row"),
        ('case "A"\ninclude "x.keys"', "2:1", "include stands above the cases of a file, and in no macro"),
        (
            "macro m()\nsecret K = env K\nend",
            "2:1",
            "a secret belongs to the file or to a case, not to a macro",
        ),
        ("type $x", "1:6", "unknown name 'x'; give it with let, secret, a row or a parameter above"),
        ('let host = "a"\ntype "b${hots}"', "2:8", "unknown name 'hots'; did you mean 'host'?"),
        ('let a = "1"\nlet a = "2"\npress OK', "2:1", "there is a 'a' already"),
        ("press OK\ncall logn()", "2:1", "unknown macro 'logn'"),
        ('macro m(a)\nend\ncase "A"\ncall m()', "4:1", "macro 'm' takes (a), 0 given"),
        ("macro m()\ncall m()\nend", "1:1", "macro 'm' calls itself, or more than 32 deep"),
        ('case "A"\ncase "A"', "2:1", "there is a case of this name already, at t.keys:1:1"),
        ("macro m()\nend\nmacro m()\nend", "3:1", "there is a macro 'm' already, at t.keys:1:1"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, place: str, message: str) -> None:
    assert told(text).startswith(f"t.keys:{place}: error: {message}")


def test_a_wrong_case_line_does_not_make_its_steps_wrong() -> None:
    with pytest.raises(ScriptError) as caught:
        parse('case One\npress OK\ncase "Two"\npress OK\n')

    assert [problem.span.line for problem in caught.value.problems] == [1]


def test_a_secret_does_not_stand_in_a_script_and_is_not_repeated_by_its_error() -> None:
    message = told('secret KEY = "hunter2"')

    assert "a secret does not stand in the script" in message
    assert "hunter2" not in message


@pytest.mark.parametrize(
    "line",
    [
        *('secret K = env X else "hunter2" x', 'secrt K = env X else "hunter2"', "secret K = hunter2"),
        *('secret K = env X else hunter2"', "secret K hunter2", "press OK; secret K = env X else hunter2"),
        *(
            'X = env Y else "hunter2"',
            'se cret K "hunter2"',
            'let A = env B else "" secret K = env X else "hunter2"',
        ),
    ],
)
def test_an_error_in_the_line_of_a_secret_does_not_show_it(line: str) -> None:
    assert "hunter2" not in told(line)


CANARY = "hunter2"
QUOTED = [f'"{CANARY}"', f"'{CANARY}'", f"/{CANARY}/", f"[{CANARY}]", f'"a\\\\q{CANARY}"', f'"{CANARY}\\\\n"']
UNCLOSED = [
    CANARY,
    f"${CANARY}",
    f"${{{CANARY}}}",
    f'"{CANARY}',
    f"[{CANARY}",
    f"/{CANARY}",
    f"{CANARY}!",
]


@st.composite
def wrong_secrets(draw: st.DrawFn) -> str:
    """The line of a secret with up to two slips, the canary where its text may stand."""
    canary = draw(st.sampled_from(QUOTED + UNCLOSED))
    words = ["secret", " ", "X", " ", "=", " ", "env", " ", "Y", " ", "else", " ", canary]
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(words) - 1))
        word = words[at]
        match draw(st.sampled_from(["drop", "twice", "letter", "swap", "before", "after"])):
            case "drop" if word != canary:
                words[at] = ""
            case "twice":
                words[at] = f"{word} {word}"
            case "letter" if word != canary and word:
                place = draw(st.integers(0, len(word) - 1))
                letter = draw(st.sampled_from(["", "x", "e", "S", ".", "=", '"', "#", "7", "$", "§"]))
                words[at] = word[:place] + letter + word[place + draw(st.integers(0, 1)) :]
            case "swap" if at >= 2 and (canary in QUOTED or word != canary):
                words[at], words[at - 2] = words[at - 2], word
            case "before":
                words.insert(
                    0, draw(st.sampled_from(["} ", "; ", "press OK; ", 'type "a" ', "  ", "# ", "\ufeff"]))
                )
            case "after":
                words.append(draw(st.sampled_from([" more", ' "more"', " # why", ";", " secret Z = env Q"])))
    return "".join(words)


@given(wrong_secrets(), st.sampled_from(["", "press OK\n", 'case "A"\n', "macro m()\n"]))
@settings(max_examples=400)
def test_whatever_is_wrong_with_the_line_of_a_secret_its_text_is_not_shown(line: str, above: str) -> None:
    # Where a name belongs, a word is a name.
    assume(not re.search(rf"(?:^\W*|env\s+\w*){CANARY}(?:\s|$)", line))
    source = Source("t.keys", above + line)
    number = len(source.lines)

    try:
        parse(above + line, "t.keys")
        problems = ""
    except ScriptError as error:
        problems = f"{error}{unreadable_as_json('t.keys', error.problems)}"

    whole = Span(source, number, 1, len(line) + 1)
    assert CANARY not in problems + source.line(number) + whole.text + whole.pointed


def test_only_what_looks_like_the_line_of_a_secret_is_left_out() -> None:
    lines = [
        *(line for line in WHOLE.split("\n") if not re.match(r"\s*secret\b", line)),
        *(
            "type $SECRET",
            'row secret="a" else="b"',
            'let secret = "x"',
            'let X = env Y else "open"',
            'selct "a"',
        ),
        *('check setting mail.secret == "set"', 'check setting secret != "a"', "call secret($env, $else)"),
        *("macro secrets(secret, env, else)", 'note "a secret X = 1 or else"', 'case "A" tags secret, env'),
        *(
            'chekc screen "Off"',
            'screen "Off"',
            'prss "a"',
            'expct screen "secret"',
            "press [Secret] # a secret",
        ),
    ]

    assert [Source("t.keys", line).line(1) for line in lines] == [line.rstrip() for line in lines]


def test_a_slip_in_the_line_of_a_secret_is_told_by_kind_and_place() -> None:
    assert told("secret KEY = env K else hunter2") == (
        "t.keys:1:25: error: a word stands where a text in quotes or $NAME belongs\n"
        '    secret KEY = env K else "****"\n'
        "                            ^^^^^^"
    )


def test_a_script_shows_no_text_of_a_secret_when_it_is_printed() -> None:
    script = parse('secret K = env X else "hunter2"\ntype $K')

    assert "hunter2" not in repr(script)


# -- any text

LINES = [line for line in WHOLE.split("\n") if line]
PIECES = st.one_of(
    st.sampled_from([*VERBS, *CONDITIONS, *"=,()[]*>#$/\\", '"', "within 2s", "${", "no", "env", "else"]),
    st.sampled_from(LINES),
    st.text(max_size=5),
)


@given(st.text())
def test_any_text_is_a_script_or_a_script_error(text: str) -> None:
    assert_read(text)


@given(st.lists(PIECES, max_size=30).map(" ".join), st.sampled_from([" ", "\n", ""]))
def test_any_pieces_of_a_script_are_a_script_or_a_script_error(text: str, glue: str) -> None:
    assert_read(text.replace(" ", glue))


@given(st.lists(st.sampled_from(LINES), max_size=30), st.data())
def test_a_script_with_something_knocked_out_is_a_script_or_a_script_error(
    lines: list[str], data: st.DataObject
) -> None:
    text = "\n".join(lines)
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 5))
    assert_read(text[:start] + data.draw(st.text(max_size=3)) + text[start + length :])


def assert_read(text: str) -> None:
    """It is read, or every problem names a place in the text and can be told."""

    def read(path: str) -> str:
        raise FileNotFoundError(2, "no such file", path)

    try:
        script = loads(text, read=read)
    except ScriptError as error:
        assert_told(error, text.removeprefix("\ufeff").split("\n"))
    else:
        assert plain(script) == plain(loads(text, read=read))


def assert_told(error: ScriptError, lines: list[str]) -> None:
    assert error.problems
    for problem in error.problems:
        assert 1 <= problem.span.line <= len(lines)
        assert 1 <= problem.span.column <= len(lines[problem.span.line - 1]) + 1
        assert str(problem) in str(error)
