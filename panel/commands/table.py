"""The table of commands: where each is, and what it does in a few words. Nothing of them is imported here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Command(NamedTuple):
    """A function that takes the words after the command's name and gives the exit code."""

    module: str
    function: str
    summary: str


COMMANDS: Mapping[str, Command] = {
    "device": Command("panel.commands.device", "device", "the machine in a process of its own"),
    "stop": Command("panel.commands.standing", "stop", "switch a device off"),
    "status": Command("panel.commands.standing", "status", "how the device is, and what listens"),
    "screen": Command("panel.commands.standing", "screen", "show the display"),
    "press": Command("panel.commands.standing", "press", "press keys on the panel"),
    "get": Command("panel.commands.settings", "get", "show what settings are set to"),
    "set": Command("panel.commands.settings", "set_", "change settings"),
    "people": Command("panel.commands.people", "people", "administrators, supervisor and users"),
    "fault": Command("panel.commands.faults", "fault", "let the hardware go wrong, or mend it"),
    "audit": Command("panel.commands.records", "audit", "who did what, when, from which face"),
    "export": Command("panel.commands.records", "export", "write settings and accounts as TOML"),
    "import": Command("panel.commands.records", "import_", "put such a text into the machine"),
    "ca": Command("panel.commands.ca", "ca", "sign a certificate request, to try it out"),
    "keys": Command("panel.scripts.command", "main", "keystroke scripts"),
    "keymaps": Command("panel.commands.keymaps", "keymaps", "check keymaps"),
    "demo": Command("panel.commands.demo", "demo", "the manual's key procedure, display by display"),
}

#: Without a command's name: the panel itself.
PANEL = Command("panel.commands.face", "face", "the panel in this terminal")


def summaries() -> str:
    """The commands with what they do, a line each: for the help of `p800`."""
    return "\n".join(f"  {name:<9} {command.summary}" for name, command in COMMANDS.items())
