"""The commands: what they print, what they ask for, and the exit codes with a plain line when they cannot.

Most run in this process against a host in a thread; what a process does by itself is run as one.
"""

from __future__ import annotations

import io
import json
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from device.console import Notice
from device.faults import FAULTS
from device.keep import Sealed
from device.people.edits import Edit
from device.roles import MACHINE_ITSELF, Role
from device.settings.network import HOST_NAME
from device.settings.security import DRIVER_ENCRYPTION_KEY
from panel import whereabouts
from panel.cli import main
from panel.commands import start
from panel.commands.exits import Ended
from panel.commands.table import COMMANDS
from panel.line import Line
from panel.prompts import PASSWORD
from panel.whereabouts import Whereabouts
from tests.panel.hosted import Hosted, hosted
from tests.panel.processes import ROOT, environment, p800
from tests.panel.processes import device as device_process

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def device() -> Iterator[Hosted]:
    with hosted() as running:
        yield running


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process: exit code, standard output, standard error."""

    def runs(*words: str, piped: str | None = None) -> tuple[int, str, str]:
        with monkeypatch.context() as patch:
            if piped is not None:
                patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped.encode())))
            code = main(words)
        out, err = capsys.readouterr()
        return code, out, err

    return runs


@pytest.fixture
def ask(run: Run, device: Hosted, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command against the hosted device, with the factory password at hand."""
    monkeypatch.setenv(PASSWORD, "")

    def asks(name: str, *words: str, piped: str | None = None) -> tuple[int, str, str]:
        return run(name, *words, "--socket", str(device.socket), piped=piped)

    return asks


# The table


def test_every_command_can_be_imported_and_helps(run: Run) -> None:
    for name in COMMANDS:
        code, out, err = run(name, "--help")

        assert (code, err) == (0, "")
        assert out.startswith(f"usage: p800 {name}")


def test_the_help_of_p800_lists_every_command_with_what_it_does(run: Run) -> None:
    code, out, err = run("--help")

    assert (code, err) == (0, "")
    for name, command in COMMANDS.items():
        assert f"  {name:<9} {command.summary}\n" in out


def test_the_version_is_told(run: Run) -> None:
    assert run("--version") == (0, "p800 0.1.0\n", "")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["pres"], "p800: there is no command 'pres', did you mean 'press'?; p800 --help lists them\n"),
        (["fax"], "p800: there is no command 'fax'; p800 --help lists them\n"),
        (["press", "Foo"], "p800 press: no key is called 'Foo'; p800 press --help lists the keys\n"),
        (["press", "Mneu"], "p800 press: no key is called 'Mneu'; did you mean Menu?\n"),
    ],
)
def test_what_was_not_understood_is_told_in_one_line(run: Run, words: list[str], reason: str) -> None:
    assert run(*words) == (2, "", reason)


@pytest.mark.parametrize("words", [["set"], ["get"], ["press"], ["screen", "--now"], ["people", "fire"]])
def test_wrong_usage_ends_with_2(run: Run, words: list[str]) -> None:
    code, out, err = run(*words)

    assert (code, out) == (2, "")
    assert err.startswith("usage: p800")


@pytest.mark.parametrize("name", ["stop", "status", "screen", "get --list", "press Menu", "audit --as x"])
def test_without_a_device_commands_end_with_4_and_say_how_to_start_one(
    run: Run, tmp_path: Path, name: str
) -> None:
    command, *words = name.split()
    code, out, err = run(command, *words, "--state", str(tmp_path))

    assert (code, out) == (4, "")
    assert err == (
        f"p800 {command}: no device runs on {tmp_path}; start one: p800 device --state {tmp_path}\n"
    )


def test_a_device_that_is_gone_ends_with_4(run: Run, tmp_path: Path) -> None:
    socket = tmp_path / "control.sock"
    whereabouts.write(tmp_path, Whereabouts(1, str(socket), "0.1.0"))

    code, _, err = run("status", "--state", str(tmp_path))

    assert code == 4
    assert err == f"p800 status: {socket}: no device answers (No such file or directory)\n"


def test_an_error_of_p800_itself_is_one_line_without_its_words(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(words: Any) -> int:
        raise RuntimeError("s3cret")

    monkeypatch.setattr("panel.commands.demo.demo", broken)
    code, out, err = run("demo")

    assert (code, out) == (1, "")
    assert err.startswith("p800 demo: an error of p800 itself: RuntimeError at ")
    assert "s3cret" not in err


# Standing at the panel


def test_pressing_keys_shows_the_display_after_them(ask: Run) -> None:
    code, out, err = ask("press", "menu", "DOWN")

    assert (code, err) == (0, "")
    assert out.splitlines()[1:4] == [
        " |Menu                 2/11|",
        " |Paper Input              |",
        ">|Maintenance              |",
    ]


def test_more_keys_than_fit_into_one_request_are_pressed(ask: Run) -> None:
    assert ask("press", "--quiet", *["Menu", "Escape"] * 200, "Menu") == (0, "", "")
    assert "|Menu " in ask("screen")[1]


def test_the_screen_is_shown_in_a_frame_with_its_indicators(ask: Run) -> None:
    code, out, err = ask("screen")

    assert (code, err) == (0, "")
    assert out == (
        " +-------------------------+\n"
        " |Ready                    |\n"
        " |                         |\n"
        " |                         |\n"
        " |Prt.Jobs                 |\n"
        " +-------------------------+\n"
        "  Power on, Alert off, Data In off\n"
    )


def test_the_screen_is_shown_on_a_terminal_that_lacks_its_characters(
    device: Hosted, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.on_loop(lambda: device.machine.console.put(Notice("Gr\u00fc\u00dfe", "a test")))
    content = io.BytesIO()
    terminal = io.TextIOWrapper(content, encoding="ascii", write_through=True)
    monkeypatch.setattr(sys, "stdout", terminal)

    code = main(["screen", "--socket", str(device.socket)])
    terminal.detach()

    assert (code, b"Gr\\xfc\\xdfe" in content.getvalue()) == (0, True)


def test_the_screen_can_be_had_as_pictures(ask: Run, tmp_path: Path) -> None:
    svg, png = tmp_path / "a.svg", tmp_path / "a.png"

    assert ask("screen", "--svg", str(svg), "--png", str(png)) == (0, "", "")

    assert "Ready" in svg.read_text()
    assert png.read_bytes().startswith(b"\x89PNG")
    assert ask("screen", "--svg", str(tmp_path / "no" / "a.svg"))[0] == 1


def test_the_screen_can_be_had_as_json(ask: Run) -> None:
    code, out, _ = ask("screen", "--json")

    assert code == 0
    assert json.loads(out)["title"] == "Ready"


def test_status_tells_what_runs_and_warns_of_the_factory_password(ask: Run) -> None:
    code, out, err = ask("status")

    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "machine   Ready"
    assert "has the factory password" in out
    assert out.splitlines()[-1] == "services  no services are built yet"


# Settings


def test_a_setting_is_shown_by_its_name(ask: Run) -> None:
    assert ask("get", HOST_NAME.name) == (0, f"{HOST_NAME.default}\n", "")


def test_all_settings_that_one_may_read_are_listed(ask: Run) -> None:
    _, public, _ = ask("get", "--list")
    _, whole, _ = ask("get", "--list", "--as", "admin")

    assert f"{HOST_NAME.name} " in whole
    assert len(public.splitlines()) <= len(whole.splitlines())


def test_a_setting_that_does_not_exist_is_answered_with_near_ones(ask: Run) -> None:
    code, out, err = ask("get", "network.hostname")

    assert (code, out) == (1, "")
    assert err.startswith("p800 get: there is no setting 'network.hostname'; did you mean network.host_name")


def test_settings_are_changed_together(ask: Run, device: Hosted) -> None:
    code, out, err = ask("set", "--as", "admin", HOST_NAME.name, "p7", "authentication.auto_logout", "60")

    assert (code, err) == (0, "")
    assert out == "network.host_name = p7\nauthentication.auto_logout = 60 s\n"
    assert device.machine.store[HOST_NAME] == "p7"


def test_a_refused_change_ends_with_1_and_the_reason(ask: Run) -> None:
    code, out, err = ask("set", "--as", "admin", "authentication.auto_logout", "5")

    assert (code, out) == (1, "")
    assert err == "p800 set: Auto Logout: 5 is out of range; enter Off or 10 to 999 s\n"


def test_a_secret_comes_from_the_standard_input(ask: Run, device: Hosted) -> None:
    name = DRIVER_ENCRYPTION_KEY.name

    assert ask("set", "--as", "admin", name, "-", piped="Printer2026\n") == (0, f"{name} = set\n", "")
    assert device.machine.store[DRIVER_ENCRYPTION_KEY] == Sealed("Printer2026")
    assert ask("set", "--as", "admin", name, piped="Other2026")[0] == 0
    assert device.machine.store[DRIVER_ENCRYPTION_KEY] == Sealed("Other2026")


def test_a_secret_is_never_taken_from_an_argument(ask: Run, device: Hosted) -> None:
    code, out, err = ask("set", "--as", "admin", DRIVER_ENCRYPTION_KEY.name, "Printer2026")

    assert (code, out) == (2, "")
    assert "its value is never an argument" in err
    assert "Printer2026" not in err
    assert not device.machine.store[DRIVER_ENCRYPTION_KEY]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["network.host_name"], "network.host_name: a value is needed"),
        (["network.host_name", "a", "network.host_name", "b"], "a setting is named twice"),
    ],
)
def test_pairs_that_are_none_are_wrong_usage(ask: Run, words: list[str], reason: str) -> None:
    code, _, err = ask("set", "--as", "admin", *words)

    assert code == 2
    assert reason in err


def test_a_secret_without_any_input_is_wrong_usage(ask: Run) -> None:
    code, _, err = ask("set", "--as", "admin", DRIVER_ENCRYPTION_KEY.name, "-", piped="")

    assert (code, err) == (2, "p800 set: nothing came on the standard input\n")


def test_a_wrong_password_ends_with_1(ask: Run, device: Hosted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "wrong")

    assert ask("get", "--list", "--as", "admin") == (1, "", "p800 get: Authentication has failed.\n")


def test_without_a_terminal_the_password_must_be_in_the_environment(
    ask: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD)
    code, _, err = ask("get", "--list", "--as", "admin", piped="pass-4U\n")

    assert code == 2
    assert err == ("p800 get: there is no terminal to ask for the password of admin; set P800_PASSWORD\n")


def test_secrets_are_asked_for_at_a_terminal_and_not_shown(device: Hosted) -> None:
    ours, theirs = pty.openpty()
    words = ["set", "--as", "admin", DRIVER_ENCRYPTION_KEY.name, "--socket", str(device.socket)]
    with subprocess.Popen(
        [sys.executable, "-m", "panel", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(),
        start_new_session=True,
    ) as process:
        os.close(theirs)
        seen = b""
        for prompt, answer in (
            (b"Password of admin: ", b""),
            (b"security.driver_encryption_key: ", b"Printer2026"),
            (b"security.driver_encryption_key, once more: ", b"Printer2026"),
        ):
            while not seen.endswith(prompt):
                seen += os.read(ours, 1024)
            os.write(ours, answer + b"\n")
        while b"= set" not in seen:
            seen += os.read(ours, 1024)
    os.close(ours)

    assert process.returncode == 0
    assert b"Printer2026" not in seen
    assert device.machine.store[DRIVER_ENCRYPTION_KEY] == Sealed("Printer2026")


# Records


def test_the_audit_is_shown_a_line_for_each_row(ask: Run) -> None:
    ask("set", "--as", "admin", HOST_NAME.name, "printer7")
    code, out, err = ask("audit", "--as", "admin")

    assert (code, err) == (0, "")
    first, *_, _ = out.splitlines()
    assert first == "     1  2026-01-01 00:00:00  -            machine  power on     P 801"
    assert "admin        link     changed      network.host_name  printer7" in out


def test_the_audit_can_be_had_in_part_and_as_json(ask: Run) -> None:
    code, out, _ = ask("audit", "--as", "admin", "--last", "1", "--json")

    assert code == 0
    (row,) = map(json.loads, out.splitlines())
    assert (row["deed"], row["by"]) == ("logged in", "admin")
    assert ask("audit", "--as", "admin", "--last", "0")[0] == 2


def test_an_exported_start_state_is_for_its_user_alone_and_comes_in_again(
    ask: Run, device: Hosted, tmp_path: Path
) -> None:
    file = tmp_path / "state.toml"
    ask("set", "--as", "admin", DRIVER_ENCRYPTION_KEY.name, "-", piped="Printer2026")
    ask("set", "--as", "admin", HOST_NAME.name, "printer7")
    assert ask("export", "--as", "admin", "--secrets", str(file)) == (0, "", "")
    ask("set", "--as", "admin", DRIVER_ENCRYPTION_KEY.name, "-", piped="Other2026")
    ask("set", "--as", "admin", HOST_NAME.name, "other")

    code, out, err = ask("import", "--as", "admin", str(file))

    assert (code, err) == (0, "")
    assert out.endswith(" settings and 2 accounts are as the start state says\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert device.machine.store[DRIVER_ENCRYPTION_KEY] == Sealed("Printer2026")
    assert device.machine.store[HOST_NAME] == "printer7"


def test_a_start_state_goes_through_pipes(ask: Run) -> None:
    _, text, _ = ask("export", "--as", "admin")

    code, _, err = ask("import", "--as", "admin", "-", piped=text)

    assert (code, err) == (0, "")
    assert "[secrets]" not in text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("format = 1\n[settings]\nnetwork.hostname = 'x'\n", "line 3: there is no setting"),
        ("format = 1\n[settings\n", "this is not TOML"),
        ("format = 1\n[people.accounts.user-1]\nname = '12'\n", "line 2: "),
    ],
)
def test_a_wrong_start_state_ends_with_3_and_names_file_and_line(
    ask: Run, tmp_path: Path, text: str, reason: str
) -> None:
    file = tmp_path / "state.toml"
    file.write_text(text)

    code, out, err = ask("import", "--as", "admin", str(file))

    assert (code, out) == (3, "")
    assert err.startswith(f"p800 import: {file}: {reason}")


def test_a_start_state_that_cannot_be_read_ends_with_3(ask: Run, tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"\xe4")

    assert ask("import", "--as", "admin", str(tmp_path / "none"))[0] == 3
    assert ask("import", "--as", "admin", str(tmp_path / "latin"))[2].endswith("it is not UTF-8 (byte 0)\n")


def test_an_export_touches_nothing_beside_its_file(ask: Run, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "state.toml.new").symlink_to(victim)

    assert ask("export", "--as", "admin", str(tmp_path / "state.toml"))[0] == 0

    assert victim.read_text() == "mine"
    assert not (tmp_path / "state.toml").is_symlink()


def test_exports_are_the_machine_administrators(ask: Run, device: Hosted) -> None:
    device.on_loop(lambda: ned(device))
    code, _, err = ask("export", "--as", "ned")

    assert (code, err) == (1, "p800 export: machine administrator only; ned is none\n")


def ned(device: Hosted) -> None:
    device.machine.people.change("administrator-2", Edit(name="ned"), MACHINE_ITSELF)
    device.machine.people.hand_over(Role.NETWORK, 2, MACHINE_ITSELF)


# People


def test_accounts_are_listed_with_their_roles(ask: Run) -> None:
    code, out, err = ask("people", "list", "--as", "admin")

    assert (code, err) == (0, "")
    assert out.splitlines()[0].startswith("administrator-1  admin ")
    assert "Network Administrator" in out.splitlines()[0]
    assert out.splitlines()[-1].startswith("supervisor       supervisor ")


def test_a_user_is_added_changed_and_deleted(ask: Run, device: Hosted) -> None:
    words = ["--as", "admin", "--name", "mia", "--mail", "mia@example.com"]
    assert ask("people", "add", *words, "--password", piped="pass-4U\n") == (0, "user-1\n", "")
    assert ask("people", "set", "mia", "--as", "admin", "--display-name", "Mia")[0] == 0

    account = device.machine.people.roll.named("mia")
    assert account is not None
    assert (account.display_name, account.mail, account.login.is_set) == ("Mia", "mia@example.com", True)
    assert ask("people", "delete", "mia", "--as", "admin") == (0, "", "")
    assert device.machine.people.roll.named("mia") is None


def test_an_administrator_gets_passwords_one_line_for_each(ask: Run, device: Hosted) -> None:
    secrets = "pass-4U\nencrypt-4U\n"
    given = ["--as", "admin", "--password", "--encryption-password"]

    assert ask("people", "set", "admin", *given, piped=secrets)[0] == 0

    account = device.machine.people.roll.accounts["administrator-1"]
    assert account.login.is_set
    assert account.encryption.is_set


def test_a_role_is_assigned_by_its_word(ask: Run, device: Hosted) -> None:
    ask("people", "set", "administrator-2", "--as", "admin", "--name", "fay")

    assert ask("people", "assign", "file", "2", "--as", "admin") == (0, "", "")
    assert ask("people", "free", "nobody", "--as", "admin")[0] == 1


# Keymaps and the demo


def test_the_keymaps_that_ship_are_good(run: Run) -> None:
    code, out, err = run("keymaps", "check")

    assert (code, err) == (0, "")
    assert "keymaps/default.toml: good\n" in out


def test_a_wrong_keymap_ends_with_3_and_tells_the_place(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('extends = "default"\n[keys]\nSlect1 = ["f2"]\n')

    code, out, err = run("keymaps", "check", str(file), str(tmp_path / "none"))

    assert (code, out) == (3, "")
    assert f"{tmp_path}/none" in err
    code, out, err = run("keymaps", "check", str(file))
    assert (code, out) == (3, "")
    assert err == f"{file}:3:1: no key of the panel is called 'Slect1'; did you mean 'Select1'?\n"


def test_the_demo_performs_the_procedure_and_prints_every_display(run: Run) -> None:
    code, out, err = run("demo")

    assert (code, err) == (0, "")
    assert out.endswith("Driver encryption key: set\n")
    for words in "[Menu]", "Login Password", "Driver Encryption Key", "Log out?", "[Select1]":
        assert words in out
    frames = out.count("|Delete   ABC/123   Accept|")
    assert frames > 50


def test_the_hardware_goes_wrong_and_is_mended_by_its_name(ask: Run, device: Hosted) -> None:
    before = ask("fault")
    on = ask("fault", "cover-open", "on", "--as", "admin")
    shown = ask("screen")[1]
    told = ask("fault")
    off = ask("fault", "cover-open", "off", "--as", "admin")

    assert before == off == (0, "nothing is wrong\n", "")
    assert on == told == (0, "cover-open\n", "")
    assert "Cover Open" in shown


def test_the_hardware_of_the_device_of_a_state_folder_goes_wrong(
    run: Run, device: Hosted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "")
    whereabouts.write(tmp_path, Whereabouts(os.getpid(), str(device.socket), "0.1.0"))

    on = run("fault", "cover-open", "on", "--as", "admin", "--state", str(tmp_path))

    assert on == (0, "cover-open\n", "")


def test_all_faults_are_named_without_a_device(run: Run) -> None:
    code, out, err = run("fault", "--list")

    assert (code, err) == (0, "")
    assert [row.split()[0] for row in out.splitlines()] == list(FAULTS)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["cover", "on"], "there is no fault 'cover'; did you mean 'cover-open'?"),
        (["fire", "on"], "there is no fault 'fire'; p800 fault --list names them all"),
        (["cover-open"], "say whether cover-open is to be: p800 fault cover-open on, or off"),
        (["cover-open", "on"], "this needs a login: --as NAME, the machine administrator"),
        (["cover-open", "--list"], "--list takes no name"),
    ],
)
def test_a_fault_that_was_not_understood_is_told_in_one_line(ask: Run, words: list[str], reason: str) -> None:
    assert ask("fault", *words) == (2, "", f"p800 fault: {reason}\n")


def test_who_may_not_put_a_fault_is_told_so(ask: Run) -> None:
    code, out, err = ask("fault", "cover-open", "on", "--as", "supervisor")

    assert (code, out) == (1, "")
    assert err == "p800 fault: machine administrator only; supervisor is none\n"


# The panel itself


def test_without_a_terminal_the_panel_says_what_to_do(run: Run) -> None:
    code, out, err = run(piped="")

    assert (code, out) == (2, "")
    assert err == "p800: the panel needs a terminal; p800 --plain does without, p800 demo needs no input\n"


def test_a_keymap_that_does_not_exist_ends_with_3(run: Run) -> None:
    code, _, err = run("--plain", "--keymap", "vim")

    assert code == 3
    assert "no keymap is called 'vim'" in err


def test_a_face_starts_a_device_of_its_own_session_that_ends_with_it(tmp_path: Path) -> None:
    found = start.device_for(tmp_path, keep=False)
    assert found.process is not None
    assert os.getsid(found.process.pid) == found.process.pid
    again = start.device_for(tmp_path, keep=False)

    assert (again.socket, again.process) == (found.socket, None)
    with Line(found.socket, face="app", local=True):
        pass
    found.leave()

    assert found.process.returncode == 0
    assert whereabouts.read(tmp_path) is None


@pytest.fixture
def found(tmp_path: Path) -> Iterator[start.Found]:
    """A device that was started to be kept."""
    found = start.device_for(tmp_path, keep=True)
    assert found.process is not None
    yield found
    found.process.terminate()
    found.process.wait(30)


def test_a_device_that_is_kept_outlives_its_face(tmp_path: Path, found: start.Found) -> None:
    with Line(found.socket, face="app", local=True):
        pass

    found.leave()

    assert p800("status", "--state", str(tmp_path)).returncode == 0
    assert p800("stop", "--state", str(tmp_path)).returncode == 0


def test_a_device_that_does_not_start_is_told_with_its_last_words(tmp_path: Path) -> None:
    (tmp_path / "nvram.sqlite").write_bytes(b"rubbish")
    with pytest.raises(Ended) as caught:
        start.device_for(tmp_path, keep=False)

    assert caught.value.code == 3
    assert "nvram.key" in caught.value.reason or "nvram.sqlite" in caught.value.reason


def test_a_started_device_is_not_handed_a_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(PASSWORD, "s3cret")
    found = start.device_for(tmp_path, keep=False)
    assert found.process is not None
    variables = Path(f"/proc/{found.process.pid}/environ").read_bytes()
    found.process.terminate()
    found.process.wait(30)

    assert b"PYTHONPATH=" in variables
    assert b"s3cret" not in variables


def test_the_panel_is_run_by_the_face_that_is_asked_for(run: Run, device: Hosted) -> None:
    code, out, err = run("--plain", "--socket", str(device.socket), piped="Menu\n")

    assert (code, err) == (0, "")
    assert "> Paper Input" in out


# As processes


def test_a_device_is_driven_from_start_to_stop_by_commands(tmp_path: Path) -> None:
    state = ["--state", str(tmp_path / "s")]
    with device_process(*state) as running:
        assert p800("press", "Menu", *state).returncode == 0
        assert "|Menu " in p800("screen", *state).stdout
        changed = p800("set", "--as", "admin", HOST_NAME.name, "p7", *state, P800_PASSWORD="")
        assert changed.stdout == "network.host_name = p7\n"
        stopped = p800("stop", *state)

        assert (stopped.returncode, stopped.stdout, stopped.stderr) == (0, "", "")
        assert running.process.wait(30) == 0
    with device_process(*state):
        assert p800("get", HOST_NAME.name, *state).stdout == "p7\n"


def test_stop_returns_when_the_state_is_free(tmp_path: Path) -> None:
    for _ in range(2):
        with device_process("--state", str(tmp_path)):
            assert p800("stop", "--state", str(tmp_path)).returncode == 0


@pytest.mark.parametrize("module", ["panel", "panel.cli"])
def test_the_package_and_the_module_can_be_run(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, "--version"],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )

    assert done.stdout == "p800 0.1.0\n"


def test_output_that_nobody_reads_to_its_end_is_no_error() -> None:
    done = subprocess.run(
        f"{sys.executable} -m panel demo | head -1",
        shell=True,
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )

    assert (done.stdout, done.stderr) == ("Before the first key\n", "")


def test_talking_to_a_device_loads_no_event_loop_database_or_terminal(device: Hosted) -> None:
    script = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from panel.cli import main
main(["press", "Menu", "--quiet", "--socket", {str(device.socket)!r}])
print(sorted({{"asyncio", "sqlite3", "textual", "panel.front", "difflib"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
