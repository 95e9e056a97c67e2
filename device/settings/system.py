"""The machine itself: Maintenance and Language.

Menu Protect and where it stands are known from siblings [S]; the rest is what the family has, as remembered.
"""

from __future__ import annotations

from enum import Enum

from .kinds import GUESS, AnySetting, Choice, Flag, Number, R, S
from .rows import EVERYDAY, MACHINE_MENU, PROTECTION


class MenuProtect(Enum):
    """How much is kept from whoever is no administrator; `level` counts it."""

    OFF = "Off"
    LEVEL_1 = "Level 1"
    LEVEL_2 = "Level 2"

    @property
    def level(self) -> int:
        return list(MenuProtect).index(self)


class Language(Enum):
    """The languages a display of this kind comes with [R]."""

    ENGLISH = "English"
    GERMAN = "German"
    FRENCH = "French"
    ITALIAN = "Italian"
    SPANISH = "Spanish"
    DUTCH = "Dutch"
    SWEDISH = "Swedish"
    NORWEGIAN = "Norwegian"
    DANISH = "Danish"
    FINNISH = "Finnish"
    PORTUGUESE = "Portuguese"
    POLISH = "Polish"
    CZECH = "Czech"
    HUNGARIAN = "Hungarian"


class SupplyAlert(Enum):
    """When the machine says that toner will soon be needed."""

    SOONER = "Notify Sooner"
    NORMAL = "Normal"
    LATER = "Notify Later"


MENU_PROTECT = Choice(
    "system.menu_protect",
    "Menu Protect",
    MenuProtect.OFF,
    row=PROTECTION,
    source=S,
    effect="what whoever is no administrator finds in the menu",
    help="Keeps menu items from whoever is no administrator, Level 2 more of them than Level 1.",
)

ENERGY_SAVER = Flag(
    "system.energy_saver",
    "Energy Saver Mode",
    True,
    row=MACHINE_MENU,
    source=R,
    effect="whether the Power indicator goes off while nobody uses the machine",
    help="Whether the machine saves energy while nobody uses it.",
)

ENERGY_SAVER_TIMER = Number(
    "system.energy_saver_timer",
    "Energy Saver Timer",
    15,
    row=MACHINE_MENU,
    source=R,
    default_source=GUESS,
    effect="when the Power indicator goes off",
    help="How long the machine waits before it saves energy.",
    low=1,
    high=240,
    unit="min",
    short="Energy Timer",
)

SUPPLY_ALERT = Choice(
    "system.supply_alert",
    "Replacement Alert",
    SupplyAlert.NORMAL,
    row=MACHINE_MENU,
    source=R,
    effect="later: printing",
    short="Repl. Alert",
    help="When the machine says that toner will soon be needed.",
)

IMAGE_DENSITY = Number(
    "system.image_density",
    "Image Density",
    3,
    row=MACHINE_MENU,
    source=R,
    default_source=GUESS,
    effect="none",
    help="How dark the print is.",
    low=1,
    high=5,
)

DISPLAY_CONTRAST = Number(
    "system.display_contrast",
    "Display Contrast",
    5,
    row=MACHINE_MENU,
    source=R,
    default_source=GUESS,
    effect="none",
    help="How strong the characters of the display are; each face has its own way to look.",
    low=1,
    high=9,
)

KEY_SOUND = Flag(
    "system.key_sound",
    "Panel Key Sound",
    True,
    row=MACHINE_MENU,
    source=R,
    effect="none",
    help="Whether keys beep; no sound is simulated.",
)

LANGUAGE = Choice(
    "system.language",
    "Language",
    Language.ENGLISH,
    row=EVERYDAY,
    source=R,
    effect="none",
    help="The language of the display; the simulation speaks English only.",
)

ALL: tuple[AnySetting, ...] = (
    MENU_PROTECT,
    ENERGY_SAVER,
    ENERGY_SAVER_TIMER,
    SUPPLY_ALERT,
    IMAGE_DENSITY,
    DISPLAY_CONTRAST,
    KEY_SOUND,
    LANGUAGE,
)
