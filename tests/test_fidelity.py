"""Everything that the panel shows says where it is known from, and docs/fidelity.md repeats it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.condition import STATUS_WORDS, Alert, Condition, Severity
from device.settings.everything import ALL
from device.settings.kinds import AnySetting, Setting, Source
from docs.make_fidelity import PAGE, page
from panel.characters import character_sets
from panel.keys import APPROXIMATE, Key
from panel.menu import Action, Item, label_of, walk
from panel.menus import MENU
from panel.screens.wording import WORDINGS, Wording

PANEL = Path(__file__).parent.parent / "panel"

#: Modules whose words stand on the display.
SHOWING = [
    *(path for path in sorted((PANEL / "screens").glob("*.py")) if path.name != "wording.py"),
    PANEL / "front.py",
    PANEL / "menus.py",
]

#: What is written in them and never shown: names of faces, entries and slots, formats, reasons in the audit.
UNSHOWN = frozenset(
    {"general", "numerals", "down", "places", "rows", "text", "up", "Entry(", "x", "d", "no screen sets a "}
    | {"panel", "logout", "another login", "Auto Logout", "power off", "www"}
)

ITEMS = [item for _, item in walk(MENU)]


def test_the_page_is_as_the_tags_are_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "docs/fidelity.md is stale; write it anew: make docs"


@pytest.mark.parametrize("setting", ALL, ids=lambda setting: str(setting.name))
def test_a_setting_says_where_its_label_default_and_short_form_are_known_from(setting: AnySetting) -> None:
    assert isinstance(setting.source, Source)
    assert isinstance(setting.default_source or setting.source, Source)
    assert isinstance(setting.short_source, Source)


@pytest.mark.parametrize("item", ITEMS, ids=label_of)
def test_every_item_of_the_menu_carries_a_tag_and_stands_on_the_page(item: Item) -> None:
    assert isinstance(item.source, Source)
    assert label_of(item) in page()


def test_a_short_form_of_a_submenu_or_action_would_need_a_tag_of_its_own() -> None:
    # Only settings have a place for it; nothing else is shortened yet.
    assert [item.label for item in ITEMS if not isinstance(item, Setting) and item.short] == []


@pytest.mark.parametrize("name", WORDINGS)
def test_every_wording_carries_a_tag_and_stands_on_the_page(name: str) -> None:
    wording = WORDINGS[name]

    assert wording.text
    assert isinstance(wording.source, Source)
    assert f"| {wording.text} | {wording.source.value} |" in page()


@pytest.mark.parametrize("path", SHOWING, ids=lambda path: str(path.name))
def test_no_word_is_shown_that_carries_no_tag(path: Path) -> None:
    labels = {label_of(item) for item in ITEMS} | {MENU.label}
    effects = {item.effect for item in ITEMS if isinstance(item, Action)}

    untagged = set(words_in(path)) - UNSHOWN
    if path.name == "menus.py":
        untagged -= labels | effects

    assert untagged == set(), "give these a tag in panel/screens/wording.py"


def test_nothing_is_called_unshown_that_is_no_longer_there() -> None:
    assert {word for path in SHOWING for word in words_in(path)} >= UNSHOWN


def words_in(path: Path) -> Iterator[str]:
    """The strings with letters in a module, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(word)) if id(node) not in docs and any(map(str.isalpha, word)):
                yield word


def test_every_status_line_but_an_alerts_own_carries_a_tag() -> None:
    condition = Condition()
    seen = {condition.status}
    condition.note(printing=True)
    seen.add(condition.status)
    condition.note(suspended=True)
    seen.add(condition.status)
    condition.raise_alert(Alert("jam", Severity.STOP, "Paper jam"))

    assert seen == set(STATUS_WORDS)
    assert condition.status == "Paper jam"


def test_every_key_stands_on_the_page_the_siblings_keys_as_remembered() -> None:
    for key in Key:
        assert f"| {key.value} | {'R' if key in APPROXIMATE else 'V'} |" in page()


def test_character_sets_carry_tags_for_what_they_hold_and_for_how_they_lie() -> None:
    for each in character_sets().sets:
        tags = Source(each.tag).value, Source(each.layout).value
        row = next(line for line in page().splitlines() if line.startswith(f"| {each.name} |"))
        assert row.endswith(f"| {tags[0]} | {tags[1]} |")


def test_every_setting_is_counted_and_those_without_effect_are_named() -> None:
    none = [setting for setting in ALL if setting.effect == "none"]

    assert f"Of {len(ALL)} settings" in page()
    assert f"{len(none)} are stored and shown" in page()
    for setting in none:
        assert setting.label in page()


def test_words_of_ours_are_guesses_and_the_machines_are_not() -> None:
    # The manual's labels and the family's messages, typed from there.
    machines = {"Enter", "Accept", "ABC/123", "Prt.Jobs", "Login", "Logout", "Yes"}
    machines |= {"Authenticating... Please wait.", "Authentication has failed."}
    machines |= {"You do not have the privileges to use this function."}
    known = {word.text for word in WORDINGS.values() if word.source is not Source.GUESS}

    assert machines <= known
    assert Wording("Enter it once more", Source.GUESS) in WORDINGS.values()
