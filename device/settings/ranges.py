"""Ranges of addresses: two settings that stand for one thing.

The first address alone means that one address; the last needs the first. Which of two addresses may come
first is a rule between settings (`rules.RangesInOrder`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .access import Row
from .kinds import Address, AnySetting, Source


class AddressRange(NamedTuple):
    """The first and the last address of a range; both empty when there is none."""

    first: Address
    last: Address


def address_ranges(
    name: str, label: str, version: int, *, count: int, row: Row, source: Source, effect: str
) -> tuple[AddressRange, ...]:
    """So many ranges of IPv4 or IPv6 addresses; `name` and `label` are what their settings begin with."""

    def address(number: int, word: str, which: str, help: str) -> Address:
        return Address(
            f"{name}_{number}_{word}",
            f"{label} {number} {which}",
            "",
            row=row,
            source=source,
            effect=effect,
            help=help,
            version=version,
        )

    return tuple(
        AddressRange(
            address(number, "from", "From", "The first address of the range; alone, that one address."),
            address(number, "to", "To", "The last address of the range."),
        )
        for number in range(1, count + 1)
    )


def flat(groups: Iterable[Iterable[AnySetting]]) -> tuple[AnySetting, ...]:
    """The settings of numbered groups, one after the other."""
    return tuple(setting for group in groups for setting in group)
