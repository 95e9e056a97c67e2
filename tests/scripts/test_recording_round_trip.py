"""Any walk at the panel, recorded and played on a fresh machine, leaves the same audit trail."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.settings.authentication import (
    AUTO_LOGOUT,
    LOCKOUT,
    LOCKOUT_ATTEMPTS,
    LOCKOUT_RELEASE,
    LOCKOUT_TIME,
)
from device.settings.system import ENERGY_SAVER_TIMER
from panel.keys import SELECTION, Key
from panel.scripts.outcome import Passed

from .person import ACCEPT, WAYS, Person, Prepared, played, trail
from .person import settings as settings_of

#: Seconds between two keys: hasty, usual, thoughtful.
GAPS = (0.0, 0.2, 0.9, 3.0)
#: Seconds of doing nothing: reading, a message that goes, away from the panel, Auto Logout, a lock that ends.
WAITS = (0.5, 1.5, 2.5, 7.0, 12.0, 31.0, 61.5, 100.0, 170.0, 181.0, 400.0)
KEYS = [*Key, *[Key.OK, Key.DOWN] * 4, *SELECTION * 2]
NAMES = st.sampled_from(("admin", "supervisor", "nobody", "", "a b", "Admin"))
PASSWORDS = st.sampled_from(("", "", "ab", "Zx9", " a", "wrong!"))
#: A machine on which two wrong passwords lock an account for a minute: nobody can make it so at the panel.
LOCKING = {LOCKOUT: True, LOCKOUT_ATTEMPTS: 2, LOCKOUT_RELEASE: True, LOCKOUT_TIME: 1}
#: Nobody is logged out, and the machine sleeps after a minute.
SLEEPY = {AUTO_LOGOUT: 0, ENERGY_SAVER_TIMER: 1}
SHORT = {AUTO_LOGOUT: 10}

actions = st.one_of(
    st.tuples(st.just("press"), st.lists(st.sampled_from(KEYS), min_size=1, max_size=12)),
    st.tuples(
        st.just("press"), st.lists(st.sampled_from((*SELECTION, Key.OK, Key.RIGHT, Key.UP)), max_size=40)
    ),
    st.tuples(st.just("go"), st.sampled_from(WAYS)),
    st.tuples(st.just("type"), st.text(alphabet="abkz AZ09!", max_size=6)),
    st.tuples(st.just("log in"), NAMES, PASSWORDS),
    st.tuples(st.just("log in"), st.just("admin"), st.just("")),
    st.tuples(st.just("wait"), st.sampled_from(WAITS)),
    st.tuples(st.just("gap"), st.sampled_from(GAPS)),
    st.tuples(st.just("accept")),
    st.tuples(
        st.just("key twice"), st.text(alphabet="abZ9", max_size=4), st.text(alphabet="abZ9", max_size=4)
    ),
)


def do(person: Person, name: str, *given: Any) -> None:
    match name:
        case "press":
            person.press(*given[0])
        case "go":
            person.go(*given[0])
        case "type":
            person.type(given[0])
        case "log in":
            person.log_in(*given)
        case "wait":
            person.wait(given[0])
        case "gap":
            person.gap = given[0]
        case "accept":
            person.press(ACCEPT)
        case "key twice":
            person.go("Security Options", "Extended Security", "Driver Encryption Key")
            for text in given:
                person.press(SELECTION[0])
                person.type(text)
                person.press(ACCEPT)


def check(person: Person, prepared: Prepared = MappingProxyType({})) -> None:
    """Play what was recorded: the machine must have come to the same."""
    script = person.script

    outcome, machine = played(script, person.environment, prepared)

    assert outcome is None or isinstance(outcome, Passed), f"{outcome}\n{script}"
    assert trail(machine) == person.trail, script
    assert settings_of(machine) == settings_of(person.machine), script


def walked(walk: list[Any], prepared: Prepared = MappingProxyType({})) -> None:
    """Take the walk and check its recording."""
    person = Person(prepared)
    for action in walk:
        do(person, *action)
    check(person, prepared)


@given(st.lists(actions, max_size=12))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_recording_of_any_walk_leads_to_the_same_audit_trail(walk: list[Any]) -> None:
    walked(walk)


#: On what time does: logins that fail mostly, and pauses.
hurried = st.one_of(
    st.tuples(st.just("log in"), st.just("supervisor"), PASSWORDS),
    st.tuples(st.just("log in"), st.just("admin"), PASSWORDS),
    st.tuples(st.just("wait"), st.sampled_from(WAITS)),
    st.tuples(st.just("gap"), st.sampled_from(GAPS)),
    st.tuples(st.just("press"), st.lists(st.sampled_from(KEYS), min_size=1, max_size=6)),
    st.tuples(st.just("go"), st.sampled_from(WAYS)),
)


@pytest.mark.parametrize("prepared", [LOCKING, SLEEPY, SHORT], ids=["locking", "sleepy", "short"])
@given(st.lists(hurried, max_size=12))
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_what_a_machine_does_in_time_it_does_in_the_recording_too(
    prepared: Prepared, walk: list[Any]
) -> None:
    walked(walk, prepared)


@pytest.mark.prove
@pytest.mark.parametrize(
    "prepared", [{}, LOCKING, SLEEPY, SHORT], ids=["factory", "locking", "sleepy", "short"]
)
@given(st.lists(actions | hurried, max_size=25))
@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])
def test_a_recording_of_any_long_walk_leads_to_the_same_audit_trail(
    prepared: Prepared, walk: list[Any]
) -> None:
    walked(walk, prepared)
