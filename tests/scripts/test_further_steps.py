"""hold, settle, shot, power, fault; glass, service, reach: what each does and says when it fails."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from device.console import BLANK, Display, Indicators
from device.faults import FAULTS
from panel.keys import Key
from panel.scripts import language
from panel.scripts.cases import needs
from panel.scripts.core import CoreStage, fresh_machine
from panel.scripts.errors import ScriptError
from panel.scripts.language import CAPABILITIES
from panel.scripts.outcome import Failed, Outcome, Passed, Skipped
from panel.scripts.runner import play
from panel.scripts.standing import stands
from panel.surface import Row, Surface
from tests.scripts.toy import Text, Toy, only, played, printer

WATER = 'press [Menu]\nselect "Security Options" > "Auto Erase Memory Setting"\n'


def on_core(text: str) -> Outcome:
    machine, clock = fresh_machine()
    return play(only(text), CoreStage(machine, clock))


def found(outcome: Outcome) -> tuple[str, str]:
    assert isinstance(outcome, Failed), outcome
    return outcome.wanted, outcome.found


# -- hold


def test_a_key_is_held_for_its_time() -> None:
    toy = printer()

    outcome = played("press [Menu]\nhold Down 3s\nhold Escape 500ms", toy)

    assert toy.held == [(Key.DOWN, 3.0), (Key.ESCAPE, 0.5)]
    assert outcome == Passed(3.5, 3)


def test_a_key_is_held_by_the_label_over_it() -> None:
    toy = printer()

    played("hold [Menu] 1s", toy)

    assert toy.held == [(Key.SELECT2, 1.0)]
    assert found(played("hold [Accept] 1s"))[0] == "the label [Accept]"


def test_on_the_machine_a_held_key_is_pressed_once_and_time_passes() -> None:
    assert isinstance(
        on_core('hold Menu 5s\ncheck line 1 "Menu"\nhold Down 1s\ncheck selected "Maint"'), Passed
    )


# -- settle


def test_settle_waits_until_the_display_stands_still() -> None:
    outcome = played(WATER + 'settle 3s\ncheck line 1 "Security"')

    assert outcome == Passed(5.0, outcome.keys if isinstance(outcome, Passed) else 0)


def test_settle_without_a_time_lets_a_message_stand() -> None:
    assert isinstance(played(WATER + 'settle\ncheck line 1 "No disk"'), Passed)


def test_a_display_that_goes_on_changing_never_settles() -> None:
    toy = printer()

    def tick() -> None:
        toy.indicators = toy.indicators._replace(alert_color="" if toy.indicators.alert_color else "red")
        toy.after(0.3, tick)

    toy.after(0.3, tick)

    assert found(played("settle 400ms", toy)) == (
        "a display that stands still for 0.4 s",
        "it went on changing",
    )


def test_a_long_row_that_scrolls_does_not_keep_the_display_from_settling() -> None:
    long_row = 'press Menu\nselect "Host Interface" > "Network"\npress Down*3\nsettle 10s\n'

    assert isinstance(on_core(long_row), Passed)


class Scrolling(Toy):
    """A panel whose title is longer than its line."""

    surface = Surface("A title that is longer than the glass", (Row("Off"),))

    def __init__(self) -> None:
        super().__init__(Text(("",)))
        self._move()

    def _move(self) -> None:
        self.after(0.3, self._move)

    @property
    def display(self) -> Display:
        return self.surface.layout.display(self.indicators, self._now)


def test_a_long_title_that_scrolls_does_not_keep_the_display_from_settling() -> None:
    assert isinstance(played("settle 10s", Scrolling()), Passed)


#: Most of them about as long as a line.
LETTERS = st.one_of(*(st.text(alphabet="ab /", min_size=least, max_size=40) for least in (0, 20, 23)))
ROWS = st.lists(
    st.builds(Row, LETTERS, st.text(alphabet="ab", max_size=4), st.just("")), min_size=1, max_size=2
)
SURFACES = st.builds(
    lambda title, rows, selected, place: Surface(title, tuple(rows), selected, place=place),
    *(LETTERS, ROWS, st.sampled_from([None, 0]), st.sampled_from(["", "2/11"])),
)


@given(SURFACES, st.floats(0, 60), st.floats(0, 60))
def test_whatever_scrolls_stands(surface: Surface, one: float, other: float) -> None:
    assert stands(surface.layout.display(Indicators(), one), surface.layout.display(Indicators(), other))


@given(SURFACES, SURFACES, st.floats(0, 60))
def test_what_cannot_scroll_does_not_change_unseen(one: Surface, other: Surface, at: float) -> None:
    before, after = (surface.layout.display(Indicators(), at) for surface in (one, other))
    still = [row for row in (1, 2, 3) if row != before.selected]
    same_rows = all(before.lines[row] == after.lines[row] for row in still)
    assume(not same_rows or (before.title, before.selected) != (after.title, after.selected))

    assert not stands(before, after)


def test_another_place_beside_a_title_in_full_is_a_change() -> None:
    surface = Surface("Menu", (Row("Off"),), 0, place="1/2")
    display = surface.layout.display(Indicators())

    assert not stands(display, surface._replace(place="2/2").layout.display(Indicators()))
    assert not stands(display, display._replace(cursor=(1, 1)))


# -- power and faults


def test_a_machine_that_is_switched_off_shows_nothing_and_takes_no_keys() -> None:
    machine, clock = fresh_machine()
    stage = CoreStage(machine, clock)

    outcome = play(
        only('power off\npress Menu\ncheck no screen /[^ ]/\npower off\ncheck no line 1 "Menu"'), stage
    )

    assert isinstance(outcome, Passed)
    assert stage.look().display == BLANK


def test_what_was_set_is_there_after_power_off_and_who_was_logged_in_is_not() -> None:
    outcome = on_core(
        'press Menu [Login] [Enter]\ntype "admin"\npress [Accept] [Enter] [Accept]\n'
        'select "Host Interface" > "Network" > "Permit SSL/TLS Comm." > "Ciphertext Only"\n'
        "power off\npower on\npower on\n"
        'check setting network.permit_ssl_tls == "Ciphertext Only"\n'
        'press Menu\ncheck line 4 "Login"\n'
        'check audit "power on"\n'
    )

    assert isinstance(outcome, Passed), outcome


def test_a_machine_that_is_off_has_no_settings_to_ask_for() -> None:
    assert found(on_core('power off\ncheck setting network.host_name == "x"')) == (
        "the setting network.host_name",
        "the machine is off",
    )


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_shows_on_the_panel_until_it_is_mended(name: str) -> None:
    alert = FAULTS[name]
    outcome = on_core(
        f'check indicator alert "off"\nfault {name} on\n'
        f'check screen "{alert.text}"\ncheck no indicator alert "off"\n'
        f'fault {name} off\ncheck no screen "{alert.text}"\ncheck indicator alert "off"'
    )

    assert isinstance(outcome, Passed), outcome


def test_what_is_wrong_outlasts_the_power_switch() -> None:
    outcome = on_core(
        'fault cover-open on\npower off\npower on\ncheck screen "Cover Open"\nfault cover-open off'
    )

    assert isinstance(outcome, Passed), outcome


def test_a_setting_that_is_not_there_is_guessed_at() -> None:
    assert found(on_core('check setting network.permit_ssl_tsl == "x"'))[1] == (
        "there is no setting of that name; did you mean 'network.permit_ssl_tls'?"
    )


def test_scripts_know_the_faults_of_the_machine() -> None:
    assert tuple(FAULTS) == language.FAULTS


# -- what the target tells


@pytest.mark.parametrize(
    "condition",
    [
        "service https is open",
        "no service https is closed",
        'service "Web Image Monitor" is error',
        "reach https is tls",
        "no reach https is clear",
        'reach "Web Image Monitor" is refused',
        'glass "Read"',
        'glass 2 "y"',
        "glass 1 /^Read/",
        'no glass 9 "y"',
    ],
)
def test_what_the_target_tells_is_met(condition: str) -> None:
    toy = printer()
    toy.services = {"https": "open", "Web Image Monitor": "error"}
    toy.answers = {"https": "tls", "Web Image Monitor": "refused"}
    toy.glass_lines = ("Read", "y")

    assert isinstance(played(f"check {condition}\nexpect {condition}", toy), Passed)


@pytest.mark.parametrize(
    ("condition", "wanted", "instead"),
    [
        ("service https is closed", "service https closed now", "it is open"),
        ("reach https is clear", "a connection to https that meets clear now", "it meets tls"),
        ('glass 1 "Menu"', '"Menu" on line 1 of the glass now', 'the glass shows "Read", "y"'),
        ('glass "Menu"', '"Menu" on the glass now', 'the glass shows "Read", "y"'),
        ("service ipp is open", "the service ipp", "there is no service of that name"),
        ('setting a.b == "x"', "the setting a.b", "there is no setting of that name"),
    ],
)
def test_what_is_not_met_is_said(condition: str, wanted: str, instead: str) -> None:
    toy = printer()
    toy.services, toy.answers, toy.glass_lines = {"https": "open"}, {"https": "tls"}, ("Read", "y")

    assert found(played(f"check {condition}", toy)) == (wanted, instead)


# -- what a target cannot do


@pytest.mark.parametrize(
    ("step", "capability"),
    [
        ("hold Menu 1s", "hold"),
        ("power off", "power"),
        ("fault cover-open on", "faults"),
        ('check glass "x"', "glass"),
        ("expect service https is open", "services"),
        ("never reach https is clear for 1s", "wire"),
    ],
)
def test_a_target_without_it_skips_with_the_reason(step: str, capability: str) -> None:
    assert needs(only(step)) == {capability}
    toy = Toy(Text(("Ready",)), frozenset(CAPABILITIES) - {capability})
    assert played(step, toy) == Skipped(CAPABILITIES[capability])


# -- mistakes


@pytest.mark.parametrize(
    ("line", "where", "message"),
    [
        ("hold Down*2 1s", "1:6", "one key is held, once; leave the * out"),
        ("hold Down*1 1s", "1:6", "one key is held, once; leave the * out"),
        ("hold Down", "1:10", "the line ends where a time such as 2s, 500ms, 3m or 1h belongs"),
        ("settle soon", "1:8", "'soon' stands where a time such as 2s, 500ms, 3m or 1h belongs"),
        (
            "shot picture",
            "1:6",
            "'picture' stands where the name of the picture, a text in quotes, belongs; write \"picture\"",
        ),
        ("power up", "1:7", "unknown state 'up'; there are on, off"),
        ("fault cover on", "1:7", "unknown fault 'cover'; did you mean 'cover-open'?"),
        ("fault cover-open", "1:17", "the line ends where on or off belongs"),
        ("check service https is opn", "1:24", "unknown state 'opn'; did you mean 'open'?"),
        ("check reach https is ssl", "1:22", "unknown answer 'ssl'; there are tls, clear, refused"),
        ("check reach https tls", "1:19", "'tls' stands where is belongs"),
        ('check glass 0 "x"', "1:13", "'0' stands where the number of a line, from 1 belongs"),
    ],
)
def test_a_mistake_is_pointed_at(line: str, where: str, message: str) -> None:
    with pytest.raises(ScriptError) as caught:
        only(line)
    (problem,) = caught.value.problems
    assert f"{problem.span.line}:{problem.span.column}" == where
    assert problem.message == message
