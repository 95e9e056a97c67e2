"""One request after another to a running device, without an event loop: commands and scripts use it.

Cheap to import. Faces that are told of changes use `attach`.
"""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Mapping, Sequence
from select import POLLIN, poll
from time import monotonic
from types import TracebackType
from typing import Any

from device.console import Display

from .keys import Key
from .link import (
    Answer,
    Event,
    Failure,
    Greeting,
    Lines,
    LinkError,
    NotReachable,
    check_version,
    display_from,
    field,
    read_reply,
    request,
)
from .link.arguments import LAST_ROW, count

#: Seconds in which a device has to give an answer, whatever else it tells meanwhile, or it counts as lost.
#: A login or an errand answers well within.
PATIENCE = 60.0
#: Events that wait to be taken at most.
MOST_EVENTS = 10_000


class Line:
    """A connection to the device behind that socket; `with` closes it.

    `face` is the word for the audit. `local`: somebody stands at the panel, and gets the cells of a secret
    being entered; without it this is another reader. Raises NotReachable and LinkError.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        face: str = "link",
        local: bool = False,
        patience: float = PATIENCE,
    ) -> None:
        self._lines = Lines()
        self._received: deque[bytes | Failure] = deque()
        self._number = 0
        #: What the device told besides answers, in order; whoever subscribed takes it from here. None is ever
        #: left out: with more than MOST_EVENTS in it the device counts as lost.
        self.events: deque[Event] = deque()
        self._patience = patience
        self._socket = _connected(os.fspath(path), patience)
        self._arriving = poll()
        self._arriving.register(self._socket, POLLIN)
        try:
            self.greeting = self._greeted()
            self.ask("hello", face=face, local=local)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Line:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Hang up; a second time does nothing."""
        self._socket.close()

    def ask(self, op: str, **args: Any) -> Mapping[str, Any]:
        """Send the request and wait for its answer. LinkError when the device says no."""
        return self.ask_all([(op, args)])[0]

    def ask_all(self, asked: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
        """Send requests in one go and wait for all answers. LinkError for the first to which it is no.

        The device does them one after the other, also those after a no. Both ends hold up to some dozens.
        """
        first = self._number + 1
        self._number += len(asked)
        lines = (request(number, op, args) for number, (op, args) in enumerate(asked, first))
        try:
            self._socket.sendall(b"".join(lines))
        except OSError as error:
            raise _lost(error) from None
        return [self._answer(number) for number in range(first, self._number + 1)]

    def _answer(self, wanted: int) -> Mapping[str, Any]:
        until = monotonic() + self._patience
        while True:
            match self._next(until):
                case Answer(number, ok) if number == wanted:
                    return ok
                case Failure(number, code, reason) if number in (wanted, None):
                    raise LinkError(code, reason)
                case Event() as event:
                    self._keep(event)

    def _keep(self, event: Event) -> None:
        if len(self.events) >= MOST_EVENTS:
            raise NotReachable(f"the device told {MOST_EVENTS} things at once, and goes on")
        self.events.append(event)

    def wait_for_event(self, seconds: float) -> bool:
        """Wait until something stands in `events`, so many seconds of wire time at most; whether it does."""
        until = monotonic() + seconds
        while not self.events:
            if not self._received:
                if not self._has_more(until - monotonic()):
                    return False
                self._received.extend(self._lines.receive(self._bytes()))
                continue
            match self._next(until):
                case Failure(None, code, reason):
                    raise LinkError(code, reason)
                case Event() as event:
                    self._keep(event)
        return True

    def _has_more(self, seconds: float) -> bool:
        """Whether bytes come within that time, which may be over already."""
        return bool(self._arriving.poll(max(0.0, seconds) * 1000))

    def press(self, *keys: Key, settle: bool = True) -> int:
        """Press keys, one after the other; the revision of the display after them.

        `settle`: wait until what they set off is done (a password that is checked).
        """
        answer = self.ask("press", keys=[key.value for key in keys], settle=settle)
        return field(answer, "revision", count(0, LAST_ROW))

    def display(self) -> Display:
        """The present display, as this kind of reader sees it."""
        return field(self.ask("screen"), "display", display_from)

    def wait_for_end(self) -> None:
        """Read until the device hangs up. Raises NotReachable when it never does."""
        until = monotonic() + self._patience
        while self._has_more(until - monotonic()):
            try:
                if not self._socket.recv(1 << 16):
                    return
            except ConnectionError:
                return
            except OSError as error:
                raise _lost(error) from None
        raise _silent()

    def _greeted(self) -> Greeting:
        match self._next(monotonic() + self._patience):
            case Greeting() as greeting:
                check_version(greeting)
                return greeting
            case Failure(_, code, reason):
                raise LinkError(code, reason)
        raise LinkError("malformed", "the device did not greet; is this its control socket?")

    def _next(self, until: float) -> Greeting | Answer | Failure | Event:
        while not self._received:
            if not self._has_more(until - monotonic()):
                raise _silent()
            self._received.extend(self._lines.receive(self._bytes()))
        line = self._received.popleft()
        return line if isinstance(line, Failure) else read_reply(line)

    def _bytes(self) -> bytes:
        try:
            data = self._socket.recv(1 << 16)
        except OSError as error:
            raise _lost(error) from None
        if not data:
            raise NotReachable("the device has gone away")
        return data


def _connected(path: str, patience: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(patience)
    try:
        connection.connect(path)
    except OSError as error:
        connection.close()
        raise NotReachable(f"{path}: no device answers ({_words(error)})") from None
    return connection


def _lost(error: OSError) -> NotReachable:
    if isinstance(error, TimeoutError):
        return _silent()
    return NotReachable(f"the connection to the device broke off ({_words(error)})")


def _silent() -> NotReachable:
    return NotReachable("the device does not answer")


def _words(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
