"""What holds between settings: security levels, the SMTP port, ranges, sets that must not be empty."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.settings import access_control, authentication, directory, mail, network, security, tls
from device.settings.directory import KERBEROS_ALGORITHMS, KerberosAlgorithm
from device.settings.everything import ALL
from device.settings.kinds import AnySetting, Refused
from device.settings.levels import LEVELS, TABLE, Box, Whole
from device.settings.mail import SMTP_PORT, SMTP_SSL
from device.settings.network import PERMIT_SSL_TLS, PermitSslTls
from device.settings.ranges import AddressRange
from device.settings.rules import RANGES, RULES
from device.settings.security import NETWORK_SECURITY_LEVEL, EncryptionStrength, NetworkSecurityLevel
from device.settings.store import Store
from device.settings.tls import CIPHERS, VERSIONS, Cipher, TlsVersion

from .set_values import EVERYBODY, MACHINE, NETWORK, edges, new_store, values

L0, L1, L2 = NetworkSecurityLevel.LEVEL_0, NetworkSecurityLevel.LEVEL_1, NetworkSecurityLevel.LEVEL_2
FIPS140, CUSTOM = NetworkSecurityLevel.FIPS140, NetworkSecurityLevel.CUSTOM
FIRST = access_control.IPV4_RANGES[0]


@pytest.fixture
def store() -> Store:
    return new_store()[0]


def present(store: Store) -> dict[str, str]:
    return {setting.name: store.spelled(setting) for setting in store}


def allowed(store: Store) -> None:
    """The present values, taken together, are ones that the rules let stand."""
    everything = {setting: store[setting] for setting in ALL}
    for setting, value in everything.items():
        if not setting.is_secret:
            setting.check(value)
    for rule in RULES:
        rule.check(everything, store)


# Network Security Level; the table itself is remembered, not read.


@pytest.mark.parametrize(
    ("level", "mode", "strength", "ssl_3_0", "raw_port"),
    [
        (L0, "Ciphertext Priority", "Simple Encryption", True, "Active"),
        (L1, "Ciphertext Priority", "Simple Encryption", True, "Active"),
        (L2, "Ciphertext Only", "AES", False, "Inactive"),
        (FIPS140, "Ciphertext Only", "AES", False, "Inactive"),
    ],
)
def test_a_level_sets_its_items(
    store: Store, level: NetworkSecurityLevel, mode: str, strength: str, ssl_3_0: bool, raw_port: str
) -> None:
    store.change({NETWORK_SECURITY_LEVEL: level}, NETWORK)

    assert store[NETWORK_SECURITY_LEVEL] is level
    assert store.spelled(PERMIT_SSL_TLS) == mode
    assert store.spelled(security.ENCRYPTION_STRENGTH) == strength
    assert (TlsVersion.SSL_3_0 in store[VERSIONS]) is ssl_3_0
    assert store.spelled(network.DIPRINT) == raw_port


def test_a_level_sets_items_of_another_administrator(store: Store) -> None:
    store.change({NETWORK_SECURITY_LEVEL: FIPS140}, NETWORK)

    assert store[KERBEROS_ALGORITHMS] == {
        KerberosAlgorithm.AES256,
        KerberosAlgorithm.AES128,
        KerberosAlgorithm.DES3,
    }


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("item", TABLE, ids=lambda item: item.setting.name)
def test_changing_any_item_makes_the_level_custom(
    store: Store, level: NetworkSecurityLevel, item: Whole | Box
) -> None:
    store.change({NETWORK_SECURITY_LEVEL: level}, NETWORK)
    other = next(value for value in edges(item.setting) if item.at(level, value) != value)
    before = present(store)

    store.change({item.setting: other}, EVERYBODY)

    changed = {item.setting.name: item.setting.spell(other), NETWORK_SECURITY_LEVEL.name: "Custom"}
    assert present(store) == before | changed


@pytest.mark.parametrize("level", LEVELS)
def test_a_change_that_agrees_with_the_level_leaves_it(store: Store, level: NetworkSecurityLevel) -> None:
    store.change({NETWORK_SECURITY_LEVEL: level}, NETWORK)
    versions = store[VERSIONS] - {TlsVersion.TLS_1_0}

    store.change({VERSIONS: versions}, NETWORK)
    store.change({item.setting: item.at(level, store[item.setting]) for item in TABLE}, EVERYBODY)

    assert store[NETWORK_SECURITY_LEVEL] is level
    assert store[VERSIONS] == versions


def test_from_level_to_level_every_item_follows(store: Store) -> None:
    for level in (*LEVELS, *reversed(LEVELS)):
        store.change({NETWORK_SECURITY_LEVEL: level}, NETWORK)

        assert all(item.at(level, store[item.setting]) == store[item.setting] for item in TABLE)


def test_a_level_without_ssl_3_0_leaves_tls_1_2_where_nothing_else_was_on(store: Store) -> None:
    store.change({VERSIONS: frozenset({TlsVersion.SSL_3_0})}, NETWORK)

    store.change({NETWORK_SECURITY_LEVEL: L2}, NETWORK)

    assert store[VERSIONS] == {TlsVersion.TLS_1_2}


def test_a_level_and_an_item_against_it_are_refused_together(store: Store) -> None:
    before = present(store)

    with pytest.raises(Refused, match="Level 2 makes it Ciphertext Only; leave one of the two out") as caught:
        store.change({NETWORK_SECURITY_LEVEL: L2, PERMIT_SSL_TLS: PermitSslTls.CIPHERTEXT_PRIORITY}, NETWORK)

    assert caught.value.setting == PERMIT_SSL_TLS.name
    assert present(store) == before


def test_a_level_that_is_named_again_does_not_cover_an_item_against_it(store: Store) -> None:
    store.change({NETWORK_SECURITY_LEVEL: L2}, NETWORK)

    with pytest.raises(Refused, match="leave one of the two out"):
        store.change({NETWORK_SECURITY_LEVEL: L2, PERMIT_SSL_TLS: PermitSslTls.CIPHERTEXT_PRIORITY}, NETWORK)

    assert store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_ONLY


def test_a_level_and_an_item_that_agree_are_taken_together(store: Store) -> None:
    store.change({NETWORK_SECURITY_LEVEL: L2, security.ENCRYPTION_STRENGTH: EncryptionStrength.AES}, NETWORK)

    assert store[NETWORK_SECURITY_LEVEL] is L2


def test_choosing_custom_leaves_the_items_alone(store: Store) -> None:
    store.change({NETWORK_SECURITY_LEVEL: L2}, NETWORK)
    before = present(store)

    store.change({NETWORK_SECURITY_LEVEL: CUSTOM}, NETWORK)

    assert present(store) == before | {NETWORK_SECURITY_LEVEL.name: "Custom"}


# SMTP: manual, "Enabling SSL for SMTP connection", step 4.


def test_switching_ssl_on_moves_the_port_to_465(store: Store) -> None:
    assert store[SMTP_PORT] == 25

    store.change({SMTP_SSL: True}, NETWORK)

    assert store[SMTP_PORT] == 465


@pytest.mark.parametrize("port", [587, 2525, 25])
def test_a_port_named_in_the_same_change_stands(store: Store, port: int) -> None:
    store.change({SMTP_SSL: True, SMTP_PORT: port}, NETWORK)

    assert store[SMTP_PORT] == port


def test_the_port_is_free_once_ssl_is_on(store: Store) -> None:
    store.change({SMTP_SSL: True}, NETWORK)

    store.change({SMTP_PORT: 587}, NETWORK)
    store.change({SMTP_SSL: True}, NETWORK)
    store.change({SMTP_SSL: True, mail.SMTP_SERVER: "mail.example.test"}, NETWORK)

    assert store[SMTP_PORT] == 587


def test_switching_ssl_off_leaves_the_port(store: Store) -> None:
    store.change({SMTP_SSL: True, SMTP_PORT: 587}, NETWORK)

    store.change({SMTP_SSL: False}, NETWORK)

    assert store[SMTP_PORT] == 587


def test_switching_ssl_on_again_moves_the_port_again(store: Store) -> None:
    store.change({SMTP_SSL: True, SMTP_PORT: 587}, NETWORK)
    store.change({SMTP_SSL: False}, NETWORK)

    store.change({SMTP_SSL: True}, NETWORK)

    assert store[SMTP_PORT] == 465


# SSL/TLS: manual, "Enabling SSL/TLS", step 4.


def test_at_least_one_version_and_one_cipher_stay_enabled(store: Store) -> None:
    with pytest.raises(Refused, match=r"SSL/TLS Version: select at least 1"):
        store.change({VERSIONS: frozenset()}, NETWORK)
    with pytest.raises(Refused, match=r"Encryption Strength Setting: select at least 1"):
        store.change({CIPHERS: frozenset()}, NETWORK)

    assert store[VERSIONS]
    assert store[CIPHERS]


def test_any_other_set_of_boxes_is_taken_even_one_that_nothing_can_be_negotiated_under(store: Store) -> None:
    store.change(
        {
            VERSIONS: frozenset({TlsVersion.TLS_1_2, TlsVersion.SSL_3_0}),
            CIPHERS: frozenset({Cipher.RC4}),
            tls.KEY_EXCHANGE_RSA: False,
            tls.DIGEST_SHA1: False,
            PERMIT_SSL_TLS: PermitSslTls.CIPHERTEXT_ONLY,
        },
        NETWORK,
    )

    assert store.spelled(VERSIONS) == "TLS 1.2, SSL 3.0"


def test_no_kerberos_algorithm_at_all_is_accepted(store: Store) -> None:
    store.change({KERBEROS_ALGORITHMS: frozenset()}, MACHINE)

    assert store.spelled(KERBEROS_ALGORITHMS) == "none"


def test_a_realm_is_in_capitals(store: Store) -> None:
    with pytest.raises(Refused, match=r"Realm 1 Realm Name: is in capitals; enter EXAMPLE\.TEST"):
        store.change({directory.REALM_LIST[0].name: "example.test"}, MACHINE)


# Ranges of addresses


def test_a_range_goes_upwards(store: Store) -> None:
    with pytest.raises(Refused, match="enter the lower address first"):
        store.change({FIRST.first: "192.0.2.99", FIRST.last: "192.0.2.1"}, NETWORK)

    store.change({FIRST.first: "192.0.2.1", FIRST.last: "192.0.2.99"}, NETWORK)

    assert store[FIRST.last] == "192.0.2.99"


def test_a_range_is_compared_by_number_and_not_by_letters(store: Store) -> None:
    store.change({FIRST.first: "192.0.2.9", FIRST.last: "192.0.2.10"}, NETWORK)

    with pytest.raises(Refused, match="lower address first"):
        store.change({FIRST.first: "192.0.2.11"}, NETWORK)


def test_a_range_can_be_set_and_taken_away_one_end_at_a_time(store: Store) -> None:
    store.change({FIRST.first: "192.0.2.1"}, NETWORK)
    store.change({FIRST.last: "192.0.2.1"}, NETWORK)

    with pytest.raises(Refused, match="would have no first address; set Access Control IPv4 1 From too"):
        store.change({FIRST.first: ""}, NETWORK)
    store.change({FIRST.last: ""}, NETWORK)
    store.change({FIRST.first: ""}, NETWORK)

    assert store[FIRST.first] == store[FIRST.last] == ""


def test_a_range_is_of_one_ip_version(store: Store) -> None:
    with pytest.raises(Refused, match=r"is not an IPv4 address; enter one like 192\.0\.2\.10"):
        store.change({FIRST.first: "2001:db8::1"}, NETWORK)
    with pytest.raises(Refused, match="is not an IPv6 address; enter one like 2001:db8::10"):
        store.change({access_control.IPV6_RANGES[0].first: "192.0.2.1"}, NETWORK)


@pytest.mark.parametrize("pair", RANGES, ids=lambda pair: pair.first.name)
def test_every_range_is_kept_in_order(store: Store, pair: AddressRange) -> None:
    low, high = ("192.0.2.1", "192.0.2.2") if pair.first.version == 4 else ("2001:db8::1", "2001:db8::2")
    owner = MACHINE if pair in (*authentication.JOB_IPV4_RANGES, *authentication.JOB_IPV6_RANGES) else NETWORK

    store.change({pair.first: low, pair.last: high}, owner)

    with pytest.raises(Refused, match="lower address first"):
        store.change({pair.first: high, pair.last: low}, owner)
    assert (store[pair.first], store[pair.last]) == (low, high)


def test_an_address_has_no_zone_and_one_spelling() -> None:
    address = access_control.IPV6_RANGES[0].first

    assert address.parse(" 2001:DB8:0::1 ") == "2001:db8::1"
    for text in ("fe80::1%eth0", "fe80::1%\n", "2001:DB8::1", "192.0.2.01", "::ffff:1.2.3.4.5"):
        with pytest.raises(Refused, match=r"Access Control IPv6 1 From: .*enter "):
            address.check(text)


# All of them together

#: Settings that rules look at.
RULED: tuple[AnySetting, ...] = (
    NETWORK_SECURITY_LEVEL,
    *(item.setting for item in TABLE),
    SMTP_SSL,
    SMTP_PORT,
    *FIRST,
    *access_control.IPV6_RANGES[4],
)


@given(st.data())
def test_after_any_changes_the_rules_hold_and_level_and_items_agree(data: st.DataObject) -> None:
    store, _ = new_store()
    for _ in range(data.draw(st.integers(1, 6))):
        named = data.draw(st.lists(st.sampled_from(RULED), min_size=1, max_size=4, unique=True))
        before = present(store)
        changes = {setting: data.draw(values(setting)) for setting in named}
        try:
            store.change(changes, EVERYBODY)
        except Refused:
            assert present(store) == before
        else:
            assert {setting: store[setting] for setting in named} == changes
        allowed(store)
