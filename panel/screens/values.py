"""Screens that set a setting: one of a list, check boxes, a number, a line of text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, ClassVar

from device.settings.kinds import Address, AnySetting, Choice, Flag, Flags, Number, Refused, Secret, Text

from ..keys import Key
from ..surface import Back, Desk, Move, Open, Row, Screen, Stay, Surface
from .entry import Entry
from .notices import attempted, told
from .prompts import secret_prompt
from .wording import ACCEPT


def window(at: int, count: int, height: int) -> int:
    """The first row shown so that row `at` is: lists turn by whole pages [guess]."""
    return at - at % height


def place(at: int, count: int, height: int) -> str:
    """Where one stands in a list that is longer than the display: "2/11" [guess]."""
    return f"{at + 1}/{count}" if count > height else ""


def stored(setting: AnySetting, value: Any, desk: Desk, then: Move) -> Move:
    """Store the value; `then`, or a message when it was refused."""
    return attempted(lambda: desk.machine.store.change({setting: value}, desk.actor), then)


@dataclass(frozen=True, slots=True)
class Chooser:
    """One of a list; the present value bears a `*`. [OK] stores."""

    setting: Choice[Any] | Flag
    at: int

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    @property
    def options(self) -> tuple[Any, ...]:
        return (False, True) if isinstance(self.setting, Flag) else self.setting.options

    def surface(self, desk: Desk) -> Surface:
        present = desk.machine.store[self.setting]
        options = self.options
        top = window(self.at, len(options), 2)
        rows = tuple(
            Row(("*" if option == present else " ") + self.setting.spell(option))
            for option in options[top : top + 2]
        )
        return Surface(self.setting.panel_label, rows, self.at - top, short=self.setting.short)

    def press(self, key: Key, desk: Desk) -> Move:
        match key:
            case Key.UP:
                return Stay(Chooser(self.setting, (self.at - 1) % len(self.options)))
            case Key.DOWN:
                return Stay(Chooser(self.setting, (self.at + 1) % len(self.options)))
            case Key.OK:
                return stored(self.setting, self.options[self.at], desk, Back())
            case Key.ESCAPE:
                return Back()
            case _:
                return Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)


@dataclass(frozen=True, slots=True)
class Boxes:
    """Check boxes: [OK] ticks and unticks, [Accept] stores them all."""

    setting: Flags[Any]
    ticked: frozenset[Enum]
    at: int = 0

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    def surface(self, desk: Desk) -> Surface:
        top = window(self.at, len(self.setting.options), 2)
        rows = tuple(
            Row(f"[{'x' if option in self.ticked else ' '}] {option.value}")
            for option in self.setting.options[top : top + 2]
        )
        labels = ("", "", ACCEPT.text)
        return Surface(self.setting.panel_label, rows, self.at - top, labels, short=self.setting.short)

    def press(self, key: Key, desk: Desk) -> Move:
        options = self.setting.options
        match key:
            case Key.UP:
                return Stay(replace(self, at=(self.at - 1) % len(options)))
            case Key.DOWN:
                return Stay(replace(self, at=(self.at + 1) % len(options)))
            case Key.OK:
                return Stay(replace(self, ticked=self.ticked ^ {options[self.at]}))
            case Key.SELECT3:
                return stored(self.setting, self.ticked, desk, Back())
            case Key.ESCAPE:
                return Back()
            case _:
                return Stay(self)

    def expired(self, desk: Desk) -> Move:
        return Stay(self)


@dataclass(frozen=True, slots=True)
class Dial:
    """A number: Left and Right choose the digit, Up and Down turn it, [OK] stores [guess]."""

    setting: Number
    value: int
    digit: int = 0

    private: ClassVar[bool] = False
    lasts: ClassVar[float | None] = None

    @property
    def digits(self) -> int:
        return len(str(self.setting.high))

    @property
    def is_zero(self) -> bool:
        """Whether it stands on the value that has a name of its own ("Off")."""
        return self.value == 0 and bool(self.setting.zero)

    def surface(self, desk: Desk) -> Surface:
        setting = self.setting
        text = setting.zero if self.is_zero else f"{self.value:0{self.digits}d}"
        unit = f" {setting.unit}" if setting.unit and not self.is_zero else ""
        cursor = None if self.is_zero else (1, self.digits - 1 - self.digit)
        rows = (Row(text + unit), Row(setting.range))
        return Surface(setting.panel_label, rows, cursor=cursor, short=setting.short)

    def press(self, key: Key, desk: Desk) -> Move:
        match key:
            case Key.UP:
                return Stay(replace(self, value=self._up()))
            case Key.DOWN:
                return Stay(replace(self, value=self._down()))
            case Key.LEFT:
                return Stay(replace(self, digit=min(self.digit + 1, self.digits - 1)))
            case Key.RIGHT:
                return Stay(replace(self, digit=max(self.digit - 1, 0)))
            case Key.OK:
                return stored(self.setting, self.value, desk, Back())
            case Key.ESCAPE:
                return Back()
            case _:
                return Stay(self)

    def _up(self) -> int:
        if self.is_zero and self.setting.low > 0:
            return self.setting.low
        return min(self.value + int(10**self.digit), self.setting.high)

    def _down(self) -> int:
        lower = self.value - int(10**self.digit)
        if lower >= self.setting.low:
            return lower
        # From above its lowest value a number stops there first; "Off" lies one more step below.
        return 0 if self.setting.zero and self.value <= self.setting.low else self.setting.low

    def expired(self, desk: Desk) -> Move:
        return Stay(self)


def text_entry(setting: Text | Address, present: str) -> Entry:
    """A line of text, begun with what it is now; [Accept] stores, a refusal stays in the entry."""
    longest = setting.longest if isinstance(setting, Text) else 39

    def accept(text: str, desk: Desk) -> Move:
        try:
            value = setting.parse(text)
            setting.check(value)
        except Refused as refused:
            return Open(told(refused))
        return stored(setting, value, desk, Back())

    return Entry(
        setting.panel_label, setting.entry, longest, accept, short=setting.short, typed=present[:longest]
    )


def setter(setting: AnySetting, desk: Desk) -> Screen:
    """The screen on which a setting is set, standing at its present value."""
    value = desk.machine.store[setting]
    match setting:
        case Choice():
            return Chooser(setting, setting.options.index(value))
        case Flag():
            return Chooser(setting, int(value))
        case Flags():
            return Boxes(setting, value)
        case Number():
            return Dial(setting, value)
        case Secret():
            return secret_prompt(setting)
        case Text() | Address():
            return text_entry(setting, value)
        case _:
            raise TypeError(f"no screen sets a {type(setting).__name__}")
