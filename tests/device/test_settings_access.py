"""Who may read and write which setting, under which Menu Protect."""

from __future__ import annotations

import pytest

from device.roles import ADMINISTRATOR_ROLES, MACHINE_ITSELF, Actor, Role
from device.settings import (
    authentication,
    directory,
    ipp,
    mail,
    network,
    paper,
    printing,
    security,
    snmp,
    system,
    tls,
)
from device.settings.access import Access, Regime
from device.settings.everything import ALL, regime
from device.settings.kinds import AnySetting, Refused
from device.settings.store import Store
from device.settings.system import MenuProtect

from .set_values import EVERYBODY, FILE, MACHINE, NETWORK, NOBODY, PERSON, SUPERVISOR, USER, edges, new_store

LETTERS = {Access.NOTHING: "-", Access.READ: "r", Access.WRITE: "w"}
ADMINISTRATORS = (USER, MACHINE, NETWORK, FILE)


@pytest.fixture
def store() -> Store:
    return new_store()[0]


def letters(setting: AnySetting, actors: tuple[Actor, ...], regime: Regime) -> str:
    return "".join(LETTERS[setting.row.access(actor, regime)] for actor in actors)


#: setting; user, machine, network, file administrator, somebody of the address book, the supervisor:
#: under Menu Protect Off, Level 1, Level 2.
TABLE = [
    # What is on the path to the rescue: the network administrator always may.
    (network.PERMIT_SSL_TLS, "wwwww-", "rrwrr-", "rrwr--"),
    (network.HOST_NAME, "wwwww-", "rrwrr-", "rrwr--"),
    (security.DRIVER_ENCRYPTION_KEY, "--w---", "--w---", "--w---"),
    (security.ENCRYPTION_STRENGTH, "rrwr--", "rrwr--", "rrwr--"),
    (security.NETWORK_SECURITY_LEVEL, "rrwrr-", "rrwr--", "rrwr--"),
    (security.SERVICE_MODE_LOCK, "rwrrr-", "rwrr--", "rwrr--"),
    (security.ENCRYPT_ADDRESS_BOOK, "wrrr--", "wrrr--", "wrrr--"),
    (security.PASSWORD_MINIMUM, "wrrr--", "wrrr--", "wrrr--"),
    (security.ENHANCE_FILE_PROTECTION, "rrrw--", "rrrw--", "rrrw--"),
    (authentication.USER_AUTHENTICATION, "rwrr--", "rwrr--", "rwrr--"),
    (authentication.AUTO_LOGOUT, "rwrr--", "rwrr--", "rwrr--"),
    (authentication.MANAGEMENT[Role.FILE], "rrrw--", "rrrw--", "rrrw--"),
    (tls.VERSIONS, "rrwr--", "rrwr--", "rrwr--"),
    (ipp.IPP_AUTHENTICATION, "rrwr--", "rrwr--", "rrwr--"),
    (ipp.IPP_USERS[9].password, "--w---", "--w---", "--w---"),
    (snmp.COMMUNITY_LIST[0].name, "--w---", "--w---", "--w---"),
    (mail.SMTP_SSL, "rrwr--", "rrwr--", "rrwr--"),
    (directory.KERBEROS_ALGORITHMS, "rwrr--", "rwrr--", "rwrr--"),
    (directory.LDAP_SERVERS[0].password, "-w----", "-w----", "-w----"),
    (network.LOCATION, "rrwrr-", "rrwrr-", "rrwrr-"),
    (system.MENU_PROTECT, "rwrrr-", "rwrrr-", "rwrr--"),
    (system.LANGUAGE, "wwwww-", "wwwww-", "rwrrr-"),
    (paper.TRAY_1.size, "wwwww-", "wwwww-", "rwrrr-"),
    (printing.DUPLEX, "wwwww-", "rwrrr-", "rwrr--"),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0].name)
@pytest.mark.parametrize("level", [0, 1, 2])
def test_each_role_may_what_its_row_says(row: tuple[AnySetting, str, str, str], level: int) -> None:
    actors = (*ADMINISTRATORS, PERSON, SUPERVISOR)

    assert letters(row[0], actors, Regime(level)) == row[1 + level]


def test_a_user_of_the_address_book_may_what_nobody_may() -> None:
    for setting in ALL:
        for level in range(3):
            assert letters(setting, (PERSON,), Regime(level)) == letters(setting, (NOBODY,), Regime(level))


def test_menu_protect_only_ever_takes_away() -> None:
    for setting in ALL:
        assert list(setting.row.others) == sorted(setting.row.others, reverse=True)
        assert len(setting.row.writers) == 1


def test_the_factorys_administrator_writes_everything_and_so_does_the_machine() -> None:
    for setting in ALL:
        for level in range(3):
            assert letters(setting, (EVERYBODY, MACHINE_ITSELF), Regime(level)) == "ww"


def test_nobody_sees_extended_security_without_logging_in() -> None:
    extended = security.ALL[security.ALL.index(security.DRIVER_ENCRYPTION_KEY) :]

    assert {letters(setting, (NOBODY,), Regime(0)) for setting in extended} == {"-"}


def test_the_regime_is_read_from_menu_protect_and_the_four_managements(store: Store) -> None:
    assert store.regime == Regime(0, frozenset(ADMINISTRATOR_ROLES))

    store.change({system.MENU_PROTECT: MenuProtect.LEVEL_2}, MACHINE)
    store.change({authentication.MANAGEMENT[Role.NETWORK]: False}, NETWORK)

    assert store.regime == Regime(2, frozenset({Role.USER, Role.MACHINE, Role.FILE}))
    assert store.regime == regime(store)


def test_menu_protect_takes_effect_with_the_next_change(store: Store) -> None:
    wanted = network.PermitSslTls.CIPHERTEXT_ONLY
    store.change({network.PERMIT_SSL_TLS: wanted}, NOBODY)

    store.change({system.MENU_PROTECT: MenuProtect.LEVEL_1}, MACHINE)

    with pytest.raises(Refused, match="network administrator only"):
        store.change({network.PERMIT_SSL_TLS: network.PermitSslTls.CIPHERTEXT_PRIORITY}, NOBODY)
    assert store[network.PERMIT_SSL_TLS] is wanted
    store.change({network.PERMIT_SSL_TLS: network.PermitSslTls.CIPHERTEXT_CLEARTEXT}, NETWORK)


def test_the_network_administrator_always_gets_out_of_ciphertext_only(store: Store) -> None:
    for level in security.NetworkSecurityLevel:
        for protect in MenuProtect:
            store.change({security.NETWORK_SECURITY_LEVEL: level}, NETWORK)
            store.change({system.MENU_PROTECT: protect}, MACHINE)
            for mode in network.PermitSslTls:
                store.change({network.PERMIT_SSL_TLS: mode}, NETWORK)
                assert store[network.PERMIT_SSL_TLS] is mode


def test_without_management_a_roles_items_are_left_to_menu_protect(store: Store) -> None:
    store.change({authentication.MANAGEMENT[Role.NETWORK]: False}, NETWORK)
    assert store.access(ipp.IPP_AUTHENTICATION, NOBODY) is Access.WRITE

    store.change({system.MENU_PROTECT: MenuProtect.LEVEL_1}, MACHINE)
    assert store.access(ipp.IPP_AUTHENTICATION, NOBODY) is Access.READ

    store.change({system.MENU_PROTECT: MenuProtect.LEVEL_2}, MACHINE)
    assert store.access(ipp.IPP_AUTHENTICATION, NOBODY) is Access.NOTHING
    assert store.access(ipp.IPP_AUTHENTICATION, NETWORK) is Access.WRITE
    assert store.access(directory.KERBEROS_ALGORITHMS, NOBODY) is Access.NOTHING


def test_every_change_is_refused_to_whoever_may_not(store: Store) -> None:
    refused = 0
    for setting in ALL:
        for actor in (*ADMINISTRATORS, NOBODY, PERSON, SUPERVISOR):
            if store.access(setting, actor) is Access.WRITE:
                continue
            with pytest.raises(Refused) as caught:
                store.change({setting: edges(setting)[0]}, actor)
            refused += 1
            assert caught.value.is_privilege
            assert caught.value.setting == setting.name
            assert caught.value.reason.startswith(f"{setting.label}: ")
            assert caught.value.reason.endswith(" administrator only")

    assert refused > len(ALL)
    assert all(store[setting] == setting.default for setting in ALL)
