"""A connection to something that is busy telling and never answers: lost, and nothing of what it told is."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from panel.line import MOST_EVENTS, Line
from panel.link import NotReachable

GREETING = b'{"link":1,"version":"0.1.0","pid":1,"clock":"virtual"}\n'
HELLO = b'{"id":1,"ok":{"face":"link","local":false}}\n'
EVENT = b'{"event":"audit","row":{}}\n'

Say = Callable[[socket.socket], object]


@contextmanager
def telling(folder: Path, say: Say) -> Iterator[Path]:
    """The socket of something that greets and then says that, until the other end hangs up."""
    path = folder / "s"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(path))
        listening.listen()

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                try:
                    say(connection)
                    while connection.recv(1 << 16):
                        pass
                except OSError:
                    pass

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield path
        finally:
            thread.join()


def without_end(first: bytes, noise: bytes) -> Say:
    def say(connection: socket.socket) -> None:
        connection.sendall(first)
        while True:
            connection.sendall(noise)

    return say


@pytest.mark.parametrize("first", [b"", GREETING, GREETING + HELLO], ids=["greeting", "hello", "screen"])
@pytest.mark.parametrize("noise", [b"\n", b" "], ids=["empty lines", "a line without end"])
def test_what_goes_on_without_an_answer_is_lost(tmp_path: Path, first: bytes, noise: bytes) -> None:
    with (
        telling(tmp_path, without_end(first, noise)) as path,
        pytest.raises(NotReachable, match="does not answer"),
        Line(path, patience=0.05) as line,
    ):
        line.ask("screen")


def test_who_does_not_hang_up_is_not_waited_for(tmp_path: Path) -> None:
    with (
        telling(tmp_path, without_end(GREETING + HELLO, EVENT)) as path,
        Line(path, patience=0.5) as line,
        pytest.raises(NotReachable, match="does not answer"),
    ):
        line.wait_for_end()


def test_more_events_than_are_kept_lose_the_device_and_none_of_them(tmp_path: Path) -> None:
    def say(connection: socket.socket) -> None:
        connection.sendall(GREETING + HELLO + EVENT * MOST_EVENTS + b'{"id":2,"ok":{}}\n' + EVENT)

    with telling(tmp_path, say) as path, Line(path) as line:
        line.ask("screen")
        assert len(line.events) == MOST_EVENTS

        with pytest.raises(NotReachable, match=f"told {MOST_EVENTS} things at once"):
            line.ask("screen")
