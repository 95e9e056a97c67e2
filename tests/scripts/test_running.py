"""`p800 keys`: what each word on its command line does, and which exit code it ends with."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from panel.cli import main as p800
from panel.scripts import picturing
from panel.scripts.command import COMMANDS, main

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Two cases, one with rows, and a picture."""
    path = tmp_path / "a.keys"
    path.write_text(
        'case "the menu" tags quick\n  press Menu\n  shot "Menu first"\n  check line 1 "Menu"\n'
        'case "down"\n  row to="Maintenance"\n  row to="System"\n  press Menu\n  select $to\n'
    )
    return path


# -- which command


def test_help_names_every_command(capsys: Captured) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "a command is missing; there are run, list, fmt, lint, guide, record"),
        (["rn"], "there is no command 'rn'; did you mean 'run'?"),
        (["run", "nowhere"], "cannot read nowhere"),
    ],
)
def test_words_that_are_not_understood_say_what_there_is(
    capsys: Captured, words: list[str], said: str
) -> None:
    assert main(words) == (3 if words[:1] == ["run"] else 2)
    captured = capsys.readouterr()
    assert said in captured.out + captured.err


# -- run


def test_a_run_tells_each_case_and_ends_with_the_counts(script: Path, capsys: Captured) -> None:
    assert main(["run", str(script)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 passed"


def test_a_folder_stands_for_its_scripts(script: Path, capsys: Captured) -> None:
    assert main(["run", str(script.parent), "--case", "down[2]"]) == 0
    assert "down[2]" in capsys.readouterr().out


def test_a_part_may_lack_what_its_readers_give(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "part.keys").write_text("macro down()\n  type $GIVEN\n  call given()\nend\n")
    (tmp_path / "whole.keys").write_text('press Menu\ncheck line 1 "Menu"\n')

    assert main(["run", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed"
    assert main(["run", "--list", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path}/whole.keys:1: whole\n"

    (tmp_path / "whole.keys").write_text('include "part.keys"\ncall down()\n')
    assert main(["run", str(tmp_path)]) == 3
    assert "part.keys:2:8: error: unknown name 'GIVEN'" in capsys.readouterr().out


def test_cases_are_listed_with_their_places(script: Path, capsys: Captured) -> None:
    assert main(["run", str(script), "--list"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{script}:1: the menu  (tags: quick)",
        f"{script}:5: down[1]",
        f"{script}:5: down[2]",
    ]
    assert main(["run", str(script), "--list", "--case", "dwn"]) == 2
    assert "did you mean 'down[" in capsys.readouterr().err


def test_a_shuffled_run_prints_its_seed_and_a_seed_repeats_the_order(script: Path, capsys: Captured) -> None:
    assert main(["run", str(script), "--shuffle"]) == 0
    first = capsys.readouterr().out.splitlines()
    assert first[0].startswith("seed: ")

    assert main(["run", str(script), "--shuffle", "--seed", first[0].split()[1]]) == 0
    assert capsys.readouterr().out.splitlines() == first


def test_a_run_is_written_as_junit_xml(script: Path, tmp_path: Path) -> None:
    report = tmp_path / "out" / "report.xml"

    assert main(["run", str(script), "--junit", str(report)]) == 0

    assert [case.get("name") for case in ElementTree.parse(report).iter("testcase")] == [
        "the menu",
        "down[1]",
        "down[2]",
    ]


def test_shots_are_text_svg_and_png(script: Path, tmp_path: Path) -> None:
    shots = tmp_path / "shots"

    assert main(["run", str(script), "--shots", str(shots)]) == 0

    stem = "the-menu-menu-first"
    assert sorted(path.name for path in shots.iterdir()) == [f"{stem}.png", f"{stem}.svg", f"{stem}.txt"]
    lines = (shots / f"{stem}.txt").read_text().splitlines()
    assert (lines[0].split(), lines[1]) == (["Menu", "1/11"], "Paper Input")
    assert "Paper Input" in (shots / f"{stem}.svg").read_text()
    with Image.open(shots / f"{stem}.png") as picture:
        assert picture.width > picture.height


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eins!", "eins?"),
        ("\u041c\u0435\u043d\u044e", "\u6fc3\u5ea6"),
        ("\u00dcber", "\u00c4ber"),
        ("a b", "a-b"),
        ("A", "a"),
        ("k", "\u212a"),
        ("x" * 250, "x" * 249 + "y"),
        ("!", "unnamed"),
    ],
)
def test_no_picture_takes_the_place_of_another(tmp_path: Path, one: str, other: str) -> None:
    script, shots = tmp_path / "a.keys", tmp_path / "shots"
    script.write_text(
        f'case "{one}"\nshot "{one}"\nshot "{other}"\ncase "{other}"\nshot "{one}"\nshot "{other}"\n'
    )

    assert main(["run", str(script), "--shots", str(shots)]) == 0

    assert len(list(shots.iterdir())) == 4 * 3


def test_cases_of_one_name_in_two_files_and_rows_have_pictures_of_their_own(tmp_path: Path) -> None:
    shots = tmp_path / "shots"
    (tmp_path / "a.keys").write_text('case "a"\nrow x="1"\nrow x="2"\nshot $x\ncase "a 1"\nshot "1"\n')
    (tmp_path / "b.keys").write_text('case "a"\nshot "1 1"\ncase "a 1"\nshot "1"\n')

    assert main(["run", str(tmp_path), "--shots", str(shots)]) == 0

    stems = sorted(path.stem for path in shots.glob("*.txt"))
    assert len(stems) == 5
    assert {"a-1-1", "a-2-2"} < set(stems)


def test_a_picture_is_called_the_same_whatever_else_is_played(script: Path, tmp_path: Path) -> None:
    script.write_text('case "one!"\nshot "x"\ncase "one?"\nshot "x"\n')
    for folder, more in (("all", []), ("some", ["--case", "one?"])):
        assert main(["run", str(script), "--shots", str(tmp_path / folder), *more]) == 0

    assert {path.name for path in (tmp_path / "some").iterdir()} < {
        path.name for path in (tmp_path / "all").iterdir()
    }


def test_a_run_is_written_as_an_asciicast_with_a_marker_for_each_step(script: Path, tmp_path: Path) -> None:
    cast = tmp_path / "a.cast"

    assert main(["run", str(script), "--cast", str(cast)]) == 0

    header, *events = map(json.loads, cast.read_text().splitlines())
    assert header["version"] == 3
    markers = [text for _, kind, text in events if kind == "m"]
    assert markers[:4] == ["the menu", "press Menu", 'shot "Menu first"', 'check line 1 "Menu"']
    assert any("Maintenance" in text for _, kind, text in events if kind == "o")


def test_a_run_is_drawn_as_a_moving_picture(script: Path, tmp_path: Path) -> None:
    gif = tmp_path / "a.gif"

    assert main(["run", str(script), "--gif", str(gif)]) == 0

    with Image.open(gif) as picture:
        assert getattr(picture, "n_frames", 1) > 3


def test_without_pillow_a_moving_picture_says_what_to_install_before_anything_is_played(
    script: Path, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picturing, "find_spec", lambda name: None)

    assert main(["run", str(script), "--gif", str(tmp_path / "a.gif")]) == 1

    captured = capsys.readouterr()
    assert "pip install 'p800-panel[pictures]'" in captured.err
    assert captured.out == ""


def test_a_moving_picture_of_nothing_is_refused(tmp_path: Path, capsys: Captured) -> None:
    script = tmp_path / "a.keys"
    script.write_text("needs glass\npress Menu\n")

    assert main(["run", str(script), "--gif", str(tmp_path / "a.gif")]) == 1
    assert "no case was played" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--junit", "--cast", "--gif", "--shots"])
def test_what_cannot_be_written_is_said_before_anything_is_played(
    script: Path, capsys: Captured, option: str
) -> None:
    assert main(["run", str(script), option, str(script / "x")]) == 1

    captured = capsys.readouterr()
    assert "it cannot be written" in captured.err
    assert captured.out == ""


def test_a_script_that_is_wrong_leads_to_no_picture(script: Path, tmp_path: Path) -> None:
    script.write_text("prss Menu\n")
    out = tmp_path / "out"
    words = [f"--{name}={out / name}" for name in ("shots", "cast", "gif")]

    assert main(["run", str(script), *words]) == 3

    assert sorted(path.name for path in out.rglob("*")) == ["shots"]


@pytest.fixture
def broken_off(tmp_path: Path) -> Path:
    """Three cases, of which the second wants a picture."""
    path = tmp_path / "three.keys"
    path.write_text('case "one"\npress Menu\ncase "two"\npress Menu\nshot "x"\ncase "three"\npress Menu\n')
    return path


def outcomes(report: Path) -> list[tuple[str | None, list[str]]]:
    cases = ElementTree.parse(report).iter("testcase")
    return [(case.get("name"), [each.tag for each in case if each.tag != "system-out"]) for case in cases]


def test_a_picture_that_cannot_be_written_leaves_the_report_and_the_film(
    broken_off: Path, tmp_path: Path, capsys: Captured
) -> None:
    report, film, shots = tmp_path / "r.xml", tmp_path / "r.cast", tmp_path / "shots"
    (shots / "two-x.png").mkdir(parents=True)

    words = [
        "--shots",
        str(shots),
        "--junit",
        str(report),
        "--cast",
        str(film),
        "--gif",
        str(tmp_path / "r.gif"),
    ]
    assert main(["run", str(broken_off), *words]) == 1

    assert "two-x.png: it cannot be written" in capsys.readouterr().err
    assert outcomes(report) == [("one", []), ("two", ["error"]), ("three", ["skipped"])]
    assert "two-x.png: it cannot be written" in report.read_text()
    assert "two" in film.read_text()
    assert (tmp_path / "r.gif").exists()


def test_a_run_that_is_interrupted_leaves_the_report_and_the_film(
    broken_off: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(picturing, "png", interrupted)
    report, film = tmp_path / "r.xml", tmp_path / "r.cast"
    words = ["--shots", str(tmp_path / "shots"), "--junit", str(report), "--cast", str(film)]

    with pytest.raises(KeyboardInterrupt):
        main(["run", str(broken_off), *words])

    assert outcomes(report) == [("one", []), ("two", ["error"]), ("three", ["skipped"])]
    assert "the run was interrupted in this case" in report.read_text()
    assert "two" in film.read_text()


def test_two_targets_are_compared(script: Path, capsys: Captured) -> None:
    assert main(["run", str(script), "--compare", "core,app"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 the same, 0 different, 0 skipped"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--compare", "core"], "--compare takes two targets"),
        (["--compare", "core,nowhere"], "there is no target 'nowhere'"),
        (["--target", "ap"], "there is no target 'ap'; did you mean 'app'?"),
        (["--seed", "3"], "give both"),
        (
            ["--compare", "core,app", "--junit", "x"],
            "--compare has no use for --junit; leave one of them out",
        ),
        (["--compare", "core,app", "--shots", "x", "--cast", "x"], "no use for --shots and --cast"),
        (["--compare", "core,app", "--gif", "x"], "--compare has no use for --gif"),
        (["--compare", "core,app", "--shuffle", "--seed", "0"], "no use for --shuffle and --seed"),
        (["--compare", "core,app", "--target", "core"], "--compare has no use for --target"),
        (["--compare", "core,app", "--as", "admin"], "--as and --fresh are for a running device"),
        (["--compare", ""], "--compare takes two targets"),
        (["--target", ""], "there is no target ''"),
        (["--list", "--target", "bogus"], "--list plays no case, so --target would do nothing"),
        (["--list", "--compare", "core,app"], "--list plays no case, so --compare would do nothing"),
        (["--list", "--as", "admin", "--fresh"], "so --as and --fresh would do nothing"),
        (["--yes"], "--yes answers what --fresh asks; give both"),
        (["--fresh"], "--as and --fresh are for a running device"),
    ],
)
def test_options_that_do_not_fit_are_refused(
    script: Path, capsys: Captured, words: list[str], said: str
) -> None:
    assert main(["run", str(script), *words]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_scripts_is_refused(tmp_path: Path, capsys: Captured) -> None:
    assert main(["run", str(tmp_path)]) == 2
    assert "no script (*.keys) in" in capsys.readouterr().err


# -- what is no character


def told_in_ascii(*words: str) -> tuple[int, bytes]:
    """The exit code and what a terminal without any other characters gets."""
    content = BytesIO()
    with redirect_stdout(TextIOWrapper(content, encoding="ascii", write_through=True)) as terminal:
        code = p800(["keys", *words])
        terminal.detach()
    return code, content.getvalue()


@pytest.mark.parametrize("command", ["run", "list", "fmt --diff", "fmt --check"])
def test_any_name_is_told_on_any_terminal(tmp_path: Path, command: str) -> None:
    script = tmp_path / "\udcff.keys"
    script.write_text('case "gr\u00fc\u00dfe"\npress  Menu\n')

    code, told = told_in_ascii(*command.split(), str(script))

    assert code in (0, 1)
    assert b"gr\\xfc\\xdfe" in told or b"\\udcff.keys" in told


def test_json_and_a_formatted_script_are_the_same_on_any_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "a.keys"
    script.write_text('case "gr\u00fc\u00dfe"\n  press Menu\n')
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(script.read_bytes())))

    assert (
        json.loads(told_in_ascii("list", "--json", str(script))[1])["cases"][0]["title"] == "gr\u00fc\u00dfe"
    )
    assert told_in_ascii("fmt", "-") == (0, script.read_bytes())


def test_a_variable_that_is_no_text_is_told_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, out = tmp_path / "a.keys", tmp_path / "out"
    script.write_text("let X = env X\nnote $X\npress Menu\ncheck screen $X\n")
    monkeypatch.setenv("X", "a\udcff")

    code, told = told_in_ascii("run", str(script), "--junit", str(tmp_path / "a.xml"))
    assert (code, b'a display with "a\\ufffd"' in told) == (1, True)

    script.write_text("let X = env X\nnote $X\npress Menu\n")
    assert main(["guide", str(script), "--env", "-o", str(out)]) == 0
    assert "a\ufffd" in (out / "a.md").read_text()


def test_a_target_that_can_be_no_path_is_not_reached(script: Path, capsys: Captured) -> None:
    assert main(["run", str(script), "--target", f"socket:{'x' * 300}"]) == 4
    assert "cannot reach the target" in capsys.readouterr().out
