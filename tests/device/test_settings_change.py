"""Changing settings: all or nothing, with an audit row for each, kept and told; whatever was named stands."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.audit import Audit, Deed, Row, collected
from device.clock import VirtualClock
from device.keep import Changed, KeepError, MemoryKeep, Sealed
from device.roles import MACHINE_ITSELF
from device.settings import authentication, mail, network, snmp, system, tls
from device.settings.everything import ALL, RULES, regime
from device.settings.kinds import AnySetting, Refused
from device.settings.network import PERMIT_SSL_TLS, PermitSslTls
from device.settings.security import DRIVER_ENCRYPTION_KEY, NETWORK_SECURITY_LEVEL, NetworkSecurityLevel
from device.settings.store import ROOM, Store

from .set_values import EVERYBODY, MACHINE, NETWORK, NOBODY, edges, new_store, values, wrong

ONLY = PermitSslTls.CIPHERTEXT_ONLY


def told(rows: list[Row]) -> list[tuple[Deed, str, str]]:
    return [(row.deed, row.subject, row.detail) for row in rows]


def present(store: Store) -> list[str]:
    return [f"{setting.name} = {store.spelled(setting)}" for setting in store]


def test_a_change_is_kept_audited_and_told() -> None:
    keep = MemoryKeep()
    store, audit = new_store(keep)
    heard: list[Changed] = []
    audit.listen(heard.append)

    with collected(audit) as rows:
        store.change({PERMIT_SSL_TLS: ONLY}, NETWORK)

    assert store[PERMIT_SSL_TLS] is ONLY
    assert keep.rows(ROOM) == {"network.permit_ssl_tls": "Ciphertext Only"}
    assert told(rows) == [(Deed.CHANGED, "network.permit_ssl_tls", "Ciphertext Only")]
    assert (rows[0].by, rows[0].face) == ("nils", "panel")
    assert heard == [Changed(ROOM, PERMIT_SSL_TLS.name, "Ciphertext Priority", "Ciphertext Only", NETWORK)]


def test_what_was_kept_is_there_after_power_off() -> None:
    keep = MemoryKeep()
    store, _ = new_store(keep)
    for setting in ALL:
        for value in edges(setting)[:1]:
            store.change({setting: value, NETWORK_SECURITY_LEVEL: NetworkSecurityLevel.CUSTOM}, EVERYBODY)

    again, _ = new_store(keep)

    assert again.unreadable == ()
    assert present(again) == present(store)
    assert all(again[setting] == store[setting] for setting in ALL)
    assert again.regime == store.regime


def test_what_no_longer_fits_is_named_and_left_at_its_default() -> None:
    keep = MemoryKeep()
    with keep.transaction() as write:
        write.put(ROOM, "network.io_timeout", "61 s")
        write.put(ROOM, "network.permit_ssl_tls", ["Ciphertext Only"])
        write.put(ROOM, "network.given_up", "On")
        write.put(ROOM, "system.menu_protect", "Level 1")

    store, _ = new_store(keep)

    assert sorted(store.unreadable) == ["network.given_up", "network.io_timeout", "network.permit_ssl_tls"]
    assert store[network.IO_TIMEOUT] == 15
    assert store[system.MENU_PROTECT] is system.MenuProtect.LEVEL_1


def test_one_bad_value_of_several_changes_nothing_and_leaves_no_trace() -> None:
    store, audit = new_store()
    before = present(store)

    with (
        collected(audit) as rows,
        pytest.raises(Refused, match=r"I/O Timeout: 5 is out of range; enter 10 to 60 s"),
    ):
        store.change({PERMIT_SSL_TLS: ONLY, network.IO_TIMEOUT: 5, network.HOST_NAME: "printer"}, NETWORK)

    assert present(store) == before
    assert rows == []


def test_one_setting_too_many_changes_nothing_and_the_refusal_is_audited() -> None:
    store, audit = new_store()
    before = present(store)

    with collected(audit) as rows, pytest.raises(Refused, match="Auto Logout: machine administrator only"):
        store.change({PERMIT_SSL_TLS: ONLY, network.IO_TIMEOUT: 5, authentication.AUTO_LOGOUT: 0}, NETWORK)

    assert present(store) == before
    assert told(rows) == [(Deed.REFUSED, "authentication.auto_logout", "not privileged")]
    assert rows[0].by == "nils"


def test_a_rule_that_is_broken_changes_nothing() -> None:
    store, audit = new_store()
    before = present(store)

    with collected(audit) as rows, pytest.raises(Refused):
        store.change({NETWORK_SECURITY_LEVEL: NetworkSecurityLevel.LEVEL_2, network.LPR: True}, NETWORK)

    assert present(store) == before
    assert rows == []


class FullKeep(MemoryKeep):
    """A Keep whose disk is full."""

    def transaction(self) -> Any:
        raise KeepError("the disk is full")


def test_what_cannot_be_kept_is_not_changed() -> None:
    store, audit = new_store(FullKeep())
    heard: list[Changed] = []
    audit.listen(heard.append)

    with collected(audit) as rows, pytest.raises(KeepError, match="disk is full"):
        store.change({PERMIT_SSL_TLS: ONLY}, NETWORK)

    assert store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_PRIORITY
    assert rows == []
    assert heard == []


def test_what_follows_is_audited_with_what_it_follows() -> None:
    store, audit = new_store()

    with collected(audit) as rows:
        store.change({mail.SMTP_SSL: True}, NETWORK)

    assert told(rows) == [(Deed.CHANGED, "mail.smtp_ssl", "On"), (Deed.CHANGED, "mail.smtp_port", "465")]


def test_what_is_so_already_is_no_change() -> None:
    store, audit = new_store()

    with collected(audit) as rows:
        store.change({setting: store[setting] for setting in ALL if not setting.is_secret}, EVERYBODY)

    assert rows == []


def test_a_secret_is_changed_without_being_told() -> None:
    store, audit = new_store()
    heard: list[Changed] = []
    audit.listen(heard.append)

    with collected(audit) as rows:
        store.change({DRIVER_ENCRYPTION_KEY: Sealed("Sesame1")}, NETWORK)
        store.change({DRIVER_ENCRYPTION_KEY: Sealed("Sesame2")}, NETWORK)

    assert store[DRIVER_ENCRYPTION_KEY].reveal() == "Sesame2"
    assert store.spelled(DRIVER_ENCRYPTION_KEY) == "set"
    assert [row.detail for row in rows] == ["changed", "changed"]
    assert [(change.old, change.new) for change in heard] == [("not set", "set"), ("set", "set")]
    assert "Sesame" not in f"{rows}{heard}{store.settings}{store._values}"


def test_a_community_is_shown_to_whoever_may_read_it_and_told_to_nobody() -> None:
    store, audit = new_store()
    heard: list[Changed] = []
    audit.listen(heard.append)
    community = snmp.COMMUNITY_LIST[1].name

    with collected(audit) as rows:
        store.change({community: "sesame"}, NETWORK)
        store.change({community: ""}, NETWORK)

    assert [row.detail for row in rows] == ["changed", "not set"]
    assert [(change.old, change.new) for change in heard] == [("set", "set"), ("set", "not set")]


def test_a_factory_reset_brings_every_default_back_and_says_so() -> None:
    store, audit = new_store()
    store.change({PERMIT_SSL_TLS: ONLY, DRIVER_ENCRYPTION_KEY: Sealed("Sesame1")}, NETWORK)
    store.change({authentication.AUTO_LOGOUT: 0, system.MENU_PROTECT: system.MenuProtect.LEVEL_2}, MACHINE)

    with collected(audit) as rows:
        store.reset(MACHINE)

    assert all(store[setting] == setting.default for setting in ALL)
    assert store.regime.menu_protect == 0
    assert sorted(row.subject for row in rows) == [
        "authentication.auto_logout",
        "network.permit_ssl_tls",
        "security.driver_encryption_key",
        "system.menu_protect",
    ]


def test_the_machine_itself_may_change_anything_but_to_a_wrong_value() -> None:
    store, _ = new_store()

    store.change({system.MENU_PROTECT: system.MenuProtect.LEVEL_1}, MACHINE_ITSELF)

    assert store[system.MENU_PROTECT] is system.MenuProtect.LEVEL_1
    with pytest.raises(Refused):
        store.change({tls.VERSIONS: frozenset()}, MACHINE_ITSELF)


def test_an_unknown_name_is_refused_with_the_nearest_ones() -> None:
    store, _ = new_store()

    assert store.named("network.permit_ssl_tls") is PERMIT_SSL_TLS
    with pytest.raises(
        Refused, match=r"no setting 'network.permit_tls'; did you mean network.permit_ssl_tls"
    ):
        store.named("network.permit_tls")


def test_two_settings_of_one_name_are_a_mistake() -> None:
    audit = Audit(MemoryKeep(), VirtualClock())

    with pytest.raises(ValueError, match="one name"):
        Store((*ALL, ALL[0]), RULES, audit, regime)


def test_a_refusal_of_the_panels_visitor_names_who_may() -> None:
    store, _ = new_store()

    with pytest.raises(Refused, match="Driver Encryption Key: network administrator only"):
        store.change({DRIVER_ENCRYPTION_KEY: Sealed("abc")}, NOBODY)

    assert not store[DRIVER_ENCRYPTION_KEY]


@given(st.data())
def test_any_change_is_made_whole_or_not_at_all(data: st.DataObject) -> None:
    keep = MemoryKeep()
    store, audit = new_store(keep)
    pick = st.sampled_from(ALL)
    good = {s: data.draw(values(s)) for s in data.draw(st.lists(pick, min_size=1, max_size=5, unique=True))}
    bad = data.draw(pick)
    before = present(store), dict(keep.rows(ROOM))

    with collected(audit) as rows, pytest.raises(Refused) as caught:
        store.change({**good, bad: data.draw(st.sampled_from(wrong(bad)))}, EVERYBODY)

    assert caught.value.setting == bad.name
    assert (present(store), dict(keep.rows(ROOM))) == before
    assert rows == []


@given(st.data())
def test_what_is_kept_and_what_is_in_memory_agree_after_any_changes(data: st.DataObject) -> None:
    keep = MemoryKeep()
    store, _ = new_store(keep)
    for _ in range(data.draw(st.integers(1, 5))):
        named: list[AnySetting] = data.draw(
            st.lists(st.sampled_from(ALL), min_size=1, max_size=4, unique=True)
        )
        changes = {setting: data.draw(values(setting)) for setting in named}
        with suppress(Refused):
            store.change(changes, EVERYBODY)

    again, _ = new_store(keep)

    assert again.unreadable == ()
    assert all(again[setting] == store[setting] for setting in ALL)
    assert again.regime == store.regime == regime(store)
