"""A start state: settings, accounts, roles and device certificates as a TOML text, to be read, edited and put
into a machine.

    format = 1
    [settings]                        # what is not named stays as it is
    "network.host_name" = "printer7"
    [secrets]                         # only in an export that was asked for them
    [people]                          # when it is there, nobody else is an administrator or user
    [people.accounts.administrator-1]
    [certificates.1]                  # with their keys, so only among secrets; when one is there, no other is

`collected` and `put` touch the machine; `written` and `read` may run elsewhere. What is wrong in a text is
told with the names that lead to it; which line that is, the caller looks up.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from device import __version__
from device.audit import Deed
from device.keep import Plain, Sealed
from device.machine import Machine
from device.roles import Actor, Role
from device.settings.certificates import ALL as APPLICATIONS
from device.settings.kinds import AnySetting, Refused
from device.settings.store import Store

FORMAT = 1

#: Our guess at what is far more than anybody's machine: characters of a text, and of one line. tomllib needs
#: time by the square of the parts of a dotted key.
LARGEST = 1 << 22
LONGEST_LINE = 1 << 12

#: Of an account, what is left out of an export without secrets. A user code is all that its user needs.
_SECRET_FIELDS = frozenset({"login", "encryption", "user_code"})

#: What a document has at its top.
_TABLES = ("format", "p800", "settings", "secrets", "people", "certificates")


#: Texts that stand on lines of their own, for one line could not hold them.
_PEM = re.compile(r"-----BEGIN [A-Za-z0-9+/=\n -]+-----\n")


class StartStateError(Exception):
    """A text is no start state for this machine. `steps` are the names that lead to what is wrong."""

    def __init__(self, reason: str, *steps: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.steps = steps


class Given(NamedTuple):
    """What a text gives to a setting, and the names that lead to it."""

    text: Sealed
    steps: tuple[str, ...]


# Out


def collected(machine: Machine, *, secrets: bool) -> Plain:
    """What the machine is set to, as `written` takes it; secrets stay Sealed."""
    store = machine.store
    open_, hidden = _spelled(store)
    document: dict[str, Any] = {"format": FORMAT, "p800": __version__, "settings": open_}
    if secrets:
        document["secrets"] = hidden
        if certificates := machine.certificates.to_plain():
            document["certificates"] = certificates
    else:
        # The numbers that applications use would be empty where this is put.
        _leave_out(open_, *(each.name for each in APPLICATIONS if store[each]))
    people = machine.people.to_plain()
    accounts = {key: plain for key, plain in people["accounts"].items() if any(_texts(plain))}
    if not secrets:
        accounts = {key: _without_secrets(plain) for key, plain in accounts.items()}
    return document | {"people": people | {"accounts": accounts}}


def _leave_out(settings: dict[str, str], *names: str) -> None:
    for name in names:
        settings.pop(name, None)


def _texts(account: Plain) -> Iterator[str]:
    """What is not empty in an account: a vacant one has nothing to tell."""
    return (value for value in account.values() if isinstance(value, str) and value)


def _without_secrets(account: Plain) -> Plain:
    return {name: value for name, value in account.items() if name not in _SECRET_FIELDS}


def _spelled(store: Store) -> tuple[dict[str, str], dict[str, Sealed]]:
    open_, hidden = {}, {}
    for setting in store.settings:
        value = store[setting]
        if not setting.is_discreet:
            open_[setting.name] = store.spelled(setting)
        elif _can_be_set(setting, value):
            hidden[setting.name] = value if isinstance(value, Sealed) else Sealed(setting.spell(value))
    return open_, hidden


def _can_be_set(setting: AnySetting, value: Any) -> bool:
    """False for a secret that is not set yet and cannot be taken away: there is no text for that."""
    try:
        setting.check(value)
    except Refused:
        return False
    return True


def written(document: Plain) -> str:
    """The text of a document, secrets in clear."""
    return "\n".join(_lines((), document)) + "\n"


def _lines(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    """A table: its own values, then the tables in it under headers of their own."""
    values = {name: value for name, value in table.items() if not isinstance(value, Mapping)}
    if path and values:
        yield f"\n[{'.'.join(map(_key, path))}]"
    for name, value in values.items():
        yield f"{_key(name)} = {_value(value)}"
    for name, inner in table.items():
        if isinstance(inner, Mapping):
            yield from _lines((*path, name), inner)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _value(name)


def _value(value: Any) -> str:
    text = value.reveal() if isinstance(value, Sealed) else value
    if isinstance(text, bool | int):
        return json.dumps(text)
    if _PEM.fullmatch(text):
        return f'"""\n{text}"""'
    # A JSON string is a TOML string, but for one character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# In


def read(text: str) -> Plain:
    """The document of a text, its settings by their dotted names. Raises StartStateError."""
    if len(text) > LARGEST or any(len(line) > LONGEST_LINE for line in text.splitlines()):
        raise StartStateError(f"too long: at most {LARGEST} characters, {LONGEST_LINE} on a line")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StartStateError(f"this is not TOML: {error}") from None
    except RecursionError:
        raise StartStateError("this is not TOML that anybody needs: it is nested too deeply") from None
    _check_tables(document)
    for table in "settings", "secrets":
        document[table] = dict(_flat((table,), document.get(table, {})))
    return document


def _check_tables(document: Mapping[str, Any]) -> None:
    for name in document:
        if name not in _TABLES:
            raise StartStateError(f"there is no {name!r} in a start state; it has {', '.join(_TABLES)}", name)
    if document.get("format") != FORMAT:
        reason = f"format = {FORMAT} is needed"
        raise StartStateError(f"{reason}; another one is of another p800", "format")
    for name in "settings", "secrets", "people", "certificates":
        if not isinstance(document.get(name, {}), dict):
            raise StartStateError(f"{name} is a table: [{name}]", name)


def _flat(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[tuple[str, Given]]:
    """Every value by its setting's name."""
    for name, value in table.items():
        steps = (*path, name)
        if isinstance(value, dict):
            yield from _flat(steps, value)
        elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            yield ".".join(steps[1:]), Given(Sealed(str(value)), steps)
        else:
            raise StartStateError("a text in quotes is needed", *steps)


def judged(document: Plain, store: Store) -> dict[AnySetting, Any]:
    """The values that the document gives to settings, each one that its setting can have.

    What must hold between settings is seen when they are put. Raises StartStateError.
    """
    if twice := document["settings"].keys() & document["secrets"].keys():
        name = min(twice)
        steps = document["secrets"][name].steps
        raise StartStateError(f"{name} stands in [settings] too; leave one of them out", *steps)
    values = {}
    for name, (text, steps) in (document["settings"] | document["secrets"]).items():
        try:
            setting = store.named(name)
            values[setting] = setting.parse(text.reveal())
            setting.check(values[setting])
        except Refused as refused:
            raise StartStateError(refused.reason, *steps) from None
    return values


def put(machine: Machine, document: Plain, values: Mapping[AnySetting, Any], by: Actor) -> None:
    """Make the machine as the document says, in one transaction with its audit.

    The caller has seen that the person is the machine administrator, who stands for every administrator here.
    Raises StartStateError or KeepError, and then nothing has changed.
    """
    # Rows of settings are for people at the panel; an import is the machine administrator's as a whole.
    as_machine = Actor(by.name, by.roles | {Role.ITSELF}, by.face)
    try:
        with machine.audit.together():
            machine.audit.note(by, Deed.DID, "import")
            if "people" in document:
                machine.people.from_plain(document["people"], as_machine)
            if "certificates" in document:
                values = _with_certificates(machine, document["certificates"], values, as_machine)
            machine.store.change(values, as_machine)
    except Refused as refused:
        raise StartStateError(refused.reason, *_steps(refused, document)) from None
    finally:
        machine.certificates.arrived()


def _with_certificates(
    machine: Machine, certificates: Plain, values: Mapping[AnySetting, Any], by: Actor
) -> Mapping[AnySetting, Any]:
    try:
        return machine.certificates.from_plain(certificates, values, by)
    except Refused as refused:
        if refused.setting:
            raise
        raise StartStateError(refused.reason, "certificates") from None


def _steps(refused: Refused, document: Plain) -> tuple[str, ...]:
    for table in "settings", "secrets":
        if refused.setting in document[table]:
            given: Given = document[table][refused.setting]
            return given.steps
    return () if refused.setting else _people_steps(refused.reason, document)


def _people_steps(reason: str, document: Plain) -> tuple[str, ...]:
    """An account that is wrong by itself is named first in the words that say so."""
    accounts = document["people"].get("accounts") if "people" in document else None
    key = re.match(r"[\w-]*", reason)
    is_named = isinstance(accounts, dict) and key is not None and key[0] in accounts
    return ("people", "accounts", key[0]) if is_named and key else ("people",)
