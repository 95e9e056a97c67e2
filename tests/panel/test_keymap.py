"""Keymaps: the shipped ones, a person's own, and what is wrong in a bad one and where."""

from __future__ import annotations

import os
import re
import shutil
import string
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel import keymap
from panel.keymap import Keymap, KeymapError, check, load
from panel.keys import Key
from panel.sheet import LARGEST, folder, shipped
from panel.terminal_keys import CHARACTERS, NAMED

ROOT = Path(__file__).parents[2]
MAPS = ("default", "numpad", "vi")
PRINTABLE = {chr(code) for code in range(0x20, 0x7F)}

#: A complete keymap in the shipped style, to be spoiled line by line.
WHOLE = """\
title = "Mine"
for = "terminal"

[keys]
Menu = ["m", "f2"]
OK = ["enter"]
Up = ["up"]
Down = ["down"]
Left = ["left"]
Right = ["right"]
Escape = [
  "escape",  # held back
  "backspace",
]
Select1 = ["1"]
Select2 = ["2"]
Select3 = ["3"]
JobReset = ["r"]
SuspendResume = ["s"]
SwitchFunctions = ["f"]
"""


def shipped_text(name: str) -> str:
    return (folder() / f"{name}.toml").read_text(encoding="utf-8")


def problems(text: str | bytes, file: str = "mine.toml") -> list[str]:
    """What a person reads about the text."""
    return [str(problem) for problem in check(text, file)]


def spoiled(old: str, new: str) -> str:
    assert WHOLE.count(old) == 1
    return WHOLE.replace(old, new)


# The shipped keymaps


def test_the_shipped_keymaps_are_named() -> None:
    assert keymap.names() == MAPS


@pytest.mark.parametrize("name", shipped())
def test_nothing_is_wrong_in_the_shipped_files(name: str) -> None:
    assert problems(shipped_text(name), f"keymaps/{name}.toml") == []


@pytest.mark.parametrize("name", MAPS)
def test_every_panel_key_is_reached_by_keys_that_mean_only_it(name: str) -> None:
    shown = load(name)

    for key in Key:
        assert shown.terminal_keys(key)
        assert {shown.pressed(terminal) for terminal in shown.terminal_keys(key)} == {key}


@pytest.mark.parametrize("name", MAPS)
def test_every_shipped_keymap_has_a_plain_character_or_arrow_for_each_key(name: str) -> None:
    """Function keys and Escape alone would not do: some terminals keep them for themselves."""
    everywhere = {
        *string.printable,
        *CHARACTERS.values(),
        "enter",
        "backspace",
        "up",
        "down",
        "left",
        "right",
    }

    for key in Key:
        assert everywhere.intersection(load(name).terminal_keys(key))


@pytest.mark.parametrize("name", MAPS)
def test_no_shipped_keymap_uses_a_key_that_the_face_needs(name: str) -> None:
    assert {"ctrl+q", "f1", "question_mark", "ctrl+l"} <= set(keymap.reserved())
    assert [key for key in keymap.reserved() if load(name).pressed(key)] == []


@pytest.mark.parametrize("name", MAPS)
def test_the_drawing_of_the_panel_names_every_key(name: str) -> None:
    drawing = "".join(line for line in shipped_text(name).splitlines() if line.startswith("#"))

    for word in ("display", "Select1", "Select2", "Select3", "Menu", "OK", "Escape"):
        assert word in drawing


def test_the_default_keymap_has_the_keys_a_person_tries_first() -> None:
    default = load("default")

    assert default.pressed("enter") is Key.OK
    assert default.pressed("m") is Key.MENU
    assert [default.pressed(arrow) for arrow in ("up", "down", "left", "right")] == [
        Key.UP,
        Key.DOWN,
        Key.LEFT,
        Key.RIGHT,
    ]
    assert [default.pressed(digit) for digit in "123"] == [Key.SELECT1, Key.SELECT2, Key.SELECT3]
    assert [default.pressed(each) for each in ("f5", "f6", "f7")] == [Key.SELECT1, Key.SELECT2, Key.SELECT3]
    assert default.terminal_keys(Key.ESCAPE) == ("escape", "backspace")
    assert default.pressed("x") is None


def test_vi_adds_its_arrows_and_keeps_the_rest() -> None:
    vi, default = load("vi"), load("default")

    assert [vi.pressed(letter) for letter in "hjkl"] == [Key.LEFT, Key.DOWN, Key.UP, Key.RIGHT]
    assert vi.keys.items() >= default.keys.items()


def test_the_number_pad_works_with_and_without_num_lock() -> None:
    pad = load("numpad")

    assert [pad.pressed(digit) for digit in "8246"] == [Key.UP, Key.DOWN, Key.LEFT, Key.RIGHT]
    assert pad.pressed("5") is pad.pressed("kp_begin") is pad.pressed("enter") is Key.OK
    for digit, key in zip("0123456789", PAD_WITHOUT_NUM_LOCK, strict=True):
        assert pad.pressed(digit) is pad.pressed(key)
    for character, key in (
        ("+", "add"),
        (".", "decimal"),
        ("/", "divide"),
        ("*", "multiply"),
        ("-", "subtract"),
    ):
        assert pad.pressed(CHARACTERS[character]) is pad.pressed(key) is not None


PAD_WITHOUT_NUM_LOCK = (
    *("insert", "end", "down", "pagedown", "left", "kp_begin", "right", "home", "up", "pageup"),
)


def test_what_a_terminal_cannot_tell_apart_means_the_same() -> None:
    default = load("default")

    assert default.pressed("ctrl+m") is Key.OK
    assert default.pressed("ctrl+h") is Key.ESCAPE


def test_a_keymap_cannot_be_changed() -> None:
    default = load("default")

    with pytest.raises(TypeError):
        default.keys["x"] = Key.OK  # type: ignore[index]  # that it is refused is what is tested
    assert default == load("default")
    assert len({default, load("default")}) == 1


# What is wrong, and where


def test_the_text_that_the_next_tests_spoil_is_whole() -> None:
    assert problems(WHOLE) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            spoiled("Down =", "Dwon ="),
            [
                (
                    "mine.toml:4:1: no terminal key reaches Down; "
                    'add a line like Down = ["..."], or extends = "default" at the top'
                ),
                "mine.toml:8:1: no key of the panel is called 'Dwon'; did you mean 'Down'?",
            ],
        ),
        (
            spoiled('"enter"', '"entr"'),
            ["mine.toml:6:7: no key of a terminal is called 'entr'; did you mean 'enter'?"],
        ),
        (
            spoiled('"backspace"', '"bcakspace"'),
            ["mine.toml:13:3: no key of a terminal is called 'bcakspace'; did you mean 'backspace'?"],
        ),
        (
            spoiled('"backspace"', '"m"'),
            [
                (
                    "mine.toml:13:3: 'm' already means Menu (mine.toml:5:9); "
                    "choose another key, or give Menu a list without it"
                )
            ],
        ),
        (
            spoiled('"backspace"', '"ctrl+m"'),
            [
                (
                    "mine.toml:13:3: 'ctrl+m' (the same as 'enter') already means OK (mine.toml:6:7); "
                    "choose another key, or give OK a list without it"
                )
            ],
        ),
        (
            spoiled('["m", "f2"]', '["m", "m"]'),
            ["mine.toml:5:14: 'm' stands twice under Menu; take one away"],
        ),
        (
            spoiled('"f2"', '"ctrl+q"'),
            ["mine.toml:5:14: 'ctrl+q' is not free: it leaves the panel; choose another key"],
        ),
        (
            spoiled('"f2"', '"?"'),
            ["mine.toml:5:14: '?' is not free: it shows the help; choose another key"],
        ),
        (
            spoiled('OK = ["enter"]', 'OK = "enter"'),
            ["mine.toml:6:6: OK needs a list of terminal keys; write ['enter']"],
        ),
        (
            spoiled('OK = ["enter"]', "OK = []"),
            ["mine.toml:6:6: OK has no terminal key; name at least one"],
        ),
        (
            spoiled('OK = ["enter"]', "OK = [13]"),
            ["mine.toml:6:7: a terminal key is a name in quotes, not 13"],
        ),
        (
            spoiled('OK = ["enter"]', 'OK = ["enter"]\nok = ["o"]'),
            ["mine.toml:7:1: OK is given a second time; put both lists into one"],
        ),
        (
            spoiled('OK = ["enter"]', 'OK = ["enter"]\nOK = [\n"o",\n]'),
            ["mine.toml:7:1: this is given a second time; keep one of the two"],
        ),
        (
            spoiled("[keys]", "[keys]\n[keys]"),
            ["mine.toml:5:1: this is given a second time; keep one of the two"],
        ),
        (
            spoiled('title = "Mine"', "title = 3"),
            ["mine.toml:1:9: `title` is one line of text in quotes, not 3"],
        ),
        (
            spoiled('for = "terminal"', 'for = "serial"'),
            ["mine.toml:2:7: this is for 'serial'; a keymap is for 'terminal'"],
        ),
        (
            spoiled('for = "terminal"', 'extend = "default"'),
            ["mine.toml:2:1: a keymap has no 'extend'; did you mean 'extends'?"],
        ),
        (
            spoiled("[keys]", "[chords]\n[keys]"),
            ["mine.toml:4:1: a keymap has no 'chords'; there are: title, for, extends, keys"],
        ),
        (
            'extends = "default"\nkeys = 1\n',
            ["mine.toml:2:8: `keys` is a table; write [keys] on a line of its own"],
        ),
        (
            'extends = "defualt"\n',
            ["mine.toml:1:11: no keymap is called 'defualt'; did you mean 'default'?"],
        ),
        (
            'extends = "characters"\n',
            ["mine.toml:1:11: no keymap is called 'characters'; there are: default, numpad, vi"],
        ),
        (
            'extends = ["default"]\n',
            ["mine.toml:1:11: `extends` is the name of a keymap in quotes, not ['default']"],
        ),
        (
            'extends = "mine.toml"\n',
            [
                (
                    "mine.toml:1:11: the keymaps extend each other in a circle: mine.toml -> mine.toml; "
                    "let one of them stand alone"
                )
            ],
        ),
        (
            'extends = "default"\n[keys]\nMenu = ["x", "1"]\n',
            [
                (
                    "mine.toml:3:14: '1' already means Select1 (keymaps/default.toml:30:12); "
                    "choose another key, or give Select1 a list without it"
                )
            ],
        ),
        (b"title = '\xe4'", ["mine.toml:1:10: not UTF-8 text; save the file as UTF-8"]),
        ("a\n title = '\ud800'", ["mine.toml:2:11: not UTF-8 text; save the file as UTF-8"]),
        (b"#" * (LARGEST + 1), [f"mine.toml: larger than {LARGEST} bytes; a keymap is a small file"]),
        (
            "\n" + "a." * 300 + "a = 1",
            ["mine.toml:2:401: a line of more than 400 characters; write the list on several lines"],
        ),
        ("a = " + "[" * 150 + "]" * 150, ["mine.toml:1:1: lists or tables are nested too deeply"]),
        ("a = [\n" + "[\n" * 4000 + "]\n" * 4001, ["mine.toml:1:1: lists or tables are nested too deeply"]),
    ],
)
def test_a_problem_names_its_line_and_column_and_what_to_do(text: str | bytes, said: list[str]) -> None:
    assert problems(text) == said


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (spoiled('Up = ["up"]', 'Up = ["up"'), "8:1"),
        (spoiled('Up = ["up"]', 'Up ["up"]'), "7:4"),
        ("[keys", "1:6"),
        ("title = 'ä\n'", "1:11"),
    ],
)
def test_text_that_is_no_toml_is_told_with_pythons_words_and_their_place(text: str, where: str) -> None:
    (said,) = problems(text)

    assert re.fullmatch(rf"mine\.toml:{where}: not TOML: [^()]+", said)


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_text() -> None:
    text = spoiled('"enter"', '"entr"').replace('["1"]', '"1"').replace("Left", "Lft")

    with pytest.raises(KeymapError) as caught:
        keymap.keymap(text, "mine.toml")

    assert [problem.line for problem in caught.value.problems] == [4, 6, 9, 15]
    assert str(caught.value).splitlines() == problems(text)


def test_a_long_list_of_problems_is_cut_in_the_text_of_the_error() -> None:
    with pytest.raises(KeymapError) as caught:
        keymap.keymap("[keys]\n" + "".join(f"x{number} = []\n" for number in range(100)), "mine.toml")

    assert len(caught.value.problems) == 100 + len(Key)
    assert str(caught.value).splitlines()[-1] == "and 93 more"


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    text = "\ufeff" + spoiled('"backspace"', '"bcakspace"').replace("\n", "\r\n")

    assert problems(text.encode()) == [
        "mine.toml:13:3: no key of a terminal is called 'bcakspace'; did you mean 'backspace'?"
    ]


def test_control_characters_of_a_file_do_not_reach_the_terminal_of_who_reads_the_error() -> None:
    (said,) = problems(spoiled('"enter"', r'"\u001b]0;owned\u0007"'))

    assert said.isprintable()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('for = "face"\n', ["any.toml:1:1: no reserved keys; list them under [reserved]"]),
        (
            'for = "face"\n[reserved]\nesc = "x"\nf1 = 1\n',
            [
                "any.toml:3:1: no key of a terminal is called 'esc'; did you mean 'escape'?",
                "any.toml:4:6: what the key does is a text in quotes",
            ],
        ),
    ],
)
def test_a_problem_in_the_list_of_reserved_keys_names_its_place(text: str, said: list[str]) -> None:
    assert problems(text, "any.toml") == said


# Which file


def test_an_unknown_name_brings_the_likely_one() -> None:
    with pytest.raises(
        KeymapError, match=r"^keymap: no keymap is called 'defualt'; did you mean 'default'\?$"
    ):
        load("defualt")


@pytest.mark.parametrize("name", ["characters", "reserved", "", "..", "keymap", "default\0"])
def test_what_is_no_keymap_is_not_loaded(name: str) -> None:
    with pytest.raises(KeymapError, match="no keymap is called"):
        load(name)


def test_a_persons_own_file_is_named_after_itself(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(WHOLE)

    mine = load(path)

    assert (mine.name, mine.title) == ("mine", "Mine")
    assert mine.terminal_keys(Key.ESCAPE) == ("escape", "backspace")
    assert load(str(path)) == mine


def test_a_file_may_extend_one_beside_it_that_extends_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('extends = "vi"\ntitle = "One"\n[keys]\nMenu = ["x"]\n')
    (tmp_path / "two.toml").write_text('extends = "one.toml"\n[keys]\nok = ["space"]\n')

    two = load(tmp_path / "two.toml")

    assert (two.name, two.title) == ("two", "One")
    assert two.terminal_keys(Key.MENU) == ("x",)
    assert two.terminal_keys(Key.OK) == ("space",)
    assert two.terminal_keys(Key.LEFT) == ("h", "left")


def test_files_that_extend_each_other_are_refused_where_the_circle_closes(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('extends = "two.toml"\n')
    (tmp_path / "two.toml").write_text('title = "Two"\nextends = "one.toml"\n')

    with pytest.raises(KeymapError) as caught:
        load(tmp_path / "one.toml")

    assert str(caught.value) == (
        f"{tmp_path / 'two.toml'}:2:11: the keymaps extend each other in a circle: "
        "one.toml -> two.toml -> one.toml; let one of them stand alone"
    )


def test_a_damaged_base_is_named(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("[keys")
    (tmp_path / "two.toml").write_text('extends = "one.toml"\n[keys]\nOK = ["entr"]\n')

    with pytest.raises(KeymapError) as caught:
        load(tmp_path / "two.toml")

    assert [(Path(problem.file).name, problem.line) for problem in caught.value.problems] == [
        ("two.toml", 3),
        ("one.toml", 1),
    ]


@pytest.mark.parametrize("base", ["../one.toml", "/one.toml", "none.toml", ".toml", "a" * 300 + ".toml"])
def test_a_base_is_looked_for_beside_the_file_and_nowhere_else(tmp_path: Path, base: str) -> None:
    (tmp_path / "one.toml").write_text(WHOLE)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "two.toml").write_text(f'extends = "{base}"\n')

    with pytest.raises(KeymapError, match=r"two\.toml:1:11: no keymap is called "):
        load(tmp_path / "deep" / "two.toml")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")

    for name in ("none.toml", "pipe.toml", "."):
        with pytest.raises(KeymapError, match=r"no such file$"):
            load(tmp_path / name)


def test_the_installed_package_reads_the_keymaps_inside_itself(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "panel", tmp_path / "panel", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "keymaps", tmp_path / "panel" / "keymaps")
    (tmp_path / "panel" / "keymaps" / "inside.toml").write_text('extends = "default"\n')

    done = subprocess.run(
        [sys.executable, "-c", "from panel.keymap import load, names; print(load('inside').name, *names())"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["inside", "default", "inside", "numpad", "vi"]


def test_importing_the_keymaps_loads_neither_a_terminal_nor_what_only_errors_need() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, panel.keymap; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(done.stdout.split())
    assert "panel.sheet" in loaded
    assert loaded.isdisjoint({"textual", "asyncio", "importlib.metadata", "importlib.resources", "difflib"})


# README.md of the folder


def readme() -> str:
    return (ROOT / "keymaps" / "README.md").read_text(encoding="utf-8")


def test_the_example_of_the_readme_is_a_keymap() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", readme(), re.DOTALL)

    mine = keymap.keymap(example, "mine.toml")

    assert mine.terminal_keys(Key.SELECT1) == ("f2", "1")


def test_the_readme_shows_problems_as_they_are_told() -> None:
    text = '\n\nextends = "default"\n\n[keys]\nMenu = ["m"]\nSlect1 = ["x"]\nSelect3 = ["2"]\n'

    said = problems(text)

    assert len(said) == 2
    assert all(f"    {line}\n" in readme() for line in said)


def test_the_readme_names_every_key() -> None:
    words = set(re.findall(r"\w+", readme()))

    assert {key.value for key in Key} <= words
    assert {name for name in NAMED if not re.fullmatch(r"f\d+", name)} <= words


# Any text


@given(st.binary())
def test_any_bytes_are_a_keymap_or_one_named_error(data: bytes) -> None:
    assert_a_keymap_or_problems(data)


@given(st.text())
def test_any_text_is_a_keymap_or_one_named_error(text: str) -> None:
    assert_a_keymap_or_problems(text)


@given(st.sampled_from([*shipped(), ""]), st.data())
def test_any_change_to_a_good_file_gives_a_keymap_or_one_named_error(name: str, data: st.DataObject) -> None:
    text = shipped_text(name) if name else WHOLE
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    pieces = st.one_of(st.text(max_size=10), st.sampled_from(PIECES))

    assert_a_keymap_or_problems(text[:start] + data.draw(pieces) + text[end:])


PIECES = [
    "[",
    "]",
    "[[",
    '"',
    "'''",
    '"""',
    "=",
    "\n",
    "[keys]\n",
    "keys.OK = 1\n",
    'extends = "vi"\n',
    "{",
    "#",
]


@given(
    st.dictionaries(
        st.sampled_from([key.value for key in Key]),
        st.lists(st.sampled_from([*"abc123", "enter", "ctrl+m", "f1", "F2"]), max_size=3),
    ),
    st.booleans(),
)
def test_any_lists_of_keys_give_a_keymap_or_problems(table: dict[str, list[str]], extends: bool) -> None:
    head = 'extends = "default"\n' if extends else ""
    assert_a_keymap_or_problems(
        f"{head}[keys]\n" + "".join(f"{key} = {keys}\n" for key, keys in table.items())
    )


def assert_a_keymap_or_problems(text: str | bytes) -> None:
    """Either way what comes out is sound: a keymap is complete, a problem lies inside the text."""
    found = check(text, "any.toml")
    result = keymap_or_error(text)

    if isinstance(result, Keymap):
        assert set(result.keys.values()) == set(Key)
        assert found == []
    else:
        assert str(result)
    lines = (text.decode(errors="replace") if isinstance(text, bytes) else text).split("\n")
    for problem in found:
        assert problem.what
        if problem.file == "any.toml" and problem.line:
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


def keymap_or_error(text: str | bytes) -> Keymap | KeymapError:
    try:
        return keymap.keymap(text, "any.toml")
    except KeymapError as error:
        return error
