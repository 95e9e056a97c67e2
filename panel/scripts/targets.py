"""Where scripts run: the names that `--target` takes, and what opens a fresh stage for each.

A target's module is imported when it is asked for, so that a run on one pays for no other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .batch import OpenStage
from .errors import suggest


class NoSuchTarget(Exception):
    """The name is no target. Its text names those that are."""


def _core(rest: str) -> OpenStage:
    from .core import open_core

    return open_core


def _app(rest: str) -> OpenStage:
    from .app_stage import open_app

    return open_app


#: For each word before the colon: what makes an opener of the rest of the name.
TARGETS: Mapping[str, Callable[[str], OpenStage]] = {"core": _core, "app": _app}

#: Targets that have nothing after their name.
PLAIN = frozenset({"core", "app"})


def opener(name: str) -> OpenStage:
    """What opens a fresh stage on the target of that name. Raises NoSuchTarget."""
    word, colon, rest = name.partition(":")
    if word not in TARGETS or (colon and word in PLAIN):
        hint = suggest(word, TARGETS) or f"; choose from {', '.join(TARGETS)}"
        raise NoSuchTarget(f"there is no target '{name}'{hint}")
    return TARGETS[word](rest)
