"""The panel as everybody else sees it: the display, its indicators, the lock, messages from outside.

`Display` is what stands on the glass. `Console` holds the present one for all readers: the panel publishes,
SNMP, web pages, IPP, PJL, the link and scripts read. Local faces (somebody standing at the machine) see
everything; every other reader sees the public view, which during the entry of a secret is one fixed display
that tells nothing but the title, under one unchanging revision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from device.listeners import Listeners

#: Size of the display: 4 lines of 25 characters [S; R for the P 800]. Data: nothing else may assume it.
LINES = 4
COLUMNS = 25

#: What a public reader sees in the place of everything that is being entered: always this length.
MASK = "****"


class Light(Enum):
    """What an indicator does."""

    OFF = "off"
    ON = "on"
    BLINKING = "blinking"

    __hash__ = object.__hash__


class Indicators(NamedTuple):
    """The three indicators of the panel [R]; `alert_color` is red (cannot print) or yellow (soon)."""

    power: Light = Light.ON
    alert: Light = Light.OFF
    data_in: Light = Light.OFF
    alert_color: str = ""


class Display(NamedTuple):
    """What stands on the display.

    `lines`: LINES strings of exactly COLUMNS characters; the last carries the labels when there are any.
    `labels`: the label over each selection key, left to right, "" where there is none.
    `cursor`: (row, column) from 0 of the character or digit that is chosen, or None.
    `selected`: row of the highlighted item, or None. An attribute of the row: no cell shows it.
    `private`: a secret is being entered, and these lines are for local faces alone.
    `title`: line 1 in full, even when the line had to scroll or shorten it.
    `revision`: grows by one with every change of what this kind of reader may see.
    """

    lines: tuple[str, ...]
    labels: tuple[str, ...]
    cursor: tuple[int, int] | None
    selected: int | None
    indicators: Indicators
    private: bool
    title: str
    revision: int


BLANK = Display((" " * COLUMNS,) * LINES, ("", "", ""), None, None, Indicators(Light.OFF), False, "", 0)


def masked(display: Display) -> Display:
    """What a public reader gets of a private display: the title and a mask of fixed length."""
    lines = (display.title[:COLUMNS].ljust(COLUMNS), MASK.ljust(COLUMNS)) + (" " * COLUMNS,) * (LINES - 2)
    return Display(lines, ("", "", ""), None, None, Indicators(), True, display.title, 0)


@dataclass(frozen=True, slots=True)
class Notice:
    """A message put on the rest screen from outside (PJL, SNMP): text, and who put it there."""

    text: str = ""
    source: str = ""


#: Draws the present display under the revision it is given. Called only when somebody looks.
Draw = Callable[[int], Display]
#: Told that the display may have changed; looks at the console when it wants to know how.
Watcher = Callable[[], None]


@dataclass
class Console:
    """The present display and what others may do to the panel.

    Drawing is lazy: `publish` only says that something changed, the display is drawn when a reader looks.
    """

    #: Keys do nothing (a setting of PJL and SNMP).
    locked: bool = False
    #: What the rest screen shows from outside.
    notice: Notice = Notice()
    #: Somebody far away wants this machine to be found.
    identifying: bool = False
    _draw: Draw = lambda revision: BLANK
    _private: bool = False
    _drawn: Display | None = None
    _public: Display = BLANK
    _revision: int = 0
    _public_revision: int = 0
    _local_watchers: Listeners[[]] = field(default_factory=Listeners)
    _public_watchers: Listeners[[]] = field(default_factory=Listeners)

    def connect(self, draw: Draw) -> None:
        """Name what draws the display: the panel's front, once, at its start."""
        self._draw = draw

    def publish(self, private: bool = False) -> None:
        """Say that the display has changed. `private`: from now on a secret is being entered.

        While private lasts, public readers are not told of changes after the first. Raises ListenerFailed.
        """
        self._revision += 1
        self._drawn = None
        entered = private and not self._private
        self._private = private
        if private and not entered:
            self._local_watchers.tell()
            return
        self._public_revision += 1
        if entered:
            self._public = masked(self.display)._replace(revision=self._public_revision)
        try:
            self._public_watchers.tell()
        finally:
            self._local_watchers.tell()

    @property
    def revision(self) -> int:
        """Grows with every change that a local face can see."""
        return self._revision

    @property
    def public_revision(self) -> int:
        """Grows with every change that a public reader can see."""
        return self._public_revision

    @property
    def private(self) -> bool:
        """Whether a secret is being entered."""
        return self._private

    @property
    def display(self) -> Display:
        """The display for local faces: terminal and serial panel."""
        drawn = self._drawn
        if drawn is None:
            drawn = self._drawn = self._draw(self._revision)
        return drawn

    @property
    def public(self) -> Display:
        """The display for every other reader."""
        if not self._private and self._public.revision != self._public_revision:
            self._public = self.display._replace(revision=self._public_revision)
        return self._public

    def watch(self, watcher: Watcher, *, local: bool = False) -> Callable[[], None]:
        """Be told of changes, as a local face or as a public reader; returns what ends it."""
        return (self._local_watchers if local else self._public_watchers).add(watcher)

    def put(self, notice: Notice) -> None:
        """Show a message on the rest screen; an empty text takes it away."""
        self.notice = notice
        self.publish(self._private)

    def lock(self, locked: bool = True) -> None:
        """Let keys do nothing from now on, or let them work again."""
        self.locked = locked
        self.publish(self._private)

    def identify(self, identifying: bool = True) -> None:
        """Show whoever stands near which machine it is, or stop that."""
        self.identifying = identifying
        self.publish(self._private)
