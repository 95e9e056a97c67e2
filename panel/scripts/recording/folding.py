"""What was recorded, folded into the lines that a person would have written.

Presses stay presses where they do something by themselves; on a list they become `select`, on an entry
screen `type`. Time is told only where it did something: a display that came by itself is expected, a long
pause is a pause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from device.console import Display
from panel.keys import SELECTION, Key

from ..parser import LONGEST
from ..standing import stands
from ..walking import is_item, may_be_item
from .apart import MORE, quoted, row_name, sign_of, telling_apart
from .lines import Lines
from .moments import (
    DELETE,
    ENTER,
    Frame,
    Hidden,
    Moment,
    Pressed,
    Silent,
    accepts,
    enters,
    is_dial,
    label_over,
)
from .naming import Names
from .taking import Typed, typed

#: Whoever pauses for longer, in seconds, looks at the display.
LOOKED = 0.7
#: A pause of so many seconds is one for its own sake.
LONG = 30.0
#: What happens so soon after a key, or a change that shows, is of the same.
AT_ONCE = 0.05
#: Less than the shortest Auto Logout lets a panel stand.
SAFE = 9.0
#: The shortest pause in which a machine may fall asleep: its next key only wakes it.
MINUTE = 60.0
#: Failed logins that are further apart, in seconds, are not counted together; a few are never an attack
#: until somebody has set a number.
APART, FEW = 10.1, 10
#: An entry is empty after so many [Delete]: more than any entry holds, whatever it does.
EMPTIED = 128

_UP_OR_DOWN = (Key.UP, Key.DOWN)


class Folded(NamedTuple):
    """The steps, the names of the secrets in them, and whether too little time passes in them."""

    steps: tuple[str, ...]
    secrets: tuple[str, ...]
    is_short: bool


def folded(moments: Sequence[Moment], last: Sequence[Frame], silent: Sequence[Silent]) -> Folded:
    """The lines for what was recorded; `last` and `silent`: what came after the last key."""
    once = _Folding(moments, LONG).whole(last, silent)
    return _Folding(moments, LOOKED).whole(last, silent) if once.is_short else once


class _Folding:
    """Goes through the moments once. A pause from `pause` seconds on is written."""

    def __init__(self, moments: Sequence[Moment], pause: float) -> None:
        self._moments = moments
        self._pause = pause
        self._lines = Lines()
        self._names = Names()
        self._is_short = False
        #: Seconds that passed and that the script so far lets not pass.
        self._owed = 0.0
        self._last_key: float | None = None
        #: Seconds that pass in the script.
        self._passed = 0.0
        #: The last secret that was accepted: when, and when in the script; those that a message came after.
        self._accepted: tuple[float, float] | None = None
        self._failed: list[tuple[float, float]] = []
        self._has_set_number = False
        self._by_hand = _by_hand(moments)

    def whole(self, last: Sequence[Frame], silent: Sequence[Silent]) -> Folded:
        at = 0
        while at < len(self._moments):
            at += self._fold(at)
        if self._last_key is not None and last:
            until = max((last[-1].at, *(each.at for each in silent)))
            self._owed += until - self._last_key
            self._came(last, silent, until)
        return Folded(self._lines.lines, self._names.known, self._is_short)

    def _fold(self, at: int) -> int:
        """Write what begins there; how many moments it is."""
        moment = self._moments[at]
        if isinstance(moment, Hidden):
            self._hidden(moment)
            return 1
        keys = self._run(at)
        is_selecting = keys[-1].key is Key.OK and keys[-1].before.selected is not None
        self._before(moment.frames, moment.silent, moment.at, is_looking=not is_selecting)
        is_waking = _may_wake(moment.frames, moment.at)
        self._owed += keys[-1].at - moment.at
        self._last_key = keys[-1].at
        if enters(moment.key, moment.before) and at not in self._by_hand:
            self._typed(keys, is_waking=is_waking)
        elif (name := _selected(keys)) and keys[-1].key is Key.OK:
            self._lines.select(name)
        else:
            for key in keys:
                self._press(key)
        return len(keys)

    # -- what belongs together

    def _run(self, at: int) -> list[Pressed]:
        """The keys from there on that one line may stand for."""
        first = self._moments[at]
        assert isinstance(first, Pressed)  # asked for keys only
        keys = [first]
        if enters(first.key, first.before) and at not in self._by_hand:
            for moment in self._after(at):
                if not isinstance(moment, Pressed) or len(moment.frames) > 1:
                    break
                if not enters(moment.key, moment.before):
                    break
                keys.append(moment)
        elif first.key in _UP_OR_DOWN and _has_moved(first):
            for moment in self._after(at):
                if not isinstance(moment, Pressed) or not self._goes_on(keys[-1], moment):
                    break
                keys.append(moment)
                if moment.key is Key.OK:
                    break
        return keys

    def _after(self, at: int) -> Iterator[Moment]:
        return (self._moments[number] for number in range(at + 1, len(self._moments)))

    def _goes_on(self, before: Pressed, pressed: Pressed) -> bool:
        """Whether the key is one more on the same list."""
        is_on_list = pressed.before.selected is not None and pressed.before.title == before.before.title
        is_of_list = pressed.key in (*_UP_OR_DOWN, Key.OK)
        return (
            is_on_list
            and is_of_list
            and len(pressed.frames) == 1
            and not any(each.row for each in pressed.silent)
            and pressed.at - before.at < self._pause
        )

    # -- keys

    def _press(self, pressed: Pressed) -> None:
        if accepts(pressed.key, pressed.before):
            self._accept(pressed)
        self._has_set_number |= is_dial(pressed.before)
        self._lines.press(_stroke(pressed))

    def _accept(self, pressed: Pressed) -> None:
        if not pressed.before.private:
            self._names.accepted(pressed.before.title)
            return
        if self._failed and (self._has_set_number or len(self._failed) > FEW):
            at, passed = self._failed[-1]
            lacking = min(pressed.at - at, APART) - (self._passed - passed)
            if lacking > 0.1:
                self._advance(min(ceil(lacking * 10) / 10, SAFE))
        self._accepted = pressed.at, self._passed

    def _typed(self, keys: Sequence[Pressed], *, is_waking: bool) -> None:
        what = typed(keys)
        assert what is not None  # else it is pressed by hand
        if is_waking:
            self._lines.press(Key.RIGHT.value)
        gaps = [later.at - earlier.at for earlier, later in pairwise(keys)]
        self._pauses(gaps, [each for key in keys[1:] for each in key.silent])
        self._type(what)
        self._names.typed(what.text)

    def _type(self, what: Typed) -> None:
        if what.deleted:
            self._lines.press(f"[{DELETE}]", what.deleted)
        if what.text:
            self._lines.add(f"type {quoted(what.text)}")

    def _hidden(self, hidden: Hidden) -> None:
        if hidden.frames:
            self._before(hidden.frames, hidden.silent, hidden.began)
            if _may_wake(hidden.frames, hidden.began):
                self._lines.press(Key.RIGHT.value)
            self._owed += hidden.ends - hidden.began
            self._pauses(hidden.pauses, hidden.unseen)
            self._last_key = hidden.ends
        if hidden.secret is None:
            return
        if hidden.again:
            self._lines.add(f"press [{DELETE}]*{EMPTIED}  # whatever was there")
        self._lines.add(f"type ${self._names.secret(hidden.title, hidden.secret)}")

    # -- time

    def _before(
        self, frames: Sequence[Frame], silent: Sequence[Silent], at: float, *, is_looking: bool = True
    ) -> None:
        """What stood before a key, when it came by itself or was looked at."""
        if self._last_key is None:
            # Whoever begins a recording thinks first: that pause is none.
            self._last_key, at = frames[0].at, max((frames[-1].at, *(each.at for each in silent)))
            is_looking = False
        gap = at - self._last_key
        self._owed += gap
        if self._accepted and any(_is_message(frame.display) for frame in frames):
            self._failed.append(self._accepted)
            self._accepted = None
        if len(frames) == 1 and gap > LOOKED and is_looking:
            self._check(frames[0].display)
        self._came(frames, silent, at)

    def _came(self, frames: Sequence[Frame], silent: Sequence[Silent], until: float) -> None:
        """Wait for what came by itself, then for what could not be seen, or because it was a long pause."""
        assert self._last_key is not None  # nothing is waited for before the first key
        since = self._last_key
        if len(frames) > 1:
            self._expect(frames)
            since = frames[-1].at
        rest = until - since
        wait = floor(rest * 10) / 10 if rest >= self._pause else 0.0
        # Without a word in the audit it is the machine that falls asleep, or the lamps.
        late = [each.at - since for each in silent if not each.row and each.at - since > SAFE]
        if late:
            wait = max(wait, ceil(late[-1] * 10 + 1) / 10)
        if wait:
            self._advance(wait)
        for each in silent:
            if each.row:
                self._happened(each, max(rest - wait, SAFE - wait))

    def _happened(self, silent: Silent, at_most: float) -> None:
        """Wait for something that only the audit tells, by its row where that can be told from others."""
        if silent.is_new:
            within = ceil(max(0.0, self._owed)) + 1
            self._lines.add(f"expect audit {quoted(silent.row)} within {_span(within)}")
            return
        lacking = ceil(self._owed * 10) / 10
        self._is_short |= lacking > at_most
        if min(lacking, at_most) > 0:
            self._advance(min(lacking, at_most))

    def _expect(self, frames: Sequence[Frame]) -> None:
        assert self._last_key is not None  # nothing is waited for before the first key
        waited = frames[-1].at - self._last_key
        condition = telling_apart(frames[-1].display, [frame.display for frame in frames[:-1]])
        if condition:
            within = f" within {_span(ceil(waited) + 1)}" if waited > 1.5 else ""
            self._lines.expect(condition, within)
            self._owed -= waited
            self._passed += waited
        else:
            self._advance(ceil(waited * 10 + 1) / 10)

    def _check(self, display: Display) -> None:
        # A display that stood while time went by may have scrolled.
        if not self._lines.has_waited and (sign := sign_of(display)):
            self._lines.check(str(sign))

    def _pauses(self, gaps: Sequence[float], unseen: Sequence[Silent]) -> None:
        """The long ones among the pauses of an entry. Between two of them some key is pressed."""
        long = [floor(gap * 10) / 10 for gap in gaps if gap >= self._pause]
        if any(each.row and not each.is_new for each in unseen):
            left = ceil(max(0.0, self._owed - sum(long)))
            long += [min(SAFE, left - done) for done in range(0, left, int(SAFE))]
        for number, wait in enumerate(long, 1):
            self._advance(wait)
            if number < len(long) or wait >= MINUTE:
                self._lines.press(Key.RIGHT.value)
        for each in unseen:
            if each.row and each.is_new:
                self._happened(each, 0.0)

    def _advance(self, seconds: float) -> None:
        self._lines.advance(_span(seconds))
        self._owed -= seconds
        self._passed += seconds


def _span(seconds: float) -> str:
    return f"{min(seconds, LONGEST):.1f}".removesuffix(".0") + "s"


def _may_wake(frames: Sequence[Frame], at: float) -> bool:
    """Whether the key on an entry may only have woken the machine: then one is pressed for that."""
    return at - frames[-1].at >= MINUTE


def _has_moved(pressed: Pressed) -> bool:
    """Whether the key went along a list; one that did not may have woken the machine."""
    return pressed.before.selected is not None and not stands(pressed.before, pressed.after)


def _is_message(display: Display) -> bool:
    return display.selected is None and display.cursor is None and not any(display.labels)


def _stroke(pressed: Pressed) -> str:
    label = label_over(pressed.key, pressed.before)
    labels = [each.lower() for each in pressed.before.labels]
    is_plain = re.fullmatch(r"[^\[\]\s]([^\[\]]*[^\[\]\s])?", label) is not None
    if is_plain and pressed.key in SELECTION and labels.count(label.lower()) == 1:
        return f"[{label}]"
    return pressed.key.value


def _selected(keys: Sequence[Pressed]) -> str:
    """The name that `select` takes for these keys on a list; "" where it might find something else."""
    end, title = keys[-1].before, keys[-1].after.title
    if end.selected is None:
        return ""
    name, line = row_name(end), end.lines[end.selected]
    is_cut = line[-1:] != " " and name == line.strip() and name != title
    if name != line.strip(" *") and _is_back(keys):
        return ""
    if not is_cut and name.strip() and MORE not in name:
        return "" if _is_ambiguous(name, is_item, keys) else name
    # A row that goes on, or is close to its value: what it opened says its name in full.
    may_be = title.strip() and may_be_item(line, title)
    return title if may_be and not _is_ambiguous(title, may_be_item, keys) else ""


def _is_back(keys: Sequence[Pressed]) -> bool:
    """Whether the OK led away from something that is only read: nothing of the row was opened."""
    after = keys[-1].after
    return not any(keys[-1].before.labels) and after.selected is not None


def _is_ambiguous(name: str, fits: Callable[[str, str], bool], keys: Sequence[Pressed]) -> bool:
    """Whether more than one row that was seen fits the name."""
    places = set()
    for display in (key.before for key in keys):
        rows = display.lines[1 : len(display.lines) - any(display.labels)]
        if sum(fits(row, name) for row in rows) > 1:
            return True
        if display.selected is not None and fits(display.lines[display.selected], name):
            places.add((display.lines[0], display.selected))
    return len(places) > 1


def _by_hand(moments: Sequence[Moment]) -> frozenset[int]:
    """The keys of those entries that cannot be read off the display: they are pressed as they were."""
    found: set[int] = set()
    for visit in _visits(moments):
        for run in _runs(moments, visit):
            keys = [moments[at] for at in run]
            if typed([key for key in keys if isinstance(key, Pressed)]) is None:
                found.update(visit)
                break
    return frozenset(found)


def _visits(moments: Sequence[Moment]) -> Iterator[list[int]]:
    """The keys that enter a text, by entry: one that a message or a question stood over goes on after it."""
    visit: list[int] = []
    for at, moment in enumerate(moments):
        if not isinstance(moment, Pressed) or any(_is_elsewhere(frame.display) for frame in moment.frames):
            if visit:
                yield visit
            visit = []
        elif enters(moment.key, moment.before):
            visit.append(at)
    if visit:
        yield visit


def _is_elsewhere(display: Display) -> bool:
    is_list = display.selected is not None
    return is_list or display.private or ENTER in display.labels or is_dial(display)


def _runs(moments: Sequence[Moment], visit: Sequence[int]) -> Iterator[list[int]]:
    """The keys of an entry that follow each other with nothing in between."""
    run: list[int] = []
    for at in visit:
        moment = moments[at]
        goes_on = isinstance(moment, Pressed) and len(moment.frames) == 1 and run and run[-1] == at - 1
        if run and not goes_on:
            yield run
            run = []
        run.append(at)
    if run:
        yield run
