"""The whole panel explored: every screen that keys can reach, every key on each, by everybody.

What each display must be like is `looks`, how the way is found `explorer`, who may reach what `leaves`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product

import pytest

from device.console import Display
from device.roles import ADMINISTRATOR_ROLES, Role
from panel.keys import Key
from panel.menu import leaves
from panel.menus import MENU
from panel.screens.rest import Rest
from panel.surface import Row

from .explored import EXPLORED
from .explorer import KEYS, Explorer, Found, Place, Stand, State, mark_of, retrace
from .leaves import LEAVES
from .looks import moving, turn, watched

#: Rest is to be reached with so many keys from wherever one stands.
KEYS_TO_REST = 12

PEOPLE = (None, *ADMINISTRATOR_ROLES, Role.SUPERVISOR, Role.PERSON)
ALL = tuple(product(PEOPLE, range(3)))

#: Everybody under each Menu Protect; without the hard disk; with a job on paper.
SLICE = (
    *(Place(who, level) for who, level in ALL),
    *(Place(who, has_disk=False) for who in PEOPLE),
    *(Place(who, is_printing=True) for who in (None, Role.PERSON)),
)
#: The rest of it; and the two who enter most, character by character.
REST = (
    *(Place(who, level, has_disk=False) for who, level in ALL if level),
    *(Place(who, is_printing=True) for who in (*ADMINISTRATOR_ROLES, Role.SUPERVISOR)),
    *(Place(who, is_fine=True) for who in (None, Role.NETWORK)),
)


def param(place: Place, *marks: pytest.MarkDecorator) -> object:
    """A place as a parameter: one process explores it and tests what was found."""
    return pytest.param(place, id=str(place), marks=(pytest.mark.xdist_group(str(place)), *marks))


@pytest.fixture(
    scope="module",
    params=[*map(param, SLICE), *(param(place, pytest.mark.prove) for place in REST)],
)
def found(request: pytest.FixtureRequest) -> Found:
    """Everything that keys reach at a place. Every display on the way has been looked at."""
    place: Place = request.param
    return Explorer(place).explore()


def test_every_key_on_every_screen_leads_to_a_screen_as_it_should_be(
    found: Found, record_property: Callable[[str, object], None]
) -> None:
    kinds = Counter(type(state.stack[-1]).__name__ for state in found.states.values())

    assert found.edges
    assert all(set(KEYS) <= set(edges) for edges in found.edges.values())
    assert {"Rest", "MenuList", "JobList"} <= set(kinds)
    deeds = found.deeds
    reached = [sum(leaf.path in of for leaf in LEAVES) for of in (deeds.shown, deeds.done)]
    record_property(EXPLORED, [found.place.person, len(found.states), found.count, *reached])


def test_rest_can_be_reached_from_everywhere_without_the_keys_that_lead_there_at_once(found: Found) -> None:
    distances = found.distances

    for mark in found.edges:
        assert distances.get(mark, KEYS_TO_REST + 1) <= KEYS_TO_REST, str(found.states[mark])


def test_escape_alone_leads_to_rest(found: Found) -> None:
    escape = next(move for move in KEYS if move.key is Key.ESCAPE)

    for mark in found.edges:
        here, pressed = mark, 0
        while not isinstance(found.states[here].stack[-1], Rest):
            here, pressed = found.edges[here][escape], pressed + 1
            assert pressed <= KEYS_TO_REST, str(found.states[mark])


def test_switch_functions_leads_to_rest_at_once(found: Found) -> None:
    switch = next(move for move in KEYS if move.key is Key.SWITCH_FUNCTIONS)

    for mark, edges in found.edges.items():
        assert isinstance(found.states[edges[switch]].stack[-1], Rest), str(found.states[mark])


def test_each_leaf_is_reached_by_exactly_those_who_may(found: Found) -> None:
    place = found.place
    may = {
        leaf: leaf.letter(place.who, place.level) for leaf in LEAVES if place.has_disk or not leaf.needs_disk
    }
    seen = {leaf.path for leaf, letter in may.items() if letter != "-"}
    written = {leaf.path for leaf, letter in may.items() if letter == "w" and not leaf.is_view}
    opened = seen - {leaf.path for leaf, letter in may.items() if letter == "r" and leaf.is_deed}
    menus = {path.rsplit(" > ", up)[0] for path in seen for up in range(1, path.count(" > ") + 1)}

    assert found.deeds.shown == seen | menus
    assert found.deeds.opened == opened
    assert found.deeds.done == written


def test_the_table_of_leaves_leaves_none_out() -> None:
    assert len({leaf.path for leaf in LEAVES}) == len(LEAVES) == sum(1 for _ in leaves(MENU))


def test_what_is_longer_than_its_line_can_be_read_within_one_turn(found: Found) -> None:
    stand = Stand(found.place)
    longer = {row: (state, line) for state in found.states.values() for line, row in scrolling(stand, state)}

    for row, (state, line) in longer.items():
        stand.front.stand(state.stack)
        shown = watched(stand.front, stand.clock, line, turn(row))
        assert row.text in shown, str(state)
        assert row.value in shown, str(state)


def scrolling(stand: Stand, state: State) -> list[tuple[int, Row]]:
    """The lines of a state that do not hold all that they should, and may scroll."""
    if state.is_end:
        return []
    stand.front.stand(state.stack)
    return moving(stand.front)


@pytest.mark.parametrize("one_in", [pytest.param(1, marks=pytest.mark.prove), 20])
def test_keys_alone_lead_to_what_was_explored(found: Found, one_in: int) -> None:
    states = [state for state in found.states.values() if not state.is_end]

    for state in states[::one_in]:
        front = retrace(state, found.place).front
        assert mark_of(front.stack, found.place.is_fine) == state.mark
        assert looks_like(front.display, state.display), f"{list(front.display.lines)} instead of {state}"


def looks_like(one: Display, other: Display) -> bool:
    """Whether two displays are the same, whenever they were drawn."""
    return one._replace(revision=0) == other._replace(revision=0)
