"""A machine of a test's own, with its panel in front of it, on virtual time: for tests in Python.

Scripts, keys and programs take turns on the same machine. What happens to be an errand (a password that is
checked) is done at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from device.clock import VirtualClock
from device.console import Display
from device.machine import Machine
from panel.front import Front
from panel.keys import Key

from ..core import CoreStage, fresh_machine
from ..stage import AuditLine


class Specimen:
    """A machine as it left the factory, switched on, and all that a test does with it."""

    def __init__(self) -> None:
        machine, self.clock = fresh_machine()
        #: The machine and its panel as scripts play on them.
        self.stage = CoreStage(machine, self.clock)

    clock: VirtualClock

    @property
    def machine(self) -> Machine:
        """The machine itself. After power off and on it is another, with what its keep holds."""
        return self.stage.machine

    @property
    def front(self) -> Front:
        """Its panel. After power off and on it is another."""
        return self.stage.front

    @property
    def display(self) -> Display:
        """What stands on the display now."""
        return self.stage.look().display

    def press(self, *keys: Key) -> Display:
        """Press keys one after the other; the display after the last."""
        self.stage.press(keys)
        return self.display

    def advance(self, seconds: float) -> Display:
        """Let panel time pass; the display then."""
        self.stage.advance(seconds)
        return self.display

    def setting(self, name: str) -> str:
        """The value of a setting as people spell it; of a secret only whether it is set."""
        return self.stage.setting(name)

    def audit(self) -> Sequence[AuditLine]:
        """What the machine has noted since it was made."""
        return self.stage.audit()
