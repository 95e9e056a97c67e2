"""The names of a script and the texts they stand for while a case is played.

The environment is handed in; a secret that is bound is told to the Mask before anything can show it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .language import FromEnvironment, Let, Secret, Text
from .masking import Mask
from .moves import Unmet
from .source import Span

#: Characters of a text at most. Names in names could make one that no memory holds.
LONGEST = 65_536


class Unbound(Exception):
    """A name has no value: the environment lacks a variable. Carries where the script asks for it."""

    def __init__(self, span: Span, variable: str) -> None:
        super().__init__(f'the environment has no {variable}, and there is no else "text" for that case')
        self.span = span


class Values:
    """What names stand for at one place of a script: in a case, or in one call of a macro."""

    def __init__(
        self, environment: Mapping[str, str], mask: Mask, texts: Mapping[str, str | Unbound] | None = None
    ) -> None:
        self._environment = environment
        self._mask = mask
        #: What each name stands for, or why it has no value: only who uses it needs one.
        self._texts = dict(texts or {})

    def bind(self, definition: Let | Secret) -> None:
        """Give a name its value, when there is one. Raises Unmet."""
        try:
            text = self._value(definition.value)
        except Unbound as unbound:
            self._texts[definition.name] = unbound
            return
        if isinstance(definition, Secret):
            self._mask.add(text)
        self._texts[definition.name] = text

    def text(self, text: Text) -> str:
        """The text, its names replaced by what they stand for. Raises Unbound; Unmet for one too long."""
        return _joined([part if isinstance(part, str) else self._named(part.name) for part in text.parts])

    def _named(self, name: str) -> str:
        text = self._texts[name]
        if isinstance(text, Unbound):
            raise text
        return text

    def with_texts(self, texts: Mapping[str, str]) -> Values:
        """These names, and more that may hide them."""
        return Values(self._environment, self._mask, {**self._texts, **texts})

    def _value(self, value: Text | FromEnvironment) -> str:
        return self._looked_up(value) if isinstance(value, FromEnvironment) else self.text(value)

    def _looked_up(self, value: FromEnvironment) -> str:
        found = self._environment.get(value.variable)
        if found is not None:
            return _joined([found])
        if value.fallback is None:
            raise Unbound(value.span, value.variable)
        return self.text(value.fallback)


def _joined(pieces: Sequence[str]) -> str:
    """The text of these pieces, not put together when it is too long. Raises Unmet."""
    length = sum(map(len, pieces))
    if length > LONGEST:
        raise Unmet(f"a text of at most {LONGEST} characters", f"it has {length}")
    return "".join(pieces)
