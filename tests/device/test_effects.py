"""Every setting that says it has an effect has one outside the store: each value is seen in what people meet.

For each such setting an observer tells what a person sees, hears or is refused under one value. Every value
that is tried must give something else. A setting whose effect is "none" or "later" has no observer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import combinations
from random import Random
from typing import Any

import pytest

from device.audit import Deed
from device.console import Light
from device.jobs import JobKind
from device.keep import Sealed
from device.people.accounts import user_key
from device.people.edits import Edit
from device.people.passwords import work
from device.roles import MACHINE_ITSELF, Role, nobody
from device.settings.authentication import (
    AUTO_LOGOUT,
    LOCKOUT,
    LOCKOUT_ATTEMPTS,
    LOCKOUT_RELEASE,
    LOCKOUT_TIME,
    MANAGEMENT,
    USER_AUTHENTICATION,
)
from device.settings.everything import ALL
from device.settings.kinds import AnySetting, Refused
from device.settings.network import HOST_NAME, MACHINE_NAME
from device.settings.security import (
    PASSWORD_COMPLEXITY,
    PASSWORD_ENTRY_LIMIT,
    PASSWORD_ENTRY_TIME,
    PASSWORD_MINIMUM,
    RESTRICT_DISPLAY,
)
from device.settings.system import ENERGY_SAVER, ENERGY_SAVER_TIMER, MENU_PROTECT
from panel.keys import Key
from tests.panel.hosted import hosted
from tests.panel.somebody import NAMES, PASSWORD, Somebody, fresh, staffed

from .set_values import edges

#: Longer than any time that can be set, in seconds.
LONG = 10_000 * 60

#: What is done to check a password.
CHECKS = work(Random(1).randbytes)

#: What a person meets, as far as the setting has to do with it.
Observer = Callable[[Somebody], Any]


def names_in_the_job_list(somebody: Somebody) -> Any:
    somebody.machine.jobs.submit("a.pdf", owner="alice", kind=JobKind.HOLD, pages=1, by=nobody("raw"))
    somebody.press("Prt.Jobs")
    return somebody.rows


def accepted_passwords(somebody: Somebody) -> Any:
    accepted = []
    for kinds in ("aaaa", "aaAA", "aaA1"):
        for length in range(33):
            password = (kinds * 8)[:length]
            try:
                somebody.edit(user_key(1), Edit(name="alice", password=Sealed(password)))
            except Refused:
                continue
            accepted.append(password)
    return accepted


def _fail(somebody: Somebody, name: str = "nobody-here") -> None:
    with pytest.raises(Exception, match="Authentication has failed"):
        somebody.machine.logins.settle(
            somebody.machine.logins.attempt(name, Sealed("wrong"), face="panel"), False
        )


def _may_log_in(somebody: Somebody) -> bool:
    """Whether the right password is taken; the count of wrong ones stays as it is."""
    attempt = somebody.machine.logins.attempt(NAMES[Role.NETWORK], Sealed(PASSWORD), face="panel")
    return bool(CHECKS[type(attempt.errand)](attempt.errand))


def _failures_until(somebody: Somebody, has_happened: Callable[[], bool], most: int = 101) -> int:
    """How many wrong passwords for one name it takes, 0 when it does not happen."""
    for number in range(1, most + 1):
        _fail(somebody, NAMES[Role.NETWORK])
        if has_happened():
            return number
    return 0


def failed_logins_until_an_attack_is_told(somebody: Somebody) -> int:
    return _failures_until(somebody, lambda: bool(somebody.deeds(Deed.VIOLATION)))


def gaps_between_failed_logins_that_are_an_attack(somebody: Somebody) -> list[int]:
    somebody.given((PASSWORD_ENTRY_LIMIT, 1))
    attacks = []
    for gap in range(12):
        before = len(somebody.deeds(Deed.VIOLATION))
        _fail(somebody)
        somebody.wait(gap)
        _fail(somebody)
        if len(somebody.deeds(Deed.VIOLATION)) > before:
            attacks.append(gap)
        somebody.wait(60)
    return attacks


def what_prt_jobs_opens(somebody: Somebody) -> Any:
    """The screen after [Prt.Jobs], and who is asked for the password that is entered there."""
    somebody.add_user(1, "alice", code="1234")
    somebody.press("Prt.Jobs")
    shown = (somebody.title, somebody.labels)
    errand = somebody.machine.logins.attempt("alice", Sealed("x"), face="panel").errand
    return shown, type(errand), getattr(errand, "method", "")


def _labels(somebody: Somebody) -> list[str]:
    """The list on the display, read downwards from its first item."""
    if somebody.display.selected is None:
        return []
    found: list[str] = []
    while somebody.selected not in found:
        found.append(somebody.selected)
        somebody.press(Key.DOWN)
    return found


def what_nobody_finds_in_extended_security(somebody: Somebody) -> list[str]:
    somebody.press(Key.MENU)
    somebody.open("Security Options")
    first = _labels(somebody)
    if not any(label.startswith("Extended Security") for label in first):
        return first
    somebody.open("Extended Security")
    return _labels(somebody)


def what_nobody_finds_in_the_menu(somebody: Somebody) -> list[str]:
    somebody.press(Key.MENU)
    return _labels(somebody)


def wrong_passwords_until_the_right_one_is_refused(somebody: Somebody) -> int:
    somebody.given((PASSWORD_ENTRY_LIMIT, 0))
    return _failures_until(somebody, lambda: not _may_log_in(somebody), most=11)


def wrong_passwords_until_lockout(somebody: Somebody) -> int:
    somebody.given((LOCKOUT, True))
    return wrong_passwords_until_the_right_one_is_refused(somebody)


def _locked_out(somebody: Somebody) -> None:
    somebody.given((LOCKOUT, True), (LOCKOUT_ATTEMPTS, 1))
    _fail(somebody, NAMES[Role.NETWORK])
    assert not _may_log_in(somebody)


def whether_a_locked_administrator_gets_in_later(somebody: Somebody) -> bool:
    _locked_out(somebody)
    somebody.wait(LONG)
    return _may_log_in(somebody)


def minutes_until_a_locked_administrator_gets_in(somebody: Somebody) -> int:
    somebody.given((LOCKOUT_RELEASE, True))
    _locked_out(somebody)
    somebody.wait(60 - somebody.clock.now() % 60)
    for minutes in range(1, 10_001):
        if _may_log_in(somebody):
            return minutes
        somebody.wait(60)
    return 0


def seconds_until_an_idle_panel_logs_out(somebody: Somebody) -> int:
    somebody.log_in(NAMES[Role.NETWORK])
    for seconds in range(1, 1001):
        somebody.wait(1)
        if not somebody.name:
            return seconds
    return 0


def minutes_until_the_power_indicator_goes_off(somebody: Somebody) -> int:
    somebody.press(Key.MENU)
    for minutes in range(1, 242):
        somebody.wait(60)
        if somebody.display.indicators.power is Light.OFF:
            return minutes
    return 0


OBSERVERS: Mapping[AnySetting, Observer] = {
    RESTRICT_DISPLAY: names_in_the_job_list,
    PASSWORD_COMPLEXITY: accepted_passwords,
    PASSWORD_MINIMUM: accepted_passwords,
    PASSWORD_ENTRY_LIMIT: failed_logins_until_an_attack_is_told,
    PASSWORD_ENTRY_TIME: gaps_between_failed_logins_that_are_an_attack,
    USER_AUTHENTICATION: what_prt_jobs_opens,
    **dict.fromkeys(MANAGEMENT.values(), what_nobody_finds_in_extended_security),
    LOCKOUT: wrong_passwords_until_the_right_one_is_refused,
    LOCKOUT_ATTEMPTS: wrong_passwords_until_lockout,
    LOCKOUT_RELEASE: whether_a_locked_administrator_gets_in_later,
    LOCKOUT_TIME: minutes_until_a_locked_administrator_gets_in,
    AUTO_LOGOUT: seconds_until_an_idle_panel_logs_out,
    MENU_PROTECT: what_nobody_finds_in_the_menu,
    ENERGY_SAVER: minutes_until_the_power_indicator_goes_off,
    ENERGY_SAVER_TIMER: minutes_until_the_power_indicator_goes_off,
}

#: Seen in what the device tells of itself over its control socket.
IN_STATUS: Mapping[AnySetting, str] = {HOST_NAME: "host_name", MACHINE_NAME: "machine_name"}

EFFECTIVE = [s for s in ALL if s.effect != "none" and not s.effect.startswith("later: ")]


def tried(setting: AnySetting) -> Iterator[Any]:
    """The default and other values: all of a few, the ends of many."""
    yield setting.default
    yield from (value for value in edges(setting) if value != setting.default)


def observed(setting: AnySetting, value: Any) -> Any:
    # Restarting from nothing each time: what was seen under one value must not reach into the next.
    somebody = staffed()
    somebody.given((setting, value))
    return OBSERVERS[setting](somebody)


@pytest.mark.parametrize("setting", EFFECTIVE, ids=lambda setting: str(setting.name))
def test_each_value_of_a_setting_with_an_effect_is_seen_outside_the_store(setting: AnySetting) -> None:
    if setting in IN_STATUS:
        seen = list(in_status(setting))
    else:
        assert setting in OBSERVERS, f"{setting.name}: nobody observes its effect ({setting.effect})"
        seen = [(value, observed(setting, value)) for value in tried(setting)]

    assert len(seen) > 1
    for (one, seen_of_one), (other, seen_of_other) in combinations(seen, 2):
        assert seen_of_one != seen_of_other, f"{setting.spell(one)} and {setting.spell(other)} look alike"


def in_status(setting: AnySetting) -> Iterator[tuple[Any, Any]]:
    with hosted() as device, device.line() as line:
        for value in tried(setting):
            device.on_loop(partial(device.machine.store.change, {setting: value}, MACHINE_ITSELF))
            yield value, line.ask("status")[IN_STATUS[setting]]


def test_nothing_without_an_effect_is_observed() -> None:
    assert set(OBSERVERS) | set(IN_STATUS) == set(EFFECTIVE)


def test_every_setting_says_what_its_effect_is() -> None:
    for setting in ALL:
        room = setting.effect.removeprefix("later: ")
        assert room.strip(), setting.name
        assert room != "later", f"{setting.name}: later in which room?"


def test_a_machine_as_it_left_the_factory_shows_names_and_lets_everybody_in() -> None:
    somebody = fresh()

    assert "alice" in names_in_the_job_list(somebody)[0]
