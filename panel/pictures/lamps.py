"""The indicators under the glass: three small lamps with their names."""

from __future__ import annotations

from typing import NamedTuple

from device.console import Indicators, Light

from .colors import Tint

_ALERT = {"red": Tint.RED, "yellow": Tint.YELLOW}


class Lamp(NamedTuple):
    """An indicator: its name, what it does, its colour when lit, and the word for that where it has two."""

    name: str
    light: Light
    tint: Tint
    color: str

    @property
    def words(self) -> str:
        """What it does, for whoever sees no colour: "Power on", "Alert blinking red"."""
        color = f" {self.color}" if self.color and self.light is not Light.OFF else ""
        return f"{self.name} {self.light.value}{color}"


def lamps(indicators: Indicators) -> tuple[Lamp, Lamp, Lamp]:
    """The three lamps, left to right [R]; an alert of no known colour is red."""
    power, alert, data_in, color = indicators
    return (
        Lamp("Power", power, Tint.GREEN, ""),
        Lamp("Alert", alert, _ALERT.get(color, Tint.RED), color if color in _ALERT else ""),
        Lamp("Data In", data_in, Tint.GREEN, ""),
    )


def told(indicators: Indicators) -> str:
    """All lamps in words."""
    return ", ".join(lamp.words for lamp in lamps(indicators))
