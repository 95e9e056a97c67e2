"""The words of the control socket: any bytes give messages or named errors, and what is sent comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.console import BLANK, COLUMNS, LINES, Display, Indicators, Light
from device.keep import Sealed
from panel import link
from panel.keys import Key
from panel.link import (
    LIMIT,
    MOST_KEYS,
    OPERATIONS,
    Answer,
    Code,
    Event,
    Failure,
    Greeting,
    Lines,
    LinkError,
    Request,
    read_reply,
    read_request,
)

CODES = {code.value for code in Code}

#: Texts that a JSON text can carry and a request may hold.
words = st.text(st.characters(exclude_categories=["Cs"]))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(words, inner, max_size=5),
    max_leaves=20,
)

rows = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=COLUMNS, max_size=COLUMNS)
lights = st.sampled_from(Light)
displays = st.builds(
    Display,
    st.tuples(
        *[st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=25, max_size=25)] * LINES
    ),
    st.tuples(words, words, words),
    st.none() | st.tuples(st.integers(0, LINES - 1), st.integers(0, COLUMNS - 1)),
    st.none() | st.integers(0, LINES - 1),
    st.builds(Indicators, lights, lights, lights, st.sampled_from(["", "red", "yellow"])),
    st.booleans(),
    words,
    st.integers(0, 1 << 40),
)


def request(**message: Any) -> Request | Failure:
    """Read a request as it comes over the wire."""
    return read_request(json.dumps({"id": 7, **message}).encode())


def failure(**message: Any) -> tuple[str, str]:
    """Give code and reason of a request that is refused."""
    found = request(**message)
    assert isinstance(found, Failure)
    assert found.id == 7
    return found.code, found.reason


def reply_or_error(line: bytes) -> Greeting | Answer | Failure | Event | LinkError:
    try:
        return read_reply(line)
    except LinkError as error:
        return error


# Lines


@given(st.lists(st.binary(min_size=1).filter(lambda line: b"\n" not in line and line.strip())), st.data())
def test_lines_come_out_whole_however_their_bytes_are_cut(lines: list[bytes], data: st.DataObject) -> None:
    rest = b"".join(line + b"\n" for line in lines)
    reader = Lines()
    found: list[bytes | Failure] = []
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        found += reader.receive(rest[:size])
        rest = rest[size:]

    assert found == lines
    assert reader.end() is None


def test_a_line_that_is_too_long_is_one_named_error_and_the_next_line_is_read() -> None:
    reader = Lines()

    found = [*reader.receive(b"x" * LIMIT), *reader.receive(b"x" * LIMIT), *reader.receive(b'x\n{"id":1}\n')]

    assert isinstance(found[0], Failure)
    assert (found[0].id, found[0].code) == (None, "too-long")
    assert found[1:] == [b'{"id":1}']


def test_the_longest_line_has_the_limit_in_bytes_with_its_newline() -> None:
    assert [*Lines().receive(b"x" * (LIMIT - 1) + b"\n")] == [b"x" * (LIMIT - 1)]


def test_what_is_kept_of_a_line_that_is_too_long_does_not_grow() -> None:
    reader = Lines(limit=100)
    for _ in range(1000):
        [*reader.receive(b"x" * 99)]

    assert reader._parts == []


def test_bytes_that_stop_within_a_line_are_a_named_error() -> None:
    reader = Lines()
    assert [*reader.receive(b'{"id":1,"op":"scr')] == []

    cut = reader.end()

    assert cut is not None
    assert cut.code == "truncated"


# Requests


@given(st.binary(max_size=300))
def test_any_bytes_are_a_request_or_a_named_error(line: bytes) -> None:
    found = read_request(line)

    assert isinstance(found, Request) or found.code in CODES


@given(
    st.dictionaries(st.sampled_from(["id", "op", "keys", "face", "seconds", "settings"]) | words, json_values)
)
def test_any_json_object_is_a_request_or_a_named_error(message: dict[str, Any]) -> None:
    found = read_request(json.dumps(message).encode())

    assert isinstance(found, Request) or found.code in CODES


@given(st.sampled_from(sorted(OPERATIONS)), st.data())
def test_any_values_for_an_op_are_a_request_or_a_named_error(op: str, data: st.DataObject) -> None:
    names = sorted(OPERATIONS[op])
    message = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(names, json_values)))

    found = request(op=op, **message)

    assert isinstance(found, Request) or (found.id, found.code) == (7, "argument")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b'"hello"',
        b"{",
        b"{} {}",
        b'{"id":1,"op":"screen"',
        b"\xff\xfe",
        b'{"id":1,"id":2,"op":"screen"}',
        b'{"id":NaN,"op":"screen"}',
        b'{"a":' * 100_000,
        b"[" * 9000,
        b'{"id":' + b"9" * 5000 + b',"op":"screen"}',
    ],
    ids=lambda line: line[:20].decode(errors="replace"),
)
def test_what_is_no_json_object_is_said_to_be_none(line: bytes) -> None:
    found = read_request(line)

    assert isinstance(found, Failure)
    assert (found.id, found.code) in [(None, "not-json"), (None, "too-long")]


@pytest.mark.parametrize("number", [None, -1, 1.5, "1", True, [], 1 << 60])
def test_a_request_needs_a_whole_number_as_its_id(number: Any) -> None:
    found = read_request(json.dumps({"id": number, "op": "screen"}).encode())

    assert isinstance(found, Failure)
    assert (found.id, found.code) == (None, "malformed")


def test_an_op_that_does_not_exist_is_answered_with_those_that_do() -> None:
    code, reason = failure(op="explode")

    assert code == "unknown-op"
    assert "press, screen, status" in reason


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"op": "press"}, "press: keys is missing"),
        ({"op": "press", "keys": "Menu"}, "press: keys: a list of 1 to 256 key names is needed"),
        ({"op": "press", "keys": []}, "press: keys: a list of 1 to 256 key names is needed"),
        ({"op": "press", "keys": ["Menu"] * (MOST_KEYS + 1)}, "press: keys: a list of 1 to 256"),
        (
            {"op": "press", "keys": ["Menü"]},
            "press: keys: there is no key of one of these names; the keys are Menu",
        ),
        ({"op": "press", "keys": [1]}, "press: keys: a text is needed"),
        ({"op": "screen", "now": True}, "screen: an argument that it does not have; it takes none"),
        ({"op": "hello", "face": "web"}, "hello: face: one of link, app, plain, script, serial is needed"),
        ({"op": "hello", "local": 1}, "hello: local: true or false is needed"),
        ({"op": "advance", "seconds": -1}, "advance: seconds: seconds are needed, 0 to"),
        ({"op": "advance", "seconds": True}, "advance: seconds: seconds are needed"),
        ({"op": "set", "settings": {}}, "set: settings: an object of names and texts is needed"),
        ({"op": "set", "settings": {"a": 1}}, "set: settings: a text is needed"),
        ({"op": "audit", "limit": 0}, "audit: limit: a whole number from 1 to 300 is needed"),
        ({"op": "login", "name": "\ud800", "password": ""}, "login: name: a text without lone surrogates"),
        ({"op": "login", "name": "x" * 9000, "password": ""}, "login: name: a text of at most 8192"),
    ],
)
def test_a_wrong_argument_is_named_with_what_is_needed(message: dict[str, Any], words: str) -> None:
    code, reason = failure(**message)

    assert code == "argument"
    assert reason.startswith(words)


def test_what_is_left_out_has_its_default() -> None:
    assert request(op="hello") == Request(7, "hello", {"face": "link", "local": False})


def test_keys_may_be_spelled_in_any_case() -> None:
    assert request(op="press", keys=["menu", "JOBRESET"]) == Request(
        7, "press", {"keys": (Key.MENU, Key.JOB_RESET), "settle": False, "show": False}
    )


def test_no_secret_shows_in_a_request_that_was_read() -> None:
    found = [
        request(op="login", name="admin", password="s3cret-word"),
        request(op="set", settings={"security.driver_encryption_key": "s3cret-word"}),
        request(op="import", text="s3cret-word"),
        request(op="edit_account", account="user", password="s3cret-word", user_code="s3cret-word"),
    ]

    assert "s3cret" not in repr(found)


@pytest.mark.parametrize(
    "message", [{"op": "login", "name": "admin", "password": ["s3cret"]}, {"op": "s3cret"}]
)
def test_no_value_is_repeated_in_an_error(message: dict[str, Any]) -> None:
    assert "s3cret" not in failure(**message)[1]


@given(words, words)
def test_a_request_comes_back_as_it_was_made(name: str, password: str) -> None:
    line = link.request(3, "login", {"name": name, "password": Sealed(password)})

    assert line.endswith(b"\n")
    assert read_request(line[:-1]) == Request(3, "login", {"name": name, "password": Sealed(password)})


# What the device sends


@given(st.binary(max_size=300))
def test_any_bytes_are_a_reply_or_a_link_error(line: bytes) -> None:
    found = reply_or_error(line)

    assert isinstance(found, Greeting | Answer | Failure | Event) or found.code in CODES


@pytest.mark.parametrize(
    "message",
    [
        Greeting(1, "0.1.0", 4711, "virtual"),
        Answer(5, {"revision": 8}),
        Failure(5, "refused", "no"),
        Failure(None, "busy", "no"),
        Event("audit", {"row": {"number": 1}}),
    ],
    ids=lambda message: type(message).__name__,
)
def test_replies_come_back_as_they_were_sent(message: Greeting | Answer | Failure | Event) -> None:
    match message:
        case Greeting():
            line = link.greeting(message)
        case Answer(number, ok):
            line = link.answer(number, ok)
        case Failure():
            line = link.failure(message)
        case Event(name, fields):
            line = link.event(name, fields)

    assert line.count(b"\n") == 1
    assert read_reply(line) == message


def test_a_device_of_another_link_version_is_refused_in_words() -> None:
    with pytest.raises(LinkError, match=r"speaks version 2 of the link \(p800 9\.0\), this is version 1"):
        link.check_version(Greeting(2, "9.0", 1, "real"))


def test_a_sealed_value_in_an_answer_is_an_error_of_the_device_itself() -> None:
    with pytest.raises(TypeError, match="Sealed"):
        link.answer(1, {"value": Sealed("s3cret")})


@given(displays)
def test_a_display_comes_back_as_it_was_sent(display: Display) -> None:
    line = link.event("display", {"display": link.display_fields(display)})

    found = read_reply(line)

    assert isinstance(found, Event)
    assert link.display_from(found.fields["display"]) == display


@given(json_values)
def test_what_is_no_display_is_a_link_error(value: Any) -> None:
    with pytest.raises(LinkError):
        link.display_from(value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("lines", ["x" * COLUMNS] * (LINES - 1)),
        ("lines", ["x" * (COLUMNS + 1)] * LINES),
        ("cursor", [LINES, 0]),
        ("cursor", [0]),
        ("selected", LINES),
        ("revision", -1),
        ("private", 0),
        ("indicators", {}),
    ],
)
def test_a_display_with_a_wrong_part_is_a_link_error(field: str, value: Any) -> None:
    fields = json.loads(json.dumps(link.display_fields(BLANK)))

    with pytest.raises(LinkError):
        link.display_from(fields | {field: value})


@given(st.text(max_size=5 * link.PIECE))
def test_pieces_of_a_text_are_the_text_and_each_fits_into_a_line(text: str) -> None:
    found = link.pieces(text)

    assert found
    assert "".join(found) == text
    assert all(len(json.dumps(piece)) < LIMIT for piece in found)
