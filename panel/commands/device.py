"""The command device: the machine in a process of its own, its control socket, one ready line."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from shutil import rmtree

from device import __version__
from device.clock import Clock, VirtualClock
from device.keep import KeepError
from device.nvram import DATABASE, StateError, StateInUse, held, set_aside
from device.power import Power
from device.realtime import RealClock, utc_now
from device.services import BindingRefused, Ports, Services, addresses

from .. import whereabouts
from ..host import Host
from ..whereabouts import Whereabouts
from .exits import DONE, FAILED, FILE, USAGE, Ended
from .options import parser, state_of

#: The highest base under which every standard port is still a port.
MOST_BASE = 65535 - 9100


def device(words: Sequence[str]) -> int:
    """The machine in a process of its own, in the foreground."""
    given = _options().parse_args(words)
    services = _services(given)
    os.umask(0o077)
    logging.basicConfig(stream=sys.stderr, format="p800 device: %(message)s")
    with _folder(given) as state:
        try:
            if given.new_state:
                _set_aside(state)
            return asyncio.run(_run(given, state, services))
        except (StateInUse, BindingRefused) as refused:
            raise Ended(FAILED, str(refused)) from None
        except StateError as error:
            raise Ended(FILE, str(error)) from None
        except KeepError as error:
            raise Ended(FAILED, str(error)) from None


def _options() -> argparse.ArgumentParser:
    options = parser(
        "device",
        "The machine in a process of its own, in the foreground. It prints one line of JSON when it is\n"
        "ready and runs until p800 stop, Ctrl+C or SIGTERM.",
    )
    options.add_argument(
        "--state", metavar="DIR", help="where the state is kept (default: $XDG_STATE_HOME/p800)"
    )
    options.add_argument(
        "--new-state", action="store_true", help="rename the state's files and begin from the factory state"
    )
    options.add_argument(
        "--ephemeral", action="store_true", help="keep nothing: the factory state, gone when the device stops"
    )
    options.add_argument(
        "--port-base",
        default="8000",
        metavar="N|free",
        help="a service listens on N + its standard port (default 8000; 0: the standard ports; free: any)",
    )
    options.add_argument(
        "--bind",
        action="append",
        default=[],
        metavar="ADDR",
        help="an address to listen on, may be repeated (default 127.0.0.1 and ::1); others than loopback only"
        " once administrators and supervisor have passwords",
    )
    options.add_argument(
        "--clock",
        choices=["real", "virtual"],
        default="real",
        help="virtual: time stands still until the link's advance moves it",
    )
    options.add_argument(
        "--until-last-face", action="store_true", help="stop when the last face has left the panel"
    )
    return options


def _services(given: argparse.Namespace) -> Services:
    try:
        return Services(addresses(given.bind), Ports(_base(given.port_base)))
    except BindingRefused as refused:
        raise Ended(USAGE, str(refused)) from None


def _base(given: str) -> int | None:
    if given == "free":
        return None
    if given.isascii() and given.isdecimal() and int(given) <= MOST_BASE:
        return int(given)
    raise Ended(USAGE, f"--port-base takes a number from 0 to {MOST_BASE}, or free")


@contextmanager
def _folder(given: argparse.Namespace) -> Iterator[Path]:
    """The state folder; a device that keeps nothing gets one of its own when none was named."""
    if not given.ephemeral:
        yield state_of(given)
        return
    if given.new_state:
        raise Ended(USAGE, "--ephemeral begins from the factory state anyway; leave --new-state out")
    own = "" if given.state else tempfile.mkdtemp(prefix="p800-ephemeral-")
    state = Path(own) if own else state_of(given)
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        with held(state):
            yield state
    except OSError as error:
        raise Ended(FAILED, f"{state}: it cannot be used ({error.strerror})") from None
    finally:
        if own:
            rmtree(own, ignore_errors=True)


def _set_aside(state: Path) -> None:
    for path in set_aside(state, utc_now()):
        print(f"p800 device: set aside as {path}", file=sys.stderr)


async def _run(given: argparse.Namespace, state: Path, services: Services) -> int:
    loop = asyncio.get_running_loop()
    clock: Clock = VirtualClock() if given.clock == "virtual" else RealClock(loop)
    power = _on(None if given.ephemeral else state, clock, services)
    try:
        async with Host(power, state=str(state), until_last_face=given.until_last_face) as host:
            _wire(host, loop)
            await _serve(host, state)
    finally:
        whereabouts.remove(state)
        power.off()
    return DONE


def _on(state: Path | None, clock: Clock, services: Services) -> Power:
    try:
        power = Power(state, clock, services)
    except (StateInUse, StateError):
        raise
    except KeepError as error:
        raise StateError((state or Path()) / DATABASE, str(error)) from None
    for note in power.notes:
        print(f"p800 device: {note}", file=sys.stderr)
    return power


def _wire(host: Host, loop: asyncio.AbstractEventLoop) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, host.stop)
    # asyncio's own handler would write what a call was made with, and somebody may have typed it.
    loop.set_exception_handler(
        lambda _, context: host.house.report("a call of the loop", context.get("exception") or Exception())
    )
    # A thread in pure Python may hold the loop up no longer than this.
    sys.setswitchinterval(0.001)


async def _serve(host: Host, state: Path) -> None:
    whereabouts.remove(state)
    path = whereabouts.socket_for(state)
    await host.open(path)
    whereabouts.write(state, Whereabouts(os.getpid(), str(path), __version__))
    # What is there now stays: collecting garbage must not walk through it again and again.
    gc.freeze()
    ready = {
        "version": __version__,
        "pid": os.getpid(),
        "state": str(state),
        "socket": str(path),
        "services": [asdict(row) for row in host.house.power.services.rows],
    }
    _say(json.dumps(ready))
    await host.until_stopped()


def _say(ready: str) -> None:
    try:
        print(ready, flush=True)
    except BrokenPipeError:
        # Whoever started this did not wait for it; the device runs all the same.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - it stays open as long as the process
