"""A script on something that only looks like a device: lost with a reason, whatever it answers."""

from __future__ import annotations

import json
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.console import BLANK
from device.keep import Sealed
from panel.link import display_fields
from panel.scripts.outcome import Failed, Lost, Outcome, Passed, Skipped
from panel.scripts.readying import Person
from panel.scripts.runner import play
from panel.scripts.socket_stage import Device
from panel.scripts.stage import TargetLost
from tests.scripts.toy import only

#: What a liar does with an honest answer.
Lie = Callable[[str, Mapping[str, Any]], Any]

SCRIPT = """press Menu
check no line 1 "x"
hold Down 1s
advance 3s
check no setting network.host_name == "x"
check no audit "x"
check no service https is open
fault cover-open on
expect line 1 "x" within 3s
"""


class Liar:
    """Answers as a device might, and then changes what it says."""

    def __init__(self, lie: Lie, clock: str = "virtual") -> None:
        self._lie = lie
        self._clock = clock
        self._now = 0.0
        self._revision = 0
        self._pressed: list[str] = []

    def serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as lines:
            self._say(lines, {"link": 1, "version": "0.1.0", "pid": 1, "clock": self._clock})
            for line in lines:
                message = json.loads(line)
                op = message["op"]
                ok = self._lie(op, self._honest(op, message))
                if isinstance(ok, bytes):
                    lines.write(ok)
                    lines.flush()
                    if not ok.endswith(b"\n"):
                        return
                else:
                    self._say(lines, ok if "event" in ok else {"id": message["id"], **_wrapped(ok)})

    def _say(self, lines: Any, message: Mapping[str, Any]) -> None:
        lines.write(json.dumps(message).encode() + b"\n")
        lines.flush()

    def _honest(self, op: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        self._revision += 1
        match op:
            case "press":
                self._pressed = asked["keys"]
                seen = [{"after": len(self._pressed), "display": self._display()}]
                return {"revision": self._revision, "settled": True, "seen": seen}
            case "screen":
                return {"display": self._display()}
            case "advance":
                self._now += asked["seconds"]
                return {"now": self._now, "revision": self._revision}
            case "next_timer":
                return {"seconds": None}
            case "login":
                return {"name": "admin", "roles": ["Machine Administrator"]}
            case "get":
                return {"value": "y"}
            case "fault":
                return {"faults": []}
            case "status":
                row = {
                    "service": "x",
                    "scheme": "https",
                    "address": "127.0.0.1",
                    "port": 0,
                    "state": "closed",
                }
                return {"services": [row], "faults": [], "machine": "Ready", "panel_time": 5.0}
        return {}

    def _display(self) -> dict[str, Any]:
        title = "Menu" if "Menu" in self._pressed else "Rest"
        lines = (title.ljust(25), *BLANK.lines[1:])
        return display_fields(BLANK._replace(lines=lines, title=title, revision=self._revision))


def _wrapped(ok: Any) -> Mapping[str, Any]:
    return ok if isinstance(ok, dict) and "error" in ok else {"ok": ok}


@contextmanager
def lying(lie: Lie, clock: str = "virtual") -> Iterator[Device]:
    """A liar on a socket of its own, for one connection."""
    with (
        tempfile.TemporaryDirectory(prefix="p800-", dir="/tmp") as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening,
    ):
        listening.bind(f"{folder}/s")
        listening.listen()

        def serve() -> None:
            connection, _ = listening.accept()
            try:
                Liar(lie, clock).serve(connection)
            except OSError:
                connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield Device(str(Path(folder) / "s"), Person("admin", Sealed("s3cret-word")))
        finally:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as last:
                last.connect(f"{folder}/s")
            thread.join()


def played(lie: Lie, clock: str = "virtual") -> Outcome | TargetLost:
    script = SCRIPT if clock == "virtual" else SCRIPT.replace("advance 3s\n", "").replace("3s", "20ms")
    with lying(lie, clock) as device:
        try:
            with device() as stage:
                return play(only(script.replace("1s", "10ms")), stage)
        except TargetLost as lost:
            return lost


@pytest.mark.parametrize("clock", ["virtual", "real"])
def test_a_liar_that_does_not_lie_is_a_device(clock: str) -> None:
    outcome = played(lambda op, ok: ok, clock)

    assert isinstance(outcome, Failed), outcome
    assert outcome.wanted.startswith('"x" on line 1 within')


#: Something that JSON can say, short enough to be said often.
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
OPS = (
    "hello",
    "login",
    "press",
    "screen",
    "subscribe",
    "advance",
    "next_timer",
    "settle",
    "status",
    "get",
    "fault",
)


def changed(value: Any, path: list[int], by: Any) -> Any:
    """The value with something else in one place of it."""
    if path and isinstance(value, dict) and value:
        name = list(value)[path[0] % len(value)]
        return {**value, name: changed(value[name], path[1:], by)}
    if path and isinstance(value, list | tuple) and value:
        at = path[0] % len(value)
        return [changed(each, path[1:], by) if n == at else each for n, each in enumerate(value)]
    return by


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(OPS), st.lists(st.integers(0, 9), max_size=4), anything, st.integers(0, 3), st.booleans()
)
def test_any_answer_gives_an_outcome_or_loses_the_target(
    wrong: str, path: list[int], by: Any, honest: int, virtual: bool
) -> None:
    left = [honest]

    def lie(op: str, ok: Mapping[str, Any]) -> Any:
        if op != wrong:
            return ok
        left[0] -= 1
        answer = changed(ok, path, by) if left[0] < 0 else ok
        return answer if isinstance(answer, dict) else {"error": answer}

    outcome = played(lie, "virtual" if virtual else "real")

    assert isinstance(outcome, Failed | Lost | Passed | Skipped | TargetLost), outcome
    assert "s3cret-word" not in repr(outcome) + str(outcome)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(OPS), st.binary(max_size=60), anything)
def test_any_line_in_the_place_of_an_answer_loses_the_target(wrong: str, line: bytes, fields: Any) -> None:
    event = json.dumps({"event": "display", "display": fields}).encode()
    lies = line.replace(b"\n", b"") + b"\n" + event + b"\n" + event[:20]

    outcome = played(lambda op, ok: lies if op == wrong else ok)

    assert isinstance(outcome, Lost | TargetLost), outcome


@pytest.mark.parametrize(
    ("op", "field", "value", "reason"),
    [
        ("advance", "now", 0.0, "the device's time does not go on"),
        ("next_timer", "seconds", 0, "the device's time does not go on"),
        ("next_timer", "seconds", -1, "the device sent no seconds that is one"),
        ("press", "seen", [], "the device sent no seen that is one"),
        ("status", "services", 5, "the device sent no services that is one"),
        ("get", "value", ["s3cret"], "the device sent no value that is one"),
        ("screen", "display", {}, "the device sent a display that is none"),
    ],
)
def test_a_lie_is_told_for_what_it_is(op: str, field: str, value: Any, reason: str) -> None:
    outcome = played(lambda asked, ok: {**ok, field: value} if asked == op else ok)

    assert isinstance(outcome, Lost | TargetLost), outcome
    assert (outcome.reason if isinstance(outcome, Lost) else str(outcome)) == reason


@pytest.mark.parametrize(
    ("code", "op", "lost"),
    [
        ("internal", "get", True),
        ("malformed", "fault", True),
        ("privilege", "get", False),
        ("login", "fault", False),
    ],
)
def test_only_a_no_of_the_machine_is_an_answer(code: str, op: str, lost: bool) -> None:
    error = {"error": {"code": code, "reason": "because"}}

    outcome = played(lambda asked, ok: error if asked == op else ok)

    assert isinstance(outcome, Lost if lost else Failed), outcome
