"""Scripts on the machine itself: its menu, its entry screens, its secrets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.console import MASK
from device.settings.kinds import Setting
from panel import surface
from panel.characters import characters
from panel.menu import Menu, walk
from panel.menus import MENU
from panel.screens import entry
from panel.scripts import entering
from panel.scripts.core import CoreStage, open_core
from panel.scripts.outcome import Failed, Outcome, Passed
from panel.scripts.report import told
from panel.scripts.runner import play

from .toy import only

LOGIN = """press Menu [Login] [Enter]
type "admin"
press [Accept] [Enter] [Accept]
expect line 1 "Menu"
"""
DRIVER_KEY = 'press Menu\nselect "Security Options" > "Extended Security" > "Driver Encryption Key"\n'


@pytest.fixture
def stage() -> Iterator[CoreStage]:
    with open_core() as stage:
        yield stage


@pytest.fixture(scope="module")
def logged_in() -> Iterator[CoreStage]:
    """One machine for many small cases: logging in takes longer than they do."""
    with open_core() as stage:
        assert isinstance(play(only(LOGIN), stage), Passed)
        yield stage


LEAVES = [(path, item) for path, item in walk(MENU) if not isinstance(item, Menu)]


@pytest.mark.parametrize(("path", "leaf"), LEAVES, ids=[" > ".join(path) for path, _ in LEAVES])
def test_every_item_of_the_menu_is_selected_by_its_name(
    logged_in: CoreStage, path: tuple[str, ...], leaf: object
) -> None:
    way = " > ".join(f'"{label}"' for label in path)

    assert isinstance(play(only(f"press Menu\nselect {way}"), logged_in), Passed)
    if isinstance(leaf, Setting):
        assert logged_in.front.display.title == leaf.panel_label


def text_of(kind: str) -> st.SearchStrategy[str]:
    alphabet = "".join(row for page in characters(kind) for row in page.rows)
    return st.text(alphabet=alphabet, min_size=1, max_size=32)


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        (f"{DRIVER_KEY}press [Enter]", "general"),
        ('press Menu\nselect "Host Interface" > "Network" > "Host Name"\npress [Delete]*32', "host"),
    ],
    ids=["driver key", "host name"],
)
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_typed_as_it_is(logged_in: CoreStage, way: str, kind: str, data: st.DataObject) -> None:
    text = data.draw(text_of(kind))
    quoted = "".join("\\" + each if each in '"\\$' else each for each in text)

    assert isinstance(play(only(f'{way}\ntype "{quoted}"'), logged_in), Passed)
    screen = logged_in.front.screen
    assert isinstance(screen, entry.Entry)
    assert screen.typed == text


def test_a_space_is_looked_for_as_the_machine_shows_it() -> None:
    assert entering.SPACE == surface.SPACE


def failed(stage: CoreStage, text: str, **environment: str) -> str:
    item = only(text)
    outcome: Outcome = play(item, stage, environment)
    assert isinstance(outcome, Failed)
    return repr(outcome) + told(item, outcome)


def test_the_driver_key_shows_nowhere_when_its_case_fails(logged_in: CoreStage) -> None:
    text = f'secret KEY = env KEY\n{DRIVER_KEY}press [Enter]\ntype $KEY\ncheck screen "nowhere"'

    report = failed(logged_in, text, KEY="Zebra42")

    assert f"|Driver Encryption Key    |\n               |{MASK}  " in report
    assert not any(piece in report for piece in ("Zebra", "ra42", "*4", "*2"))


def test_keys_pressed_while_a_secret_is_entered_are_masked(logged_in: CoreStage) -> None:
    report = failed(logged_in, f'{DRIVER_KEY}press [Enter] Right*3 OK*2 Left\ncheck screen "nowhere"')

    assert report.split("the last keys: ")[1].split("\n")[0].endswith(f"OK [Enter] {MASK}")


def test_a_message_is_waited_for_on_panel_time(stage: CoreStage) -> None:
    text = """press Menu [Login] [Enter]
type "nobody"
press [Accept] [Enter] [Accept]
expect screen "Authentication has failed"
expect no screen "Authentication has failed" within 10s
expect audit "login failed"
"""
    outcome = play(only(text), stage)

    assert isinstance(outcome, Passed)
    assert outcome.seconds > 1.0


def test_a_setting_is_read_by_its_name(stage: CoreStage) -> None:
    assert isinstance(
        play(only('check setting network.permit_ssl_tls == "Ciphertext Priority"'), stage), Passed
    )
    assert "there is no setting of that name" in failed(stage, 'check setting network.nothing == "x"')
