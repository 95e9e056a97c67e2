"""Scripts played one after the other: files in, a report out, an exit code at the end.

Where the cases are played is handed in as something that opens a fresh Stage for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from .cases import Item
from .choosing import NoSuchCase, chosen, read
from .files import NotWritten
from .outcome import Failed, Lost, Outcome
from .report import TARGET_LOST, USAGE, WRONG_SCRIPT, exit_code, summary, told
from .runner import play
from .stage import Stage, TargetLost
from .witness import Witness

if TYPE_CHECKING:
    from .junit import Journal

#: Opens a fresh machine to play one case on. Raises TargetLost.
OpenStage = Callable[[], AbstractContextManager[Stage]]
#: Gives who looks on while the case is played.
WitnessOf = Callable[[Item], Witness]
#: Takes a line or more of report.
Write = Callable[[str], object]


def run(
    paths: Iterable[str],
    open_stage: OpenStage,
    environment: Mapping[str, str],
    write: Write,
    *,
    case: str | None = None,
    target: str = "core",
    options: Sequence[str] = (),
    seed: int | None = None,
    junit: Journal | None = None,
    witness: WitnessOf | None = None,
) -> int:
    """Play the cases of these files, each on a fresh stage; the exit code of `keys run`.

    No case is played before every file has been read. `case`: only the cases of that title. `options`: what
    was said of the target besides its name, to be said again. `seed`: in the order of that seed. When the
    target is lost, the rest is not played. `junit` is closed at the end, also when a script is wrong or the
    run breaks off. `witness` gives who looks on at each case.
    """
    found, wrong = read(paths)
    if wrong:
        return _refused(wrong, write, target, junit)
    try:
        those = chosen(found, case)
    except NoSuchCase as none:
        write(str(none))
        return USAGE
    batch = _Batch(open_stage, environment, write, target, options, seed, junit, witness)
    try:
        return batch.play(_ordered(those, seed))
    finally:
        if junit is not None:
            junit.close(target, seed)


def _refused(wrong: Mapping[str, str], write: Write, target: str, junit: Journal | None) -> int:
    for path, text in wrong.items():
        write(text)
        if junit is not None:
            junit.unread(path, text)
    if junit is not None:
        junit.close(target, None)
    return WRONG_SCRIPT


def _ordered(those: Sequence[Item], seed: int | None) -> Sequence[Item]:
    if seed is None:
        return those
    from .shuffling import shuffled  # few runs are

    return shuffled(those, seed, lambda item: f"{item.script.source.path}::{item.title}")


class _Batch:
    """Cases while they are played one after the other, and who is told."""

    def __init__(
        self,
        open_stage: OpenStage,
        environment: Mapping[str, str],
        write: Write,
        target: str,
        options: Sequence[str],
        seed: int | None,
        junit: Journal | None,
        witness: WitnessOf | None,
    ) -> None:
        self._open_stage = open_stage
        self._environment = environment
        self._write = write
        self._target = target
        self._options = options
        self._seed = seed
        self._junit = junit
        self._witness = witness

    def play(self, chosen: Sequence[Item]) -> int:
        """Play these in this order until the target is lost; the exit code."""
        if self._seed is not None:
            self._write(f"seed: {self._seed}")
        outcomes: list[Outcome] = []
        for number, item in enumerate(chosen, 1):
            try:
                outcomes.append(self._one(item))
            except TargetLost:
                self._leave_out(chosen[number:])
                return TARGET_LOST
            except BaseException:
                self._leave_out(chosen[number:], "not played: the run broke off before")
                raise
            if isinstance(outcomes[-1], Lost):
                self._leave_out(chosen[number:])
                break
        self._write(summary(outcomes))
        return exit_code(outcomes)

    def _one(self, item: Item) -> Outcome:
        """Play one case and tell what came of it. Raises TargetLost when it cannot even begin."""
        if self._junit is not None:
            self._junit.begins()
        try:
            with self._open_stage() as stage:
                outcome = play(item, stage, self._environment, self._witness and self._witness(item))
        except TargetLost as lost:
            opening = Lost(item.case.span.where, item.case.span.text, str(lost))
            self._tell(item, opening, f"cannot reach the target {self._target}: {lost}")
            raise
        except BaseException as error:
            if self._junit is not None:
                self._junit.broken_off(item, _why(error))
            raise
        self._tell(item, outcome, told(item, outcome, self._target, self._options) + self._order(outcome))
        return outcome

    def _tell(self, item: Item, outcome: Outcome, report: str) -> None:
        if self._junit is not None:
            self._junit.ended(item, outcome, report)
        self._write(report)

    def _order(self, outcome: Outcome) -> str:
        """What went wrong may have to do with what was played before: how to have that order again."""
        if self._seed is None or not isinstance(outcome, Failed | Lost):
            return ""
        return f"\n  seed:   {self._seed} (the same order again: --shuffle --seed {self._seed})"

    def _leave_out(
        self, rest: Sequence[Item], reason: str = "not played: the target was lost before"
    ) -> None:
        if self._junit is not None:
            self._junit.left_out(rest, reason)


def _why(error: BaseException) -> str:
    """What broke a run off; of errors that nobody foresaw, the words may hold what people typed."""
    if isinstance(error, KeyboardInterrupt):
        return "the run was interrupted in this case"
    return (
        f"the run broke off in this case: {error if isinstance(error, NotWritten) else type(error).__name__}"
    )
