"""Host Interface and the protocols of the Network Security page.

The path to Permit SSL/TLS and its three values are the manual's; most of the rest of Host Interface is
remembered [R]. The SSL/TLS page's own boxes are `tls`, communities and SNMPv3 `snmp`, IPP logins `ipp`.
"""

from __future__ import annotations

from enum import Enum
from string import ascii_letters, digits

from .access import Row
from .kinds import GUESS, Address, AnySetting, Choice, Flag, Number, R, Source, Text, V
from .rows import HOST_INTERFACE, KNOWN, OF_NETWORK


class PermitSslTls(Enum):
    """Manual, "Enabling SSL/TLS", step 4."""

    CIPHERTEXT_PRIORITY = "Ciphertext Priority"
    CIPHERTEXT_CLEARTEXT = "Ciphertext/Cleartext"
    CIPHERTEXT_ONLY = "Ciphertext Only"


class PermitSnmpv3(Enum):
    """Manual, "Encrypting Data Communicated with Machine Management Software Via SNMPv3", step 4."""

    ENCRYPTION_ONLY = "Encryption Only"
    ENCRYPTION_CLEARTEXT = "Encryption/Cleartext"


class IoBuffer(Enum):
    """How much the interface takes before printing begins [R]."""

    KB_128 = "128 KB"
    KB_256 = "256 KB"


class EthernetSpeed(Enum):
    """What the interface agrees on with its switch [R]."""

    AUTO = "Auto Select"
    FULL_1000 = "1Gbps"
    FULL_100 = "100Mbps Full"
    HALF_100 = "100Mbps Half"
    FULL_10 = "10Mbps Full"
    HALF_10 = "10Mbps Half"


class UsbSpeed(Enum):
    """How fast the USB port is at most [R]."""

    AUTO = "Auto"
    FULL = "Full Speed"


def _active(
    name: str,
    label: str,
    default: bool,
    help: str,
    *,
    effect: str = "none",
    row: Row = HOST_INTERFACE,
    source: Source = R,
    default_source: Source | None = None,
    short: str = "",
) -> Flag:
    """Something that is Active or Inactive."""
    return Flag(
        name,
        label,
        default,
        row=row,
        source=source,
        default_source=default_source,
        effect=effect,
        short=short,
        help=help,
        on="Active",
        off="Inactive",
    )


def _open(name: str, label: str, help: str, effect: str) -> Flag:
    """A port that is Open or Close: the page's own words [R]."""
    return Flag(name, label, True, row=OF_NETWORK, source=R, effect=effect, help=help, on="Open", off="Close")


IO_BUFFER = Choice(
    "network.io_buffer",
    "I/O Buffer",
    IoBuffer.KB_128,
    row=HOST_INTERFACE,
    source=R,
    effect="none",
    help="Memory set aside for data that arrives.",
)

IO_TIMEOUT = Number(
    "network.io_timeout",
    "I/O Timeout",
    15,
    row=HOST_INTERFACE,
    source=R,
    effect="later: printing",
    help="A job whose data stops coming for so long is taken to have ended.",
    low=10,
    high=60,
    unit="s",
)

DHCP = Flag(
    "network.dhcp",
    "DHCP",
    True,
    row=HOST_INTERFACE,
    source=R,
    effect="none",
    help="Where the machine's own address comes from; the simulation listens where it was told at its start.",
)


def _address(name: str, label: str, default: str, help: str) -> Address:
    return Address(
        name,
        label,
        default,
        row=HOST_INTERFACE,
        source=R,
        effect="none",
        help=help,
        may_be_empty=not default,
    )


IPV4_ADDRESS = _address(
    "network.ipv4_address", "IP Address", "11.22.33.44", "The machine's own address without DHCP."
)
SUBNET_MASK = _address(
    "network.subnet_mask", "Subnet Mask", "255.255.255.0", "The mask of the machine's net."
)
GATEWAY = _address(
    "network.gateway", "Gateway Address", "", "The router that leads out of the machine's net."
)

IPV6_STATELESS = _active(
    "network.ipv6_stateless",
    "IPv6 Stateless Setting",
    True,
    "Whether the machine makes IPv6 addresses from what routers announce.",
    short="IPv6 Stateless",
)
IPSEC = _active("network.ipsec", "IPsec", False, "IPsec, which is not simulated.")

IPV4 = _active(
    "network.ipv4",
    "IPv4",
    True,
    "Whether anything listens on IPv4.",
    effect="later: services",
)
IPV6 = _active(
    "network.ipv6",
    "IPv6",
    True,
    "Whether anything listens on IPv6.",
    effect="later: services",
    default_source=GUESS,
)

ETHERNET_SPEED = Choice(
    "network.ethernet_speed",
    "Ethernet Speed",
    EthernetSpeed.AUTO,
    row=HOST_INTERFACE,
    source=R,
    effect="none",
    short="Ethernet",
    help="The speed of the wire.",
)

#: On the page "Permit SNMPv3 Communication" and Encryption Only [V]; the panel's label and the rest are
#: remembered.
PERMIT_SNMPV3 = Choice(
    "network.permit_snmpv3",
    "Permit SNMPv3 Communication",
    PermitSnmpv3.ENCRYPTION_CLEARTEXT,
    row=HOST_INTERFACE,
    source=R,
    effect="later: snmp",
    panel="Permit SNMPv3 Communictn",
    help="Encryption Only answers SNMPv3 requests that are encrypted, and no others.",
)

#: Manual, "Enabling SSL/TLS", step 4: both labels and the three values.
PERMIT_SSL_TLS = Choice(
    "network.permit_ssl_tls",
    "Permit SSL/TLS Communication",
    PermitSslTls.CIPHERTEXT_PRIORITY,
    row=HOST_INTERFACE,
    source=V,
    default_source=R,
    effect="later: tls",
    panel="Permit SSL/TLS Comm.",
    help="Whether web pages and IPP may be had in clear, encrypted, or both.",
)


def _wrong_host_name(text: str) -> str:
    return "begins or ends with a hyphen; leave it out" if text.strip("-") != text else ""


#: RFC 1123, 2.1: letters, digits and hyphens.
HOST_NAME = Text(
    "network.host_name",
    "Host Name",
    "RNP002673ABCDEF",
    row=HOST_INTERFACE,
    source=R,
    effect="the host name in `p800 status`",
    help="The name under which the machine is found on the network.",
    longest=63,
    shortest=1,
    alphabet=ascii_letters + digits + "-",
    entry="host",
    judge=_wrong_host_name,
)

MACHINE_NAME = Text(
    "network.machine_name",
    "Machine Name",
    "RNP002673ABCDEF",
    row=HOST_INTERFACE,
    source=R,
    effect="the machine's name in `p800 status`",
    help="The name that management software and the web pages show.",
    longest=31,
)

LOCATION = Text(
    "network.location",
    "Location",
    "",
    row=KNOWN,
    source=R,
    effect="later: snmp",
    help="Where the machine stands.",
    longest=255,
)

CONTACT = Text(
    "network.contact",
    "Contact",
    "",
    row=KNOWN,
    source=R,
    effect="later: snmp",
    help="Whom to ask about the machine.",
    longest=255,
)

IEEE_802_1X = _active(
    "network.ieee_802_1x",
    "IEEE 802.1X Auth.",
    False,
    "Authentication at the switch, which is not simulated.",
    short="IEEE 802.1X",
)

USB_SPEED = Choice(
    "network.usb_speed",
    "USB Speed",
    UsbSpeed.AUTO,
    row=HOST_INTERFACE,
    source=R,
    effect="none",
    help="The speed of the USB port, which is not simulated.",
)

USB_PORT_FIXING = Flag(
    "network.usb_port_fixing",
    "USB Port Fixing",
    False,
    row=HOST_INTERFACE,
    source=R,
    effect="none",
    help="Whether a PC takes every such machine for the same printer; no USB port is simulated.",
)

HTTP = _open("network.http", "HTTP - Port 80", "The web pages in clear.", "later: web")
IPP_PORT_80 = _open("network.ipp_port_80", "IPP - Port 80", "IPP on the port of the web pages.", "later: ipp")
IPP_PORT_631 = _open("network.ipp_port_631", "IPP - Port 631", "IPP on its own port.", "later: ipp")


def _protocol(name: str, label: str, help: str, effect: str = "none", default: bool = True) -> Flag:
    """A protocol of the Network Security page, known by the guide's page on access control or remembered."""
    return _active(name, label, default, help, effect=effect, row=OF_NETWORK)


DIPRINT = _protocol("network.diprint", "DIPRINT", "The raw port 9100.", "later: printing")
LPR = _protocol("network.lpr", "LPR", "Printing by LPR on port 515.", "later: printing")
BONJOUR = _protocol("network.bonjour", "Bonjour", "Announcing itself by mDNS, which is not simulated.")
FTP = _protocol("network.ftp", "FTP", "Printing by FTP, which is not simulated.")
RSH_RCP = _protocol("network.rsh_rcp", "RSH/RCP", "Printing by RSH, which is not simulated.")
SMB = _protocol("network.smb", "SMB", "Printing by SMB, which is not simulated.")
WSD_DEVICE = _protocol("network.wsd_device", "WSD (Device)", "Web services, which are not simulated.")
WSD_PRINTER = _protocol("network.wsd_printer", "WSD (Printer)", "Web services, which are not simulated.")
TELNET = _protocol(
    "network.telnet", "telnet", "The maintenance shell on port 23, which is not simulated.", default=False
)
SNMPV1_V2 = _protocol("network.snmpv1_v2", "SNMPv1/v2", "Requests with a community.", "later: snmp")
SNMPV3 = _protocol("network.snmpv3", "SNMPv3", "Requests of an account.", "later: snmp")

ALL: tuple[AnySetting, ...] = (
    IO_BUFFER,
    IO_TIMEOUT,
    DHCP,
    IPV4_ADDRESS,
    SUBNET_MASK,
    GATEWAY,
    IPV6_STATELESS,
    IPSEC,
    IPV4,
    IPV6,
    ETHERNET_SPEED,
    PERMIT_SNMPV3,
    PERMIT_SSL_TLS,
    HOST_NAME,
    MACHINE_NAME,
    LOCATION,
    CONTACT,
    IEEE_802_1X,
    USB_SPEED,
    USB_PORT_FIXING,
    HTTP,
    IPP_PORT_80,
    IPP_PORT_631,
    DIPRINT,
    LPR,
    BONJOUR,
    FTP,
    RSH_RCP,
    SMB,
    WSD_DEVICE,
    WSD_PRINTER,
    TELNET,
    SNMPV1_V2,
    SNMPV3,
)
