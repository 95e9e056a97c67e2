"""A process that changes a state until it is killed, and says which changes it was told are kept.

    python -m tests.device.kill_writer STATE [KILL_IN_COMMIT]

Change n writes rows that must agree: two under a key, one of them sealed, one row in each of two lists, and
a pile of rows so that a commit has some length. "0" is printed before the state is opened, "n" when the Keep
has taken change n. With KILL_IN_COMMIT the process kills itself when that many commits have got as far as
their last step.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path

from device.keep import Keep, Sealed
from device.nvram import SqliteKeep

#: Rows under a key that every change writes anew.
PILE = 20


def change(keep: Keep, number: int) -> None:
    """Write change `number`, all of its rows."""
    with keep.transaction() as write:
        write.put("count", "open", number)
        write.put("count", "sealed", {"in": [Sealed(str(number))]})
        for at in range(PILE):
            write.put("pile", str(at), [number, "x" * 100])
        if number % 3 == 0:
            write.drop("count", "odd one")
        else:
            write.put("count", "odd one", number)
        write.append("audit", number)
        write.append("jobs", [Sealed(str(number))])


def kept(keep: Keep) -> int:
    """The newest change that the state holds, after a look whether it holds it whole and all before it."""
    rows = keep.rows("count")
    number: int = rows.get("open", 0)
    if number == 0:
        assert not rows
        assert not keep.rows("pile")
    else:
        expected = {"open": number, "sealed": {"in": [Sealed(str(number))]}}
        assert rows == (expected if number % 3 == 0 else expected | {"odd one": number})
        assert [row[0] for row in keep.rows("pile").values()] == [number] * PILE
    assert keep.appended("audit") == [(n, n) for n in range(1, number + 1)]
    assert keep.appended("jobs") == [(n, [Sealed(str(n))]) for n in range(1, number + 1)]
    return number


def main(state: Path, kill_in_commit: int) -> None:
    """Change the state for ever."""
    left = kill_in_commit

    def kill_at_last(connection: sqlite3.Connection) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    print(0, flush=True)
    keep = SqliteKeep(state, os.urandom, before_commit=kill_at_last)
    number = kept(keep)
    while True:
        number += 1
        change(keep, number)
        print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
