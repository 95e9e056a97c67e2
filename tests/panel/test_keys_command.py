"""`p800 keys`: what it plays, names and refuses, its exit codes, and what a short run drags in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from panel.scripts.command import main
from panel.scripts.targets import NoSuchTarget, opener

#: Nothing of this is needed to play a script without logins on core.
HEAVY = {
    "asyncio",
    "socket",
    "threading",
    "sqlite3",
    "ssl",
    "textual",
    "aiohttp",
    "cryptography",
    "shutil",
    "tomllib",
}

MENU = 'press Menu\ncheck line 1 "Menu"\n'
CASES = f"""\
case "the menu"
{MENU}
case "twice"
  row name="a"
  row name="b"
{MENU}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cases.keys").write_text(CASES)
    (tmp_path / "menu.keys").write_text(MENU)
    (tmp_path / "notes.txt").write_text("not a script")
    return tmp_path


def test_run_plays_every_case_of_every_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["run", str(folder / "menu.keys"), str(folder / "cases.keys")])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert [line.split("  ")[0].split()[0] for line in lines] == ["passed"] * 4 + ["4"]
    assert lines[-1] == "4 passed"


def test_a_folder_stands_for_its_scripts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(folder)]) == 0
    assert capsys.readouterr().out.endswith("4 passed\n")


def test_a_folder_without_scripts_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"p800 keys run: no script (*.keys) in {tmp_path}\n"


def test_one_case_can_be_chosen(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(folder), "--case", "twice[2]"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed"


def test_list_names_the_cases_and_plays_none(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "fails.keys").write_text('check line 1 "never"\n')

    code = main(["run", "--list", str(folder)])

    assert code == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{folder}/cases.keys:1: the menu",
        f"{folder}/cases.keys:5: twice[1]",
        f"{folder}/cases.keys:5: twice[2]",
        f"{folder}/fails.keys:1: fails",
        f"{folder}/menu.keys:1: menu",
    ]


@pytest.mark.parametrize("listing", [[], ["--list"]])
def test_a_case_that_is_not_there_is_a_mistake(
    folder: Path, capsys: pytest.CaptureFixture[str], listing: list[str]
) -> None:
    code = main(["run", str(folder), "--case", "the menus", *listing])

    told = capsys.readouterr()
    assert code == 2
    assert told.out + told.err == "there is no case 'the menus'; did you mean 'the menu'?\n"


def test_a_case_that_fails_is_exit_code_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "fails.keys").write_text('check line 1 "never"\n')

    assert main(["run", str(folder)]) == 1
    assert capsys.readouterr().out.endswith("4 passed, 1 failed\n")


@pytest.mark.parametrize("listing", [[], ["--list"]])
def test_what_cannot_be_read_is_exit_code_3(
    folder: Path, capsys: pytest.CaptureFixture[str], listing: list[str]
) -> None:
    (folder / "wrong.keys").write_text("press Dwon\n")

    assert main(["run", str(folder / "wrong.keys"), str(folder / "none.keys"), *listing]) == 3
    told = capsys.readouterr()
    assert "wrong.keys:1:7: error: unknown key 'Dwon'; did you mean 'Down'?" in told.out + told.err
    assert f"cannot read {folder}/none.keys: No such file or directory" in told.out + told.err


@pytest.mark.parametrize("words", [["run"], ["run", "--cas", "x", "f.keys"]])
def test_words_that_are_no_command_are_exit_code_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert "usage: p800 keys" in capsys.readouterr().err


def test_a_target_that_is_not_there_is_a_mistake(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["run", str(folder), "--target", "coer"])

    assert code == 2
    assert capsys.readouterr().err == "p800 keys run: there is no target 'coer'; did you mean 'core'?\n"


@pytest.mark.parametrize("name", ["", "serial:/dev/ttyS0", "core:", "core:x"])
def test_a_target_is_named_exactly(name: str) -> None:
    with pytest.raises(NoSuchTarget, match=r"^there is no target '.*core"):
        opener(name)


def test_a_short_script_on_core_drags_in_nothing_heavy(folder: Path) -> None:
    program = (
        "import sys; from panel.scripts.command import main\n"
        f"code = main(['run', {str(folder / 'menu.keys')!r}])\n"
        "print(*sorted(sys.modules), file=sys.stderr); sys.exit(code)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert not {name.partition(".")[0] for name in done.stderr.split()} & HEAVY
