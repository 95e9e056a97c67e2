"""Walks through every screen of the panel that keys can reach, and looks hard at each display.

A state is what stands on the panel: screens with their item, message and what is entered, told apart as far
as it matters. Entries count as empty, one, two, more characters or full, numbers as lowest, highest, "Off" or
between, places in a row of characters as first, last or between. Of states that nothing tells apart, one is
gone on from. Screens are frozen values, so one machine serves until something on it has changed; then another
one takes its place, as new as the first. `retrace` goes to a state by its keys alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any, NamedTuple

from device.audit import Deed, Row
from device.clock import VirtualClock
from device.console import Display
from device.jobs import JobKind
from device.keep import MemoryKeep
from device.machine import DISK, Machine
from device.people.accounts import SUPERVISOR, administrator_key, user_key
from device.people.edits import Edit
from device.roles import ADMINISTRATOR_ROLES, MACHINE_ITSELF, Role
from device.settings.authentication import USER_AUTHENTICATION, UserAuthentication
from device.settings.kinds import AnySetting, Setting
from device.settings.network import IPSEC
from device.settings.system import MENU_PROTECT, MenuProtect
from panel.front import Front
from panel.keys import SELECTION, Key
from panel.menu import Action, Menu, View
from panel.screens.entry import ACCEPT, DELETE, Entry, sheets
from panel.screens.lists import MenuList
from panel.screens.notices import Busy, Question
from panel.screens.prompts import Prompt
from panel.screens.values import Dial
from panel.scripts.core import Inline
from panel.surface import Screen

from .looks import look

#: Keys that do the same on every screen: no way out may need them.
ANYWHERE = frozenset({Key.MENU, Key.SWITCH_FUNCTIONS, Key.JOB_RESET, Key.SUSPEND_RESUME})

#: The login name of whoever explores; it is entered with one key, and the password is empty.
NAME_ENTERED = "a"
#: The others, whom no entry of two characters names.
OTHERS = ("one", "two", "three", "four")

#: Titles of the prompts that a login goes through.
OF_LOGIN = ("Login User Name", "Login Password", "User Code")

#: What is asked whatever stands on the panel.
LOG_OUT = "Log out?"
RESET = "Reset the current job?"

#: No way from the rest screen down goes past so many screens.
DEEPEST = 9

#: An address that is typed into an empty line, for no two characters make one.
ADDRESS = "1.1.1.1"


@dataclass(frozen=True)
class Place:
    """Where the exploration goes: who stands at the panel of which machine.

    `who`: an administrator role, SUPERVISOR, PERSON (somebody of the address book, under Basic), or None.
    `level`: Menu Protect, 0 to 2. `has_disk`: the hard disk is built in. `is_printing`: a job is being
    printed all the while, so that [Job Reset] asks. `is_fine`: every place in a row of characters is told
    apart.
    """

    who: Role | None
    level: int = 0
    has_disk: bool = True
    is_printing: bool = False
    is_fine: bool = False

    @property
    def person(self) -> str:
        """Who stands there, in a word."""
        return "nobody" if self.who is None else self.who.value.lower()

    def __str__(self) -> str:
        who = "nobody" if self.who is None else self.who.name.lower()
        hardware = "disk" if self.has_disk else "plain"
        more = "-printing" * self.is_printing + "-fine" * self.is_fine
        return f"{who}-{self.level}-{hardware}{more}"


def administrator(role: Role) -> int:
    """The number of the administrator who holds that role alone."""
    return ADMINISTRATOR_ROLES.index(role) + 1


@cache
def _kept(place: Place) -> MemoryKeep:
    """What the machine of that place has kept when the exploration begins."""
    keep = MemoryKeep()
    machine = Machine(VirtualClock(), keep, Random(3).randbytes)
    changes: dict[AnySetting, Any] = {MENU_PROTECT: list(MenuProtect)[place.level], IPSEC: True}
    if place.who is Role.PERSON:
        changes[USER_AUTHENTICATION] = UserAuthentication.BASIC
    machine.store.change(changes, MACHINE_ITSELF)
    people = machine.people
    for role, other in zip(ADMINISTRATOR_ROLES, OTHERS, strict=True):
        name = NAME_ENTERED if role is place.who else other
        people.change(administrator_key(administrator(role)), Edit(name=name), MACHINE_ITSELF)
        people.hand_over(role, administrator(role), MACHINE_ITSELF)
    if place.who is Role.SUPERVISOR:
        people.change(SUPERVISOR, Edit(name=NAME_ENTERED), MACHINE_ITSELF)
    if place.who is Role.PERSON:
        people.change(user_key(1), Edit(name=NAME_ENTERED), MACHINE_ITSELF)
    for name in ("report.pdf", "a longer name than fits.pdf", "notes.txt"):
        machine.jobs.submit(name, owner=NAME_ENTERED, kind=JobKind.HOLD, pages=2, by=MACHINE_ITSELF)
    if place.is_printing:
        machine.jobs.submit("long.pdf", owner="", kind=JobKind.NORMAL, pages=10**6, by=MACHINE_ITSELF)
    return keep


def _copy(keep: MemoryKeep) -> MemoryKeep:
    copy = MemoryKeep()
    with copy.transaction() as write:
        for room in ("settings", "accounts", "roles", "jobs"):
            for key, value in keep.rows(room).items():
                write.put(room, key, value)
    return copy


class Stand:
    """A machine of that place, its panel, and whoever is to be there logged in by keys."""

    def __init__(self, place: Place) -> None:
        self.clock = VirtualClock()
        hardware = frozenset({DISK}) if place.has_disk else frozenset[str]()
        self.machine = Machine(self.clock, _copy(_kept(place)), Random(3).randbytes, hardware)
        self.front = Front(self.machine)
        self.errands = Inline(self.machine)
        if place.who is Role.PERSON:
            self._log_in(SELECTION[0])
        elif place.who is not None:
            self._log_in(Key.MENU, SELECTION[2])
        self.front.press(Key.SWITCH_FUNCTIONS)
        self.session = self.front.session
        assert (self.session is None) is (place.who is None)
        self.rows: list[Row] = []
        self._was_printing = self.machine.condition.printing
        self._has_written = False
        self.machine.audit.follow(self._written)

    def _log_in(self, *keys: Key) -> None:
        enter, accept = SELECTION[0], SELECTION[2]
        self.front.press(*keys, enter, Key.OK, accept, enter, accept)
        self.errands.run()

    def _written(self, row: Row) -> None:
        self.rows.append(row)
        self._has_written = self._has_written or row.deed is not Deed.REFUSED

    @property
    def has_changed(self) -> bool:
        """Whether anything is no longer as it was at the start, apart from what stands on the panel."""
        is_printing = self.machine.condition.printing
        return self._has_written or self.machine.errands.busy or is_printing is not self._was_printing

    @property
    def has_been_touched(self) -> bool:
        """Whether anything but the screens may make the display another."""
        return bool(self.rows) or self.has_changed or self.machine.condition.suspended

    def resume(self) -> None:
        """After [Suspend/Resume]: online again, as at the start."""
        if self.machine.condition.suspended:
            self.front.press(Key.SUSPEND_RESUME)


@dataclass(frozen=True)
class Move:
    """What is done in a state: a key, a key held until nothing changes, a text with [Accept], or time."""

    key: Key | None = None
    is_held: bool = False
    typed: str = ""
    is_done: bool = False

    def __str__(self) -> str:
        if self.key is None:
            return "the errand is done" if self.is_done else f"type {self.typed}" if self.typed else "time"
        return f"{self.key.value}{' held' if self.is_held else ''}"

    def make(self, stand: Stand) -> None:
        """Make the move on that stand. Errands wait, unless it is the move to do them."""
        front = stand.front
        if self.is_done:
            stand.errands.run()
        elif self.typed:
            _type(front, self.typed)
            front.press(ACCEPT)
        elif self.key is None:
            screen = front.screen
            assert screen.lasts is not None
            stand.clock.advance(screen.lasts)
        elif self.is_held:
            _hold(front, self.key)
        else:
            front.press(self.key)


TIME = Move()
DONE = Move(is_done=True)
TYPE = Move(typed=ADDRESS)
KEYS = tuple(Move(key) for key in Key)
HELD = {key: Move(key, is_held=True) for key in (Key.UP, Key.DOWN, Key.OK, DELETE)}


def _hold(front: Front, key: Key) -> None:
    for _ in range(300):
        before = front.screen
        front.press(key)
        if front.screen == before:
            return
    raise AssertionError(f"{key.value} goes on for ever on {front.screen!r}")


def _type(front: Front, text: str) -> None:
    for character in text:
        for _ in range(40):
            row, column = front.display.cursor or (0, 0)
            if front.display.lines[row][column] == character:
                break
            front.press(Key.RIGHT)
        front.press(Key.OK)


def moves_from(screen: Screen) -> Iterator[Move]:
    """Everything that can be done on a screen."""
    yield from KEYS
    if screen.lasts is not None:
        yield TIME
    if isinstance(screen, Busy):
        yield DONE
    if isinstance(screen, Dial) and screen.digit == screen.digits - 1:
        yield HELD[Key.UP]
        yield HELD[Key.DOWN]
    if isinstance(screen, Entry):
        yield HELD[Key.OK]
        yield HELD[DELETE]
        if screen.kind == "address" and not screen.typed and not screen.at:
            yield TYPE


# States

Mark = tuple[Any, ...]


def _mark_of_entry(entry: Entry, is_fine: bool) -> Mark:
    sheet = sheets(entry.kind)[entry.sheet]
    row, column = sheet.places[entry.at]
    last = len(sheet.rows[row]) - 1
    where = column if is_fine else min(column, 1) + (column == last)
    length = len(entry.typed)
    size = "full" if length == entry.longest else length if length <= 2 else "more"
    return ("Entry", entry.title, entry.accept.__qualname__, size, entry.sheet, row, where)


def _mark_of_dial(dial: Dial) -> Mark:
    bounds = {dial.setting.low: "lowest", dial.setting.high: "highest"}
    value = "off" if dial.is_zero else bounds.get(dial.value, "between")
    return ("Dial", dial.setting.name, value, dial.digit)


def _mark(value: Any, is_fine: bool) -> Any:
    """What tells a screen, or a part of one, apart."""
    match value:
        case MenuList():
            return ("MenuList", value.menu.label, value.at)
        case Entry():
            return _mark_of_entry(value, is_fine)
        case Dial():
            return _mark_of_dial(value)
        case str() | int() | None:
            return value
        case tuple():
            return tuple(_mark(each, is_fine) for each in value)
        case Menu() | Action() | View() | Setting():
            return repr(value)
    if callable(value):
        return value.__qualname__
    names = type(value).__dataclass_fields__
    return (type(value).__name__, *(_mark(getattr(value, name), is_fine) for name in names))


def mark_of(stack: tuple[Screen, ...], is_fine: bool = False) -> Mark:
    """What tells a state apart. From which list a login was begun matters for its first screen alone."""
    marks = [_mark(screen, is_fine) for screen in stack]
    for height, screen in enumerate(stack[:-1]):
        if isinstance(screen, Prompt) and screen.title in OF_LOGIN:
            return ("a login", *marks[height + 1 :])
    return tuple(marks)


@dataclass(frozen=True, eq=False)
class State:
    """A state that was found: its screens, and the move that led to it."""

    mark: Mark
    stack: tuple[Screen, ...]
    display: Display
    is_end: bool
    #: The labels of the menu items that lead here, with " > " between; "" outside the menu.
    leaf: str = ""
    before: State | None = None
    move: Move | None = None

    @property
    def is_list(self) -> bool:
        """Whether it stands on a list of the menu."""
        return isinstance(self.stack[-1], MenuList)

    @property
    def path(self) -> list[Move]:
        """The moves that lead here from the rest screen."""
        return [*self.before.path, self.move] if self.before is not None and self.move is not None else []

    def __str__(self) -> str:
        return f"{list(self.display.lines)} after {', '.join(map(str, self.path)) or 'nothing'}"


class Deeds(NamedTuple):
    """What was done with which leaf; a leaf goes by the labels that lead to it, with " > " between."""

    shown: set[str]
    opened: set[str]
    done: set[str]


@dataclass
class Found:
    """Everything that was found at a place."""

    place: Place
    states: dict[Mark, State] = field(default_factory=dict)
    edges: dict[Mark, dict[Move, Mark]] = field(default_factory=dict)
    deeds: Deeds = field(default_factory=lambda: Deeds(set(), set(), set()))

    @property
    def count(self) -> int:
        return sum(len(edges) for edges in self.edges.values())

    @property
    def distances(self) -> dict[Mark, int]:
        """For each state gone on from, how many keys lead to rest, none of them a key of every screen."""
        back: dict[Mark, set[Mark]] = {}
        for mark, edges in self.edges.items():
            for move, to in edges.items():
                if move in KEYS and move.key not in ANYWHERE:
                    back.setdefault(to, set()).add(mark)
        distances = {mark: 0 for mark, state in self.states.items() if len(state.stack) == 1}
        queue = deque(distances)
        while queue:
            mark = queue.popleft()
            for earlier in back.get(mark, ()):
                if earlier not in distances:
                    distances[earlier] = distances[mark] + 1
                    queue.append(earlier)
        return distances


class Explorer:
    """Explores one place."""

    def __init__(self, place: Place) -> None:
        self.found = Found(place)
        self._stand = Stand(place)
        self._queue: deque[State] = deque()

    def explore(self) -> Found:
        self._meet(self._stand, None, None)
        while self._queue:
            self._go_on_from(self._queue.popleft())
        return self.found

    def _enter(self, state: State) -> Stand:
        stand = self._stand
        if stand.has_changed:
            stand = self._stand = Stand(self.found.place)
        stand.resume()
        stand.rows.clear()
        if isinstance(state.stack[-1], Busy):
            # An errand is no part of the screens: it is put anew.
            assert state.before is not None
            assert state.move is not None
            stand.front.stand(state.before.stack)
            state.move.make(stand)
        else:
            stand.front.stand(state.stack)
        return stand

    def _go_on_from(self, state: State) -> None:
        edges = self.found.edges[state.mark] = {}
        for move in moves_from(state.stack[-1]):
            stand = self._enter(state)
            move.make(stand)
            self._note_deeds(state, stand)
            edges[move] = self._meet(stand, state, move)

    def _meet(self, stand: Stand, before: State | None, move: Move | None) -> Mark:
        front = stand.front
        if before is not None and front.stack == before.stack and not stand.has_been_touched:
            return before.mark
        display = front.display
        assert len(front.stack) <= DEEPEST, f"the screens pile up at {move} on {before}"
        look(front.stack, front.surface, display, lambda: f"{move} on {before}")
        is_end = front.session is not stand.session
        mark = mark_of(front.stack, self.found.place.is_fine)
        if is_end:
            mark = ("somebody else", *mark)
        if mark not in self.found.states:
            state = State(mark, front.stack, display, is_end, _leaf(front), before, move)
            self.found.states[mark] = state
            if not is_end:
                self._queue.append(state)
                self._note_seen(state, front)
        return mark

    # Leaves

    def _note_seen(self, state: State, front: Front) -> None:
        if not state.leaf or not isinstance(state.stack[-1 if state.is_list else -2], MenuList):
            return
        if state.is_list:
            self.found.deeds.shown.add(state.leaf)
        elif _opens(front):
            self.found.deeds.opened.add(state.leaf)

    def _note_deeds(self, state: State, stand: Stand) -> None:
        who = stand.session.name if stand.session else ""
        if state.leaf and any(row.by == who and _is_deed(row) for row in stand.rows):
            self.found.deeds.done.add(state.leaf)


def _is_deed(row: Row) -> bool:
    """Whether the row tells that something was done. A job that goes is the doing of [Job Reset]."""
    return row.deed in (Deed.CHANGED, Deed.DID) or row.detail.startswith("received")


def _opens(front: Front) -> bool:
    """Whether the screen on top is that of the item selected in the list below it."""
    top, below = (screen.surface(front.desk) for screen in front.stack[:-3:-1])
    if isinstance(front.screen, Question):
        return front.screen.text not in (LOG_OUT, RESET)
    assert below.selected is not None
    return top.title == below.rows[below.selected].text


def _leaf(front: Front) -> str:
    """The labels of the items that lead to the screen on top; "" when it does not come from the menu."""
    surfaces = [screen.surface(front.desk) for screen in front.stack if isinstance(screen, MenuList)]
    if not surfaces or surfaces[-1].selected is None:
        return ""
    titles = [surface.title for surface in surfaces[1:]]
    return " > ".join([*titles, surfaces[-1].rows[surfaces[-1].selected].text])


def retrace(state: State, place: Place) -> Stand:
    """A fresh machine of that place on which the moves that led to the state are made, one after another."""
    stand = Stand(place)
    for move in state.path:
        move.make(stand)
    return stand
