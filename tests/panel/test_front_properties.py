"""Any keys from any faces, whatever happens meanwhile; any changes by anybody: what holds all the same."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain, pairwise
from string import ascii_letters, digits
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.condition import Alert, Severity
from device.console import MASK, Display, Indicators, Notice
from device.jobs import JobKind
from device.keep import KeepError, Sealed
from device.people.accounts import administrator_key, user_key
from device.people.edits import Edit
from device.roles import ADMINISTRATOR_ROLES, MACHINE_ITSELF, Actor, Role, nobody
from device.settings.authentication import AUTO_LOGOUT, LOCKOUT, USER_AUTHENTICATION
from device.settings.everything import ALL, RULES, regime
from device.settings.kinds import AnySetting, Refused
from device.settings.store import Store
from device.settings.system import MENU_PROTECT
from panel.characters import characters
from panel.keys import SELECTION, Key
from panel.screens.rest import Rest
from panel.surface import Row, Surface
from tests.device.set_values import values, wrong

from .explorer import DEEPEST
from .looks import is_same, look, wrapped
from .somebody import PASSWORD, Somebody, fresh, staffed

ENTER, NEXT_SET, ACCEPT = SELECTION[0], SELECTION[1], SELECTION[2]
DELETE = SELECTION[0]

#: Where keys come from, and where changes do.
FACES = ("panel", "link", "script", "serial")
AFAR = ("panel", "link", "web", "snmp")

#: What a driver encryption key may hold.
LETTERS = ascii_letters + digits

#: Login names of one character, so that few keys log somebody in: an administrator for each role, a user.
NAMES = "abcde"


# Any keys

#: What others do, who may be refused.
ELSEWHERE = ("change", "job", "no_jobs", "rename", "new_password", "hand_over", "remove", "reset")


class Busy:
    """Somebody at a panel, while others are at the same machine too.

    `do` makes something happen; what must hold afterwards is checked at once.
    """

    def __init__(self) -> None:
        self.panel = fresh()
        self.panel.is_slow = True
        people = self.panel.machine.people
        for number, role in enumerate(ADMINISTRATOR_ROLES, 1):
            people.change(administrator_key(number), Edit(name=NAMES[number - 1]), MACHINE_ITSELF)
            people.hand_over(role, number, MACHINE_ITSELF)
        people.change(user_key(1), Edit(name=NAMES[4]), MACHINE_ITSELF)
        self.pressed_at = 0.0
        self.seen: list[Display] = [self.panel.display]
        self.public: list[Display] = [self.panel.machine.console.public]

    def do(self, happening: tuple[Any, ...]) -> None:
        name, *given = happening
        if name in ELSEWHERE:
            # Whoever it is may be refused, and the disk may be full: no concern of the panel's.
            with suppress(Refused, KeepError):
                getattr(self, name)(*given)
        else:
            getattr(self, name)(*given)
        self.check(happening)

    def check(self, happening: tuple[Any, ...]) -> None:
        panel, machine = self.panel, self.panel.machine
        front, console = panel.front, machine.console
        look(front.stack, front.surface, panel.display, lambda: str(happening))
        assert isinstance(front.stack[0], Rest)
        assert len(front.stack) <= DEEPEST
        assert front.session is None or machine.people.sessions.is_open(front.session)
        assert (front.session is None) is front.desk.actor.is_nobody
        self._check_views(console.display, console.public)
        assert console.private is any(screen.private for screen in front.stack)
        self._check_nothing_stale()

    def _check_nothing_stale(self) -> None:
        """What lists have kept of themselves is what they would show anew."""
        front, made = self.panel.front, self.panel.machine.store.made
        kept, all_kept = front.surface, dict(made)
        made.clear()
        assert front.surface == kept
        made.update(all_kept)

    def _check_views(self, local: Display, public: Display) -> None:
        assert local.revision >= self.seen[-1].revision
        assert local == self.seen[-1] or local.revision > self.seen[-1].revision
        assert public.revision >= self.public[-1].revision
        assert public == self.public[-1] or public.revision > self.public[-1].revision
        assert public.private is local.private
        if local.private:
            assert public.lines[1].rstrip() == MASK
            assert public.cursor is None
            assert public.indicators == Indicators()
        else:
            assert public._replace(revision=0) == local._replace(revision=0)
        self.seen.append(local)
        self.public.append(public)

    # What happens

    def press(self, keys: list[Key], face: str) -> None:
        for key in keys:
            self.panel.front.press(key, face=face)
            self.pressed_at = self.panel.clock.now()
            self.check((key, face))

    def log_in(self, who: int) -> None:
        right = [Key.RIGHT] * who
        keys = [Key.MENU, SELECTION[2], ENTER, *right, Key.OK, ACCEPT, ENTER, ACCEPT]
        self.press(keys, "panel")
        self.work()

    def wait(self, seconds: float) -> None:
        self.panel.wait(seconds)
        limit = self.panel.machine.store[AUTO_LOGOUT]
        if limit and self.panel.clock.now() >= self.pressed_at + limit:
            assert self.panel.front.session is None
            assert self.panel.front.stack == (Rest(),)
            assert not self.panel.machine.errands.busy

    def work(self) -> None:
        self.panel.let_work()

    def change(self, setting: AnySetting, value: Any, by: Actor) -> None:
        self.panel.machine.store.change({setting: value}, by)

    def while_locked(self, happening: tuple[Any, ...]) -> None:
        console, stack = self.panel.machine.console, self.panel.front.stack
        console.lock()
        self.do(happening)
        if happening[0] == "press":
            assert self.panel.front.stack == stack
        console.lock(False)

    def while_full(self, happening: tuple[Any, ...]) -> None:
        self.panel.keep.is_full = True
        self.do(happening)
        self.panel.keep.is_full = False

    def notice(self, text: str) -> None:
        self.panel.machine.console.put(Notice(text, "pjl"))

    def alert(self, name: str, severity: Severity, text: str, detail: str) -> None:
        self.panel.machine.condition.raise_alert(Alert(name, severity, text, detail))

    def mend(self, name: str) -> None:
        self.panel.machine.condition.clear_alert(name)

    def sleep(self) -> None:
        self.panel.machine.condition.note(saving_energy=True)

    def job(self, name: str, owner: str, kind: JobKind, pages: int) -> None:
        self.panel.machine.jobs.submit(name, owner=owner, kind=kind, pages=pages, by=nobody("raw"))

    def no_jobs(self) -> None:
        self.panel.machine.jobs.clear(MACHINE_ITSELF)

    def rename(self, number: int, name: str) -> None:
        self.panel.edit(administrator_key(number), Edit(name=name))

    def new_password(self, number: int, password: str) -> None:
        self.panel.edit(administrator_key(number), Edit(password=Sealed(password)))

    def hand_over(self, role: Role, number: int) -> None:
        self.panel.machine.people.hand_over(role, number, MACHINE_ITSELF)

    def remove(self) -> None:
        self.panel.machine.people.remove(user_key(1), MACHINE_ITSELF)

    def reset(self) -> None:
        self.panel.machine.factory_reset(MACHINE_ITSELF)

    def power_off(self) -> None:
        self.panel.front.power_off()
        assert self.panel.front.stack == (Rest(),)
        assert self.panel.front.session is None


#: Any keys; and those that lead deep into the menu, which keys at random rarely do.
KEYS = st.lists(st.sampled_from(Key), min_size=1, max_size=8)
STEPS = st.integers(0, 10).map(lambda count: [*[Key.DOWN] * count, Key.OK])
DEEP = st.lists(STEPS, min_size=1, max_size=5).map(lambda steps: [Key.MENU, *chain(*steps)])
ENTERED = st.lists(
    st.sampled_from((ENTER, Key.OK, Key.OK, Key.RIGHT, NEXT_SET, ACCEPT, ACCEPT)), min_size=2, max_size=12
)
PRESSES = st.tuples(st.just("press"), st.one_of(KEYS, DEEP, DEEP, ENTERED), st.sampled_from(FACES))
WAITS = st.tuples(st.just("wait"), st.floats(0, 60) | st.sampled_from([1.0, 2.4, 180.0, 900.0]))
LOGINS = st.tuples(st.just("log_in"), st.integers(0, 4))

NAMED = st.text(st.characters(codec="ascii", exclude_categories=["C"]), min_size=1, max_size=40)
NUMBERS = st.integers(1, 4)


def elsewhere() -> st.SearchStrategy[tuple[Any, ...]]:
    """Anything that others do at the machine."""
    return st.one_of(
        changes(),
        st.tuples(st.just("notice"), st.text(max_size=60)),
        st.tuples(
            st.just("alert"),
            st.sampled_from("xyz"),
            st.sampled_from(Severity),
            NAMED,
            st.just("") | NAMED,
        ),
        st.tuples(st.just("mend"), st.sampled_from("xyz")),
        st.tuples(st.just("sleep")),
        st.tuples(
            st.just("job"),
            st.text(min_size=1, max_size=40).filter(lambda name: any(map(str.isalnum, name))),
            st.sampled_from(["", *NAMES]),
            st.sampled_from(JobKind),
            st.integers(0, 200),
        ),
        st.tuples(st.just("no_jobs")),
        st.tuples(st.just("rename"), NUMBERS, st.sampled_from([*NAMES, "somebody"])),
        st.tuples(st.just("new_password"), NUMBERS, st.sampled_from(["", "x", PASSWORD])),
        st.tuples(st.just("hand_over"), st.sampled_from(ADMINISTRATOR_ROLES), NUMBERS),
        st.tuples(st.just("remove")),
        st.tuples(st.just("reset")),
        st.tuples(st.just("power_off")),
    )


def happenings() -> st.SearchStrategy[tuple[Any, ...]]:
    """Anything that can happen at a panel and around it."""
    usual = st.one_of(PRESSES, PRESSES, PRESSES, LOGINS, WAITS, st.tuples(st.just("work")))
    return st.one_of(
        usual,
        usual,
        usual,
        elsewhere(),
        st.tuples(st.just("while_locked"), usual),
        st.tuples(st.just("while_full"), usual | elsewhere()),
    )


def changes() -> st.SearchStrategy[tuple[Any, ...]]:
    """A change of a setting by the machine itself; often one that the panel depends on."""
    minded: tuple[AnySetting, ...] = (AUTO_LOGOUT, USER_AUTHENTICATION, LOCKOUT, MENU_PROTECT)
    return st.sampled_from((*minded * 20, *ALL)).flatmap(change_of)


def change_of(setting: AnySetting) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.tuples(st.just("change"), st.just(setting), values(setting), st.just(MACHINE_ITSELF))


def live_through(all_happenings: list[tuple[Any, ...]]) -> None:
    """A panel to which all this happens; in the end it is at rest with one key."""
    busy = Busy()
    for happening in all_happenings:
        busy.do(happening)

    busy.panel.machine.used()
    busy.press([Key.SWITCH_FUNCTIONS], "panel")
    assert busy.panel.front.stack == (Rest(),)


@settings(max_examples=300)
@given(st.lists(happenings(), min_size=1, max_size=40))
def test_whatever_happens_the_panel_shows_a_display_and_keeps_nothing_too_long(
    all_happenings: list[tuple[Any, ...]],
) -> None:
    live_through(all_happenings)


@pytest.mark.prove
@given(st.lists(happenings(), min_size=10, max_size=120))
def test_whatever_happens_for_long_the_panel_shows_a_display_and_keeps_nothing_too_long(
    all_happenings: list[tuple[Any, ...]],
) -> None:
    live_through(all_happenings)


# A display of rows that are too long


@given(st.integers(26, 70), st.integers(0, 70), st.integers(0, 10**11))
def test_time_always_moves_on_while_a_row_scrolls(title: int, row: int, begun: int) -> None:
    surface = Surface((LETTERS * 2)[:title], (Row((LETTERS * 2)[:row]),), 0)
    # Odd moments: the sums of steps fall short of their mark by a rounding error.
    start = now = begun / 1009
    shown = []

    for _ in range(200):
        shown.append(surface.layout.display(Indicators(), now - start).lines)
        step = surface.layout.changes_in(now - start)
        assert step is not None
        assert now + step > now
        now += step

    still = sum(one == other for one, other in pairwise(shown))
    assert still < 100, "time goes by in steps that show nothing"


@given(st.text("abcd ", min_size=40, max_size=100) | st.text(max_size=80))
def test_a_message_from_outside_is_read_in_full_or_bears_the_mark(text: str) -> None:
    panel = fresh()

    panel.machine.console.put(Notice(text, "pjl"))

    look(panel.front.stack, panel.front.surface, panel.display, lambda: repr(text))
    lines = [line.rstrip(" ") for line in wrapped(text)] + [""] * 3
    assert is_same(panel.rows[0], lines[0])
    assert panel.rows[1].endswith("..") if lines[2] else is_same(panel.rows[1], lines[1])


# What other readers get while a secret is entered


def way(text: str, wandering: list[Key]) -> list[Key]:
    """Keys that enter the text on an entry screen of all characters, after wandering about in it first."""
    sets = characters("general")
    keys, sheet, at = [], 0, 0
    for letter in text:
        wanted = next(number for number, each in enumerate(sets) if letter in "".join(each.rows))
        if wanted != sheet:
            keys += [NEXT_SET] * ((wanted - sheet) % len(sets))
            sheet, at = wanted, 0
        to = "".join(sets[sheet].rows).index(letter)
        keys += [Key.RIGHT if to > at else Key.LEFT] * abs(to - at) + [Key.OK]
        at = to
    return [*_and_back(wandering), *keys]


def _and_back(wandering: list[Key]) -> list[Key]:
    """Keys that change nothing in the end: what was entered is deleted, and the first set is back."""
    turns = sum(key is NEXT_SET for key in wandering)
    entered = sum(key is Key.OK for key in wandering)
    return [*wandering, *[DELETE] * entered, *[NEXT_SET] * (4 - turns % 4)]


class Reader:
    """Somebody far away: what they are told, and what they see when they ask at any time."""

    def __init__(self, panel: Somebody) -> None:
        self._console = panel.machine.console
        self.told: list[Display] = []
        self.seen: list[Display] = []
        self._console.watch(lambda: self.told.append(self._console.public))

    def ask(self) -> None:
        display = self._console.public
        if not self.seen or self.seen[-1] != display:
            self.seen.append(display)


SECRETS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=6)
WANDERING = st.lists(
    st.sampled_from((Key.LEFT, Key.RIGHT, Key.UP, Key.DOWN, NEXT_SET, Key.OK, Key.OK)), max_size=8
)
#: A way to enter something in private: what, where to wander first, and whether to be refused before.
ENTRIES = st.tuples(SECRETS, WANDERING, st.booleans())

Stream = tuple[list[Display], list[Display]]


def stream(panel: Somebody, entries: list[tuple[str, list[Key], bool]], pause: float) -> Stream:
    """What a reader far away is told, and sees, while these are entered one after the other."""
    reader = Reader(panel)
    for text, wandering, is_refused in entries:
        refused = [ACCEPT, Key.ESCAPE] if is_refused else []
        for key in (ENTER, *refused, *way(text, wandering), ACCEPT):
            panel.press(key)
            reader.ask()
            panel.wait(pause)
            reader.ask()
    panel.press(Key.SWITCH_FUNCTIONS)
    reader.ask()
    return reader.told, reader.seen


def key_stream(entries: list[tuple[str, list[Key], bool]], pause: float) -> Stream:
    """The same at the prompt for the driver encryption key."""
    panel = staffed()
    panel.open_key_prompt()
    return stream(panel, entries, pause)


@given(ENTRIES, ENTRIES, WANDERING, WANDERING, st.floats(0, 1))
def test_a_driver_key_is_nothing_to_other_readers(
    one: tuple[str, list[Key], bool],
    other: tuple[str, list[Key], bool],
    again: list[Key],
    anew: list[Key],
    pause: float,
) -> None:
    told, seen = key_stream([one, (one[0], again, False)], pause)

    assert (told, seen) == key_stream([other, (other[0], anew, False)], pause)
    assert any(display.lines[1].startswith(MASK) for display in told)


@given(ENTRIES, ENTRIES, WANDERING, WANDERING, st.floats(0, 1))
def test_two_entries_that_differ_are_nothing_to_other_readers_either(
    one: tuple[str, list[Key], bool],
    other: tuple[str, list[Key], bool],
    again: list[Key],
    anew: list[Key],
    pause: float,
) -> None:
    streams = [
        key_stream([entry, (entry[0] + "x", wandering, False)], pause)
        for entry, wandering in ((one, again), (other, anew))
    ]

    assert streams[0] == streams[1]


@given(SECRETS, SECRETS, WANDERING, WANDERING, st.floats(0, 1))
def test_a_wrong_password_is_nothing_to_other_readers(
    one: str, other: str, first: list[Key], second: list[Key], pause: float
) -> None:
    streams = []
    for password, wandering in ((one, first), (other, second)):
        panel = staffed()
        panel.press(Key.MENU, "Login")
        panel.enter("ned")
        streams.append(stream(panel, [(password, wandering, False)], pause))

    assert streams[0] == streams[1]
    assert any(display.lines[1].startswith(MASK) for display in streams[0][0])


# Any changes


@given(st.data())
def test_any_changes_by_anybody_are_made_or_refused_and_all_values_go_together(data: st.DataObject) -> None:
    panel = fresh()
    machine, store = panel.machine, panel.machine.store
    roles = st.frozensets(st.sampled_from((*ADMINISTRATOR_ROLES, Role.SUPERVISOR, Role.PERSON)), max_size=2)
    named = st.lists(st.sampled_from(store.settings), min_size=1, max_size=4, unique=True)

    for _ in range(data.draw(st.integers(1, 12))):
        held = data.draw(st.just(frozenset({Role.ITSELF})) | st.just(frozenset(ADMINISTRATOR_ROLES)) | roles)
        by = Actor("somebody" if held else "", held, data.draw(st.sampled_from(AFAR)))
        proposed = {each: data.draw(any_value(each)) for each in data.draw(named)}
        before = {setting: store[setting] for setting in store}
        if told_why(store, proposed, by):
            assert before == {setting: store[setting] for setting in store}
        else:
            assert all(store[each] == value for each, value in proposed.items())
        assert_valid(store)
        look(panel.front.stack, panel.front.surface, panel.display, lambda: "rest")

    again = Store(ALL, RULES, machine.audit, regime)
    assert again.unreadable == ()
    assert all(again[setting] == store[setting] for setting in store)


def told_why(store: Store, proposed: dict[AnySetting, Any], by: Actor) -> str:
    """Make the change. What the person is told when it is refused; "" when it was made."""
    try:
        store.change(proposed, by)
    except Refused as refused:
        return refused.reason
    return ""


def any_value(setting: AnySetting) -> st.SearchStrategy[Any]:
    """A value that the setting can have, or at times one that it cannot."""
    right = values(setting)
    return st.one_of(right, right, right, st.sampled_from(wrong(setting)))


def assert_valid(store: Store) -> None:
    """Every value is one that its setting can have, and all rules hold between them."""
    whole = {setting: store[setting] for setting in store}
    for setting, value in whole.items():
        # A secret that was never set is empty, which nobody may set it to.
        if not setting.is_secret or value:
            setting.check(value)
    for rule in RULES:
        rule.check(whole, store)
