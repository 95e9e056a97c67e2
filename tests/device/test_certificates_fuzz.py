"""Any bytes whatever give certificates or one named error, and change nothing by half."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from random import Random

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from device.certificates import reading
from device.settings.kinds import Refused

from .authority import NETWORK, Room, bundle, lower, pem, root, upper


@cache
def seeds() -> tuple[bytes, ...]:
    """What a CA may send, in every form."""
    request = requesting().certificates.details(1).request
    assert request is not None
    text = request.pem
    chain = [lower().issue(text), lower().certificate, upper().certificate]
    return (
        b"".join(map(pem, chain)),
        chain[0].public_bytes(Encoding.DER),
        bundle(*chain),
        bundle(*chain, encoding=Encoding.DER),
        text.encode(),
    )


@cache
def requesting() -> Room:
    """A machine that waits for a certificate of number 1 and has number 2 in service."""
    room = Room()
    room.request(1)
    room.create(2)
    return room


def install(data: bytes) -> None:
    """Install the bytes: they are refused and change nothing, or taken."""
    room = requesting()
    before = room.keep.rows("certificates")
    try:
        room.certificates.install(1, data, NETWORK)
    except Refused:
        assert room.keep.rows("certificates") == before


def mutated(data: bytes, dice: Random) -> bytes:
    """The bytes with a few of them changed, left out or doubled."""
    found = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(found))
        match dice.randrange(4):
            case 0:
                found[at] = dice.randrange(256)
            case 1:
                found[at] ^= 1 << dice.randrange(8)
            case 2:
                del found[at : at + dice.randint(1, 40)]
            case _:
                found[at:at] = found[at : at + dice.randint(1, 40)]
        found = found or bytearray(b"\x30")
    return bytes(found)


@given(st.binary(max_size=400))
def test_any_bytes_are_refused(data: bytes) -> None:
    install(data)
    install(b"-----BEGIN CERTIFICATE-----\n" + b64encode(data) + b"\n-----END CERTIFICATE-----\n")
    install(b"-----BEGIN PKCS7-----\n" + b64encode(data) + b"\n-----END PKCS7-----\n")


@given(
    st.lists(
        st.sampled_from(
            ["-----BEGIN ", "-----END ", "CERTIFICATE", "PKCS7", "-----", "\r\n", "MIIB", "==", "é"]
        )
    )
)
def test_any_heap_of_pem_marks_is_refused(parts: list[str]) -> None:
    install("".join(parts).encode())
    install("".join(parts).encode("utf-16"))


def fuzz(rounds: int, seed: int) -> None:
    dice = Random(seed)
    for _ in range(rounds):
        install(mutated(dice.choice(seeds()), dice))


def test_mutated_certificates_are_refused_or_whole() -> None:
    fuzz(1500, seed=1)


@pytest.mark.prove
def test_a_hundred_thousand_mutated_certificates_are_refused_or_whole() -> None:
    fuzz(100_000, seed=2)


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_mutated_octets_under_a_whole_frame_are_refused_or_read(dice: Random) -> None:
    """The frame's Base64 is right, so every change reaches the reader of DER."""
    der = mutated(seeds()[dice.choice((1, 3))], dice)
    text = b"-----BEGIN CERTIFICATE-----\n" + b64encode(der) + b"\n-----END CERTIFICATE-----\n"

    try:
        found = reading.read(text)
    except Refused:
        return

    for each in found:
        assert reading.read(each.pem.encode()) == (each,)
        assert each.subject.isprintable()
        assert len(each.subject) <= reading.LONGEST_NAME


def test_what_was_read_is_a_root_of_any_age() -> None:
    assert reading.read(root().pem)[0].is_self_issued
