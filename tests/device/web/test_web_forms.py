"""A page as a form and back: only what a person touched changes, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.audit import Audit, Deed
from device.keep import Sealed
from device.roles import MACHINE_ITSELF, Actor
from device.settings.authentication import AUTO_LOGOUT, MANAGEMENT
from device.settings.kinds import AnySetting, Refused
from device.settings.mail import SMTP_PASSWORD, SMTP_PORT, SMTP_SERVER, SMTP_SSL
from device.settings.network import HOST_NAME, IPP_PORT_631, PERMIT_SSL_TLS, PermitSslTls
from device.settings.security import DRIVER_ENCRYPTION_KEY, NETWORK_SECURITY_LEVEL, NetworkSecurityLevel
from device.settings.store import Store
from device.settings.system import MENU_PROTECT, MenuProtect
from device.settings.tls import VERSIONS, TlsVersion
from device.web import forms
from device.web.forms import Control, Field
from device.web.pages import BY_ADDRESS, PAGES, Body, Page
from device.web.posted import BadForm, Posted
from tests.device.set_values import (
    EVERYBODY,
    FILE,
    MACHINE,
    NETWORK,
    NOBODY,
    PERSON,
    SUPERVISOR,
    USER,
    new_store,
)

SECRET = "Zq7mark"

Fields = Mapping[str, str | tuple[str, ...]]


class Desk:
    """A store, and forms sent to it."""

    def __init__(self) -> None:
        self.store, self.audit = new_store()

    def set(self, setting: AnySetting, value: Any) -> None:
        self.store.change({setting: value}, MACHINE_ITSELF)

    def send(self, page: Page, fields: Fields, by: Actor = NETWORK) -> None:
        forms.submit(page, self.store, self.audit, by, posted(fields))

    def field(self, page: Page, setting: AnySetting, by: Actor = NETWORK, **again: Any) -> Field:
        form = forms.form(page, self.store, by, **again)
        return next(field for field in form.fields if field.name == setting.name)


def posted(fields: Fields) -> Posted:
    return Posted({name: (value,) if isinstance(value, str) else value for name, value in fields.items()})


def page_of(setting: AnySetting) -> Page:
    return next(page for page in PAGES if setting in page.settings)


EMAIL, SSL = page_of(SMTP_PORT), page_of(VERSIONS)


@pytest.fixture
def desk() -> Desk:
    return Desk()


# What is sent changes what was touched


def test_a_form_sent_back_as_it_was_shown_changes_nothing(desk: Desk) -> None:
    for page in BY_ADDRESS.values():
        if page.body is Body.SETTINGS:
            form = forms.form(page, desk.store, EVERYBODY)
            fields: dict[str, str | tuple[str, ...]] = {}
            for field in form.fields:
                if field.control is Control.SECRET:
                    fields[field.name] = ""
                elif field.control is Control.BOXES:
                    fields[field.name] = ("", *(o.value for o in field.options if o.is_chosen))
                    fields[f"was:{field.name}"] = field.was
                elif field.control in (Control.RADIOS, Control.LIST):
                    (fields[field.name],) = (o.value for o in field.options if o.is_chosen)
                    fields[f"was:{field.name}"] = field.was
                elif field.control is not Control.SHOWN:
                    fields[field.name] = field.value
                    fields[f"was:{field.name}"] = field.was
            assert forms.changes(page, desk.store, posted(fields)) == {}, page.title


def test_as_hardware_switching_ssl_on_moves_the_port_to_465(desk: Desk) -> None:
    desk.send(EMAIL, {SMTP_SSL.name: "On", SMTP_PORT.name: "25", f"was:{SMTP_PORT.name}": "25"})

    assert desk.store[SMTP_PORT] == 465


def test_a_port_entered_beside_ssl_stands(desk: Desk) -> None:
    desk.send(EMAIL, {SMTP_SSL.name: "On", SMTP_PORT.name: "587", f"was:{SMTP_PORT.name}": "25"})

    assert desk.store[SMTP_SSL] is True
    assert desk.store[SMTP_PORT] == 587


def test_what_another_has_set_meanwhile_is_not_set_back_by_a_form_that_showed_the_old(desk: Desk) -> None:
    desk.set(SMTP_SERVER, "mail.example.com")

    desk.send(EMAIL, {SMTP_SERVER.name: "", f"was:{SMTP_SERVER.name}": "", SMTP_PORT.name: "26"})

    assert desk.store[SMTP_SERVER] == "mail.example.com"
    assert desk.store[SMTP_PORT] == 26


def test_a_level_brings_its_items_along_though_the_form_sends_them_too(desk: Desk) -> None:
    page = page_of(NETWORK_SECURITY_LEVEL)

    desk.send(page, {NETWORK_SECURITY_LEVEL.name: "Level 2", IPP_PORT_631.name: "Open"})

    assert desk.store[NETWORK_SECURITY_LEVEL] is NetworkSecurityLevel.LEVEL_2
    assert desk.store[IPP_PORT_631] is False


def test_boxes_are_all_that_are_ticked_and_no_boxes_at_all_leave_them_alone(desk: Desk) -> None:
    desk.send(SSL, {VERSIONS.name: ("", "TLS 1.2", "SSL 3.0")})
    assert desk.store[VERSIONS] == {TlsVersion.TLS_1_2, TlsVersion.SSL_3_0}

    desk.send(SSL, {PERMIT_SSL_TLS.name: "Ciphertext Only"})
    assert desk.store[VERSIONS] == {TlsVersion.TLS_1_2, TlsVersion.SSL_3_0}


def test_as_hardware_one_version_at_least_must_be_ticked(desk: Desk) -> None:
    with pytest.raises(Refused, match="select at least 1") as refused:
        desk.send(SSL, {VERSIONS.name: "", PERMIT_SSL_TLS.name: "Ciphertext Only"})

    assert refused.value.setting == VERSIONS.name
    assert desk.store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_PRIORITY


def test_a_setting_of_another_page_is_not_the_forms_to_change(desk: Desk) -> None:
    desk.send(EMAIL, {HOST_NAME.name: "other", SMTP_PORT.name: "26"})

    assert desk.store[HOST_NAME] == HOST_NAME.default
    assert desk.store[SMTP_PORT] == 26


def test_a_field_that_is_sent_twice_is_refused_by_name(desk: Desk) -> None:
    with pytest.raises(BadForm, match=r"mail\.smtp_port"):
        desk.send(EMAIL, {SMTP_PORT.name: ("1", "2")})


# Secrets


def test_an_empty_secret_stays_and_a_box_takes_it_away(desk: Desk) -> None:
    desk.send(EMAIL, {SMTP_PASSWORD.name: SECRET})
    desk.send(EMAIL, {SMTP_PASSWORD.name: ""})
    assert desk.store[SMTP_PASSWORD] == Sealed(SECRET)

    desk.send(EMAIL, {SMTP_PASSWORD.name: "", f"clear:{SMTP_PASSWORD.name}": "1"})
    assert desk.store[SMTP_PASSWORD] == Sealed.EMPTY


def test_a_new_secret_and_the_box_that_clears_it_do_not_go_together(desk: Desk) -> None:
    with pytest.raises(Refused, match="either") as refused:
        desk.send(EMAIL, {SMTP_PASSWORD.name: SECRET, f"clear:{SMTP_PASSWORD.name}": "1"})

    assert SECRET not in str(refused.value)


def test_as_hardware_the_driver_encryption_key_is_entered_twice(desk: Desk) -> None:
    name = DRIVER_ENCRYPTION_KEY.name
    page = page_of(DRIVER_ENCRYPTION_KEY)

    with pytest.raises(Refused, match="differ") as refused:
        desk.send(page, {name: SECRET, f"again:{name}": SECRET[:-1]})
    assert SECRET[:-1] not in str(refused.value)

    desk.send(page, {name: SECRET, f"again:{name}": SECRET})
    assert desk.store[DRIVER_ENCRYPTION_KEY] == Sealed(SECRET)

    with pytest.raises(Refused, match="not taken away"):
        desk.send(page, {f"clear:{name}": "1"})


def test_a_secret_is_never_filled_in_not_even_after_a_refusal(desk: Desk) -> None:
    desk.set(SMTP_PASSWORD, Sealed(SECRET))
    entered = posted({SMTP_PASSWORD.name: "other-1", SMTP_SERVER.name: "m.example.com"})
    refused = SMTP_PORT.refuse("no")

    field = desk.field(EMAIL, SMTP_PASSWORD, entered=entered, refused=refused)

    assert field.value == "set"
    assert field.may_be_cleared
    assert SECRET not in repr(field)
    assert "other-1" not in repr(field)
    assert "other-1" not in repr(entered)
    assert desk.field(EMAIL, SMTP_SERVER, entered=entered, refused=refused).value == "m.example.com"
    assert desk.field(EMAIL, SMTP_PORT, entered=entered, refused=refused).wrong.endswith("no")


# Who


def test_what_everybody_may_change_at_the_panel_takes_its_administrator_over_the_network(desk: Desk) -> None:
    for actor in (NOBODY, PERSON, SUPERVISOR, USER, MACHINE, FILE):
        form = forms.form(SSL, desk.store, actor)
        assert not form.may_write
        with pytest.raises(Refused) as refused:
            desk.send(SSL, {PERMIT_SSL_TLS.name: "Ciphertext Only"}, actor)
        assert refused.value.is_privilege

    assert desk.store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_PRIORITY


def test_menu_protect_takes_pages_from_guests(desk: Desk) -> None:
    page = page_of(HOST_NAME)
    assert forms.may_read(page, desk.store, NOBODY)

    desk.set(MENU_PROTECT, MenuProtect.LEVEL_2)

    assert not forms.may_read(page, desk.store, NOBODY)
    assert forms.may_read(page, desk.store, FILE)


def test_a_role_whose_management_is_off_leaves_its_pages_to_everybody(desk: Desk) -> None:
    desk.set(MANAGEMENT[SSL.writers[0]], False)

    desk.send(SSL, {PERMIT_SSL_TLS.name: "Ciphertext Only"}, NOBODY)

    assert desk.store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_ONLY


def test_a_refusal_is_written_and_tells_nothing_of_the_value(desk: Desk) -> None:
    """Naming a field with the value it has must be no way to guess it."""
    desk.set(SMTP_PASSWORD, Sealed(SECRET))

    for value in (SECRET, "wrong", ""):
        with pytest.raises(Refused) as refused:
            desk.send(EMAIL, {SMTP_PASSWORD.name: value}, MACHINE)
        assert refused.value.is_privilege

    rows = [row for row in desk.audit.rows() if row.deed is Deed.REFUSED]
    assert [row.subject for row in rows] == [SMTP_PASSWORD.name] * 3


def test_what_may_not_be_read_is_not_on_the_page(desk: Desk) -> None:
    names = {field.name for field in forms.form(EMAIL, desk.store, MACHINE).fields}

    assert SMTP_PORT.name in names
    assert SMTP_PASSWORD.name not in names


def test_an_empty_form_of_somebody_who_may_nothing_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        desk.send(EMAIL, {}, NOBODY)

    assert refused.value.reason == "You do not have the privileges to use this function."


# How fields look


def test_a_number_is_sent_without_its_unit_and_zero_has_its_word(desk: Desk) -> None:
    field = desk.field(page_of(AUTO_LOGOUT), AUTO_LOGOUT, MACHINE)

    assert (field.control, field.value, field.low, field.high) == (Control.NUMBER, "180", 0, 999)
    assert field.hint == "10 to 999 s; 0 for Off"


@pytest.mark.parametrize(
    ("setting", "control"),
    [
        (PERMIT_SSL_TLS, Control.RADIOS),
        (SMTP_SSL, Control.RADIOS),
        (VERSIONS, Control.BOXES),
        (SMTP_PORT, Control.NUMBER),
        (SMTP_SERVER, Control.TEXT),
        (SMTP_PASSWORD, Control.SECRET),
    ],
)
def test_each_kind_of_setting_has_its_control(setting: AnySetting, control: Control, desk: Desk) -> None:
    assert desk.field(page_of(setting), setting).control is control
    assert desk.field(page_of(setting), setting, EVERYBODY).help == setting.help


# Any form


@given(data=st.data())
def test_any_fields_change_the_page_or_are_refused_by_name(data: st.DataObject) -> None:
    page = data.draw(st.sampled_from([page for page in BY_ADDRESS.values() if page.body is Body.SETTINGS]))
    settings = data.draw(st.lists(st.sampled_from(page.settings), max_size=4))
    desk = Desk()
    fields: dict[str, tuple[str, ...]] = {}
    for setting in settings:
        prefix = data.draw(st.sampled_from(["", "", "was:", "clear:", "again:"]))
        words = st.text(max_size=12) | st.sampled_from(["On", "Off", "0", "1", desk.store.spelled(setting)])
        fields[prefix + setting.name] = tuple(data.draw(st.lists(words, min_size=1, max_size=2)))
    before = {setting: desk.store[setting] for setting in page.settings}

    at_fault = page.settings[0].name
    try:
        desk.send(page, fields, EVERYBODY)
        before = {setting: desk.store[setting] for setting in page.settings}
    except Refused as refused:
        at_fault = refused.setting
    except BadForm:
        pass

    assert before == {setting: desk.store[setting] for setting in page.settings}
    assert at_fault in {setting.name for setting in page.settings}
    forms.form(page, desk.store, EVERYBODY, Posted(fields), SMTP_PORT.refuse("no"))


def test_the_store_and_the_audit_are_all_that_a_form_needs() -> None:
    store, audit = new_store()

    assert isinstance(store, Store)
    assert isinstance(audit, Audit)
    forms.submit(EMAIL, store, audit, NETWORK, posted({SMTP_PORT.name: "2525"}))
    assert store[SMTP_PORT] == 2525
