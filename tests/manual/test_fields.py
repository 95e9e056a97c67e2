"""What the chapter's pages set exists as settings: its values, its limits and who may set it.

Labels and values are typed from the manual. That the pages show them and the wire obeys them is shown where
pages and protocols are; here it is the machine alone, without any face.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TypeVar

import pytest

from device.audit import Audit
from device.clock import VirtualClock
from device.keep import MemoryKeep, Sealed
from device.people.edits import Edit
from device.people.passwords import SALT_LENGTH, derive
from device.people.people import People
from device.roles import ADMINISTRATOR_ROLES, MACHINE_ITSELF, Actor, Role
from device.settings import directory, everything, ipp, mail, network, tls
from device.settings.access import Access
from device.settings.kinds import AnySetting, Choice, Flags, Refused
from device.settings.store import Store
from device.settings.system import MENU_PROTECT, MenuProtect

E = TypeVar("E", bound=Enum)

SALT = bytes(SALT_LENGTH)
NETWORK = Actor("network", frozenset({Role.NETWORK}), "test")
MACHINE = Actor("machine", frozenset({Role.MACHINE}), "test")

#: What each procedure sets, and the administrator that its first step names.
PROCEDURES: tuple[tuple[str, Role, tuple[AnySetting, ...]], ...] = (
    ("Enabling SSL/TLS", Role.NETWORK, (network.PERMIT_SSL_TLS, *tls.ALL)),
    ("Enabling SSL for SMTP connection", Role.NETWORK, (mail.SMTP_SSL, mail.SMTP_PORT)),
    (
        "Encrypting Data Communicated with Machine Management Software Via SNMPv3",
        Role.NETWORK,
        (network.PERMIT_SNMPV3,),
    ),
    ("Encrypting the password of IPP printing", Role.NETWORK, ipp.ALL),
    (
        "Encrypting Communication Between KDC and the Machine",
        Role.MACHINE,
        (directory.KERBEROS_ALGORITHMS,),
    ),
)


@pytest.fixture
def audit() -> Audit:
    return Audit(MemoryKeep(), VirtualClock())


@pytest.fixture
def store(audit: Audit) -> Store:
    return Store(everything.ALL, everything.RULES, audit, everything.regime)


def words(setting: Choice[E] | Flags[E]) -> set[str]:
    return {str(option.value) for option in setting.options}


def each_alone_is_left_out(setting: Flags[E]) -> Iterable[frozenset[E]]:
    return (frozenset(setting.options) - {option} for option in setting.options)


@pytest.mark.parametrize("protection", MenuProtect)
@pytest.mark.parametrize(("procedure", "role", "settings"), PROCEDURES)
def test_a_procedure_is_open_to_the_administrator_it_names(
    store: Store, procedure: str, role: Role, settings: tuple[AnySetting, ...], protection: MenuProtect
) -> None:
    store.change({MENU_PROTECT: protection}, MACHINE_ITSELF)
    administrator = Actor("one", frozenset({role}), "test")

    assert {store.access(setting, administrator) for setting in settings} == {Access.WRITE}


@pytest.mark.parametrize(("procedure", "role", "settings"), PROCEDURES)
def test_a_procedure_can_be_closed_to_every_other_administrator(
    store: Store, procedure: str, role: Role, settings: tuple[AnySetting, ...]
) -> None:
    store.change({MENU_PROTECT: MenuProtect.LEVEL_2}, MACHINE_ITSELF)
    others = [Actor("one", frozenset({other}), "test") for other in ADMINISTRATOR_ROLES if other is not role]

    assert Access.WRITE not in {store.access(setting, other) for setting in settings for other in others}


def test_the_mode_of_communication_is_one_of_three(store: Store) -> None:
    assert network.PERMIT_SSL_TLS.label == "Permit SSL/TLS Communication"
    assert words(network.PERMIT_SSL_TLS) == {"Ciphertext Priority", "Ciphertext/Cleartext", "Ciphertext Only"}

    for mode in network.PERMIT_SSL_TLS.options:
        store.change({network.PERMIT_SSL_TLS: mode}, NETWORK)

        assert store[network.PERMIT_SSL_TLS] is mode


def test_encryption_is_active_for_each_protocol_by_itself(store: Store) -> None:
    store.change({tls.OVER_IPV4: True, tls.OVER_IPV6: False}, NETWORK)

    assert (store.spelled(tls.OVER_IPV4), store.spelled(tls.OVER_IPV6)) == ("Active", "Inactive")


def test_each_version_can_be_switched_off_by_itself(store: Store) -> None:
    assert tls.VERSIONS.label == "SSL/TLS Version"
    assert words(tls.VERSIONS) == {"TLS 1.2", "TLS 1.1", "TLS 1.0", "SSL 3.0"}

    for left in each_alone_is_left_out(tls.VERSIONS):
        store.change({tls.VERSIONS: left}, NETWORK)

        assert store[tls.VERSIONS] == left


@pytest.mark.parametrize("last", tls.TlsVersion)
def test_one_version_stays_on(store: Store, last: tls.TlsVersion) -> None:
    store.change({tls.VERSIONS: frozenset({last})}, NETWORK)

    with pytest.raises(Refused, match="at least 1"):
        store.change({tls.VERSIONS: frozenset[tls.TlsVersion]()}, NETWORK)
    assert store[tls.VERSIONS] == {last}


def test_each_algorithm_can_be_unticked_by_itself(store: Store) -> None:
    assert tls.CIPHERS.label == "Encryption Strength Setting"
    assert words(tls.CIPHERS) == {"AES", "3DES", "RC4"}

    for left in each_alone_is_left_out(tls.CIPHERS):
        store.change({tls.CIPHERS: left}, NETWORK)

        assert store[tls.CIPHERS] == left


@pytest.mark.parametrize("last", tls.Cipher)
def test_one_algorithm_stays_ticked(store: Store, last: tls.Cipher) -> None:
    store.change({tls.CIPHERS: frozenset({last})}, NETWORK)

    with pytest.raises(Refused, match="at least 1"):
        store.change({tls.CIPHERS: frozenset[tls.Cipher]()}, NETWORK)
    assert store[tls.CIPHERS] == {last}


def test_the_rsa_key_exchange_is_a_switch(store: Store) -> None:
    store.change({tls.KEY_EXCHANGE_RSA: False}, NETWORK)

    assert tls.KEY_EXCHANGE_RSA.label == "KEY EXCHANGE"
    assert not store[tls.KEY_EXCHANGE_RSA]


def test_the_sha_1_digest_is_a_switch(store: Store) -> None:
    store.change({tls.DIGEST_SHA1: False}, NETWORK)

    assert tls.DIGEST_SHA1.label == "DIGEST"
    assert not store[tls.DIGEST_SHA1]


def test_switching_ssl_on_moves_the_mail_port_to_465(store: Store) -> None:
    assert (mail.SMTP_SSL.label, mail.SMTP_SSL.on) == ("Use Secure Connection (SSL)", "On")

    store.change({mail.SMTP_SSL: True}, NETWORK)

    assert store[mail.SMTP_PORT] == 465


@pytest.mark.parametrize("port", [587, 25, 2525])
def test_the_mail_port_can_be_587_or_any_other(store: Store, port: int) -> None:
    store.change({mail.SMTP_SSL: True}, NETWORK)

    store.change({mail.SMTP_PORT: port}, NETWORK)

    assert (store[mail.SMTP_PORT], store[mail.SMTP_SSL]) == (port, True)


def test_snmpv3_can_be_encryption_only(store: Store) -> None:
    only = network.PERMIT_SNMPV3.parse("Encryption Only")

    store.change({network.PERMIT_SNMPV3: only}, NETWORK)

    assert network.PERMIT_SNMPV3.label == "Permit SNMPv3 Communication"
    assert store.spelled(network.PERMIT_SNMPV3) == "Encryption Only"


def test_the_network_administrator_has_an_encryption_password(audit: Audit, store: Store) -> None:
    people = People(audit, store, VirtualClock())
    people.change("administrator-2", Edit(name=NETWORK.name), MACHINE_ITSELF)
    people.hand_over(Role.NETWORK, 2, MACHINE_ITSELF)

    given = people.propose("administrator-2", Edit(encryption=Sealed("twelve words")), NETWORK)
    people.settle(given, [derive(errand.password, SALT) for errand in given.errands])

    administrator = people.roll.holder(Role.NETWORK)
    assert (administrator.encryption.is_set, administrator.login.is_set) == (True, False)
    with pytest.raises(Refused):
        people.propose("administrator-2", Edit(encryption=Sealed()), MACHINE)


def test_ipp_authentication_can_be_digest(store: Store) -> None:
    store.change({ipp.IPP_AUTHENTICATION: ipp.IPP_AUTHENTICATION.parse("DIGEST")}, NETWORK)

    assert ipp.IPP_AUTHENTICATION.label == "Authentication"
    assert store.spelled(ipp.IPP_AUTHENTICATION) == "DIGEST"


def test_ipp_authentication_has_pairs_of_name_and_password(store: Store) -> None:
    for number, user in enumerate(ipp.IPP_USERS, start=1):
        store.change({user.name: f"reader{number}", user.password: Sealed("abc12345")}, NETWORK)

        assert (user.name.label, user.password.label) == (f"User Name {number}", f"Password {number}")
        assert (store[user.name], store.spelled(user.password)) == (f"reader{number}", "set")


@pytest.mark.parametrize("name", ["ninechars", "a:b"])
def test_an_ipp_user_name_is_short_and_has_no_colon(store: Store, name: str) -> None:
    with pytest.raises(Refused, match="User Name 1"):
        store.change({ipp.IPP_USERS[0].name: name}, NETWORK)


@pytest.mark.parametrize("password", ["abc123456", "abc-1234"])
def test_an_ipp_password_is_short_and_alphanumeric(store: Store, password: str) -> None:
    with pytest.raises(Refused, match="Password 1") as refused:
        store.change({ipp.IPP_USERS[0].password: Sealed(password)}, NETWORK)
    assert password not in str(refused.value)


def test_each_kerberos_algorithm_is_ticked_by_itself(store: Store) -> None:
    assert {"DES3-CBC-SHA1", "DES-CBC-MD5"} <= words(directory.KERBEROS_ALGORITHMS)

    for algorithm in directory.KERBEROS_ALGORITHMS.options:
        store.change({directory.KERBEROS_ALGORITHMS: frozenset({algorithm})}, MACHINE)

        assert store[directory.KERBEROS_ALGORITHMS] == {algorithm}
