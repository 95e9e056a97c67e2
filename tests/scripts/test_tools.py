"""`p800 keys fmt`, `lint` and `list`: what they write and say, and their exit codes."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from panel.scripts.tools import fmt, lint, list_, listed

UNTIDY = 'case "a" tags x\npress  menu\ncheck line 1 "Menu"\n'
TIDY = 'case "a" tags x\n  press Menu\n  check line 1 "Menu"\n'
ODD = 'press [Foo]\ncheck line 1 "x"\n'
WRONG = "press Dwon\n"

Out = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / "tidy.keys").write_text(TIDY)
    (tmp_path / "untidy.keys").write_text(UNTIDY)
    (tmp_path / "parts" / "part.keys").write_text("macro m( )\npress  [Bar]\nend\n")
    return tmp_path


def piped(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def answer(capsys: Out) -> dict[str, Any]:
    answered: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answered


@pytest.mark.parametrize(
    "words", [["fmt", "--check"], ["fmt"], ["lint"], ["lint", "--json"], ["list"]], ids=" ".join
)
def test_folders_without_a_script_are_refused(tmp_path: Path, capsys: Out, words: list[str]) -> None:
    tool = {"fmt": fmt, "lint": lint, "list": list_}[words[0]]
    (tmp_path / "empty").mkdir()

    assert tool([*words[1:], str(tmp_path)]) == 2

    assert capsys.readouterr() == ("", f"p800 keys {words[0]}: no script (*.keys) in {tmp_path}\n")


# -- fmt


def test_fmt_writes_what_changes_and_names_it(folder: Path, capsys: Out) -> None:
    assert fmt([str(folder)]) == 0

    assert capsys.readouterr().out.splitlines() == [f"{folder}/untidy.keys", f"{folder}/parts/part.keys"]
    assert (folder / "untidy.keys").read_text() == TIDY
    assert (folder / "parts" / "part.keys").read_text() == "macro m()\n  press [Bar]\nend\n"
    assert sorted(os.listdir(folder)) == ["parts", "tidy.keys", "untidy.keys"]

    assert fmt([str(folder)]) == 0
    assert capsys.readouterr().out == ""


def test_fmt_touches_nothing_beside_a_file(folder: Path) -> None:
    victim = folder / "victim"
    victim.write_text("mine")
    (folder / "untidy.keys.new").symlink_to(victim)

    assert fmt([str(folder / "untidy.keys")]) == 0

    assert victim.read_text() == "mine"
    assert not (folder / "untidy.keys").is_symlink()


def test_fmt_keeps_a_files_mode_and_what_leads_to_it(folder: Path) -> None:
    (folder / "untidy.keys").chmod(0o640)
    (folder / "link.keys").symlink_to("untidy.keys")

    assert fmt([str(folder / "link.keys")]) == 0

    assert (folder / "link.keys").is_symlink()
    assert (folder / "untidy.keys").read_text() == TIDY
    assert stat.S_IMODE((folder / "untidy.keys").stat().st_mode) == 0o640


def test_fmt_makes_a_script_of_another_system_one_of_this(folder: Path) -> None:
    (folder / "untidy.keys").write_bytes(b"\xef\xbb\xbf" + UNTIDY.replace("\n", "\r\n").encode())

    fmt([str(folder / "untidy.keys")])

    assert (folder / "untidy.keys").read_bytes() == TIDY.encode()


def test_fmt_check_writes_nothing_and_fails(folder: Path, capsys: Out) -> None:
    assert fmt(["--check", str(folder / "tidy.keys")]) == 0
    assert fmt(["--check", str(folder / "tidy.keys"), str(folder / "untidy.keys")]) == 1

    assert capsys.readouterr().out == f"{folder}/untidy.keys\n"
    assert (folder / "untidy.keys").read_text() == UNTIDY


def test_fmt_diff_shows_what_would_change_but_no_secret(folder: Path, capsys: Out) -> None:
    path = folder / "secret.keys"
    path.write_text('secret  KEY = env KEY else "hush"\npress  menu\n')

    assert fmt(["--diff", str(path)]) == 0

    told = capsys.readouterr().out
    assert '-secret  KEY = env KEY else "****"\n' in told
    assert '+secret KEY = env KEY else "****"\n+press Menu\n' in told
    assert "hush" not in told
    assert "hush" in path.read_text()
    assert "press  menu" in path.read_text()


def test_fmt_takes_a_script_from_a_pipe(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    piped(monkeypatch, UNTIDY.encode())
    assert fmt(["-"]) == 0
    assert capsys.readouterr().out == TIDY

    piped(monkeypatch, UNTIDY.encode())
    assert fmt(["-", "--json"]) == 0
    assert answer(capsys) == {"version": 1, "files": [{"path": "-", "changed": True, "text": TIDY}]}


def test_fmt_leaves_alone_what_it_cannot_read_and_does_the_rest(folder: Path, capsys: Out) -> None:
    (folder / "wrong.keys").write_text(WRONG)
    (folder / "bytes.keys").write_bytes(b"\xff")

    assert fmt([str(folder), str(folder / "none.keys")]) == 3

    told = capsys.readouterr()
    assert f"{folder}/untidy.keys\n" in told.out
    assert f"{folder}/wrong.keys:1:7: error: unknown key 'Dwon'; did you mean 'Down'?" in told.err
    assert f"{folder}/bytes.keys:1:1: error: not a script: byte 0 is not UTF-8" in told.err
    assert f"cannot read {folder}/none.keys: No such file or directory" in told.err
    assert (folder / "wrong.keys").read_text() == WRONG


def test_fmt_as_json_names_every_file_and_mistake(folder: Path, capsys: Out) -> None:
    (folder / "wrong.keys").write_text(WRONG)

    assert fmt(["--json", "--check", *(str(folder / name) for name in ("tidy.keys", "wrong.keys"))]) == 3

    tidy, wrong = answer(capsys)["files"]
    assert tidy == {"path": f"{folder}/tidy.keys", "changed": False}
    assert wrong["problems"][0]["severity"] == "error"


# -- lint


def test_lint_shows_what_is_odd_and_fails(folder: Path, capsys: Out) -> None:
    (folder / "odd.keys").write_text(ODD)

    assert lint([str(folder / "tidy.keys")]) == 0
    assert capsys.readouterr().out == ""
    assert lint([str(folder)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{folder}/odd.keys:1:7: warning: no screen of the panel shows the label [Foo]",
        "    press [Foo]",
        "          ^^^^^",
        f"{folder}/parts/part.keys:2:8: warning: no screen of the panel shows the label [Bar]",
        "    press  [Bar]",
        "           ^^^^^",
    ]


def test_lint_tells_once_what_several_scripts_include(folder: Path, capsys: Out) -> None:
    for name in ("one.keys", "two.keys"):
        (folder / name).write_text('include "parts/part.keys"\ncall m()\ncheck line 1 "x"\n')

    assert lint([str(folder / "one.keys"), str(folder / "two.keys")]) == 1
    assert capsys.readouterr().out.count("[Bar]\n") == 2  # the remark and the line that it shows


def test_lint_as_json_gives_the_script_and_what_is_odd(folder: Path, capsys: Out) -> None:
    path = folder / "odd.keys"
    path.write_text('include "parts/part.keys"\ncall m()\ncheck line 1 "x"\n')

    assert lint(["--json", str(path)]) == 1

    (script,) = answer(capsys)["scripts"]
    assert [step["kind"] for step in script["cases"][0]["body"]] == ["Call", "Check"]
    assert (script["macros"], script["includes"][0]["path"]) == ([], "parts/part.keys")
    assert [problem["path"] for problem in script["problems"]] == [f"{folder}/parts/part.keys"]


def test_lint_of_a_pipe(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    piped(monkeypatch, ODD.encode())

    assert lint(["-"]) == 1
    assert capsys.readouterr().out.startswith("-:1:7: warning: ")


def test_lint_of_what_is_no_script(monkeypatch: pytest.MonkeyPatch, capsys: Out) -> None:
    piped(monkeypatch, b"press Dwon\n\xff")
    assert lint(["-"]) == 3
    assert "byte 11 is not UTF-8" in capsys.readouterr().err

    piped(monkeypatch, WRONG.encode())
    assert lint(["--json", "-"]) == 3
    (script,) = answer(capsys)["scripts"]
    assert set(script) == {"version", "path", "problems"}
    assert script["problems"][0]["span"] == {"line": 1, "column": 7, "endColumn": 11}


def test_lint_reads_nothing_that_opens_connections_or_draws() -> None:
    tell = "import sys; from panel.scripts.tools import lint; lint([sys.argv[1]]); print(*sys.modules)"
    example = Path(__file__).parents[2] / "examples" / "login.keys"

    done = subprocess.run([sys.executable, "-c", tell, example], capture_output=True, text=True, check=True)

    assert set(done.stdout.split()).isdisjoint(
        {"asyncio", "socket", "ssl", "sqlite3", "textual", "cryptography"}
    )


# -- list


def test_list_gives_place_tags_and_needs(folder: Path, capsys: Out) -> None:
    (folder / "more.keys").write_text('case "b"\n  row n="1"\n  row n="2"\n  check audit $n\n  advance 1s\n')

    assert list_([str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{folder}/more.keys:1: b[1]  (needs: audit, virtual-time)",
        f"{folder}/more.keys:1: b[2]  (needs: audit, virtual-time)",
        f"{folder}/tidy.keys:1: a  (tags: x)",
        f"{folder}/untidy.keys:1: a  (tags: x)",
    ]


def test_list_as_json(folder: Path, capsys: Out) -> None:
    (folder / "wrong.keys").write_text(WRONG)

    assert list_(["--json", "--case", "a", str(folder / "tidy.keys"), str(folder / "wrong.keys")]) == 3

    told = answer(capsys)
    assert told["cases"] == [
        {
            "title": "a",
            "name": "a",
            "row": None,
            "path": f"{folder}/tidy.keys",
            "line": 1,
            "tags": ["x"],
            "needs": [],
        }
    ]
    assert [problem["path"] for problem in told["problems"]] == [f"{folder}/wrong.keys"]


def test_list_of_a_case_that_is_not_there(folder: Path, capsys: Out) -> None:
    (folder / "login.keys").write_text('case "log in"\n  press Menu\n')

    assert listed([str(folder / "login.keys")], "log on") == 2
    assert capsys.readouterr().err == "there is no case 'log on'; did you mean 'log in'?\n"


def test_list_of_a_folder_without_scripts(tmp_path: Path, capsys: Out) -> None:
    assert list_([str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"p800 keys list: no script (*.keys) in {tmp_path}\n"
