"""Access Control: the addresses from which anything on the network may be used at all.

The guide's page names the switch and what it limits: LPR, FTP, Bonjour, SMB, WSD, IPP, DIPRINT, SNMP, telnet
and the web pages [V]. Five ranges of either version.
"""

from __future__ import annotations

from .kinds import GUESS, AnySetting, Flag, R, V
from .ranges import address_ranges, flat
from .rows import OF_NETWORK

ACCESS_CONTROL = Flag(
    "access_control.active",
    "Access Control",
    False,
    row=OF_NETWORK,
    source=V,
    default_source=GUESS,
    effect="later: services",
    help="Active refuses every connection from an address outside the ranges below.",
    on="Active",
    off="Inactive",
)

IPV4_RANGES = address_ranges(
    "access_control.ipv4",
    "Access Control IPv4",
    4,
    count=5,
    row=OF_NETWORK,
    source=R,
    effect="later: services",
)
IPV6_RANGES = address_ranges(
    "access_control.ipv6",
    "Access Control IPv6",
    6,
    count=5,
    row=OF_NETWORK,
    source=R,
    effect="later: services",
)

ALL: tuple[AnySetting, ...] = (ACCESS_CONTROL, *flat(IPV4_RANGES), *flat(IPV6_RANGES))
