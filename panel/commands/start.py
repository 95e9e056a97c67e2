"""A device for a face: the one that runs on a state, or a new one in a process and session of its own."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .. import whereabouts
from ..line import Line
from ..link import LinkError, NotReachable
from ..prompts import PASSWORD
from .exits import FAILED, Ended

#: What a device that was started here writes to its standard error.
LOG = "device.log"
#: The word with which a device ends after its last face.
UNTIL_LAST_FACE = "--until-last-face"
#: Seconds that a device may take to end after its last face.
PATIENCE = 10.0


@dataclass(frozen=True)
class Found:
    """The control socket of a device; its process, when it was started here, and whether it is kept."""

    socket: Path
    process: subprocess.Popen[bytes] | None = None
    is_kept: bool = False

    def leave(self) -> None:
        """The face has gone: wait for a device that ends with it, so that its state is free afterwards."""
        if self.process is None or self.is_kept:
            return
        with suppress(NotReachable, LinkError), Line(self.socket) as line:
            if line.ask("status")["faces"]:
                return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)


def device_for(state: Path, *, keep: bool, meanwhile: Callable[[], object] = lambda: None) -> Found:
    """The device of that state, started if none runs. `keep`: one that is started outlives its faces.

    `meanwhile` is done while a device starts, which takes as long as a face does. Raises Ended when it does
    not start.
    """
    with _alone(state):
        known = whereabouts.read(state)
        if known is not None and _answers(known.socket):
            return Found(Path(known.socket))
        return started(state, meanwhile, *(() if keep else [UNTIL_LAST_FACE]), is_kept=keep)


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    """Of two faces that find no device, the second waits here for what the first starts."""
    try:
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(state / "start.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise Ended(FAILED, f"{state}: it cannot be used ({error.strerror}); give another --state") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _answers(socket: str) -> bool:
    try:
        Line(socket).close()
    except (NotReachable, LinkError):
        return False
    return True


def started(state: Path, meanwhile: Callable[[], object], *words: str, is_kept: bool = False) -> Found:
    """A new device on that state, with more words for `p800 device`. Raises Ended when it does not start."""
    log = state / LOG
    command = [sys.executable, "-P", "-m", "panel", "device", "--state", str(state), *words]
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=_environment(),
            start_new_session=True,
        )
    assert process.stdout is not None
    meanwhile()
    with process.stdout as output:
        ready = output.readline()
    if not ready:
        code = process.wait()
        raise Ended(code if code > 0 else FAILED, _last_words(log))
    return Found(Path(json.loads(ready)["socket"]), process, is_kept)


def _environment() -> dict[str, str]:
    """This process's environment, without a password in it, and with the way to this very p800."""
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    return {name: value for name, value in os.environ.items() if name != PASSWORD} | {"PYTHONPATH": path}


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    words = lines[-1].removeprefix("p800 device: ") if lines else "it ended without a word"
    return f"the device did not start: {words}"
