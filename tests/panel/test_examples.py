"""Every script of `examples/` passes on a machine in this process, and shows what it says it shows.

So does the one on the page about the language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from device.clock import VirtualClock
from device.machine import Machine
from device.roles import Role
from panel.keys import Key
from panel.scripts.cases import Item, items
from panel.scripts.core import CoreStage, fresh_machine, open_core
from panel.scripts.language import CAPABILITIES, INDICATORS
from panel.scripts.loading import load, loads
from panel.scripts.outcome import Passed
from panel.scripts.parser import CONDITIONS, VERBS
from panel.scripts.report import told
from panel.scripts.runner import play
from panel.scripts.stage import Seen
from tests.panel.somebody import NAMES, PASSWORD, staffed

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "keys.md"
EXAMPLES = ROOT / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.keys"))

#: The three that are about logging out, see the manual's step 9 and its page on logging in.
CHAPTER = EXAMPLES / "driver-encryption-key.keys"
CHAPTER_AND_YES = EXAMPLES / "driver-encryption-key-yes.keys"
MENU_LOGOUT_YES = EXAMPLES / "logout.keys"


def all_items() -> list[Item]:
    return [item for script in SCRIPTS for item in items(load(str(script)))]


def name(item: Item) -> str:
    return f"{Path(item.script.source.path).stem}: {item.title}"


def played(item: Item, stage: CoreStage, environment: Mapping[str, str]) -> None:
    outcome = play(item, stage, environment)

    assert isinstance(outcome, Passed), told(item, outcome)


@pytest.mark.parametrize("item", all_items(), ids=name)
def test_an_example_passes(item: Item) -> None:
    with open_core() as stage:
        played(item, stage, {})


def test_an_example_takes_names_and_secrets_from_the_environment() -> None:
    ned = staffed()
    stage = CoreStage(ned.machine, ned.clock)
    environment = {
        "P800_ADMIN": NAMES[Role.NETWORK],
        "P800_ADMIN_PASSWORD": PASSWORD,
        "P800_DRIVER_KEY": "fromTheEnvironment1",
    }

    played(items(load(str(CHAPTER)))[0], stage, environment)

    assert ned.key.reveal() == "fromTheEnvironment1"


def test_the_chapter_alone_ends_at_the_question() -> None:
    assert left_by(CHAPTER) == ("admin", ("Yes", "No"))


def test_the_chapter_and_yes_end_at_the_rest_screen() -> None:
    assert left_by(CHAPTER_AND_YES) == ("", ("Prt.Jobs",))


def test_menu_logout_yes_logs_out() -> None:
    assert left_by(MENU_LOGOUT_YES) == ("", ("Login",))


class Noting(CoreStage):
    """A stage that remembers the keys pressed on it."""

    def __init__(self, machine: Machine, clock: VirtualClock) -> None:
        super().__init__(machine, clock)
        self.pressed: list[Key] = []

    def press(self, keys: tuple[Key, ...]) -> Sequence[Seen]:
        self.pressed.extend(keys)
        return super().press(keys)


def left_by(script: Path) -> tuple[str, tuple[str, ...]]:
    """Who is logged in after the first case of a script, and the labels that stand there."""
    with open_core() as stage:
        played(items(load(str(script)))[0], stage, {})
        session = stage.front.session
        return session.name if session else "", tuple(filter(None, stage.front.display.labels))


def test_the_chapter_is_performed_with_the_manuals_keys_alone() -> None:
    """No [Escape] and no second [Menu]: nothing that the chapter does not name."""
    machine, clock = fresh_machine()
    stage = Noting(machine, clock)

    played(items(load(str(CHAPTER)))[0], stage, {})

    pressed = stage.pressed
    assert pressed[0] is Key.MENU
    assert pressed.count(Key.MENU) == 1
    arrows = {Key.UP, Key.DOWN, Key.LEFT, Key.RIGHT}
    selection = {Key.SELECT1, Key.SELECT2, Key.SELECT3}
    assert set(pressed) <= {Key.MENU, Key.OK} | arrows | selection


@pytest.mark.parametrize("script", [CHAPTER, CHAPTER_AND_YES], ids=lambda path: path.stem)
def test_the_chapters_steps_stand_in_its_scripts_in_order(script: Path) -> None:
    text = script.read_text(encoding="utf-8")

    # "Step 9", "Steps 1 and 2", "Steps 3 to 5", inside of the case
    named = re.findall(r"^  # Steps? (\d)(?: (?:to|and) (\d))?", text, re.MULTILINE)
    steps = [step for first, last in named for step in range(int(first), int(last or first) + 1)]
    assert steps == list(range(1, 10))


def test_the_readme_names_every_example() -> None:
    table = (EXAMPLES / "README.md").read_text(encoding="utf-8")

    assert sorted(re.findall(r"^\| `(\S+\.keys)`", table, re.MULTILINE)) == [path.name for path in SCRIPTS]


def test_the_example_of_the_languages_page_passes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    (text,) = re.findall(r"^## An example\n\n```\n(.*?)^```", page, re.MULTILINE | re.DOTALL)

    with open_core() as stage:
        played(items(loads(text))[0], stage, {})


def test_the_languages_page_has_every_word_of_it() -> None:
    page = PAGE.read_text(encoding="utf-8")

    words = {*VERBS, *CONDITIONS, *CAPABILITIES, *INDICATORS, *(key.value for key in Key)}
    assert [word for word in sorted(words) if not re.search(rf"\b{word}\b", page)] == []
