"""Scripts on running devices: the same outcomes as on the machine in process, and what only a device has."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.console import MASK
from device.keep import Sealed
from device.roles import MACHINE_ITSELF
from device.settings.network import HOST_NAME
from device.settings.system import MENU_PROTECT, MenuProtect
from panel.keys import Key
from panel.link import MOST_KEYS
from panel.prompts import PASSWORD
from panel.scripts import language, running
from panel.scripts.batch import run
from panel.scripts.cases import Item, items, needs
from panel.scripts.core import CoreStage, fresh_machine, open_core
from panel.scripts.loading import load
from panel.scripts.outcome import Failed, Lost, Outcome, Passed, Skipped
from panel.scripts.readying import FACTORY, Person
from panel.scripts.report import TARGET_LOST, told
from panel.scripts.runner import play
from panel.scripts.socket_stage import Device
from panel.scripts.stage import TargetLost
from panel.scripts.targets import NoSuchTarget, opener
from panel.scripts.witness import Nobody, ShownText
from tests.panel.hosted import Hosted, hosted
from tests.panel.processes import device as device_process
from tests.scripts.toy import only

EXAMPLES = [
    item
    for path in sorted((Path(__file__).parents[2] / "examples").glob("*.keys"))
    for item in items(load(str(path)))
    if "power" not in needs(item)
]
LOGIN = 'press Menu [Login] [Enter]\ntype "admin"\npress [Accept] [Enter] [Accept]\n'
DRIVER_KEY = 'press Menu\nselect "Security Options" > "Extended Security" > "Driver Encryption Key"\n'


@pytest.fixture(scope="module")
def shared() -> Iterator[Hosted]:
    """One machine for all cases that begin from the factory state."""
    with hosted() as running:
        yield running


@pytest.fixture
def device() -> Iterator[Hosted]:
    with hosted() as running:
        yield running


def on(device: Hosted, person: Person | None = None, *, fresh: bool = False) -> Device:
    return Device(str(device.socket), person, fresh=fresh)


def played(device: Hosted, text: str, person: Person | None = None, **environment: str) -> Outcome:
    with on(device, person)() as stage:
        return play(only(text), stage, environment)


def found(outcome: Outcome) -> tuple[str, str]:
    assert isinstance(outcome, Failed), outcome
    return outcome.wanted, outcome.found


# The same as in process


@pytest.mark.parametrize("item", EXAMPLES, ids=lambda item: item.title)
def test_the_examples_come_out_as_on_the_machine_in_process(shared: Hosted, item: Item) -> None:
    with open_core() as core:
        expected = play(item, core)
    with on(shared, FACTORY, fresh=True)() as stage:
        outcome = play(item, stage)

    assert isinstance(outcome, Passed), told(item, outcome)
    assert isinstance(expected, Passed)
    assert outcome.keys == expected.keys
    assert outcome.seconds == pytest.approx(expected.seconds)


#: Keys from the rest screen into entries of secrets and out of them again, with errands on the way.
INTO_AN_ENTRY = (Key.MENU, Key.SELECT3, Key.SELECT1, Key.OK, Key.SELECT3, Key.SELECT1, Key.OK)
stretches = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(Key)),
        st.builds(lambda key, times: (key,) * times, st.sampled_from(Key), st.integers(2, MOST_KEYS)),
        st.just(INTO_AN_ENTRY),
        st.just((*INTO_AN_ENTRY, Key.SELECT3, Key.SELECT3)),
    ),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stretches)
def test_any_keys_show_what_they_show_in_process(shared: Hosted, sequence: list[tuple[Key, ...]]) -> None:
    machine, clock = fresh_machine()
    core = CoreStage(machine, clock)
    with on(shared, FACTORY, fresh=True)() as stage:
        for keys in sequence:
            assert alike(stage.press(keys)) == alike(core.press(keys))
            assert alike(stage.wait(1.0)) == alike(core.wait(1.0))


def alike(seen: Any) -> list[Any]:
    """What was seen without its time and revision, which are the device's own."""
    return [(sight.display._replace(revision=0), sight.after) for sight in seen]


def test_more_keys_than_fit_into_one_request_are_pressed(shared: Hosted) -> None:
    keys = (Key.MENU,) + (Key.DOWN,) * (2 * MOST_KEYS + 1)

    with on(shared, FACTORY, fresh=True)() as stage, open_core() as core:
        assert alike(stage.press(keys)[-1:]) == alike(core.press(keys))


def test_what_stands_while_a_password_is_checked_is_seen(shared: Hosted) -> None:
    with on(shared, FACTORY, fresh=True)() as stage:
        assert isinstance(
            play(only('press Menu [Login] [Enter]\ntype "admin"\npress [Accept]'), stage), Passed
        )

        seen = stage.press((Key.SELECT1, Key.SELECT3))

    titles = [(sight.display.title, sight.display.private, sight.after) for sight in seen]
    assert titles[0] == ("Login Password", True, 1)
    assert titles[1][0].startswith("Authenticating")
    assert titles[-1] == ("Menu", False, 2)


def test_time_moves_from_timer_to_timer(shared: Hosted) -> None:
    text = """press Menu [Login] [Enter]
type "nobody"
press [Accept] [Enter] [Accept]
expect screen "Authentication has failed"
expect no screen "Authentication has failed" within 10s
hold Down 90s
advance 1h
check line 1 "Ready"
"""
    with on(shared, FACTORY, fresh=True)() as stage, open_core() as core:
        outcome, expected = play(only(text), stage), play(only(text), core)

    assert isinstance(outcome, Passed), outcome
    assert isinstance(expected, Passed)
    assert outcome.seconds == pytest.approx(expected.seconds)


def test_more_time_than_the_link_moves_at_once_passes(shared: Hosted) -> None:
    with on(shared, FACTORY, fresh=True)() as stage:
        outcome = play(only("advance 900h"), stage)

    assert isinstance(outcome, Passed)
    assert outcome.seconds == pytest.approx(900 * 3600)


# Secrets


def test_a_failure_tells_a_secret_no_more_than_in_process(shared: Hosted) -> None:
    enter = f"{DRIVER_KEY}press [Enter]\ntype $KEY\npress Right*3 OK"
    item = only(f'secret KEY = env KEY\n{LOGIN}{enter}\ncheck screen "no"')
    with open_core() as core, on(shared, FACTORY, fresh=True)() as stage:
        expected, outcome = (play(item, each, {"KEY": "Zebra42"}) for each in (core, stage))
    report = repr(outcome) + told(item, outcome)

    assert isinstance(outcome, Failed)
    assert isinstance(expected, Failed)
    assert outcome.keys == expected.keys
    assert outcome.keys[-1] == MASK
    assert [each.lines for each in outcome.displays] == [each.lines for each in expected.displays]
    assert not any(piece in report for piece in ("Zebra", "ra42", "*4", "*2"))


def test_a_stroke_that_enters_and_leaves_a_secret_is_masked_where_it_was_one(shared: Hosted) -> None:
    item = only(f'{LOGIN}{DRIVER_KEY}press Select1*2 Escape\ncheck screen "no"')
    with on(shared, FACTORY, fresh=True)() as stage:
        outcome = play(item, stage)

    assert isinstance(outcome, Failed)
    assert outcome.keys[-2:] == ("[Enter]", MASK)


# What it can do


@pytest.mark.parametrize(
    ("step", "capability"),
    [("power off", "power"), ('check glass "x"', "glass"), ("fault cover-open on", "faults")],
)
def test_what_it_cannot_do_is_skipped_with_the_reason(shared: Hosted, step: str, capability: str) -> None:
    assert played(shared, step) == Skipped(language.CAPABILITIES[capability])


def test_who_is_no_machine_administrator_gives_it_no_faults(device: Hosted) -> None:
    outcome = played(device, "fault cover-open on", Person("supervisor", Sealed("")))

    assert outcome == Skipped(language.CAPABILITIES["faults"])


def test_the_machine_administrator_gives_it_faults(device: Hosted) -> None:
    text = (
        'fault cover-open on\ncheck line 1 "Cover Open"\ncheck indicator alert "on red"\n'
        'fault cover-open off\ncheck line 1 "Ready"'
    )

    assert isinstance(played(device, text, FACTORY), Passed)


def test_a_login_that_ended_meanwhile_is_the_reason_of_a_failure(device: Hosted) -> None:
    with on(device, FACTORY)() as stage:
        with device.line() as other:
            other.ask("login", name="admin", password="")
            other.ask("edit_account", account="admin", password="new-Word-2026")

        outcome = play(only("fault cover-open on"), stage)

    assert found(outcome)[1] == "this needs a login; log in first (--as NAME)"


def test_settings_are_read_as_who_is_logged_in_on_the_link(device: Hosted) -> None:
    text = 'check setting security.driver_encryption_key == "not set"'
    device.on_loop(lambda: device.machine.store.change({MENU_PROTECT: MenuProtect.LEVEL_2}, MACHINE_ITSELF))

    assert found(played(device, text)) == (
        "the setting security.driver_encryption_key",
        "security.driver_encryption_key: log in as somebody who may read it",
    )
    assert isinstance(played(device, text, FACTORY), Passed)


def test_a_setting_that_does_not_exist_is_told(device: Hosted) -> None:
    assert found(played(device, 'check setting network.nothing == "x"')) == (
        "the setting network.nothing",
        "there is no setting of that name",
    )


def test_the_audit_begins_with_the_case(device: Hosted) -> None:
    with on(device, FACTORY, fresh=True)() as stage:
        assert stage.audit() == ()
        assert isinstance(play(only(f'{LOGIN}check audit "logged in" by "admin"'), stage), Passed)
        assert len(stage.audit()) == 1
    assert found(played(device, 'check audit "logged in"')) == (
        'an audit row with "logged in" now',
        "the audit is empty",
    )


def test_its_keys_are_of_a_script_in_the_audit(device: Hosted) -> None:
    assert isinstance(played(device, LOGIN), Passed)

    assert device.on_loop(lambda: device.machine.audit.rows()[-1].face) == "script"


# How a case finds it


def test_a_case_finds_nobody_logged_in_and_the_panel_at_rest(device: Hosted) -> None:
    assert isinstance(played(device, f"{LOGIN}{DRIVER_KEY}press [Enter] OK*3"), Passed)

    outcome = played(device, 'check line 1 "Ready"\npress Menu\ncheck line 4 "Login"')

    assert isinstance(outcome, Passed), outcome
    assert device.on_loop(lambda: device.host.house.front.session) is None


def test_a_sleeping_machine_is_woken(device: Hosted) -> None:
    assert isinstance(played(device, 'press Menu\nadvance 5h\ncheck indicator power "off"'), Passed)

    assert isinstance(played(device, 'check indicator power "on"\ncheck line 1 "Ready"'), Passed)


def test_a_locked_panel_is_no_place_for_a_case(device: Hosted) -> None:
    device.on_loop(lambda: device.machine.console.lock())

    with pytest.raises(TargetLost, match="does not open its menu; are its keys locked"), on(device)():
        pass


def test_a_fresh_machine_has_nothing_of_the_case_before(device: Hosted) -> None:
    dirty = (
        f"fault cover-open on\nfault toner-low on\npress SuspendResume\n{LOGIN}"
        'select "Host Interface" > "Network" > "Permit SSL/TLS Comm." > "Ciphertext Only"\n'
    )
    clean = (
        'check line 1 "Ready"\ncheck indicator alert "off"\npress Menu\ncheck line 4 "Login"\n'
        'check setting network.permit_ssl_tls == "Ciphertext Priority"\ncheck no audit /./'
    )
    open_stage = on(device, FACTORY, fresh=True)
    for text in (dirty, clean, dirty, clean):
        with open_stage() as stage:
            outcome = play(only(text), stage)
        assert isinstance(outcome, Passed), outcome


def test_after_the_first_reset_the_administrator_of_the_factory_logs_in(device: Hosted) -> None:
    with device.line() as line:
        line.ask("login", name="admin", password="")
        line.ask("edit_account", account="admin", password="Word-2026")
    open_stage = on(device, Person("admin", Sealed("Word-2026")), fresh=True)

    for _ in range(2):
        with open_stage() as stage:
            assert isinstance(play(only(LOGIN), stage), Passed)


def test_scripts_are_played_one_after_the_other(device: Hosted, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.keys").write_text(f'{LOGIN}check no audit "refused"\n')
    lines: list[str] = []
    paths = [str(tmp_path / f"{name}.keys") for name in ("one", "two")]

    code = run(paths, on(device), {}, lines.append, target="socket:x")

    assert code == 0, "\n".join(lines)
    assert lines[-1] == "2 passed"


# Real devices


def test_a_device_is_found_by_its_state_folder(tmp_path: Path) -> None:
    words = ("--state", str(tmp_path), "--clock", "virtual", "--port-base", "free")
    with device_process(*words), opener(f"socket:{tmp_path}")() as stage:
        assert stage.name == f"socket:{tmp_path}"
        assert isinstance(play(only('press Menu\ncheck line 1 "Menu"'), stage), Passed)


@pytest.fixture(scope="module")
def real() -> Iterator[Path]:
    """A device on the real clock; its socket."""
    with device_process("--ephemeral", "--port-base", "free") as running:
        yield running.socket


def test_on_the_real_clock_time_goes_by_itself(real: Path) -> None:
    text = (
        'press Menu\nhold Down 20ms\nsettle 20ms\nnever line 1 "Ready" for 20ms\n'
        'press Escape\nexpect line 1 "Ready"\n'
    )
    with Device(str(real))() as stage:
        outcome = play(only(text), stage)
        skipped = play(only("advance 1s"), stage)

    assert isinstance(outcome, Passed), outcome
    assert outcome.seconds >= 0.06
    assert skipped == Skipped(language.CAPABILITIES["virtual-time"])


def test_on_the_real_clock_a_change_from_elsewhere_ends_a_wait(real: Path) -> None:
    def break_it() -> None:
        with Device(str(real), FACTORY)() as other:
            other.fault("media-jam", True)

    elsewhere = threading.Thread(target=break_it)
    with Device(str(real), FACTORY)() as stage:
        elsewhere.start()
        outcome = play(only('expect line 1 "Paper Misfeed" within 10m\nfault media-jam off'), stage)
        elsewhere.join()

    assert isinstance(outcome, Passed), outcome
    assert outcome.seconds < 600


def test_a_wait_that_nothing_ends_takes_its_time(real: Path) -> None:
    with Device(str(real))() as stage:
        before = stage.look().at
        while (after := stage.wait(0.02)[-1].at) - before < 0.02:
            pass

    assert after - before >= 0.02


def test_on_the_real_clock_the_examples_without_virtual_time_pass(real: Path) -> None:
    item = next(each for each in EXAMPLES if each.title == "the way out of Ciphertext Only")
    with Device(str(real), FACTORY, fresh=True)() as stage:
        outcome = play(item, stage)

    assert isinstance(outcome, Passed), told(item, outcome)


# One run at a time


@contextmanager
def run_elsewhere(socket: Path) -> Iterator[None]:
    """Another process that has opened a stage on that device."""
    text = (
        "import sys\nfrom panel.scripts.targets import opener\n"
        "with opener(sys.argv[1])():\n    print('open', flush=True)\n    sys.stdin.read()\n"
    )
    command = (sys.executable, "-c", text, f"socket:{socket}")
    with (
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process,
    ):
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield
        process.communicate()


def test_a_second_run_on_a_device_is_told_so_and_ends(device: Hosted, tmp_path: Path) -> None:
    (tmp_path / "one.keys").write_text("press Menu\n")
    lines: list[str] = []

    with run_elsewhere(device.socket), device.line(face="app", local=True) as face:
        face.press(Key.MENU)
        code = run([str(tmp_path / "one.keys")], on(device), {}, lines.append, target="socket:x")
        title = face.display().title

    assert code == TARGET_LOST
    assert lines[-1] == (
        "cannot reach the target socket:x: another run plays scripts on this device; let it end first"
    )
    assert title == "Menu"  # nothing was pressed by the second
    assert isinstance(played(device, "press Menu"), Passed)


def test_a_run_keeps_its_device_between_its_cases(device: Hosted) -> None:
    link = device.socket.with_name("link")
    link.symlink_to(device.socket)
    mine = on(device)
    with mine() as stage, on(device)() as again:
        assert stage is not again  # one process takes turns with itself

    with pytest.raises(AssertionError), run_elsewhere(link):
        pass
    del mine, stage, again

    with run_elsewhere(link):
        pass


# Lost


def test_a_path_that_can_be_none_is_lost_at_the_beginning(tmp_path: Path) -> None:
    for path in ("x" * 300, "y" * 5000, f"{tmp_path}/one.keys/s", "\udcff"):
        with pytest.raises(TargetLost, match="no device answers"), opener(f"socket:{path}")():
            pass


class Stopper(Nobody):
    """Somebody who stops the device at a note."""

    def __init__(self, stop: Callable[[], object]) -> None:
        self._stop = stop

    def step(self, step: language.Step, statement: str, shown: ShownText) -> None:
        if isinstance(step, language.Note):
            self._stop()


@pytest.mark.parametrize(
    "step",
    [
        "press Down",
        'check setting network.host_name == "x"',
        "fault media-jam on",
        "advance 1s",
        'expect audit "x"',
        "check service web is open",
    ],
)
def test_a_device_that_goes_while_a_case_is_played_is_lost(device: Hosted, step: str) -> None:
    def stop() -> None:
        with device.line() as line:
            line.ask("stop")
            line.wait_for_end()

    with on(device, FACTORY)() as stage:
        outcome = play(only(f'press Menu\nnote "now"\n{step}'), stage, witness=Stopper(stop))

    assert isinstance(outcome, Lost), outcome
    assert "device" in outcome.reason


def test_where_no_device_is_the_target_is_lost_at_the_beginning(tmp_path: Path) -> None:
    (tmp_path / "one.keys").write_text("press Menu\n")
    lines: list[str] = []

    for path, words in ((tmp_path, "no device runs on"), (tmp_path / "s", "no device answers")):
        assert run([str(tmp_path / "one.keys")], opener(f"socket:{path}"), {}, lines.append) == TARGET_LOST
        assert words in lines[-1]


def test_who_cannot_log_in_is_told_so(device: Hosted) -> None:
    with (
        pytest.raises(TargetLost, match=r"nobody can log in as admin: Authentication has failed\."),
        on(device, Person("admin", Sealed("s3cret-word")))(),
    ):
        pass


def test_only_the_machine_administrator_makes_it_fresh(device: Hosted) -> None:
    with (
        pytest.raises(TargetLost, match="machine administrator only; supervisor is none"),
        on(device, Person("supervisor", Sealed("")), fresh=True)(),
    ):
        pass


class Terminal(StringIO):
    """A standard input at which somebody answers."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def keeping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosted]:
    """A device that keeps its state, with a name that is not the factory's."""
    monkeypatch.setenv(PASSWORD, "")
    with hosted(tmp_path / "state") as running:
        running.host.house.state = f"{tmp_path}/state\x1b[2J"
        yield running


def reset(device: Hosted, *, sure: bool = False) -> str:
    """Open two fresh stages; what happened to the machine's name."""
    name = device.machine.store[HOST_NAME]
    device.on_loop(lambda: device.machine.store.change({HOST_NAME: "mine"}, by=MACHINE_ITSELF))
    open_stage = opener(f"socket:{device.socket}", "admin", fresh=True, sure=sure)
    try:
        for _ in range(2):
            with open_stage():
                pass
    except TargetLost as lost:
        assert device.machine.store[HOST_NAME] == "mine"
        return str(lost)
    assert device.machine.store[HOST_NAME] == name
    return "reset"


def test_who_is_at_a_terminal_is_asked_once_before_a_device_is_reset(
    keeping: Hosted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("yes\n"))

    assert reset(keeping) == "reset"

    assert capsys.readouterr().err == (
        f"p800 keys run: --fresh resets the device of process {os.getpid()} before each case: "
        f"what it keeps in {tmp_path}/state?[2J is lost, but for the audit\nGo on? [y/N] "
    )


@pytest.mark.parametrize("answer", ["", "\n", "no\n", "yess\n"])
def test_without_a_yes_no_device_is_reset(
    keeping: Hosted, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))

    assert reset(keeping) == "the machine was to be reset, and the answer was not yes"


def test_without_a_terminal_or_a_doubt_it_is_only_said(
    keeping: Hosted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for terminal, sure in ((StringIO("no\n"), False), (Terminal("no\n"), True)):
        monkeypatch.setattr("sys.stdin", terminal)

        assert reset(keeping, sure=sure) == "reset"
        assert capsys.readouterr().err.endswith("is lost, but for the audit\n")


def test_a_device_that_keeps_nothing_is_reset_without_a_question(
    device: Hosted, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PASSWORD, "")
    monkeypatch.setattr("sys.stdin", Terminal("no\n"))

    assert reset(device) == "reset"
    assert capsys.readouterr().err.endswith("before each case: it keeps nothing\n")


# The name


@pytest.mark.parametrize(
    ("name", "person", "fresh", "reason"),
    [
        (
            "socket",
            None,
            False,
            "socket needs the control socket or the state folder of a device: socket:PATH",
        ),
        (
            "socket:",
            None,
            False,
            "socket needs the control socket or the state folder of a device: socket:PATH",
        ),
        ("socket:x", None, True, "--fresh resets the machine; add --as NAME, its machine administrator"),
        (
            "core",
            "admin",
            False,
            "--as and --fresh are for a running device; on core each case has a fresh machine",
        ),
        ("sockt:x", None, False, "there is no target 'sockt:x'; did you mean 'socket'?"),
    ],
)
def test_a_name_that_cannot_be_used_so_is_told(
    name: str, person: str | None, fresh: bool, reason: str
) -> None:
    with pytest.raises(NoSuchTarget) as caught:
        opener(name, person, fresh)

    assert str(caught.value) == reason


def test_the_password_comes_from_the_environment(device: Hosted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "")

    with opener(f"socket:{device.socket}", "admin", True)() as stage:
        assert "faults" in stage.capabilities


def test_without_a_terminal_and_a_password_nobody_logs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)
    monkeypatch.setattr("sys.stdin", StringIO())

    with pytest.raises(
        NoSuchTarget, match="there is no terminal to ask for the password of admin; set P800_"
    ):
        opener("socket:x", "admin")


def test_a_failure_on_a_device_says_how_to_log_in_again(
    device: Hosted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PASSWORD, "")
    script = tmp_path / "a.keys"
    script.write_text('check line 1 "no"\n')

    assert running.run([str(script), "--target", f"socket:{device.socket}", "--as", "admin", "--fresh"]) == 1

    target = f"--target socket:{device.socket} --as admin --fresh"
    assert f'again:  p800 keys run {script} {target} --case "a"' in capsys.readouterr().out
