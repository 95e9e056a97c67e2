"""What a step of a script makes of the panel: requests, one after the other, and what is seen of them.

`Moves` is a case's hold on its panel. Its methods are generators that yield requests and end with what the
step wanted to know; `runner`, `walking` and `entering` are written with them. A step that cannot be done
raises Unmet.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import Any, TypeVar

from device.console import Display
from panel.keys import SELECTION, Key

from .errors import suggest
from .history import History
from .masking import Mask
from .stage import (
    Advance,
    AskAudit,
    AskGlass,
    AskReach,
    AskService,
    AskSetting,
    AuditLine,
    Hold,
    Look,
    NotAnswered,
    Power,
    Press,
    Request,
    Seen,
    SetFault,
    Wait,
)
from .standing import stands
from .witness import Witness

T = TypeVar("T")

#: A part of a run. What is sent in differs from request to request (see `stage`), hence Any.
Steps = Generator[Request, Any, T]

#: How long a step waits for what it needs, in seconds of panel time, when the script names no time.
PATIENCE = 2.0
#: How long `settle` waits for a display to stand still, and how long it has to, when the script says none.
SETTLED_WITHIN = 10.0
STILL = 0.5
#: Less time than this is no time: what is left of a wait after rounding.
INSTANT = 1e-6


class Unmet(Exception):
    """A step failed: what it wanted, and what there was instead. Both are masked when they are reported."""

    def __init__(self, wanted: str, found: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted
        self.found = found


class Moves:
    """The panel of one case: what was seen of it, and the requests that a step can make."""

    def __init__(self, mask: Mask, first: Sequence[Seen], witness: Witness | None = None) -> None:
        self.mask = mask
        self.history = History(mask, first, witness)

    @property
    def display(self) -> Display:
        """What was seen last."""
        return self.history.now.display

    @property
    def now(self) -> float:
        """Panel time when it was seen."""
        return self.history.now.at

    def look(self) -> Steps[Display]:
        """See what stands there now."""
        self.history.saw((yield Look()))
        return self.display

    def press(self, *keys: Key) -> Steps[Display]:
        """Press keys; the display they lead to."""
        seen: Sequence[Seen] = yield Press(keys)
        self.history.pressing(keys, seen)
        return seen[-1].display

    def press_label(self, label: str, times: int = 1) -> Steps[Display]:
        """Press the selection key under a label. Raises Unmet when it is not on the display."""
        display = yield from self.look()
        for _ in range(times):
            display = yield from self.press(key_under(label, display))
        return display

    def advance(self, seconds: float) -> Steps[None]:
        """Move panel time on."""
        self.history.saw((yield Advance(seconds)))

    def wait(self, until: float) -> Steps[Sequence[Seen]]:
        """Let time pass to the next change, but not beyond `until`; what was seen."""
        seen: Sequence[Seen] = yield Wait(until - self.now)
        self.history.saw(seen)
        return seen

    def wait_for(self, fits: Callable[[Display], bool]) -> Steps[bool]:
        """Wait with the usual patience for a display that fits; whether one came."""
        yield from self.look()
        until = self.now + PATIENCE
        while not fits(self.display):
            if until - self.now <= INSTANT:
                return False
            yield from self.wait(until)
        return True

    def hold(self, key: Key, seconds: float) -> Steps[None]:
        """Press a key and let go of it later."""
        self.history.pressing((key,), (yield Hold(key, seconds)))

    def settle(self, seconds: float) -> Steps[None]:
        """Let time pass until the display has stood still for so long. Raises Unmet when it does not."""
        yield from self.look()
        started = since = self.now
        still = self.display
        while self.now - since < seconds - INSTANT:
            if self.now - started > SETTLED_WITHIN + seconds:
                raise Unmet(f"a display that stands still for {seconds:g} s", "it went on changing")
            for sight in (yield from self.wait(since + seconds)):
                if not _is_still(still, sight.display):
                    still, since = sight.display, sight.at

    def power(self, on: bool) -> Steps[None]:
        """Switch the machine off or on."""
        self.history.saw((yield Power(on)))

    def fault(self, name: str, on: bool) -> Steps[None]:
        """Let a fault be, or be mended."""
        self.history.saw((yield SetFault(name, on)))

    def ask(self, request: AskSetting | AskService | AskReach) -> Steps[str]:
        """What the target answers in a word or two. Raises Unmet when it knows nothing of that name."""
        try:
            answer: str = yield request
        except NotAnswered as unanswered:
            raise Unmet(f"the {_ASKED[type(request)]} {request.name}", str(unanswered)) from None
        return answer

    def audit(self) -> Steps[Sequence[AuditLine]]:
        """The rows of the audit since the case began."""
        rows: Sequence[AuditLine] = yield AskAudit()
        return rows

    def glass(self) -> Steps[Sequence[str]]:
        """The lines of a physical panel's own view."""
        lines: Sequence[str] = yield AskGlass()
        return lines


_ASKED: dict[type, str] = {AskSetting: "setting", AskService: "service", AskReach: "service"}


def _is_still(one: Display, other: Display) -> bool:
    return one.indicators == other.indicators and stands(one, other)


def key_under(label: str, display: Display) -> Key:
    """The selection key under a label, in any case. Raises Unmet with the labels that there are."""
    wanted = label.lower()
    for position, shown in enumerate(display.labels):
        if shown.lower() == wanted:
            return SELECTION[position]
    present = [shown for shown in display.labels if shown]
    if not present:
        raise Unmet(f"the label [{label}]", "there are no labels on the display")
    there = ", ".join(f"[{shown}]" for shown in present)
    raise Unmet(f"the label [{label}]", f"the display has {there}{suggest(label, present)}")


def has_label(label: str, display: Display) -> bool:
    """Whether the label stands on the display."""
    return label in display.labels or any(shown.lower() == label.lower() for shown in display.labels)
