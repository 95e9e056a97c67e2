"""Names under which the pages may be had, and origins that forms may come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.web.hosts import is_foreign, named, refusal

ADDRESSES = ("0.0.0.0", "192.0.2.7", "2001:db8::7", "::ffff:192.0.2.9", "fe80::7%eth0")


def why(header: str) -> str:
    return refusal(header, host_name="RNP0001", addresses=ADDRESSES, given=("printer.example.com",))


@pytest.mark.parametrize(
    "header",
    [
        "RNP0001",
        "rnp0001:8080",
        "rnp0001.",
        "localhost:8080",
        "127.0.0.1",
        "[::1]:8443",
        "192.0.2.7:80",
        "[2001:DB8:0::7]",
        "192.0.2.9",
        "[fe80::7]:80",
        "printer.example.com:8443",
        "Printer.Example.Com",
    ],
)
def test_the_machine_goes_by_its_host_name_its_addresses_and_the_names_given(header: str) -> None:
    assert why(header) == ""


@pytest.mark.parametrize(
    "header", ["evil.example", "192.0.2.8", "rnp0001.evil.example", "localhost.evil.example", "[::2]:80"]
)
def test_any_other_name_is_refused_with_the_option_that_lets_it_in(header: str) -> None:
    assert f"--web-host {named(header)}" in why(header)


@pytest.mark.parametrize("header", ["", "a b", "x@y", "http://rnp0001", "[::1", "rnp0001:", "rnp0001:x", "ä"])
def test_what_is_no_host_is_refused(header: str) -> None:
    assert "names no host" in why(header)


@given(st.text(max_size=60))
def test_any_header_is_ours_or_refused_in_a_sentence(header: str) -> None:
    assert why(header) == "" or why(header).endswith(".") or "--web-host" in why(header)


@pytest.mark.parametrize(
    ("origin", "foreign"),
    [
        (None, False),
        ("http://rnp0001:8080", False),
        ("HTTP://RNP0001:8080", False),
        ("https://rnp0001:8080", True),
        ("http://rnp0001", True),
        ("http://evil.example", True),
        ("null", True),
        ("", True),
    ],
)
def test_a_form_comes_from_this_very_origin_or_does_not_say(origin: str | None, foreign: bool) -> None:
    assert is_foreign(origin, "http", "rnp0001:8080") is foreign
