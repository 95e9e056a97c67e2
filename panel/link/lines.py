"""Bytes in, lines out; and what a line holds: one JSON object."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .messages import LIMIT, Code, Failure, LinkError, failure_of


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
        return failure_of(None, Code.TRUNCATED, "the last line has no end; send a newline after each request")

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
            yield failure_of(None, Code.TOO_LONG, reason)
            return
        self._parts.append(part)


def object_in(line: bytes) -> dict[str, Any]:
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


def line_of(message: Mapping[str, Any], default: Callable[[object], str] | None = None) -> bytes:
    """A message as a line; `default` says what becomes of values that JSON does not know."""
    # ASCII only: any text whatever can be encoded, a lone surrogate of a broken name too.
    return json.dumps(message, separators=(",", ":"), allow_nan=False, default=default).encode() + b"\n"
