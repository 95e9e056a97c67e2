"""What a screen wants shown, and what its key presses lead to.

A `Surface` is a Display's content with row attributes; its `Layout` is the only conversion between the two,
and the one place where text meets the width of the glass: it fits, shortens and scrolls. A screen is a
frozen value that answers `surface(desk)` and `press(key, desk)`; it neither draws nor navigates by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, Protocol
from unicodedata import category, east_asian_width

from device.console import COLUMNS, LINES, Display, Indicators
from device.errands import Errand
from device.machine import Machine
from device.people.sessions import Session
from device.roles import Actor, nobody

from .keys import SELECTION, Key

#: A row too long for the glass ends in this mark until it is selected and scrolls.
MORE = ".."
#: Stands for a character that the glass cannot show.
UNKNOWN = "?"
#: Shows a space among the characters to choose from.
SPACE = "␣"
#: So much of a value is always seen beside a long name [guess].
LEAST_VALUE = 6
#: Scrolling of a selected row that is too long, in panel seconds [guess].
REST_AT_END = 1.0
STEP = 0.3
#: The least that a timer waits: floating point sums come close to their mark and may fall short of it.
INSTANT = 0.001
#: No timer for the next step is shorter, or rounding could hold time up.
LEAST_WAIT = 0.001


class Row(NamedTuple):
    """One row: a text, a value at its right, and a short form of the text where one is known."""

    text: str
    value: str = ""
    short: str = ""


NO_LABELS = ("",) * len(SELECTION)


class Surface(NamedTuple):
    """What stands on the panel while a screen is on top.

    `title` is line 1, `short` its short form where one is known, `place` what stands at its right ("2/11");
    `rows` are the lines below it, at most 2 when there are labels, else 3. `selected` is
    an index into `rows`. `cursor` is (row, column) on the display, from 0. `labels` stand over the selection
    keys on line 4. `private`: a secret is being entered.
    """

    title: str
    rows: tuple[Row, ...] = ()
    selected: int | None = None
    labels: tuple[str, ...] = NO_LABELS
    cursor: tuple[int, int] | None = None
    private: bool = False
    short: str = ""
    place: str = ""

    @property
    def layout(self) -> Layout:
        """How it meets the glass."""
        # What is entered in private is kept nowhere, not even here.
        return _layout_of.__wrapped__(self) if self.private else _layout_of(self)


class Layout(NamedTuple):
    """A surface on the glass: its lines at rest, and those that scroll, the index of the line with its whole
    text.
    """

    surface: Surface
    title: str
    lines: tuple[str, ...]
    moving: tuple[tuple[int, str], ...]

    def display(
        self, indicators: Indicators, elapsed: float = 0.0, *, private: bool = False, revision: int = 0
    ) -> Display:
        """The display, `elapsed` panel seconds after the screen last changed (long rows scroll).

        `private`: a screen below this one is private, so this one is too.
        """
        surface, title, lines, moving = self
        if moving:
            lines = _moved(lines, moving, elapsed)
        selected = None if surface.selected is None else surface.selected + 1
        hidden = surface.private or private
        return Display(lines, surface.labels, surface.cursor, selected, indicators, hidden, title, revision)

    def changes_in(self, elapsed: float) -> float | None:
        """Panel seconds until the scrolling moves the display again, or None when nothing scrolls."""
        if not self.moving:
            return None
        return min(_next_step(len(text) - COLUMNS, elapsed) for _, text in self.moving)


@lru_cache(maxsize=4096)
def _layout_of(surface: Surface) -> Layout:
    title, top, whole = _title_line(surface.title, surface.place, surface.short)
    lines = [top]
    moving = ((0, whole),) if whole else ()
    for row in surface.rows:
        _, line, whole = _line(row)
        if whole and len(lines) - 1 == surface.selected:
            moving = (*moving, (len(lines), whole))
        lines.append(line)
    has_labels = surface.labels != NO_LABELS
    lines += [" " * COLUMNS] * (LINES - len(lines) - has_labels)
    if has_labels:
        lines.append(label_line(surface.labels))
    return Layout(surface, title, tuple(lines), moving)


def _line(row: Row) -> tuple[str, str, str]:
    """A row's text in cells, the line at rest, and what scrolls when it is chosen: "" when all of it fits."""
    text = row.text
    if not row.value and len(text) <= COLUMNS and text.isascii() and text.isprintable():
        return text, text.ljust(COLUMNS), ""  # as most rows are; those of an entry are laid out on every key
    row = _in_cells(row)
    return row.text, _still(row), "" if _fits(row) else _joined(row)


@lru_cache(maxsize=1024)
def _title_line(title: str, place: str, short: str) -> tuple[str, str, str]:
    """Kept for private surfaces too: a title is no secret, whatever stands below it."""
    return _line(Row(title, place, short))


def _in_cells(row: Row) -> Row:
    """The row with the mark UNKNOWN for each character that does not fill exactly one cell of the glass.

    Names of jobs and messages from outside may hold any character.
    """
    whole = "".join(row)
    if whole.replace(SPACE, "").isascii() and whole.isprintable():
        return row
    return Row(*("".join(letter if _fills_a_cell(letter) else UNKNOWN for letter in text) for text in row))


def _fills_a_cell(letter: str) -> bool:
    is_narrow = east_asian_width(letter) not in "WF"
    return letter.isprintable() and is_narrow and not category(letter).startswith("M")


def _moved(lines: tuple[str, ...], moving: tuple[tuple[int, str], ...], elapsed: float) -> tuple[str, ...]:
    """The lines with those that scroll where they stand now."""
    shown = list(lines)
    for line, text in moving:
        offset = _offset(len(text) - COLUMNS, elapsed)
        shown[line] = text[offset : offset + COLUMNS]
    return tuple(shown)


def _still(row: Row) -> str:
    """A row as it stands unselected: in full, by its short form, or with the mark that it goes on."""
    if _fits(row):
        return _laid_out(row.text if _room(row.text, row.value) else row.short, row.value)
    # The name comes first: the value keeps at least what a name in full leaves it, or LEAST_VALUE cells.
    name = row.short or row.text
    value = _cut(row.value, max(COLUMNS - len(name) - 1, LEAST_VALUE))
    return _laid_out(_cut(name, COLUMNS - (len(value) + 1 if value else 0)), value)


def _cut(text: str, space: int) -> str:
    return text if len(text) <= space else text[: space - len(MORE)] + MORE


def marked(line: str) -> str:
    """The line with the mark that more follows below it."""
    return line[: COLUMNS - len(MORE)] + MORE


def _fits(row: Row) -> bool:
    return _room(row.text, row.value) or (bool(row.short) and _room(row.short, row.value))


def _room(text: str, value: str) -> bool:
    return len(text) + (len(value) + 1 if value else 0) <= COLUMNS


def _laid_out(text: str, value: str) -> str:
    return text + value.rjust(COLUMNS - len(text))


def _joined(row: Row) -> str:
    return f"{row.text}  {row.value}" if row.value else row.text


def _offset(overhang: int, elapsed: float) -> int:
    """Where the window stands: a rest, steps of one cell to the end, a rest, from the start again."""
    turn = 2 * REST_AT_END + overhang * STEP
    within = elapsed % turn - REST_AT_END
    return 0 if within < 0 else min(overhang, int(within / STEP + 1e-9))


def _next_step(overhang: int, elapsed: float) -> float:
    """Panel seconds until the window moves; never so few that adding them would not move time on."""
    turn = 2 * REST_AT_END + overhang * STEP
    within, offset = elapsed % turn, _offset(overhang, elapsed)
    due = turn if offset == overhang else REST_AT_END + (offset + 1) * STEP
    return max(due - within, INSTANT)


@lru_cache(maxsize=256)
def label_line(labels: tuple[str, ...]) -> str:
    """Line 4: three labels of at most 8 characters, at the left, in the middle, at the right [guess]."""
    left, middle, right = labels
    return f"{left:<8}{middle:^9}{right:>8}"


class Desk(NamedTuple):
    """Where a screen works: the machine, who is logged in at the panel, through which face, and who acts."""

    machine: Machine
    session: Session | None
    face: str
    actor: Actor


def desk(machine: Machine, session: Session | None, face: str) -> Desk:
    """A desk: the person logged in acts there, or nobody."""
    return Desk(machine, session, face, nobody(face) if session is None else session.actor.at(face))


class Stay(NamedTuple):
    """Put this screen in the place of the one that was pressed."""

    screen: Screen


class Open(NamedTuple):
    """Put this screen on top."""

    screen: Screen


class Back(NamedTuple):
    """Take `steps` screens away (never the rest screen), then put `show` on top."""

    steps: int = 1
    show: Screen | None = None


class Home(NamedTuple):
    """Back to the rest screen, then put `show` on top."""

    show: Screen | None = None


class Wait(NamedTuple):
    """Have an errand done: take `back` screens away, put `shown` on top meanwhile, then make the move that
    `then` makes of its result, from where the screens below `shown` stand.
    """

    errand: Errand
    shown: Screen
    then: Callable[[Any, Desk], Move]
    back: int = 0


class Enter(NamedTuple):
    """This person is logged in at the panel from now on; then make the move."""

    session: Session
    then: Move


class Leave(NamedTuple):
    """Whoever is logged in at the panel is logged out; the rest screen, with `show` on top."""

    show: Screen | None = None


Move = Stay | Open | Back | Home | Wait | Enter | Leave


class Screen(Protocol):
    """What stands on the panel: a frozen value.

    `private`: a secret is being entered. `lasts`: panel seconds after which `expired` is asked, or None.
    """

    @property
    def private(self) -> bool: ...

    @property
    def lasts(self) -> float | None: ...

    def surface(self, desk: Desk) -> Surface:
        """What is shown. Changes nothing."""

    def press(self, key: Key, desk: Desk) -> Move:
        """What a key does. Draws nothing, navigates nothing."""

    def expired(self, desk: Desk) -> Move:
        """What happens when the screen has stood for `lasts` seconds."""
