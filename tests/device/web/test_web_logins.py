"""Logging in at the pages, staying in, and getting out; in a browser, and as scripts of fleets do it."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from device.audit import Deed
from device.keep import Sealed
from device.people.accounts import administrator_key
from device.people.edits import Edit
from device.roles import MACHINE_ITSELF
from device.settings.authentication import AUTO_LOGOUT, LOCKOUT, LOCKOUT_ATTEMPTS
from device.web.sessions import MOST_ATTEMPTS, MOST_SESSIONS, TooBusy
from tests.device.crowd import PASSWORD

from .house import ENTRY, EVERYBODY, GUEST, LOGIN, LOGIN_FORM, Browser, House, coded

MAIN = f"{ENTRY}/webArch/mainFrame.cgi"
FIRST, SECOND = "risessionid_clear", "wimsesid_clear"


def cookies(client: TestClient[Any, Any]) -> dict[str, str]:
    return {cookie.key: cookie.value for cookie in client.session.cookie_jar}


async def script_login(client: TestClient[Any, Any], name: str, password: str) -> Any:
    """As scripts of today do it [C]: the token from the form, both fields in base64, no redirect."""
    form = await (await client.get(LOGIN_FORM)).text()
    (token,) = set(re.findall(r'name="wimToken" value="(\d+)"', form))
    fields = {
        "wimToken": token,
        "userid_work": "",
        "userid": coded(name),
        "password_work": "",
        "password": coded(password),
    }
    return await client.post(LOGIN, data=fields, allow_redirects=False)


async def test_as_scripts_know_it_a_login_is_a_302_to_the_main_frame_with_two_cookies(
    client: TestClient[Any, Any],
) -> None:
    response = await script_login(client, "ned", PASSWORD)

    assert response.status == 302
    assert response.headers["Location"] == MAIN
    given = response.headers.getall("Set-Cookie")
    assert [line.split("=")[0] for line in given] == [FIRST, SECOND]
    for line in given:
        assert "HttpOnly" in line
        assert "SameSite=Strict" in line
        assert "Max-Age" not in line
        assert "expires" not in line.lower()
        assert "Secure" not in line


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name])
async def test_everybody_with_an_account_logs_in_and_out_in_a_browser(name: str, browser: Browser) -> None:
    page = await browser.log_in(name)

    assert browser.path == MAIN
    assert f"Logged in: {name}" in page.text

    page = await browser.send("wimToken")
    assert browser.path == f"{GUEST}/webArch/mainFrame.cgi"
    assert "Logged in" not in page.text
    assert set(cookies(browser.client)) == {FIRST}  # a guest's anew


@pytest.mark.parametrize(
    ("name", "password"), [("ned", "wrong"), ("nobody", PASSWORD), ("", ""), ("a b", "wr0ng")]
)
async def test_a_wrong_login_gives_the_page_again_with_the_machines_words(
    name: str, password: str, house: House, browser: Browser
) -> None:
    page = await browser.log_in(name, password)

    assert browser.status == 200
    assert "Authentication has failed." in page.text
    assert len(house.site.sessions) == 0
    if password:
        assert password not in browser.source
    if name:
        assert name not in browser.source
    await browser.get(MAIN)
    assert browser.path == f"{LOGIN_FORM}?ended=1"


async def test_a_login_that_is_not_base64_is_told_so(client: TestClient[Any, Any]) -> None:
    browser = Browser(client)
    await browser.get(LOGIN_FORM)
    await browser.post(LOGIN, [("wimToken", browser.token), ("userid", "%%"), ("password", "")])

    assert browser.status == 400
    assert "The field userid is not UTF-8 in base64." in browser.page.text


async def test_locked_out_is_locked_out_here_too(house: House, browser: Browser) -> None:
    house.set(LOCKOUT, True)
    house.set(LOCKOUT_ATTEMPTS, 2)

    await browser.log_in("ned", "wrong")
    await browser.log_in("ned", "wrong")
    page = await browser.log_in("ned")

    assert "Authentication has failed." in page.text


# No fixation


async def test_a_login_gives_new_cookies_whatever_was_brought(client: TestClient[Any, Any]) -> None:
    browser = Browser(client)
    await browser.get(LOGIN_FORM)
    guest, token = cookies(client)[FIRST], browser.token

    await browser.log_in("ned")
    first = cookies(client)
    assert first[FIRST] != guest
    assert browser.token != token

    await browser.log_in("ned")
    assert cookies(client)[FIRST] != first[FIRST]
    assert cookies(client)[SECOND] != first[SECOND]


@pytest.mark.parametrize("spoilt", [FIRST, SECOND])
async def test_both_cookies_are_needed(spoilt: str, client: TestClient[Any, Any]) -> None:
    await script_login(client, "ned", PASSWORD)
    assert (await client.get(MAIN, allow_redirects=False)).status == 200

    client.session.cookie_jar.update_cookies({spoilt: "0" * 32}, client.make_url("/web/"))
    client.session.cookie_jar.clear(lambda cookie: cookie.key == spoilt)

    response = await client.get(MAIN, allow_redirects=False)
    assert response.status == 303
    assert response.headers["Location"].startswith(LOGIN_FORM)


async def test_the_session_before_ends_with_a_login_anew(house: House, browser: Browser) -> None:
    await browser.log_in("ned")
    (first,) = house.site.sessions

    await browser.log_in("max")

    (second,) = house.site.sessions
    assert (first.session.name, second.session.name) == ("ned", "max")
    assert "logged in anew" in [row.detail for row in house.machine.audit.rows()]


async def test_the_bare_address_leads_whoever_is_logged_in_to_their_own_pages(browser: Browser) -> None:
    await browser.log_in("ned")

    await browser.get("/")

    assert browser.path == MAIN


# Tokens


async def test_every_form_needs_its_token(house: House, browser: Browser) -> None:
    await browser.log_in("ned")
    before = len(house.machine.audit.rows())
    path = f"{ENTRY}/device/getEmail.cgi"

    for pairs in ([], [("wimToken", "")], [("wimToken", "1")], [("wimToken", "ä")]):
        await browser.post(path, [*pairs, ("mail.smtp_port", "26")])
        assert browser.status == 403
        assert "too old" in browser.page.text
    assert len(house.machine.audit.rows()) == before


async def test_a_guests_token_is_no_other_guests_and_no_sessions(browser: Browser) -> None:
    await browser.get(LOGIN_FORM)
    others = browser.token
    browser.client.session.cookie_jar.clear()
    await browser.get(LOGIN_FORM)
    assert browser.token != others

    await browser.post(LOGIN, [("wimToken", others), ("userid_work", "ned"), ("password_work", PASSWORD)])
    assert browser.status == 403

    await browser.log_in("ned")
    await browser.post(f"{ENTRY}/webArch/logout.cgi", [("wimToken", others)])
    assert browser.status == 403


async def test_a_login_without_cookies_is_refused(house: House, browser: Browser) -> None:
    await browser.get(LOGIN_FORM)
    token = browser.token
    browser.client.session.cookie_jar.clear()

    await browser.post(LOGIN, [("wimToken", token), ("userid_work", "ned"), ("password_work", PASSWORD)])

    assert browser.status == 403
    assert house.machine.audit.rows()[-1].deed is not Deed.LOGGED_IN


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://{host}"])
async def test_a_form_from_another_origin_is_refused_with_the_right_token_too(
    origin: str, house: House, browser: Browser
) -> None:
    await browser.log_in("ned")
    host = f"{browser.client.host}:{browser.client.port}"
    pairs = [("wimToken", browser.token), ("mail.smtp_port", "26")]

    await browser.post(f"{ENTRY}/device/getEmail.cgi", pairs, Origin=origin.format(host=host))
    assert browser.status == 403
    assert "another site" in browser.page.text

    await browser.post(f"{ENTRY}/device/getEmail.cgi", pairs, Origin=f"http://{host}")
    assert browser.status == 200


# How sessions end


async def test_auto_logout_counts_from_the_last_page_on_panel_time(house: House, browser: Browser) -> None:
    house.set(AUTO_LOGOUT, 60)
    await browser.log_in("ned")

    house.clock.advance(59)
    await browser.get(MAIN)
    house.clock.advance(59)
    assert len(house.site.sessions) == 1

    house.clock.advance(1)
    assert len(house.site.sessions) == 0
    page = await browser.get(MAIN)
    assert browser.path == f"{LOGIN_FORM}?ended=1"
    assert "You are not logged in" in page.text
    assert house.machine.audit.rows()[-1].detail == "Auto Logout"


async def test_the_panels_frame_that_fetches_itself_keeps_nobody_in(house: House, browser: Browser) -> None:
    house.set(AUTO_LOGOUT, 60)
    await browser.log_in("ned")

    for _ in range(4):
        house.clock.advance(15)
        await browser.get(f"{ENTRY}/webArch/panel.cgi")

    assert len(house.site.sessions) == 0


async def test_a_new_auto_logout_time_counts_at_once_and_off_never_ends(
    house: House, browser: Browser
) -> None:
    house.set(AUTO_LOGOUT, 0)
    await browser.log_in("ned")
    house.clock.advance(10_000)
    assert len(house.site.sessions) == 1

    house.set(AUTO_LOGOUT, 10)
    house.clock.advance(0)
    assert len(house.site.sessions) == 0


async def test_a_changed_account_ends_its_sessions_wherever_it_was_changed(
    house: House, browser: Browser
) -> None:
    await browser.log_in("ned")

    house.machine.people.change(administrator_key(3), Edit(name="nell"), MACHINE_ITSELF)

    assert len(house.site.sessions) == 0
    await browser.get(MAIN)
    assert browser.path == f"{LOGIN_FORM}?ended=1"


async def test_a_form_of_a_session_that_has_ended_leads_to_the_login(house: House, browser: Browser) -> None:
    await browser.log_in("ned")
    pairs = [("wimToken", browser.token), ("mail.smtp_port", "26")]
    house.clock.advance(1000)

    await browser.post(f"{ENTRY}/device/getEmail.cgi", pairs)

    assert browser.path == f"{LOGIN_FORM}?ended=1"


async def test_logout_by_address_works_for_scripts(client: TestClient[Any, Any]) -> None:
    await script_login(client, "ned", PASSWORD)

    response = await client.get(f"{ENTRY}/webArch/logout.cgi", allow_redirects=False)
    assert response.status == 302
    assert response.headers["Location"] == f"{GUEST}/webArch/mainFrame.cgi"
    assert (await client.get(MAIN, allow_redirects=False)).status == 303


async def test_a_look_at_the_logout_leaves_the_session(house: House, client: TestClient[Any, Any]) -> None:
    await script_login(client, "ned", PASSWORD)

    await client.head(f"{ENTRY}/webArch/logout.cgi", allow_redirects=False)

    assert len(house.site.sessions) == 1


async def test_a_logout_that_cannot_be_written_is_one_all_the_same(house: House, browser: Browser) -> None:
    await browser.log_in("ned")
    house.keep.is_full = True

    await browser.send("wimToken")

    assert browser.path == f"{GUEST}/webArch/mainFrame.cgi"
    assert len(house.site.sessions) == 0


async def test_nobody_logs_in_while_nothing_can_be_written(house: House, browser: Browser) -> None:
    await browser.get(LOGIN_FORM)
    house.keep.is_full = True

    page = await browser.send(userid_work="ned", password_work=PASSWORD)

    assert browser.status == 503
    assert "could not be saved" in page.text
    assert len(house.site.sessions) == 0


# Many


async def test_sessions_are_so_many_at_most_and_the_longest_unused_makes_room(house: House) -> None:
    async with house.client():
        sessions = house.site.sessions
        opened = []
        for _ in range(MOST_SESSIONS):
            house.clock.advance(0.5)
            opened.append(await sessions.log_in("ned", Sealed(PASSWORD), house.do, is_secure=False))
        sessions.used(opened[0])

        new = await sessions.log_in("max", Sealed(PASSWORD), house.do, is_secure=False)

    assert len(sessions) == MOST_SESSIONS
    assert {opened[0], new} <= set(sessions)
    assert opened[1] not in sessions


async def test_passwords_are_checked_so_many_at_once_at_most(house: House) -> None:
    async with house.client():
        sessions, gate = house.site.sessions, asyncio.Event()

        async def slow(errand: Any) -> Any:
            await gate.wait()
            return await house.do(errand)

        tries = [
            asyncio.ensure_future(sessions.log_in("ned", Sealed(PASSWORD), slow, is_secure=False))
            for _ in range(MOST_ATTEMPTS)
        ]
        await asyncio.gather(asyncio.sleep(0))

        with pytest.raises(TooBusy):
            await sessions.log_in("ned", Sealed(PASSWORD), house.do, is_secure=False)
        gate.set()
        await asyncio.gather(*tries)
        await sessions.log_in("ned", Sealed(PASSWORD), house.do, is_secure=False)

    assert len(sessions) == MOST_ATTEMPTS + 1


async def test_a_session_is_good_over_its_own_kind_of_connection_only(house: House) -> None:
    async with house.client():
        sessions = house.site.sessions
        clear = await sessions.log_in("ned", Sealed(PASSWORD), house.do, is_secure=False)

    stolen = {"risessionid": clear.id, "wimsesid": clear.second, FIRST: clear.id, SECOND: clear.second}
    assert sessions.find(stolen, is_secure=True) is None
    assert sessions.find(stolen, is_secure=False) is clear
    for secret in (clear.id, clear.second, clear.token):
        assert secret not in repr(clear)
