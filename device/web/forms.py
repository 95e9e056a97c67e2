"""A page of settings as a form, and what was sent back as a change.

A form shows what the person may read and lets them enter what they may write. Sent back, it changes only what
the person touched: every field remembers the value that was shown (`was:NAME`). A secret is never filled in:
empty leaves it as it is, `clear:NAME` takes it away, `again:NAME` repeats one that must be entered twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from device.audit import Audit, Deed
from device.keep import Sealed
from device.logins import NOT_PRIVILEGED
from device.roles import Actor
from device.settings.access import Access
from device.settings.kinds import (
    Address,
    AnySetting,
    Choice,
    Flag,
    Flags,
    Number,
    Refused,
    Secret,
    Text,
)
from device.settings.store import Store

from .pages import Group, Page
from .posted import Posted

#: With more options than these a choice is a list that opens, for it would fill the page.
MOST_RADIOS = 5

#: Characters of the longest address there is, IPv6 with an IPv4 tail.
LONGEST_ADDRESS = 45


class Control(Enum):
    """What a field is entered with; the value names the template's part."""

    SHOWN = "shown"
    RADIOS = "radios"
    LIST = "list"
    BOXES = "boxes"
    NUMBER = "number"
    TEXT = "text"
    SECRET = "secret"


class Option(NamedTuple):
    """One of the values to choose from, as it is sent and shown."""

    value: str
    is_chosen: bool


class Field(NamedTuple):
    """One setting of a form.

    `value`: what stands in it (of a secret: set or not set). `was`: what the form remembers of the value
    shown. `hint`: range or length, for a person. `low`, `high`, `longest`: the same for a browser, 0 for
    none. `wrong`: why what was entered is refused.
    """

    name: str
    label: str
    control: Control
    value: str
    help: str
    was: str = ""
    options: tuple[Option, ...] = ()
    hint: str = ""
    low: int = 0
    high: int = 0
    longest: int = 0
    is_twice: bool = False
    may_be_cleared: bool = False
    wrong: str = ""

    @property
    def id(self) -> str:
        """Its name as HTML takes it for an id."""
        return self.name.replace(".", "-").replace("_", "-")


class Section(NamedTuple):
    """Fields below one heading."""

    title: str
    fields: tuple[Field, ...]


class Form(NamedTuple):
    """A page as one person sees it. `may_write`: whether there is anything to send."""

    sections: tuple[Section, ...]
    may_write: bool

    @property
    def fields(self) -> Iterator[Field]:
        """All fields, from top to bottom."""
        return (field for section in self.sections for field in section.fields)


def access(setting: AnySetting, store: Store, actor: Actor) -> Access:
    """What that person may do with the setting on a page.

    What Menu Protect lets anybody change, it lets whoever stands at the panel. Over the network that takes
    an administrator whose item it is, unless Administrator Authentication Management is off for it
    (our guess).
    """
    found = store.access(setting, actor)
    if setting.row.owner not in store.regime.managed or any(map(actor.holds, setting.row.writers)):
        return found
    return min(found, Access.READ)


def may_read(page: Page, store: Store, actor: Actor) -> bool:
    """Whether that person finds anything on the page."""
    return any(access(setting, store, actor) > Access.NOTHING for setting in page.settings)


def form(
    page: Page, store: Store, actor: Actor, entered: Posted | None = None, refused: Refused | None = None
) -> Form:
    """The page as that person sees it; after a refusal with what was `entered`, but for secrets."""
    sections = tuple(
        Section(group.title, fields)
        for group in page.groups
        if (fields := tuple(_fields(group, store, actor, entered, refused)))
    )
    may_write = any(access(setting, store, actor) is Access.WRITE for setting in page.settings)
    return Form(sections, may_write)


def submit(page: Page, store: Store, audit: Audit, actor: Actor, posted: Posted) -> None:
    """Make the change that a form asks for, all of it or nothing.

    Raises Refused, BadForm or KeepError.
    """
    _guard(page, store, audit, actor, posted)
    store.change(changes(page, store, posted), actor)


def changes(page: Page, store: Store, posted: Posted) -> dict[AnySetting, Any]:
    """What the person touched, by setting. Raises Refused or BadForm."""
    found = ((setting, _touched(setting, store, posted)) for setting in page.settings)
    return {setting: value for setting, value in found if value is not None}


def _guard(page: Page, store: Store, audit: Audit, actor: Actor, posted: Posted) -> None:
    """Raises Refused when the form names a setting that the person may not write, or there is none."""
    for setting in page.settings:
        if _is_named(setting, posted) and access(setting, store, actor) is not Access.WRITE:
            audit.note(actor, Deed.REFUSED, setting.name, "not privileged")
            writers = ", ".join(role.value.lower() for role in setting.row.writers)
            raise Refused(
                f"{NOT_PRIVILEGED} {setting.label}: {writers} only", setting.name, is_privilege=True
            )
    if not any(access(setting, store, actor) is Access.WRITE for setting in page.settings):
        raise Refused(NOT_PRIVILEGED, is_privilege=True)


def _is_named(setting: AnySetting, posted: Posted) -> bool:
    return setting.name in posted or _clear(setting.name) in posted


def _clear(name: str) -> str:
    return f"clear:{name}"


# From a form to a change


def _touched(setting: AnySetting, store: Store, posted: Posted) -> Any:
    """The new value of that setting, None when the person left it alone."""
    if not _is_named(setting, posted):
        return None
    if isinstance(setting, Secret):
        return _new_secret(setting, posted)
    value = _read(setting, posted)
    return None if value == _was(setting, store, posted) else value


def _read(setting: AnySetting, posted: Posted) -> Any:
    if isinstance(setting, Flags):
        # An empty one comes along always, so that no box ticked is told from no boxes shown.
        return setting.parse(", ".join(word for word in posted.all(setting.name) if word) or "none")
    return setting.parse(posted.one(setting.name))


def _was(setting: AnySetting, store: Store, posted: Posted) -> Any:
    """The value that was shown; a form that does not remember is taken to have shown the present one."""
    name = f"was:{setting.name}"
    if name not in posted:
        return store[setting]
    try:
        return setting.parse(posted.one(name))
    except Refused:
        return store[setting]


def _new_secret(setting: Secret, posted: Posted) -> Sealed | None:
    entered = posted.one(setting.name)
    if _clear(setting.name) in posted:
        if setting.shortest:
            raise setting.refuse("it can be changed but not taken away")
        if entered:
            raise setting.refuse("either enter a new one or clear it")
        return Sealed.EMPTY
    if not entered:
        return None
    if setting.twice and posted.one(f"again:{setting.name}") != entered:
        raise setting.refuse("the two entries differ; enter the same twice")
    return Sealed(entered)


# From the store to a form


def _fields(
    group: Group, store: Store, actor: Actor, entered: Posted | None, refused: Refused | None
) -> Iterator[Field]:
    for setting in group.settings:
        may = access(setting, store, actor)
        if may is Access.NOTHING:
            continue
        label = group.label(setting)
        if may is Access.READ:
            yield Field(setting.name, label, Control.SHOWN, store.spelled(setting), setting.help)
            continue
        wrong = refused.reason if refused is not None and refused.setting == setting.name else ""
        yield _field(setting, label, store, entered)._replace(wrong=wrong)


def _field(setting: AnySetting, label: str, store: Store, entered: Posted | None) -> Field:
    """A field to enter the setting with; what was entered before stands in it, else the present value."""
    was = _sent(setting, store[setting])
    values: tuple[str, ...] = (was,)
    if entered is not None:
        was = next(iter(entered.all(f"was:{setting.name}")), was)
        values = entered.all(setting.name) or values
    blank = Field(setting.name, label, Control.TEXT, values[0], setting.help, was)
    match setting:
        case Secret():
            return blank._replace(
                control=Control.SECRET,
                value=store.spelled(setting),
                was="",
                longest=setting.longest,
                hint=_length(setting.shortest, setting.longest),
                is_twice=setting.twice,
                may_be_cleared=not setting.shortest and store[setting].is_set,
            )
        case Flags():
            return blank._replace(
                control=Control.BOXES,
                options=_options(setting, _ticked(setting, values)),
                hint=f"At least {setting.least}" if setting.least else "",
            )
        case Choice():
            few = len(setting.options) <= MOST_RADIOS
            return blank._replace(
                control=Control.RADIOS if few else Control.LIST,
                options=_options(setting, frozenset(values)),
            )
        case Flag():
            options = tuple(Option(word, word in values) for word in (setting.on, setting.off))
            return blank._replace(control=Control.RADIOS, options=options)
        case Number():
            return blank._replace(
                control=Control.NUMBER,
                low=0 if setting.zero else setting.low,
                high=setting.high,
                hint=_range(setting),
            )
        case Text():
            return blank._replace(longest=setting.longest, hint=_length(setting.shortest, setting.longest))
        case Address():
            return blank._replace(longest=LONGEST_ADDRESS, hint=_version(setting))
    raise TypeError(f"no control is known for {setting}")


def _sent(setting: AnySetting, value: Any) -> str:
    """A value as a form sends it: a number without its unit."""
    return str(value) if isinstance(setting, Number) else setting.spell(value)


def _options(setting: Choice[Any] | Flags[Any], chosen: frozenset[str]) -> tuple[Option, ...]:
    words = (str(option.value) for option in setting.options)
    return tuple(Option(word, word in chosen) for word in words)


def _ticked(setting: Flags[Any], values: tuple[str, ...]) -> frozenset[str]:
    words = {word.strip() for value in values for word in value.split(",")}
    return frozenset(str(option.value) for option in setting.options if str(option.value) in words)


def _range(setting: Number) -> str:
    unit = f" {setting.unit}" if setting.unit else ""
    zero = f"; 0 for {setting.zero}" if setting.zero else ""
    return f"{max(setting.low, 1 if setting.zero else 0)} to {setting.high}{unit}{zero}"


def _length(shortest: int, longest: int) -> str:
    return f"{shortest} to {longest} characters" if shortest else f"Up to {longest} characters"


def _version(setting: Address) -> str:
    kind = f"An IPv{setting.version} address" if setting.version else "An IPv4 or IPv6 address"
    return f"{kind}, or empty" if setting.may_be_empty else kind
