"""What a script is played on, seen from the script: the requests it makes, and the Stage that answers them.

The runner only yields requests; it knows no target, loop or clock. `runner.play` has each answered by a Stage
before the script goes on. A stage that has to wait for its answers, as of a running device, waits inside:

    Press, Hold, Advance, Wait, Look, Power, SetFault   the displays that came of it (`Sequence[Seen]`)
    AskSetting, AskService, AskReach                    a text
    AskAudit                                            the rows (`Sequence[AuditLine]`)
    AskGlass                                            the lines (`Sequence[str]`)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeAlias

from device.console import Display
from panel.keys import Key

from .language import CAPABILITIES

#: So many displays of what led to a failure are kept.
KEPT = 5


class Press(NamedTuple):
    """Press these keys, one after the other."""

    keys: tuple[Key, ...]


class Hold(NamedTuple):
    """Press a key and let go of it so many seconds later. Only asked where the stage can do `hold`."""

    key: Key
    seconds: float


class Advance(NamedTuple):
    """Move panel time on by so many seconds. Only asked where the stage can do `virtual-time`."""

    seconds: float


class Wait(NamedTuple):
    """Let panel time pass until anything may have changed, but no more than so many seconds."""

    at_most: float


class Look(NamedTuple):
    """See what stands on the display."""


class Power(NamedTuple):
    """Switch the machine off or on. Only asked where the stage can do `power`."""

    on: bool


class SetFault(NamedTuple):
    """Let a fault of `device.faults` be, or be mended. Only asked where the stage can do `faults`."""

    name: str
    on: bool


class AskSetting(NamedTuple):
    """The value of a setting as people spell it. Only asked where the stage can do `settings`."""

    name: str


class AskAudit(NamedTuple):
    """The rows of the audit, at least those since the case began. Only asked where the stage can do `audit`.

    Asked first when the case begins: what is there then does not count, since stages may go on from case to
    case. So a later answer begins with the rows of an earlier one.
    """


class AskGlass(NamedTuple):
    """What stands on a physical panel, as its own glass shows it. Only asked where the stage has `glass`."""


class AskService(NamedTuple):
    """How a listener is, of `language.SERVICE_STATES`. Only asked where the stage can do `services`."""

    name: str


class AskReach(NamedTuple):
    """What a real connection to a listener meets, of `language.ANSWERS`. Only asked where there is `wire`."""

    name: str


Request: TypeAlias = (
    Press
    | Hold
    | Advance
    | Wait
    | Look
    | Power
    | SetFault
    | AskSetting
    | AskAudit
    | AskGlass
    | AskService
    | AskReach
)


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


class NotAnswered(Exception):
    """The stage can do such a thing, but not this one: there is none of that name, or somebody has to be
    logged in. Its text says which; the step fails.
    """


class Stage(Protocol):
    """A panel that scripts are played on. Any method may raise TargetLost, any but `look` NotAnswered.

    What only some targets can do is asked of those that name it in `capabilities`; `Incapable` has the rest.

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

    def hold(self, key: Key, seconds: float) -> Sequence[Seen]:
        """Press the key, let so much time pass, let go."""

    def power(self, on: bool) -> Sequence[Seen]:
        """Switch off or on; what the machine keeps is there again. Harmless when it is so already."""

    def fault(self, name: str, on: bool) -> Sequence[Seen]:
        """Let the fault of that name be, or be mended."""

    def setting(self, name: str) -> str:
        """The value as people spell it; of a secret only whether it is set."""

    def audit(self) -> Sequence[AuditLine]:
        """The audit since the stage was opened, or longer; rows are only ever added at the end."""

    def glass(self) -> Sequence[str]:
        """The lines that a physical panel shows, as it shows them."""

    def service(self, name: str) -> str:
        """How the listeners of that name or scheme are: one open makes it `open`."""

    def reach(self, name: str) -> str:
        """What a connection to a listener of that name or scheme meets."""


class Incapable:
    """What a stage need not have: for stages to inherit. None of it is asked of a stage that lacks it."""

    def hold(self, key: Key, seconds: float) -> Sequence[Seen]:
        raise NotAnswered(CAPABILITIES["hold"])

    def advance(self, seconds: float) -> Sequence[Seen]:
        raise NotAnswered(CAPABILITIES["virtual-time"])

    def power(self, on: bool) -> Sequence[Seen]:
        raise NotAnswered(CAPABILITIES["power"])

    def fault(self, name: str, on: bool) -> Sequence[Seen]:
        raise NotAnswered(CAPABILITIES["faults"])

    def setting(self, name: str) -> str:
        raise NotAnswered(CAPABILITIES["settings"])

    def audit(self) -> Sequence[AuditLine]:
        raise NotAnswered(CAPABILITIES["audit"])

    def glass(self) -> Sequence[str]:
        raise NotAnswered(CAPABILITIES["glass"])

    def service(self, name: str) -> str:
        raise NotAnswered(CAPABILITIES["services"])

    def reach(self, name: str) -> str:
        raise NotAnswered(CAPABILITIES["wire"])
