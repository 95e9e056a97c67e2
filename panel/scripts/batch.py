"""Scripts played one after the other: files in, a report out, an exit code at the end.

Where the cases are played is handed in as something that opens a fresh Stage for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager

from .cases import Item, called, items
from .errors import ScriptError, suggest
from .loading import load
from .outcome import Lost
from .report import TARGET_LOST, USAGE, WRONG_SCRIPT, exit_code, summary, told
from .runner import play
from .stage import Stage, TargetLost

#: Opens a fresh machine to play one case on. Raises TargetLost.
OpenStage = Callable[[], AbstractContextManager[Stage]]
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
) -> int:
    """Play the cases of these files, each on a fresh stage; the exit code of `keys run`.

    No case is played before every file has been read. `case`: only the cases of that title. When the target
    is lost, the rest is not played.
    """
    found = _read(paths, write)
    if found is None:
        return WRONG_SCRIPT
    chosen = found if case is None else called(found, case)
    if case is not None and not chosen:
        titles = {item.title: None for item in found}
        write(f"there is no case '{case}'{suggest(case, titles)}")
        return USAGE
    outcomes = []
    for item in chosen:
        try:
            with open_stage() as stage:
                outcome = play(item, stage, environment)
        except TargetLost as lost:
            write(f"cannot reach the target {target}: {lost}")
            return TARGET_LOST
        outcomes.append(outcome)
        write(told(item, outcome, target))
        if isinstance(outcome, Lost):
            break
    write(summary(outcomes))
    return exit_code(outcomes)


def _read(paths: Iterable[str], write: Write) -> list[Item] | None:
    """Everything to be played, or None when a file is wrong; then every mistake has been told."""
    found: list[Item] = []
    wrong = False
    for path in paths:
        try:
            found.extend(items(load(path)))
        except ScriptError as error:
            wrong = True
            write(str(error))
        except OSError as error:
            wrong = True
            write(f"cannot read {path}: {error.strerror or error}")
    return None if wrong else found
