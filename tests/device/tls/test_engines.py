"""Both engines: every version and suite with data both ways, and errors that have one name."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from hypothesis import given, settings
from hypothesis import strategies as st

from device.certificates.credential import KeyKind
from device.settings.tls import TlsVersion
from device.tls import legacy
from device.tls.engine import Engine, TlsFailure
from device.tls.hello import Chosen
from device.tls.legacy import LegacyEngine, fast
from device.tls.openssl import OpenSslEngine, serves
from device.tls.policy import WIRE_VERSIONS, Suite

from . import hellos
from .credentials import credential
from .engines import Echo, made
from .policies import WIDE
from .tlslite_client import CLIENT_ERRORS, Client

#: Its insides, which have no types.
LEGACY: Any = legacy

EVERY = [
    pytest.param(version, suite, id=f"{version.value} {suite.name}")
    for version in TlsVersion
    for kind in KeyKind
    for suite in WIDE.suites(version, kind)
]

#: More than two records, and no multiple of a block.
DATA = bytes(range(251)) * 150


def test_every_primitive_of_the_old_library_is_replaced_here() -> None:
    assert fast() == {"AES", "AESGCM", "TripleDES", "RC4", "ECDH", "DH"}


def test_a_primitive_that_does_not_work_here_stays_the_library_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(*_: object) -> None:
        raise UnsupportedAlgorithm("this OpenSSL was built without it")

    slow = LEGACY.cipherfactory.createRC4
    monkeypatch.setitem(LEGACY._CIPHERS, "RC4", (lacking, 16, 0))
    monkeypatch.setattr(LEGACY.recordlayer, "createRC4", slow)

    assert LEGACY.fast.__wrapped__() == {"AES", "AESGCM", "TripleDES", "ECDH", "DH"}
    assert LEGACY.recordlayer.createRC4 is slow
    client = Client(Echo(WIDE, credential(KeyKind.RSA)).answer)
    client.handshake(hellos.SSL_3_0, "TLS_RSA_WITH_RC4_128_MD5")
    client.write(b"slow")
    assert client.read(4) == b"slow"


def test_another_release_of_the_library_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LEGACY, "RELEASE", "0.0")

    assert LEGACY.fast.__wrapped__() == frozenset()
    assert type(LEGACY._identity.__wrapped__(credential(KeyKind.RSA))[1]).__module__.startswith("tlslite")


@pytest.mark.parametrize("kind", [bytes([1]), bytes([16])], ids=["before", "amid"])
def test_a_handshake_message_without_end_is_not_kept(kind: bytes) -> None:
    suite = WIDE.suites(TlsVersion.TLS_1_0, KeyKind.RSA)[-1]
    engine = LegacyEngine(Chosen(TlsVersion.TLS_1_0, suite), credential(KeyKind.RSA))
    if kind == bytes([16]):
        engine.feed(hellos.usual(hellos.TLS_1_0, [suite.id]))

    endless = hellos.record(kind + b"\xff\xff\xff") + hellos.record(bytes(16000)) * 9

    with pytest.raises(TlsFailure, match="too long"):
        engine.feed(endless)


@pytest.mark.parametrize(("version", "suite"), EVERY)
def test_every_version_and_suite_carries_data_both_ways(version: TlsVersion, suite: Suite) -> None:
    server = Echo(WIDE, credential(suite.auth))
    client = Client(server.answer)

    spoken = client.handshake(WIRE_VERSIONS[version], suite.name)
    client.write(DATA)
    echoed = client.read(len(DATA))
    client.close()

    assert spoken == (WIRE_VERSIONS[version], suite.id)
    assert isinstance(server.engine, OpenSslEngine) == serves(Chosen(version, suite))
    assert echoed == DATA
    assert server.is_ended


@pytest.mark.parametrize("kind", KeyKind)
def test_the_old_engine_can_all_that_the_new_one_can(kind: KeyKind) -> None:
    for suite in WIDE.suites(TlsVersion.TLS_1_2, kind):
        client = Client(Echo(WIDE, credential(kind), LegacyEngine).answer)

        assert client.handshake(hellos.TLS_1_2, suite.name) == (hellos.TLS_1_2, suite.id)

        client.write(DATA)
        assert client.read(len(DATA)) == DATA


def test_an_address_for_a_server_name_is_taken_by_the_old_engine() -> None:
    client = Client(Echo(WIDE, credential(KeyKind.RSA)).answer)

    spoken = client.handshake(hellos.TLS_1_0, "TLS_RSA_WITH_AES_128_CBC_SHA", serverName="192.0.2.7")

    assert spoken == (hellos.TLS_1_0, 0x002F)


@pytest.mark.parametrize("suite", WIDE.suites(TlsVersion.TLS_1_2, KeyKind.RSA)[:6:2])
def test_writing_before_the_handshake_is_refused_and_closing_is_not(suite: Suite) -> None:
    engine = made(Chosen(TlsVersion.TLS_1_2, suite), credential(KeyKind.RSA))

    with pytest.raises(TlsFailure):
        engine.write(b"too early")
    engine.close()


def test_a_key_is_shown_by_nothing_an_engine_says() -> None:
    mine = credential(KeyKind.RSA)
    secret = mine.key.reveal().splitlines()[1]
    engine = made(Chosen(TlsVersion.TLS_1_2, WIDE.suites(TlsVersion.TLS_1_2, KeyKind.RSA)[0]), mine)

    with pytest.raises(TlsFailure) as failure:
        engine.feed(b"\x17\x03\x03\x00\x02\x01\x02")

    assert secret not in repr((mine, engine, failure.value, failure.value.reason))


def spoiled(engine: Engine, place: int, value: int, cut: int) -> Callable[[bytes], bytes]:
    """Carry bytes to the engine with the one at that place another one, in two pieces."""
    passed = 0

    def answer(data: bytes) -> bytes:
        nonlocal passed
        at = place - passed
        passed += len(data)
        data = data[:at] + bytes([value]) + data[at + 1 :] if 0 <= at < len(data) else data
        for piece in (data[:cut], data[cut:]):
            engine.feed(piece)
        answer = engine.take()
        if not data and not answer:
            raise ConnectionError("each waits for the other")
        return answer

    return answer


@pytest.mark.parametrize("version", TlsVersion)
@settings(max_examples=60)
@given(place=st.integers(0, 1500), value=st.integers(0, 255), cut=st.integers(1, 1500), which=st.integers(0))
def test_any_bytes_from_a_client_are_events_or_one_named_error(
    version: TlsVersion, place: int, value: int, cut: int, which: int
) -> None:
    offered = [each for kind in KeyKind for each in WIDE.suites(version, kind)]
    suite = offered[which % len(offered)]
    engine = made(Chosen(version, suite), credential(suite.auth))
    client = Client(spoiled(engine, place, value, cut))

    with suppress(TlsFailure, ConnectionError, *CLIENT_ERRORS):
        client.handshake(WIRE_VERSIONS[version], suite.name)
        client.write(DATA[:600])
