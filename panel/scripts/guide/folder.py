"""The folder of a guide: which of its files are the guide's, written anew or compared with what is there.

A file of its own lists them. Nothing else in the folder is ever written or removed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from panel.whole_files import encoded

from ..files import NotWritten, written
from .book import HEAD, INDEX, MANIFEST, listed, manifest

#: What a guide may have to do with, whatever a manifest says.
_NAME = re.compile(r"[^/\0]*\.md|(displays|keys)/[^/\0]+\.svg|" + re.escape(MANIFEST))


def differing(folder: Path, files: Mapping[str, str]) -> list[str]:
    """The names of those that are not there as they should be, or no longer should be. Raises NotWritten."""
    with _told(folder):
        stale = sorted(name for name in _own(folder) - set(files) if (folder / name).exists())
        return stale + [name for name, text in files.items() if not _is(folder / name, text)]


def put(folder: Path, files: Mapping[str, str]) -> None:
    """Write these and remove what the guide no longer has. Raises NotWritten, also for others' files."""
    with _told(folder):
        own = _own(folder)
        _refuse_others(folder, own, files)
        # Whatever comes in between, the next run knows what is its own.
        written(str(folder / MANIFEST), manifest(own | set(files)))
        for name, text in files.items():
            if name != MANIFEST:
                written(str(folder / name), text)
        for name in own - set(files):
            (folder / name).unlink(missing_ok=True)
        written(str(folder / MANIFEST), files[MANIFEST])


def _own(folder: Path) -> set[str]:
    """What the manifest lists; nothing without one."""
    try:
        text = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        return set()
    return {name for name in (MANIFEST, *listed(text)) if _NAME.fullmatch(name)}


def _refuse_others(folder: Path, own: Collection[str], names: Collection[str]) -> None:
    if not own and _is_older_guide(folder):
        return
    if not own and folder.exists() and any(folder.iterdir()):
        raise NotWritten(f"{folder} has files and is no guide; name a folder that is new or empty")
    for name in names:
        if name not in own and os.path.lexists(folder / name):
            raise NotWritten(f"{folder / name} is there already and is not of this guide; move it away")


def _is_older_guide(folder: Path) -> bool:
    """Whether a guide was written here before there were manifests."""
    index = folder / INDEX
    return index.is_file() and index.read_bytes().startswith(HEAD.encode())


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == encoded(text)


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWritten(f"{error.filename or folder}: {error.strerror or error}") from None
