"""What the device sends: greeting, answers, errors and events, written and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .lines import line_of, object_in
from .messages import VERSION, Answer, Code, Event, Failure, Greeting, LinkError

T = TypeVar("T")


def greeting(message: Greeting) -> bytes:
    return line_of(message._asdict())


def answer(number: int, ok: Mapping[str, Any]) -> bytes:
    return line_of({"id": number, "ok": ok})


def failure(message: Failure) -> bytes:
    return line_of({"id": message.id, "error": {"code": message.code, "reason": message.reason}})


def event(name: str, fields: Mapping[str, Any]) -> bytes:
    return line_of({"event": name, **fields})


def read_reply(line: bytes) -> Greeting | Answer | Failure | Event:
    """The message that a line of the device is. Raises LinkError."""
    message = object_in(line)
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


def field(message: Mapping[str, Any], name: str, check: Callable[[Any], T]) -> T:
    """A field of an answer, an event or a row, read by a check of `arguments`. Raises LinkError."""
    try:
        return check(message[name])
    except (KeyError, TypeError, ValueError):
        raise LinkError(Code.MALFORMED.value, f"the device sent no {name} that is one") from None
