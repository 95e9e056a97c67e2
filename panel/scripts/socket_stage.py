"""The target `socket:PATH`: a running device, behind its control socket.

The script stands at the panel as a local face, because it masks by itself what it shows. On a device with
the virtual clock it moves panel time from timer to timer, as the target `core` does; on the real clock it
waits for what the device tells. Nothing is slept.
"""

from __future__ import annotations

import fcntl
import os
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar, NamedTuple
from weakref import WeakValueDictionary, finalize

from device.console import Display
from panel import whereabouts
from panel.keys import Key
from panel.line import Line
from panel.link import MOST_KEYS, Code, LinkError, NotReachable, display_from, field
from panel.link.arguments import LAST_ROW, MOST_SECONDS, count, number, text

from .reaching import REFUSED, reach
from .readying import (
    FACTORY,
    NotAtRest,
    NotWanted,
    Person,
    bring_to_rest,
    is_machine_administrator,
    log_in,
    make_fresh,
)
from .stage import KEPT, AuditLine, Incapable, NotAnswered, Seen, TargetLost

#: What every running device can do; see `language.CAPABILITIES`.
CAPABILITIES = frozenset({"settings", "audit", "indicators", "hold", "services", "wire"})

#: Steps of virtual time without any time in them after which a device's timers count as endless.
MOST_STEPS = 1000
#: Less time than this is no time.
INSTANT = 1e-6

#: Codes with which the device says no to what the script wants, and our words where we have better ones.
_REFUSALS: Mapping[str, str] = {
    Code.LOGIN.value: "",
    Code.PRIVILEGE.value: "",
    Code.ARGUMENT.value: "",
    Code.REFUSED.value: "there is no setting of that name",
}


class Listener(NamedTuple):
    """What the device says of one of its listeners."""

    service: str
    scheme: str
    address: str
    port: int
    state: str


#: An op with its arguments.
Asked = tuple[str, Mapping[str, Any]]

_SCREEN: Asked = ("screen", {})


@contextmanager
def lost_with_the_device() -> Iterator[None]:
    """What goes wrong with the device inside is TargetLost."""
    try:
        yield
    except (NotReachable, NotAtRest, NotWanted) as lost:
        raise TargetLost(str(lost)) from None
    except LinkError as error:
        raise TargetLost(error.reason) from None


class SocketStage(Incapable):
    """A running device as a script's stage. How its time goes is the subclasses' matter."""

    #: Whether the display changes by itself: then the device has to tell of it.
    lives: ClassVar[bool]

    def __init__(self, line: Line, name: str, capabilities: frozenset[str]) -> None:
        """The panel stands as the case is to find it. Raises TargetLost."""
        self.name = name
        self.capabilities = capabilities
        self._line = line
        self._rows: list[AuditLine] = []
        #: What the device told of the display by itself: revision and fields, not handed on yet.
        self._told: list[tuple[int, Mapping[str, Any]]] = []
        #: Of the display that was handed on last.
        self._revision = -1
        line.events.clear()
        self._ask(("subscribe", {"display": self.lives, "audit": True, "services": True}))

    @abstractmethod
    def _now(self) -> float:
        """Panel time."""

    # What the device says

    def _ask(self, *asked: Asked) -> Sequence[Mapping[str, Any]]:
        with lost_with_the_device():
            answers = self._line.ask_all(asked)
            self._hear()
        return answers

    def _hear(self) -> None:
        """Take what the device told besides its answers. Raises LinkError."""
        events = self._line.events
        while events:
            event = events.popleft()
            if event.event == "display":
                self._told.append(field(event.fields, "display", _revised))
            elif event.event == "audit":
                self._rows.append(_audit_line(field(event.fields, "row", _fields)))

    # Displays

    def press(self, keys: tuple[Key, ...]) -> Sequence[Seen]:
        """Press the keys; the display after the last, those of waits, and where privacy begins or ends."""
        seen: list[Seen] = []
        for start in range(0, len(keys), MOST_KEYS):
            some = keys[start : start + MOST_KEYS]
            request = {"keys": [key.value for key in some], "settle": True, "show": True}
            (answer,) = self._ask(("press", request))
            with lost_with_the_device():
                sights = field(answer, "seen", partial(_sights, keys=len(some)))
            for after, display in sights:
                seen += self._seen(display, start + after)
        return seen

    def look(self) -> Seen:
        return self._looked()[-1]

    def _looked(self) -> list[Seen]:
        (answer,) = self._ask(_SCREEN)
        return self._shown(answer)

    def _shown(self, answer: Mapping[str, Any]) -> list[Seen]:
        """What an answer of `screen` shows."""
        with lost_with_the_device():
            display = field(answer, "display", display_from)
        return self._seen(display)

    def _seen(self, display: Display, after: int = 0) -> list[Seen]:
        """What stood there before this display, as far as the device told of it, and the display."""
        with lost_with_the_device():
            displays = [*self._between(display.revision), display]
        self._revision = display.revision
        at = self._now()
        return [Seen(each, at, after) for each in displays]

    def _between(self, until: int) -> list[Display]:
        """Those that the device told of between the last one and that revision. Raises LinkError."""
        told, self._told = self._told, []
        between = []
        for revision, fields in told:
            if revision > until:
                self._told.append((revision, fields))
            elif self._revision < revision < until:
                between.append(display_from(fields))
        return between

    def hold(self, key: Key, seconds: float) -> Sequence[Seen]:
        """Press the key and let time pass: the link knows no key that is held."""
        return (*self.press((key,)), *self._let_pass(seconds))

    @abstractmethod
    def wait(self, at_most: float) -> Sequence[Seen]:
        """Let time pass to the next change, at most so many seconds."""

    @abstractmethod
    def _let_pass(self, seconds: float) -> Sequence[Seen]:
        """Let so much time pass."""

    # The machine

    def setting(self, name: str) -> str:
        """The value as whoever is logged in on the link may see it."""
        with lost_with_the_device():
            return field(self._answered("get", name=name), "value", text)

    def fault(self, name: str, on: bool) -> Sequence[Seen]:
        with lost_with_the_device():
            self._answered("fault", name=name, on=on)
        return self._looked()

    def _answered(self, op: str, **args: Any) -> Mapping[str, Any]:
        """Ask what may be refused. Raises NotAnswered with the device's reason."""
        try:
            return self._line.ask(op, **args)
        except LinkError as error:
            if error.code not in _REFUSALS:
                raise
            raise NotAnswered(_REFUSALS[error.code] or error.reason) from None

    def audit(self) -> Sequence[AuditLine]:
        """The rows since the stage was opened, of everybody."""
        self._ask(_SCREEN)  # before it is answered, all rows of before are told
        return tuple(self._rows)

    # Services

    def service(self, name: str) -> str:
        states = {row.state for row in self._listeners(name)}
        return next((state for state in ("open", "error") if state in states), "closed")

    def reach(self, name: str) -> str:
        """What the first of the listeners that lets anybody in answers."""
        met = (reach(row.address, row.port) for row in self._listeners(name) if row.port)
        return next((answer for answer in met if answer != REFUSED), REFUSED)

    def _listeners(self, name: str) -> Sequence[Listener]:
        """Raises NotAnswered when there is none of that name or scheme."""
        (status,) = self._ask(("status", {}))
        with lost_with_the_device():
            rows = field(status, "services", _listener_rows)
        wanted = name.casefold()
        found = [row for row in rows if wanted in (row.service.casefold(), row.scheme.casefold())]
        if not found:
            raise NotAnswered("there is no service of that name")
        return found


class OnVirtualTime(SocketStage):
    """A device whose time stands still until it is moved."""

    lives = False

    def __init__(self, line: Line, name: str, capabilities: frozenset[str]) -> None:
        super().__init__(line, name, capabilities | {"virtual-time"})
        self._at = 0.0
        self._still = 0
        self._step(0.0)

    def _now(self) -> float:
        return self._at

    def wait(self, at_most: float) -> Sequence[Seen]:
        """Let time go to the next timer, at most so many seconds."""
        due = self._next_timer()
        return self._step(at_most if due is None else min(at_most, due))

    def advance(self, seconds: float) -> Sequence[Seen]:
        """Move panel time on, from timer to timer; every display that stood meanwhile."""
        end = self._at + seconds
        # Looking starts the scrolling of long rows, whose next step is a timer too.
        seen = self._looked()
        while (due := self._next_timer()) is not None and due <= end - self._at:
            seen = [*seen, *self._step(due)][-KEPT:]
        while end - self._at > INSTANT:
            seen = [*seen, *self._step(end - self._at)][-KEPT:]
        return seen

    _let_pass = advance

    def _next_timer(self) -> float | None:
        (answer,) = self._ask(("next_timer", {}))
        with lost_with_the_device():
            return field(answer, "seconds", lambda value: None if value is None else number(value))

    def _step(self, seconds: float) -> list[Seen]:
        """Move time so far, or as far as it can be moved at once, and let what that sets off be done."""
        seconds = min(seconds, MOST_SECONDS)
        moved, _, screen = self._ask(("advance", {"seconds": seconds}), ("settle", {}), _SCREEN)
        with lost_with_the_device():
            now = field(moved, "now", number)
        self._still = self._still + 1 if seconds < INSTANT else 0
        if now < self._at + seconds - INSTANT or self._still > MOST_STEPS:
            raise TargetLost("the device's time does not go on")
        self._at = now
        return self._shown(screen)


class OnRealTime(SocketStage):
    """A device whose time goes by itself."""

    lives = True

    def __init__(self, line: Line, name: str, capabilities: frozenset[str]) -> None:
        super().__init__(line, name, capabilities)
        (status,) = self._ask(("status", {}))
        with lost_with_the_device():
            self._ahead = field(status, "panel_time", number) - monotonic()

    def _now(self) -> float:
        return monotonic() + self._ahead

    def wait(self, at_most: float) -> Sequence[Seen]:
        """Wait until the device tells something, at most so many seconds."""
        if not self._told:
            with lost_with_the_device():
                self._line.wait_for_event(at_most)
        return self._looked()

    def _let_pass(self, seconds: float) -> Sequence[Seen]:
        end = self._now() + seconds
        seen = self._looked()
        while (left := end - self._now()) > 0:
            seen = [*seen, *self.wait(left)][-KEPT:]
        return seen


class Lease:
    """The right to play scripts on a device, one run at a time; all of this process share it.

    It is a lock of the system on the folder of the socket, so it ends with the process, however that ends.
    People at the panel and other programs are not kept out.
    """

    def __init__(self, folder: str) -> None:
        """Raises TargetLost when another process has it."""
        self._descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        finalize(self, os.close, self._descriptor)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TargetLost("another run plays scripts on this device; let it end first") from None


#: Those that are held, by the folder.
_leases: WeakValueDictionary[str, Lease] = WeakValueDictionary()


def leased(socket: Path) -> Lease:
    """The lease of the device behind that socket, as long as it is kept. Raises TargetLost."""
    folder = os.path.dirname(os.path.realpath(socket))
    try:
        lease = _leases.get(folder) or Lease(folder)
    except OSError as error:
        raise TargetLost(f"{folder}: it cannot be locked ({error.strerror})") from None
    _leases[folder] = lease
    return lease


class Device:
    """A running device on which cases are played: called, it opens the stage of the next case.

    From the first case on, no other process plays on that device, as long as this object is kept.
    """

    def __init__(
        self,
        path: str,
        person: Person | None = None,
        *,
        fresh: bool = False,
        agree: Callable[[Line], object] = lambda line: None,
    ) -> None:
        """`path`: the control socket, or a state folder. `person` logs in on the link. `fresh`: before each
        case that person, the machine administrator, puts the machine into the factory state; before the first
        `agree` may raise NotWanted.
        """
        self._path = path
        self._fresh = fresh
        self._agree: Callable[[Line], object] | None = agree
        self._lease: Lease | None = None
        #: Who may be known to the machine, the most likely first.
        self._persons: tuple[Person, ...] = () if person is None else (person,)

    @contextmanager
    def __call__(self) -> Iterator[SocketStage]:
        """The stage for a case: the panel at rest, nobody logged in there. Raises TargetLost."""
        socket = self._socket()
        with lost_with_the_device():
            line = Line(socket, face="script", local=True)
        with line:
            self._lease = leased(socket)
            yield self._stage(line)

    def _socket(self) -> Path:
        path = Path(self._path)
        if not os.path.isdir(path):  # unlike Path.is_dir, it says no to what can be no path
            return path
        known = whereabouts.read(path)
        if known is None:
            raise TargetLost(f"no device runs on {path}; start one: p800 device --state {path}")
        return Path(str(known.socket))

    def _stage(self, line: Line) -> SocketStage:
        with lost_with_the_device():
            roles = self._log_in(line)
            if self._fresh:
                self._ask_once(line)
                roles = make_fresh(line)
                # What the case leaves behind is most likely the factory's administrator still.
                self._persons = tuple(dict.fromkeys((FACTORY, *self._persons)))
            else:
                bring_to_rest(line)
        capabilities = CAPABILITIES | {"faults"} if is_machine_administrator(roles) else CAPABILITIES
        how = OnVirtualTime if line.greeting.clock == "virtual" else OnRealTime
        return how(line, f"socket:{self._path}", capabilities)

    def _ask_once(self, line: Line) -> None:
        if self._agree is not None:
            self._agree(line)
            self._agree = None

    def _log_in(self, line: Line) -> frozenset[str]:
        """Whoever of those that are known can, logs in; their roles. Raises LinkError of the last."""
        refused: LinkError | None = None
        for person in self._persons:
            try:
                return log_in(line, person)
            except LinkError as error:
                refused = error
        if refused is not None:
            raise TargetLost(f"nobody can log in as {self._persons[-1].name}: {refused.reason}")
        return frozenset()


def _fields(value: Any) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise TypeError


def _revised(value: Any) -> tuple[int, Mapping[str, Any]]:
    fields = _fields(value)
    return count(0, LAST_ROW)(fields["revision"]), fields


def _audit_line(row: Mapping[str, Any]) -> AuditLine:
    deed, subject, detail = (field(row, name, text) for name in ("deed", "subject", "detail"))
    return AuditLine(f"{deed} {subject} {detail}".rstrip(), field(row, "by", text))


def _listener_rows(value: Any) -> Sequence[Listener]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_listener_row(_fields(row)) for row in value)


def _listener_row(row: Mapping[str, Any]) -> Listener:
    service, scheme, address, state = (text(row[name]) for name in ("service", "scheme", "address", "state"))
    return Listener(service, scheme, address, count(0, 65535)(row["port"]), state)


def _sights(value: Any, keys: int) -> Sequence[tuple[int, Display]]:
    """The displays on the way through so many keys, each with how many of them came before it."""
    if not isinstance(value, list):
        raise TypeError
    sights = [(count(1, keys)(_fields(each)["after"]), display_from(each["display"])) for each in value]
    order = [after for after, _ in sights]
    if order != sorted(order) or order[-1:] != [keys]:
        raise ValueError
    return sights
