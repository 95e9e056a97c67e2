"""Who may press [OK] on which page: in the form, and past it."""

from __future__ import annotations

from typing import Any

import pytest

from device.keep import Sealed
from device.settings.kinds import AnySetting, Flags, Secret
from device.settings.network import PERMIT_SSL_TLS
from device.settings.system import MENU_PROTECT, MenuProtect
from device.web.pages import BY_ADDRESS, Body
from tests.device.crowd import FOUR
from tests.device.set_values import edges

from .house import ENTRY, EVERYBODY, GUEST, LOGIN_FORM, Browser, House

#: Which of uma (user), max (machine), ned (network), fay (file) changes something on the page. The first
#: five are the manual's (its administrator; Kerberos: machine), the others ours.
WRITERS = {
    "SSL/TLS": "ned",
    "Network Security": "ned",
    "IPP Authentication": "ned",
    "Email": "ned",
    "Kerberos Authentication": "max",
    "Extended Security": "uma max ned fay",
    "Access Control": "ned",
    "User Lockout Policy": "max",
    "Security Options": "max",
    "System": "max ned",
    "Paper": "max",
    "LDAP Server": "max",
    "User Authentication Management": "max",
    "Administrator Authentication Management": "uma max ned fay",
    "Auto Logout": "max",
    "SNMP": "ned",
    "Interface Settings": "ned",
    "Basic Settings": "max",
}

#: Pages on which somebody who is no administrator finds something while Menu Protect is Off.
OPEN = {
    *("SSL/TLS", "Network Security", "Security Options", "System", "Paper", "Interface Settings"),
    "Basic Settings",
}

FORMS = [page for page in BY_ADDRESS.values() if page.body is Body.SETTINGS]


def sent(setting: AnySetting, present: Any) -> tuple[Any, list[tuple[str, str]]]:
    """Another value that the setting can have, and the fields of a form that sends it."""
    value = next(value for value in edges(setting) if value not in (present, ""))
    match setting:
        case Secret():
            assert isinstance(value, Sealed)
            text = value.reveal()
            return value, [(setting.name, text), (f"again:{setting.name}", text)]
        case Flags():
            return value, [(setting.name, ""), *((setting.name, str(each.value)) for each in value)]
    return value, [(setting.name, setting.spell(value))]


async def at(browser: Browser, name: str) -> str:
    """Log in, or not; where the person's addresses begin."""
    if not name:
        return GUEST
    await browser.log_in(name)
    return ENTRY


def test_the_table_names_every_page_of_settings() -> None:
    assert set(WRITERS) == {page.title for page in FORMS}


@pytest.mark.parametrize("name", EVERYBODY)
async def test_each_page_has_an_ok_for_its_administrators_and_for_nobody_else(
    name: str, house: House, browser: Browser
) -> None:
    who = await at(browser, name)

    for page in FORMS:
        may_write = bool(name) and name in WRITERS[page.title].split()
        # Administrators see each other's pages, the supervisor none, others what everybody may see.
        may_read = name in ("uma", "max", "ned", "fay") or (name != "sue" and page.title in OPEN)
        shown = await browser.get(f"/web/{who.split('/')[2]}/en/websys/{page.module}/{page.name}.cgi")

        assert browser.status == (200 if may_read else 403), page.title
        # The only button besides [Logout] is [OK].
        assert ("button" in shown.tags[shown.tags.index("main") :]) is may_write, page.title
        if not may_read:
            assert "You do not have the privileges to use this function." in shown.text


@pytest.mark.parametrize("name", EVERYBODY)
async def test_a_change_is_made_for_its_administrator_and_refused_to_everybody_else(
    name: str, house: House, browser: Browser
) -> None:
    who = await at(browser, name)
    if not name:
        await browser.get(LOGIN_FORM)
    token = browser.token

    for page in FORMS:
        path = page.path(who.split("/")[2])
        own = [setting for setting in page.settings if name in holders(setting)]
        assert bool(own) == (bool(name) and name in WRITERS[page.title].split())
        others = {setting.row: setting for setting in page.settings if setting not in own}
        for setting in others.values():
            await refused_past_the_form(house, browser, path, token, setting)
        if own:
            await changed_through_the_form(house, browser, path, own[0])


async def refused_past_the_form(
    house: House, browser: Browser, path: str, token: str, setting: AnySetting
) -> None:
    before = house.machine.store[setting]
    _, fields = sent(setting, before)

    await browser.post(path, [("wimToken", token), *fields])

    assert browser.status == 403, setting.name
    assert "You do not have the privileges to use this function." in browser.page.text
    assert house.machine.store[setting] == before


async def changed_through_the_form(house: House, browser: Browser, path: str, setting: AnySetting) -> None:
    before = house.machine.store[setting]
    value, fields = sent(setting, before)
    await browser.get(path)
    changes: dict[str, str | list[str]] = {}
    for field, text in fields:
        changes[field] = [*changes.get(field, []), text]

    await browser.send_fields(changes)

    assert browser.status == 200, browser.page.text
    assert "have been changed" in browser.page.text
    assert house.machine.store[setting] == value
    if not isinstance(setting, Secret):
        house.set(setting, before)


def holders(setting: AnySetting) -> set[str]:
    return {FOUR[role] for role in setting.row.writers}


async def test_as_hardware_two_oks_on_ssl_tls(house: House, browser: Browser) -> None:
    await browser.log_in("ned")
    await browser.get(f"{ENTRY}/security/getSslTls.cgi")

    page = await browser.send_fields({PERMIT_SSL_TLS.name: "Ciphertext Only"})

    assert "Updating..." in page.text
    assert page.text.count("OK") == 1
    assert (
        house.machine.store.spelled(house.machine.store.named("network.permit_ssl_tls")) == "Ciphertext Only"
    )


async def test_menu_protect_closes_pages_to_guests_and_configuration_names_what_is_left(
    house: House, browser: Browser
) -> None:
    page = await browser.get(f"{GUEST}/config/configuration.cgi")
    assert "Interface Settings" in page.text
    assert "Email" not in page.text

    house.set(MENU_PROTECT, MenuProtect.LEVEL_2)

    page = await browser.get(f"{GUEST}/config/configuration.cgi")
    assert "Interface Settings" not in page.text
    await browser.get(f"{GUEST}/netw/getInterface.cgi")
    assert browser.status == 403
    page = await browser.get(f"{GUEST}/status/configuration.cgi")
    assert "Host Name" not in page.text
    assert "P 801" in page.text
