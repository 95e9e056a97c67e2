"""Names for the secrets of a recorded script: after the person they belong to where that is known, else after
the title of their entry.
"""

from __future__ import annotations

import re

#: Titles with a name of their own.
_NAMED = {"Driver Encryption Key": "DRIVER_KEY"}
_PASSWORD = "Login Password"
_USER = "Login User Name"


class Names:
    """The names given so far: equal texts under one title are one secret."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, int], str] = {}
        self._typed = ""
        self._user = ""

    @property
    def known(self) -> tuple[str, ...]:
        """All names, in the order they came."""
        return tuple(self._names.values())

    def typed(self, text: str) -> None:
        """Somebody entered this in public; nobody knows yet whether it is a login user name."""
        self._typed = text

    def accepted(self, title: str) -> None:
        """What was entered in public was accepted."""
        if title == _USER:
            self._user = self._typed
        self._typed = ""

    def secret(self, title: str, number: int) -> str:
        """The name of a text, known by its number, that was entered under the title."""
        wanted = self._wanted(title)
        if (wanted, number) not in self._names:
            taken = set(self._names.values())
            others = (f"{wanted}_{count}" for count in range(2, len(taken) + 3))
            name = next(each for each in (wanted, *others) if each not in taken)
            self._names[wanted, number] = name
        return self._names[wanted, number]

    def _wanted(self, title: str) -> str:
        if title == _PASSWORD and (user := _word(self._user)):
            return f"{user}_PASSWORD"
        return _NAMED.get(title) or _word(title) or "SECRET"


def _word(text: str) -> str:
    """The text as a name, or nothing where it does not give one."""
    word = re.sub(r"[^A-Za-z0-9]+", "_", text).strip("_").upper()
    return word if re.match(r"[A-Z]", word) else ""
