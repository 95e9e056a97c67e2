"""What the pages of Home and Job say of the machine, as one person may see it.

The panel is read through the Console, as everybody else who does not stand at it. Supplies are what faults
say of them: the simulation has no toner of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from device.condition import Severity
from device.console import Display, Indicators, Light
from device.faults import faults
from device.jobs import JobState
from device.machine import FIRMWARE, MODEL, Machine
from device.roles import Actor
from device.settings import network, paper
from device.settings.access import Access
from device.settings.kinds import AnySetting

from .forms import access


class Line(NamedTuple):
    """A name and what stands beside it. `level`: "" for well, else "warning" or "stop"."""

    label: str
    value: str
    level: str = ""


class Lamp(NamedTuple):
    """An indicator of the panel: its name, what it does in words, and how it looks."""

    name: str
    words: str
    look: str


class JobLine(NamedTuple):
    """A job of the list, with its owner as the reader may see it."""

    number: int
    name: str
    owner: str
    kind: str
    size: str
    state: str


def status(machine: Machine) -> tuple[Line, ...]:
    """The status line, then everything that is wrong and what to do about it."""
    condition = machine.condition
    level = "stop" if condition.is_stopped else "warning" if condition.alerts else ""
    first = Line("Status", condition.status, level)
    return (
        first,
        *(
            Line(alert.text, alert.detail, "stop" if alert.severity is Severity.STOP else "warning")
            for alert in condition.alerts
            if alert.detail or alert.text != condition.status
        ),
    )


def lamps(indicators: Indicators) -> tuple[Lamp, ...]:
    """The panel's indicators."""
    power, alert, data_in, color = indicators
    return (
        Lamp("Power", power.value, _look(power, "green")),
        Lamp("Alert", f"{alert.value}, {color}" if color else alert.value, _look(alert, color or "red")),
        Lamp("Data In", data_in.value, _look(data_in, "green")),
    )


def _look(light: Light, color: str) -> str:
    return "off" if light is Light.OFF else f"{color} {light.value}"


def glass(display: Display) -> tuple[tuple[str, bool], ...]:
    """The lines of the display, each with whether it is the highlighted one."""
    return tuple((line, row == display.selected) for row, line in enumerate(display.lines))


#: What of the supplies and of paper a fault tells, worst first.
_TONER = ("toner-empty", "toner-low")
_WASTE = ("marker-waste-full", "marker-waste-almost-full")
_TRAYS = ("input-tray-missing", "media-empty", "media-low")


def supplies(machine: Machine) -> tuple[Line, ...]:
    """Toner, waste toner, paper and the output tray."""
    return (
        _supply(machine, "Toner", _TONER),
        _supply(machine, "Waste Toner Bottle", _WASTE),
        _supply(machine, "Paper", _TRAYS),
        _supply(machine, "Output Tray", ("output-area-full",)),
    )


def trays(machine: Machine, reader: Actor) -> tuple[Line, ...]:
    """What lies in the trays."""
    return _shown(machine, reader, *(setting for tray in paper.TRAYS for setting in tray))


def _supply(machine: Machine, label: str, names: tuple[str, ...]) -> Line:
    present = set(faults(machine.condition)) & set(names)
    for alert in machine.condition.alerts:
        if alert.name in present:
            return Line(label, alert.text, "stop" if alert.severity is Severity.STOP else "warning")
    return Line(label, "OK")


def device_info(machine: Machine, reader: Actor) -> tuple[Line, ...]:
    """What the machine is and where it stands."""
    options = ", ".join(sorted(machine.hardware)) or "none"
    return (
        Line("Model Name", MODEL),
        Line("Firmware Version", FIRMWARE),
        Line("Options", options),
        *_shown(machine, reader, network.MACHINE_NAME, network.HOST_NAME, network.LOCATION, network.CONTACT),
        *_shown(machine, reader, network.IPV4_ADDRESS, network.SUBNET_MASK, network.GATEWAY),
    )


def _shown(machine: Machine, reader: Actor, *settings: AnySetting) -> tuple[Line, ...]:
    store = machine.store
    return tuple(
        Line(setting.label, store.spelled(setting) or "-")
        for setting in settings
        if access(setting, store, reader) > Access.NOTHING
    )


def counter(machine: Machine) -> tuple[Line, ...]:
    """How many jobs are at the machine, by what they wait for."""
    states = [job.state for job in machine.jobs.all()]
    shown = (JobState.PRINTING, JobState.QUEUED, JobState.WAITING)
    return tuple(Line(f"Jobs: {state.value}", str(states.count(state))) for state in shown)


def jobs(machine: Machine, reader: Actor) -> tuple[JobLine, ...]:
    """Every job at the machine, oldest first."""
    return tuple(
        JobLine(
            job.number,
            job.name,
            machine.people.shown_name(job.owner, reader) or "-",
            job.kind.value,
            job.size,
            job.state.value,
        )
        for job in machine.jobs.all()
    )
