"""What all connections share: the machine that is on, its front, the runner of its errands, its faces."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import asdict
from pathlib import Path

from device import __version__
from device.clock import VirtualClock
from device.power import Power

from .. import link
from ..front import Front
from ..link import Greeting
from .runner import Runner

log = logging.getLogger("p800")


class House:
    """Made on a running loop, which everything in it belongs to."""

    def __init__(self, power: Power, state: str, until_last_face: bool) -> None:
        self.power = power
        self.machine = power.machine
        self.front = Front(power.machine)
        self.runner = Runner(power.machine.errands, power.works, self.report)
        #: Where the state is kept, for whoever asks.
        self.state = state
        #: Held while virtual time is moved.
        self.advancing = asyncio.Lock()
        #: How many local faces show the panel.
        self.faces = 0
        self.stopped = asyncio.Event()
        clock = "virtual" if isinstance(self.machine.clock, VirtualClock) else "real"
        self.greeting = Greeting(link.VERSION, __version__, os.getpid(), clock)
        self._until_last_face = until_last_face
        self._displays: dict[bool, tuple[int, bytes]] = {}

    def stop(self) -> None:
        """Ask the host to end; what is being answered still is."""
        self.stopped.set()

    def face_came(self) -> None:
        """A local face is here."""
        self.faces += 1

    def face_left(self) -> None:
        """A local face has gone."""
        self.faces -= 1
        if self.faces == 0 and self._until_last_face:
            self.stop()

    def local_display(self) -> bytes:
        """The line of the present display for local faces."""
        return self._display(True)

    def public_display(self) -> bytes:
        """The line of the present display for everybody else."""
        return self._display(False)

    def _display(self, local: bool) -> bytes:
        console = self.machine.console
        display = console.display if local else console.public
        known = self._displays.get(local)
        if known is None or known[0] != display.revision:
            line = link.event("display", {"display": link.display_fields(display)})
            known = self._displays[local] = (display.revision, line)
        return known[1]

    def services_line(self) -> bytes:
        """The line of the present table of services."""
        return link.event("services", {"services": [asdict(each) for each in self.power.services.rows]})

    def report(self, what: str, error: BaseException) -> None:
        """Write an error of the house to the log: kind and place. Its words may hold what people typed."""
        log.error("%s: %s at %s", what, type(error).__name__, _place(error))


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    code = trace.tb_frame.f_code
    return f"{Path(code.co_filename).name}:{trace.tb_lineno} in {code.co_name}"
