"""The JSON form of scripts: everything they say with its place, and no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given

from panel.scripts import language
from panel.scripts.cases import items
from panel.scripts.errors import ScriptError
from panel.scripts.json_form import as_json, item_as_json, unreadable_as_json
from panel.scripts.linting import lint
from panel.scripts.loading import loads
from panel.scripts.parser import parse
from tests.scripts.scripts import scripts


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON value that is a part of a script."""
    if isinstance(value, dict):
        if "kind" in value:
            yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def test_a_step_is_an_object_with_kind_fields_and_place() -> None:
    form = as_json(parse('case "a"\n  check line 2 /x\\/y/\n  press Down*3 [Yes]\n', "a.keys"))

    assert (form["version"], form["path"], form["problems"]) == (1, "a.keys", [])
    check, press = form["cases"][0]["body"]
    assert check == {
        "kind": "Check",
        "condition": {
            "kind": "Line",
            "number": 2,
            "pattern": {"kind": "Regex", "source": "x/y", "span": {"line": 2, "column": 16, "endColumn": 22}},
            "span": {"line": 2, "column": 9, "endColumn": 22},
        },
        "span": {"line": 2, "column": 3, "endColumn": 22},
    }
    assert [
        (stroke["kind"], stroke.get("key"), stroke.get("label"), stroke["times"])
        for stroke in press["strokes"]
    ] == [
        ("KeyStroke", "Down", None, 3),
        ("LabelStroke", None, "Yes", 1),
    ]


def test_rows_and_names_in_texts_have_their_names() -> None:
    form = as_json(parse('case "a"\n  row mode="x${N}"\n  type $mode\n'))

    (row,) = form["cases"][0]["rows"]
    assert row["cells"][0]["name"] == "mode"
    assert [part if isinstance(part, str) else part["name"] for part in row["cells"][0]["text"]["parts"]] == [
        "x",
        "N",
    ]


def test_what_a_secret_is_without_an_environment_is_left_out() -> None:
    top = 'secret A = env A else "hush"\nsecret B = env B\nlet C = env C else "open"\n'
    form = as_json(parse(f'{top}press OK\nsecret D = env D else "hush"\n'))

    assert [definition["value"]["fallback"] for definition in form["definitions"][:2]] == ["****", None]
    assert form["definitions"][2]["value"]["fallback"]["parts"] == ["open"]
    assert "hush" not in json.dumps(form)


@given(scripts())
def test_every_part_of_any_script_has_a_known_kind_its_fields_and_a_place_in_it(text: str) -> None:
    script = parse(text)
    lines = script.source.lines

    form = json.loads(json.dumps(as_json(script)))

    for part in parts(form):
        assert set(part) == {"kind", *getattr(language, part["kind"])._fields} - {"compiled"}
        span = part["span"]
        assert 1 <= span["column"] < span["endColumn"] <= len(lines[span["line"] - 1]) + 1


def test_problems_have_their_place() -> None:
    remarks = lint(loads('press [Foo]\ncheck line 1 "x"\n', "a.keys"))

    assert as_json(parse("press [Foo]", "a.keys"), remarks)["problems"] == [
        {
            "severity": "warning",
            "message": "no screen of the panel shows the label [Foo]",
            "path": "a.keys",
            "span": {"line": 1, "column": 7, "endColumn": 12},
        }
    ]


def test_a_script_that_cannot_be_read_has_its_mistakes_alone() -> None:
    with pytest.raises(ScriptError) as error:
        parse("press Dwon\nchek\n", "a.keys")

    form = unreadable_as_json("a.keys", error.value.problems)

    assert set(form) == {"version", "path", "problems"}
    assert [(problem["severity"], problem["span"]["line"]) for problem in form["problems"]] == [
        ("error", 1),
        ("error", 2),
    ]


def test_a_case_as_it_would_be_played() -> None:
    script = loads('needs power\ncase "a" tags x, y\n  row n="1"\n  row n="2"\n  check audit $n\n', "a.keys")

    assert item_as_json(items(script)[1]) == {
        "title": "a[2]",
        "name": "a",
        "row": 2,
        "path": "a.keys",
        "line": 2,
        "tags": ["x", "y"],
        "needs": ["audit", "power"],
    }
