"""The keys of the panel.

One enum: screens, scripts, keymaps, the link and every face name a key the same way. Which terminal key
or which serial panel's key code means which of these is data in `keymaps/`.
"""

from __future__ import annotations

from enum import Enum


class Key(Enum):
    """A key of the control panel; the value is its name in scripts and on the link.

    Menu, OK, the four arrows and the selection keys are the manual's [V]; Escape, JobReset, SuspendResume
    and SwitchFunctions exist on siblings and are approximate here [R].
    """

    MENU = "Menu"
    OK = "OK"
    UP = "Up"
    DOWN = "Down"
    LEFT = "Left"
    RIGHT = "Right"
    ESCAPE = "Escape"
    SELECT1 = "Select1"
    SELECT2 = "Select2"
    SELECT3 = "Select3"
    JOB_RESET = "JobReset"
    SUSPEND_RESUME = "SuspendResume"
    SWITCH_FUNCTIONS = "SwitchFunctions"

    # Enum's own hash goes through a Python function; keys are hashed on every press.
    __hash__ = object.__hash__


#: The selection keys, left to right. How many the hardware has is unknown: three are ever needed at once.
SELECTION: tuple[Key, ...] = (Key.SELECT1, Key.SELECT2, Key.SELECT3)

#: Keys known only from siblings of the machine [R].
APPROXIMATE: frozenset[Key] = frozenset({Key.ESCAPE, Key.JOB_RESET, Key.SUSPEND_RESUME, Key.SWITCH_FUNCTIONS})

_BY_NAME = {key.value.lower(): key for key in Key}


def named(name: str) -> Key:
    """The key of that name, in any case.

    Raises KeyError when there is none; the caller knows where the name stood and words the error.
    """
    return _BY_NAME[name.lower()]
