"""A process that installs a renewed certificate and is killed on the way.

    python -m tests.device.renewal_killed STATE CERTIFICATE KILL_IN_COMMIT

CERTIFICATE is a PEM file for number 1. With KILL_IN_COMMIT 1 the process kills itself when everything of the
change is written but its commit; with 2 right after the commit.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path

from device.nvram import SqliteKeep

from .authority import NETWORK, Room


def main(state: Path, certificate: bytes, kill_in_commit: int) -> None:
    """Install, and be killed."""
    is_armed = False

    def killed(connection: sqlite3.Connection) -> None:
        if is_armed and kill_in_commit == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    room = Room(SqliteKeep(state, os.urandom, before_commit=killed))
    is_armed = True
    room.certificates.install(1, certificate, NETWORK)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]).read_bytes(), int(sys.argv[3]))
