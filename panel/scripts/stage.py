"""What a script is played on, seen from the script: the requests it makes, and the Stage that answers them.

The runner only yields requests. A Stage answers them at once (the machine in this process); a target that has
to wait for its answers drives the same generator with a loop of its own, answering each request alike:

    Press, Advance, Wait, Look   the displays that came of it (`Sequence[Seen]`)
    AskSetting                   a text
    AskAudit                     the rows (`Sequence[AuditLine]`)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeAlias

from device.console import Display
from panel.keys import Key

#: So many displays of what led to a failure are kept.
KEPT = 5


class Press(NamedTuple):
    """Press these keys, one after the other."""

    keys: tuple[Key, ...]


class Advance(NamedTuple):
    """Move panel time on by so many seconds. Only asked where the stage can do `virtual-time`."""

    seconds: float


class Wait(NamedTuple):
    """Let panel time pass until anything may have changed, but no more than so many seconds."""

    at_most: float


class Look(NamedTuple):
    """See what stands on the display."""


class AskSetting(NamedTuple):
    """The value of a setting as people spell it. Only asked where the stage can do `settings`."""

    name: str


class AskAudit(NamedTuple):
    """The rows of the audit since the case began. Only asked where the stage can do `audit`."""


Request: TypeAlias = Press | Advance | Wait | Look | AskSetting | AskAudit


class Seen(NamedTuple):
    """A display, the panel time (seconds) at which it was seen, and after how many keys of the request."""

    display: Display
    at: float
    after: int = 0


class AuditLine(NamedTuple):
    """A row of the audit: deed, subject and detail with blanks between, and who did it."""

    text: str
    by: str


class TargetLost(Exception):
    """The target cannot be reached any more. Its text says what is known of the reason."""


class Stage(Protocol):
    """A panel that answers at once. Any method may raise TargetLost.

    Answers of displays are never empty: the last is what stands there now. Those of earlier keys may be left
    out, but neither the first that is private nor the first that is not any more, since keys pressed on a
    private display are masked. A display that went away by itself while a key or a wait was under way is
    worth telling: an expectation may be for it.
    """

    @property
    def name(self) -> str:
        """What follows `--target`: core, app, socket:PATH..."""

    @property
    def capabilities(self) -> frozenset[str]:
        """Of `language.CAPABILITIES`, what it can do. A case that needs more is skipped."""

    def press(self, keys: tuple[Key, ...]) -> Sequence[Seen]:
        """Press the keys in order. A press step makes a request of each `KEY*TIMES` in it."""

    def advance(self, seconds: float) -> Sequence[Seen]:
        """Move panel time on."""

    def wait(self, at_most: float) -> Sequence[Seen]:
        """Let time pass to the next change, at most so many seconds. Virtual time goes to the next timer."""

    def look(self) -> Seen:
        """What stands on the display now."""

    def setting(self, name: str) -> str:
        """The value as people spell it; of a secret only whether it is set. Raises KeyError."""

    def audit(self) -> Sequence[AuditLine]:
        """The audit since this machine, or this case, began."""
