"""Secrets kept out of what a run tells: every text that leaves it goes through a Mask.

What the script's author wrote loses whole secrets. What was seen on the panel loses every piece of one too:
displays scroll, shorten and cut, and what is left of a secret then stands anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from device.console import MASK, Display

#: So many characters of a secret, not counting blanks, are a piece of it; fewer are chance.
_PIECE = 4


class Mask:
    """The texts that must not show. They only grow in number while a case is played."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: tuple[str, ...] = ()
        #: By their lengths: more than _PIECE only where a secret has blanks inside.
        self._pieces: dict[int, set[str]] = {}
        for secret in secrets:
            self.add(secret)

    def __repr__(self) -> str:
        return f"Mask({len(self._secrets)} secrets)"

    def add(self, secret: str) -> None:
        """From now on this text is masked; blanks around it tell nothing, and a display has none to lose."""
        secret = secret.strip() or secret
        if secret and secret not in self._secrets:
            self._secrets = (*self._secrets, secret)
            for piece in _pieces(secret):
                self._pieces.setdefault(len(piece), set()).add(piece)

    def hides(self, text: str) -> bool:
        """Whether there is a secret in the text."""
        return any(secret in text for secret in self._secrets)

    def text(self, text: str) -> str:
        """A text out of the script: each secret in it is replaced."""
        return _without(text, self._wholes(text)) if self._secrets else text

    def seen(self, text: str) -> str:
        """A text that came from the panel or tells of it: each piece of a secret is replaced too."""
        if not self._secrets:
            return text
        return _without(text, (*self._wholes(text), *self._parts(text)))

    def line(self, line: str) -> str:
        """A line of a display, of the same width: replaced as in what was seen."""
        shown = self.seen(line)
        return shown if shown == line else shown[: len(line)].ljust(len(line))

    def display(self, display: Display) -> Display:
        """A display that is not private, as it may be shown."""
        if not self._secrets:
            return display
        return display._replace(
            lines=tuple(map(self.line, display.lines)),
            labels=tuple(map(self.seen, display.labels)),
            title=self.seen(display.title),
        )

    def _wholes(self, text: str) -> Iterator[tuple[int, int]]:
        """Where secrets stand: from, and up to before. They may overlap."""
        for secret in self._secrets:
            at = text.find(secret)
            while at >= 0:
                yield at, at + len(secret)
                at = text.find(secret, at + 1)

    def _parts(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the smallest pieces of secrets stand; longer ones are made of them."""
        for length, pieces in self._pieces.items():
            for at in range(len(text) - length + 1):
                if text[at : at + length] in pieces:
                    yield at, at + length


def _pieces(secret: str) -> Iterator[str]:
    """The smallest pieces of a secret. None begins or ends with a blank, for columns of them mean nothing."""
    places = [at for at, character in enumerate(secret) if not character.isspace()]
    for first, last in zip(places, places[_PIECE - 1 :], strict=False):
        yield secret[first : last + 1]


def _without(text: str, stretches: Iterable[tuple[int, int]]) -> str:
    """The text with these stretches replaced; those that touch are one."""
    shown = ""
    end = -1
    for start, stop in sorted(stretches):
        if start > end:
            shown += text[max(end, 0) : start] + MASK
        end = max(end, stop)
    return text if end < 0 else shown + text[end:]
