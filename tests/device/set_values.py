"""Values that settings can have and cannot have, people who set them, and a store to set them in."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from device.audit import Audit
from device.clock import VirtualClock
from device.keep import MemoryKeep, Sealed
from device.roles import Actor, Role, nobody
from device.settings.everything import ALL, RULES, regime
from device.settings.kinds import Address, AnySetting, Choice, Flag, Flags, Number, Refused, Secret, Text
from device.settings.store import Store

NOBODY = nobody("panel")
USER = Actor("ursula", frozenset({Role.USER}), "panel")
MACHINE = Actor("magda", frozenset({Role.MACHINE}), "panel")
NETWORK = Actor("nils", frozenset({Role.NETWORK}), "panel")
FILE = Actor("fia", frozenset({Role.FILE}), "panel")
SUPERVISOR = Actor("supervisor", frozenset({Role.SUPERVISOR}), "panel")
PERSON = Actor("alice", frozenset({Role.PERSON}), "panel")
#: All four roles: the factory's administrator.
EVERYBODY = Actor("admin", frozenset({Role.USER, Role.MACHINE, Role.NETWORK, Role.FILE}), "panel")

#: Texts that pass the checks which settings add of their own.
WELL_FORMED = ("", "a-b", "abc", "EXAMPLE.TEST", "printer@example.test")

#: Of every kind of thing a program might hand over by mistake.
STRANGE: tuple[Any, ...] = (None, 1.5, b"x", [], {}, "\n", object(), -1, 10**9, True, frozenset({"x"}))


def new_store(keep: MemoryKeep | None = None) -> tuple[Store, Audit]:
    """A store as the machine has it, and its audit."""
    audit = Audit(keep or MemoryKeep(), VirtualClock())
    return Store(ALL, RULES, audit, regime), audit


def fits(setting: AnySetting, value: Any) -> bool:
    try:
        setting.check(value)
    except Refused:
        return False
    return True


def edges(setting: AnySetting) -> list[Any]:
    """Values that the setting can have: all of a few, the ends of many."""
    match setting:
        case Choice():
            return list(setting.options)
        case Flag():
            return [False, True]
        case Flags():
            some = [frozenset({option}) for option in setting.options]
            return [*some, frozenset(setting.options), *([] if setting.least else [frozenset()])]
        case Number():
            return [setting.low, setting.high, *([0] if setting.zero else [])]
        case Secret():
            letter = setting.alphabet[:1] or "~"
            return [Sealed(letter * setting.longest), Sealed(letter * max(1, setting.shortest))]
        case Address():
            examples = {4: ["192.0.2.10"], 6: ["2001:db8::10"], 0: ["192.0.2.10", "::1"]}
            return [*examples[setting.version], *([""] if setting.may_be_empty else [])]
        case Text():
            letter = setting.alphabet[:1] or "~"
            texts = (letter * setting.longest, *WELL_FORMED)
            return [text for text in texts if fits(setting, text)]
    raise TypeError(f"no edges known of {setting}")


def values(setting: AnySetting) -> st.SearchStrategy[Any]:
    """Any value that the setting can have."""
    match setting:
        case Flags():
            return st.frozensets(st.sampled_from(setting.options), min_size=setting.least)
        case Number():
            numbers = st.integers(setting.low, setting.high)
            return numbers | st.just(0) if setting.zero else numbers
        case Address():
            addresses = _ADDRESSES[setting.version].map(str)
            return addresses | st.just("") if setting.may_be_empty else addresses
        case Secret():
            return _texts(setting).map(Sealed)
        case Text() if setting.judge is None:
            return _texts(setting)
        case Text():
            return st.sampled_from(edges(setting))
        case _:
            return st.sampled_from(edges(setting))


_ADDRESSES = {0: st.ip_addresses(), 4: st.ip_addresses(v=4), 6: st.ip_addresses(v=6)}


def _texts(setting: Text | Secret) -> st.SearchStrategy[str]:
    letters = (
        st.sampled_from(setting.alphabet)
        if setting.alphabet
        else st.characters(codec="ascii", exclude_categories=["C"])
    )
    return st.text(letters, min_size=setting.shortest, max_size=setting.longest)


def wrong(setting: AnySetting) -> list[Any]:
    """Values that the setting cannot have."""
    return [value for value in STRANGE if not fits(setting, value)]
