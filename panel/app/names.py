"""What is printed on the keys and beneath them: the panel's names, and the terminal's in short."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..keymap import Keymap
from ..keys import APPROXIMATE, SELECTION, Key

#: The words on the caps; the wide ones have two lines. Selection keys are blank: their label is above them.
CAPS: Mapping[Key, tuple[str, ...]] = MappingProxyType(
    {
        Key.MENU: ("Menu",),
        Key.OK: ("OK",),
        Key.UP: ("▲",),
        Key.DOWN: ("▼",),
        Key.LEFT: ("◄",),
        Key.RIGHT: ("►",),
        Key.ESCAPE: ("Escape",),
        Key.SELECT1: ("",),
        Key.SELECT2: ("",),
        Key.SELECT3: ("",),
        Key.JOB_RESET: ("Job", "Reset"),
        Key.SUSPEND_RESUME: ("Suspend", "/Resume"),
        Key.SWITCH_FUNCTIONS: ("Switch", "Functions"),
    }
)

#: Textual's names for terminal keys, as they are printed on keyboards.
_SHORT = {
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Bksp",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "insert": "Ins",
    "delete": "Del",
    "space": "Space",
    "tab": "Tab",
    "plus": "+",
    "minus": "-",
    "asterisk": "*",
    "slash": "/",
    "full_stop": ".",
    "comma": ",",
    "question_mark": "?",
    "add": "Num+",
    "subtract": "Num-",
    "multiply": "Num*",
    "divide": "Num/",
    "decimal": "Num.",
    "kp_begin": "Num5",
}
_MODIFIER = {"ctrl": "Ctrl", "alt": "Alt", "shift": "Shift"}


def short(terminal_key: str) -> str:
    """A terminal key as a keyboard shows it: "enter" gives "Enter", "ctrl+q" gives "Ctrl+Q"."""
    *modifiers, key = terminal_key.split("+")
    if not modifiers:
        return _SHORT.get(key) or (key.upper() if _is_function_key(key) else key)
    words = [_MODIFIER.get(modifier, modifier) for modifier in modifiers]
    return "+".join([*words, _SHORT.get(key) or key.upper()])


def caption(keymap: Keymap, key: Key, width: int) -> str:
    """As many of the terminal's keys for `key` as fit into so many cells, at most two."""
    names = [short(terminal) for terminal in keymap.terminal_keys(key)]
    for count in (2, 1):
        text = "  ".join(names[:count])
        if len(text) <= width:
            return text
    return names[0][:width]


def centred(text: str, width: int) -> str:
    """The text in the middle of so many cells; an odd free cell is at its right."""
    return (" " * ((width - len(text)) // 2) + text).ljust(width)


def spoken(key: Key) -> str:
    """The panel's key in brackets, as the manual writes keys; approximate ones are marked."""
    if key in SELECTION:
        return f"Selection key {SELECTION.index(key) + 1}"
    name = " ".join(CAPS[key]) if len(CAPS[key]) == 2 else key.value
    return f"[{name.replace(' /', '/')}]" + ("*" if key in APPROXIMATE else "")


def _is_function_key(key: str) -> bool:
    return key[:1] == "f" and key[1:].isdigit()
