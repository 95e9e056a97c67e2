"""Where the device of a state is found: its folder, its socket, and the file in which it says so.

STATE/device.json names process, socket and version while a device runs. The socket is STATE/control.sock;
where that path is too long for a unix socket, or the folder is open to others, it is in a private folder.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "device.json"
SOCKET = "control.sock"

#: Bytes of a unix socket's path, its closing zero not counted: sun_path has 108 on Linux, 104 elsewhere.
LONGEST = 103

#: How the private folder of a socket is called, so that only such a one is ever removed.
_PREFIX = "p800-"


def default_state(environ: Mapping[str, str] = os.environ) -> Path:
    """$XDG_STATE_HOME/p800, or ~/.local/state/p800 where that is not set or is no absolute path."""
    base = environ.get("XDG_STATE_HOME", "")
    return (Path(base) if os.path.isabs(base) else Path.home() / ".local" / "state") / "p800"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What a running device says of itself in its state folder."""

    pid: int
    socket: str
    version: str


def socket_for(state: Path) -> Path:
    """The path for a device's socket; its folder is there and is this user's alone."""
    path = state / SOCKET
    if len(os.fsencode(path)) <= LONGEST and _is_private(state):
        return path
    return Path(_private_folder()) / SOCKET


def _is_private(folder: Path) -> bool:
    found = folder.stat()
    return found.st_uid == os.getuid() and not found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def _private_folder() -> str:
    import tempfile  # commands that only look for a device start without it

    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    for base in (runtime, tempfile.gettempdir(), "/tmp"):
        if os.path.isdir(base) and len(os.fsencode(base)) + len(SOCKET) + 20 <= LONGEST:
            return tempfile.mkdtemp(prefix=_PREFIX, dir=base)
    return tempfile.mkdtemp(prefix=_PREFIX)


def write(state: Path, whereabouts: Whereabouts) -> None:
    """Say where the device is, to whoever looks: the file is there whole or not at all."""
    fresh = state / f"{FILE}.new"
    fresh.write_text(json.dumps(asdict(whereabouts)) + "\n", encoding="utf-8")
    fresh.rename(state / FILE)


def read(state: Path) -> Whereabouts | None:
    """What the device of that state says; None when none runs, or none that says anything sensible."""
    try:
        return Whereabouts(**json.loads((state / FILE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def remove(state: Path) -> None:
    """Take away the file, the socket and its private folder: the device has stopped, or is long dead."""
    known = read(state)
    if known is not None:
        path = Path(known.socket)
        if path.name == SOCKET:
            path.unlink(missing_ok=True)
        if path.parent.name.startswith(_PREFIX) and path.parent != state:
            _removed(path.parent)
    (state / FILE).unlink(missing_ok=True)


def _removed(folder: Path) -> None:
    # When something else is in it, it is not ours alone.
    with suppress(OSError):
        folder.rmdir()
