"""How a row is written: its value as JSON text, every secret in it sealed, and a checksum over the row.

A Sealed value becomes {"$sealed": base64(nonce + ciphertext)} under ChaCha20-Poly1305 (RFC 8439), bound to
its room, its key and its place in the value, so that no secret can stand in for another. A name that begins
with `$` gets a second one. The checksum finds accidents of the disk in what is not sealed: SQLite has none.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from device.keep import Plain, Sealed

from .keyfile import Randomness

_MARK = "$sealed"
_NONCE = 12

#: Where a value stands: room, key, then the names and numbers that lead into the row's value.
_Place = tuple[str | int, ...]


class Unreadable(Exception):
    """The row is not what was written."""


class OtherKey(Unreadable):
    """The row is whole, but was sealed with another key."""


@dataclass(frozen=True, slots=True)
class Written:
    """A row's value as it stands in the database."""

    text: str
    is_sealed: bool
    checksum: int


class Sealing:
    """Writes and reads values under one key."""

    def __init__(self, key: bytes, randomness: Randomness) -> None:
        self._cipher = ChaCha20Poly1305(key)
        self._randomness = randomness

    def write(self, room: str, key: str, value: Plain) -> Written:
        """The value as it is to stand in the database. Raises TypeError or ValueError if it is not plain."""
        seals: list[_Place] = []
        closed = self._closed(value, (room, key), seals)
        text = json.dumps(closed, separators=(",", ":"), allow_nan=False)
        return Written(text, bool(seals), checksum(room, key, text))

    def read(self, room: str, key: str, text: Any, expected: Any) -> Plain:
        """The value again, Sealed where it was; `text` and `expected` are as found. Raises Unreadable."""
        verify(room, key, text, expected)
        try:
            return self._opened(json.loads(text), (room, key))
        except InvalidTag:
            raise OtherKey("it is sealed with another key") from None
        except (ValueError, TypeError, RecursionError):
            raise Unreadable("it is no value that was written here") from None

    def _closed(self, value: Plain, place: _Place, seals: list[_Place]) -> Plain:
        match value:
            case None | bool() | int() | float() | str():
                return value
            case Sealed():
                seals.append(place)
                return {_MARK: self._sealed(value.reveal(), place)}
            case list() | tuple():
                return [self._closed(item, (*place, at), seals) for at, item in enumerate(value)]
            case dict():
                return {
                    _escaped(name): self._closed(item, (*place, name), seals) for name, item in value.items()
                }
        raise TypeError(f"a {type(value).__name__} is no plain value")

    def _opened(self, value: Any, place: _Place) -> Plain:
        match value:
            case list():
                return [self._opened(item, (*place, at)) for at, item in enumerate(value)]
            case {"$sealed": str(content)} if len(value) == 1:
                return Sealed(self._unsealed(content, place))
            case dict():
                names = [_unescaped(name) for name in value]
                return {n: self._opened(i, (*place, n)) for n, i in zip(names, value.values(), strict=True)}
        return value

    def _sealed(self, content: str, place: _Place) -> str:
        nonce = self._randomness(_NONCE)
        sealed = self._cipher.encrypt(nonce, content.encode("utf-8", "surrogatepass"), _bound_to(place))
        return b64encode(nonce + sealed).decode()

    def _unsealed(self, content: str, place: _Place) -> str:
        blob = b64decode(content, validate=True)
        plain = self._cipher.decrypt(blob[:_NONCE], blob[_NONCE:], _bound_to(place))
        return plain.decode("utf-8", "surrogatepass")


def checksum(room: str, key: str, text: str) -> int:
    """CRC-32 over what makes a row."""
    return zlib.crc32(f"{room}\0{key}\0{text}".encode("utf-8", "surrogatepass"))


def verify(room: str, key: str, text: Any, expected: Any) -> None:
    """Raises Unreadable when the row, as found, is not the one that the checksum was made of."""
    if not isinstance(text, str) or checksum(room, key, text) != expected:
        raise Unreadable("its checksum is wrong")


def _bound_to(place: _Place) -> bytes:
    return json.dumps(place, separators=(",", ":")).encode()


def _escaped(name: str) -> str:
    if not isinstance(name, str):
        raise TypeError(f"a {type(name).__name__} is no name in a plain value")
    return f"${name}" if name.startswith("$") else name


def _unescaped(name: str) -> str:
    if not name.startswith("$"):
        return name
    if not name.startswith("$$"):
        raise ValueError("an unknown mark")
    return name[1:]
