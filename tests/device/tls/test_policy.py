"""The TLS policy: every setting of the page against an oracle written apart, and what it tells people."""

from __future__ import annotations

import pytest

from device.certificates.credential import KeyKind
from device.roles import MACHINE_ITSELF
from device.settings import tls
from device.settings.tls import Cipher, TlsVersion
from device.tls.policy import SUITES, TlsPolicy, policy_of
from tests.device.set_values import new_store

from .oracle import expected
from .policies import POLICIES, WIDE

AUTHS = list(KeyKind)


def test_the_page_has_420_settings() -> None:
    assert len(set(POLICIES)) == 420


@pytest.mark.parametrize("auth", AUTHS)
def test_every_policy_offers_what_the_oracle_says(auth: KeyKind) -> None:
    wrong = [
        (policy, version)
        for policy in POLICIES
        for version in TlsVersion
        if {suite.id for suite in policy.suites(version, auth)} != expected(policy, version, auth)
    ]

    assert wrong == []


#: Counted before this was built: policies without any suite, living ones with a version of no use, living
#: ones with a cipher of no use, and distinct offers.
COUNTS = {KeyKind.RSA: (147, 63, 51, 202), KeyKind.ECDSA: (160, 154, 48, 51)}


@pytest.mark.parametrize("auth", AUTHS)
def test_so_many_policies_can_never_encrypt(auth: KeyKind) -> None:
    alive = [policy for policy in POLICIES if policy.can_encrypt(auth)]

    def named_dead(policy: TlsPolicy, names: set[str]) -> bool:
        return any(reason.partition(" needs ")[0] in names for reason in policy.dead(auth))

    versions = {version.value for version in TlsVersion}
    ciphers = {cipher.value for cipher in Cipher}
    offers = {
        tuple((version, suites) for version in TlsVersion if (suites := policy.suites(version, auth)))
        for policy in POLICIES
    }

    assert (
        len(POLICIES) - len(alive),
        sum(named_dead(policy, versions) for policy in alive),
        sum(named_dead(policy, ciphers) for policy in alive),
        len(offers),
    ) == COUNTS[auth]


@pytest.mark.parametrize("auth", AUTHS)
def test_a_reason_is_told_for_what_the_oracle_finds_dead_and_for_nothing_else(auth: KeyKind) -> None:
    for policy in POLICIES:
        offers = {version: expected(policy, version, auth) for version in policy.versions}
        alone = {
            cipher: policy._replace(ciphers=frozenset({cipher}))
            for cipher in Cipher
            if cipher in policy.ciphers
        }
        dead = {version.value for version, offer in offers.items() if not offer} | {
            cipher.value
            for cipher, narrow in alone.items()
            if not any(expected(narrow, version, auth) for version in policy.versions)
        }

        assert {reason.partition(" needs ")[0] for reason in policy.dead(auth)} == dead


@pytest.mark.parametrize("auth", AUTHS)
def test_without_a_certificate_nothing_can_be_encrypted(auth: KeyKind) -> None:
    assert WIDE.can_encrypt(auth)
    assert not WIDE.can_encrypt(None)


@pytest.mark.parametrize(
    ("policy", "auth", "reasons"),
    [
        (
            TlsPolicy(frozenset({TlsVersion.TLS_1_0}), frozenset({Cipher.AES}), True, False),
            KeyKind.RSA,
            ("TLS 1.0 needs SHA-1.", "AES needs SHA-1 or TLS 1.2."),
        ),
        (
            TlsPolicy(frozenset({TlsVersion.SSL_3_0}), frozenset({Cipher.RC4}), False, True),
            KeyKind.RSA,
            (
                "SSL 3.0 needs RSA key exchange or AES or 3DES.",
                "RC4 needs RSA key exchange or TLS 1.0 or later.",
            ),
        ),
        (
            TlsPolicy(frozenset({TlsVersion.SSL_3_0}), frozenset({Cipher.AES}), True, True),
            KeyKind.ECDSA,
            ("SSL 3.0 needs an RSA certificate.", "AES needs TLS 1.0 or later."),
        ),
        (
            TlsPolicy(
                frozenset({TlsVersion.TLS_1_2, TlsVersion.TLS_1_1}),
                frozenset({Cipher.AES, Cipher.TRIPLE_DES}),
                True,
                False,
            ),
            KeyKind.RSA,
            ("TLS 1.1 needs SHA-1.", "3DES needs SHA-1."),
        ),
    ],
)
def test_what_is_dead_says_what_it_needs(policy: TlsPolicy, auth: KeyKind, reasons: tuple[str, ...]) -> None:
    assert policy.dead(auth) == reasons


def test_a_suite_stands_once_in_the_table_and_no_policy_offers_one_twice() -> None:
    assert len({suite.id for suite in SUITES}) == len(SUITES) == 32


def test_rc4_with_md5_goes_with_sha_1() -> None:
    old = TlsPolicy(frozenset({TlsVersion.SSL_3_0}), frozenset({Cipher.RC4}), True, True)

    assert [suite.id for suite in old.suites(TlsVersion.SSL_3_0, KeyKind.RSA)] == [0x0005, 0x0004]
    assert old._replace(sha1=False).suites(TlsVersion.SSL_3_0, KeyKind.RSA) == ()


def test_the_policy_follows_the_settings() -> None:
    store, _ = new_store()

    assert policy_of(store) == TlsPolicy(tls.VERSIONS.default, tls.CIPHERS.default, True, True)

    store.change({tls.VERSIONS: frozenset({TlsVersion.TLS_1_2}), tls.KEY_EXCHANGE_RSA: False}, MACHINE_ITSELF)

    assert policy_of(store) == TlsPolicy(frozenset({TlsVersion.TLS_1_2}), tls.CIPHERS.default, False, True)
