"""Every setting there is, and what a store is made with: `Store(ALL, RULES, audit, regime)`.

Only what composes the machine, lists all settings or tests them imports this; a face imports the subject it
shows.
"""

from __future__ import annotations

from device.roles import Role

from . import (
    access_control,
    authentication,
    certificates,
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
from .access import Regime
from .authentication import MANAGEMENT
from .kinds import AnySetting
from .rules import RULES
from .store import Proposal
from .system import MENU_PROTECT

__all__ = ["ALL", "RULES", "regime"]

#: By subject; within one in the order of menu or page.
ALL: tuple[AnySetting, ...] = (
    *security.ALL,
    *authentication.ALL,
    *network.ALL,
    *tls.ALL,
    *certificates.ALL,
    *access_control.ALL,
    *ipp.ALL,
    *snmp.ALL,
    *mail.ALL,
    *directory.ALL,
    *paper.ALL,
    *printing.ALL,
    *system.ALL,
)


def regime(values: Proposal) -> Regime:
    """What access depends on, read from these values."""
    managed: frozenset[Role] = frozenset(role for role, flag in MANAGEMENT.items() if values[flag])
    return Regime(values[MENU_PROTECT].level, managed)
