"""The indicators as lamps: what each shows in the light and in the dark half of blinking, and as words."""

from __future__ import annotations

from typing import NamedTuple

from device.console import Indicators, Light

from .looks import Part

#: Seconds that a blinking lamp is lit, and then dark [guess].
HALF = 0.5

_COLOR = {"red": Part.LAMP_RED, "yellow": Part.LAMP_YELLOW}


class Lamp(NamedTuple):
    """An indicator: its name on the casing, what it does, the part that it is painted as when lit."""

    name: str
    light: Light
    color: Part
    color_name: str

    def shines(self, in_light: bool) -> bool:
        """Whether it shines now; `in_light` is the lit half of blinking."""
        return self.light is Light.ON or (self.light is Light.BLINKING and in_light)

    @property
    def words(self) -> str:
        """What it does, for whoever sees no colour: "on", "blinking yellow"."""
        if self.light is Light.OFF or not self.color_name:
            return self.light.value
        return f"{self.light.value} {self.color_name}"


def lamps(indicators: Indicators) -> tuple[Lamp, Lamp, Lamp]:
    """The three lamps, left to right [R]."""
    power, alert, data_in, color = indicators
    return (
        Lamp("Power", power, Part.LAMP_GREEN, ""),
        Lamp("Alert", alert, _COLOR.get(color, Part.LAMP_RED), color),
        Lamp("Data In", data_in, Part.LAMP_GREEN, ""),
    )


def are_blinking(indicators: Indicators) -> bool:
    """Whether any lamp blinks, so that a clock is needed."""
    return Light.BLINKING in indicators[:3]
