"""Recording at a face: what goes through it is on the file, whoever ends it, and no secret is."""

from __future__ import annotations

import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from textual.events import Key as TerminalKey

from panel.app.app import FaceApp
from panel.app.front_client import FrontClient
from panel.cli import main
from panel.keymap import load
from panel.recorded import Recorded, Tape
from panel.scripts.recording.recorder import FRESH, NOT_FRESH
from tests.panel.hosted import Hosted, hosted
from tests.panel.processes import PATIENCE, device, environment, p800
from tests.panel.pty_screen import PtyScreen
from tests.panel.somebody import Somebody

KEYMAP = load("default")


@pytest.fixture
def running() -> Iterator[Hosted]:
    with hosted() as found:
        yield found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mine.keys"


def steps(path: Path) -> list[str]:
    """The lines below the head."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


# The Textual face


async def test_keys_of_the_textual_face_are_recorded(factory_panel: Somebody, path: Path) -> None:
    tape = Tape.begin(path, "a test")
    client = Recorded(FrontClient(factory_panel.front), tape)
    app = FaceApp(client, KEYMAP)
    async with app.run_test(size=(100, 30)) as pilot:
        for key in ("m", "down", "down", "enter", "m"):
            app.post_message(TerminalKey(key, None))
            await pilot.pause()
    await app.close_client()

    assert tape.end() == f"5 keys recorded; play them: p800 keys run {path}"
    assert steps(path) == ["press Menu", 'select "List/Test Print"', "press Menu"]


def test_the_textual_face_in_a_terminal_records_what_is_done(running: Hosted, path: Path) -> None:
    words = [sys.executable, "-W", "error", "-m", "panel", "--socket", str(running.socket)]
    with PtyScreen([*words, "--record", str(path)], 80, 24, environment()) as screen:
        screen.until("Ready")
        screen.key("m", "down", "enter")
        screen.until("Maintenance")
        screen.key("ctrl+q")
        assert screen.until_ended() == 0

    assert 'select "Maintenance"' in steps(path)
    assert FRESH in path.read_text(encoding="utf-8")


# The plain face


def recorded(running: Hosted, path: Path, typed: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PLAIN, "--socket", str(running.socket), "--record", str(path)],
        input=typed.encode(),
        capture_output=True,
        timeout=PATIENCE,
        env=environment(),
        check=False,
    )


PLAIN = [sys.executable, "-W", "error", "-m", "panel", "--plain"]
LOGIN = "menu [login] [enter]\nok [accept] [enter]\nright ok [accept]\n"


def test_keys_of_the_plain_face_are_recorded(running: Hosted, path: Path) -> None:
    ended = recorded(running, path, f"{LOGIN}menu down*2 ok down ok\n")

    assert (ended.returncode, ended.stderr.decode()) == (
        0,
        f"p800: 13 keys recorded; play them: p800 keys run {path}\n",
    )
    assert steps(path) == [
        "secret A_PASSWORD = env P800_A_PASSWORD",
        "press Menu [Login] [Enter]",
        'type "a"',
        "press [Accept] [Enter]",
        "type $A_PASSWORD",
        "press [Accept]",
        'expect screen "Authentication has failed."',
        "press Menu",
        'select "List/Test Print" > "Error Log"',
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_machine_that_something_was_done_to_is_said_to_be_no_fresh_one(running: Hosted, path: Path) -> None:
    recorded(running, path, LOGIN)
    again = path.with_name("again.keys")

    recorded(running, again, "menu\n")

    assert FRESH in path.read_text(encoding="utf-8")
    assert NOT_FRESH in again.read_text(encoding="utf-8")


def test_a_file_that_is_there_is_refused_and_stays(running: Hosted, path: Path) -> None:
    path.write_text("mine")

    ended = recorded(running, path, "menu\n")

    assert (ended.returncode, ended.stderr.decode()) == (
        2,
        f"p800: {path} is there already: give another name, or remove it\n",
    )
    assert path.read_text() == "mine"


def test_a_file_that_cannot_be_is_refused(running: Hosted, tmp_path: Path) -> None:
    ended = recorded(running, tmp_path / "no" / "x.keys", "menu\n")

    assert ended.returncode == 2
    assert b"it cannot be written (No such file or directory)" in ended.stderr


def test_where_nothing_was_pressed_no_file_stays(running: Hosted, path: Path) -> None:
    ended = recorded(running, path, "help\n")

    assert ended.stderr == b"p800: no key was pressed, so no script was written\n"
    assert not path.exists()


@contextmanager
def at_work(socket: Path, path: Path) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """A plain face that is recorded and has pressed Menu; its standard input stays open."""
    with subprocess.Popen(
        [*PLAIN, "--socket", str(socket), "--record", str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            print("menu", file=process.stdin, flush=True)
            for line in process.stdout:
                if "[Login]" in line:
                    break
            yield process, process.stdin
        finally:
            if process.poll() is None:
                process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_face_that_is_killed_leaves_its_script(running: Hosted, path: Path, number: signal.Signals) -> None:
    with at_work(running.socket, path) as (process, _):
        process.send_signal(number)
        assert process.wait(PATIENCE) == 128 + number

    assert steps(path) == ["press Menu"]


def test_a_face_that_lost_its_device_leaves_its_script(path: Path) -> None:
    with device("--ephemeral", "--port-base", "free") as found, at_work(found.socket, path) as (process, _):
        found.process.kill()
        assert process.wait(PATIENCE) == 4

    assert steps(path) == ["press Menu"]


def test_what_is_entered_in_private_is_in_no_file(running: Hosted, path: Path) -> None:
    zebra = "[abc/123] left ok [abc/123] [abc/123] [abc/123] right*4 ok down ok left ok"
    recorded(running, path, f"menu [login] [enter]\nok [accept] [enter]\n{zebra} [accept]\n")

    assert steps(path)[1:6] == [
        "press Menu [Login] [Enter]",
        'type "a"',
        "press [Accept] [Enter]",
        "type $A_PASSWORD",
        "press [Accept]",
    ]


# A machine of its own


def test_keys_record_begins_where_keys_run_begins(path: Path) -> None:
    admin = "ok right*3 ok down left*4 ok left*4 ok right*5 ok"
    typed = f"menu\n[login] [enter]\n{admin} [accept]\n[enter] [accept]\n"
    ended = p800("keys", "record", str(path), "--plain", piped=typed)

    assert ended.returncode == 0
    assert "a machine of its own" in path.read_text(encoding="utf-8")
    (variable,) = [line.split()[-1] for line in steps(path) if line.startswith("secret ")]
    played = p800("keys", "run", str(path), cwd=None, piped="", **{variable: ""})
    assert played.returncode == 0, played.stdout


def test_keys_record_without_a_terminal_says_what_does_without(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["keys", "record", str(path)]) == 2
    assert "p800 --plain does without" in capsys.readouterr().err
    assert not path.exists()
