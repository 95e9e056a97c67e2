"""The Textual app on a panel in process: keys arrive, displays are drawn, and only where they changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.events import Key as TerminalKey
from textual.pilot import Pilot
from textual.strip import Strip
from textual.worker import WorkerFailed

from device.console import BLANK
from panel.app.app import LOST_SAID, STILL_LOST, FaceApp
from panel.app.client import Attach, Client
from panel.app.faceplate import Faceplate
from panel.app.help_page import HelpPage, Page
from panel.app.hints import KEYS, Hints
from panel.app.pane import Pane
from panel.app.plan import SMALLEST, plan
from panel.attach import (
    AuditWritten,
    DisplayShown,
    Lost,
    Panel,
    PanelEvent,
    Service,
    ServicesChanged,
)
from panel.keymap import load, reserved
from panel.keys import SELECTION, Key
from panel.link import NotReachable
from tests.panel.front_client import FrontClient
from tests.panel.somebody import Somebody

#: Seconds after which something that was waited for does not come any more.
PATIENCE = 20.0


class Face:
    """The app as a test drives it, and what it shows."""

    def __init__(self, app: FaceApp, client: FrontClient, pilot: Pilot[None]) -> None:
        self.app = app
        self.client = client
        self.pilot = pilot

    def press(self, *terminal_keys: str) -> None:
        """Type keys of the terminal, by Textual's names; does not wait."""
        for key in terminal_keys:
            self.app.post_message(TerminalKey(key, key if len(key) == 1 else None))

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Let the app go on until that is so."""
        end = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < end, self.text
            await asyncio.sleep(0)

    async def until_shown(self, *texts: str) -> None:
        await self.until(lambda: all(text in self.text for text in texts))

    def rows(self, kind: type[Faceplate | Pane | Hints | Page]) -> list[str]:
        """The rows of a widget as they would be drawn now."""
        found = self.app.screen.query(kind)
        return [widget.render_line(row).text for widget in found for row in range(widget.size.height)]

    @property
    def text(self) -> str:
        return "\n".join(
            self.rows(Faceplate) if not isinstance(self.app.screen, HelpPage) else self.rows(Page)
        )


@pytest.fixture(autouse=True)
def terminal_of_many_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever terminal the tests run in."""
    monkeypatch.setenv("COLORTERM", "truecolor")


@asynccontextmanager
async def face(
    panel: Somebody, size: tuple[int, int] = (80, 24), keymap: str = "default", attach: Attach | None = None
) -> AsyncIterator[Face]:
    client = FrontClient(panel.front)
    app = FaceApp(client, load(keymap), attach=attach)
    async with app.run_test(size=size) as pilot:
        found = Face(app, client, pilot)
        await found.until(lambda: app.display_shown == panel.display)
        yield found


def test_a_panel_on_the_socket_is_a_client() -> None:
    panel: type[Client] = Panel

    assert panel.__name__ == "Panel"


async def test_what_the_machine_shows_stands_on_the_faceplate(panel: Somebody) -> None:
    async with face(panel) as seen:
        await seen.until_shown("P 800", "Ready", "Prt.Jobs")


@pytest.mark.parametrize("keymap", ["default", "vi", "numpad"])
async def test_every_key_of_every_keymap_reaches_the_panel(panel: Somebody, keymap: str) -> None:
    keys = load(keymap).keys
    async with face(panel, keymap=keymap) as seen:
        seen.press(*keys)

        await seen.until(lambda: len(seen.client.pressed) == len(keys))

    assert seen.client.pressed == [*keys.values()]


async def test_a_key_leads_to_the_display_that_the_machine_shows(panel: Somebody) -> None:
    async with face(panel) as seen:
        seen.press("m", "down")

        await seen.until(lambda: seen.app.display_shown.selected == 2)
        await seen.until_shown("2/11", "Maintenance")


@pytest.mark.parametrize("key", Key)
async def test_every_key_can_be_clicked(panel: Somebody, key: Key) -> None:
    layout = plan(*SMALLEST)
    assert layout is not None
    box = layout.keys[key]
    async with face(panel) as seen:
        await seen.pilot.mouse_down(Faceplate, offset=(box.left + 1, box.top + 1))

        assert seen.client.pressed == [key]
        assert seen.app.focused is None


async def test_a_click_beside_the_keys_presses_nothing(panel: Somebody) -> None:
    async with face(panel) as seen:
        await seen.pilot.mouse_down(Faceplate, offset=(40, 3))

        assert seen.client.pressed == []


@pytest.mark.parametrize("is_clicked", [False, True])
async def test_a_pressed_key_is_lit_for_a_moment(panel: Somebody, is_clicked: bool) -> None:
    layout = plan(*SMALLEST)
    assert layout is not None
    box = layout.keys[Key.MENU]
    async with face(panel) as seen:
        plate = seen.app.query_one(Faceplate)

        def cap() -> object:
            return [segment.style for segment in plate.render_line(box.top + 1) if "Menu" in segment.text]

        unlit = cap()
        if is_clicked:
            await seen.pilot.mouse_down(Faceplate, offset=(box.left, box.top))
        else:
            seen.press("m")

        await seen.until(lambda: cap() != unlit)
        await seen.until(lambda: cap() == unlit)


async def test_only_the_lines_that_changed_are_drawn_again(
    panel: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = plan(*SMALLEST)
    assert layout is not None
    drawn: list[int] = []
    whole = Faceplate.render_line

    def noted(plate: Faceplate, row: int) -> Strip:
        drawn.append(row)
        return whole(plate, row)

    async with face(panel) as seen:
        seen.press("m")
        await seen.until_shown("1/11")
        await seen.pilot.pause(0.3)
        monkeypatch.setattr(Faceplate, "render_line", noted)
        panel.press(Key.DOWN)

        await seen.until(lambda: bool(drawn))

    top = layout.cells.top
    assert sorted(set(drawn)) == [top, top + 1, top + 2]


async def test_keys_go_through_far_faster_than_anybody_types(panel: Somebody) -> None:
    async with face(panel) as seen:
        seen.press("m")
        await seen.until_shown("1/11")
        start = time.perf_counter()
        for _ in range(500):
            revision = panel.display.revision
            seen.press("down")
            await seen.until(lambda before=revision: panel.display.revision > before)  # type: ignore[misc]
        took = time.perf_counter() - start

    # A fraction of what it does on an idle machine: the tests share theirs.
    assert 500 / took > 300


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (200, 60)])
async def test_the_faceplate_is_whole_from_80_by_24_on(panel: Somebody, size: tuple[int, int]) -> None:
    async with face(panel, size) as seen:
        await seen.until_shown(
            "Switch", "Functions", "Suspend", "/Resume", "Job", "Reset", "Menu", "Escape", "OK"
        )


async def test_a_smaller_terminal_shows_the_display_and_says_so(panel: Somebody) -> None:
    async with face(panel, (60, 18)) as seen:
        await seen.until_shown("Ready", "Prt.Jobs", "60x18 is too small for the faceplate; it needs 80x24")

        assert "Functions" not in seen.text


async def test_a_terminal_that_grows_gets_the_faceplate(panel: Somebody) -> None:
    async with face(panel, (40, 10)) as seen:
        await seen.pilot.resize_terminal(80, 24)

        await seen.until_shown("Functions")


async def test_the_labels_of_the_small_form_can_be_clicked(panel: Somebody) -> None:
    async with face(panel, (40, 10)) as seen:
        await seen.pilot.mouse_down(Faceplate, offset=(1, 4))

        assert seen.client.pressed == [SELECTION[0]]


async def test_the_pane_shows_events_and_services_as_they_come(panel: Somebody) -> None:
    async with face(panel, (120, 40)) as seen:
        row = AuditWritten(3, "2026-11-24T22:43:46+00:00", "ned", "web", "changed", "network.host_name", "x")
        seen.client.tell(row)
        seen.client.tell(ServicesChanged((Service("raw", "raw", "127.0.0.1", 17100, "open", ""),)))

        await seen.until(lambda: "raw://127.0.0.1:17100" in "\n".join(seen.rows(Pane)))
        text = " ".join("\n".join(seen.rows(Pane)).split())
        assert "22:43:46 ned, web: changed network.host_name: x" in text


async def test_an_audit_row_of_the_machine_comes_to_the_pane(panel: Somebody) -> None:
    async with face(panel, (120, 40)) as seen:
        panel.machine.power_off()

        await seen.until(lambda: "power off" in "\n".join(seen.rows(Pane)))


async def test_tab_shows_the_pane_in_a_small_terminal_and_the_faceplate_again(panel: Somebody) -> None:
    async with face(panel) as seen:
        assert not seen.app.query_one(Pane).display

        seen.press("tab")
        await seen.until_shown("Tab: the faceplate again")
        assert seen.app.query_one(Pane).display

        seen.press("tab")
        await seen.until_shown("Functions")


async def test_keys_go_to_the_machine_while_the_pane_takes_the_room(panel: Somebody) -> None:
    async with face(panel) as seen:
        seen.press("tab", "m")

        await seen.until_shown("1/11", "Login")


async def test_the_help_stands_over_the_panel_and_no_key_goes_through(panel: Somebody) -> None:
    async with face(panel) as seen:
        seen.press("f1")
        await seen.until(lambda: isinstance(seen.app.screen, HelpPage) and "Keys of the panel" in seen.text)

        seen.press("m", "down", "pagedown", "end")
        await seen.until_shown("What is approximate")
        assert seen.client.pressed == []

        seen.press("escape")
        await seen.until(lambda: not isinstance(seen.app.screen, HelpPage))
        seen.press("m")
        await seen.until_shown("1/11")


async def test_the_look_of_the_display_changes_and_comes_round(panel: Somebody) -> None:
    async with face(panel) as seen:
        plate = seen.app.query_one(Faceplate)
        shown = [[*plate.render_line(8)]]
        for _ in range(3):
            before = shown[-1]
            seen.press("ctrl+t")
            await seen.until(lambda old=before: [*plate.render_line(8)] != old)  # type: ignore[misc]
            shown.append([*plate.render_line(8)])

    assert shown[3] == shown[0]
    assert shown[1] != shown[2]


async def test_the_casing_changes_and_comes_round(panel: Somebody) -> None:
    async with face(panel) as seen:
        plate = seen.app.query_one(Faceplate)
        before = [*plate.render_line(3)]
        seen.press("ctrl+p")
        await seen.until(lambda: [*plate.render_line(3)] != before)

        seen.press("ctrl+p")
        await seen.until(lambda: [*plate.render_line(3)] == before)


async def test_a_blinking_lamp_blinks_and_a_steady_one_needs_no_clock(panel: Somebody) -> None:
    async with face(panel) as seen:
        plate = seen.app.query_one(Faceplate)
        before = [*plate.render_line(1)]
        panel.machine.condition.note(receiving=True)
        await seen.until(lambda: [*plate.render_line(1)] != before)
        lit = [*plate.render_line(1)]

        await seen.until(lambda: [*plate.render_line(1)] != lit)
        await seen.until(lambda: [*plate.render_line(1)] == lit)


async def test_a_lost_device_is_told_on_the_face_and_keys_go_nowhere(panel: Somebody) -> None:
    async with face(panel) as seen:
        seen.client.tell(Lost("the device has gone away"))
        await seen.until_shown("The device has gone away", "Enter: attach again", "Ctrl+Q: leave")

        seen.press("m")
        await seen.pilot.pause()

        assert seen.client.pressed == []
        assert seen.app.is_lost
        assert LOST_SAID in seen.rows(Hints)[0]


async def test_ok_attaches_again_once_a_device_is_there(panel: Somebody) -> None:
    other = Somebody()
    tries: list[Client] = []

    async def attach() -> Client:
        if not tries:
            tries.append(FrontClient(other.front))
            raise NotReachable("no device answers")
        return tries[0]

    async with face(panel, attach=attach) as seen:
        seen.client.tell(Lost("the device has gone away"))
        await seen.until_shown("attach again")
        seen.press("enter")
        await seen.until(lambda: STILL_LOST in seen.rows(Hints)[0])

        seen.press("enter")
        await seen.until_shown("Ready")
        seen.press("m")
        await seen.until_shown("1/11")

        assert other.title == "Menu"
        assert seen.client.is_closed
        assert not seen.app.is_lost
        assert KEYS in seen.rows(Hints)[0]


async def test_ctrl_q_leaves_and_ctrl_c_says_so(panel: Somebody) -> None:
    async with face(panel) as seen:
        seen.press("ctrl+c")
        await seen.until(lambda: "Ctrl+Q leaves the panel" in seen.rows(Hints)[0])

        seen.press("ctrl+q")
        await seen.until(lambda: seen.app._exit)

    assert seen.app.failure is None


async def until_failed(app: FaceApp) -> None:
    async with app.run_test() as pilot:
        while app.failure is None:
            await pilot.pause(0)


class Failing(FrontClient):
    """A client that fails while a secret stands on the display."""

    async def events(self) -> AsyncIterator[PanelEvent]:
        secret = self.display._replace(lines=("tops3cret",) * 4)
        yield DisplayShown(secret)
        raise LookupError("no such thing")


async def test_an_error_of_the_face_itself_ends_it_and_prints_no_display(
    panel: Somebody, capfd: pytest.CaptureFixture[str]
) -> None:
    app = FaceApp(Failing(panel.front), load("default"))
    with pytest.raises(WorkerFailed):
        await until_failed(app)

    assert isinstance(app.failure, LookupError)
    assert capfd.readouterr() == ("", "")


async def test_the_face_keeps_exactly_the_keys_that_no_keymap_may_use(panel: Somebody) -> None:
    assert FaceApp(FrontClient(panel.front), load("default")).own_keys == frozenset(reserved())


async def test_a_display_comes_before_the_app_has_heard_of_its_size(panel: Somebody) -> None:
    plate = Faceplate(load("default"), FaceApp(FrontClient(panel.front), load("default"))._look, print)

    assert plate.display_shown == BLANK
    plate.show(panel.display)
    assert plate.display_shown == panel.display
