"""Scripts on the real Textual face: the same file, the same outcome, seen through what the face draws."""

from __future__ import annotations

from pathlib import Path

import pytest

from panel.keys import Key
from panel.scripts.app_stage import AppStage, open_app
from panel.scripts.batch import run

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    "name", ["driver-encryption-key", "permit-ssl-tls", "pictures", "faults", "held-keys"]
)
def test_an_example_passes_through_the_face(name: str) -> None:
    lines: list[str] = []

    code = run([str(EXAMPLES / f"{name}.keys")], open_app, {}, lines.append, target="app")

    assert code == 0, "\n".join(lines)


def test_what_a_script_sees_is_what_the_face_has_drawn() -> None:
    with open_app() as stage:
        seen = stage.press((Key.MENU, Key.DOWN))

        assert seen[-1].display.lines[2].startswith("Maintenance")
        assert seen[-1].display == stage.look().display


def test_the_face_is_named_in_the_audit_of_what_was_done_through_it() -> None:
    with open_app() as stage:
        log_in(stage)

        assert [row.face for row in stage.machine.audit.rows()][-1] == "app"


def log_in(stage: AppStage) -> None:
    """Log in as the factory's administrator, whose password is empty."""
    run_keys = (Key.MENU, Key.SELECT3, Key.SELECT1)
    stage.press(run_keys)
    for character in "admin":
        while character not in (line := stage.look().display.lines[2]):
            stage.press((Key.DOWN,))
        column = line.index(character)
        cursor = stage.look().display.cursor
        assert cursor is not None
        step = Key.RIGHT if column > cursor[1] else Key.LEFT
        stage.press((*(step,) * abs(column - cursor[1]), Key.OK))
    stage.press((Key.SELECT3, Key.SELECT1, Key.SELECT3))
