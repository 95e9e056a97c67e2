"""What came of a run, in words and as an exit code.

A failure is told so that nobody has to run it again to understand it: the step, what was wanted, the last
displays with their times, the last keys, and how to play just that case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .cases import Item
from .outcome import Failed, Lost, Outcome, Passed, Skipped
from .witness import Sighting

#: Exit codes of `keys run`, beside those for usage and for what cannot be read.
DONE, FAILED, USAGE, WRONG_SCRIPT, TARGET_LOST, ALL_SKIPPED = range(6)


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """What a run with these outcomes ends with. Nothing played is as all skipped."""
    kinds = {type(outcome) for outcome in outcomes}
    if Lost in kinds:
        return TARGET_LOST
    if Failed in kinds:
        return FAILED
    return DONE if Passed in kinds else ALL_SKIPPED


def summary(outcomes: Iterable[Outcome]) -> str:
    """`3 passed, 1 failed, 2 skipped`; what there was none of is left out, but for the first."""
    count = Counter(type(outcome) for outcome in outcomes)
    parts = [f"{count[Passed]} passed"]
    parts += [f"{count[kind]} {word}" for kind, word in _COUNTED if count[kind]]
    return ", ".join(parts)


_COUNTED: tuple[tuple[type[Outcome], str], ...] = (
    (Failed, "failed"),
    (Skipped, "skipped"),
    (Lost, "lost"),
)


def told(item: Item, outcome: Outcome, target: str | None = "core", options: Sequence[str] = ()) -> str:
    """One outcome for a person: a line, and for what went wrong all that helps to see why.

    Without a `target` no command can play the case again. `options` are what else was said of it: --as, NAME.
    """
    match outcome:
        case Passed(seconds, keys):
            return f"passed   {item.title}  ({keys} keys, {seconds:g} s of panel time)"
        case Skipped(reason):
            return f"skipped  {item.title}: {reason}"
        case Lost(where, statement, reason):
            return f"lost     {item.title}\n{where}: {statement}\n  the target is gone: {reason}"
        case Failed():
            return f"failed   {item.title}\n{failure(item, outcome, target, options)}"


def failure(item: Item, failed: Failed, target: str | None = "core", options: Sequence[str] = ()) -> str:
    """A failure in full."""
    return "\n".join(
        (
            f"{failed.where}: {failed.statement}",
            *(f"  called from {caller}" for caller in reversed(failed.callers)),
            *([f"  note:   {_indented(failed.note)}"] if failed.note.strip() else []),
            f"  wanted: {failed.wanted}",
            f"  found:  {failed.found}",
            *_displays(failed.displays),
            *_keys(failed.keys),
            *([] if target is None else [f"  again:  {again(item, target, options)}"]),
        )
    )


def _indented(text: str) -> str:
    """A text that may go over lines, in its place."""
    return "\n          ".join(text.strip().splitlines())


def again(item: Item, target: str = "core", options: Sequence[str] = ()) -> str:
    """The command that plays just this case."""
    where = [] if target == "core" else ["--target", target]
    words = map(_quoted, (item.script.source.path, *where, *options))
    return f"p800 keys run {' '.join(words)} --case {_quoted(item.title, always=True)}"


def _quoted(word: str, *, always: bool = False) -> str:
    """The word as a shell takes it; in double quotes where that is enough."""
    if not any(character in '"$`\\!\n' for character in word):
        plain = word and all(character.isalnum() or character in "_-./:=@%+," for character in word)
        return word if plain and not always else f'"{word}"'
    return "'" + word.replace("'", "'\"'\"'") + "'"


def _displays(displays: Sequence[Sighting]) -> Iterable[str]:
    if displays:
        yield "  the last displays, with their panel times:"
    for sighting in displays:
        for number, line in enumerate(sighting.lines):
            time = f"{sighting.at:9.1f} s" if number == 0 else ""
            mark = ">" if number == sighting.selected else " "
            yield f"  {time:>11} {mark}|{line}|"


def _keys(keys: Sequence[str]) -> Iterable[str]:
    if keys:
        yield f"  the last keys: {' '.join(keys)}"
