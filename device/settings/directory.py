"""Servers that know people: five LDAP servers, a Windows domain, five Kerberos realms and their algorithms.

The boxes of Kerberos Authentication are the manual's, "Encrypting Communication Between KDC and the Machine",
step 4; fields and values of the rest are known from siblings or remembered. What the simulation adds so that
it can be pointed at servers on one laptop is marked as a guess.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from device.keep import Sealed

from .kinds import GUESS, AnySetting, Choice, Flag, Flags, Number, R, S, Secret, Source, Text
from .ranges import flat
from .rows import MACHINE_ALONE, OF_MACHINE

SERVERS = 5
REALMS = 5


class KerberosAlgorithm(Enum):
    """The check boxes of the page, strongest first."""

    AES256 = "AES256-CTS-HMAC-SHA1-96"
    AES128 = "AES128-CTS-HMAC-SHA1-96"
    DES3 = "DES3-CBC-SHA1"
    RC4 = "RC4-HMAC"
    DES = "DES-CBC-MD5"


class LdapAuthentication(Enum):
    """How the machine proves itself to an LDAP server [S]."""

    OFF = "Off"
    CLEARTEXT = "Cleartext"
    DIGEST = "DIGEST"
    KERBEROS = "Kerberos"


class WindowsAuthentication(Enum):
    """How a user's password is proved to a domain [S]."""

    KERBEROS = "Kerberos"
    NTLM = "NTLM"


class NtlmVersion(Enum):
    """Which NTLM is spoken [S]."""

    V2 = "NTLMv2"
    V1 = "NTLMv1"


def _text(
    name: str,
    label: str,
    longest: int,
    help: str,
    *,
    entry: str = "general",
    source: Source = R,
) -> Text:
    return Text(
        name,
        label,
        "",
        row=OF_MACHINE,
        source=source,
        effect="later: directory",
        help=help,
        longest=longest,
        entry=entry,
    )


def _password(name: str, label: str, source: Source, help: str) -> Secret:
    return Secret(
        name,
        label,
        Sealed.EMPTY,
        row=MACHINE_ALONE,
        source=source,
        effect="later: directory",
        help=help,
        longest=128,
        twice=False,
    )


def _number(name: str, label: str, default: int, low: int, high: int, help: str, zero: str = "") -> Number:
    return Number(
        name,
        label,
        default,
        row=OF_MACHINE,
        source=R,
        effect="later: directory",
        help=help,
        low=low,
        high=high,
        zero=zero,
    )


def _flag(name: str, label: str, default: bool, help: str, source: Source = R) -> Flag:
    return Flag(
        name,
        label,
        default,
        row=OF_MACHINE,
        source=source,
        effect="later: directory",
        help=help,
    )


class LdapServer(NamedTuple):
    """One of the five entries; without a server it is not there."""

    name: Text
    server: Text
    search_base: Text
    port: Number
    ssl: Flag
    check_certificate: Flag
    authentication: Choice[LdapAuthentication]
    user: Text
    password: Secret
    realm: Number


def _server(number: int) -> LdapServer:
    name, label = f"directory.ldap_{number}", f"LDAP Server {number}"
    return LdapServer(
        name=_text(f"{name}_name", f"{label} Name", 20, "What the entry is called.", source=S),
        server=_text(
            f"{name}_server",
            f"{label} Server Name",
            128,
            "Name or address of the server; its certificate must bear the same.",
            entry="host",
            source=S,
        ),
        search_base=_text(
            f"{name}_search_base", f"{label} Search Base", 255, "Where in the tree people are.", source=S
        ),
        port=_number(f"{name}_port", f"{label} Port No.", 389, 1, 65535, "389 in clear, 636 over SSL."),
        ssl=_flag(f"{name}_ssl", f"{label} Use Secure Connection", False, "Whether to speak SSL/TLS.", S),
        check_certificate=_flag(
            f"{name}_check_certificate",
            f"{label} Check Certificate",
            True,
            "Whether the server's certificate is checked.",
        ),
        authentication=Choice(
            f"{name}_authentication",
            f"{label} Authentication",
            LdapAuthentication.OFF,
            row=OF_MACHINE,
            source=S,
            default_source=R,
            effect="later: directory",
            help="How the machine itself logs in before it searches.",
        ),
        user=_text(f"{name}_user", f"{label} User Name", 128, "Who the machine logs in as.", source=S),
        password=_password(f"{name}_password", f"{label} Password", S, "The password of that user name."),
        realm=_number(
            f"{name}_realm",
            f"{label} Realm",
            0,
            0,
            REALMS,
            "The number of the realm for Kerberos.",
            zero="None",
        ),
    )


LDAP_SERVERS = tuple(_server(number) for number in range(1, SERVERS + 1))

LDAP_FOR_LOGIN = _number(
    "directory.ldap_for_login",
    "LDAP Server for Login",
    1,
    1,
    SERVERS,
    "The number of the server that user authentication by LDAP asks.",
)

LOGIN_NAME_ATTRIBUTE = _text(
    "directory.login_name_attribute",
    "Login Name Attribute",
    64,
    "What a login name is compared with: 'cn, uid' either of them, 'cn=a, uid=b' all; empty for uid.",
    source=S,
)
UNIQUE_ATTRIBUTE = _text(
    "directory.unique_attribute",
    "Unique Attribute",
    64,
    "The attribute that tells two people of one name apart.",
    source=S,
)

WINDOWS_AUTHENTICATION = Choice(
    "directory.windows_authentication",
    "Windows Authentication",
    WindowsAuthentication.KERBEROS,
    row=OF_MACHINE,
    source=S,
    default_source=GUESS,
    effect="later: directory",
    help="Kerberos turns to NTLM when the domain does not speak it.",
)
WINDOWS_DOMAIN = _text("directory.windows_domain", "Domain Name", 64, "The Windows domain.", source=S)
WINDOWS_SERVER = _text(
    "directory.windows_server",
    "Domain Controller",
    128,
    "Name or address of a domain controller; the hardware asks the DNS for it.",
    entry="host",
    source=GUESS,
)
WINDOWS_SSL = _flag(
    "directory.windows_ssl", "Windows Secure Connection", False, "Whether to speak SSL/TLS.", S
)
WINDOWS_REALM = _number(
    "directory.windows_realm",
    "Windows Realm",
    1,
    1,
    REALMS,
    "The number of the realm for Kerberos.",
)
WINDOWS_NTLM = Choice(
    "directory.windows_ntlm",
    "NTLM Version",
    NtlmVersion.V2,
    row=OF_MACHINE,
    source=S,
    default_source=GUESS,
    effect="later: directory",
    help="NTLMv1 is weak; most domains refuse it.",
)

#: Manual, step 4. An empty set is accepted: every login then fails for want of a common algorithm.
KERBEROS_ALGORITHMS = Flags(
    "directory.kerberos_algorithms",
    "Encryption Algorithm",
    frozenset(KerberosAlgorithm) - {KerberosAlgorithm.DES},
    row=OF_MACHINE,
    source=R,
    default_source=GUESS,
    effect="later: directory",
    help="Only Heimdal supports DES3-CBC-SHA1; Windows Server must be told to allow DES-CBC-MD5.",
    kind=KerberosAlgorithm,
)


class Realm(NamedTuple):
    """One of the five realms; without a name it is not there."""

    name: Text
    kdc: Text
    port: Number
    domain: Text


def _wrong_realm(text: str) -> str:
    return f"is in capitals; enter {text.upper()}" if text != text.upper() else ""


def _realm(number: int) -> Realm:
    name, label = f"directory.realm_{number}", f"Realm {number}"
    return Realm(
        name=Text(
            f"{name}_name",
            f"{label} Realm Name",
            "",
            row=OF_MACHINE,
            source=R,
            effect="later: directory",
            help="The Kerberos realm, in capitals.",
            longest=64,
            judge=_wrong_realm,
        ),
        kdc=_text(
            f"{name}_kdc", f"{label} KDC Server Name", 128, "Name or address of the KDC.", entry="host"
        ),
        port=Number(
            f"{name}_port",
            f"{label} KDC Port No.",
            88,
            row=OF_MACHINE,
            source=GUESS,
            effect="later: directory",
            help="The port of the KDC.",
            low=1,
            high=65535,
        ),
        domain=_text(f"{name}_domain", f"{label} Domain Name", 64, "The domain whose people it knows."),
    )


REALM_LIST = tuple(_realm(number) for number in range(1, REALMS + 1))

CHECK_KDC = _flag(
    "directory.check_kdc",
    "Check KDC",
    False,
    "Whether the KDC must know the machine's own key; without it a forged KDC can let anybody in.",
    GUESS,
)
MACHINE_PRINCIPAL = _text(
    "directory.machine_principal",
    "Machine Principal",
    128,
    "The machine's own name in the realm, as in host/printer.example.com.",
    source=GUESS,
)
MACHINE_PASSWORD = _password(
    "directory.machine_password", "Machine Password", GUESS, "The password that the machine's own key is of."
)

ALL: tuple[AnySetting, ...] = (
    *flat(LDAP_SERVERS),
    LDAP_FOR_LOGIN,
    LOGIN_NAME_ATTRIBUTE,
    UNIQUE_ATTRIBUTE,
    WINDOWS_AUTHENTICATION,
    WINDOWS_DOMAIN,
    WINDOWS_SERVER,
    WINDOWS_SSL,
    WINDOWS_REALM,
    WINDOWS_NTLM,
    KERBEROS_ALGORITHMS,
    *flat(REALM_LIST),
    CHECK_KDC,
    MACHINE_PRINCIPAL,
    MACHINE_PASSWORD,
)
