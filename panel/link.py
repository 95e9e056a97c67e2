"""The control socket's words: bytes in, messages out.

A line is one JSON object in UTF-8. A face sends requests (`id`, `op` and the op's own arguments), the device
sends a greeting, then answers and events; docs/link.md shows a conversation. Any bytes whatever give a
message or one named `Failure`. Sockets are `host` and `attach`; what an op does is the host's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple

from device.console import COLUMNS, LINES, Display, Indicators, Light
from device.keep import Sealed

from .keys import Key, named

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


# Lines


class Lines:
    """Bytes in, lines out, in whatever pieces the bytes come."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._length = 0
        self._skipping = False

    def receive(self, data: bytes) -> Iterator[bytes | Failure]:
        """The lines that these bytes complete; a Failure, once, for each line that is too long."""
        first, *more = data.split(b"\n")
        yield from self._add(first)
        if not more:
            return
        yield from self._ended()
        *whole, rest = more
        # Most of many lines may be empty, so those cost as little as can be.
        for line in filter(None, whole):
            yield from self._add(line)
            yield from self._ended()
        yield from self._add(rest)

    def end(self) -> Failure | None:
        """No more bytes will come: a Failure when they stopped within a line."""
        if not self._length:
            return None
        self._length = 0
        return _failure(None, Code.TRUNCATED, "the last line has no end; send a newline after each request")

    def _ended(self) -> Iterator[bytes]:
        if not self._skipping and (content := b"".join(self._parts)).strip():
            yield content
        self._parts, self._length, self._skipping = [], 0, False

    def _add(self, part: bytes) -> Iterator[Failure]:
        if self._skipping or not part:
            return
        self._length += len(part)
        if self._length >= self._limit:
            self._parts, self._length, self._skipping = [], 0, True
            reason = f"a line has at most {self._limit} bytes; this one was thrown away"
            yield _failure(None, Code.TOO_LONG, reason)
            return
        self._parts.append(part)


def _object(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Raises LinkError."""
    try:
        value = json.loads(line.decode(), parse_constant=_no_constant, object_pairs_hook=_once_each)
    except RecursionError:
        raise LinkError(Code.NOT_JSON.value, "the line is nested too deeply") from None
    except ValueError:
        # The decoder's own words would repeat the line, and a password may stand in it.
        raise LinkError(Code.NOT_JSON.value, "the line is not one JSON object in UTF-8") from None
    if not isinstance(value, dict):
        raise LinkError(Code.NOT_JSON.value, "the line is not one JSON object in UTF-8")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _line(message: Mapping[str, Any], default: Callable[[object], str] | None = None) -> bytes:
    # ASCII only: any text whatever can be encoded, a lone surrogate of a broken name too.
    return json.dumps(message, separators=(",", ":"), allow_nan=False, default=default).encode() + b"\n"


def _opened(value: object) -> str:
    """A secret that a face sends to the device. Nothing that the device sends may be one."""
    if isinstance(value, Sealed):
        return value.reveal()
    raise TypeError(f"a {type(value).__name__} does not travel on the link")


def _failure(number: int | None, code: Code, reason: str) -> Failure:
    return Failure(number, code.value, reason)


# What a face sends

#: Reads an argument; raises ValueError, whose words never repeat the value.
Check = Callable[[Any], Any]


class Argument(NamedTuple):
    """An argument of an op: how it is read, and its value when left out (Ellipsis: it must be there)."""

    check: Check
    default: Any = ...


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("true or false is needed")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is needed")
    if len(value) > PIECE:
        raise ValueError(f"a text of at most {PIECE} characters is needed")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError("a text without lone surrogates is needed") from None
    return value


def _secret(value: Any) -> Sealed:
    return Sealed(_text(value))


def _count(low: int, high: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise ValueError(f"a whole number from {low} to {high} is needed")

    return check


def _one_of(*words: str) -> Check:
    def check(value: Any) -> str:
        if isinstance(value, str) and value in words:
            return value
        raise ValueError(f"one of {', '.join(words)} is needed")

    return check


def _seconds(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and math.isfinite(value) and 0 <= value <= 1e9:
        return float(value)
    raise ValueError("seconds are needed, 0 to 1000000000")


def _keys(value: Any) -> tuple[Key, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_KEYS:
        raise ValueError(f"a list of 1 to {MOST_KEYS} key names is needed")
    return tuple(_key(name) for name in value)


def _key(name: Any) -> Key:
    try:
        return named(_text(name))
    except KeyError:
        known = " ".join(key.value for key in Key)
        raise ValueError(f"there is no key of one of these names; the keys are {known}") from None


def _secrets(value: Any) -> Mapping[str, Sealed]:
    if not isinstance(value, dict) or not value:
        raise ValueError("an object of names and texts is needed")
    return {_text(name): _secret(text) for name, text in value.items()}


_LAST_ROW = 1 << 53

#: Every op with its arguments. What each does and answers: docs/link.md.
OPERATIONS: Mapping[str, Mapping[str, Argument]] = MappingProxyType(
    {
        "hello": {"face": Argument(_one_of(*FACES), "link"), "local": Argument(_flag, False)},
        "press": {"keys": Argument(_keys), "settle": Argument(_flag, False)},
        "screen": {},
        "status": {},
        "subscribe": {
            "display": Argument(_flag, False),
            "audit": Argument(_flag, False),
            "services": Argument(_flag, False),
            "recent": Argument(_count(0, 200), 0),
        },
        "login": {"name": Argument(_text), "password": Argument(_secret)},
        "logout": {},
        "get": {"name": Argument(_text)},
        "list": {},
        "set": {"settings": Argument(_secrets)},
        "audit": {
            "after": Argument(_count(0, _LAST_ROW), 0),
            "limit": Argument(_count(1, MOST_ROWS), 50),
        },
        "export": {"secrets": Argument(_flag, False)},
        "import": {"text": Argument(_secret), "more": Argument(_flag, False)},
        "advance": {"seconds": Argument(_seconds)},
        "next_timer": {},
        "settle": {},
        "people": {},
        "edit_account": {
            "account": Argument(_text),
            "name": Argument(_text, None),
            "display_name": Argument(_text, None),
            "mail": Argument(_text, None),
            "user_code": Argument(_secret, None),
            "password": Argument(_secret, None),
            "encryption": Argument(_secret, None),
        },
        "remove_account": {"account": Argument(_text)},
        "free_account": {"account": Argument(_text)},
        "hand_over": {"role": Argument(_text), "number": Argument(_count(1, 4))},
        "reset": {},
        "stop": {},
    }
)


def read_request(line: bytes) -> Request | Failure:
    """The request that a line of a face is; every Failure says what to send instead."""
    if sum(line.count(mark) for mark in (b"[", b"{", b",")) > MOST_PARTS:
        return _failure(None, Code.TOO_LONG, "a request of so many parts is none; it was thrown away")
    try:
        message = _object(line)
    except LinkError as error:
        return Failure(None, error.code, error.reason)
    number = message.pop("id", None)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= _LAST_ROW:
        return _failure(None, Code.MALFORMED, "a request has an id: a whole number from 0")
    op = message.pop("op", None)
    arguments = OPERATIONS.get(op) if isinstance(op, str) else None
    if arguments is None:
        return _failure(number, Code.UNKNOWN_OP, f"there is no such op; there are {', '.join(OPERATIONS)}")
    try:
        return Request(number, str(op), _checked(arguments, message))
    except ValueError as error:
        return _failure(number, Code.ARGUMENT, f"{op}: {error}")


def _checked(arguments: Mapping[str, Argument], given: Mapping[str, Any]) -> Mapping[str, Any]:
    if not given.keys() <= arguments.keys():
        takes = ", ".join(arguments) or "none"
        raise ValueError(f"an argument that it does not have; it takes {takes}")
    found: dict[str, Any] = {}
    for name, argument in arguments.items():
        if name in given:
            found[name] = _read(name, argument.check, given[name])
        elif argument.default is ...:
            raise ValueError(f"{name} is missing")
        else:
            found[name] = argument.default
    return found


def _read(name: str, check: Check, value: Any) -> Any:
    try:
        return check(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def request(number: int, op: str, args: Mapping[str, Any]) -> bytes:
    """The line of a request. Sealed values are sent in clear: they go to the device."""
    return _line({"id": number, "op": op, **args}, _opened)


# What the device sends


def greeting(message: Greeting) -> bytes:
    return _line(message._asdict())


def answer(number: int, ok: Mapping[str, Any]) -> bytes:
    return _line({"id": number, "ok": ok})


def failure(message: Failure) -> bytes:
    return _line({"id": message.id, "error": {"code": message.code, "reason": message.reason}})


def event(name: str, fields: Mapping[str, Any]) -> bytes:
    return _line({"event": name, **fields})


def read_reply(line: bytes) -> Greeting | Answer | Failure | Event:
    """The message that a line of the device is. Raises LinkError."""
    message = _object(line)
    match message:
        case {"link": int(link), "version": str(version), "pid": int(pid), "clock": str(clock)}:
            return Greeting(link, version, pid, clock)
        case {"id": int(number), "ok": dict(ok)}:
            return Answer(number, ok)
        case {"id": int() | None as number, "error": {"code": str(code), "reason": str(reason)}}:
            return Failure(number, code, reason)
        case {"event": str(name)}:
            return Event(name, {field: value for field, value in message.items() if field != "event"})
    raise LinkError(Code.MALFORMED.value, "the device sent a line that is no message of the link")


def check_version(message: Greeting) -> None:
    """Raises LinkError when the device speaks another version of the link."""
    if message.link != VERSION:
        theirs = f"version {message.link} of the link (p800 {message.version})"
        reason = f"the device speaks {theirs}, this is version {VERSION}; use the same p800 for both"
        raise LinkError(Code.VERSION.value, reason)


# Displays


def display_fields(display: Display) -> dict[str, Any]:
    """A display as it travels."""
    power, alert, data_in, color = display.indicators
    return {
        "lines": display.lines,
        "labels": display.labels,
        "cursor": display.cursor,
        "selected": display.selected,
        "indicators": {
            "power": power.value,
            "alert": alert.value,
            "data_in": data_in.value,
            "alert_color": color,
        },
        "private": display.private,
        "title": display.title,
        "revision": display.revision,
    }


def display_from(fields: Mapping[str, Any]) -> Display:
    """A display that has travelled. Raises LinkError."""
    try:
        display = Display(
            tuple(map(_text, fields["lines"])),
            tuple(map(_text, fields["labels"])),
            _cursor(fields["cursor"]),
            None if fields["selected"] is None else _count(0, LINES - 1)(fields["selected"]),
            _indicators(fields["indicators"]),
            _flag(fields["private"]),
            _text(fields["title"]),
            _count(0, _LAST_ROW)(fields["revision"]),
        )
        if len(display.lines) == LINES and all(len(line) == COLUMNS for line in display.lines):
            return display
    except (KeyError, TypeError, ValueError):
        pass
    raise LinkError(Code.MALFORMED.value, "the device sent a display that is none")


def _cursor(value: Any) -> tuple[int, int] | None:
    if value is None:
        return None
    row, column = value
    return _count(0, LINES - 1)(row), _count(0, COLUMNS - 1)(column)


def _indicators(fields: Mapping[str, Any]) -> Indicators:
    power, alert, data_in = (Light(fields[name]) for name in ("power", "alert", "data_in"))
    return Indicators(power, alert, data_in, _text(fields["alert_color"]))


def pieces(text: str) -> list[str]:
    """A long text in pieces that fit into a line each; one empty piece for an empty text."""
    return [text[start : start + PIECE] for start in range(0, max(1, len(text)), PIECE)]
