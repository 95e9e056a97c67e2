"""What the keys of a terminal are called, compared with Textual's own tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual.keys import KEY_ALIASES, Keys, _character_to_key

from panel.terminal_keys import NAMED, SAME, likely, terminal_name

PRINTABLE = {chr(code) for code in range(0x20, 0x7F)}


def test_every_character_has_textuals_name() -> None:
    for character in PRINTABLE:
        assert terminal_name(character) == _character_to_key(character)


def test_the_named_keys_are_textuals() -> None:
    """Textual writes some names for its own use in brackets, and Ctrl+@ in three ways."""
    theirs = {key.value for key in Keys if key.value[0] != "<"} - {"ctrl-at"}

    for name in theirs:
        assert terminal_name(name) == SAME.get(name, name)
    assert {name for name in theirs if "+" not in name} | set(FUNCTIONAL_KEYS.values()) >= NAMED
    assert {name for name in theirs if "+" not in name} - {"return", "space"} <= NAMED


def test_textuals_aliases_are_one_key() -> None:
    for name, aliases in KEY_ALIASES.items():
        for alias in aliases:
            assert alias == "newline" or terminal_name(alias) == terminal_name(name)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("ctrl+alt+a", "alt+ctrl+a"),
        ("ctrl++", "ctrl+plus"),
        ("+", "plus"),
        ("alt+/", "alt+slash"),
        ("M", "M"),
        ("é", "é"),
        ("shift+f5", "shift+f5"),
        ("ctrl+[", "escape"),
        ("return", "enter"),
    ],
)
def test_a_key_may_be_written_as_people_write_it(written: str, name: str) -> None:
    assert terminal_name(written) == name


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("esc", "did you mean 'escape'?"),
        ("Enter", "did you mean 'enter'?"),
        ("pgdn", "did you mean 'pagedown'?"),
        ("ctrl-a", "did you mean 'ctrl+a'?"),
        ("ctrl+A", "did you mean 'ctrl+a'?"),
        ("control+a", "before the + stands one or more of alt, ctrl, hyper, meta, shift, super"),
        ("shift+m", "did you mean 'M'?"),
        ("shift+1", "write the character that it makes"),
        ("backspce", "did you mean 'backspace'?"),
        ("f25", "did you mean 'f5'?"),
        ("", "write it like 'a', '/', 'f5' or 'pageup'"),
        ("ctrl+", "before the + stands one or more of alt, ctrl, hyper, meta, shift, super"),
        ("ctrl+ctrl+a", "before the + stands one or more of alt, ctrl, hyper, meta, shift, super"),
        ("<any>", "write it like 'a', '/', 'f5' or 'pageup'"),
    ],
)
def test_a_name_that_is_none_brings_a_hint(written: str, hint: str) -> None:
    assert terminal_name(written) is None
    assert likely(written) == hint


@given(st.text())
def test_any_text_is_a_terminal_key_or_not(text: str) -> None:
    name = terminal_name(text)

    assert name is None or terminal_name(name) == name
    assert likely(text)
