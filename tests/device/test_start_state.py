"""Start states: what goes out comes in again, checked first as a whole; no secret leaves unasked."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device import start_state
from device.audit import Deed
from device.clock import VirtualClock
from device.keep import KeepError, Sealed
from device.machine import Machine
from device.people.accounts import user_key
from device.people.edits import Edit
from device.people.passwords import Cost, work
from device.power import Power
from device.roles import MACHINE_ITSELF, Actor, Role
from device.settings.kinds import AnySetting, Choice, Flag, Flags, Number, Refused
from device.settings.network import HOST_NAME
from device.settings.security import DRIVER_ENCRYPTION_KEY
from device.start_state import StartStateError, collected, judged, put, read, written

ADMIN = Actor("admin", frozenset({Role.MACHINE}), "link")
CHEAP = Cost(memory=8, passes=1)

SMALL = 'format = 1\n[settings]\nnetwork.host_name = "printer7"\n'


def fresh() -> Machine:
    return Power(None, VirtualClock()).machine


def out(machine: Machine, *, secrets: bool = True) -> str:
    return written(collected(machine, secrets=secrets))


def into(machine: Machine, text: str) -> None:
    document = read(text)
    put(machine, document, judged(document, machine.store), ADMIN)


def edit(machine: Machine, key: str, edit: Edit) -> None:
    works = work(lambda count: bytes(count), CHEAP)
    proposal = machine.people.propose(key, edit, MACHINE_ITSELF)
    machine.people.settle(proposal, [works[type(each)](each) for each in proposal.errands])


def wrong(text: str) -> StartStateError:
    """Give what is wrong with a text for a fresh machine."""
    machine = fresh()
    before = out(machine)
    with pytest.raises(StartStateError) as caught:
        into(machine, text)
    assert out(machine) == before
    return caught.value


def spelled(machine: Machine) -> dict[str, str]:
    return {setting.name: machine.store.spelled(setting) for setting in machine.store.settings}


def some_value(setting: AnySetting, draw: Any) -> Any:
    """A value that the setting may have by itself, where there is more than one kind of it to choose from."""
    match setting:
        case Choice() | Flag():
            options = setting.options if isinstance(setting, Choice) else (False, True)
            return draw(st.sampled_from(options))
        case Flags():
            return frozenset(draw(st.sets(st.sampled_from(setting.options), min_size=setting.least)))
        case Number():
            return draw(st.integers(setting.low, setting.high))
    return setting.default


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_what_goes_out_of_one_machine_makes_another_the_same(data: st.DataObject) -> None:
    machine, other = fresh(), fresh()
    names = sorted(setting.name for setting in machine.store.settings)
    for one in machine, other:
        for name in data.draw(st.lists(st.sampled_from(names), max_size=10)):
            setting = one.store.named(name)
            try:
                one.store.change({setting: some_value(setting, data.draw)}, MACHINE_ITSELF)
            except Refused:
                continue

    into(other, out(machine))

    assert spelled(other) == spelled(machine)
    assert out(other) == out(machine)


def test_secrets_and_accounts_come_in_as_they_went_out() -> None:
    machine, other = fresh(), fresh()
    machine.store.change({DRIVER_ENCRYPTION_KEY: Sealed("Printer2026")}, MACHINE_ITSELF)
    edit(machine, "administrator-1", Edit(name="ned", password=Sealed("pass-4U-and-more")))
    edit(machine, user_key(7), Edit(name="mia", user_code="4711", display_name='M. "Ä" \\ A.'))

    into(other, out(machine))

    assert other.store[DRIVER_ENCRYPTION_KEY].reveal() == "Printer2026"
    assert other.people.roll.accounts == machine.people.roll.accounts
    assert other.people.roll.holders == machine.people.roll.holders


def test_without_secrets_none_goes_out() -> None:
    machine = fresh()
    machine.store.change({DRIVER_ENCRYPTION_KEY: Sealed("Printer2026")}, MACHINE_ITSELF)
    edit(machine, "administrator-1", Edit(password=Sealed("pass-4U-and-more")))
    edit(machine, user_key(7), Edit(name="mia", user_code="4711"))

    text = out(machine, secrets=False)

    for secret in "Printer2026", "pass-4U", "argon2", "4711", "public":
        assert secret not in text
    assert "secrets" not in tomllib.loads(text)


def test_what_an_export_without_secrets_leaves_out_stays_as_it_is() -> None:
    machine = fresh()
    machine.store.change({DRIVER_ENCRYPTION_KEY: Sealed("Printer2026")}, MACHINE_ITSELF)
    edit(machine, "administrator-1", Edit(password=Sealed("pass-4U-and-more")))
    edit(machine, user_key(7), Edit(name="mia", user_code="4711"))
    before = out(machine)

    into(machine, out(machine, secrets=False))

    assert out(machine) == before


def test_settings_that_are_not_named_stay_as_they_are() -> None:
    machine = fresh()
    machine.store.change({HOST_NAME: "printer7"}, MACHINE_ITSELF)

    into(machine, 'format = 1\n[settings]\n"authentication.auto_logout" = 60\n')

    assert spelled(machine)[HOST_NAME.name] == "printer7"
    assert spelled(machine)["authentication.auto_logout"] == "60 s"


@pytest.mark.parametrize(
    "text",
    [
        '[settings]\n"network.host_name" = "printer7"',
        '[settings]\nnetwork.host_name = "printer7"',
        '[settings.network]\nhost_name = "printer7"',
        'settings = { network = { host_name = "printer7" } }',
    ],
)
def test_a_setting_may_be_named_in_each_way_that_toml_has(text: str) -> None:
    machine = fresh()

    into(machine, f"format = 1\n{text}\n")

    assert machine.store[HOST_NAME] == "printer7"


def test_an_import_is_audited_with_the_person_and_every_change() -> None:
    machine = fresh()

    into(machine, SMALL)

    rows = [(row.deed, row.by, row.subject, row.detail) for row in machine.audit.rows(after=1)]
    assert rows == [(Deed.DID, "admin", "import", ""), (Deed.CHANGED, "admin", HOST_NAME.name, "printer7")]


def test_an_import_that_cannot_be_kept_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = fresh()
    before = out(machine)

    def full() -> Any:
        raise KeepError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(machine.keep, "transaction", full)
        with pytest.raises(KeepError):
            into(
                machine,
                'format = 1\n[settings]\nnetwork.host_name = "x"\n[people.accounts.user-1]\nname = "mia"',
            )

    assert out(machine) == before


@pytest.mark.parametrize(
    ("text", "reason", "steps"),
    [
        ("", "format = 1 is needed", ("format",)),
        ("format = 2", "format = 1 is needed", ("format",)),
        ("format = 1\nsetings = 1", "there is no 'setings' in a start state", ("setings",)),
        ("format = 1\nsettings = 1", "settings is a table: [settings]", ("settings",)),
        ("format = 1\n[settings", "this is not TOML", ()),
        ("x = " + "[" * 3000, "nested too deeply", ()),
        ("# " + "x" * 5000, "too long", ()),
        (
            'format = 1\n[settings]\nnetwork.hostname = "x"',
            "there is no setting 'network.hostname'; did you mean network.host_name",
            ("settings", "network", "hostname"),
        ),
        (
            'format = 1\n[settings]\n"authentication.auto_logout" = "5 s"',
            "Auto Logout: 5 is out of range; enter Off or 10 to 999 s",
            ("settings", "authentication.auto_logout"),
        ),
        (
            "format = 1\n[settings]\nnetwork.host_name = true",
            "a text in quotes is needed",
            ("settings", "network", "host_name"),
        ),
        (
            'format = 1\n[settings]\nnetwork.host_name = "a"\n[secrets]\n"network.host_name" = "b"',
            "network.host_name stands in [settings] too; leave one of them out",
            ("secrets", "network.host_name"),
        ),
        (
            'format = 1\n[people.accounts.user-1]\nname = "1234"',
            "a login user name cannot be of digits only",
            ("people", "accounts", "user-1"),
        ),
        ("format = 1\n[people.roles]\nChief = 1", "there is no role 'Chief'", ("people",)),
    ],
    ids=lambda given: given[:24] if isinstance(given, str) else None,
)
def test_a_wrong_text_is_refused_with_the_way_to_what_is_wrong(
    text: str, reason: str, steps: tuple[str, ...]
) -> None:
    error = wrong(text)

    assert reason in error.reason
    assert error.steps == steps


def test_one_wrong_value_among_right_ones_changes_nothing() -> None:
    wrong(
        'format = 1\n[settings]\nnetwork.host_name = "x"\nauthentication.auto_logout = 5\n'
        '[people.accounts.user-1]\nname = "mia"'
    )


def test_a_secret_that_is_wrong_is_not_repeated() -> None:
    error = wrong('format = 1\n[secrets]\n"security.driver_encryption_key" = "not-alphanumeric!"')

    assert "not-alphanumeric" not in f"{error.reason} {error.steps}"


@given(st.text(max_size=200))
def test_any_text_is_a_start_state_or_a_named_error(text: str) -> None:
    found = document_or_error(text)

    assert found.reason if isinstance(found, StartStateError) else found["format"] == start_state.FORMAT


def document_or_error(text: str) -> Any:
    try:
        return read(text)
    except StartStateError as error:
        return error
