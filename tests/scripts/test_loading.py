"""Scripts of several files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from panel.scripts.errors import ScriptError
from panel.scripts.language import Script
from panel.scripts.loading import load


def loaded(folder: Path, **files: str) -> Script:
    for name, text in files.items():
        path = folder / f"{name}.keys"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load(str(folder / "main.keys"))


def mistake(folder: Path, **files: str) -> str:
    with pytest.raises(ScriptError) as caught:
        loaded(folder, **files)
    return str(caught.value).replace(f"{folder}/", "")


def test_an_included_file_gives_its_names_and_macros(tmp_path: Path) -> None:
    script = loaded(
        tmp_path,
        main='include "common.keys"\ncase "A"\ncall login($USER)',
        common='let USER = "admin"\nmacro login(name)\ntype $name\nend',
    )

    assert [definition.name for definition in script.definitions] == ["USER"]
    assert [macro.name for macro in script.macros] == ["login"]


def test_a_file_included_by_two_ways_is_taken_once(tmp_path: Path) -> None:
    script = loaded(
        tmp_path,
        main='include "a.keys"\ninclude "b.keys"\ntype $X',
        a='include "c.keys"',
        b='include "c.keys"',
        c='let X = "1"',
    )

    assert [definition.name for definition in script.definitions] == ["X"]


def test_an_include_is_looked_for_from_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.keys").write_text('include "b.keys"')
    (tmp_path / "inner" / "b.keys").write_text('let X = "1"')

    script = loaded(tmp_path, main='include "inner/a.keys"\ntype $X')

    assert len(script.definitions) == 1


def test_files_that_include_each_other_are_refused(tmp_path: Path) -> None:
    message = mistake(
        tmp_path, main='include "a.keys"\npress OK', a='include "b.keys"', b='include "./a.keys"'
    )

    assert message.startswith(
        "b.keys:1:1: error: the files include each other: a.keys includes b.keys includes a.keys\n"
    )


def test_a_missing_include_is_told_where_it_is_named(tmp_path: Path) -> None:
    message = mistake(tmp_path, main='include "gone.keys"\npress OK')

    assert message.startswith("main.keys:1:1: error: cannot read gone.keys: No such file or directory\n")


def test_an_include_with_cases_is_refused(tmp_path: Path) -> None:
    message = mistake(tmp_path, main='include "a.keys"', a='case "A"\npress OK')

    assert message.startswith("a.keys:1:1: error: a.keys is included by main.keys")


def test_a_mistake_in_an_include_is_shown_there(tmp_path: Path) -> None:
    message = mistake(tmp_path, main='include "a.keys"\npress OK', a="macro m()\npress Dwon\nend")

    assert message.startswith("a.keys:2:7: error: unknown key 'Dwon'")


def test_a_file_that_is_no_text_is_a_wrong_script(tmp_path: Path) -> None:
    (tmp_path / "main.keys").write_bytes(b"press OK\n\xff\xfe")

    with pytest.raises(ScriptError, match=r"main\.keys:1:1: error: not a script: byte 9 is not UTF-8"):
        load(str(tmp_path / "main.keys"))


def test_a_pipe_or_a_device_is_no_script_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.keys")
    (tmp_path / "device.keys").symlink_to("/dev/zero")
    (tmp_path / "folder.keys").mkdir()

    for name, said in (("pipe", "no regular file"), ("device", "no regular file"), ("folder", "directory")):
        with pytest.raises(OSError, match=said):
            load(str(tmp_path / f"{name}.keys"))
    message = mistake(tmp_path, main='include "pipe.keys"\npress OK')

    assert message.startswith("main.keys:1:1: error: cannot read pipe.keys: it is no regular file\n")


def test_a_chain_of_many_macros_is_refused_and_not_followed(tmp_path: Path) -> None:
    macros = "\n".join(f"macro m{n}()\ncall m{n + 1}()\nend" for n in range(3000))

    message = mistake(tmp_path, main=f'{macros}\nmacro m3000()\nend\ncase "A"\ncall m0()')

    assert "macro 'm0' calls itself, or more than 32 deep" in message


@pytest.mark.parametrize(
    ("first", "second", "called"),
    [
        ('"row"\nrow a="1"', '"row[1]"', "row[1]"),
        ('"row[2]"', '"row"\nrow a="1"\nrow a="2"', "row[2]"),
        ('"a::b"', '"a: :b"', "a: :b"),
        (r'"a\nb"', r'"a\\nb"', r"a\nb"),
    ],
)
def test_cases_that_could_not_be_told_from_each_other_are_refused(
    tmp_path: Path, first: str, second: str, called: str
) -> None:
    text = f"case {first}\npress OK\ncase {second}\npress OK"
    line = 2 + first.count("\n") + 1

    message = mistake(tmp_path, main=text)

    assert message.startswith(
        f"main.keys:{line}:1: error: a case is called '{called}' already, at main.keys:1:1"
    )


def test_a_case_may_be_called_as_a_row_that_is_not_there(tmp_path: Path) -> None:
    script = loaded(tmp_path, main='case "row"\nrow a="1"\ncase "row[2]"\ncase "[1]"\n')

    assert len(script.cases) == 3


def doubling(macros: int, then: str = "note $x") -> str:
    """Macros that each call the next twice."""
    calls = "".join(f"macro m{n}(x)\ncall m{n + 1}($x)\ncall m{n + 1}($x)\nend\n" for n in range(macros))
    return f'{calls}macro m{macros}(x)\n{then}\nend\ncase "A"\n  call m0("x")\n'


def test_a_case_whose_macros_multiply_its_steps_is_refused(tmp_path: Path) -> None:
    loaded(tmp_path, main=doubling(18))

    message = mistake(tmp_path, main=doubling(31))

    assert "error: this case has 6442450943 steps with those of its macros, of 1000000 at most" in message
