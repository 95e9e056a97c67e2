"""A toy panel to play scripts on: lists, prompts, entries, messages that time out, on virtual time.

It knows nothing of the machine, so that scripts are tested by themselves, and it can be laid out in other
ways than the machine is: lists whose ends do not meet, entry screens that show all their rows or space them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from device.console import BLANK, COLUMNS, Display, Indicators, Light
from panel.keys import SELECTION, Key
from panel.scripts.cases import Item, items
from panel.scripts.language import CAPABILITIES
from panel.scripts.loading import loads
from panel.scripts.outcome import Outcome
from panel.scripts.runner import play
from panel.scripts.stage import AuditLine, Incapable, NotAnswered, Press, Seen, TargetLost

Labels = tuple[str, str, str]
NO_LABELS: Labels = ("", "", "")

SETS = (
    ("abcdefghijklm", "nopqrstuvwxyz"),
    ("ABCDEFGHIJKLM", "NOPQRSTUVWXYZ"),
    ("12345", "67890"),
    ("␣!#$%", ".-_'"),
)


@dataclass
class Drawn:
    """What a screen shows: its lines above the labels, the labels, and attributes of places."""

    lines: Sequence[str]
    labels: Labels = NO_LABELS
    cursor: tuple[int, int] | None = None
    selected: int | None = None
    private: bool = False


class Screen(Protocol):
    """A screen of the toy."""

    def draw(self) -> Drawn: ...

    def press(self, key: Key, toy: Toy) -> None: ...


@dataclass
class Text:
    """Some lines, and labels that do something. With `lasts` it goes away by itself."""

    lines: tuple[str, ...]
    labels: dict[str, Callable[[Toy], None]] = field(default_factory=dict)
    lasts: float | None = None

    def draw(self) -> Drawn:
        first, second, third = (*self.labels, "", "", "")[:3]
        return Drawn(self.lines, (first, second, third))

    def press(self, key: Key, toy: Toy) -> None:
        for selection, do in zip(SELECTION, self.labels.values(), strict=False):
            if key is selection:
                do(toy)


@dataclass
class Menu:
    """A list of rows, two of them shown; OK does what stands at the row."""

    title: str
    rows: Sequence[tuple[str, Callable[[Toy], None]]]
    wraps: bool = True
    at: int = 0

    def draw(self) -> Drawn:
        top = self.at - self.at % 2
        shown = [row[:COLUMNS] for row, _ in self.rows[top : top + 2]]
        return Drawn([self.title, *shown], selected=1 + self.at - top)

    def press(self, key: Key, toy: Toy) -> None:
        if key is Key.OK:
            self.rows[self.at][1](toy)
        step = {Key.UP: -1, Key.DOWN: 1}.get(key, 0)
        at = self.at + step
        self.at = at % len(self.rows) if self.wraps else min(max(at, 0), len(self.rows) - 1)


@dataclass
class Entry:
    """Characters to choose from. `layout`: one row shown, `all` rows, or one row `spaced` out."""

    title: str
    accept: Callable[[str, Toy], None]
    private: bool = False
    layout: str = "row"
    longest: int = 32
    sets: Sequence[Sequence[str]] = SETS
    typed: str = ""
    page: int = 0
    row: int = 0
    column: int = 0

    def draw(self) -> Drawn:
        rows = self.sets[self.page]
        shown = "*" * (len(self.typed) - 1) + self.typed[-1:] if self.private else self.typed
        labels = ("Delete", "ABC/123", "Accept")
        if self.layout == "all":
            lines, cursor = [shown[-COLUMNS:], *rows], (1 + self.row, self.column)
        elif self.layout == "spaced":
            lines = [self.title, shown[-COLUMNS:], " ".join(rows[self.row])]
            cursor = (2, 2 * self.column)
        else:
            lines, cursor = [self.title, shown[-COLUMNS:], rows[self.row]], (2, self.column)
        return Drawn(lines, labels, cursor, private=self.private)

    def press(self, key: Key, toy: Toy) -> None:
        rows = self.sets[self.page]
        if key in (Key.LEFT, Key.RIGHT):
            places = [(row, column) for row, text in enumerate(rows) for column in range(len(text))]
            at = places.index((self.row, self.column)) + (1 if key is Key.RIGHT else -1)
            self.row, self.column = places[at % len(places)]
        elif key in (Key.UP, Key.DOWN):
            self.row = (self.row + (1 if key is Key.DOWN else -1)) % len(rows)
            self.column = min(self.column, len(rows[self.row]) - 1)
        elif key is Key.OK and len(self.typed) < self.longest:
            self.typed += rows[self.row][self.column].replace("␣", " ")
        elif key is SELECTION[0]:
            self.typed = self.typed[:-1]
        elif key is SELECTION[1]:
            self.page, self.row, self.column = (self.page + 1) % len(self.sets), 0, 0
        elif key is SELECTION[2]:
            self.accept(self.typed, toy)


class Toy(Incapable):
    """The toy as a Stage. `journal` has every key; the other attributes are what scripts may ask for.

    Switched off it shows nothing.
    """

    name = "toy"

    def __init__(self, rest: Screen, capabilities: frozenset[str] = frozenset(CAPABILITIES)) -> None:
        self.capabilities = capabilities
        self.settings: dict[str, str] = {}
        self.rows: list[AuditLine] = []
        self.services: dict[str, str] = {}
        self.answers: dict[str, str] = {}
        self.glass_lines: tuple[str, ...] = ()
        self.faults: set[str] = set()
        self.held: list[tuple[Key, float]] = []
        self.is_on = True
        self.journal: list[Key] = []
        self.asked: list[Press] = []
        self.lost_after: int | None = None
        self.indicators = Indicators()
        self._stack = [rest]
        self._now = 0.0
        self._timers: list[tuple[float, Callable[[], None]]] = []

    # what screens do

    def open(self, screen: Screen) -> None:
        self._stack.append(screen)
        if isinstance(screen, Text) and screen.lasts is not None:
            self.after(screen.lasts, lambda: self.close(screen))

    def close(self, screen: Screen | None = None) -> None:
        if len(self._stack) > 1 and screen in (None, self._stack[-1]):
            self._stack.pop()

    def after(self, seconds: float, do: Callable[[], None]) -> None:
        self._timers.append((self._now + seconds, do))

    # what a stage answers

    def press(self, keys: tuple[Key, ...]) -> Sequence[Seen]:
        self.asked.append(Press(keys))
        seen = []
        for number, key in enumerate(keys, 1):
            if self.lost_after is not None and len(self.journal) >= self.lost_after:
                raise TargetLost("the toy was taken away")
            self.journal.append(key)
            if key is Key.ESCAPE:
                self.close()
            else:
                self._stack[-1].press(key, self)
            seen.append(Seen(self.display, self._now, number))
        return seen

    def look(self) -> Seen:
        return Seen(self.display, self._now)

    def advance(self, seconds: float) -> Sequence[Seen]:
        end = self._now + seconds
        while self._timers and (due := min(self._timers, key=lambda timer: timer[0]))[0] <= end:
            self._timers.remove(due)
            self._now = due[0]
            due[1]()
        self._now = end
        return (self.look(),)

    def wait(self, at_most: float) -> Sequence[Seen]:
        next_due = min((due for due, _ in self._timers), default=self._now + at_most)
        return self.advance(min(at_most, max(0.0, next_due - self._now)))

    def hold(self, key: Key, seconds: float) -> Sequence[Seen]:
        self.held.append((key, seconds))
        return (*self.press((key,)), *self.advance(seconds))

    def power(self, on: bool) -> Sequence[Seen]:
        self.is_on = on
        return (self.look(),)

    def fault(self, name: str, on: bool) -> Sequence[Seen]:
        (self.faults.add if on else self.faults.discard)(name)
        return (self.look(),)

    def setting(self, name: str) -> str:
        return _named(self.settings, name, "setting")

    def audit(self) -> Sequence[AuditLine]:
        return self.rows

    def glass(self) -> Sequence[str]:
        return self.glass_lines

    def service(self, name: str) -> str:
        return _named(self.services, name, "service")

    def reach(self, name: str) -> str:
        return _named(self.answers, name, "service")

    @property
    def display(self) -> Display:
        if not self.is_on:
            return BLANK
        drawn = self._stack[-1].draw()
        lines = [line.ljust(COLUMNS) for line in drawn.lines]
        lines += [" " * COLUMNS] * (4 - len(lines))
        if drawn.labels != NO_LABELS:
            left, middle, right = drawn.labels
            lines[3] = f"{left:<8}{middle:^9}{right:>8}"
        return Display(
            tuple(lines),
            drawn.labels,
            drawn.cursor,
            drawn.selected,
            self.indicators,
            drawn.private,
            drawn.lines[0],
            len(self.journal),
        )


def _named(known: dict[str, str], name: str, what: str) -> str:
    try:
        return known[name]
    except KeyError:
        raise NotAnswered(f"there is no {what} of that name") from None


def printer(layout: str = "row", *, wraps: bool = True) -> Toy:
    """A toy with a menu, a secret to be entered, a choice, and an item that tells something for 2 s."""

    def kept(text: str, toy: Toy) -> None:
        toy.settings["security.key"] = "set"
        toy.rows.append(AuditLine("changed security.key set", "admin"))
        toy.close()
        toy.close()

    def prompt(toy: Toy) -> None:
        entry = Entry("Driver Encryption Key", kept, private=True, layout=layout)
        toy.open(Text(("Driver Encryption Key",), {"Enter": lambda toy: toy.open(entry)}))

    def named(text: str, toy: Toy) -> None:
        toy.settings["network.host_name"] = text
        toy.close()

    def blink(toy: Toy) -> None:
        toy.indicators = toy.indicators._replace(alert=Light.BLINKING, alert_color="red")

    def nothing(toy: Toy) -> None: ...

    def chosen(toy: Toy) -> None:
        toy.settings["network.ssl"] = "Ciphertext Only"
        toy.close()

    choices = (("*Ciphertext Priority", nothing), (" Ciphertext Only", chosen))
    security = Menu(
        "Security",
        (
            ("Driver Encryption Key:Enc", nothing),
            ("Driver Encryption Key", prompt),
            ("Service Mode Lock     Off", nothing),
            ("Permit SSL/TLS  Ciphertex", lambda toy: toy.open(Menu("Permit SSL/TLS", choices))),
            ("Auto Erase Memory Setting", lambda toy: toy.open(Text(("No disk",), lasts=2.0))),
        ),
        wraps,
    )
    top = Menu(
        "Menu",
        (
            ("Paper Input", nothing),
            ("Host Name", lambda toy: toy.open(Entry("Host Name", named, layout=layout))),
            ("Alert", blink),
            ("Security Options", lambda toy: toy.open(security)),
        ),
        wraps,
    )
    toy = Toy(Text(("Ready",), {"Prt.Jobs": nothing, "Menu": lambda toy: toy.open(top)}))
    toy.settings |= {"security.key": "not set", "network.ssl": "Ciphertext Priority"}
    return toy


@contextmanager
def opened() -> Iterator[Toy]:
    """A fresh printer, as a batch opens one for each case."""
    yield printer()


def only(text: str) -> Item:
    """The one case of a script."""
    (item,) = items(loads(text))
    return item


def played(text: str, toy: Toy | None = None, **environment: str) -> Outcome:
    """What comes of the one case of a script."""
    return play(only(text), toy or printer(), environment)
