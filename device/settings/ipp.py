"""IPP Authentication: the method, and ten pairs of user name and password apart from the address book.

Manual, "Encrypting the password of IPP printing", steps 3 to 5; the number of pairs and their lengths are
known from siblings [S].
"""

from __future__ import annotations

from enum import Enum
from string import ascii_letters, digits
from typing import NamedTuple

from device.keep import Sealed

from .kinds import AnySetting, Choice, S, Secret, Text
from .ranges import flat
from .rows import NETWORK_ALONE, OF_NETWORK

PAIRS = 10
LONGEST_NAME = 8
LONGEST_PASSWORD = 8


class IppAuthentication(Enum):
    """How an IPP client proves itself [S; DIGEST: V]."""

    OFF = "Off"
    BASIC = "BASIC"
    DIGEST = "DIGEST"


class IppUser(NamedTuple):
    """One pair; without a name it is not there."""

    name: Text
    password: Secret


IPP_AUTHENTICATION = Choice(
    "network.ipp_authentication",
    "Authentication",
    IppAuthentication.OFF,
    row=OF_NETWORK,
    source=S,
    effect="later: ipp",
    help="How IPP clients prove themselves; DIGEST sends no password over the wire.",
)


def _wrong_name(text: str) -> str:
    return "holds a colon; leave it out" if ":" in text else ""


def _user(number: int) -> IppUser:
    return IppUser(
        Text(
            f"network.ipp_user_{number}_name",
            f"User Name {number}",
            "",
            row=OF_NETWORK,
            source=S,
            effect="later: ipp",
            help="A user name for IPP, at most 8 characters and no colon.",
            longest=LONGEST_NAME,
            judge=_wrong_name,
        ),
        Secret(
            f"network.ipp_user_{number}_password",
            f"Password {number}",
            Sealed.EMPTY,
            row=NETWORK_ALONE,
            source=S,
            effect="later: ipp",
            help="The password of that user name, at most 8 letters and numerals.",
            longest=LONGEST_PASSWORD,
            alphabet=ascii_letters + digits,
            twice=False,
        ),
    )


IPP_USERS = tuple(_user(number) for number in range(1, PAIRS + 1))

ALL: tuple[AnySetting, ...] = (IPP_AUTHENTICATION, *flat(IPP_USERS))
