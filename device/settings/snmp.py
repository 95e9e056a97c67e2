"""The SNMP pages: ten communities, how SNMPv3 accounts are proved and encrypted, and where traps go.

Community names are shown to the network administrator, as on siblings, and travel in clear by nature; so
they are texts and no secrets, but the audit does not repeat them. The protocols' switches and Permit SNMPv3
Communication are `network`.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from .kinds import GUESS, Address, AnySetting, Choice, Flag, R, S, Text
from .ranges import flat
from .rows import NETWORK_ALONE, OF_NETWORK

COMMUNITIES = 10
LONGEST_COMMUNITY = 15


class CommunityAccess(Enum):
    """What whoever knows the community may do [S in what there is, R in its words]."""

    NONE = "Not Accessible"
    READ = "Read-only"
    WRITE = "Read-write"
    TRAP = "Trap"


class AuthenticationAlgorithm(Enum):
    """RFC 3414 and RFC 7860. MD5 and SHA1 are the family's [R]; the others are an addition of ours."""

    MD5 = "MD5"
    SHA1 = "SHA1"
    SHA224 = "SHA-224"
    SHA256 = "SHA-256"
    SHA384 = "SHA-384"
    SHA512 = "SHA-512"


class EncryptionAlgorithm(Enum):
    """RFC 3414 and RFC 3826. DES and AES-128 are the family's [R]; the others are an addition of ours."""

    DES = "DES"
    AES_128 = "AES-128"
    AES_192 = "AES-192"
    AES_256 = "AES-256"


class Notification(Enum):
    """How alerts are told to managers."""

    OFF = "Off"
    TRAP = "Trap"
    INFORM = "Inform"


class TrapVersion(Enum):
    """What the communities with Trap get."""

    V1_TRAP = "SNMPv1 Trap"
    V2_TRAP = "SNMPv2 Trap"
    V2_INFORM = "SNMPv2 Inform"


class Community(NamedTuple):
    """One of the ten entries; without a name it is not there."""

    name: Text
    access: Choice[CommunityAccess]
    manager: Address


#: The factory's two [S]; the other eight are empty.
FACTORY = {1: ("public", CommunityAccess.READ), 2: ("admin", CommunityAccess.WRITE)}


def _community(number: int) -> Community:
    name, access = FACTORY.get(number, ("", CommunityAccess.NONE))
    return Community(
        Text(
            f"snmp.community_{number}_name",
            f"Community Name {number}",
            name,
            row=NETWORK_ALONE,
            source=S,
            effect="later: snmp",
            help="The word that a manager must know; empty when the entry is unused.",
            longest=LONGEST_COMMUNITY,
            discreet=True,
        ),
        Choice(
            f"snmp.community_{number}_access",
            f"Access Type {number}",
            access,
            row=OF_NETWORK,
            source=R,
            default_source=S,
            effect="later: snmp",
            help="What a manager with this community may do, or that it is told of alerts.",
        ),
        Address(
            f"snmp.community_{number}_manager",
            f"Manager Address {number}",
            "",
            row=OF_NETWORK,
            source=R,
            effect="later: snmp",
            help="The one address that may use the community, or that traps go to; empty for any.",
            version=0,
        ),
    )


COMMUNITY_LIST = tuple(_community(number) for number in range(1, COMMUNITIES + 1))

TRAP_VERSION = Choice(
    "snmp.trap_version",
    "Trap Version",
    TrapVersion.V1_TRAP,
    row=OF_NETWORK,
    source=GUESS,
    effect="later: snmp",
    help="What is sent to the communities whose access type is Trap.",
)

AUTHENTICATION_TRAP = Flag(
    "snmp.authentication_trap",
    "Authentication Trap",
    False,
    row=OF_NETWORK,
    source=GUESS,
    effect="later: snmp",
    help="Whether a request with a wrong community is told to the managers.",
)

AUTHENTICATION_ALGORITHM = Choice(
    "snmp.v3_authentication",
    "Authentication Algorithm",
    AuthenticationAlgorithm.SHA1,
    row=OF_NETWORK,
    source=R,
    effect="later: snmp",
    help="The hash with which SNMPv3 accounts prove themselves.",
)

ENCRYPTION_ALGORITHM = Choice(
    "snmp.v3_encryption",
    "Encryption Algorithm",
    EncryptionAlgorithm.AES_128,
    row=OF_NETWORK,
    source=R,
    default_source=GUESS,
    effect="later: snmp",
    help="The cipher under the encryption password of an SNMPv3 account.",
)

CONTEXT_NAME = Text(
    "snmp.v3_context_name",
    "Context Name",
    "",
    row=OF_NETWORK,
    source=R,
    effect="later: snmp",
    help="The SNMPv3 context that is answered; empty for the default context.",
    longest=32,
)

V3_NOTIFICATION = Choice(
    "snmp.v3_notification",
    "SNMPv3 Trap",
    Notification.OFF,
    row=OF_NETWORK,
    source=GUESS,
    effect="later: snmp",
    help="Whether alerts are told to the manager below over SNMPv3.",
)

V3_MANAGER = Address(
    "snmp.v3_manager",
    "SNMPv3 Manager Address",
    "",
    row=OF_NETWORK,
    source=GUESS,
    effect="later: snmp",
    help="Where SNMPv3 traps and informs go.",
    version=0,
)

ALL: tuple[AnySetting, ...] = (
    *flat(COMMUNITY_LIST),
    TRAP_VERSION,
    AUTHENTICATION_TRAP,
    AUTHENTICATION_ALGORITHM,
    ENCRYPTION_ALGORITHM,
    CONTEXT_NAME,
    V3_NOTIFICATION,
    V3_MANAGER,
)
