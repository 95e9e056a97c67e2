"""What a page is to its reader: labels, headings, contrast, and never a secret."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from device.faults import put_fault
from device.jobs import JobKind
from device.keep import Sealed
from device.roles import nobody
from device.settings.everything import ALL
from device.settings.kinds import Secret
from device.settings.security import RESTRICT_DISPLAY
from device.web import pages
from device.web.pages import BY_ADDRESS, Page, Place

from .house import ENTRY, EVERYBODY, GUEST, Browser, House

SECRET = "Zq7mark"

PLACES = [place for place in vars(pages).values() if isinstance(place, Place) and place is not pages.LOGOUT]
ADDRESSES: list[Place | Page] = [*PLACES, *BY_ADDRESS.values()]


def keep_secrets(house: House) -> None:
    for setting in ALL:
        if isinstance(setting, Secret):
            house.set(setting, Sealed(SECRET))


@pytest.mark.parametrize("name", EVERYBODY)
async def test_pages_have_one_heading_labels_for_all_fields_and_never_a_secret(
    name: str, house: House, browser: Browser
) -> None:
    keep_secrets(house)
    if name:
        await browser.log_in(name)

    for address in ADDRESSES:
        page = await browser.get(address.path("entry" if name else "guest"))
        where = address.path("guest")

        assert browser.status in (200, 403), where
        assert SECRET not in browser.source, where
        assert "<script" not in browser.source, where
        assert "style=" not in browser.source, where
        assert len(set(page.ids)) == len(page.ids), where
        assert page.described <= set(page.ids), where
        assert set(page.unlabelled) <= page.labelled, where
        assert page.labelled - {""} <= set(page.ids), where
        if address is not pages.PANEL:
            assert page.tags.count("h1") == page.tags.count("main") == 1, where
            assert '<html lang="en">' in browser.source


async def test_help_tells_of_every_setting_of_its_page(browser: Browser) -> None:
    for page in BY_ADDRESS.values():
        shown = await browser.get(f"{GUEST}/webArch/help.cgi?of={page.module}/{page.name}")

        assert f"Help: {page.title}" in shown.text
        for setting in page.settings:
            assert setting.help in shown.text

    assert "Auto Logout" in (await browser.get(f"{GUEST}/webArch/help.cgi?of=<b>")).text


async def test_what_people_enter_is_shown_as_text_and_not_as_a_page(house: House, browser: Browser) -> None:
    await browser.log_in("ned")
    await browser.get(f"{ENTRY}/device/getSystem.cgi")

    page = await browser.send_fields({"network.location": '"><b>here</b>'})
    assert dict(browser.pairs("network.location")[1])["network.location"] == '"><b>here</b>'
    assert "b" not in page.tags

    await browser.get(f"{GUEST}/status/configuration.cgi")
    assert '"><b>here</b>' in browser.page.text
    assert "b" not in browser.page.tags


async def test_what_was_entered_stands_there_again_after_a_refusal_but_secrets(browser: Browser) -> None:
    await browser.log_in("ned")
    await browser.get(f"{ENTRY}/device/getEmail.cgi")

    page = await browser.send_fields(
        {"mail.smtp_server": "m.example.com", "mail.smtp_port": "70000", "mail.smtp_password": SECRET}
    )

    assert browser.status == 422
    assert "SMTP Port No.: 70000 is out of range; enter 1 to 65535" in page.text
    assert 'href="#mail-smtp-port"' in browser.source
    sent = dict(browser.pairs("mail.smtp_port")[1])
    assert sent["mail.smtp_server"] == "m.example.com"
    assert sent["was:mail.smtp_server"] == ""
    assert sent["mail.smtp_port"] == "70000"
    assert sent["mail.smtp_password"] == ""
    assert SECRET not in browser.source


async def test_home_shows_what_is_wrong_and_the_panel(house: House, browser: Browser) -> None:
    put_fault(house.machine.condition, "media-empty", True)

    page = await browser.get(f"{GUEST}/webArch/topPage.cgi")
    assert "Out of Paper" in page.text
    assert "Load paper." in page.text
    assert "iframe" in page.tags

    page = await browser.get(f"{GUEST}/webArch/panel.cgi")
    assert 'http-equiv="refresh"' in browser.source
    assert "Alert: on, red" in page.text

    page = await browser.get(f"{GUEST}/status/getSupplies.cgi")
    assert "Paper Out of Paper" in page.text
    assert "Toner OK" in page.text


async def test_the_panel_shows_no_secret_that_is_being_entered(house: House, browser: Browser) -> None:
    console = house.machine.console
    lines = ("Driver Key".ljust(25), SECRET.ljust(25), " " * 25, " " * 25)
    console.connect(
        lambda revision: console.public._replace(lines=lines, title="Driver Key", revision=revision)
    )
    console.publish(private=True)

    page = await browser.get(f"{GUEST}/webArch/panel.cgi")

    assert SECRET not in browser.source
    assert "Driver Key" in page.text
    assert "****" in page.text


async def test_owners_of_jobs_are_hidden_from_guests_when_names_are_restricted(
    house: House, browser: Browser
) -> None:
    house.machine.jobs.submit("Plan", owner="bob", kind=JobKind.LOCKED, pages=2, by=nobody("panel"))
    path = f"{GUEST}/job/getJobList.cgi"
    assert "1 Plan bob Locked Print 2 pages Waiting" in (await browser.get(path)).text

    house.set(RESTRICT_DISPLAY, True)

    assert "1 Plan ******** Locked Print" in (await browser.get(path)).text


async def test_the_log_is_the_machine_administrators_else_ones_own(house: House, browser: Browser) -> None:
    path = f"{ENTRY}/device/getSystemLog.cgi"
    await browser.log_in("max")
    assert "ned web" not in (await browser.get(path)).text

    await browser.log_in("ned")
    mine = (await browser.get(path)).text
    assert "ned web logged in" in mine
    assert "max web" not in mine

    await browser.log_in("max")
    assert "ned web logged in" in (await browser.get(path)).text


# The sheet


def colors(scheme: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", scheme))


def luminance(color: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    *(("ink", ground) for ground in ("ground", "card")),
    *(("quiet", ground) for ground in ("ground", "card")),
    *(("strong", ground) for ground in ("ground", "card")),
    *(("bad", "card"), ("bad", "bad-ground"), ("good", "good-ground"), ("soon", "card")),
    *(("bar-ink", "bar"), ("strong-ink", "strong"), ("glass-ink", "glass")),
]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
@pytest.mark.parametrize("is_dark", [False, True])
def test_texts_stand_out_from_their_ground(text: str, ground: str, is_dark: bool) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1."""
    sheet = (files("device.web") / "static" / "wim.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)[:2]
    found = colors(light) | (colors(dark) if is_dark else {})

    darker, lighter = sorted((luminance(found[text]), luminance(found[ground])))

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
