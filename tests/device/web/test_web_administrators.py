"""Program/Change Administrator: each their own account, the supervisor passwords, roles handed over."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from device.keep import Sealed
from device.people.accounts import administrator_key
from device.roles import Role
from tests.device.crowd import PASSWORD

from .house import ENTRY, GUEST, LOGIN_FORM, Browser, House

PATH = f"{ENTRY}/device/getAdministrator.cgi"
NEW = "Other-88"


async def ok(browser: Browser, account: str, **fields: str) -> None:
    """Fill in the form of that account and press its [OK]."""
    action, pairs = next(form for form in browser.page.forms if ("account", account) in form[1])
    given = {name.replace("_", ":"): text for name, text in fields.items()}
    kept = [pair for pair in pairs if pair[0] not in given]
    await browser.post(action, [*kept, *given.items()])


async def test_an_administrator_changes_their_own_password_and_logs_in_anew(browser: Browser) -> None:
    await browser.log_in("ned")
    await browser.get(PATH)

    await ok(browser, "administrator-3", password=NEW, again_password=NEW)

    assert browser.path == f"{LOGIN_FORM}?ended=1"
    await browser.log_in("ned")
    assert "Authentication has failed." in browser.page.text
    await browser.log_in("ned", NEW)
    assert "Logged in: ned" in browser.page.text


async def test_as_the_manual_asks_an_encryption_password_is_set_and_nobody_logged_out(
    house: House, browser: Browser
) -> None:
    await browser.log_in("ned")
    await browser.get(PATH)

    await ok(browser, "administrator-3", encryption=NEW, again_encryption=NEW)

    assert browser.path == f"{PATH}?done=1"
    account = house.machine.people.roll.named("ned")
    assert account is not None
    assert account.encryption.is_set

    await ok(browser, "administrator-3", clear_encryption="1")
    account = house.machine.people.roll.named("ned")
    assert account is not None
    assert not account.encryption.is_set


async def test_two_entries_that_differ_are_refused_and_not_repeated(house: House, browser: Browser) -> None:
    await browser.log_in("ned")
    await browser.get(PATH)

    await ok(browser, "administrator-3", name="nell", password=NEW, again_password=PASSWORD)

    assert browser.status == 422
    assert "Login password: the two entries differ" in browser.page.text
    assert NEW not in browser.source
    assert PASSWORD not in browser.source
    (own,) = (form for form in browser.page.forms if ("account", "administrator-3") in form[1])
    assert ("name", "nell") in own[1]
    assert house.machine.people.roll.named("nell") is None


@pytest.mark.parametrize("name", ["uma", "max", "fay", "sue", ""])
async def test_nobody_changes_another_administrators_name(
    name: str, house: House, client: TestClient[Any, Any]
) -> None:
    browser = Browser(client)
    if name:
        await browser.log_in(name)
        await browser.get(PATH)
        offered = {
            field
            for _, pairs in browser.page.forms
            if ("account", "administrator-3") in pairs
            for field, _ in pairs
        }
        assert ("password" in offered) is (name == "sue")
        assert "name" not in offered
    else:
        await browser.get(LOGIN_FORM)
    path = PATH if name else PATH.replace("entry", "guest")

    await browser.post(path, [("wimToken", browser.token), ("account", "administrator-3"), ("name", "nell")])

    assert browser.status == 403
    assert house.machine.people.roll.named("nell") is None


async def test_the_supervisor_sets_an_administrators_password(house: House, browser: Browser) -> None:
    await browser.log_in("sue")
    await browser.get(PATH)

    await ok(browser, "administrator-3", password=NEW, again_password=NEW)

    assert browser.path == f"{PATH}?done=1"
    web = await house.site.sessions.log_in("ned", Sealed(NEW), house.do, is_secure=False)
    assert web.session.name == "ned"


async def test_users_and_guests_do_not_see_who_administers(browser: Browser) -> None:
    await browser.get(PATH.replace("entry", "guest"))
    assert browser.status == 403
    assert "ned" not in browser.page.text

    await browser.log_in("bob")
    await browser.get(PATH)
    assert browser.status == 403
    page = await browser.get(f"{ENTRY}/config/configuration.cgi")
    assert "Program/Change Administrator" not in page.text


async def test_a_role_is_handed_over_by_its_holder(house: House, browser: Browser) -> None:
    await browser.log_in("ned")
    await browser.get(PATH)

    await browser.send(has="role", number="2")

    assert browser.path == f"{LOGIN_FORM}?ended=1"
    assert house.machine.people.roll.holder(Role.NETWORK).key == administrator_key(2)


@pytest.mark.parametrize(
    "fields",
    [
        [("role", "Network Administrator"), ("number", "2")],
        [("role", "Nonsense"), ("number", "2")],
        [("role", "User Administrator"), ("number", "9")],
        [("role", "User Administrator"), ("number", "")],
        [("account", "nonsense"), ("name", "x")],
        [("account", ""), ("name", "x")],
        [("account", "administrator-1"), ("account", "administrator-1")],
        [("account", "administrator-1"), ("name", "two words")],
        [("account", "administrator-1"), ("name", "ned")],
    ],
)
async def test_whatever_is_wrong_is_said_and_changes_nothing(
    fields: list[tuple[str, str]], house: House, browser: Browser
) -> None:
    await browser.log_in("uma")
    before = house.machine.people.roll

    await browser.post(PATH, [("wimToken", browser.token), *fields])

    assert browser.status in (400, 403, 422)
    assert house.machine.people.roll == before
    assert "Web Image Monitor" in browser.page.text


async def test_the_pages_of_the_factorys_machine_say_where_the_manual_leads(browser: Browser) -> None:
    """Manual: Device Management > Configuration, then the page in its category."""
    await browser.log_in("ned")

    page = await browser.get(f"{ENTRY}/webArch/topPage.cgi")
    assert "Device Management" in page.text
    page = await browser.get(f"{ENTRY}/config/configuration.cgi")
    places = [page.text.index(words) for words in ("Security", "SSL/TLS", "Device Settings", "Email")]
    assert places == sorted(places)
    assert f"{GUEST}/" not in browser.source.split("<main")[1]
