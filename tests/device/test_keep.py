"""What every Keep promises, shown on the one in memory and the one on disk alike."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.keep import Keep, MemoryKeep, Sealed
from device.nvram import SqliteKeep


@pytest.fixture(params=["memory", "sqlite"])
def keep(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keep]:
    if request.param == "memory":
        yield MemoryKeep()
        return
    with SqliteKeep(tmp_path / "state", os.urandom) as on_disk:
        yield on_disk


def put(keep: Keep, room: str, **rows: Any) -> None:
    with keep.transaction() as write:
        for key, value in rows.items():
            write.put(room, key, value)


def append(keep: Keep, room: str, *values: Any) -> list[int]:
    with keep.transaction() as write:
        return [write.append(room, value) for value in values]


def test_a_room_nobody_wrote_in_is_empty(keep: Keep) -> None:
    assert keep.rows("settings") == {}
    assert keep.appended("audit") == []


def test_what_was_put_is_there_under_its_key(keep: Keep) -> None:
    put(keep, "settings", a=1, b="two")

    assert keep.rows("settings") == {"a": 1, "b": "two"}


def test_rooms_know_nothing_of_each_other(keep: Keep) -> None:
    put(keep, "settings", a=1)
    put(keep, "accounts", a=2)
    with keep.transaction() as write:
        write.drop("accounts", "a")

    assert keep.rows("settings") == {"a": 1}
    assert keep.rows("accounts") == {}


def test_the_last_write_of_a_key_counts(keep: Keep) -> None:
    put(keep, "settings", dropped=1, back=1)
    with keep.transaction() as write:
        write.put("settings", "dropped", 2)
        write.drop("settings", "dropped")
        write.drop("settings", "back")
        write.put("settings", "back", 3)
        write.put("settings", "twice", 4)
        write.put("settings", "twice", 5)

    assert keep.rows("settings") == {"back": 3, "twice": 5}


def test_dropping_what_is_not_there_does_no_harm(keep: Keep) -> None:
    with keep.transaction() as write:
        write.drop("settings", "never")

    assert keep.rows("settings") == {}


def test_a_growing_list_numbers_its_rows_from_one_and_goes_on(keep: Keep) -> None:
    assert append(keep, "audit", "a", "b") == [1, 2]
    assert append(keep, "audit", "c") == [3]
    assert append(keep, "jobs", "x") == [1]

    assert keep.appended("audit") == [(1, "a"), (2, "b"), (3, "c")]


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [
        (0, None, [1, 2, 3, 4, 5]),
        (3, None, [4, 5]),
        (0, 2, [4, 5]),
        (4, 2, [5]),
        (1, 9, [2, 3, 4, 5]),
        (0, 0, []),
        (9, None, []),
    ],
)
def test_a_list_is_read_from_a_number_on_and_to_a_limit(
    keep: Keep, after: int, limit: int | None, expected: list[int]
) -> None:
    append(keep, "audit", 1, 2, 3, 4, 5)

    assert [number for number, _ in keep.appended("audit", after, limit)] == expected


def test_an_exception_in_the_block_undoes_all_of_it(keep: Keep) -> None:
    put(keep, "settings", a=1)
    append(keep, "audit", "first")

    def change_my_mind() -> None:
        with keep.transaction() as write:
            write.put("settings", "a", 2)
            write.append("audit", "second")
            raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        change_my_mind()

    assert keep.rows("settings") == {"a": 1}
    assert append(keep, "audit", "other second") == [2]
    assert keep.appended("audit") == [(1, "first"), (2, "other second")]


def test_inside_a_transaction_everything_reads_as_before(keep: Keep) -> None:
    put(keep, "settings", a=1)
    with keep.transaction() as write:
        write.put("settings", "a", 2)
        write.append("audit", "x")

        assert keep.rows("settings") == {"a": 1}
        assert keep.appended("audit") == []


def test_transactions_do_not_nest(keep: Keep) -> None:
    with keep.transaction() as outer:
        outer.put("settings", "a", 1)
        with pytest.raises(RuntimeError, match="under way"), keep.transaction():
            pass

    assert keep.rows("settings") == {"a": 1}
    put(keep, "settings", a=2)
    assert keep.rows("settings") == {"a": 2}


def test_a_transaction_takes_nothing_after_its_end(keep: Keep) -> None:
    with keep.transaction() as write:
        pass

    with pytest.raises(RuntimeError, match="ended"):
        write.put("settings", "a", 1)
    with pytest.raises(RuntimeError, match="ended"):
        write.append("audit", 1)
    with pytest.raises(RuntimeError, match="ended"):
        write.drop("settings", "a")
    assert keep.rows("settings") == {}


def test_secrets_come_back_sealed_wherever_they_stood(keep: Keep) -> None:
    account = {"password": Sealed("hush"), "keys": [Sealed("md5"), {"sha": Sealed("")}], "name": "admin"}
    put(keep, "accounts", admin=account)
    append(keep, "audit", [Sealed("x")])

    assert keep.rows("accounts")["admin"] == account
    assert keep.appended("audit") == [(1, [Sealed("x")])]


def test_what_is_no_json_is_refused_before_anything_is_written(keep: Keep) -> None:
    for strange in (object(), {1: "a"}, {"a": {2}}, b"bytes"):
        with pytest.raises(TypeError, match="no "):
            put(keep, "settings", good=1, bad=strange)
    for endless in (float("nan"), [float("inf")]):
        with pytest.raises(ValueError):  # noqa: PT011 - the words are Python's own in one of them
            append(keep, "audit", 1, endless)

    assert keep.rows("settings") == {}
    assert keep.appended("audit") == []


def test_the_keep_shares_nothing_with_who_writes_and_reads(keep: Keep) -> None:
    given_value = {"roles": ["machine"]}
    put(keep, "accounts", admin=given_value)
    given_value["roles"].append("user")
    keep.rows("accounts")["admin"]["roles"].append("network")

    assert keep.rows("accounts") == {"admin": {"roles": ["machine"]}}


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
NAMES = st.text() | st.sampled_from(["$sealed", "$$sealed", "$", "sealed"])
VALUES = st.recursive(
    SCALARS | st.text(st.characters()).map(Sealed),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES)
def test_any_plain_value_comes_back_as_it_was(keep: Keep, value: Any) -> None:
    with keep.transaction() as write:
        write.put("settings", "it", value)
        number = write.append("audit", value)

    assert repr(keep.rows("settings")["it"]) == repr(value)
    assert keep.rows("settings")["it"] == value
    assert keep.appended("audit", number - 1) == [(number, value)]
