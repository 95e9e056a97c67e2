"""What can stand on the panel and be asked of the machine: labels, items of lists, settings and their values.

Collected from the menu, the panel's own wording and the settings themselves, so it cannot lag behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from device.console import Light
from device.keep import Sealed
from device.settings.everything import ALL
from device.settings.kinds import AnySetting, Choice, Flag, Flags, Refused, Secret, Setting
from panel.menu import label_of, walk
from panel.menus import MENU
from panel.screens.wording import PRT_JOBS, WORDINGS

from . import walking
from .errors import suggest

#: No label over a selection key is longer; see `panel.surface.label_line`.
LONGEST_LABEL = 8

#: The colours of Alert, see `device.console.Indicators`.
COLORS = ("red", "yellow")

#: The label that opens the list of jobs, whose names are nobody's to know.
JOBS = PRT_JOBS.text


@cache
def settings() -> Mapping[str, AnySetting]:
    """Every setting, by its name."""
    return {setting.name: setting for setting in ALL}


@cache
def labels() -> tuple[str, ...]:
    """What may stand over a selection key: whatever of the panel's words has room there."""
    return tuple(sorted({words.text for words in WORDINGS.values() if len(words.text) <= LONGEST_LABEL}))


def is_label(text: str) -> bool:
    """Whether it may stand over a selection key; labels are found in any case."""
    return text.lower() in {label.lower() for label in labels()}


@cache
def items() -> tuple[str, ...]:
    """The names of all that the panel's lists hold: menus, settings, their choices, short words to read."""
    return tuple(sorted({*_of_menu(), *labels()}))


def _of_menu() -> Iterator[str]:
    yield MENU.label
    for _, item in walk(MENU):
        yield label_of(item)
        if item.short:
            yield item.short
        if isinstance(item, Setting):
            yield from _choices(item)


def _choices(setting: AnySetting) -> Iterator[str]:
    """What the list has that such a setting opens."""
    match setting:
        case Flag():
            yield from map(setting.spell, (True, False))
        case Choice():
            yield from map(setting.spell, setting.options)
        case Flags():
            yield from (str(option.value) for option in setting.options)


@cache
def _names() -> frozenset[str]:
    """Every item, and every beginning of one that ends with a word: `select` finds those too."""
    return frozenset(
        item[:end]
        for item in items()
        for end in (*(match.start() for match in re.finditer(" ", item)), len(item))
    )


def is_item(name: str) -> bool:
    """Whether `select` could find an item of that name on some list of the panel."""
    readings = {text for item in walking.items(name) for text in (item.text, item.name)}
    return not readings.isdisjoint(_names())


def misspelt(setting: AnySetting, text: str) -> str:
    """Why the setting can never read so, for a person; "" when it can."""
    every = readings(setting)
    if every:
        return "" if text in every else f"{listed(every)}{suggest(text, every)}"
    try:
        value = setting.parse(text)
        if value != setting.default:
            setting.check(value)
    except Refused as refused:
        return refused.reason
    spelled = setting.spell(value)
    return "" if spelled == text else f'it would read "{spelled}"'


def readings(setting: AnySetting) -> tuple[str, ...]:
    """All that the setting can read, when that is a short list, else nothing."""
    match setting:
        case Secret():
            return (setting.spell(Sealed("x")), setting.spell(Sealed("")))
        case Choice() | Flag():
            return tuple(_choices(setting))
        case _:
            return ()


def indicator_readings() -> tuple[str, ...]:
    """All that an indicator can be, as scripts read it; only Alert has colours."""
    lights = [light.value for light in Light]
    return (
        *lights,
        *(f"{light} {color}" for light in lights if light != Light.OFF.value for color in COLORS),
    )


def listed(every: tuple[str, ...]) -> str:
    """All that a setting can read, for a person."""
    return "it reads " + " or ".join(f'"{text}"' for text in every)
