"""Security Options and Extended Security, in the order of the menu.

The P 800's own list of Security Options is known with its defaults [V]; what stands below Extended Security
is known from siblings [S]. What a Network Security Level sets is `levels`.
"""

from __future__ import annotations

from enum import Enum
from string import ascii_letters, digits

from device.keep import Sealed

from .kinds import GUESS, AnySetting, Choice, Flag, Number, R, S, Secret, V
from .rows import (
    NETWORK_ALONE,
    OF_FILE,
    OF_MACHINE,
    OF_NETWORK,
    OF_USER,
    SECURITY_MACHINE,
    SECURITY_NETWORK,
)


class NetworkSecurityLevel(Enum):
    """Four levels, and Custom for everything that is none of them [V]."""

    LEVEL_0 = "Level 0"
    LEVEL_1 = "Level 1"
    LEVEL_2 = "Level 2"
    FIPS140 = "FIPS140"
    CUSTOM = "Custom"


class AutoErase(Enum):
    """Off [V]; the methods are remembered [R]."""

    OFF = "Off"
    NSA = "NSA"
    DOD = "DoD"
    RANDOM_NUMBERS = "Random Numbers"


class EraseAll(Enum):
    """Random Numbers [V]; the other methods are remembered [R]."""

    NSA = "NSA"
    DOD = "DoD"
    RANDOM_NUMBERS = "Random Numbers"
    BSI_VSITR = "BSI/VSITR"
    SECURE_ERASE = "Secure Erase"
    FORMAT = "Format"


class EncryptionStrength(Enum):
    """Which envelopes of a login password count: each lets in itself and what is stronger [S]."""

    SIMPLE = "Simple Encryption"
    DES = "DES"
    AES = "AES"


class CurrentJob(Enum):
    """Who may act on the job being printed: any authenticated user, or its owner [S]."""

    LOGIN_PRIVILEGE = "Login Privilege"
    ACCESS_PRIVILEGE = "Access Privilege"
    OFF = "Off"


class Complexity(Enum):
    """How many of the four kinds of character a password has: any, 2, or 3 [S]."""

    OFF = "Off"
    LEVEL_1 = "Level 1"
    LEVEL_2 = "Level 2"


SERVICE_MODE_LOCK = Flag(
    "security.service_mode_lock",
    "Service Mode Lock",
    False,
    row=SECURITY_MACHINE,
    source=V,
    effect="none",
    help="Keeps service technicians out of the maintenance mode, which is not simulated.",
)

NETWORK_SECURITY_LEVEL = Choice(
    "security.network_security_level",
    "Network Security Level",
    NetworkSecurityLevel.CUSTOM,
    row=SECURITY_NETWORK,
    source=V,
    effect="later: services",
    help="A level sets protocols and ciphers together; changing one of them afterwards makes it Custom.",
)

AUTO_ERASE_MEMORY = Choice(
    "security.auto_erase_memory",
    "Auto Erase Memory Setting",
    AutoErase.OFF,
    row=SECURITY_MACHINE,
    source=R,
    default_source=V,
    effect="none",
    needs="disk",
    help="How the hard disk is overwritten after each job.",
)

ERASE_ALL_MEMORY = Choice(
    "security.erase_all_memory",
    "Erase All Memory",
    EraseAll.RANDOM_NUMBERS,
    row=SECURITY_MACHINE,
    source=R,
    default_source=V,
    effect="none",
    help="How everything is overwritten when the machine is given away.",
)

TRANSFER_LOG = Flag(
    "security.transfer_log",
    "Transfer Log Setting",
    False,
    row=SECURITY_MACHINE,
    source=V,
    effect="none",
    needs="disk",
    help="Whether collected logs go to a log server.",
    on="Transfer",
    off="Do not Transfer",
)

MACHINE_DATA_ENCRYPTION = Flag(
    "security.machine_data_encryption",
    "Machine Data Encryption",
    False,
    row=SECURITY_MACHINE,
    source=V,
    default_source=GUESS,
    effect="none",
    help="Whether the machine's memory is encrypted.",
)

COLLECT_LOGS = Flag(
    "security.collect_logs",
    "Collect Logs",
    False,
    row=SECURITY_MACHINE,
    source=V,
    effect="none",
    help="Whether logs are collected for a log server; the machine's own audit is always written.",
    on="Active",
    off="Inactive",
)

#: Manual, "Specifying a Driver Encryption Key", steps 5 to 8. It can be changed but not taken away.
DRIVER_ENCRYPTION_KEY = Secret(
    "security.driver_encryption_key",
    "Driver Encryption Key",
    Sealed.EMPTY,
    row=NETWORK_ALONE,
    source=V,
    effect="later: printing",
    help="The key under which printer drivers send the login password of a job.",
    longest=32,
    shortest=1,
    alphabet=ascii_letters + digits,
)

ENCRYPTION_STRENGTH = Choice(
    "security.encryption_strength",
    "Driver Encryption Key:Encryption Strength",
    EncryptionStrength.SIMPLE,
    row=OF_NETWORK,
    source=S,
    effect="later: printing",
    short="Encryption Strength",
    help="Which encryption the login password of a job must have.",
)

ENCRYPT_ADDRESS_BOOK = Flag(
    "security.encrypt_address_book",
    "Encrypt Address Book",
    False,
    row=OF_USER,
    source=S,
    effect="none",
    help="The address book of this simulation keeps its secrets sealed either way.",
)

RESTRICT_DISPLAY = Flag(
    "security.restrict_display",
    "Restrict Display of User Information",
    False,
    row=OF_MACHINE,
    source=S,
    effect="the owners in the job list, for whoever is not logged in",
    short="Restrict User Info.",
    help="Hides the names of users from whoever is not authenticated.",
)

ENHANCE_FILE_PROTECTION = Flag(
    "security.enhance_file_protection",
    "Enhance File Protection",
    False,
    row=OF_FILE,
    source=S,
    effect="later: printing",
    short="Enhance File Prot.",
    help="Locks a stored job after too many wrong passwords.",
)

SETTINGS_BY_SNMPV1_AND_V2 = Flag(
    "security.settings_by_snmpv1_and_v2",
    "Settings by SNMPv1 and v2",
    False,
    row=OF_NETWORK,
    source=S,
    effect="later: snmp",
    help="Prohibit leaves SNMPv1 and v2 able to read and not to set.",
    on="Prohibit",
    off="Do not Prohibit",
)

AUTHENTICATE_CURRENT_JOB = Choice(
    "security.authenticate_current_job",
    "Authenticate Current Job",
    CurrentJob.OFF,
    row=OF_MACHINE,
    source=S,
    effect="later: printing",
    short="Auth. Current Job",
    help="Who may cancel the job being printed.",
)

PASSWORD_COMPLEXITY = Choice(
    "security.password_complexity",
    "Complexity Setting",
    Complexity.OFF,
    row=OF_USER,
    source=S,
    effect="which new passwords are accepted",
    short="Complexity",
    help="How many kinds of character a new password must have: Level 1 two, Level 2 three.",
)

PASSWORD_MINIMUM = Number(
    "security.password_minimum",
    "Minimum Character No.",
    0,
    row=OF_USER,
    source=S,
    effect="which new passwords are accepted",
    help="How many characters a new password must have.",
    low=0,
    high=32,
)


def _prohibition(name: str, label: str, help: str) -> Flag:
    return Flag(
        name,
        label,
        False,
        row=OF_MACHINE,
        source=S,
        effect="none",
        help=help,
        on="Prohibit",
        off="Do not Prohibit",
    )


REMOTE_SERVICE = _prohibition(
    "security.remote_service", "@Remote Service", "The vendor's remote service, which is not simulated."
)
UPDATE_FIRMWARE = _prohibition(
    "security.update_firmware", "Update Firmware", "Firmware updates, which are not simulated."
)
CHANGE_FIRMWARE_STRUCTURE = _prohibition(
    "security.change_firmware_structure",
    "Change Firmware Structure",
    "Changes of the firmware's parts, which are not simulated.",
)

PASSWORD_ENTRY_LIMIT = Number(
    "security.password_entry_limit",
    "Max. Allowed No. of Access",
    30,
    row=OF_MACHINE,
    source=S,
    effect="how many failed logins within the measurement time are taken for an attack",
    short="Max. Access",
    help="Failed logins in the measurement time above which it counts as an attack; 0 switches this off.",
    low=0,
    high=100,
)

PASSWORD_ENTRY_TIME = Number(
    "security.password_entry_time",
    "Measurement Time",
    5,
    row=OF_MACHINE,
    source=R,
    effect="in what time failed logins are counted as one attack",
    help="The time in which failed logins are counted.",
    low=1,
    high=10,
    unit="s",
)

DEVICE_ACCESS_LIMIT = Number(
    "security.device_access_limit",
    "Max. Allowed No. of Access",
    100,
    row=OF_MACHINE,
    source=R,
    default_source=GUESS,
    effect="none",
    short="Max. Access",
    help="Connections within the measurement time before it counts as an attack; 0 switches this off.",
    low=0,
    high=500,
)

DEVICE_ACCESS_TIME = Number(
    "security.device_access_time",
    "Measurement Time",
    10,
    row=OF_MACHINE,
    source=R,
    default_source=GUESS,
    effect="none",
    help="The time in which connections are counted.",
    low=10,
    high=30,
    unit="s",
)

SETTING_FOR_ACCESS_VIOLATION = Flag(
    "security.setting_for_access_violation",
    "Security Setting for Access Violation",
    False,
    row=OF_MACHINE,
    source=S,
    default_source=GUESS,
    effect="none",
    short="Access Violation",
    help="Whether the machine slows down whoever it takes for an attacker.",
)

ALL: tuple[AnySetting, ...] = (
    SERVICE_MODE_LOCK,
    NETWORK_SECURITY_LEVEL,
    AUTO_ERASE_MEMORY,
    ERASE_ALL_MEMORY,
    TRANSFER_LOG,
    MACHINE_DATA_ENCRYPTION,
    COLLECT_LOGS,
    DRIVER_ENCRYPTION_KEY,
    ENCRYPTION_STRENGTH,
    ENCRYPT_ADDRESS_BOOK,
    RESTRICT_DISPLAY,
    ENHANCE_FILE_PROTECTION,
    SETTINGS_BY_SNMPV1_AND_V2,
    AUTHENTICATE_CURRENT_JOB,
    PASSWORD_COMPLEXITY,
    PASSWORD_MINIMUM,
    REMOTE_SERVICE,
    UPDATE_FIRMWARE,
    CHANGE_FIRMWARE_STRUCTURE,
    PASSWORD_ENTRY_LIMIT,
    PASSWORD_ENTRY_TIME,
    DEVICE_ACCESS_LIMIT,
    DEVICE_ACCESS_TIME,
    SETTING_FOR_ACCESS_VIOLATION,
)
