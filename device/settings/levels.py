"""What each Network Security Level sets: a table.

The table is remembered, not read [R]: approximate, and never asserted as hardware. Choosing a level sets
these items, changing one of them makes the level Custom [S]; that is a rule (`rules.LevelSetsItems`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from .directory import KERBEROS_ALGORITHMS, KerberosAlgorithm
from .kinds import AnySetting, Flags
from .network import (
    BONJOUR,
    DIPRINT,
    HTTP,
    IPP_PORT_80,
    IPP_PORT_631,
    LPR,
    PERMIT_SNMPV3,
    PERMIT_SSL_TLS,
    SNMPV1_V2,
    PermitSnmpv3,
    PermitSslTls,
)
from .security import ENCRYPTION_STRENGTH, EncryptionStrength, NetworkSecurityLevel
from .tls import VERSIONS, TlsVersion

#: The levels that set something, in the order of the table's columns.
LEVELS = (
    NetworkSecurityLevel.LEVEL_0,
    NetworkSecurityLevel.LEVEL_1,
    NetworkSecurityLevel.LEVEL_2,
    NetworkSecurityLevel.FIPS140,
)


@dataclass(frozen=True)
class Whole:
    """An item whose value a level sets."""

    setting: AnySetting
    values: Mapping[NetworkSecurityLevel, Any]

    def at(self, level: NetworkSecurityLevel, present: Any) -> Any:
        """The value it has at that level."""
        return self.values[level]


@dataclass(frozen=True)
class Box:
    """One box of an item that a level ticks or unticks, leaving the others alone.

    `instead` is ticked where nothing would be left: at least one must be.
    """

    setting: Flags[Any]
    box: Enum
    ticked: Mapping[NetworkSecurityLevel, bool]
    instead: Enum

    def at(self, level: NetworkSecurityLevel, present: frozenset[Any]) -> frozenset[Any]:
        """The boxes that are ticked at that level when these are now."""
        if self.ticked[level]:
            return present | {self.box}
        return present - {self.box} or frozenset({self.instead})


def _row(setting: AnySetting, *values: Any) -> Whole:
    return Whole(setting, dict(zip(LEVELS, values, strict=True)))


_SIMPLE, _AES = EncryptionStrength.SIMPLE, EncryptionStrength.AES
_PRIORITY, _ONLY = PermitSslTls.CIPHERTEXT_PRIORITY, PermitSslTls.CIPHERTEXT_ONLY
_BOTH, _ENCRYPTED = PermitSnmpv3.ENCRYPTION_CLEARTEXT, PermitSnmpv3.ENCRYPTION_ONLY
_ALL_FIVE = frozenset(KerberosAlgorithm)
_WITHOUT_DES = _ALL_FIVE - {KerberosAlgorithm.DES}
_FIPS = _WITHOUT_DES - {KerberosAlgorithm.RC4}

#: Columns: Level 0, Level 1, Level 2, FIPS140 [R].
TABLE: tuple[Whole | Box, ...] = (
    _row(HTTP, True, True, True, True),
    _row(IPP_PORT_80, True, True, True, True),
    _row(IPP_PORT_631, True, True, False, False),
    _row(PERMIT_SSL_TLS, _PRIORITY, _PRIORITY, _ONLY, _ONLY),
    Box(
        VERSIONS,
        TlsVersion.SSL_3_0,
        dict(zip(LEVELS, (True, True, False, False), strict=True)),
        instead=TlsVersion.TLS_1_2,
    ),
    _row(DIPRINT, True, True, False, False),
    _row(LPR, True, True, False, False),
    _row(BONJOUR, True, True, False, False),
    _row(SNMPV1_V2, True, True, False, False),
    _row(PERMIT_SNMPV3, _BOTH, _BOTH, _ENCRYPTED, _ENCRYPTED),
    _row(ENCRYPTION_STRENGTH, _SIMPLE, _SIMPLE, _AES, _AES),
    _row(KERBEROS_ALGORITHMS, _ALL_FIVE, _WITHOUT_DES, _WITHOUT_DES, _FIPS),
)
