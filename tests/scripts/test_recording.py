"""What a recording is written like: as a person would have written it, and without anybody's secrets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.settings.authentication import AUTO_LOGOUT
from device.settings.security import PASSWORD_ENTRY_LIMIT
from device.settings.system import ENERGY_SAVER_TIMER
from panel.keys import Key
from panel.scripts.loading import loads
from panel.scripts.outcome import Passed
from panel.scripts.parser import parse
from panel.scripts.recording.apart import Sign, quoted, telling_apart
from panel.scripts.recording.recorder import NOT_FRESH, Recorder

from .person import ACCEPT, DELETE, ENTER, LOGIN, NEXT_SET, Person, Prepared, played, trail


@pytest.fixture
def person() -> Person:
    return Person()


def steps(person: Person) -> list[str]:
    """The lines of the script below its head."""
    lines = person.script.splitlines()
    return [line for line in lines if line and not line.startswith(("#", "secret "))]


# The manual's procedure

DRIVER_KEY = """\
# Recorded from a test.
# The machine was as it left the factory.
# Play it: P800_ADMIN_PASSWORD=... P800_DRIVER_KEY=... p800 keys run FILE

secret ADMIN_PASSWORD = env P800_ADMIN_PASSWORD
secret DRIVER_KEY = env P800_DRIVER_KEY

press Menu
check selected "Paper Input"
press [Login]
check line 1 "Login User Name"
press [Enter]
type "admin"
press [Accept] [Enter]
type $ADMIN_PASSWORD
press [Accept]
expect selected "Paper Input"
select "Security Options" > "Extended Security" > "Driver Encryption Key"
press [Enter]
type $DRIVER_KEY
press [Accept] [Enter]
type $DRIVER_KEY
press [Accept]
check selected "Driver Encryption Key"
press [Logout]
check line 1 "Log out?"
press [Yes]
"""


def test_the_manuals_driver_key_procedure_by_arrows_becomes_the_script_one_would_write(
    person: Person,
) -> None:
    person.press(Key.MENU)
    person.wait(1)
    person.press(LOGIN)
    person.wait(2)
    person.press(ENTER)
    person.type("admim")
    person.press(DELETE, *[Key.RIGHT] * 3, Key.LEFT, Key.LEFT, Key.OK, ACCEPT, ENTER, ACCEPT)
    person.go("Security Options", "Extended Security", "Driver Encryption Key")
    for _ in range(2):
        person.press(ENTER)
        person.type("aZ9b")
        person.press(ACCEPT)
    person.wait(1)
    person.press(LOGIN)
    person.wait(1)
    person.press(ENTER)

    script = person.script.replace("press Menu\nselect", "select")

    assert script == DRIVER_KEY
    outcome, machine = played(person.script, {"P800_ADMIN_PASSWORD": "", "P800_DRIVER_KEY": "aZ9b"})
    assert isinstance(outcome, Passed)
    assert trail(machine) == person.trail


# Lists


def test_ways_through_lists_are_selections_on_one_line(person: Person) -> None:
    person.press(Key.MENU, Key.DOWN, Key.UP, Key.DOWN, Key.DOWN, Key.OK, Key.DOWN, Key.OK)

    assert steps(person) == ["press Menu", 'select "List/Test Print" > "Error Log"']


def test_keys_that_only_look_through_a_list_stay_keys(person: Person) -> None:
    person.press(Key.MENU, *[Key.DOWN] * 3, Key.ESCAPE, Key.MENU)

    assert steps(person) == ["press Menu Down*3 Escape Menu"]


def test_a_choice_is_selected_by_its_name_without_the_mark(person: Person) -> None:
    person.log_in("admin", "")
    person.go("Host Interface", "Network", "Permit SSL/TLS Comm.")
    person.press(Key.DOWN, Key.OK)

    assert steps(person)[-1] == (
        'select "Host Interface" > "Network" > "Permit SSL/TLS Comm." > "Ciphertext/Cleartext"'
    )


def test_an_item_whose_name_is_cut_is_selected_by_what_it_opened(person: Person) -> None:
    person.log_in("admin", "")
    person.go("Security Options", "Extended Security")
    while not person.display.lines[person.display.selected or 0].startswith("Driver Encryption Key:"):
        person.press(Key.DOWN)
    person.press(Key.OK)

    assert steps(person)[-1].endswith('> "Driver Encryption Key:Encryption Strength"')


def test_a_selected_row_that_scrolls_is_no_change_by_itself(person: Person) -> None:
    person.log_in("admin", "")
    person.go("Security Options", "Extended Security")
    while not person.display.lines[person.display.selected or 0].startswith("Driver Encryption Key:"):
        person.press(Key.DOWN)
    before = person.display.lines
    person.wait(3)
    assert person.display.lines != before
    person.press(Key.MENU)

    assert sum(line.startswith("expect") for line in steps(person)) == 1
    assert steps(person)[-1] == "press Menu"


# Entries


def login_name(person: Person) -> None:
    person.press(Key.MENU, LOGIN, ENTER)


@pytest.mark.parametrize("text", ["a b", "Ab9!", "", "  "])
def test_characters_chosen_with_arrows_are_typed(person: Person, text: str) -> None:
    login_name(person)
    person.press(Key.RIGHT, Key.DOWN, NEXT_SET)
    person.type(text)
    person.press(Key.LEFT)

    assert steps(person) == ["press Menu [Login] [Enter]", *([f'type "{text}"'] if text else [])]


def test_characters_taken_back_are_not_typed_and_those_that_stood_there_are_deleted(person: Person) -> None:
    person.log_in("admin", "")
    person.go("Host Interface", "Network", "Host Name")
    stood = person.display.lines[1].strip()
    person.type("abc")
    person.press(*[DELETE] * (3 + len(stood)))
    person.type("x1")
    person.press(ACCEPT)

    assert steps(person)[-2:] == ['type "x1"', "press [Accept]"]
    assert steps(person)[-3] == f"press [Delete]*{len(stood)}"


def test_what_the_display_does_not_tell_is_pressed_as_it_was(person: Person) -> None:
    login_name(person)
    person.press(Key.RIGHT, *[Key.OK] * 40, *[DELETE] * 3, ACCEPT)

    assert steps(person) == ["press Menu [Login] [Enter] Right OK*40 [Delete]*3 [Accept]"]


def test_a_number_is_set_by_keys(person: Person) -> None:
    person.log_in("admin", "")
    person.go("Maintenance", "General Settings", "Energy Saver Mode", "Energy Saver Timer")
    person.press(Key.LEFT, Key.UP, Key.UP, Key.RIGHT, Key.DOWN, Key.OK)

    assert steps(person)[-1] == "press Left Up*2 Right Down OK"


@given(st.text(max_size=40))
def test_any_text_is_quoted_so_that_it_is_read_back(text: str) -> None:
    (case,) = parse(f"type {quoted(text)}").cases

    assert case.body[0].text.parts == (text,)  # type: ignore[union-attr]


# Time


def test_whoever_pauses_looks(person: Person) -> None:
    person.gap = 1
    person.press(Key.MENU, LOGIN, Key.ESCAPE, Key.ESCAPE, Key.MENU)

    assert steps(person) == [
        "press Menu",
        'check selected "Paper Input"',
        "press [Login]",
        'check line 1 "Login User Name"',
        "press Escape",
        'check selected "Paper Input"',
        "press Escape",
        'check line 1 "Ready"',
        "press Menu",
    ]


def test_a_message_that_went_away_is_waited_for(person: Person) -> None:
    person.log_in("nobody", "")
    person.wait(2.5)
    person.press(Key.MENU)

    assert steps(person)[-2:] == ['expect selected "Paper Input" within 4s', "press Menu"]


def test_a_message_that_is_pressed_away_is_expected(person: Person) -> None:
    person.log_in("nobody", "")
    person.press(Key.OK)

    assert steps(person)[-2:] == ['expect screen "Authentication has failed."', "press OK"]


def test_auto_logout_is_waited_for(person: Person) -> None:
    person.press(Key.MENU)
    person.wait(200)
    person.press(Key.MENU)

    assert steps(person) == ["press Menu", 'expect line 1 "Ready" within 181s', "press Menu"]


def test_auto_logout_that_cannot_be_seen_is_a_pause(person: Person) -> None:
    person.gap = 0
    person.log_in("admin", "")
    person.press(Key.ESCAPE)
    person.wait(185)
    person.press(Key.MENU)

    assert steps(person)[-3:] == [
        "advance 185s",
        'expect audit "logged out admin Auto Logout" within 1s',
        "press Menu",
    ]
    outcome, machine = played(person.script, person.environment)
    assert isinstance(outcome, Passed)
    assert ("logged out", "admin", "Auto Logout", "admin") in trail(machine)


def test_what_only_the_audit_tells_is_expected_of_it(person: Person) -> None:
    person.go("List/Test Print", "Config. Page")
    person.press(ENTER, Key.MENU, *[Key.DOWN] * 9, Key.OK)

    assert 'expect audit "job job 1 printed: Config. Page" within 4s' in steps(person)
    outcome, machine = played(person.script, {})
    assert isinstance(outcome, Passed)
    assert trail(machine) == person.trail


@pytest.mark.parametrize("apart", [0.0, 3.0, 12.0])
def test_failed_logins_are_as_far_apart_as_they_were_once_somebody_has_set_how_many_may_be(
    person: Person, apart: float
) -> None:
    person.log_in("admin", "")
    person.go(
        "Security Options", "Extended Security", "Password Entry Violation", "Max. Allowed No. of Access"
    )
    person.press(Key.LEFT, *[Key.DOWN] * 3, Key.RIGHT, Key.UP, Key.UP, Key.OK)
    assert person.machine.store[PASSWORD_ENTRY_LIMIT] == 2
    person.gap = 0.01
    for _ in range(5):
        person.log_in("admin", "x")
        person.press(Key.OK)
        person.wait(apart)
    assert any(deed == "violation" for deed, *_ in person.trail) is (apart == 0)

    outcome, machine = played(person.script, person.environment)

    assert isinstance(outcome, Passed)
    assert trail(machine) == person.trail


def test_a_long_pause_is_a_pause(person: Person) -> None:
    person.press(Key.MENU)
    person.wait(45)
    person.press(Key.DOWN, Key.ESCAPE)

    assert steps(person)[1:] == ['check selected "Paper Input"', "advance 45.2s", "press Down Escape"]


def test_a_display_that_shows_no_more_than_another_is_told_by_what_is_missing(person: Person) -> None:
    rest = person.display
    person.press(Key.MENU)
    menu = person.display
    both = menu._replace(lines=(rest.lines[0], *menu.lines[1:]), title=rest.title, selected=None)
    less = both._replace(lines=(rest.lines[0], *(" " * 25,) * 3), labels=("", "", ""))

    assert telling_apart(menu, [rest]) == 'selected "Paper Input"'
    assert telling_apart(less, [both]).startswith("no ")
    assert telling_apart(rest, [rest]) == ""
    assert Sign("line 1", "Ready").is_on(rest)


@pytest.mark.parametrize("keys", [[Key.OK, Key.OK], [Key.DOWN, Key.OK], [Key.RIGHT, Key.OK]])
def test_a_key_that_only_wakes_the_machine_wakes_it_in_the_script_too(keys: list[Key]) -> None:
    sleepy: Prepared = {AUTO_LOGOUT: 0, ENERGY_SAVER_TIMER: 1}
    for way in (("Host Interface", "Network", "Host Name"), ("List/Test Print",)):
        person = Person(sleepy)
        person.go(*way)
        person.wait(61.5)
        person.press(*keys, ACCEPT)

        outcome, machine = played(person.script, person.environment, sleepy)

        assert isinstance(outcome, Passed)
        assert trail(machine) == person.trail


# Secrets


def recorded_login(password: str, key: str) -> Person:
    person = Person()
    person.log_in("admin", password)
    person.wait(3)
    person.log_in("admin", "")
    person.go("Security Options", "Extended Security", "Driver Encryption Key")
    for text in (key, key):
        person.press(ENTER)
        person.type(text)
        person.press(ACCEPT)
    return person


SECRETS = st.text(alphabet="abcXYZ019", min_size=1, max_size=32)


@given(SECRETS, SECRETS)
def test_nothing_of_a_secret_shows_in_a_recording_not_even_its_length(password: str, key: str) -> None:
    person = recorded_login(password, key)

    assert person.script == recorded_login("q", "wwww").script
    assert not any(len(text) > 3 and text in person.script for text in (password, key))
    kept = repr(person.recorder) + repr(vars(person.recorder))
    assert not any(len(text) > 3 and text in kept for text in (password, key))
    assert "****" not in kept


def test_nothing_of_a_secret_that_is_being_entered_shows(person: Person) -> None:
    person.press(Key.MENU, LOGIN, ENTER, ACCEPT)
    login_name(person)
    person.type("admin")
    person.press(ACCEPT, ENTER)
    before = person.script
    person.type("Zebra")

    assert person.script == before
    assert "Zebra" not in repr(person.recorder)
    person.press(Key.ESCAPE)
    assert person.script.rstrip().endswith("[Enter] Escape")


def test_different_texts_under_one_title_are_different_secrets(person: Person) -> None:
    person.log_in("admin", "a")
    person.wait(3)
    person.log_in("admin", "b")
    person.wait(3)
    person.log_in("admin", "a")
    person.wait(3)
    person.log_in("", "")
    person.wait(3)
    person.log_in("1st", "c")

    assert [line for line in steps(person) if line.startswith("type $")] == [
        "type $ADMIN_PASSWORD",
        "type $ADMIN_PASSWORD_2",
        "type $ADMIN_PASSWORD",
        "type $LOGIN_PASSWORD",
    ]
    assert person.environment == {
        "P800_ADMIN_PASSWORD": "a",
        "P800_ADMIN_PASSWORD_2": "b",
        "P800_LOGIN_PASSWORD": "c",
    }


def test_a_refused_secret_that_is_corrected_tells_not_how_long_it_was(person: Person) -> None:
    person.log_in("admin", "")
    person.go("Security Options", "Extended Security", "Driver Encryption Key")
    person.press(ENTER)
    person.type("a b")
    person.press(ACCEPT)
    assert person.display.private
    person.wait(5)
    person.press(DELETE, DELETE, ACCEPT)

    script = person.script

    assert "press [Delete]*128  # whatever was there\ntype $DRIVER_KEY_2\npress [Accept]" in script
    outcome, machine = played(script, person.environment)
    assert isinstance(outcome, Passed)
    assert trail(machine) == person.trail


# The whole


def test_a_recording_of_nothing_is_a_script_without_steps() -> None:
    assert loads(Recorder("nothing", key=b"k").text()).cases == ()


def test_whether_the_machine_was_fresh_is_said(person: Person) -> None:
    person.recorder.is_fresh = False

    assert f"# {NOT_FRESH}" in person.script


def test_long_rows_of_keys_go_over_several_lines(person: Person) -> None:
    person.press(*[Key.MENU, Key.ESCAPE] * 20)

    assert max(map(len, steps(person))) <= 72
