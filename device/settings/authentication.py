"""Who people are to the machine: user and administrator authentication, print jobs, lockout, Auto Logout.

Passwords are judged by the Password Policy, which stands in Extended Security (`security`). Accounts
themselves are no settings; they are the people's.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from device.roles import ADMINISTRATOR_ROLES, Role

from .access import row
from .kinds import GUESS, AnySetting, Choice, Flag, Number, R, S
from .ranges import address_ranges, flat
from .rows import OF_MACHINE


class UserAuthentication(Enum):
    """Who says whether a user is who they say [S]."""

    OFF = "Off"
    USER_CODE = "User Code"
    BASIC = "Basic"
    WINDOWS = "Windows"
    LDAP = "LDAP"


class JobAuthentication(Enum):
    """Which print jobs are printed without login information [S]."""

    ENTIRE = "Entire"
    SIMPLE_LIMITATION = "Simple (Limitation)"
    SIMPLE_ALL = "Simple (All)"


USER_AUTHENTICATION = Choice(
    "authentication.user_method",
    "User Authentication Management",
    UserAuthentication.OFF,
    row=OF_MACHINE,
    source=S,
    effect="whether [Prt.Jobs] asks for a login, and who checks it",
    short="User Auth. Mgmt",
    help="Off lets everybody print; Basic asks the address book, Windows and LDAP ask a server.",
)

JOB_AUTHENTICATION = Choice(
    "authentication.printer_job",
    "Printer Job Authentication",
    JobAuthentication.SIMPLE_ALL,
    row=OF_MACHINE,
    source=S,
    effect="later: printing",
    short="Printer Job Auth.",
    help="Entire prints nothing without login information; Simple prints it from some addresses, or all.",
)

#: Where jobs without login information may come from under Simple (Limitation) [S].
JOB_IPV4_RANGES = address_ranges(
    "authentication.job_ipv4",
    "Limitation Range IPv4",
    4,
    count=5,
    row=OF_MACHINE,
    source=R,
    effect="later: printing",
)
JOB_IPV6_RANGES = address_ranges(
    "authentication.job_ipv6",
    "Limitation Range IPv6",
    6,
    count=5,
    row=OF_MACHINE,
    source=R,
    effect="later: printing",
)

JOB_USB = Flag(
    "authentication.job_usb",
    "Limitation Range USB",
    False,
    row=OF_MACHINE,
    source=R,
    effect="none",
    help="Whether jobs over USB count as from within the ranges; no USB port is simulated.",
    on="Apply",
    off="Do not Apply",
)


def _management(role: Role) -> Flag:
    word = role.name.capitalize()
    return Flag(
        f"authentication.{role.name.lower()}_management",
        f"{word} Management",
        True,
        row=row(role, "---"),
        source=R,
        default_source=GUESS,
        effect=f"whether only the {role.value.lower()} may change what is theirs",
        help=f"Off leaves the {role.value.lower()}'s items to everybody whom Menu Protect lets.",
    )


#: Administrator Authentication Management: whether a role's items are guarded.
MANAGEMENT: Mapping[Role, Flag] = {role: _management(role) for role in ADMINISTRATOR_ROLES}

LOCKOUT = Flag(
    "authentication.lockout",
    "Lockout",
    False,
    row=OF_MACHINE,
    source=S,
    effect="whether wrong passwords lock an account",
    help="Active locks an account after too many wrong passwords.",
    on="Active",
    off="Inactive",
)

LOCKOUT_ATTEMPTS = Number(
    "authentication.lockout_attempts",
    "Number of Attempts before Lockout",
    5,
    row=OF_MACHINE,
    source=R,
    default_source=S,
    effect="how many wrong passwords lock an account",
    short="Attempts bef. Lockout",
    help="Wrong passwords after which the account is locked.",
    low=1,
    high=10,
)

LOCKOUT_RELEASE = Flag(
    "authentication.lockout_release",
    "Lockout Release Timer",
    False,
    row=OF_MACHINE,
    source=S,
    effect="whether a lock ends by itself",
    short="Release Timer",
    help="Active frees a locked account after a time; Inactive leaves it to an administrator.",
    on="Active",
    off="Inactive",
)

LOCKOUT_TIME = Number(
    "authentication.lockout_time",
    "Lock Out User for",
    60,
    row=OF_MACHINE,
    source=R,
    default_source=S,
    effect="when a lock ends by itself",
    help="How long an account stays locked while the release timer is Active.",
    low=1,
    high=9999,
    unit="min",
)

AUTO_LOGOUT = Number(
    "authentication.auto_logout",
    "Auto Logout",
    180,
    row=OF_MACHINE,
    source=S,
    effect="when an idle panel logs its person out",
    help="After so long without a key the person is logged out and what was half-entered is dropped.",
    low=10,
    high=999,
    unit="s",
    zero="Off",
)

ALL: tuple[AnySetting, ...] = (
    USER_AUTHENTICATION,
    JOB_AUTHENTICATION,
    *flat(JOB_IPV4_RANGES),
    *flat(JOB_IPV6_RANGES),
    JOB_USB,
    *MANAGEMENT.values(),
    LOCKOUT,
    LOCKOUT_ATTEMPTS,
    LOCKOUT_RELEASE,
    LOCKOUT_TIME,
    AUTO_LOGOUT,
)
