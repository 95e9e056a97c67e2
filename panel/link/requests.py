"""What a face sends: the ops with their arguments, read and written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from device.keep import Sealed

from .arguments import (
    LAST_ROW,
    Argument,
    Check,
    count,
    fault,
    flag,
    keys,
    one_of,
    seconds,
    secret,
    secrets,
    text,
)
from .lines import line_of, object_in
from .messages import FACES, MOST_PARTS, MOST_ROWS, Code, Failure, LinkError, Request, failure_of

#: Every op with its arguments. What each does and answers: docs/link.md.
OPERATIONS: Mapping[str, Mapping[str, Argument]] = MappingProxyType(
    {
        "hello": {"face": Argument(one_of(*FACES), "link"), "local": Argument(flag, False)},
        "press": {
            "keys": Argument(keys),
            "settle": Argument(flag, False),
            "show": Argument(flag, False),
        },
        "screen": {},
        "status": {},
        "subscribe": {
            "display": Argument(flag, False),
            "audit": Argument(flag, False),
            "services": Argument(flag, False),
            "recent": Argument(count(0, 200), 0),
        },
        "login": {"name": Argument(text), "password": Argument(secret)},
        "logout": {},
        "get": {"name": Argument(text)},
        "list": {},
        "set": {"settings": Argument(secrets)},
        "audit": {
            "after": Argument(count(0, LAST_ROW), 0),
            "limit": Argument(count(1, MOST_ROWS), 50),
        },
        "export": {"secrets": Argument(flag, False)},
        "import": {"text": Argument(secret), "more": Argument(flag, False)},
        "advance": {"seconds": Argument(seconds)},
        "next_timer": {},
        "settle": {},
        "people": {},
        "edit_account": {
            "account": Argument(text),
            "name": Argument(text, None),
            "display_name": Argument(text, None),
            "mail": Argument(text, None),
            "user_code": Argument(secret, None),
            "password": Argument(secret, None),
            "encryption": Argument(secret, None),
        },
        "remove_account": {"account": Argument(text)},
        "free_account": {"account": Argument(text)},
        "hand_over": {"role": Argument(text), "number": Argument(count(1, 4))},
        "fault": {"name": Argument(fault), "on": Argument(flag)},
        "reset": {},
        "stop": {},
    }
)


def read_request(line: bytes) -> Request | Failure:
    """The request that a line of a face is; every Failure says what to send instead."""
    if sum(line.count(mark) for mark in (b"[", b"{", b",")) > MOST_PARTS:
        return failure_of(None, Code.TOO_LONG, "a request of so many parts is none; it was thrown away")
    try:
        message = object_in(line)
    except LinkError as error:
        return Failure(None, error.code, error.reason)
    number = message.pop("id", None)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= LAST_ROW:
        return failure_of(None, Code.MALFORMED, "a request has an id: a whole number from 0")
    op = message.pop("op", None)
    arguments = OPERATIONS.get(op) if isinstance(op, str) else None
    if arguments is None:
        return failure_of(number, Code.UNKNOWN_OP, f"there is no such op; there are {', '.join(OPERATIONS)}")
    try:
        return Request(number, str(op), _checked(arguments, message))
    except ValueError as error:
        return failure_of(number, Code.ARGUMENT, f"{op}: {error}")


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
    return line_of({"id": number, "op": op, **args}, _opened)


def _opened(value: object) -> str:
    """A secret that a face sends to the device. Nothing that the device sends may be one."""
    if isinstance(value, Sealed):
        return value.reveal()
    raise TypeError(f"a {type(value).__name__} does not travel on the link")
