"""The values of all settings, and the one atomic way to change them.

`change` checks who asks, every value and the rules between settings; then everything is written in one
transaction with its audit row, memory follows, and listeners hear. All or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from device.audit import Audit, Deed, Entry
from device.keep import Changed
from device.roles import Actor

from .access import Access, Regime
from .kinds import AnySetting, Refused, Setting

T = TypeVar("T")

#: The room of the Keep that holds settings.
ROOM = "settings"

#: Values by setting, as a change proposes them.
Values = Mapping[AnySetting, Any]


class Proposal(Protocol):
    """The values as they would be after a change: what rules look at."""

    def __getitem__(self, setting: Setting[T]) -> T: ...


class Rule(Protocol):
    """What must hold between settings.

    `follow` answers a change with further changes that it brings along; `check` raises Refused when the
    values would not go together. Both see the values as they would be; `changes` holds only what differs
    from the present.
    """

    def follow(self, changes: Values, values: Proposal) -> Values: ...

    def check(self, changes: Values, values: Proposal) -> None: ...


class _Proposed:
    def __init__(self, store: Store, changes: dict[AnySetting, Any]) -> None:
        self._store = store
        self._changes = changes

    def __getitem__(self, setting: Setting[T]) -> T:
        value: T = self._changes[setting] if setting in self._changes else self._store[setting]
        return value


class Store:
    """What every setting is set to."""

    def __init__(
        self,
        settings: Sequence[AnySetting],
        rules: Sequence[Rule],
        audit: Audit,
        regime: Callable[[Proposal], Regime],
    ) -> None:
        """`regime` reads the settings that access depends on from the present values."""
        self._audit = audit
        self._settings: dict[str, AnySetting] = {setting.name: setting for setting in settings}
        if len(self._settings) != len(settings):
            raise ValueError("two settings have one name")
        self._rules = list(rules)
        self._regime_of = regime
        self._values: dict[AnySetting, Any] = {setting: setting.default for setting in settings}
        self._spelled: dict[AnySetting, str] = {}
        #: What upper rooms made of the present values, under keys of their own: forgotten at every change.
        self.made: dict[object, Any] = {}
        #: What the Keep held that no longer fits: setting names, for the audit of the start.
        self.unreadable: tuple[str, ...] = self._load()
        self.regime = regime(self)

    def _load(self) -> tuple[str, ...]:
        unreadable = []
        for name, plain in self._audit.keep.rows(ROOM).items():
            setting = self._settings.get(name)
            try:
                if setting is None:
                    raise Refused(f"there is no setting {name!r}", name)
                self._values[setting] = setting.unpack(plain)
            except Refused:
                unreadable.append(name)
        return tuple(unreadable)

    def __getitem__(self, setting: Setting[T]) -> T:
        value: T = self._values[setting]
        return value

    def __iter__(self) -> Iterator[AnySetting]:
        return iter(self._settings.values())

    @property
    def settings(self) -> tuple[AnySetting, ...]:
        """All settings, in the order of their lists."""
        return tuple(self._settings.values())

    def named(self, name: str) -> AnySetting:
        """The setting of that name. Raises Refused, with the nearest names."""
        setting = self._settings.get(name)
        if setting is None:
            raise Refused(f"there is no setting {name!r}{_nearest(name, self._settings)}", name)
        return setting

    def spelled(self, setting: AnySetting) -> str:
        """The present value as people read it; a secret says set or not set."""
        text = self._spelled.get(setting)
        if text is None:
            text = self._spelled[setting] = setting.spell(self._values[setting])
        return text

    def access(self, setting: AnySetting, actor: Actor) -> Access:
        """What that person may do with the setting, as things are set now."""
        return setting.row.access(actor, self.regime)

    def add_rule(self, rule: Rule) -> None:
        """A rule of an upper room that this one must not know."""
        self._rules.append(rule)

    def change(self, changes: Values, by: Actor) -> None:
        """Set these settings, all or none.

        Rules follow what really changes and never alter what is named here, be it so already: a form had
        better name only what the person touched. Raises Refused (and audits the refusal when the person may
        not), or KeepError when it cannot be kept.
        """
        for setting in changes:
            self._guard(setting, by)
        for setting, value in changes.items():
            setting.check(value)
        changed = {s: v for s, v in changes.items() if v != self._values[s]}
        whole = self._followed(changed, set(changes))
        proposed = _Proposed(self, whole)
        for rule in self._rules:
            rule.check(whole, proposed)
        self._commit({s: v for s, v in whole.items() if v != self._values[s]}, by)

    def reset(self, by: Actor) -> None:
        """Every setting back to its default, in one change, without guards: factory reset."""
        self._commit({s: s.default for s, v in self._values.items() if v != s.default}, by)

    def judge(self, setting: Setting[T], value: T) -> None:
        """Raises Refused when the value alone could not be set, whoever asks."""
        setting.check(value)

    def _guard(self, setting: AnySetting, by: Actor) -> None:
        if self.access(setting, by) is Access.WRITE:
            return
        writers = ", ".join(role.value.lower() for role in setting.row.writers) or "nobody"
        reason = f"{setting.label}: {writers} only"
        self._audit.note(by, Deed.REFUSED, setting.name, "not privileged")
        raise Refused(reason, setting.name, is_privilege=True)

    def _followed(self, changes: dict[AnySetting, Any], named: set[AnySetting]) -> dict[AnySetting, Any]:
        """The changes with all that the rules bring along; what was named stands."""
        for _ in range(len(self._rules) + 1):
            proposed = _Proposed(self, changes)
            more: dict[AnySetting, Any] = {}
            for rule in self._rules:
                for setting, value in rule.follow(changes, proposed).items():
                    if setting not in named and proposed[setting] != value:
                        setting.check(value)
                        more[setting] = value
            if not more:
                return changes
            changes = changes | more
        return changes

    def _commit(self, changes: dict[AnySetting, Any], by: Actor) -> None:
        if not changes:
            return
        entries, changed, put = [], [], {}
        for setting, value in changes.items():
            old, new = setting.report(self._values[setting]), setting.report(value)
            detail = "changed" if setting.is_discreet and value else new
            entries.append(Entry(Deed.CHANGED, setting.name, detail))
            changed.append(Changed(ROOM, setting.name, old, new, by))
            put[(ROOM, setting.name)] = setting.pack(value)

        def apply() -> None:
            for setting, value in changes.items():
                self._values[setting] = value
                self._spelled.pop(setting, None)
            self.made.clear()
            self.regime = self._regime_of(self)

        self._audit.commit(by, entries, put=put, apply=apply, changed=changed)


def _nearest(name: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches  # costs start-up time, and only a mistake needs it

    near = get_close_matches(name, list(names), 3)
    return f"; did you mean {' or '.join(near)}?" if near else ""
