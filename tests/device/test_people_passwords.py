"""Passwords: what is kept of them, the vectors of RFC 3414, and what the password policy lets through."""

from __future__ import annotations

import hashlib
from random import Random

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from device.errands import CheckPassword, DerivePassword
from device.keep import Sealed
from device.people.passwords import COST, HASHES, Cost, Derived, decoy, derive, matches, work
from device.people.policy import PasswordPolicy, kinds_in

from .crowd import CHEAP

SALT = bytes(range(16))

#: RFC 3414, A.3.1 and A.3.2: the password "maplesyrup".
BEFORE_LOCALIZATION = {
    "md5": "9faf3283884e92834ebc9847d8edd963",
    "sha1": "9fb5cc0381497b3793528939ff788d5d79145211",
}
#: The same appendix, localized to the engine 00 00 00 00 00 00 00 00 00 00 00 02.
LOCALIZED = {
    "md5": "526f5eed9fcce26f8964c2930787d82b",
    "sha1": "6695febc9288e36282235fc7151f128497b38f3f",
}

passwords = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=32)


@pytest.mark.parametrize("algorithm", BEFORE_LOCALIZATION)
def test_the_keys_are_those_of_rfc_3414(algorithm: str) -> None:
    key = derive(Sealed("maplesyrup"), SALT, CHEAP).key(algorithm)

    assert key is not None
    assert key.hex() == BEFORE_LOCALIZATION[algorithm]
    engine = bytes(11) + b"\x02"
    assert hashlib.new(algorithm, key + engine + key).hexdigest() == LOCALIZED[algorithm]


@pytest.mark.parametrize("algorithm", HASHES)
def test_every_key_is_the_hash_of_a_mebibyte_of_the_repeated_password(algorithm: str) -> None:
    hashed = hashlib.new(algorithm)
    for start in range(0, 1 << 20, 64):
        hashed.update(bytes(b"correct horse"[(start + i) % 13] for i in range(64)))

    assert derive(Sealed("correct horse"), SALT, CHEAP).key(algorithm) == hashed.digest()


def test_a_password_of_eight_characters_makes_keys_and_one_of_seven_makes_none() -> None:
    assert derive(Sealed("1234567x"), SALT, CHEAP).key("sha1") is not None
    assert derive(Sealed("123456x"), SALT, CHEAP).keys == ()


def test_an_empty_password_leaves_nothing_and_only_the_empty_one_matches_it() -> None:
    assert derive(Sealed.EMPTY, SALT, CHEAP) == Derived.NONE
    assert matches(Sealed.EMPTY, Sealed.EMPTY)
    assert not matches(Sealed("x"), Sealed.EMPTY)


@given(passwords.filter(bool), passwords)
def test_a_hash_matches_its_own_password_alone(password: str, other: str) -> None:
    kept = derive(Sealed(password), SALT, CHEAP)

    assert matches(Sealed(password), kept.hash)
    assert matches(Sealed(other), kept.hash) == (other == password)


def test_a_hash_is_what_other_programs_read() -> None:
    kept = derive(Sealed("maplesyrup"), SALT, CHEAP)

    Argon2id.verify_phc_encoded(b"maplesyrup", kept.hash.reveal())
    foreign = Argon2id(salt=SALT, length=32, iterations=1, lanes=1, memory_cost=16)
    assert matches(Sealed("maplesyrup"), Sealed(foreign.derive_phc_encoded(b"maplesyrup")))


def test_the_machine_hashes_at_nineteen_mebibytes_twice() -> None:
    kept = derive(Sealed("a"), SALT, COST)

    assert kept.hash.reveal().startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_nothing_matches_a_decoy_and_it_costs_as_much() -> None:
    stored = decoy(Random(1).randbytes, CHEAP)

    assert not matches(Sealed.EMPTY, stored)
    assert not matches(Sealed("maplesyrup"), stored)
    kept = derive(Sealed("maplesyrup"), SALT, CHEAP)
    assert stored.reveal().split("$")[:4] == kept.hash.reveal().split("$")[:4]
    assert len(stored.reveal()) == len(kept.hash.reveal())


@given(st.text(max_size=200) | st.from_regex(r"\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{22}\$\w*"))
def test_a_damaged_hash_matches_nothing_and_harms_nothing(stored: str) -> None:
    assert not matches(Sealed("x"), Sealed(stored or "x"))


def test_a_hash_that_asks_for_all_memory_is_not_computed() -> None:
    greedy = derive(Sealed("x"), SALT, CHEAP).hash.reveal().replace("m=8,", "m=999999999,")

    assert not matches(Sealed("x"), Sealed(greedy))
    assert not Cost(memory=4).is_sane


def test_a_password_longer_than_a_job_carries_never_matches() -> None:
    kept = derive(Sealed("a" * 128), SALT, CHEAP)

    assert matches(Sealed("a" * 128), kept.hash)
    assert not matches(Sealed("a" * 129), kept.hash)


@given(passwords)
def test_what_is_kept_comes_back_from_plain_values(password: str) -> None:
    kept = derive(Sealed(password), SALT, CHEAP)

    assert Derived.from_plain(kept.to_plain()) == kept


@pytest.mark.parametrize(
    "plain",
    [
        {"hash": "maplesyrup"},
        {"hash": "", "keys": {"sha1": "00" * 20}},
        {"hash": 5},
        {"hash": "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"},
        {"hash": derive(Sealed("x"), SALT, CHEAP).hash, "keys": {"sha1": "maplesyrup"}},
        {"hash": derive(Sealed("x"), SALT, CHEAP).hash, "keys": {"sha3": "00"}},
        {"hash": derive(Sealed("x"), SALT, CHEAP).hash, "keys": "maplesyrup"},
    ],
)
def test_plain_values_that_are_no_password_are_refused_without_repeating_them(
    plain: dict[str, object],
) -> None:
    with pytest.raises(ValueError, match=r"hash|key") as raised:
        Derived.from_plain(plain)

    assert "maplesyrup" not in str(raised.value)


def test_no_repr_shows_a_password_a_hash_or_a_key() -> None:
    kept = derive(Sealed("maplesyrup"), SALT, CHEAP)
    shown = repr(
        (kept, kept.to_plain(), DerivePassword(Sealed("maplesyrup")), CheckPassword(kept.hash, kept.hash))
    )

    for secret in ("maplesyrup", "argon2", BEFORE_LOCALIZATION["md5"]):
        assert secret not in shown


def test_the_work_of_the_errands_salts_every_password_anew() -> None:
    functions = work(Random(1).randbytes, CHEAP)
    first, second = (functions[DerivePassword](DerivePassword(Sealed("same"))) for _ in range(2))

    assert first.hash != second.hash
    assert functions[CheckPassword](CheckPassword(Sealed("same"), first.hash)) is True
    assert functions[CheckPassword](CheckPassword(Sealed("other"), second.hash)) is False


@pytest.mark.parametrize(
    ("policy", "password", "is_right"),
    [
        (PasswordPolicy(), "", True),
        (PasswordPolicy(), "a" * 32, True),
        (PasswordPolicy(), "a" * 33, False),
        (PasswordPolicy(), "caf\u00e9", False),
        (PasswordPolicy(shortest=8), "", False),
        (PasswordPolicy(shortest=8), "1234567", False),
        (PasswordPolicy(shortest=8), "12345678", True),
        (PasswordPolicy(kinds=2), "", False),
        (PasswordPolicy(kinds=2), "abc", False),
        (PasswordPolicy(kinds=2), "abC", True),
        (PasswordPolicy(kinds=3), "abC", False),
        (PasswordPolicy(kinds=3), "aC1", True),
        (PasswordPolicy(kinds=3), "a1!", True),
        (PasswordPolicy(32, 3), "aC1" * 10, False),
    ],
)
def test_the_policy_judges_length_and_kinds(policy: PasswordPolicy, password: str, is_right: bool) -> None:
    assert (policy.wrong(Sealed(password)) == "") is is_right


@given(passwords, st.integers(0, 32), st.sampled_from([0, 2, 3]))
def test_what_the_policy_says_never_repeats_the_password(password: str, shortest: int, kinds: int) -> None:
    too_short = f"the password policy asks for at least {shortest} characters"
    too_plain = f"the password policy asks for {kinds} of these four: "

    wrong = PasswordPolicy(shortest, kinds).wrong(Sealed(password))

    if len(password) < shortest:
        assert wrong == too_short
    elif kinds_in(password) < kinds:
        assert wrong.startswith(too_plain)
    else:
        assert wrong == ""
