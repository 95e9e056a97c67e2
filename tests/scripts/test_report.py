"""What a run tells, and what it exits with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from panel.scripts.batch import run
from panel.scripts.cases import Item, items
from panel.scripts.loading import loads
from panel.scripts.outcome import Failed, Lost, Outcome, Passed, Skipped
from panel.scripts.report import again, exit_code, summary, told
from panel.scripts.runner import play
from panel.scripts.stage import TargetLost

from .toy import Toy, opened, printer

FAILING = """case "The key is kept"
  press [Menu]
  select "Security Options" > "Auto Erase Memory Setting"
  expect screen "Off" within 500ms
"""

FAILED = Failed("t.keys:1:1", "", "", "", (), (), (), 0.0)


def test_a_failure_shows_all_that_helps_to_understand_it() -> None:
    (item,) = items(loads(FAILING, "examples/key.keys"))

    assert told(item, play(item, printer())) == (
        "failed   The key is kept\n"
        'examples/key.keys:4:3: expect screen "Off" within 500ms\n'
        '  wanted: a display with "Off" within 0.5 s\n'
        "  found:  the last display below\n"
        "  the last displays, with their panel times:\n"
        "        0.0 s  |Security                 |\n"
        "               |Driver Encryption Key:Enc|\n"
        "              >|Driver Encryption Key    |\n"
        "               |                         |\n"
        "        0.0 s  |Security                 |\n"
        "              >|Service Mode Lock     Off|\n"
        "               |Permit SSL/TLS  Ciphertex|\n"
        "               |                         |\n"
        "        0.0 s  |Security                 |\n"
        "               |Service Mode Lock     Off|\n"
        "              >|Permit SSL/TLS  Ciphertex|\n"
        "               |                         |\n"
        "        0.0 s  |Security                 |\n"
        "              >|Auto Erase Memory Setting|\n"
        "               |                         |\n"
        "               |                         |\n"
        "        0.0 s  |No disk                  |\n"
        "               |                         |\n"
        "               |                         |\n"
        "               |                         |\n"
        "  the last keys: [Menu] Down Down Down OK Down Down Down Down OK\n"
        '  again:  p800 keys run examples/key.keys --case "The key is kept"'
    )


NOTED = """let ROOM = "second"
macro into()
note "the ${ROOM} room"
end
case "A"
note "at home"
call into()
press [Menu]
check screen "nowhere"
note "not so far"
"""


def test_a_failure_tells_the_last_note_that_was_passed() -> None:
    (item,) = items(loads(NOTED))

    report = told(item, play(item, printer()))

    assert 'check screen "nowhere"\n  note:   the second room\n  wanted: a display' in report
    assert "at home" not in report
    assert "not so far" not in report


def test_a_note_of_several_lines_stands_in_its_column() -> None:
    (item,) = items(loads('note "one\\ntwo"\npress [no]'))

    assert "\n  note:   one\n          two\n  wanted:" in told(item, play(item, printer()))


def test_a_secret_in_a_note_is_masked_even_when_it_is_given_later() -> None:
    (item,) = items(loads('secret K = env K\nlet L = env L\nnote "${K} ${L}"\nsecret M = env L\npress [no]'))

    report = told(item, play(item, printer(), {"K": "hunter2", "L": "swordfish"}))

    assert "\n  note:   **** ****\n" in report


def test_a_message_that_has_gone_is_among_the_last_displays() -> None:
    (item,) = items(loads(FAILING.replace("500ms", "3s")))

    report = told(item, play(item, printer()))

    assert "        0.0 s  |No disk                  |" in report
    assert "        2.0 s  |Security                 |" in report


def test_only_the_last_ten_keys_are_told() -> None:
    (item,) = items(loads('press Down*500 Up*3\ncheck screen "nowhere"'))

    assert f"the last keys: {'Down ' * 7}Up Up Up\n" in told(item, play(item, printer()))


def item_called(name: str, path: str = "a.keys") -> Item:
    (item,) = items(loads(f'case "{name}"\n', path))
    return item


def test_a_case_is_played_again_by_its_name() -> None:
    (_, second) = items(loads('case "A"\nrow x="1"\nrow x="2"', "a.keys"))

    assert again(second) == 'p800 keys run a.keys --case "A[2]"'


def test_names_that_a_shell_would_change_are_quoted() -> None:
    assert again(item_called(r"cost: \$5")) == "p800 keys run a.keys --case 'cost: $5'"
    assert again(item_called("it's !")) == """p800 keys run a.keys --case 'it'"'"'s !'"""
    assert again(item_called("A", "my files/a b.keys")) == 'p800 keys run "my files/a b.keys" --case "A"'


def test_what_else_was_said_of_a_target_is_said_again() -> None:
    assert again(item_called("A"), "socket:x", ("--as", "Ann's", "--fresh")) == (
        'p800 keys run a.keys --target socket:x --as "Ann\'s" --fresh --case "A"'
    )


def test_another_target_is_named_in_what_to_run_again() -> None:
    assert again(item_called("A"), "socket:/run/p800/control.sock") == (
        'p800 keys run a.keys --target socket:/run/p800/control.sock --case "A"'
    )


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([Passed(0, 0), Skipped("x")], 0),
        ([Passed(0, 0), FAILED, Skipped("x")], 1),
        ([FAILED, Lost("", "", "")], 4),
        ([Skipped("x"), Skipped("y")], 5),
        ([], 5),
    ],
)
def test_the_exit_code_tells_the_worst(outcomes: list[Outcome], code: int) -> None:
    assert exit_code(outcomes) == code


def test_the_summary_counts() -> None:
    assert summary([Passed(0, 0), FAILED, Skipped("x"), Skipped("y")]) == "1 passed, 1 failed, 2 skipped"
    assert summary([]) == "0 passed"


# -- a batch of files


def run_files(folder: Path, *texts: str, case: str | None = None) -> tuple[int, str]:
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"{number}.keys"
        path.write_text(text, encoding="utf-8")
        paths.append(str(path))
    lines: list[str] = []
    code = run(paths, opened, {}, lines.append, case=case)
    return code, "\n".join(lines)


def test_every_case_is_played_on_a_fresh_machine(tmp_path: Path) -> None:
    leave_the_rest = 'press [Menu]\ncheck screen "Paper"\n'

    code, report = run_files(tmp_path, f'case "A"\n{leave_the_rest}case "B"\n{leave_the_rest}')

    assert code == 0
    assert report.splitlines() == [
        "passed   A  (1 keys, 0 s of panel time)",
        "passed   B  (1 keys, 0 s of panel time)",
        "2 passed",
    ]


def test_a_failure_does_not_keep_the_rest_from_being_played(tmp_path: Path) -> None:
    code, report = run_files(tmp_path, "press [Accept]", "press [Menu]")

    assert code == 1
    assert report.endswith("1 passed, 1 failed")


def test_a_wrong_script_keeps_everything_from_being_played(tmp_path: Path) -> None:
    code, report = run_files(tmp_path, "press [Menu]", "press Mneu", "prss OK")

    assert code == 3
    assert "unknown key 'Mneu'" in report
    assert "unknown verb 'prss'" in report
    assert "passed" not in report


def test_a_file_that_is_not_there_is_a_wrong_input(tmp_path: Path) -> None:
    lines: list[str] = []

    assert run([str(tmp_path / "gone.keys")], opened, {}, lines.append) == 3
    assert lines == [f"cannot read {tmp_path}/gone.keys: No such file or directory"]


def test_one_case_alone_can_be_played(tmp_path: Path) -> None:
    code, report = run_files(tmp_path, 'case "A"\npress [Accept]\ncase "B"\npress [Menu]', case="B")

    assert (code, report.splitlines()[-1]) == (0, "1 passed")


def test_a_case_that_is_not_there_is_a_wrong_use(tmp_path: Path) -> None:
    assert run_files(tmp_path, 'case "Alpha"\n', case="Alhpa") == (
        2,
        "there is no case 'Alhpa'; did you mean 'Alpha'?",
    )


def test_a_lost_target_ends_the_run(tmp_path: Path) -> None:
    @contextmanager
    def leaving() -> Iterator[Toy]:
        toy = printer()
        toy.lost_after = 0
        yield toy

    path = tmp_path / "a.keys"
    path.write_text('case "A"\npress OK\ncase "B"\npress OK\n')
    lines: list[str] = []

    assert run([str(path)], leaving, {}, lines.append) == 4
    assert lines[-1] == "0 passed, 1 lost"


def test_a_target_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    toys: list[Toy] = []

    @contextmanager
    def gone() -> Iterator[Toy]:
        if toys:
            yield toys[0]
        raise TargetLost("no device runs here")

    path = tmp_path / "a.keys"
    path.write_text("press OK")
    lines: list[str] = []

    assert run([str(path)], gone, {}, lines.append, target="socket:x") == 4
    assert lines == ["cannot reach the target socket:x: no device runs here"]
