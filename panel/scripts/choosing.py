"""Which cases are meant: the files that were named, read, and of their cases those that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .cases import Item, called, items
from .errors import ScriptError, suggest
from .loading import load_whole_or_part


class NoSuchCase(Exception):
    """No case has the title that was asked for. Its text says what was probably meant."""


def read(paths: Iterable[str]) -> tuple[list[Item], dict[str, str]]:
    """Everything there is to play, and of each file that cannot be read what is wrong with it."""
    found: list[Item] = []
    wrong: dict[str, str] = {}
    for path in paths:
        try:
            found.extend(items(load_whole_or_part(path)))
        except ScriptError as error:
            wrong[path] = str(error)
        except OSError as error:
            wrong[path] = f"cannot read {path}: {error.strerror or error}"
    return found, wrong


def chosen(found: Sequence[Item], case: str | None) -> Sequence[Item]:
    """The cases of that title, or all when None. Raises NoSuchCase."""
    if case is None:
        return found
    those = called(found, case)
    if not those:
        raise NoSuchCase(f"there is no case '{case}'{suggest(case, dict.fromkeys(i.title for i in found))}")
    return those
