"""How a command ends: the exit codes, and the one way to end early."""

from __future__ import annotations

DONE = 0
#: Refused or failed.
FAILED = 1
#: The command was not understood.
USAGE = 2
#: A file that was handed in, or the saved state, is wrong.
FILE = 3
#: No device there, or it went away.
UNREACHABLE = 4
#: Ctrl+C, as shells have it.
INTERRUPTED = 130


class Ended(Exception):
    """The command cannot go on. The words, one or two lines, are all that the person sees."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
