"""How the machine is: online or not, what is wrong with it, what it is doing.

The one source of panel messages and indicators, and later of printer-state-reasons, prtAlertTable and mail
on alerts. Pure state: who changes it says so, and watchers hear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from device.console import Indicators, Light
from device.listeners import Listeners
from device.settings.kinds import GUESS, R, Source

#: The words of the status line, each with where it is known from.
READY, OFFLINE, PRINTING = "Ready", "Offline", "Printing..."
STATUS_WORDS: Mapping[str, Source] = {READY: R, OFFLINE: GUESS, PRINTING: GUESS}


class Severity(Enum):
    """How bad: a warning is for soon, a stop means that nothing prints."""

    WARNING = "warning"
    STOP = "stop"

    __hash__ = object.__hash__


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that is wrong.

    `name` tells it apart; `text` is the panel's status line, `detail` what to do.
    """

    name: str
    severity: Severity
    text: str
    detail: str = ""


@dataclass
class Condition:
    """The present state. Indicators follow facts section 1 [R]."""

    #: [Suspend/Resume] has taken the machine offline.
    suspended: bool = False
    #: The energy saver has put the machine to sleep.
    saving_energy: bool = False
    #: A job is coming in.
    receiving: bool = False
    #: A job is on its way to paper, be it held up by what is wrong.
    printing: bool = False
    #: Jobs wait for somebody at the panel.
    waiting: bool = False
    _alerts: dict[str, Alert] = field(default_factory=dict)
    _watchers: Listeners[[]] = field(default_factory=Listeners)

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Be told of every change; returns what ends it."""
        return self._watchers.add(watcher)

    def raise_alert(self, alert: Alert) -> None:
        """Something is wrong from now on; one of the same name is replaced."""
        if self._alerts.get(alert.name) != alert:
            self._alerts[alert.name] = alert
            self._watchers.tell()

    def clear_alert(self, name: str) -> None:
        """It is mended; harmless when nothing of that name was wrong."""
        if self._alerts.pop(name, None) is not None:
            self._watchers.tell()

    def note(
        self,
        *,
        suspended: bool | None = None,
        saving_energy: bool | None = None,
        receiving: bool | None = None,
        printing: bool | None = None,
        waiting: bool | None = None,
    ) -> None:
        """Say what has changed; what is left out stays."""
        before = (self.suspended, self.saving_energy, self.receiving, self.printing, self.waiting)
        proposed = (suspended, saving_energy, receiving, printing, waiting)
        after = tuple(old if new is None else new for old, new in zip(before, proposed, strict=True))
        if after != before:
            self.suspended, self.saving_energy, self.receiving, self.printing, self.waiting = after
            self._watchers.tell()

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """What is wrong, stops first, each kind in the order it came up."""
        return tuple(sorted(self._alerts.values(), key=lambda alert: alert.severity is not Severity.STOP))

    @property
    def is_stopped(self) -> bool:
        """Whether something is so wrong that nothing prints."""
        return any(alert.severity is Severity.STOP for alert in self._alerts.values())

    @property
    def may_print(self) -> bool:
        """Whether paper moves: neither offline nor stopped."""
        return not self.suspended and not self.is_stopped

    @property
    def status(self) -> str:
        """The status line of the rest screen."""
        if self.is_stopped:
            return self.alerts[0].text
        if self.suspended:
            return OFFLINE
        if self.printing:
            return PRINTING
        return self.alerts[0].text if self._alerts else READY

    @property
    def details(self) -> tuple[str, ...]:
        """What to do about it, below the status line."""
        return tuple(alert.detail for alert in self.alerts if alert.detail)

    @property
    def indicators(self) -> Indicators:
        """Power: lit when ready, blinking while receiving, off while saving energy. Alert: red when nothing
        prints, blinking yellow for soon. Data In: blinking while receiving, lit while data waits.
        """
        wrong = bool(self._alerts)
        return _indicators(self.saving_energy, self.receiving, self.waiting, wrong, wrong and self.is_stopped)


@lru_cache(maxsize=32)
def _indicators(
    saving_energy: bool, receiving: bool, waiting: bool, wrong: bool, stopped: bool
) -> Indicators:
    power = Light.OFF if saving_energy else Light.BLINKING if receiving else Light.ON
    data_in = Light.BLINKING if receiving else Light.ON if waiting else Light.OFF
    if not wrong:
        return Indicators(power, Light.OFF, data_in)
    if stopped:
        return Indicators(power, Light.ON, data_in, "red")
    return Indicators(power, Light.BLINKING, data_in, "yellow")
