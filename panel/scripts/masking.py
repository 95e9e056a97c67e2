"""Secrets kept out of what a run tells: every text that leaves it goes through a Mask.

A secret is replaced wherever it stands, also inside a longer text, and where the edge of a display cut it.
"""

from __future__ import annotations

from collections.abc import Iterable

from device.console import MASK

#: A piece of a secret at the edge of a line is one from this length on; a shorter one is chance.
_PIECE = 4


class Mask:
    """The texts that must not show. They only grow in number while a case is played."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: tuple[str, ...] = ()
        for secret in secrets:
            self.add(secret)

    def __repr__(self) -> str:
        return f"Mask({len(self._secrets)} secrets)"

    def add(self, secret: str) -> None:
        """From now on this text is masked. The longest go first, as one may hold another."""
        if secret and secret not in self._secrets:
            self._secrets = tuple(sorted((*self._secrets, secret), key=len, reverse=True))

    def text(self, text: str) -> str:
        """The text with each secret in it replaced."""
        for secret in self._secrets:
            if secret in text:
                text = text.replace(secret, MASK)
        return text

    def hides(self, text: str) -> bool:
        """Whether there is a secret in the text."""
        return any(secret in text for secret in self._secrets)

    def line(self, line: str) -> str:
        """A line of a display, of the same width: secrets are replaced, and pieces that its edges cut off."""
        if not self._secrets:
            return line
        shown = self.text(line)
        for secret in self._secrets:
            shown = _without_pieces(shown, secret)
        return shown if shown == line else shown[: len(line)].ljust(len(line))


def _without_pieces(line: str, secret: str) -> str:
    words = line.strip()
    if len(words) >= _PIECE and words in secret:
        return MASK
    for length in range(min(len(secret), len(words)) - 1, _PIECE - 1, -1):
        if words.endswith(secret[:length]):
            words = words[:-length] + MASK
            break
    for length in range(min(len(secret), len(words)) - 1, _PIECE - 1, -1):
        if words.startswith(secret[-length:]):
            words = MASK + words[length:]
            break
    return line if words == line.strip() else words
