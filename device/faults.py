"""What can go wrong with the hardware: trays, covers, toner, by the names that IPP has for them.

A simulated machine has no hardware, so faults are put on it from outside: by a script, by a command. Which
words the panel shows for them is not known of this machine; all are guesses of its family's manner.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from device.condition import Alert, Condition, Severity
from device.settings.kinds import GUESS, Source

#: Where the words of every fault are known from.
SOURCE: Source = GUESS


def _stop(name: str, text: str, detail: str) -> Alert:
    return Alert(name, Severity.STOP, text, detail)


def _warning(name: str, text: str, detail: str = "") -> Alert:
    return Alert(name, Severity.WARNING, text, detail)


#: Every fault by its name, a keyword of printer-state-reasons (RFC 8011, 5.4.12; PWG 5100.9).
FAULTS: Mapping[str, Alert] = MappingProxyType(
    {
        alert.name: alert
        for alert in (
            _stop("cover-open", "Cover Open", "Close the cover."),
            _stop("media-jam", "Paper Misfeed", "Remove the paper."),
            _stop("media-empty", "Out of Paper", "Load paper."),
            _warning("media-low", "Paper Low"),
            _stop("input-tray-missing", "Tray Not Set", "Set the tray."),
            _stop("output-area-full", "Output Tray Full", "Remove the prints."),
            _stop("toner-empty", "Out of Toner", "Replace the toner."),
            _warning("toner-low", "Toner Low"),
            _stop("marker-waste-full", "Waste Toner Full", "Replace the bottle."),
            _warning("marker-waste-almost-full", "Waste Toner Almost Full"),
        )
    }
)


def put_fault(condition: Condition, name: str, on: bool) -> None:
    """Let this be wrong with the machine from now on, or be mended. Raises KeyError for no fault's name."""
    alert = FAULTS[name]
    if on:
        condition.raise_alert(alert)
    else:
        condition.clear_alert(alert.name)


def faults(condition: Condition) -> tuple[str, ...]:
    """The names of what is wrong with the hardware, stops first."""
    return tuple(alert.name for alert in condition.alerts if alert.name in FAULTS)
