"""Where things stand in a TOML text: tomllib reads the same value at the place that the scanner names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from panel.keymap import check
from panel.places import Place, Steps
from panel.sheet import parse

LEAVES = st.one_of(
    st.text(st.characters(exclude_categories=["C"]), max_size=8),
    st.integers(-1000, 1000),
    st.booleans(),
)


def spelled(value: object) -> str:
    """A value as TOML, basic strings alone."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


@st.composite
def values(draw: st.DrawFn, depth: int = 0) -> str:
    """A value in one of TOML's many spellings."""
    if depth < 3 and draw(st.booleans()):
        items = draw(st.lists(values(depth + 1), max_size=4))
        gap = draw(st.sampled_from(["", " ", "\n  ", " # ] \" '\n\n", "\r\n"]))
        return "[" + "".join(f"{gap}{item}{gap}," for item in items) + gap + "]"
    if depth < 3 and draw(st.integers(0, 4)) == 0:
        items = draw(st.lists(values(3), max_size=3))
        return "{" + ", ".join(f"k{number} = {item}" for number, item in enumerate(items)) + "}"
    odd = ["1979-05-27 07:32:00", "1.5e3", "'it\"s]'", '"""a\n]"" """', "'''\n['''''", '"\\"]"', "inf"]
    return draw(st.one_of(LEAVES.map(spelled), st.sampled_from(odd)))


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A TOML text with tables, lists of tables, dotted and quoted keys, comments and odd spaces."""
    lines: list[str] = []
    for number in range(draw(st.integers(0, 6))):
        header = f"t{number}"
        kind = draw(st.sampled_from(["", "[{}]", "[[{}]]", "[{}]  # [x]", "[ {} . 'q.r' ]"]))
        lines += [kind.format(header)] * (draw(st.integers(1, 2)) if kind.startswith("[[") else 1)
        if kind.startswith("[[") and draw(st.booleans()):
            lines.append(f"[{header}.inner]")
        for key in range(draw(st.integers(0, 3))):
            form = draw(st.sampled_from(["{}", '"{} ="', "'{}'", "d{}.e", 'd{} . "f"']))
            lines.append(f"{form.format(f'{header}_{key}')} = {draw(values())}")
        lines += draw(st.sampled_from([[], [""], ["  # a = ["]]))
    return "\n".join(lines)


def leaves(value: object, steps: Steps = ()) -> Iterator[tuple[Steps, object]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*steps, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*steps, number))
    else:
        yield steps, value


def value_at(text: str, place: Place) -> object:
    """The TOML value that begins at a place, read by tomllib: the shortest text there that is a value."""
    start = "\n".join(text.split("\n")[place.line - 1 :])[place.column - 1 :]
    for end in range(1, len(start) + 1):
        try:
            read = tomllib.loads(f"x = {start[:end]}")["x"]
        except ValueError:
            continue
        if end == len(start) or start[end] in " ,]}\n#":
            return read
    raise AssertionError(f"no value at {place}")


@given(documents())
def test_every_value_of_a_toml_text_is_found_where_it_stands(text: str) -> None:
    sheet = parse(text, "any.toml")
    plain = text.replace("\r\n", "\n")

    for steps, value in leaves(sheet.values):
        found = value_at(plain, sheet.scan.places[steps])
        assert found == value or str(value).startswith(f"{found} ")  # a date alone is a value


@given(documents())
def test_every_key_of_a_toml_text_is_found_where_it_stands(text: str) -> None:
    sheet = parse(text, "any.toml")
    lines = text.replace("\r\n", "\n").split("\n")

    for steps, place in sheet.scan.names.items():
        last = str(steps[-1] if isinstance(steps[-1], str) else steps[-2])
        assert last in lines[place.line - 1][place.column - 1 :]
    assert sheet.scan.repeated is None


@given(documents())
def test_any_toml_text_is_checked_without_another_error(text: str) -> None:
    assert check(text, "any.toml")
