"""What the keys of a terminal are called: Textual's names, and what people write for them.

A keymap may say `/` or `slash` and put modifiers in any order; the terminal face hears Textual's name.
No import of Textual: a test compares the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from .sheet import nearest

#: Printing characters that are neither letters nor digits, and Textual's names for them, in the same order.
_PUNCTUATION = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_PUNCTUATION_NAMES = """
space exclamation_mark quotation_mark number_sign dollar_sign percent_sign ampersand apostrophe
left_parenthesis right_parenthesis asterisk plus comma minus full_stop slash colon semicolon less_than_sign
equals_sign greater_than_sign question_mark at left_square_bracket backslash right_square_bracket
circumflex_accent underscore grave_accent left_curly_bracket vertical_line right_curly_bracket tilde
"""
CHARACTERS: Mapping[str, str] = dict(zip(_PUNCTUATION, _PUNCTUATION_NAMES.split(), strict=True))

#: Textual's names for the keys that print nothing. The last line: keys of the number pad, in terminals that
#: tell them from the rest of the keyboard.
_PLAIN = """
enter escape tab backspace up down left right home end pageup pagedown insert delete menu pause print_screen
f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 f20 f21 f22 f23 f24
decimal divide multiply subtract add equal separator kp_begin
"""
NAMED: frozenset[str] = frozenset(_PLAIN.split())

MODIFIERS: frozenset[str] = frozenset({"alt", "ctrl", "hyper", "meta", "shift", "super"})

#: Keys that most terminals cannot tell from another one, with the name that Textual gives to both.
SAME: Mapping[str, str] = {
    "return": "enter",
    "ctrl+m": "enter",
    "ctrl+i": "tab",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
    "ctrl+left_square_brace": "escape",
    "ctrl+at": "ctrl+space",
    "ctrl+@": "ctrl+space",
}

#: What people call keys elsewhere, for the hint only.
ELSEWHERE: Mapping[str, str] = {
    "esc": "escape",
    "cr": "enter",
    "bs": "backspace",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "prior": "pageup",
    "pgdn": "pagedown",
    "next": "pagedown",
    "spacebar": "space",
}


@lru_cache(maxsize=512)
def terminal_name(given: str) -> str | None:
    """Textual's name for the terminal key that a person called `given`, or None when there is none.

    Takes Textual's names, single characters, and modifiers in any order.
    """
    if given in SAME:
        return SAME[given]
    if given == "+" or given.endswith("++"):
        before, key = given[:-1].removesuffix("+"), "+"
    else:
        before, _, key = given.rpartition("+")
    key = CHARACTERS.get(key, key)
    modifiers = before.split("+") if before else []
    if not _is_key(key) or len(given) > 60 or not _fits(modifiers, key):
        return None
    name = "+".join([*sorted(modifiers), key])
    return SAME.get(name, name)


def _is_key(key: str) -> bool:
    return key in NAMED or key in CHARACTERS.values() or (len(key) == 1 and key.isalnum())


def _fits(modifiers: list[str], key: str) -> bool:
    """Whether a terminal ever sends `key` with these. A character under Shift alone is another character."""
    if not MODIFIERS.issuperset(modifiers) or len(set(modifiers)) < len(modifiers):
        return False
    if modifiers == ["shift"]:
        return key in NAMED or key == "space"
    return not (modifiers and key.isupper())


def likely(given: str) -> str:
    """A hint for a name that is none: which key the person may have meant."""
    lower = given.strip().lower().replace("-", "+")
    modifiers, plus, key = lower.rpartition("+")
    if modifiers == "shift" and len(key) == 1:
        return f"did you mean {key.upper()!r}?" if key.isalpha() else "write the character that it makes"
    for name in (lower, f"{modifiers}{plus}{ELSEWHERE.get(key, key)}"):
        if terminal_name(name):
            return f"did you mean {name!r}?"
    if modifiers:
        return "before the + stands one or more of " + ", ".join(sorted(MODIFIERS))
    return nearest(given, [*NAMED, *CHARACTERS.values()]) or "write it like 'a', '/', 'f5' or 'pageup'"
