"""Every page of Web Image Monitor: its title, category and address, and the settings on it, in order.

Titles and categories are the manual's where it names them [V]; addresses are known from public scripts for a
few pages [C], the others are made alike. Who may read or write a page follows from the rows of its settings;
what a form makes of them is `forms`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from device.roles import ADMINISTRATOR_ROLES, Role
from device.settings import (
    access_control,
    authentication,
    directory,
    ipp,
    mail,
    network,
    paper,
    printing,
    security,
    snmp,
    system,
    tls,
)
from device.settings.kinds import GUESS, AnySetting, C, R, S, Source, V

#: The language of the addresses; the simulation speaks English only.
LANGUAGE = "en"


class Category(Enum):
    """The categories of Configuration. The first two are the manual's [V], the others remembered [R]."""

    SECURITY = "Security"
    DEVICE_SETTINGS = "Device Settings"
    INTERFACE = "Interface"
    PRINTER = "Printer"

    __hash__ = object.__hash__


class Body(Enum):
    """What a page of Configuration shows."""

    #: A form of settings.
    SETTINGS = "settings"
    #: Accounts: `administrators`.
    ADMINISTRATORS = "administrators"
    #: The audit.
    LOG = "log"
    #: Its room is not built: the page keeps its place here, is not linked and not found.
    LATER = "later"


class Group(NamedTuple):
    """Settings below one heading. `prefix`: what their labels begin with and need not repeat here."""

    title: str
    settings: tuple[AnySetting, ...]
    prefix: str = ""

    def label(self, setting: AnySetting) -> str:
        """What the setting is called below this heading."""
        return setting.label.removeprefix(self.prefix).strip() or setting.label


class Page(NamedTuple):
    """One page of Configuration.

    `source`: where title and category are known from; `path_source`: where the address is. `is_updating`: the
    first [OK] leads to "Updating..." with an [OK] of its own.
    """

    title: str
    category: Category
    module: str
    name: str
    source: Source
    groups: tuple[Group, ...] = ()
    body: Body = Body.SETTINGS
    path_source: Source = GUESS
    is_updating: bool = False

    @property
    def settings(self) -> tuple[AnySetting, ...]:
        """All settings of the page, from top to bottom."""
        return tuple(setting for group in self.groups for setting in group.settings)

    @property
    def writers(self) -> tuple[Role, ...]:
        """The administrators who may write something of it."""
        writing = {role for setting in self.settings for role in setting.row.writers}
        return tuple(role for role in ADMINISTRATOR_ROLES if role in writing)

    def path(self, who: str) -> str:
        """Its address, for "guest" or "entry"."""
        return path(who, self.module, self.name)


def path(who: str, module: str, name: str) -> str:
    """An address in the machine's form [C]."""
    return f"/web/{who}/{LANGUAGE}/websys/{module}/{name}.cgi"


class Place(NamedTuple):
    """A page that is no form: where it is, and where its address is known from."""

    title: str
    module: str
    name: str
    source: Source

    def path(self, who: str) -> str:
        """Its address, for "guest" or "entry"."""
        return path(who, self.module, self.name)


STATUS = Place("Status", "webArch", "topPage", C)
MAIN_FRAME = Place("Status", "webArch", "mainFrame", C)
PANEL = Place("Control Panel", "webArch", "panel", GUESS)
SUPPLIES = Place("Supplies", "status", "getSupplies", GUESS)
DEVICE_INFO = Place("Device Info", "status", "configuration", C)
COUNTER = Place("Counter", "status", "getUnificationCounter", R)
JOB = Place("Job", "job", "getJobList", GUESS)
CONFIGURATION = Place("Configuration", "config", "configuration", GUESS)
HELP = Place("Help", "webArch", "help", GUESS)
LOGIN_FORM = Place("Login", "webArch", "authForm", C)
LOGIN = Place("Login", "webArch", "login", C)
LOGOUT = Place("Logout", "webArch", "logout", C)

#: The menu: its heads and what stands below them [S].
MENU: tuple[tuple[str, tuple[Place, ...]], ...] = (
    ("Home", (STATUS, SUPPLIES, DEVICE_INFO, COUNTER)),
    ("Job", (JOB,)),
    ("Device Management", (CONFIGURATION,)),
)


def _numbered(title: str, groups: tuple[tuple[AnySetting, ...], ...]) -> tuple[Group, ...]:
    """Groups that are alike, each under its number, which their labels begin with."""
    return tuple(Group(f"{title} {n}", tuple(each), f"{title} {n}") for n, each in enumerate(groups, 1))


def _ranges(title: str, prefix: str, ranges: tuple[tuple[AnySetting, ...], ...]) -> Group:
    return Group(title, tuple(end for pair in ranges for end in pair), prefix)


_EXTENDED = (
    Group("Login Password of Print Jobs", (security.DRIVER_ENCRYPTION_KEY, security.ENCRYPTION_STRENGTH)),
    Group(
        "Extended Security",
        (
            security.ENCRYPT_ADDRESS_BOOK,
            security.RESTRICT_DISPLAY,
            security.ENHANCE_FILE_PROTECTION,
            security.SETTINGS_BY_SNMPV1_AND_V2,
            security.AUTHENTICATE_CURRENT_JOB,
        ),
    ),
    Group("Password Policy", (security.PASSWORD_COMPLEXITY, security.PASSWORD_MINIMUM)),
    Group(
        "Services",
        (security.REMOTE_SERVICE, security.UPDATE_FIRMWARE, security.CHANGE_FIRMWARE_STRUCTURE),
    ),
    Group("Password Entry Violation", (security.PASSWORD_ENTRY_LIMIT, security.PASSWORD_ENTRY_TIME)),
    Group(
        "Device Access Violation",
        (
            security.DEVICE_ACCESS_LIMIT,
            security.DEVICE_ACCESS_TIME,
            security.SETTING_FOR_ACCESS_VIOLATION,
        ),
    ),
)

_SECURITY = (
    Page(
        "Device Certificate",
        Category.SECURITY,
        "security",
        "getDeviceCertificate",
        V,
        body=Body.LATER,
        is_updating=True,
    ),
    Page(
        "SSL/TLS",
        Category.SECURITY,
        "security",
        "getSslTls",
        V,
        (
            Group("SSL/TLS", (tls.OVER_IPV4, tls.OVER_IPV6)),
            Group("Communication", (network.PERMIT_SSL_TLS, tls.VERSIONS, tls.CIPHERS)),
            Group("RSA and SHA-1", (tls.KEY_EXCHANGE_RSA, tls.DIGEST_SHA1)),
        ),
        is_updating=True,
    ),
    Page(
        "Network Security",
        Category.SECURITY,
        "security",
        "getNetworkSecurity",
        V,
        (
            Group("Security Level", (security.NETWORK_SECURITY_LEVEL,)),
            Group("TCP/IP", (network.IPV4, network.IPV6)),
            Group("HTTP", (network.HTTP,)),
            Group("IPP", (network.IPP_PORT_80, network.IPP_PORT_631)),
            Group("Printing", (network.DIPRINT, network.LPR, network.FTP, network.RSH_RCP, network.SMB)),
            Group("Discovery", (network.BONJOUR, network.WSD_DEVICE, network.WSD_PRINTER)),
            Group("telnet", (network.TELNET,)),
            Group("SNMP", (network.SNMPV1_V2, network.SNMPV3, network.PERMIT_SNMPV3)),
        ),
    ),
    Page(
        "IPP Authentication",
        Category.SECURITY,
        "security",
        "getIppAuthentication",
        V,
        (
            Group("Authentication", (ipp.IPP_AUTHENTICATION,)),
            Group("User Name and Password", tuple(each for pair in ipp.IPP_USERS for each in pair)),
        ),
    ),
    Page("Extended Security", Category.SECURITY, "security", "getExtendedSecurity", S, _EXTENDED),
    Page(
        "Access Control",
        Category.SECURITY,
        "security",
        "getAccessControl",
        V,
        (
            Group("Access Control", (access_control.ACCESS_CONTROL,)),
            _ranges("IPv4 Ranges", "Access Control", access_control.IPV4_RANGES),
            _ranges("IPv6 Ranges", "Access Control", access_control.IPV6_RANGES),
        ),
    ),
    Page(
        "User Lockout Policy",
        Category.SECURITY,
        "security",
        "getUserLockout",
        S,
        (
            Group("Lockout", (authentication.LOCKOUT, authentication.LOCKOUT_ATTEMPTS)),
            Group("Release", (authentication.LOCKOUT_RELEASE, authentication.LOCKOUT_TIME)),
        ),
    ),
    Page(
        "Security Options",
        Category.SECURITY,
        "security",
        "getSecurityOptions",
        GUESS,
        (
            Group("Service", (security.SERVICE_MODE_LOCK,)),
            Group(
                "Memory",
                (
                    security.AUTO_ERASE_MEMORY,
                    security.ERASE_ALL_MEMORY,
                    security.MACHINE_DATA_ENCRYPTION,
                ),
            ),
            Group("Logs", (security.COLLECT_LOGS, security.TRANSFER_LOG)),
        ),
    ),
)

_DEVICE_SETTINGS = (
    Page(
        "System",
        Category.DEVICE_SETTINGS,
        "device",
        "getSystem",
        R,
        (
            Group("Machine", (network.MACHINE_NAME, network.LOCATION, network.CONTACT)),
            Group("Panel", (system.MENU_PROTECT, system.LANGUAGE, system.DISPLAY_CONTRAST, system.KEY_SOUND)),
            Group("Energy Saver", (system.ENERGY_SAVER, system.ENERGY_SAVER_TIMER)),
            Group("Maintenance", (system.SUPPLY_ALERT, system.IMAGE_DENSITY)),
        ),
    ),
    Page("Paper", Category.DEVICE_SETTINGS, "device", "getPaper", R, (Group("Paper Input", paper.ALL),)),
    Page(
        "Email",
        Category.DEVICE_SETTINGS,
        "device",
        "getEmail",
        V,
        (
            Group(
                "SMTP",
                (
                    mail.SMTP_SERVER,
                    mail.SMTP_PORT,
                    mail.SMTP_SSL,
                    mail.SMTP_AUTHENTICATION,
                    mail.SMTP_USER,
                    mail.SMTP_PASSWORD,
                ),
            ),
            Group("Sender", (mail.SENDER,)),
            Group("Notification", (*mail.RECIPIENT_LIST, mail.MAIL_REASONS)),
        ),
    ),
    Page(
        "Kerberos Authentication",
        Category.DEVICE_SETTINGS,
        "device",
        "getKerberos",
        V,
        (
            Group("Encryption Algorithm", (directory.KERBEROS_ALGORITHMS,)),
            *_numbered("Realm", directory.REALM_LIST),
            Group(
                "Check of the KDC",
                (directory.CHECK_KDC, directory.MACHINE_PRINCIPAL, directory.MACHINE_PASSWORD),
            ),
        ),
    ),
    Page(
        "LDAP Server",
        Category.DEVICE_SETTINGS,
        "device",
        "getLdapServer",
        S,
        (
            *_numbered("LDAP Server", directory.LDAP_SERVERS),
            Group(
                "Login",
                (directory.LDAP_FOR_LOGIN, directory.LOGIN_NAME_ATTRIBUTE, directory.UNIQUE_ATTRIBUTE),
            ),
        ),
    ),
    Page(
        "User Authentication Management",
        Category.DEVICE_SETTINGS,
        "device",
        "getUserAuthentication",
        S,
        (
            Group("User Authentication Management", (authentication.USER_AUTHENTICATION,)),
            Group(
                "Windows Authentication",
                (
                    directory.WINDOWS_AUTHENTICATION,
                    directory.WINDOWS_DOMAIN,
                    directory.WINDOWS_SERVER,
                    directory.WINDOWS_SSL,
                    directory.WINDOWS_REALM,
                    directory.WINDOWS_NTLM,
                ),
            ),
            Group("Printer Job Authentication", (authentication.JOB_AUTHENTICATION, authentication.JOB_USB)),
            _ranges("Limitation Range IPv4", "Limitation Range", authentication.JOB_IPV4_RANGES),
            _ranges("Limitation Range IPv6", "Limitation Range", authentication.JOB_IPV6_RANGES),
        ),
    ),
    Page(
        "Administrator Authentication Management",
        Category.DEVICE_SETTINGS,
        "device",
        "getAdministratorAuthentication",
        S,
        (Group("Administrator Authentication", tuple(authentication.MANAGEMENT.values())),),
    ),
    Page(
        "Program/Change Administrator",
        Category.DEVICE_SETTINGS,
        "device",
        "getAdministrator",
        V,
        body=Body.ADMINISTRATORS,
    ),
    Page(
        "Auto Logout",
        Category.DEVICE_SETTINGS,
        "device",
        "getAutoLogout",
        S,
        (Group("Auto Logout", (authentication.AUTO_LOGOUT,)),),
    ),
    Page(
        "SNMP",
        Category.DEVICE_SETTINGS,
        "device",
        "getSnmp",
        S,
        (
            *(Group(f"Community {n}", tuple(each)) for n, each in enumerate(snmp.COMMUNITY_LIST, 1)),
            Group("Trap", (snmp.TRAP_VERSION, snmp.AUTHENTICATION_TRAP)),
            Group(
                "SNMPv3",
                (
                    snmp.AUTHENTICATION_ALGORITHM,
                    snmp.ENCRYPTION_ALGORITHM,
                    snmp.CONTEXT_NAME,
                    snmp.V3_NOTIFICATION,
                    snmp.V3_MANAGER,
                ),
            ),
        ),
    ),
    Page("System Log", Category.DEVICE_SETTINGS, "device", "getSystemLog", R, body=Body.LOG),
)

_INTERFACE = (
    Page(
        "Interface Settings",
        Category.INTERFACE,
        "netw",
        "getInterface",
        R,
        (
            Group("Host", (network.HOST_NAME,)),
            Group(
                "IPv4",
                (network.DHCP, network.IPV4_ADDRESS, network.SUBNET_MASK, network.GATEWAY),
            ),
            Group("IPv6", (network.IPV6_STATELESS,)),
            Group("Ethernet", (network.ETHERNET_SPEED, network.IEEE_802_1X, network.IPSEC)),
            Group("USB", (network.USB_SPEED, network.USB_PORT_FIXING)),
            Group("I/O", (network.IO_BUFFER, network.IO_TIMEOUT)),
        ),
        path_source=C,
    ),
)

_PRINTER = (
    Page(
        "Basic Settings",
        Category.PRINTER,
        "printer",
        "getBasic",
        R,
        (
            Group("System", printing.SYSTEM),
            Group("PCL Menu", printing.PCL_MENU),
            Group("PS Menu", printing.PS_MENU),
            Group("PDF Menu", printing.PDF_MENU),
        ),
    ),
)

#: In the order of Configuration.
PAGES: tuple[Page, ...] = (*_SECURITY, *_DEVICE_SETTINGS, *_INTERFACE, *_PRINTER)

#: By module and name, as the address has them; those whose room is built.
BY_ADDRESS: Mapping[tuple[str, str], Page] = MappingProxyType(
    {(page.module, page.name): page for page in PAGES if page.body is not Body.LATER}
)
