"""The panel as a person has it: the command in a real pseudo-terminal, its screen read back."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from panel.app.plan import SMALLEST, Plan, plan
from panel.keys import Key
from tests.panel.hosted import Hosted, hosted
from tests.panel.processes import device, environment
from tests.panel.pty_screen import PtyScreen


@pytest.fixture
def running() -> Iterator[Hosted]:
    with hosted() as found:
        yield found


@pytest.fixture(scope="module")
def layout() -> Plan:
    found = plan(*SMALLEST)
    assert found is not None
    return found


def face(socket: object, columns: int = 80, rows: int = 24, **variables: str) -> PtyScreen:
    words = [sys.executable, "-W", "error", "-m", "panel", "--socket", str(socket)]
    return PtyScreen(words, columns, rows, environment(**variables))


def test_keys_and_clicks_go_to_the_machine_and_its_display_comes_back(running: Hosted, layout: Plan) -> None:
    cells, down, escape = layout.cells, layout.keys[Key.DOWN], layout.keys[Key.ESCAPE]
    with face(running.socket) as screen:
        screen.until("P 800", "Ready", "Prt.Jobs", "Switch", "Job", "Escape", "F1 Help")

        screen.key("m", "down")
        screen.until("2/11", "Maintenance", "Login")
        assert tuple(line[cells.left : cells.right] for line in screen.lines[cells.top : cells.bottom]) == (
            running.on_loop(lambda: running.host.house.front.display.lines)
        )
        ground, chosen = (screen.colors_at(cells.left, cells.top + row) for row in (1, 2))
        assert chosen == ground[::-1]

        screen.click(down.left + 2, down.top + 1)
        screen.until("3/11")
        screen.click(escape.left + 2, escape.top + 1)
        screen.until("Ready")

        screen.key("ctrl+q")
        assert screen.until_ended() == 0


def test_without_color_there_is_none_and_what_is_chosen_is_reversed(running: Hosted, layout: Plan) -> None:
    cells = layout.cells
    with face(running.socket, NO_COLOR="1") as screen:
        screen.until("Ready", "Power on", "Alert off", "Data In off")
        screen.key("m")
        screen.until("1/11")

        assert screen.colors() == {"default"}
        reversed_cells = [
            screen.is_reversed(column, cells.top + 1) for column in range(cells.left, cells.right)
        ]
        assert all(reversed_cells)
        assert not screen.is_reversed(cells.left, cells.top + 2)


def test_the_terminal_may_change_its_size_and_the_help_is_a_key_away(running: Hosted) -> None:
    with face(running.socket, 120, 40) as screen:
        screen.until("Ready", "Events", "Services")

        screen.resize(60, 15)
        screen.until("60x15 is too small for the faceplate; it needs 80x24", "Ready")
        screen.resize(80, 24)
        screen.until("Functions", "Ready")

        screen.key("f1")
        screen.until("Keys of the panel", "[Switch Functions]*")
        screen.key("enter")
        screen.until("Functions", "Ready")


def test_the_whole_screen_is_drawn_again_when_asked_for_and_after_the_background(
    running: Hosted,
) -> None:
    everything = ("P 800", "Power", "Functions", "Ready", "Prt.Jobs", "Escape", "r  F8", "F1 Help", "▝▀▀▀")
    with face(running.socket) as screen:
        screen.until(*everything)

        screen.forget()
        screen.key("ctrl+l")
        screen.until(*everything)

        screen.key("ctrl+z")
        screen.until_stopped()
        screen.forget()
        screen.go_on()
        screen.until(*everything)


def test_a_device_that_is_gone_is_told_in_place_and_leaving_says_so_with_4() -> None:
    with device("--ephemeral") as running, face(running.socket) as screen:
        screen.until("Ready", "Prt.Jobs")

        running.process.kill()
        screen.until("The device has gone away", "Enter: attach again", "p800 device")
        assert "Prt.Jobs" not in screen.text

        screen.key("ctrl+q")
        assert screen.until_ended() == 4


def test_every_casing_and_look_leaves_the_terminals_own_colors_around(running: Hosted) -> None:
    with face(running.socket, 110, 34) as screen:
        screen.until("Ready")
        for key in ("ctrl+t", "ctrl+t", "ctrl+t", "ctrl+p"):
            before = screen.colors()
            screen.key(key)
            screen.until(when=lambda seen, old=before: seen.colors() != old)  # type: ignore[misc]

            assert screen.colors_at(0, 0)[1] == "default"
            assert screen.colors_at(1, 33) == ("default", "default")
