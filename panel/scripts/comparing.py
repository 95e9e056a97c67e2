"""One case on two targets: the first step after which their displays are not the same.

Both targets play the whole case; what is compared is the display that stands after each step, as it may be
shown. How many keys `type` and `select` took to get there may differ: they read the display.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .batch import OpenStage, Write
from .cases import Item
from .choosing import NoSuchCase, chosen, read
from .language import Step
from .outcome import Failed, Lost, Outcome, Passed, Skipped
from .report import FAILED, TARGET_LOST, USAGE, WRONG_SCRIPT, exit_code, failure
from .runner import play
from .stage import TargetLost
from .witness import Nobody, ShownText, Sighting


class After(NamedTuple):
    """A step, as `file:line:column: statement`, and the display that stood when it was done, if any."""

    statement: str
    sighting: Sighting | None


class Trace(Nobody):
    """A witness that keeps what stood after each step. `ended` gives it once the case has been played."""

    def __init__(self) -> None:
        self._steps: list[After] = []
        self._statement = ""
        self._present: Sighting | None = None

    def step(self, step: Step, statement: str, shown: ShownText) -> None:
        self._close()
        self._statement = f"{step.span.where}: {statement}"

    def saw(self, sighting: Sighting) -> None:
        self._present = sighting

    def _close(self) -> None:
        if self._statement:
            self._steps.append(After(self._statement, self._present))

    def ended(self) -> tuple[After, ...]:
        """Every step that was begun, in order."""
        self._close()
        self._statement = ""
        return tuple(self._steps)


class Target(NamedTuple):
    """What opens a fresh stage on a target; `options`: what was said of it besides its name."""

    name: str
    open_stage: OpenStage
    options: tuple[str, ...] = ()


class Played(NamedTuple):
    """What came of the case on one target."""

    on: Target
    outcome: Outcome
    trace: tuple[After, ...]

    @property
    def target(self) -> str:
        return self.on.name


class Comparison(NamedTuple):
    """A case on both targets. `first`: the index of the first step after which the displays differ."""

    item: Item
    one: Played
    other: Played
    first: int | None

    @property
    def outcomes(self) -> tuple[Outcome, Outcome]:
        return self.one.outcome, self.other.outcome

    @property
    def is_same(self) -> bool:
        """Whether both showed the same all the way and ended alike."""
        return self.first is None and type(self.one.outcome) is type(self.other.outcome)


def compare_all(
    paths: Iterable[str],
    targets: tuple[Target, Target],
    environment: Mapping[str, str],
    write: Write,
    *,
    case: str | None = None,
) -> int:
    """Play the cases of these files on both targets and tell the differences; the exit code of `keys run`.

    0 when every case passed and showed the same on both.
    """
    found, wrong = read(paths)
    for text in wrong.values():
        write(text)
    if wrong:
        return WRONG_SCRIPT
    try:
        those = chosen(found, case)
    except NoSuchCase as none:
        write(str(none))
        return USAGE
    comparisons: list[Comparison] = []
    for item in those:
        try:
            comparisons.append(compared(item, targets, environment))
        except TargetLost as lost:
            write(f"cannot reach a target: {lost}")
            return TARGET_LOST
        write(comparison_told(comparisons[-1]))
    return _ended(comparisons, write)


def _ended(comparisons: Sequence[Comparison], write: Write) -> int:
    both = [comparison for comparison in comparisons if Skipped not in map(type, comparison.outcomes)]
    same = [comparison for comparison in both if comparison.is_same]
    passed = sum(isinstance(comparison.one.outcome, Passed) for comparison in same)
    alike = f", {len(same) - passed} failed alike" if passed < len(same) else ""
    skipped = len(comparisons) - len(both)
    write(f"{passed} the same{alike}, {len(both) - len(same)} different, {skipped} skipped")
    if len(same) < len(both):
        return FAILED
    return exit_code([outcome for comparison in both for outcome in comparison.outcomes])


def compared(item: Item, targets: tuple[Target, Target], environment: Mapping[str, str]) -> Comparison:
    """Play the case on each target, on a fresh stage. Raises TargetLost when one cannot be opened."""
    one, other = (_played(item, target, environment) for target in targets)
    return Comparison(item, one, other, _first_difference(one, other))


def _played(item: Item, target: Target, environment: Mapping[str, str]) -> Played:
    trace = Trace()
    with target.open_stage() as stage:
        outcome = play(item, stage, environment, trace)
    return Played(target, outcome, trace.ended())


def _first_difference(one: Played, other: Played) -> int | None:
    if Skipped in (type(one.outcome), type(other.outcome)):
        return None
    for index, (left, right) in enumerate(zip(one.trace, other.trace, strict=False)):
        if _shown(left.sighting) != _shown(right.sighting):
            return index
    return None


def _shown(sighting: Sighting | None) -> object:
    if sighting is None:
        return None
    display = sighting.display
    return (display.lines, display.selected, display.cursor, display.indicators)


def comparison_told(comparison: Comparison) -> str:
    """What a person is told of it."""
    one, other = comparison.one, comparison.other
    title = comparison.item.title
    skipped = [played for played in (one, other) if isinstance(played.outcome, Skipped)]
    if skipped:
        reasons = "; ".join(f"{played.target}: {_reason(played.outcome)}" for played in skipped)
        return f"skipped  {title}: {reasons}"
    if comparison.first is not None:
        return "\n".join((f"differs  {title}", *_difference(comparison, comparison.first)))
    if comparison.is_same:
        word = "same   " if isinstance(one.outcome, Passed) else "failed "
        tail = "" if isinstance(one.outcome, Passed) else f"\n{_fate(comparison.item, one)}"
        return f"{word}  {title}  ({len(one.trace)} steps){tail}"
    return "\n".join((f"differs  {title}", *(_fate(comparison.item, played) for played in (one, other))))


def _difference(comparison: Comparison, index: int) -> Iterator[str]:
    left, right = comparison.one.trace[index], comparison.other.trace[index]
    yield left.statement
    sides = [_side(comparison.one.target, left.sighting), _side(comparison.other.target, right.sighting)]
    width = max(map(len, sides[0]))
    for one, other in zip(*sides, strict=True):
        yield f"  {one:<{width}}    {other}"


def _side(target: str, sighting: Sighting | None) -> list[str]:
    if sighting is None:
        return [target, *[""] * 6]
    display = sighting.display
    rows = [f"{'>' if row == display.selected else ' '}|{line}|" for row, line in enumerate(display.lines)]
    cursor = (
        "no cursor" if display.cursor is None else f"cursor {display.cursor[0] + 1} {display.cursor[1] + 1}"
    )
    lights = display.indicators
    lit = f"power {lights.power.value}, alert {lights.alert.value}, data in {lights.data_in.value}"
    return [target, *rows, cursor, lit]


def _fate(item: Item, played: Played) -> str:
    match played.outcome:
        case Passed():
            return f"  {played.target}: passed"
        case Failed() as failed:
            return f"  {played.target}:\n{failure(item, failed, played.target, played.on.options)}"
        case Lost(where, statement, reason):
            return f"  {played.target}: lost at {where}: {statement}: {reason}"
        case Skipped(reason):
            return f"  {played.target}: skipped: {reason}"


def _reason(outcome: Outcome) -> str:
    return outcome.reason if isinstance(outcome, Skipped) else ""
