"""Files written whole: whoever reads one finds what stood there before or what was written, nothing between.

What is written goes into a new file of its own beside the old one, under a name that nobody can foresee, and
then takes the old one's place. Who may read it is settled before its first byte.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EISDIR
from io import BufferedWriter

#: For the user alone.
PRIVATE = 0o600
#: For whom the umask lets.
_USUAL = 0o666

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_PRESENT = os.O_WRONLY | os.O_NOCTTY | os.O_CLOEXEC

Path = str | os.PathLike[str]


def write_whole(path: Path, content: str | bytes, *, mode: int | None = None) -> None:
    """Write the file, with that mode or else the one that it has. Raises OSError; then it is as it was.

    A link goes on leading where it led. What is there and is no regular file (a pipe, /dev/stdout) is written
    into as it stands.
    """
    found = _status(path)
    if found is not None and not stat.S_ISREG(found.st_mode):
        with open(os.open(path, _PRESENT), "wb") as special:
            special.write(encoded(content))
        return
    real = os.path.realpath(path)
    with _beside(real, _mode_of(found) if mode is None else mode) as file:
        file.write(encoded(content))
        file.close()
        os.replace(file.name, real)


def probe(path: Path) -> None:
    """Find out whether `write_whole` could write there, and leave everything as it is. Raises OSError."""
    found = _status(path)
    if found is None or stat.S_ISREG(found.st_mode):
        with _beside(os.path.realpath(path), _mode_of(found)) as file:
            os.unlink(file.name)
    elif stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), path)
    elif not os.access(path, os.W_OK):
        raise PermissionError(EACCES, os.strerror(EACCES), path)


def encoded(content: str | bytes) -> bytes:
    r"""The bytes of a file. Names of files may hold what is no character: that is written as `\udcff`."""
    return content.encode(errors="backslashreplace") if isinstance(content, str) else content


@contextmanager
def _beside(real: str, mode: int | None) -> Iterator[BufferedWriter]:
    """A new file in the folder of that path, to be written and moved; gone when that does not succeed."""
    name = os.path.join(os.path.dirname(real), f".p800-{os.urandom(8).hex()}")
    number = os.open(name, _NEW, _USUAL if mode is None else PRIVATE)
    try:
        with open(name, "wb", opener=lambda *_: number) as file:
            if mode is not None:
                os.fchmod(number, mode)
            yield file
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _mode_of(found: os.stat_result | None) -> int | None:
    return None if found is None else found.st_mode & 0o777
