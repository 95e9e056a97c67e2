"""The help of the face: its keys, what of the panel is approximate, a procedure to begin with."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import NamedTuple

from ..keymap import Keymap
from ..keys import Key
from .names import short, spoken


class Line(NamedTuple):
    """A line of the help; a heading is set apart."""

    text: str
    is_heading: bool = False


#: The face's own keys, and what they do.
OWN_KEYS = (
    ("F1  ?", "this help; again, Enter or Esc: back to the panel"),
    ("Tab", "the event log and the services, or not"),
    ("Ctrl+T", "the look of the display: green, blue, high contrast"),
    ("Ctrl+P", "the casing: charcoal, grey"),
    ("Ctrl+L", "draw the screen again"),
    ("Ctrl+Z", "put the panel in the background; fg brings it back"),
    ("Ctrl+Q", "leave the panel"),
)

#: Manual, "Specifying a Driver Encryption Key", steps 1 to 9; between factory state and step 3 an
#: administrator has to be logged in.
DRIVER_KEY = (
    "Press [Menu].",
    (
        "Log in as the network administrator: the key beneath [Login], then beneath [Enter]; choose each"
        " character with the arrows and enter it with [OK]; [Accept]. The password goes the same way."
        " As it left the factory, the name is admin and the password is empty."
    ),
    "Select [Security Options] with Up and Down; [OK].",
    "[Extended Security]; [OK].",
    "[Driver Encryption Key]; [OK].",
    "The key beneath [Enter].",
    (
        "Enter the key: Left and Right choose a character, [OK] takes it. [ABC/123] shows capitals, then"
        " digits, then symbols; [Delete] takes the last one back. Up to 32 letters and digits. [Accept]."
    ),
    "[Enter] again, the same characters again, [Accept]: only now it is stored.",
    "The key beneath [Logout], then [Yes].",
)

APPROXIMATE = (
    "Keys with a * are known from siblings of this machine, not from its own guide: what they do here is"
    " likely, not certain. So are the three lamps and the size of the display. Where the keys lie, and what"
    " a list looks like, is a guess."
)


def help_lines(keymap: Keymap, width: int) -> Iterator[Line]:
    """The help in lines of at most so many cells."""
    yield Line("Keys of the panel", True)
    for key in Key:
        names = ", ".join(short(terminal) for terminal in keymap.terminal_keys(key))
        yield from _entry(spoken(key), names, width)
    yield from _wrapped("  ", f"Keymap: {keymap.title}. Every key can be clicked, too.", width)
    yield Line("")
    yield Line("Keys of this program", True)
    for name, does in OWN_KEYS:
        yield from _entry(name, does, width)
    yield Line("")
    yield Line("To set a driver encryption key", True)
    for number, step in enumerate(DRIVER_KEY, 1):
        yield from _wrapped(f"  {number}  ", step, width)
    yield Line("")
    yield Line("What is approximate", True)
    yield from _wrapped("  ", APPROXIMATE, width)


def _entry(name: str, text: str, width: int) -> Iterator[Line]:
    yield from _wrapped(f"  {name:<20}", text, width)


def _wrapped(head: str, text: str, width: int) -> Iterator[Line]:
    for line in wrap(text, max(width, 30), initial_indent=head, subsequent_indent=" " * len(head)):
        yield Line(line)
