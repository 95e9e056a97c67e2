"""What a person may type: names of keys, keys of the terminal, labels, and a few words of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from ..keymap import Keymap
from ..keys import SELECTION, Key, named
from ..terminal_keys import terminal_name

#: How often a key is pressed at most by `Down*N`.
MOST_TIMES = 256

HELP = """\
Type names of keys, several on a line: menu down*3 ok
  menu ok up down left right escape select1 select2 select3 jobreset suspendresume switchfunctions
  A label in brackets presses the selection key beneath it: [Login]
  Keys of the keymap work too: m for Menu, enter for OK.
screen or an empty line tells the whole display again, quit or the end of the input leaves."""

#: Labels may hold spaces and stars; everything else ends at a space.
_WORD = re.compile(r"(\[[^\[\]]+\]|[^\s\[]\S*|\[)(?:\s+|$)")


class NotUnderstood(Exception):
    """A line that was typed; the words say what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Label:
    """The selection key beneath this label."""

    text: str


Press = Key | Label


def presses(line: str, keymap: Keymap) -> list[Press]:
    """What the line wants pressed, in order. Raises NotUnderstood, and then nothing of it counts."""
    found: list[Press] = []
    at = 0
    line = line.strip()
    while at < len(line):
        word = _WORD.match(line, at)
        if word is None:
            raise NotUnderstood(f"a label ends with a bracket: {line[at:]!r} does not")
        found += _press(word[1], keymap)
        at = word.end()
    return found


def _press(word: str, keymap: Keymap) -> list[Press]:
    if word.startswith("[") and word.endswith("]"):
        return [Label(word[1:-1].strip())]
    if (key := _key(word, keymap)) is not None:
        return [key]
    name, star, times = word.rpartition("*")
    key = _key(name, keymap) if star else None
    if key is None or not times.isdecimal():
        near = get_close_matches((name or word).lower(), [each.value.lower() for each in Key], 1)
        hint = f"; did you mean {named(near[0]).value}?" if near else "; help lists what there is"
        raise NotUnderstood(f"no key is called {word!r}{hint}")
    if not 1 <= int(times[:4]) <= MOST_TIMES:
        raise NotUnderstood(f"{word}: a key is pressed 1 to {MOST_TIMES} times")
    return [key] * int(times)


def _key(word: str, keymap: Keymap) -> Key | None:
    try:
        return named(word)
    except KeyError:
        terminal = terminal_name(word)
        return keymap.pressed(terminal) if terminal else None


def beneath(label: Label, labels: tuple[str, ...]) -> Key:
    """The selection key beneath that label, in any case. Raises NotUnderstood with those there are."""
    for key, text in zip(SELECTION, labels, strict=False):
        if text.lower() == label.text.lower() and text:
            return key
    there = " ".join(f"[{text}]" for text in labels if text) or "none"
    raise NotUnderstood(f"there is no label [{label.text}] now; there is {there}")
