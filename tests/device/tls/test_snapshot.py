"""From the pages' settings and certificates to what a client meets."""

from __future__ import annotations

import pytest

from device.certificates.credential import KeyKind
from device.certificates.form import KeyChoice
from device.settings import tls
from device.settings.certificates import SSL_TLS
from device.settings.tls import TlsVersion
from device.tls.snapshot import Snapshot, snapshot_of
from tests.device.authority import NETWORK, Room, form

from . import hellos
from .engines import Echo
from .tlslite_client import Client


@pytest.fixture
def room() -> Room:
    return Room()


def present(room: Room) -> Snapshot:
    return snapshot_of(room.store, room.certificates)


def test_until_a_certificate_is_chosen_for_ssl_tls_nothing_can_be_encrypted(room: Room) -> None:
    room.create(2)
    assert present(room).credential is None
    assert not present(room).can_encrypt

    room.store.change({SSL_TLS: 2}, NETWORK)

    assert present(room).can_encrypt


@pytest.mark.parametrize(
    ("key", "kind", "suite"),
    [
        (KeyChoice.RSA_2048, KeyKind.RSA, "TLS_RSA_WITH_AES_128_CBC_SHA"),
        (KeyChoice.ECDSA_P256, KeyKind.ECDSA, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
    ],
)
def test_a_certificate_of_the_machine_s_own_serves_both_engines(
    room: Room, key: KeyChoice, kind: KeyKind, suite: str
) -> None:
    room.create(1, form=form()._replace(key=key))
    room.store.change({SSL_TLS: 1}, NETWORK)
    policy, credential = present(room)
    assert credential is not None
    assert credential.kind is kind

    for version in (hellos.TLS_1_1, hellos.TLS_1_2):
        client = Client(Echo(policy, credential).answer)
        assert client.handshake(version, suite)[0] == version
        client.write(b"printer")
        assert client.read(7) == b"printer"


def test_with_switches_that_leave_no_suite_nothing_can_be_encrypted(room: Room) -> None:
    room.create(1)
    room.store.change({SSL_TLS: 1}, NETWORK)

    room.store.change({tls.VERSIONS: frozenset({TlsVersion.TLS_1_0}), tls.DIGEST_SHA1: False}, NETWORK)

    assert not present(room).can_encrypt
    assert present(room).policy.dead(KeyKind.ECDSA)[0] == "TLS 1.0 needs SHA-1."
