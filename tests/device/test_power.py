"""Power: a machine is built from its state, keeps what it was told, and one device has a state at a time."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from device.audit import Deed
from device.clock import VirtualClock
from device.errands import CheckPassword, DerivePassword
from device.keep import KeepError, Sealed
from device.nvram import StateError, StateInUse
from device.people.edits import Edit
from device.people.passwords import Derived
from device.power import Power
from device.roles import MACHINE_ITSELF
from device.services import BindingRefused, Ports, Services, addresses
from device.settings.network import HOST_NAME
from device.settings.security import DRIVER_ENCRYPTION_KEY
from tests.panel.processes import device, environment, p800


def power(state: Path | None = None, services: Services | None = None) -> Power:
    return Power(state, VirtualClock(), services)


def deeds(machine_power: Power) -> list[Deed]:
    return [row.deed for row in machine_power.machine.audit.rows()]


# In process


def test_a_machine_without_a_state_is_as_it_left_the_factory_each_time() -> None:
    first = power()
    first.machine.store.change({HOST_NAME: "printer7"}, MACHINE_ITSELF)
    first.off()

    second = power()

    assert second.machine.store[HOST_NAME] == HOST_NAME.default
    second.off()


def test_what_was_set_is_there_after_power_off(tmp_path: Path) -> None:
    first = power(tmp_path)
    key = Sealed("Printer2026")
    first.machine.store.change({HOST_NAME: "printer7", DRIVER_ENCRYPTION_KEY: key}, MACHINE_ITSELF)
    first.off()

    second = power(tmp_path)

    assert second.machine.store[HOST_NAME] == "printer7"
    assert second.machine.store[DRIVER_ENCRYPTION_KEY] == key
    second.off()


def test_power_on_and_off_are_audited(tmp_path: Path) -> None:
    power(tmp_path).off()
    again = power(tmp_path)

    assert deeds(again) == [Deed.POWER_ON, Deed.POWER_OFF, Deed.POWER_ON]
    again.off()


def test_power_off_gives_the_state_up_even_when_its_row_cannot_be_written(
    tmp_path: Path, disk_full: Callable[[Power], None]
) -> None:
    first = power(tmp_path)
    disk_full(first)
    with pytest.raises(KeepError):
        first.off()

    power(tmp_path).off()


@pytest.fixture
def disk_full() -> Callable[[Power], None]:
    def fill(machine_power: Power) -> None:
        def fail(_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        machine_power.machine.keep.before_commit = fail  # type: ignore[attr-defined]

    return fill


def test_a_second_machine_on_the_same_state_is_refused_with_the_process_that_has_it(tmp_path: Path) -> None:
    first = power(tmp_path)

    with pytest.raises(StateInUse, match=f"process {os.getpid()} is using this state"):
        power(tmp_path)

    first.off()


def test_a_damaged_state_is_refused_and_given_up(tmp_path: Path) -> None:
    power(tmp_path).off()
    (tmp_path / "nvram.key").write_bytes(b"short")

    for _ in range(2):
        with pytest.raises(StateError, match=r"nvram\.key"):
            power(tmp_path)


def test_the_work_for_each_password_errand_is_known() -> None:
    works = power().works
    derived = works[DerivePassword](DerivePassword(Sealed("pass-4U")))

    assert isinstance(derived, Derived)
    assert works[CheckPassword](CheckPassword(Sealed("pass-4U"), derived.hash)) is True
    assert works[CheckPassword](CheckPassword(Sealed("other"), derived.hash)) is False


# Where services listen


def test_services_listen_on_loopback_when_nobody_says() -> None:
    assert addresses([]) == ("127.0.0.1", "::1")


def test_addresses_are_put_into_their_shortest_form_once_each() -> None:
    assert addresses(["0:0:0:0:0:0:0:1", "::1", "127.0.0.1"]) == ("::1", "127.0.0.1")


@pytest.mark.parametrize("address", ["localhost", "", "127.0.0.1:80", "1.2.3"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BindingRefused, match="is not an IP address; give one of this computer"):
        addresses([address])


def test_ports_are_a_base_and_the_standard_port_or_free() -> None:
    assert [Ports(8000).port(443), Ports(0).port(443), Ports(None).port(443)] == [8443, 443, 0]


@pytest.mark.parametrize("address", ["0.0.0.0", "192.0.2.1", "::"])
def test_a_machine_with_the_factory_password_does_not_listen_for_others(address: str) -> None:
    with pytest.raises(BindingRefused, match=f"{address}: .* factory password; set passwords"):
        power(services=Services((address,)))


def test_a_machine_whose_administrators_have_passwords_may_listen_for_others(tmp_path: Path) -> None:
    first = power(tmp_path)
    for key in "administrator-1", "supervisor":
        proposal = first.machine.people.propose(key, Edit(password=Sealed("pass-4U")), MACHINE_ITSELF)
        done = [first.works[type(each)](each) for each in proposal.errands]
        first.machine.people.settle(proposal, done)
    first.off()

    power(tmp_path, Services(("0.0.0.0",))).off()


# The device process


def test_a_device_says_when_it_is_ready_and_where(tmp_path: Path) -> None:
    with device("--state", str(tmp_path / "state")) as running:
        assert running.ready == {
            "version": "0.1.0",
            "pid": running.process.pid,
            "state": str(tmp_path / "state"),
            "socket": str(running.socket),
            "services": [],
        }
        assert stat.S_IMODE(running.socket.stat().st_mode) == 0o600
        assert stat.S_IMODE(running.socket.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_a_device_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    with device("--state", str(tmp_path)) as running:
        running.process.send_signal(number)
        assert running.ended() == (0, "")

    assert not running.socket.exists()
    assert not (tmp_path / "device.json").exists()
    again = power(tmp_path)
    assert deeds(again)[:2] == [Deed.POWER_ON, Deed.POWER_OFF]
    again.off()


def test_a_killed_device_leaves_nothing_that_the_next_one_stumbles_over(tmp_path: Path) -> None:
    with device("--state", str(tmp_path)) as running:
        running.process.kill()
        running.ended()
    assert running.socket.exists()
    lost = p800("status", "--state", str(tmp_path))

    with device("--state", str(tmp_path)):
        found = p800("status", "--state", str(tmp_path))

    assert (lost.returncode, found.returncode) == (4, 0)
    assert "no device answers" in lost.stderr


def test_a_second_device_on_the_same_state_is_refused_with_the_reason(tmp_path: Path) -> None:
    with device("--state", str(tmp_path)) as running:
        second = p800("device", "--state", str(tmp_path))
        third = p800("device", "--state", str(tmp_path), "--ephemeral")

        assert running.socket.exists()
    assert (second.returncode, third.returncode) == (1, 1)
    assert f"process {running.process.pid} is using this state" in second.stderr
    assert len(second.stderr.splitlines()) == 1


def test_a_damaged_state_ends_with_3_and_is_set_aside_when_asked(tmp_path: Path) -> None:
    power(tmp_path).off()
    (tmp_path / "nvram.sqlite").write_bytes(b"not a database at all")

    refused = p800("device", "--state", str(tmp_path))
    with device("--state", str(tmp_path), "--new-state"):
        pass

    assert refused.returncode == 3
    assert f"{tmp_path}/nvram.sqlite: " in refused.stderr
    assert "--new-state" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    kept = [path for path in tmp_path.iterdir() if "set-aside" in path.name]
    assert b"not a database at all" in [path.read_bytes() for path in kept]


def test_accounts_that_cannot_be_read_end_with_3_and_name_the_file(tmp_path: Path) -> None:
    first = power(tmp_path)
    with first.machine.keep.transaction() as write:
        write.put("accounts", "administrator-1", {"name": "digits only: no, colons and spaces"})
    first.off()

    refused = p800("device", "--state", str(tmp_path))

    assert refused.returncode == 3
    assert f"{tmp_path}/nvram.sqlite: the saved accounts cannot be used" in refused.stderr


def test_a_state_whose_path_is_too_long_for_a_socket_has_it_in_a_private_folder(tmp_path: Path) -> None:
    state = tmp_path / ("long" * 30)
    with device("--state", str(state)) as running:
        assert running.socket.parent != state
        assert stat.S_IMODE(running.socket.parent.stat().st_mode) == 0o700
        assert p800("status", "--state", str(state)).returncode == 0

    assert not running.socket.parent.exists()


def test_a_state_folder_that_is_open_to_others_does_not_hold_the_socket(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with device("--state", str(tmp_path)) as running:
        assert running.socket.parent != tmp_path
        assert stat.S_IMODE(running.socket.parent.stat().st_mode) == 0o700


def test_an_ephemeral_device_leaves_nothing_behind() -> None:
    with device("--ephemeral", "--clock", "virtual") as running:
        state = Path(running.ready["state"])
        assert p800("status", "--state", str(state)).returncode == 0
        assert not (state / "nvram.sqlite").exists()

    assert not state.exists()


def test_a_device_whose_starter_does_not_listen_runs_all_the_same(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    words = "device", "--state", str(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-m", "panel", *words],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as process:
        os.close(write)
        while p800("status", "--state", str(tmp_path)).returncode == 4:
            assert process.poll() is None
        stopped = p800("stop", "--state", str(tmp_path))
        _, errors = process.communicate(timeout=60)

    assert (stopped.returncode, process.returncode, errors) == (0, 0, "")


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["--bind", "localhost"], 2, "'localhost' is not an IP address"),
        (["--bind", "0.0.0.0"], 1, "who still has the factory password"),
        (["--port-base", "60000"], 2, "--port-base takes a number from 0 to 56435, or free"),
        (["--port-base", "any"], 2, "--port-base takes a number"),
        (["--clock", "sun"], 2, "invalid choice: 'sun'"),
        (["--new-state", "--ephemeral"], 2, "leave --new-state out"),
        (["--state", "/dev/null/state"], 3, "/dev/null/state"),
    ],
)
def test_what_a_device_cannot_do_is_refused_with_the_reason(
    tmp_path: Path, words: list[str], code: int, reason: str
) -> None:
    refused = p800("device", *(words if "--state" in words else ["--state", str(tmp_path / "s"), *words]))

    assert refused.returncode == code
    assert reason in refused.stderr
    assert refused.stdout == ""
