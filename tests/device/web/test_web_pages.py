"""The table of pages: what the manual names is there, and every setting has one place."""

from __future__ import annotations

from collections import Counter

import pytest

from device.roles import ADMINISTRATOR_ROLES, Role
from device.settings import certificates
from device.settings.everything import ALL
from device.settings.kinds import V
from device.web import pages
from device.web.pages import BY_ADDRESS, PAGES, Body, Page

#: Manual: page, category, and who logs in to change it.
MANUAL = {
    "Device Certificate": ("Security", None),
    "SSL/TLS": ("Security", Role.NETWORK),
    "Network Security": ("Security", Role.NETWORK),
    "IPP Authentication": ("Security", Role.NETWORK),
    "Email": ("Device Settings", Role.NETWORK),
    "Kerberos Authentication": ("Device Settings", Role.MACHINE),
}


def named(title: str) -> Page:
    (page,) = (page for page in PAGES if page.title == title)
    return page


@pytest.mark.parametrize("title", MANUAL)
def test_as_hardware_the_page_stands_in_its_category_and_is_its_administrators(title: str) -> None:
    category, role = MANUAL[title]
    page = named(title)

    assert page.category.value == category
    assert page.source is V
    assert page.writers == ((role,) if role else ())


def test_as_hardware_two_pages_have_an_ok_of_their_own_after_updating() -> None:
    assert [page.title for page in PAGES if page.is_updating] == ["Device Certificate", "SSL/TLS"]


def test_every_setting_stands_on_one_page() -> None:
    places = Counter(setting.name for page in PAGES for setting in page.settings)
    elsewhere = {setting.name for setting in certificates.ALL}

    assert set(places) == {setting.name for setting in ALL} - elsewhere
    assert set(places.values()) == {1}


def test_every_page_has_an_address_of_its_own() -> None:
    spots = [page.path("guest") for page in PAGES]
    spots += [place.path("guest") for place in vars(pages).values() if isinstance(place, pages.Place)]

    assert len(set(spots)) == len(spots)
    assert all(spot.startswith("/web/guest/en/websys/") and spot.endswith(".cgi") for spot in spots)


def test_addresses_that_scripts_of_today_know_exist() -> None:
    assert named("Interface Settings").path("guest") == "/web/guest/en/websys/netw/getInterface.cgi"
    assert pages.DEVICE_INFO.path("entry") == "/web/entry/en/websys/status/configuration.cgi"
    for name in ("mainFrame", "topPage", "authForm", "login", "logout"):
        assert any(
            place.path("guest") == f"/web/guest/en/websys/webArch/{name}.cgi"
            for place in vars(pages).values()
            if isinstance(place, pages.Place)
        )


def test_a_page_whose_room_is_not_built_keeps_its_place_but_cannot_be_had() -> None:
    assert [page.title for page in PAGES if page.body is Body.LATER] == ["Device Certificate"]
    assert named("Device Certificate") not in BY_ADDRESS.values()


def test_a_page_of_settings_is_somebodys_to_write() -> None:
    for page in PAGES:
        if page.body is Body.SETTINGS:
            assert page.writers
            assert set(page.writers) <= set(ADMINISTRATOR_ROLES)


def test_labels_below_a_numbered_heading_do_not_repeat_it() -> None:
    first = named("LDAP Server").groups[0]

    assert first.title == "LDAP Server 1"
    assert [first.label(setting) for setting in first.settings][:3] == ["Name", "Server Name", "Search Base"]
    for page in PAGES:
        for group in page.groups:
            labels = [group.label(setting) for setting in group.settings]
            assert len(set(labels)) == len(labels), page.title
