"""Bytes of a form: fields, or one named error; and the two ways in which a login is sent."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.keep import Sealed
from device.web.posted import FORM_TYPE, MOST_FIELDS, BadForm, Posted, credentials, parse

from .house import coded


def read(**fields: str) -> Posted:
    return parse(urlencode(fields).encode(), FORM_TYPE)


def test_fields_come_as_they_were_sent_empty_ones_too() -> None:
    form = parse(b"a=1&b=&a=%C3%A4+x", FORM_TYPE)

    assert form.all("a") == ("1", "ä x")
    assert "b" in form
    assert form.one("b") == form.one("c") == ""
    assert "c" not in form


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        (b"a=%FF", FORM_TYPE, "UTF-8"),
        (b"a=\xff", FORM_TYPE, "UTF-8"),
        (b"a=1", "text/plain", FORM_TYPE),
        (b"a=1", "multipart/form-data", FORM_TYPE),
        (b"&".join(b"a=1" for _ in range(MOST_FIELDS + 1)), FORM_TYPE, str(MOST_FIELDS)),
    ],
)
def test_what_is_no_form_is_told_so(body: bytes, content_type: str, said: str) -> None:
    with pytest.raises(BadForm, match=said):
        parse(body, content_type)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_form_or_a_bad_form(body: bytes) -> None:
    try:
        form = parse(body, FORM_TYPE)
    except BadForm:
        return
    assert all(isinstance(value, str) for name in form for value in form.all(name))


def test_a_script_sends_name_and_password_in_base64() -> None:
    assert credentials(read(userid=coded("admin"), password=coded("pä:s"))) == ("admin", Sealed("pä:s"))


def test_the_factorys_empty_password_is_empty_in_base64_too() -> None:
    assert credentials(read(userid=coded("admin"), password="")) == ("admin", Sealed.EMPTY)


def test_a_browser_without_scripts_sends_them_as_they_are() -> None:
    fields = {"userid": "", "password": "", "userid_work": "admin", "password_work": "x=&"}
    assert credentials(read(**fields)) == ("admin", Sealed("x=&"))


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_login_is_read_or_is_a_bad_form_that_repeats_nothing(name: str, password: str) -> None:
    form = Posted({"userid": (name,), "password": (password,)})
    assert repr(form) == "Posted(password, userid)"
    said = "the field userid is not UTF-8 in base64"
    try:
        credentials(form)
    except BadForm as error:
        said = str(error).replace("password", "userid")
    assert said == "the field userid is not UTF-8 in base64"
