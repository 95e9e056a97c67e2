"""Playing a script from a test in Python: what passes is returned, what does not is raised.

A script is a text or a file; both are seen from the folder of the test. Nothing here knows a test framework.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from ..batch import OpenStage
from ..cases import Item, called, items
from ..errors import ScriptError, suggest
from ..language import Script
from ..loading import load, loads
from ..outcome import Failed, Lost, Outcome, Passed, Skipped
from ..report import failure
from ..runner import play
from ..stage import Stage, TargetLost
from ..targets import opener
from .device_process import DeviceProcess


class CaseFailed(AssertionError):
    """A case failed, or its target was lost. Its text is the report, fit to be shown."""


class CaseSkipped(Exception):
    """The target cannot do what the case needs. Its text is the reason."""


class Environment(Mapping[str, str]):
    """The variables that secrets come from, as they are when asked for; not shown when a traceback is."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def __getitem__(self, name: str) -> str:
        return self._variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)


class Player:
    """Plays scripts on one machine that goes on from script to script, or elsewhere when told so.

    `path` is what texts are called, as if they were a file of that name: their includes, and the files that
    are named, are looked for from its folder. At the end it is closed.
    """

    def __init__(self, stage: Stage, path: str, environment: Mapping[str, str]) -> None:
        self._stage = stage
        self._path = path
        self._environment = environment
        self._opened = ExitStack()
        #: The panels of running devices that scripts were played on, by target.
        self._devices: dict[str, Stage] = {}

    def close(self) -> None:
        """Leave the devices that scripts were played on."""
        self._opened.close()

    def __call__(
        self,
        script: str | os.PathLike[str],
        case: str | None = None,
        *,
        on: DeviceProcess | str | OpenStage | None = None,
    ) -> Passed:
        """Play a case and give its outcome: seconds of panel time, and keys.

        `script`: a text, or the path of a file (`*.keys`). `case`: which, when there are several; `NAME[ROW]`
        for one row. Without `on` the machine goes on from where it stands; on a device that runs the panel
        does, from its first script on. Elsewhere the case begins as cases do on that target.
        Raises CaseFailed, CaseSkipped, ScriptError, NoSuchTarget; ValueError when it is not clear which case
        is meant.
        """
        __tracebackhide__ = True
        item = self._chosen(script, case)
        if on is None or isinstance(on, DeviceProcess):
            stage = self._stage if on is None else self._before(on.target)
            return passed(item, play(item, stage, self._environment), None)
        if isinstance(on, str):
            return play_fresh(item, opener(on), on, self._environment)
        return play_fresh(item, on, None, self._environment)

    def _before(self, target: str) -> Stage:
        __tracebackhide__ = True
        if target not in self._devices:
            try:
                self._devices[target] = self._opened.enter_context(opener(target)())
            except TargetLost as lost:
                raise _unreached(target, lost) from None
        return self._devices[target]

    def _chosen(self, script: str | os.PathLike[str], case: str | None) -> Item:
        __tracebackhide__ = True
        try:
            found = items(self._read(script))
        except ScriptError as error:
            raise ScriptError(error.problems) from None
        chosen = found if case is None else called(found, case)
        if len(chosen) == 1:
            return chosen[0]
        titles = [item.title for item in found]
        if case is None or chosen:
            raise ValueError(f"say which case is to be played: {', '.join(titles) or 'there is none'}")
        raise ValueError(f"there is no case '{case}'{suggest(case, titles)}")

    def _read(self, script: str | os.PathLike[str]) -> Script:
        if isinstance(script, str) and not _is_path(script):
            return loads(script, self._path)
        return load(os.path.join(os.path.dirname(self._path), script))


def _is_path(script: str) -> bool:
    """No statement looks like the name of a script file."""
    return script.endswith(".keys") and "\n" not in script and '"' not in script


def passed(item: Item, outcome: Outcome, target: str | None) -> Passed:
    """The outcome when the case has passed. Raises CaseFailed and CaseSkipped.

    `target`: where it was played, when a command can do so again.
    """
    __tracebackhide__ = True
    match outcome:
        case Passed():
            return outcome
        case Skipped(reason):
            raise CaseSkipped(reason)
        case Failed():
            raise CaseFailed(failure(item, outcome, target))
        case Lost(where, statement, reason):
            raise CaseFailed(f"{where}: {statement}\n  the target is gone: {reason}")


def play_fresh(
    item: Item, open_stage: OpenStage, target: str | None, environment: Mapping[str, str]
) -> Passed:
    """Play a case on a stage that is opened for it. Raises CaseFailed and CaseSkipped."""
    __tracebackhide__ = True
    try:
        with open_stage() as stage:
            outcome = play(item, stage, environment)
    except TargetLost as lost:
        raise _unreached(target, lost) from None
    return passed(item, outcome, target)


def _unreached(target: str | None, lost: TargetLost) -> CaseFailed:
    return CaseFailed(f"cannot reach the target{f' {target}' if target else ''}: {lost}")
