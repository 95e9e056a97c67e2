"""Prompts: a screen that names what is wanted and is opened with [Enter], as the manual has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from device.keep import Sealed
from device.settings.kinds import Refused, Secret

from ..keys import SELECTION, Key
from ..surface import Back, Desk, Move, Open, Row, Screen, Stay, Surface
from .entry import Entry
from .notices import Message, attempted, told
from .wording import AGAIN, ENTER, NOT_ALIKE


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is wanted, and [Enter] to begin it. `hint` stands on the line below the title."""

    title: str
    entry: Screen
    hint: str = ""
    short: str = ""

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    def surface(self, desk: Desk) -> Surface:
        return Surface(self.title, (Row(self.hint),), labels=(ENTER.text, "", ""), short=self.short)

    def press(self, key: Key, desk: Desk) -> Move:
        if key is SELECTION[0]:
            return Open(self.entry)
        return Back() if key is Key.ESCAPE else Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)


def secret_prompt(setting: Secret) -> Prompt:
    """A secret setting, entered twice: manual, "Specifying a Driver Encryption Key", steps 5 to 8.

    Prompt, [Enter], entry, [Accept], prompt, [Enter], entry; only the second [Accept] stores. A first entry
    that could not be stored is refused at its own [Accept] and stays; two that differ lead to the first
    prompt again.
    """
    title, short = setting.panel_label, setting.short

    def first(text: str, desk: Desk) -> Move:
        value = Sealed(text)
        if refusal := _refused(setting, value):
            return Open(refusal)
        if not setting.twice:
            return attempted(lambda: desk.machine.store.change({setting: value}, desk.actor), Back(2))
        return Back(1, Prompt(title, second_entry(value), AGAIN.text, short))

    def second_entry(value: Sealed) -> Entry:
        def second(text: str, desk: Desk) -> Move:
            if refusal := _refused(setting, Sealed(text)):
                return Open(refusal)
            if Sealed(text) != value:
                return Back(2, Message(NOT_ALIKE.text))
            # The list that step 9 leaves by [Logout]: below entry, prompt and first prompt.
            return attempted(lambda: desk.machine.store.change({setting: value}, desk.actor), Back(3))

        return Entry(title, setting.entry, setting.longest, second, hidden=True, short=short)

    entry = Entry(title, setting.entry, setting.longest, first, hidden=True, short=short)
    return Prompt(title, entry, short=short)


def _refused(setting: Secret, value: Sealed) -> Message | None:
    try:
        setting.check(value)
    except Refused as refused:
        return told(refused)
    return None
