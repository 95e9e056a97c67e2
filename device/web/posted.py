"""What a form was sent with: names and their values, from any bytes.

Values may be passwords, so nothing here repeats one.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from device.keep import Sealed

#: More than the longest form has, with what it remembers of the values shown.
MOST_FIELDS = 400
#: Bytes of a body: the longest form with every field full.
LARGEST_BODY = 64 * 1024

FORM_TYPE = "application/x-www-form-urlencoded"


class BadForm(Exception):
    """The bytes are no form, or a field of it cannot be read; the words say what."""


class Posted:
    """The fields of a form. Its repr tells names alone."""

    def __init__(self, fields: Mapping[str, tuple[str, ...]]) -> None:
        self._fields = fields

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __repr__(self) -> str:
        return f"Posted({', '.join(sorted(self._fields))})"

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of that field, in order; empty when the form has none."""
        return self._fields.get(name, ())

    def one(self, name: str) -> str:
        """The value of that field, "" when the form has none. Raises BadForm when it has several."""
        values = self.all(name)
        if len(values) > 1:
            raise BadForm(f"the field {name} was sent {len(values)} times; send it once")
        return values[0] if values else ""


def parse(body: bytes, content_type: str) -> Posted:
    """Read a form's body. Raises BadForm."""
    if content_type != FORM_TYPE:
        raise BadForm(f"send the form as {FORM_TYPE}")
    try:
        # RFC 1866's form is ASCII: what is none is in percent signs.
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError:
        raise BadForm("the form is not UTF-8 in percent signs") from None
    except ValueError:
        raise BadForm(f"the form has more than {MOST_FIELDS} fields") from None
    fields: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        fields[name] = (*fields.get(name, ()), value)
    return Posted(fields)


def credentials(posted: Posted) -> tuple[str, Sealed]:
    """Name and password of the login form.

    Scripts send `userid` and `password` in base64, as the machine's own page does [C]. A browser without
    scripts cannot, so our page's fields are `userid_work` and `password_work`, in clear. Raises BadForm.
    """
    if posted.one("userid") or posted.one("password"):
        return _decoded(posted, "userid"), Sealed(_decoded(posted, "password"))
    return posted.one("userid_work"), Sealed(posted.one("password_work"))


def _decoded(posted: Posted, name: str) -> str:
    try:
        return b64decode(posted.one(name), validate=True).decode()
    except (binascii.Error, ValueError):
        raise BadForm(f"the field {name} is not UTF-8 in base64") from None
