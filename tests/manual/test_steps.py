"""The list of steps is whole: every line of the chapter has a row, and what a row names exists.

The chapter's text is not part of the project. Without it the list is held against the committed skeleton;
with it (`P800_MANUAL` names the file) the skeleton is held against the text as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.manual import chapter, steps, summary
from tests.manual.chapter import Element, Line
from tests.manual.steps import Row

#: A label as the chapter writes it: in brackets, or in straight quotes.
QUOTED = re.compile(r'\[([^\]]+)\]|"([^"]+)"')

#: So many words of the chapter in a row are a sentence of it rather than a term.
SENTENCE = 6

INVENTED = """\
Enabling SSL/TLS

1Do this.

Web browser screen illustration

2Choose one of:

  • This

    • This, but more so

  • That

    Something is displayed.

Note

  • Mind the gap.

Enabling SSL for SMTP connection

  1. Once upon a time.
"""


@pytest.fixture
def rows() -> list[Row]:
    return steps.rows()


@pytest.fixture
def skeleton() -> dict[str, Element]:
    return {element.id: element for element in chapter.skeleton()}


@pytest.fixture
def manual() -> list[Line]:
    file = chapter.manual()
    if file is None:
        pytest.skip("the manual's text is not here; P800_MANUAL can name the file")
    return chapter.lines(file.read_text(encoding="utf-8"))


def test_every_line_of_the_chapter_has_a_row(rows: list[Row], skeleton: dict[str, Element]) -> None:
    without = skeleton.keys() - {row.element for row in rows}

    assert not without, f"no row for {told(skeleton[id_] for id_ in without)}"


def test_every_row_belongs_to_a_line_of_the_chapter(rows: list[Row], skeleton: dict[str, Element]) -> None:
    stale = [row.id for row in rows if row.element not in skeleton]

    assert not stale, f"rows without a line in the chapter: {', '.join(stale)}"


def test_a_row_stands_where_its_line_stands(rows: list[Row], skeleton: dict[str, Element]) -> None:
    there = {row.id: (skeleton[row.element].kind, skeleton[row.element].place) for row in rows}

    assert {row.id: (row.kind, row.place) for row in rows} == there


def test_rows_follow_the_chapters_order(rows: list[Row], skeleton: dict[str, Element]) -> None:
    listed = list(dict.fromkeys(row.element for row in rows))

    assert listed == list(skeleton)


def test_an_element_is_named_once_and_of_a_known_kind() -> None:
    elements = chapter.skeleton()

    assert len({element.id for element in elements}) == len(elements)
    assert {element.kind for element in elements} == set(chapter.KINDS)


def test_every_row_says_what_is_demanded_and_who_shows_it() -> None:
    assert steps.malformed() == []


def test_what_shows_a_row_exists(rows: list[Row]) -> None:
    references = dict.fromkeys(reference for row in rows for reference in row.shown_by)
    reasons = [f"{reference}: {why}" for reference in references if (why := steps.missing(reference))]

    assert not reasons, "rows name what does not exist:\n" + "\n".join(reasons)


def test_a_reference_to_nothing_is_found_out() -> None:
    assert steps.missing("tests/manual/test_steps.py::test_a_reference_to_nothing_is_found_out") == ""
    assert steps.missing("tests/manual/test_steps.py::test_of_nothing") == "no such test"
    assert steps.missing("tests/manual/test_nothing.py::test_of_nothing") == "no such file"
    assert steps.missing("examples/nothing.keys") == "no such file"


def test_the_summary_counts_a_row_only_while_its_tests_pass() -> None:
    here = "tests/manual/test_steps.py::test_the_summary_counts_a_row_only_while_its_tests_pass"
    few = [
        Row("one", "step", "", "", shown_by=(here,)),
        Row("two", "step", "", "", later="web"),
        Row("three", "step", "", "", person="a promise"),
    ]

    assert summary.told(few, {here: "passed"}) == [
        "manual: 1 of 3 rows shown, 1 later, 1 left to people",
    ]
    assert summary.told(few, {here: "skipped"}) == [
        "manual: 0 of 3 rows shown, 1 later, 1 left to people",
        f"manual: {here}: skipped, for one",
    ]


def test_the_reader_tells_the_parts_of_a_chapter_apart() -> None:
    read = [(line.element.id, line.element.kind) for line in chapter.lines(INVENTED)]

    assert read == [
        ("enabling-ssl-tls", "heading"),
        ("enabling-ssl-tls.step-1", "step"),
        ("enabling-ssl-tls.step-1.figure-1", "figure"),
        ("enabling-ssl-tls.step-2", "step"),
        ("enabling-ssl-tls.step-2.bullet-1", "bullet"),
        ("enabling-ssl-tls.step-2.bullet-1.bullet-1", "bullet"),
        ("enabling-ssl-tls.step-2.bullet-2", "bullet"),
        ("enabling-ssl-tls.step-2.bullet-2.text-1", "text"),
        ("enabling-ssl-tls.notes", "note"),
        ("enabling-ssl-tls.notes.note-1", "note"),
        ("smtp", "heading"),
        ("smtp.step-1", "step"),
    ]


def test_the_skeleton_is_the_chapters(manual: list[Line], skeleton: dict[str, Element]) -> None:
    read = [line.element for line in manual]

    assert not (gone := [one for one in skeleton.values() if one not in read]), f"not there: {told(gone)}"
    assert not (new := [one for one in read if one not in skeleton.values()]), f"new: {told(new)}"
    assert read == list(skeleton.values())


def test_labels_are_written_as_in_the_chapter(manual: list[Line], rows: list[Row]) -> None:
    words = {line.element.id: line.words for line in manual}
    wrong = [
        f"{row.id}: {label}"
        for row in rows
        for label in row.labels
        if label not in words.get(row.element, "")
    ]

    assert not wrong


def test_every_label_of_the_chapter_is_in_its_row(manual: list[Line], rows: list[Row]) -> None:
    listed = {(row.element, label) for row in rows for label in row.labels}
    quoted = {(line.element.id, label) for line in manual for label in labels(line.words)}

    assert not (left_out := quoted - listed), sorted(left_out)


def test_no_row_repeats_a_sentence_of_the_chapter(manual: list[Line], rows: list[Row]) -> None:
    theirs = {run for line in manual for run in runs(line.words)}
    repeated = [row.id for row in rows if theirs & set(runs(row.says))]

    assert not repeated


def told(elements: Iterator[Element] | list[Element]) -> str:
    return "; ".join(f"{element.kind} {element.id} ({element.place})" for element in elements)


def labels(words: str) -> set[str]:
    return {bracketed or quoted for bracketed, quoted in QUOTED.findall(words)}


def runs(words: str) -> Iterator[str]:
    """Every run of as many words as make a sentence."""
    each = re.findall(r"[\w/.]+", words.lower())
    return (" ".join(each[at : at + SENTENCE]) for at in range(len(each) - SENTENCE + 1))
