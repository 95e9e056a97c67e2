"""The files of the commands of `p800 keys`: scripts that are named, and what is written."""

from __future__ import annotations

import os
import re
from argparse import HelpFormatter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from panel.whole_files import encoded, probe, write_whole


def wide(prog: str) -> HelpFormatter:
    """How help is laid out. To look for the terminal's width takes longer than to play a short script."""
    return HelpFormatter(prog, width=100)


def scripts(paths: Iterable[str]) -> Iterator[str]:
    """The files; a folder stands for the scripts in it, by name."""
    for path in paths:
        if os.path.isdir(path):
            names = sorted(name for name in os.listdir(path) if name.endswith(".keys"))
            yield from (os.path.join(path, name) for name in names)
        else:
            yield path


def environment() -> Mapping[str, str]:
    """The variables that scripts may read. U+FFFD stands for what is no UTF-8 in them: it can be told."""
    return {name: os.fsencode(value).decode(errors="replace") for name, value in os.environ.items()}


class NotWritten(Exception):
    """What a run leads to cannot be written. The words say which file and why."""


def written(path: str, content: str | bytes) -> None:
    """Write a file whole, as `whole_files` does; its folder is made when it is missing. Raises NotWritten."""
    with _in_its_folder(path):
        write_whole(path, content)


def probed(path: str) -> None:
    """Find out before a run whether that file can be written after it. Raises NotWritten."""
    with _in_its_folder(path):
        probe(path)


@contextmanager
def _in_its_folder(path: str) -> Iterator[None]:
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        yield
    except OSError as error:
        raise NotWritten(f"{path}: it cannot be written ({error.strerror or error})") from None


#: So many characters of a text go into the name of a file; it takes 255, of several texts.
LONGEST = 80


def slug(text: str) -> str:
    """The text as part of a file's name: small letters, digits, dashes; never empty, at most LONGEST."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST].rstrip("-") or "unnamed"


def own_slug(text: str) -> str:
    """The same, with a digest where it does not say all of the text but for capitals and single blanks."""
    is_all = (
        text.isascii() and len(text) <= LONGEST and re.fullmatch(r"[a-z0-9]+([ -][a-z0-9]+)*", text, re.I)
    )
    return slug(text) if is_all else f"{slug(text)}-{digest(text)}"


def digest(text: str) -> str:
    """Six characters that most likely no other text has."""
    from hashlib import blake2b  # dear to import, and few runs write files

    return blake2b(encoded(text), digest_size=3).hexdigest()
