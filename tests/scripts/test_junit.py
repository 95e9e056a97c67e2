"""The JUnit XML of a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.scripts.batch import run
from panel.scripts.junit import REPLACEMENT, Journal, Result, Unread, class_name, document
from panel.scripts.outcome import Failed, Lost, Passed, Skipped
from panel.scripts.stage import TargetLost

from .junit_reader import Case, cases, counts, read
from .toy import Toy, opened, printer

FAILED = Failed("a.keys:2:3", "press X", "this", "that", (), (), (), 0.0)


def result(
    outcome: Passed | Failed | Skipped | Lost | Unread, title: str = "A", report: str = "all"
) -> Result:
    return Result("dir/a.keys", title, outcome, 0.25, report)


def test_each_kind_of_outcome_is_what_build_servers_call_it() -> None:
    text = document(
        [
            result(Passed(1.5, 3), "passes"),
            result(FAILED, "fails"),
            result(Skipped("no wire"), "skips"),
            result(Lost("a.keys:9:1", "press OK", "gone"), "loses"),
            result(Unread("a.keys:1:1: error: no\n  ^"), "script"),
        ],
        {},
    )

    assert cases(text) == [
        Case("dir.a", "passes", "passed", "", "", "all"),
        Case("dir.a", "fails", "failure", "a.keys:2:3: press X; wanted this; found that", "all", "all"),
        Case("dir.a", "skips", "skipped", "no wire", "no wire", "all"),
        Case("dir.a", "loses", "error", "a.keys:9:1: press OK; the target is gone: gone", "all", "all"),
        Case("dir.a", "script", "error", "a.keys:1:1: error: no", "a.keys:1:1: error: no\n  ^", "all"),
    ]
    assert counts(text) == {"tests": 5, "failures": 1, "errors": 2, "skipped": 1}


def test_a_suite_says_where_and_in_which_order_it_was_played_and_how_long_that_took() -> None:
    results = [result(Passed(1.5, 3)), result(Passed(60, 3), "B")]

    text = document(results, {"target": "core", "seed": "7"}, started="2026-01-31T12:00:00", host="builder")

    (suite,) = read(text)
    properties = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert properties == {"target": "core", "seed": "7", "panel-seconds": "61.5"}
    assert (suite.get("time"), suite.get("timestamp"), suite.get("hostname")) == (
        "0.500",
        "2026-01-31T12:00:00",
        "builder",
    )


def test_each_script_is_a_suite() -> None:
    results = [Result(path, "A", Passed(0, 0), 0.0, "") for path in ("a.keys", "b.keys", "a.keys")]

    assert [(each.get("name"), each.get("tests")) for each in read(document(results, {}))] == [
        ("a.keys", "2"),
        ("b.keys", "1"),
    ]


def test_a_run_without_cases_is_a_document_too() -> None:
    assert counts(document([], {})) == {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.keys", "a"),
        ("./examples/log-in.keys", "examples.log-in"),
        ("/srv/tests/a.keys", "srv.tests.a"),
        ("../a.keys", "a"),
        (".keys", "script"),
    ],
)
def test_a_script_has_a_class_name_to_be_sorted_by(path: str, name: str) -> None:
    assert class_name(path) == name


def test_what_xml_cannot_hold_is_replaced() -> None:
    (case,) = cases(document([result(FAILED, "bell \a, half \ud800", "\x1b[1m")], {}))

    assert (case.name, case.text) == (f"bell {REPLACEMENT}, half {REPLACEMENT}", f"{REPLACEMENT}[1m")


any_text = st.text(st.characters(exclude_categories=()))


@given(any_text, any_text, any_text.filter(bool))
def test_any_text_gives_a_valid_document(reason: str, report: str, title: str) -> None:
    failed = FAILED._replace(statement=reason, wanted=report)
    text = document(
        [result(failed, title, report), result(Skipped(reason), title, report)], {"target": reason}
    )

    text.encode("utf-8")
    assert [case.kind for case in cases(text)] == ["failure", "skipped"]


# -- of a batch


def journal(written: list[str]) -> Journal:
    """One whose clock gains a second whenever it is read."""
    return Journal(written.append, count().__next__)


def test_a_run_writes_down_what_came_of_each_case(tmp_path: Path) -> None:
    path = tmp_path / "a.keys"
    path.write_text('case "A"\nrow x="1"\nrow x="2"\npress [Menu]\ncase "B"\npress [Accept]\n')
    written: list[str] = []

    assert run([str(path)], opened, {}, lambda line: None, seed=3, junit=journal(written)) == 1

    (text,) = written
    assert {(case.name, case.kind) for case in cases(text)} == {
        ("A[1]", "passed"),
        ("A[2]", "passed"),
        ("B", "failure"),
    }
    assert read(text).get("time") == "3.000"
    assert ("seed", "3") in [(each.get("name"), each.get("value")) for each in read(text).iter("property")]
    failure = next(case for case in cases(text) if case.kind == "failure")
    assert f'again:  p800 keys run {path} --case "B"' in failure.text
    assert failure.output == failure.text


def test_a_secret_is_not_written_down(tmp_path: Path) -> None:
    path = tmp_path / "a.keys"
    path.write_text('secret KEY = env KEY\ncase "A"\ncheck screen $KEY\n')
    written: list[str] = []

    run([str(path)], opened, {"KEY": "topsecret1"}, lambda line: None, junit=journal(written))

    assert "****" in written[0]
    assert "topsecret1" not in written[0]


def test_wrong_scripts_are_errors(tmp_path: Path) -> None:
    (tmp_path / "a.keys").write_text("press Dwon")
    (tmp_path / "b.keys").write_text("press Down")
    paths = [str(tmp_path / f"{name}.keys") for name in "abc"]
    written: list[str] = []

    assert run(paths, opened, {}, lambda line: None, junit=journal(written)) == 3

    wrong, gone = cases(written[0])
    assert wrong.kind == gone.kind == "error"
    assert "did you mean 'Down'?" in wrong.message
    assert "^^^^" in wrong.text
    assert gone.message.endswith("c.keys: No such file or directory")


def test_what_a_lost_target_left_out_is_told(tmp_path: Path) -> None:
    @contextmanager
    def leaving() -> Iterator[Toy]:
        toy = printer()
        toy.lost_after = 0
        yield toy

    path = tmp_path / "a.keys"
    path.write_text('case "A"\npress OK\ncase "B"\npress OK\n')
    written: list[str] = []

    assert run([str(path)], leaving, {}, lambda line: None, junit=journal(written)) == 4
    assert [(case.name, case.kind) for case in cases(written[0])] == [("A", "error"), ("B", "skipped")]


def test_a_target_that_cannot_be_reached_is_an_error(tmp_path: Path) -> None:
    toys: list[Toy] = []

    @contextmanager
    def gone() -> Iterator[Toy]:
        if toys:
            yield toys[0]
        raise TargetLost("no device runs here")

    path = tmp_path / "a.keys"
    path.write_text('case "A"\npress OK\ncase "B"\npress OK\n')
    written: list[str] = []

    assert run([str(path)], gone, {}, lambda line: None, target="socket:x", junit=journal(written)) == 4

    first, second = cases(written[0])
    assert (first.kind, first.text) == ("error", "cannot reach the target socket:x: no device runs here")
    assert second.kind == "skipped"
