"""`p800 keys run`: scripts played, and what came of them told, written and drawn.

What only one option needs is imported when it is given: a short script is played sooner than Python reads
all of this package.
"""

from __future__ import annotations

import gc
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from .files import NotWritten, environment, scripts, wide

if TYPE_CHECKING:
    from .batch import OpenStage, WitnessOf
    from .junit import Journal
    from .picturing import Pictures

#: Exit codes for what cannot be written and for words that were not understood, as in `report`.
FAILED, USAGE = 1, 2

#: The target when none is named.
_CORE = "core"


def run(words: Sequence[str]) -> int:
    """Play what the words after `p800 keys run` say; the exit code."""
    given = _options().parse_args(words)
    paths = list(scripts(given.files))
    problem = _unfit(given, paths)
    if problem:
        print(f"p800 keys run: {problem}", file=sys.stderr)
        return USAGE
    if given.list:
        from .tools import listed

        return listed(paths, given.case)
    try:
        return _run(paths, given) if given.compare is None else _compare(paths, given)
    except NotWritten as error:
        print(f"p800 keys run: {error}", file=sys.stderr)
        return FAILED


def _unfit(given: Namespace, paths: Sequence[str]) -> str:
    """What is wrong with the words, or nothing."""
    if not paths:
        return f"no script (*.keys) in {', '.join(given.files)}"
    if given.seed is not None and not given.shuffle:
        return "--seed says in which order to --shuffle; give both"
    if given.yes and not given.fresh:
        return "--yes answers what --fresh asks; give both"
    if given.compare is not None and len(given.compare.split(",")) != 2:
        return "--compare takes two targets with a comma between them: core,socket:PATH"
    if given.list and (idle := _given(given, ("--compare", *_OF_A_RUN, "--as", "--fresh"))):
        return f"--list plays no case, so {idle} would do nothing; leave one of them out"
    if given.compare is not None and (idle := _given(given, _OF_A_RUN)):
        return f"--compare has no use for {idle}; leave one of them out"
    return ""


#: What is only for cases that are played on one target, with what comes of them.
_OF_A_RUN = ("--target", "--shuffle", "--seed", "--junit", "--shots", "--cast", "--gif")


def _given(given: Namespace, options: Iterable[str]) -> str:
    """Those of the options that were given."""
    values = vars(given) | {"as": given.person}
    there = ((option, values[option.removeprefix("--")]) for option in options)
    return " and ".join(option for option, value in there if value is not None and value is not False)


def _options() -> ArgumentParser:
    options = ArgumentParser(
        prog="p800 keys run",
        description="Play every case of these scripts, each on a fresh machine.",
        epilog='p800 keys run examples/permit-ssl-tls.keys --case "..."',
        allow_abbrev=False,
        formatter_class=wide,
    )
    options.add_argument(
        "files", nargs="+", metavar="FILE", help="a script, or a folder with scripts (*.keys)"
    )
    options.add_argument(
        "--target",
        metavar="NAME",
        help="where to play them: core (the default), app, socket:PATH",
    )
    options.add_argument(
        "--as", dest="person", metavar="NAME", help="log in at a running device as this person"
    )
    options.add_argument(
        "--fresh",
        action="store_true",
        help="reset a running device to the factory state before each case: what it keeps is lost",
    )
    options.add_argument("--yes", action="store_true", help="do not ask before --fresh resets a device")
    options.add_argument(
        "--compare", metavar="A,B", help="play on two targets and show the first difference of their displays"
    )
    options.add_argument("--case", metavar="NAME", help="only the case of that name, or NAME[ROW]")
    options.add_argument("--list", action="store_true", help="name the cases and play none")
    options.add_argument("--shuffle", action="store_true", help="in a random order; its seed is printed")
    options.add_argument("--seed", type=int, metavar="N", help="shuffle as that run did")
    options.add_argument("--junit", metavar="FILE", help="write what came of it as JUnit XML")
    options.add_argument("--shots", metavar="DIR", help="where `shot` puts its pictures: text, SVG and PNG")
    options.add_argument(
        "--cast", metavar="FILE", help="write the run as an asciicast, a marker for each step"
    )
    options.add_argument("--gif", metavar="FILE", help="write the run as a moving picture (needs Pillow)")
    return options


def _run(paths: Sequence[str], given: Namespace) -> int:
    with _unswept():
        from .batch import run as play_all

        journal, pictures = _journal(given.junit), _pictures(given)
        target = _CORE if given.target is None else given.target
        open_stage = _opener(target, given.person, given.fresh, given.yes)
        if open_stage is None:
            return USAGE
    with _looking_on(pictures) as witness:
        return play_all(
            paths,
            open_stage,
            environment(),
            print,
            case=given.case,
            target=target,
            options=_login(given.person, given.fresh),
            seed=_seed(given),
            junit=journal,
            witness=witness,
        )


def _opener(target: str, person: str | None, fresh: bool, sure: bool) -> OpenStage | None:
    """What opens a stage on that target; None when there is none of that name, which has been said."""
    from .targets import NoSuchTarget, opener

    try:
        return opener(target, person, fresh, sure)
    except NoSuchTarget as none:
        print(f"p800 keys run: {none}", file=sys.stderr)
        return None


def _seed(given: Namespace) -> int | None:
    if not given.shuffle or given.seed is not None:
        return given.seed  # type: ignore[no-any-return]
    from random import randrange

    return randrange(1_000_000)


def _journal(path: str | None) -> Journal | None:
    if path is None:
        return None
    import time
    from datetime import UTC, datetime
    from platform import node

    from .files import probed, written
    from .junit import Journal

    probed(path)
    started = datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="seconds")
    return Journal(lambda text: written(path, text), time.perf_counter, started=started, host=node())


def _pictures(given: Namespace) -> Pictures | None:
    if given.shots is given.cast is given.gif is None:
        return None
    from .picturing import Pictures

    pictures = Pictures(given.shots, given.cast, given.gif)
    pictures.probe()
    return pictures


@contextmanager
def _looking_on(pictures: Pictures | None) -> Iterator[WitnessOf | None]:
    """Who looks on, when pictures are wanted; they are complete when the block ends, however it does."""
    if pictures is None:
        yield None
        return
    try:
        yield pictures.witness
    except BaseException:
        with suppress(NotWritten):
            pictures.finish()
        raise
    pictures.finish()


def _compare(paths: Sequence[str], given: Namespace) -> int:
    from .comparing import Target, compare_all
    from .targets import PLAIN

    names = given.compare.split(",")
    targets: list[Target] = []
    for name in names:
        # Of two targets only the running device needs a login.
        needs_none = name in PLAIN and not PLAIN.issuperset(names)
        person, fresh = (None, False) if needs_none else (given.person, given.fresh)
        open_stage = _opener(name, person, fresh, given.yes)
        if open_stage is None:
            return USAGE
        targets.append(Target(name, open_stage, _login(person, fresh)))
    return compare_all(paths, (targets[0], targets[1]), environment(), print, case=given.case)


def _login(person: str | None, fresh: bool) -> tuple[str, ...]:
    """The words that say so on the command line."""
    return (*([] if person is None else ["--as", person]), *(["--fresh"] if fresh else []))


@contextmanager
def _unswept() -> Iterator[None]:
    """Read modules without looking for garbage: they make none, and stay. Saves a seventh of a short run."""
    is_first = "panel.front" not in sys.modules
    gc.disable()
    try:
        yield
    finally:
        if is_first:
            gc.freeze()
        gc.enable()
