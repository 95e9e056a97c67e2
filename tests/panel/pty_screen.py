"""A program in a real pseudo-terminal: keys go in as bytes, the screen is read back with pyte.

Nothing here sleeps: `until` reads what the program writes until the screen is as wanted, or fails showing it.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pyte

#: Seconds after which a screen that was waited for does not come any more.
PATIENCE = 20.0

#: Makes the pseudo-terminal the program's own, so that a new size and Ctrl+Z reach it, and becomes it.
LAUNCHER = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""

#: What a terminal sends for keys that print nothing.
SENT: Mapping[str, bytes] = {
    "enter": b"\r",
    "escape": b"\x1b",
    "backspace": b"\x7f",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "left": b"\x1b[D",
    "f1": b"\x1bOP",
    "tab": b"\t",
    "ctrl+c": b"\x03",
    "ctrl+l": b"\x0c",
    "ctrl+p": b"\x10",
    "ctrl+q": b"\x11",
    "ctrl+t": b"\x14",
    "ctrl+z": b"\x1a",
}


#: A terminal with 24-bit colour.
TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}


def surroundings(environ: Mapping[str, str]) -> dict[str, str]:
    """What of that environment a program in a terminal gets. The size is the terminal's own to tell: pytest's
    workers have COLUMNS and LINES of theirs, which Textual would believe.
    """
    return {name: value for name, value in environ.items() if name not in ("COLUMNS", "LINES")}


class PtyScreen:
    """The program's terminal; `with` ends the program."""

    def __init__(
        self,
        words: Sequence[str],
        columns: int = 80,
        rows: int = 24,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Start the program. `environ` is added to this process's own; the terminal has 24-bit colour."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        #: Everything the program wrote.
        self.written = bytearray()
        self._pty, slave = pty.openpty()
        try:
            self._set_size(columns, rows)
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", LAUNCHER, *words],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=surroundings({**os.environ, **(environ or {}), **TERMINAL}),
                start_new_session=True,
            )
        finally:
            os.close(slave)

    def __enter__(self) -> PtyScreen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._pty)

    # Out

    def send(self, keys: bytes) -> None:
        """Send bytes as typed."""
        os.write(self._pty, keys)

    def key(self, *names: str) -> None:
        """Press keys of the terminal: names of SENT, or characters."""
        for name in names:
            self.send(SENT.get(name) or name.encode())

    def click(self, column: int, row: int) -> None:
        """Press and let go the mouse's left button on that cell, counted from 0."""
        place = f"{column + 1};{row + 1}"
        self.send(f"\x1b[<0;{place}M\x1b[<0;{place}m".encode())

    def forget(self) -> None:
        """Lose what is on the screen, as when another program has written over it."""
        self._screen.reset()

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self._screen.resize(rows, columns)
        self._set_size(columns, rows)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._pty, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # In

    @property
    def lines(self) -> list[str]:
        """The rows of the screen."""
        return [*self._screen.display]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    def is_reversed(self, column: int, row: int) -> bool:
        """Whether that cell is in reverse."""
        return bool(self._screen.buffer[row][column].reverse)

    def colors(self) -> set[str]:
        """The colours of ink and ground on the whole screen."""
        cells = [cell for row in self._screen.buffer.values() for cell in row.values()]
        return {cell.fg for cell in cells} | {cell.bg for cell in cells}

    def colors_at(self, column: int, row: int) -> tuple[str, str]:
        """Ink and ground of a cell."""
        cell = self._screen.buffer[row][column]
        return cell.fg, cell.bg

    def where(self, text: str) -> tuple[int, int]:
        """Column and row of the first place of a text on the screen."""
        for row, line in enumerate(self.lines):
            if text in line:
                return line.index(text), row
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text}")

    def read(self, seconds: float) -> bytes:
        """What the program writes next, shown; b"" when it writes nothing for so long, or has ended."""
        data = self.take(seconds)
        self._stream.feed(data)
        return data

    def take(self, seconds: float) -> bytes:
        """The same without showing it: for who has no time to lose."""
        ready, _, _ = select.select([self._pty], [], [], max(0.0, seconds))
        if not ready:
            return b""
        try:
            data = os.read(self._pty, 1 << 16)
        except OSError:  # Linux's way to say that the other end is closed
            data = b""
        self.written += data
        return data

    def until(self, *wanted: str, when: Callable[[PtyScreen], bool] | None = None) -> None:
        """Read until all these texts are on the screen, and `when` says yes."""
        end = time.monotonic() + PATIENCE
        while not (all(text in self.text for text in wanted) and (when is None or when(self))):
            if not self.read(end - time.monotonic()):
                raise AssertionError(f"the screen never showed {wanted}; it shows\n{self.text}")

    def until_gone(self, text: str) -> None:
        """Read until the text is on the screen no more."""
        self.until(when=lambda screen: text not in screen.text)

    def until_stopped(self) -> None:
        """Read until the program is in the background, stopped."""
        end = time.monotonic() + PATIENCE
        found, status = 0, 0
        while not found:
            assert time.monotonic() < end, f"the program goes on:\n{self.text}"
            self.read(0.01)
            found, status = os.waitpid(self._process.pid, os.WUNTRACED | os.WNOHANG)
        assert os.WIFSTOPPED(status), status

    def go_on(self) -> None:
        """Bring a stopped program back, as a shell's fg does."""
        self._process.send_signal(signal.SIGCONT)

    def until_ended(self) -> int:
        """Read until the program has ended; its exit code."""
        while self.read(PATIENCE):
            pass
        return self._process.wait(PATIENCE)
