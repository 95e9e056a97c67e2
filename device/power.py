"""Power: a machine is built from its state and comes on, works, and goes off.

Here stands which function does the work of which errand. The panel is no part of it: whoever has faces puts
them on the machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from device.certificates import orders
from device.clock import Clock
from device.errands import Errand, Work
from device.keep import Keep, MemoryKeep
from device.machine import Machine
from device.nvram import SqliteKeep
from device.people import passwords
from device.services import Services, check_binding


class Power:
    """A machine that is on; `off` ends it.

    `works` says what to run for each type of errand, in a thread: none of them touches the machine.
    """

    def __init__(
        self,
        state: Path | None,
        clock: Clock,
        services: Services | None = None,
        randomness: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Build the machine of that state folder, or one that lasts as long as its process (None).

        Raises StateInUse or StateError (see `device.nvram`), KeepError, or BindingRefused.
        """
        self.services = services or Services()
        #: Whether anything is there again after `off`.
        self.keeps = state is not None
        self.works: Mapping[type[Errand], Work] = passwords.work(randomness) | orders.work(randomness)
        #: Sentences for the log about what was mended at the start.
        self.notes: tuple[str, ...] = ()
        with ExitStack() as undone:
            self.machine = Machine(clock, self._kept(state, randomness, undone), randomness)
            check_binding(self.services.addresses, self.machine.people)
            self.machine.power_on()
            self._closing = undone.pop_all()

    def _kept(self, state: Path | None, randomness: Callable[[int], bytes], undone: ExitStack) -> Keep:
        if state is None:
            return MemoryKeep()
        keep = SqliteKeep(state, randomness)
        undone.callback(keep.close)
        self.notes = keep.notes
        return keep

    def off(self) -> None:
        """Stop the machine and close its state. Raises KeepError when the last row cannot be written."""
        with self._closing:
            self.machine.power_off()
