"""The faces' end: Panel with a loop, Line without one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from device.services import Service as Listener
from device.settings.network import HOST_NAME
from panel.attach import AuditWritten, DisplayShown, Lost, Panel, PanelEvent, Service, ServicesChanged
from panel.keys import Key
from panel.line import Line
from panel.link import LinkError, NotReachable
from tests.panel.hosted import Hosted, hosted


@pytest.fixture
def device() -> Iterator[Hosted]:
    with hosted() as running:
        yield running


@asynccontextmanager
async def opened(device: Hosted, **how: object) -> AsyncIterator[Panel]:
    panel = await Panel.open(device.socket, **how)  # type: ignore[arg-type]
    try:
        yield panel
    finally:
        await panel.close()


async def until(panel: Panel, kind: type[PanelEvent]) -> PanelEvent:
    """The next event of that kind."""
    async with asyncio.timeout(30):
        async for event in panel.events():
            if isinstance(event, kind):
                return event
    raise AssertionError("the events ended")


async def test_an_open_panel_has_a_display_and_knows_its_device(device: Hosted) -> None:
    async with opened(device) as panel:
        assert panel.display.title == "Ready"
        assert (panel.greeting.link, panel.greeting.clock) == (1, "virtual")


async def test_events_begin_with_the_present_display(device: Hosted) -> None:
    async with opened(device) as panel:
        async for event in panel.events():
            assert event == DisplayShown(panel.display)
            break


async def test_a_pressed_key_comes_back_as_a_new_display(device: Hosted) -> None:
    async with opened(device) as panel:
        await until(panel, DisplayShown)

        panel.press(Key.MENU)

        shown = await until(panel, DisplayShown)
        assert isinstance(shown, DisplayShown)
        assert shown.display.title == "Menu"
        assert panel.display == shown.display


async def test_any_number_of_keys_may_be_pressed_at_once(device: Hosted) -> None:
    async with opened(device) as panel:
        panel.press(*[Key.MENU, Key.ESCAPE] * 500, Key.MENU)
        await panel.ask("settle")

        assert (await panel.ask("screen"))["display"]["title"] == "Menu"


async def test_a_face_that_looks_away_is_shown_the_newest_display_once(device: Hosted) -> None:
    async with opened(device) as panel:
        await until(panel, DisplayShown)
        for _ in range(50):
            panel.press(Key.MENU, Key.ESCAPE)
            await panel.ask("settle")
        panel.press(Key.MENU)
        await panel.ask("settle")
        # The display is sent after the answer, in the same write.
        await panel.ask("settle")

        shown = await until(panel, DisplayShown)

        assert shown == DisplayShown(panel.display)
        assert not panel._news.is_set()


async def test_audit_rows_come_as_texts_those_of_before_first(device: Hosted) -> None:
    async with opened(device) as panel:
        await panel.ask("login", name="admin", password="")
        rows = []
        async for event in panel.events():
            if isinstance(event, AuditWritten):
                rows.append((event.number, event.by, event.face, event.deed, event.subject))
            if len(rows) == 2:
                break

    assert rows == [
        (1, "", "machine", "power on", "P 801"),
        (2, "admin", "app", "logged in", "admin"),
    ]


async def test_the_table_of_services_is_told_and_told_again_when_it_changes(device: Hosted) -> None:
    async with opened(device) as panel:
        first = await until(panel, ServicesChanged)
        services = device.host.house.power.services
        row = Listener("Web Image Monitor", "https", "127.0.0.1", 8443, "closed", "no certificate")
        device.on_loop(lambda: services.put([row]))

        second = await until(panel, ServicesChanged)
        assert first == ServicesChanged(())
        told = Service("Web Image Monitor", "https", "127.0.0.1", 8443, "closed", "no certificate")
        assert second == ServicesChanged((told,))
        assert panel.services == (told,)


async def test_what_the_device_refuses_is_a_link_error(device: Hosted) -> None:
    async with opened(device) as panel:
        with pytest.raises(LinkError, match="did you mean"):
            await panel.ask("get", name="network.hostname")
        with pytest.raises(LinkError, match="needs a login"):
            await panel.ask("set", settings={HOST_NAME.name: "x"})


async def test_a_device_that_stops_is_told_as_lost_and_nothing_follows(device: Hosted) -> None:
    async with opened(device) as panel:
        device.loop.call_soon_threadsafe(device.host.stop)

        assert await until(panel, Lost) == Lost("the device has gone away")
        assert [event async for event in panel.events()] == [Lost("the device has gone away")]
        with pytest.raises(NotReachable, match="the device has gone away"):
            await panel.ask("status")
        panel.press(Key.MENU)


async def test_questions_that_are_open_when_the_device_goes_are_answered_so(device: Hosted) -> None:
    async with opened(device) as panel:
        answers = await asyncio.gather(
            panel.ask("stop"), *(panel.ask("settle") for _ in range(50)), return_exceptions=True
        )

        assert all(isinstance(answer, dict | NotReachable) for answer in answers)
        with pytest.raises(NotReachable):
            await panel.ask("status")


async def test_closing_a_panel_ends_its_events(device: Hosted) -> None:
    panel = await Panel.open(device.socket)
    await panel.close()
    await panel.close()

    assert [event async for event in panel.events()][-1] == Lost("the face has hung up")


async def test_where_no_device_is_a_panel_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotReachable, match="no device answers"):
        await Panel.open(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n", "not one JSON object"),
        (b'{"link":2,"version":"9","pid":1,"clock":"real"}\n', "version 2 of the link"),
        (b'{"event":"display","display":{}}\n', "display that is none|did not greet"),
        (b'{"answer":42}\n', "no message of the link"),
        (b"", "gone away"),
    ],
)
async def test_what_is_no_device_is_told_in_words(device: Hosted, words: bytes, what: str) -> None:
    path = device.socket.with_name("other")

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(words)
        await writer.drain()
        writer.write_eof()
        await reader.read()
        writer.close()

    async with await asyncio.start_unix_server(speak, path=path):
        with pytest.raises((LinkError, NotReachable), match=what):
            await Panel.open(path)
        with pytest.raises((LinkError, NotReachable), match=what):
            await asyncio.to_thread(Line, path)


def test_where_no_device_is_a_line_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotReachable, match=r"nothing: no device answers \(No such file or directory\)"):
        Line(tmp_path / "nothing")


def test_a_line_whose_device_goes_says_so(device: Hosted) -> None:
    with device.line() as line:
        line.ask("stop")

        with pytest.raises(NotReachable):
            [line.ask("status") for _ in range(100)]
