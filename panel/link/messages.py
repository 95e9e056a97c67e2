"""What is said on the link: messages, the names of errors, and the limits of both."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

#: The version of these words. A greeting with another one is not for us.
VERSION = 1
#: Bytes of a line of the device, its newline included.
LIMIT = 1 << 20
#: Bytes of a line that a face sends. Longer ones would keep the device's loop busy for too long.
REQUEST_LIMIT = 1 << 17
#: Characters of a text at most, and of one piece of a longer one (export, import).
PIECE = 1 << 13
#: Brackets, braces and commas of a request at most, in its texts too. A line of nothing else would keep the
#: device's loop busy for a tenth of a second.
MOST_PARTS = PIECE + 1000
#: Rows of the audit in one answer: to read more would keep the device's loop busy for too long.
MOST_ROWS = 300
#: Keys in one request.
MOST_KEYS = 256

#: Where keys and changes may say that they come from: the word in the audit.
FACES = ("link", "app", "plain", "script", "serial")
#: Those of them that show the panel to somebody.
PANELS = ("app", "plain", "serial")


class Code(Enum):
    """The name of an error on the link."""

    NOT_JSON = "not-json"
    TOO_LONG = "too-long"
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    VERSION = "version"
    UNKNOWN_OP = "unknown-op"
    ARGUMENT = "argument"
    #: Nobody is logged in on this connection, and the op asks for somebody.
    LOGIN = "login"
    PRIVILEGE = "privilege"
    REFUSED = "refused"
    #: The state could not be written or read.
    KEEP = "keep"
    #: A file that was handed in (import) is wrong.
    FILE = "file"
    #: The op needs the virtual clock.
    CLOCK = "clock"
    #: Too many connections, or too much that was not read.
    BUSY = "busy"
    INTERNAL = "internal"

    __hash__ = object.__hash__


class LinkError(Exception):
    """The other end said no, or said something that is no message. `code` is a Code's value."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class NotReachable(Exception):
    """No device is there, or it went away; the words say which and what to do."""


class Request(NamedTuple):
    """A face wants something. `args` are checked, complete and hold every secret as Sealed."""

    id: int
    op: str
    args: Mapping[str, Any]


class Answer(NamedTuple):
    """What came of the request of that id."""

    id: int
    ok: Mapping[str, Any]


class Failure(NamedTuple):
    """Why nothing came of it. `id` is None when the line did not say which request it was."""

    id: int | None
    code: str
    reason: str


class Event(NamedTuple):
    """Something happened, to somebody who subscribed."""

    event: str
    fields: Mapping[str, Any]


class Greeting(NamedTuple):
    """The device's first line: the link's version, p800's version, process id, "real" or "virtual" clock."""

    link: int
    version: str
    pid: int
    clock: str


def failure_of(number: int | None, code: Code, reason: str) -> Failure:
    """A failure with one of the link's own codes."""
    return Failure(number, code.value, reason)


def pieces(text: str) -> list[str]:
    """A long text in pieces that fit into a line each; one empty piece for an empty text."""
    return [text[start : start + PIECE] for start in range(0, max(1, len(text)), PIECE)]
