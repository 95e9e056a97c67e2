"""What must hold between settings.

Each rule follows a change with what it brings along, or refuses values that do not go together; the store
applies them to every change, from whatever face. What rooms above add, they register (`Store.add_rule`).
Not here on purpose: an SSL/TLS policy under which nothing can be negotiated is accepted, as on the hardware.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from . import access_control, authentication
from .kinds import AnySetting, Refused
from .levels import TABLE, Box, Whole
from .mail import SMTP_PORT, SMTP_SSL, SMTPS_PORT
from .ranges import AddressRange
from .security import NETWORK_SECURITY_LEVEL, NetworkSecurityLevel
from .store import Proposal, Rule, Values


class LevelSetsItems:
    """Choosing a Network Security Level sets its items; changing one of them makes it Custom [S].

    A change that names a level and an item against it is refused rather than half-followed (our guess).
    """

    def __init__(self, table: Sequence[Whole | Box] = TABLE) -> None:
        self._table = table

    def follow(self, changes: Values, values: Proposal) -> Values:
        level = values[NETWORK_SECURITY_LEVEL]
        if level is NetworkSecurityLevel.CUSTOM:
            return {}
        if NETWORK_SECURITY_LEVEL in changes:
            return {item.setting: item.at(level, values[item.setting]) for item in self._table}
        if any(item.setting in changes and not _holds(item, level, values) for item in self._table):
            return {NETWORK_SECURITY_LEVEL: NetworkSecurityLevel.CUSTOM}
        return {}

    def check(self, changes: Values, values: Proposal) -> None:
        level = values[NETWORK_SECURITY_LEVEL]
        if level is NetworkSecurityLevel.CUSTOM:
            return
        for item in self._table:
            is_touched = item.setting in changes or NETWORK_SECURITY_LEVEL in changes
            if is_touched and not _holds(item, level, values):
                raise _against(item, level, values)


def _holds(item: Whole | Box, level: NetworkSecurityLevel, values: Proposal) -> bool:
    present = values[item.setting]
    return bool(item.at(level, present) == present)


def _against(item: Whole | Box, level: NetworkSecurityLevel, values: Proposal) -> Refused:
    wanted = item.setting.spell(item.at(level, values[item.setting]))
    name = NETWORK_SECURITY_LEVEL.label
    return item.setting.refuse(f"{name} {level.value} makes it {wanted}; leave one of the two out")


class SecureSmtp:
    """Switching SSL for SMTP on moves the port to 465, unless the same change names another port.

    Manual, "Enabling SSL for SMTP connection", step 4. Afterwards the port is free.
    """

    def follow(self, changes: Values, values: Proposal) -> Values:
        return {SMTP_PORT: SMTPS_PORT} if changes.get(SMTP_SSL) else {}

    def check(self, changes: Values, values: Proposal) -> None:
        """Any port goes with SSL."""


class RangesInOrder:
    """A range of addresses goes upwards; its last address needs a first."""

    def __init__(self, ranges: Sequence[AddressRange]) -> None:
        self._of: Mapping[AnySetting, AddressRange] = {end: pair for pair in ranges for end in pair}

    def follow(self, changes: Values, values: Proposal) -> Values:
        return {}

    def check(self, changes: Values, values: Proposal) -> None:
        for setting in changes:
            pair = self._of.get(setting)
            if pair is not None:
                _check_range(pair, setting, values[pair.first], values[pair.last])


def _check_range(pair: AddressRange, changed: AnySetting, first: str, last: str) -> None:
    if not last:
        return
    if not first:
        raise changed.refuse(f"the range would have no first address; set {pair.first.label} too")
    if _number(first) > _number(last):
        raise changed.refuse(f"the range would go from {first} down to {last}; enter the lower address first")


def _number(address: str) -> int:
    from ipaddress import ip_address  # as in `kinds`

    return int(ip_address(address))


#: Every range of addresses there is.
RANGES: tuple[AddressRange, ...] = (
    *access_control.IPV4_RANGES,
    *access_control.IPV6_RANGES,
    *authentication.JOB_IPV4_RANGES,
    *authentication.JOB_IPV6_RANGES,
)

RULES: tuple[Rule, ...] = (LevelSetsItems(), SecureSmtp(), RangesInOrder(RANGES))
