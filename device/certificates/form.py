"""What a person fills in to create or request a certificate, and what may stand in it.

Common Name, Organization and Organizational Unit are the manual's ("To install a self-signed certificate",
step 2); the other fields are remembered from the family [R], and so are their words.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from string import ascii_letters, ascii_uppercase, digits
from typing import TYPE_CHECKING, NamedTuple

from device.settings.kinds import GUESS, R, Refused, Source, V

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

#: Days that a self-signed certificate may be valid, and those it is when nobody says [guess].
LONGEST_DAYS = 7300
DAYS = 365

#: Further host names and addresses at most [guess].
MOST_NAMES = 16


class KeyChoice(Enum):
    """The key to make."""

    RSA_2048 = "RSA 2048"
    RSA_4096 = "RSA 4096"
    #: Not on the hardware, as far as is known.
    ECDSA_P256 = "ECDSA P-256"

    __hash__ = object.__hash__


#: Where each key is known from; an ECDSA key is our own addition.
KEY_SOURCES: Mapping[KeyChoice, Source] = {
    KeyChoice.RSA_2048: R,
    KeyChoice.RSA_4096: R,
    KeyChoice.ECDSA_P256: GUESS,
}


class Signature(Enum):
    """The digest to sign. The family's SHA-1 is not offered: no client of today takes it."""

    SHA_256 = "SHA-256"
    SHA_384 = "SHA-384"
    SHA_512 = "SHA-512"

    __hash__ = object.__hash__


class Field(NamedTuple):
    """A text of the form: its label, where that is known from, and how long it may be."""

    label: str
    source: Source
    longest: int
    is_needed: bool = False


#: RFC 5280, appendix A.1 has these lengths.
FIELDS: Mapping[str, Field] = {
    "common_name": Field("Common Name", V, 64, is_needed=True),
    "organization": Field("Organization", V, 64),
    "organizational_unit": Field("Organizational Unit", V, 64),
    "locality": Field("City/Locality", R, 128),
    "state": Field("State/Province", R, 128),
    "country": Field("Country Code", R, 2),
    "mail": Field("E-mail Address", R, 128),
}


class Form(NamedTuple):
    """The entries of a form. `days`: how long a self-signed certificate is valid; a CA decides by itself.

    `names`: host names and IP addresses by which clients reach the machine, besides the Common Name and the
    machine's own host name.
    """

    common_name: str
    organization: str = ""
    organizational_unit: str = ""
    locality: str = ""
    state: str = ""
    country: str = ""
    mail: str = ""
    days: int = DAYS
    key: KeyChoice = KeyChoice.RSA_2048
    signature: Signature = Signature.SHA_256
    names: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises Refused, with the name of the field at fault as its `setting`."""
        for name, field in FIELDS.items():
            if wrong := _wrong_text(getattr(self, name), field):
                raise Refused(f"{field.label}: {wrong}", name)
        if self.country and not (len(self.country) == 2 and set(self.country) <= set(ascii_uppercase)):
            raise Refused(f"{FIELDS['country'].label}: enter two capital letters, like DE", "country")
        if self.mail and not _is_mail(self.mail):
            raise Refused(f"{FIELDS['mail'].label}: enter an address like name@example.com", "mail")
        if isinstance(self.days, bool) or not 1 <= self.days <= LONGEST_DAYS:
            raise Refused(f"Validity Period: enter 1 to {LONGEST_DAYS} days", "days")
        if len(self.names) > MOST_NAMES:
            raise Refused(f"enter at most {MOST_NAMES} host names and addresses", "names")
        for name in self.names:
            if not (as_address(name) or as_host(name)):
                raise Refused(f"{name[:64]!r} is neither a host name nor an IP address", "names")

    def all_names(self, host: str) -> tuple[str, ...]:
        """What clients compare an address they have opened with: host names and IP addresses, each once.

        The Common Name where it is one, the machine's own host name, then the further names.
        """
        named = (_shortest(name) for name in (self.common_name, host, *self.names))
        return tuple(dict.fromkeys(name for name in named if name))


def as_address(text: str) -> IPv4Address | IPv6Address | None:
    """The IP address that the text is, without a zone; else None."""
    from ipaddress import ip_address  # dear to import, and a short script makes no certificate

    try:
        return ip_address(text) if "%" not in text else None
    except ValueError:
        return None


def as_host(text: str) -> str:
    """The host name that the text is, in the letters of DNS, or "". A first label may be `*`."""
    try:
        name = text if text.isascii() else text.encode("idna").decode()
    except UnicodeError:
        return ""
    labels = name.lower().removesuffix(".").removeprefix("*.").split(".")
    # Digits and points alone are an address that is none.
    is_host = all(map(_is_label, labels)) and len(name) <= 253 and not labels[-1].isdecimal()
    return name.lower().removesuffix(".") if is_host else ""


def _is_label(label: str) -> bool:
    fits = 1 <= len(label) <= 63 and set(label) <= set(ascii_letters + digits + "-_")
    return fits and label.strip("-") == label


def _shortest(text: str) -> str:
    address = as_address(text)
    return str(address) if address else as_host(text)


def _wrong_text(text: str, field: Field) -> str:
    if field.is_needed and not text.strip():
        return "you must enter a name"
    if len(text) > field.longest:
        return f"is {len(text)} characters long; enter at most {field.longest} characters"
    if not text.isprintable():
        return "holds a character that cannot be used here; enter one line of text"
    return ""


def _is_mail(text: str) -> bool:
    return text.isascii() and text.count("@") == 1 and " " not in text and text.strip("@") == text
