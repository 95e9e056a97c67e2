"""ClientHellos: read whole, in pieces and from any bytes; answered by the policy with its gaps."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.certificates.credential import KeyKind
from device.settings.tls import TlsVersion
from device.tls.hello import (
    FALLBACK_SCSV,
    LONGEST_MESSAGE,
    LONGEST_RAW,
    Alert,
    AlertCode,
    Chosen,
    ClientHello,
    HelloError,
    HelloReader,
    is_tls,
    negotiate,
    refusal,
)
from device.tls.policy import TlsPolicy

from . import hellos
from .hellos import SSL_3_0, TLS_1_0, TLS_1_1, TLS_1_2, TLS_1_3
from .policies import WIDE

AES = (0xC02F, 0xC013, 0x009E, 0x0033, 0x002F, 0x009C)


def read(data: bytes) -> ClientHello:
    hello = HelloReader().feed(data)
    assert hello is not None
    return hello


def wrong(data: bytes) -> Alert:
    with pytest.raises(HelloError) as error:
        HelloReader().feed(data)
    return error.value.alert


def only(*versions: TlsVersion) -> TlsPolicy:
    return WIDE._replace(versions=frozenset(versions))


def answer(policy: TlsPolicy, data: bytes, auth: KeyKind | None = KeyKind.RSA) -> tuple[str, int]:
    """Give the version and the suite's number, or the alert's name and number."""
    match negotiate(policy, read(data), auth):
        case Chosen(version, suite):
            return version.value, suite.id
        case Alert(code):
            return code.name, int(code)


def pieces(data: bytes, size: int) -> Iterable[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def test_a_hello_tells_what_the_client_can() -> None:
    extensions = hellos.server_name(b"192.0.2.7") + hellos.groups([29, 23]) + hellos.signatures([0x0804])

    hello = read(hellos.hello(TLS_1_2, AES, extensions + hellos.versions([TLS_1_3, TLS_1_2])))

    assert hello == ClientHello(
        TLS_1_2,
        AES,
        versions=(TLS_1_3, TLS_1_2),
        groups=(29, 23),
        signatures=(0x0804,),
        server_name="192.0.2.7",
    )


def test_a_hello_in_the_form_of_ssl_2_names_the_suites_of_ssl_3_among_its_own() -> None:
    hello = read(hellos.ssl_2(SSL_3_0, [0x010080, 0x000005, 0x00000A]))

    assert hello == ClientHello(SSL_3_0, (0x0005, 0x000A), is_ssl_2_form=True)


@pytest.mark.parametrize("data", [hellos.usual(TLS_1_2, AES), hellos.ssl_2(TLS_1_0, AES)])
def test_a_hello_may_come_byte_by_byte(data: bytes) -> None:
    reader = HelloReader()

    answers = [reader.feed(bytes([byte])) for byte in data]

    assert answers == [None] * (len(data) - 1) + [read(data)]
    assert reader.raw == data


@pytest.mark.parametrize("size", [1, 2, 3, 7, 40])
def test_a_hello_may_be_spread_over_many_records(size: int) -> None:
    message = hellos.message(TLS_1_2, AES, hellos.groups([23]))
    data = b"".join(hellos.record(part) for part in pieces(message, size))

    assert read(data) == read(hellos.record(message))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"GET / HTTP/1.1\r\n", AlertCode.UNEXPECTED_MESSAGE),
        (hellos.record(b"\x02\x28", kind=21), AlertCode.UNEXPECTED_MESSAGE),
        (hellos.record(b""), AlertCode.UNEXPECTED_MESSAGE),
        (hellos.record(b"\x02\0\0\0"), AlertCode.UNEXPECTED_MESSAGE),
        (b"\x16\x02\0\0\x05", AlertCode.PROTOCOL_VERSION),
        (b"\x16\x03\x01\xff\xff", AlertCode.RECORD_OVERFLOW),
        (hellos.record(b"\x01\xff\xff\xff"), AlertCode.RECORD_OVERFLOW),
        (hellos.record(b"\x01\0\0\x01\x03"), AlertCode.DECODE_ERROR),
        (hellos.hello(TLS_1_0, []), AlertCode.DECODE_ERROR),
        (hellos.hello(TLS_1_2, AES, hellos.groups([])), AlertCode.DECODE_ERROR),
        (hellos.hello(TLS_1_2, AES, hellos.groups([23]) * 2), AlertCode.ILLEGAL_PARAMETER),
        (hellos.hello(TLS_1_2, AES, b"\0\x0a\0\x05\0"), AlertCode.DECODE_ERROR),
        (hellos.record(hellos.message(TLS_1_0, AES, compressions=b"\x01")), AlertCode.ILLEGAL_PARAMETER),
        (hellos.record(hellos.message(TLS_1_0, AES, session=bytes(33))), AlertCode.DECODE_ERROR),
        (hellos.record(hellos.message(TLS_1_0, AES) + b"\x0b"), AlertCode.UNEXPECTED_MESSAGE),
        (hellos.record(hellos.message(TLS_1_0, AES)[:9]) + b"\x14\x03\x01", AlertCode.UNEXPECTED_MESSAGE),
        (b"\x80\x2e\x02\x00\x02", AlertCode.UNEXPECTED_MESSAGE),
        (b"\x80\x09\x01\x03\x00\0\x02\0\0\0\x10", AlertCode.DECODE_ERROR),
    ],
)
def test_what_is_no_hello_is_answered_with_the_alert_for_it(data: bytes, code: AlertCode) -> None:
    assert wrong(data).code == code


def test_another_protocol_is_told_from_broken_tls() -> None:
    with pytest.raises(HelloError) as other:
        HelloReader().feed(b"GET /")
    with pytest.raises(HelloError) as broken:
        HelloReader().feed(hellos.record(b"\x02\0\0\0"))

    assert (other.value.is_tls, broken.value.is_tls) == (False, True)
    assert (is_tls(0x16), is_tls(0x80), is_tls(ord("G"))) == (True, True, False)


def test_what_is_held_of_an_endless_hello_is_bounded() -> None:
    longest = hellos.message(TLS_1_0, AES)[:1] + LONGEST_MESSAGE.to_bytes(3, "big")
    reader = HelloReader()

    def endless() -> None:
        reader.feed(hellos.record(longest))
        for _ in range(LONGEST_RAW):
            reader.feed(hellos.record(b"\0"))

    with pytest.raises(HelloError) as error:
        endless()

    assert error.value.alert.code == AlertCode.RECORD_OVERFLOW
    assert len(reader.raw) <= LONGEST_RAW + 1


@pytest.mark.parametrize(
    ("enabled", "offered", "spoken"),
    [
        ((TlsVersion.TLS_1_2, TlsVersion.TLS_1_0), TLS_1_2, "TLS 1.2"),
        ((TlsVersion.TLS_1_2, TlsVersion.TLS_1_0), TLS_1_1, "TLS 1.0"),
        ((TlsVersion.TLS_1_1, TlsVersion.SSL_3_0), TLS_1_0, "SSL 3.0"),
        ((TlsVersion.TLS_1_1, TlsVersion.SSL_3_0), 0x0305, "TLS 1.1"),
        ((TlsVersion.TLS_1_2, TlsVersion.TLS_1_1), TLS_1_0, "PROTOCOL_VERSION"),
        ((TlsVersion.SSL_3_0,), 0x0200, "PROTOCOL_VERSION"),
    ],
)
def test_the_highest_enabled_version_that_the_client_reaches_is_spoken(
    enabled: tuple[TlsVersion, ...], offered: int, spoken: str
) -> None:
    assert answer(only(*enabled), hellos.usual(offered, AES))[0] == spoken


@pytest.mark.parametrize(
    ("enabled", "offered", "spoken"),
    [
        ((TlsVersion.TLS_1_2, TlsVersion.TLS_1_0), [TLS_1_3, TLS_1_1, TLS_1_0], "TLS 1.0"),
        ((TlsVersion.TLS_1_2, TlsVersion.TLS_1_1), [0x4A4A, TLS_1_1, TLS_1_2], "TLS 1.2"),
        ((TlsVersion.TLS_1_2,), [TLS_1_3], "PROTOCOL_VERSION"),
    ],
)
def test_supported_versions_count_before_the_hello_s_version(
    enabled: tuple[TlsVersion, ...], offered: list[int], spoken: str
) -> None:
    data = hellos.hello(TLS_1_2, AES, hellos.versions(offered))

    assert answer(only(*enabled), data)[0] == spoken


def test_a_client_that_fell_back_without_need_is_refused() -> None:
    suites = (0x002F, FALLBACK_SCSV)

    assert answer(WIDE, hellos.usual(TLS_1_0, suites))[0] == "INAPPROPRIATE_FALLBACK"
    assert answer(only(TlsVersion.TLS_1_0), hellos.usual(TLS_1_0, suites)) == ("TLS 1.0", 0x002F)
    assert answer(WIDE, hellos.hello(TLS_1_2, suites, hellos.versions([TLS_1_3, TLS_1_2])))[0] == "TLS 1.2"


def test_without_a_certificate_or_a_common_suite_the_handshake_fails() -> None:
    foreign = [0x0000, 0x0009, 0x0003, 0x0041, 0xCCA8, 0x1301]

    assert answer(WIDE, hellos.usual(TLS_1_2, AES), None) == ("HANDSHAKE_FAILURE", 40)
    assert answer(WIDE, hellos.usual(TLS_1_2, foreign)) == ("HANDSHAKE_FAILURE", 40)
    assert answer(WIDE, hellos.usual(TLS_1_2, AES), KeyKind.ECDSA) == ("HANDSHAKE_FAILURE", 40)


@pytest.mark.parametrize(
    ("groups", "suite"),
    [
        ([23, 256], 0xC02F),
        ([256], 0x009E),
        ([257], 0x009C),
        ([30], 0x009E),
    ],
)
def test_the_client_s_groups_decide_which_key_exchanges_are_left(groups: list[int], suite: int) -> None:
    assert answer(WIDE, hellos.hello(TLS_1_2, AES, hellos.groups(groups))) == ("TLS 1.2", suite)


def test_a_client_that_cannot_check_our_signatures_is_given_rsa() -> None:
    ed25519 = hellos.groups([23]) + hellos.signatures([0x0807])

    assert answer(WIDE, hellos.hello(TLS_1_2, AES, ed25519)) == ("TLS 1.2", 0x009C)
    assert answer(WIDE, hellos.hello(TLS_1_1, AES, ed25519)) == ("TLS 1.1", 0xC013)


def test_a_refusal_is_seven_bytes() -> None:
    alert = Alert(AlertCode.PROTOCOL_VERSION, "")

    assert refusal(alert, SSL_3_0) == bytes.fromhex("15030000020246")


def test_an_alert_bears_no_version_that_the_client_cannot_know() -> None:
    assert [read(hellos.usual(offered, AES)).record_version for offered in (0x0200, TLS_1_0, TLS_1_3)] == [
        SSL_3_0,
        TLS_1_0,
        TLS_1_2,
    ]


MUTATED = st.builds(
    lambda data, cuts: bytes(cuts.get(at, byte) for at, byte in enumerate(data)),
    st.sampled_from(
        [
            hellos.usual(TLS_1_2, AES),
            hellos.hello(TLS_1_2, AES, hellos.server_name(b"a") + hellos.versions([TLS_1_2])),
            hellos.ssl_2(SSL_3_0, AES),
        ]
    ),
    st.dictionaries(st.integers(0, 120), st.integers(0, 255), max_size=8),
)


@given(data=st.binary(max_size=400) | MUTATED, size=st.integers(1, 100))
def test_any_bytes_are_a_hello_or_the_beginning_of_one_or_one_named_error(data: bytes, size: int) -> None:
    reader = HelloReader()
    answers: list[object] = []

    for piece in pieces(data, size):
        try:
            hello = reader.feed(piece)
        except HelloError as error:
            answers.append(error.alert)
        else:
            answers += [negotiate(WIDE, hello, KeyKind.RSA)] if hello is not None else []
        if answers:
            break

    assert all(isinstance(answer, Chosen | Alert) for answer in answers)
