"""Where the parts of the faceplate lie, at every size of the terminal."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from device.console import COLUMNS, LINES
from panel.app.plan import CROSS, LARGEST, SIDE, SMALLEST, Box, Plan, pane, plan
from panel.app.plan import Side as Place
from panel.keys import APPROXIMATE, SELECTION, Key
from panel.surface import label_line

SIZES = [(80, 23), (80, 24), (81, 30), (88, 25), (104, 30), (120, 39), (200, 60)]

big = some.tuples(some.integers(80, 300), some.integers(23, 120))


def faceplate(width: int, height: int) -> Plan:
    found = plan(width, height)
    assert found is not None
    return found


@given(big)
def test_every_key_lies_within_the_casing_with_its_caption(size: tuple[int, int]) -> None:
    layout = faceplate(*size)
    inner = Box(
        layout.casing.left + 1, layout.casing.top + 1, layout.casing.width - 2, layout.casing.height - 2
    )

    assert layout.casing.is_within(Box(0, 0, *size))
    assert set(layout.keys) == set(Key)
    assert all(box.is_within(inner) for box in layout.keys.values())
    assert all(layout.caption(key).is_within(inner) for key in Key)
    assert layout.window.is_within(inner)


@given(big)
def test_nothing_on_the_casing_lies_on_something_else(size: tuple[int, int]) -> None:
    layout = faceplate(*size)
    head = Box(layout.casing.left, layout.head, layout.casing.width, 2)
    parts = [head, layout.window, *layout.keys.values(), *(layout.caption(key) for key in Key)]

    assert [pair for pair in combinations(parts, 2) if pair[0].meets(pair[1])] == []


@given(some.tuples(some.integers(0, 200), some.integers(0, 80)))
def test_there_is_a_faceplate_exactly_from_the_smallest_size_on(size: tuple[int, int]) -> None:
    has_room = size[0] >= SMALLEST.width and size[1] >= SMALLEST.height

    assert (plan(*size) is not None) is has_room


def test_a_terminal_of_80_by_24_has_the_whole_faceplate_and_the_line_of_hints() -> None:
    assert SMALLEST == (80, 23)


@pytest.mark.parametrize("size", SIZES)
def test_the_display_has_all_its_cells(size: tuple[int, int]) -> None:
    layout = faceplate(*size)

    assert layout.cells[2:] == (COLUMNS, LINES)
    assert layout.cells.is_within(layout.window)


@pytest.mark.parametrize("size", SIZES)
def test_each_label_stands_right_above_its_selection_key(size: tuple[int, int]) -> None:
    layout = faceplate(*size)
    for number, key in enumerate(SELECTION):
        labels = ["", "", ""]
        labels[number] = "ABC/123"
        line = label_line(tuple(labels))
        first = layout.cells.left + line.index("ABC/123")
        box = layout.keys[key]

        assert box.left <= first
        assert first + len("ABC/123") <= box.right
        assert box.top == layout.window.bottom


@pytest.mark.parametrize("size", SIZES)
def test_the_arrows_lie_around_ok(size: tuple[int, int]) -> None:
    keys = faceplate(*size).keys
    ok = keys[Key.OK]

    assert (keys[Key.UP].left, keys[Key.DOWN].left) == (ok.left, ok.left)
    assert (keys[Key.LEFT].top, keys[Key.RIGHT].top) == (ok.top, ok.top)
    assert keys[Key.UP].bottom < ok.top < ok.bottom < keys[Key.DOWN].top
    assert keys[Key.LEFT].right <= ok.left < ok.right <= keys[Key.RIGHT].left


def test_the_keys_at_the_side_are_those_known_from_siblings_alone() -> None:
    assert set(SIDE) == APPROXIMATE - {Key.ESCAPE}
    assert {*SIDE, *CROSS, *SELECTION} == set(Key)


@pytest.mark.parametrize("size", SIZES)
def test_every_cell_of_a_key_and_of_its_caption_is_that_key(size: tuple[int, int]) -> None:
    layout = faceplate(*size)
    for key, box in layout.keys.items():
        corners = [
            (box.left, box.top),
            (box.right - 1, box.top),
            (box.left, box.bottom),
            (box.right - 1, box.bottom),
        ]

        assert [layout.at(*corner) for corner in corners] == [key] * 4
    assert layout.at(layout.cells.left, layout.cells.top) is None
    assert layout.at(0, 0) is None


def test_a_casing_in_a_large_terminal_is_in_the_middle_and_no_larger_than_it_may_be() -> None:
    casing = faceplate(200, 60).casing

    assert casing == ((200 - LARGEST.width) // 2, (60 - LARGEST.height) // 2, *LARGEST)


@pytest.mark.parametrize(
    ("size", "wanted", "place"),
    [
        ((80, 24), None, Place.NOWHERE),
        ((111, 24), None, Place.NOWHERE),
        ((112, 24), None, Place.RIGHT),
        ((120, 40), None, Place.RIGHT),
        ((80, 40), None, Place.BELOW),
        ((120, 40), False, Place.NOWHERE),
        ((80, 24), True, Place.BELOW),
        ((40, 10), True, Place.BELOW),
        ((40, 8), True, Place.NOWHERE),
        ((200, 10), None, Place.NOWHERE),
    ],
)
def test_the_pane_stands_where_the_faceplate_keeps_its_room_unless_it_is_wanted(
    size: tuple[int, int], wanted: bool | None, place: Place
) -> None:
    assert pane(*size, wanted)[0] is place


@given(big)
def test_a_pane_that_nobody_asked_for_leaves_the_faceplate_whole(size: tuple[int, int]) -> None:
    width, height = size[0], size[1] + 1
    place, extent = pane(width, height, None)
    if place is Place.RIGHT:
        width -= extent
    if place is Place.BELOW:
        height -= extent

    assert plan(width, height - 1) is not None
