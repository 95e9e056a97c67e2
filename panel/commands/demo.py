"""The command demo: the manual's procedure for the driver encryption key, key by key, without a terminal.

Manual, "Specifying a Driver Encryption Key to Encrypt Passwords", steps 1 to 9, on a machine as it leaves the
factory, in this process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from device.console import Display
from device.settings.security import DRIVER_ENCRYPTION_KEY

from ..front import Front
from ..keys import Key
from ..screens.entry import Entry, sheets
from ..scripts.core import Inline, fresh_machine
from ..surface import Screen, Stay
from .exits import DONE, FAILED, Ended
from .frame import framed
from .options import parser

#: What is entered. A key of your own is nobody else's to see; this one is everybody's.
DRIVER_KEY = "Key47"
NAME = "admin"

#: The keys that choose a character or its set.
_CHOOSING = (Key.RIGHT, Key.LEFT, Key.UP, Key.DOWN, Key.SELECT2)

#: The keys that the front's present screen needs for something.
Keys = Callable[[Front], Iterator[Key]]


class Step(NamedTuple):
    """A step of the manual, in our words, and how it is done."""

    text: str
    keys: Keys


def press(*keys: Key) -> Keys:
    """These keys."""
    return lambda front: iter(keys)


def select(label: str) -> Keys:
    """Down to the item of that label, then [OK]."""

    def keys(front: Front) -> Iterator[Key]:
        for _ in range(50):
            selected = front.display.selected
            if selected is not None and front.display.lines[selected].startswith(label[:20]):
                yield Key.OK
                return
            yield Key.DOWN
        raise Ended(FAILED, f"the item {label!r} is not on the menu")

    return keys


def enter(text: str) -> Keys:
    """[Enter], each character with the arrows, [ABC/123] and [OK], then [Accept]."""

    def keys(front: Front) -> Iterator[Key]:
        yield Key.SELECT1
        for character in text:
            yield from _way(front, character)
            yield Key.OK
        yield Key.SELECT3

    return keys


def _way(front: Front, character: str) -> Sequence[Key]:
    """The shortest way to a character of the entry screen."""
    ways: dict[Screen, tuple[Key, ...]] = {front.screen: ()}
    for screen in (found := [front.screen]):
        if _chosen(screen) == character:
            return ways[screen]
        for key in _CHOOSING:
            move = screen.press(key, front.desk)
            if isinstance(move, Stay) and move.screen not in ways:
                ways[move.screen] = (*ways[screen], key)
                found.append(move.screen)
    raise Ended(FAILED, f"{character!r} cannot be entered")


def _chosen(screen: Screen) -> str:
    return sheets(screen.kind)[screen.sheet].text[screen.at] if isinstance(screen, Entry) else ""


#: Manual, "Specifying a Driver Encryption Key to Encrypt Passwords"; the numbers are the manual's.
STEPS = (
    Step("1  Press [Menu]", press(Key.MENU)),
    Step("2  Log in as the network administrator: the login user name ...", press(Key.SELECT3)),
    Step("   ... is admin at the factory", enter(NAME)),
    Step("   ... and the login password is empty", enter("")),
    Step("3  Security Options", select("Security Options")),
    Step("4  Extended Security", select("Extended Security")),
    Step("5  Driver Encryption Key", select("Driver Encryption Key")),
    Step(f"6, 7  [Enter] the key ({DRIVER_KEY}), [Accept]", enter(DRIVER_KEY)),
    Step("8  The same once more", enter(DRIVER_KEY)),
    Step("9  [Logout] ...", press(Key.SELECT3)),
    Step("   ... asks; [Yes]", press(Key.SELECT1)),
)


def demo(words: Sequence[str]) -> int:
    """Perform the manual's driver encryption key procedure and print every display on the way."""
    parser("demo", demo.__doc__ or "").parse_args(words)
    machine, _ = fresh_machine()
    front, inline = Front(machine), Inline(machine)
    print("Before the first key", framed(front.display), sep="\n")
    for step in STEPS:
        print(f"\n{step.text}")
        for key in step.keys(front):
            _pressed(front, inline, key)
    is_kept = machine.store[DRIVER_ENCRYPTION_KEY].reveal() == DRIVER_KEY
    print(f"\nDriver encryption key: {'set' if is_kept else 'not set'}")
    return DONE if is_kept else FAILED


def _pressed(front: Front, inline: Inline, key: Key) -> None:
    """Press the key and print what it led to, and what follows when the machine has done its work."""
    before = front.display
    front.press(key)
    _print_change(f"[{key.value}]", before, front.display)
    before = front.display
    inline.run()
    _print_change("(the machine goes on)", before, front.display)


def _print_change(cause: str, before: Display, after: Display) -> None:
    if after._replace(revision=before.revision) != before:
        print(cause, framed(after), sep="\n")
