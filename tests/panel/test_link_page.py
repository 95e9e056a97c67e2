"""The page about the link says what is so: its conversation happens, its tables are whole."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from panel.link import FACES, LIMIT, MOST_KEYS, MOST_PARTS, MOST_ROWS, OPERATIONS, PIECE, REQUEST_LIMIT, Code
from tests.panel.hosted import hosted

PAGE = (Path(__file__).parents[2] / "docs" / "link.md").read_text(encoding="utf-8")


def conversation() -> list[tuple[str, str]]:
    (block,) = re.findall(r"```\n(.*?)```", PAGE, re.DOTALL)
    return [(line[0], line[2:]) for line in block.splitlines()]


def rows(heading: str) -> dict[str, list[str]]:
    """The rows of the table below that heading, by each name in their first cell."""
    (section,) = re.findall(rf"## {heading}\n(.*?)(?:\n## |\Z)", PAGE, re.DOTALL)
    cells = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {name: row for row in cells for name in re.findall(r"`([\w-]+)`", row[0])}


def plain(line: bytes) -> Any:
    """A line of the page or of the device, without process id and revisions: those may be others."""
    return json.loads(re.sub(r'"(pid|revision)":\d+', r'"\1":0', str(line, "utf-8")))


def test_the_conversation_happens_as_it_stands_there() -> None:
    with hosted() as device, device.raw() as raw:
        heard = []
        for mark, line in conversation():
            if mark == ">":
                raw.send(f"{line}\n".encode())
            else:
                heard.append((plain(line.encode()), plain(raw.line())))

    assert heard
    for written, said in heard:
        assert said == written


def test_every_op_stands_in_the_table_with_all_of_its_arguments() -> None:
    table = rows("Ops")

    assert table.keys() == OPERATIONS.keys()
    for op, arguments in OPERATIONS.items():
        named = set(re.findall(r"`(\w+)`", table[op][1]))
        assert named == set(arguments), op
        optional = set(re.findall(r"\[`(\w+)`\]", table[op][1]))
        assert optional == {name for name, each in arguments.items() if each.default is not ...}, op


def test_every_error_stands_in_the_table() -> None:
    assert rows("Errors").keys() == {code.value for code in Code}


@pytest.mark.parametrize(
    "words",
    [
        *(f"`{face}`" for face in FACES),
        f"at most {LIMIT >> 20} MiB",
        f"at most {REQUEST_LIMIT >> 10} KiB",
        f"at most {MOST_PARTS} brackets, braces and commas",
        f"at most {PIECE} characters",
        f"`keys`: 1 to {MOST_KEYS} names",
        f"1 to {MOST_ROWS} |",
    ],
)
def test_the_limits_are_the_real_ones(words: str) -> None:
    assert words in re.sub(r"\s+", " ", PAGE)
