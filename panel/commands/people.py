"""The commands of `p800 people`: accounts, for which the panel has no menu."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .exits import DONE
from .options import add_device, add_person, parser, secret, talking

#: Options of an account's texts, with the argument of the op and their help.
_TEXTS = (
    ("--name", "name", "the login user name"),
    ("--display-name", "display_name", "the name in the address book"),
    ("--mail", "mail", "the e-mail address"),
)
#: Options of an account's secrets, with the argument of the op and what a prompt calls it.
_SECRETS = (
    ("--password", "password", "Login password"),
    ("--encryption-password", "encryption", "Encryption password"),
    ("--user-code", "user_code", "User code"),
)
_ACCOUNT = "its key (administrator-1 to -4, supervisor, user-1 ...) or its login user name"


def _options(name: str, description: str) -> argparse.ArgumentParser:
    options = parser(f"people {name}", description)
    add_person(options, is_needed=True)
    add_device(options)
    return options


def list_(words: Sequence[str]) -> int:
    """Show all accounts with the roles they hold. For administrators and the supervisor."""
    options = _options("list", list_.__doc__ or "")
    options.add_argument("--json", action="store_true", help="as JSON, as the link has it")
    given = options.parse_args(words)
    with talking(given) as line:
        found = line.ask("people")
    if given.json:
        print(json.dumps(found))
    else:
        print("\n".join(map(_account, found["accounts"])))
    return DONE


def _account(account: Mapping[str, Any]) -> str:
    roles = ", ".join(account["roles"]) or "no role"
    marks = [f"password {account['password']}"]
    marks += [f"encryption password {account['encryption']}"] if account["encryption"] == "set" else []
    marks += ["user code set"] if account["user_code"] == "set" else []
    marks += ["locked"] if account["locked"] else []
    names = " ".join(filter(None, (account["name"] or "-", account["display_name"], account["mail"])))
    return f"{account['key']:<17}{names:<24} {roles}; {', '.join(marks)}"


def _add_fields(options: argparse.ArgumentParser) -> None:
    for option, dest, help in _TEXTS:
        options.add_argument(option, dest=dest, metavar="TEXT", help=help)
    for option, dest, what in _SECRETS:
        options.add_argument(
            option,
            dest=dest,
            action="store_true",
            help=f"ask for the {what.lower()}, or take it from a line of the standard input",
        )


def _fields(given: argparse.Namespace) -> dict[str, str]:
    texts = {dest: getattr(given, dest) for _, dest, _ in _TEXTS if getattr(given, dest) is not None}
    wanted = [(dest, what) for _, dest, what in _SECRETS if getattr(given, dest)]
    return texts | {dest: secret(what) for dest, what in wanted}


def add(words: Sequence[str]) -> int:
    """Put a new user into the address book."""
    options = _options("add", "Put a new user into the address book. User administrator only.")
    _add_fields(options)
    given = options.parse_args(words)
    with talking(given) as line:
        print(line.ask("edit_account", account="user", **_fields(given))["key"])
    return DONE


def set_(words: Sequence[str]) -> int:
    """Change an account, or register an administrator."""
    options = _options(
        "set",
        "Change an account, or register an administrator in a place that is free.\n"
        "Secrets are asked for at a prompt, or taken from the standard input, a line for each, in the order\n"
        "login password, encryption password, user code. An empty one takes it away.",
    )
    options.add_argument("account", metavar="ACCOUNT", help=_ACCOUNT)
    _add_fields(options)
    given = options.parse_args(words)
    with talking(given) as line:
        print(line.ask("edit_account", account=given.account, **_fields(given))["key"])
    return DONE


def remove(words: Sequence[str]) -> int:
    """Take a user out of the address book, or an administrator who holds no role."""
    return _with_account("delete", remove.__doc__ or "", "remove_account", words)


def free(words: Sequence[str]) -> int:
    """Free an account that wrong passwords have locked."""
    return _with_account("free", free.__doc__ or "", "free_account", words)


def _with_account(name: str, description: str, op: str, words: Sequence[str]) -> int:
    options = _options(name, description)
    options.add_argument("account", metavar="ACCOUNT", help=_ACCOUNT)
    given = options.parse_args(words)
    with talking(given) as line:
        line.ask(op, account=given.account)
    return DONE


def assign(words: Sequence[str]) -> int:
    """Hand an administrator's role that you hold over to another administrator."""
    options = _options("assign", assign.__doc__ or "")
    options.add_argument("role", metavar="ROLE", help="user, machine, network or file")
    options.add_argument("number", metavar="N", type=int, choices=range(1, 5), help="Administrator 1 to 4")
    given = options.parse_args(words)
    with talking(given) as line:
        line.ask("hand_over", role=given.role, number=given.number)
    return DONE


GROUP: Mapping[str, Callable[[Sequence[str]], int]] = {
    "list": list_,
    "add": add,
    "set": set_,
    "delete": remove,
    "free": free,
    "assign": assign,
}


def people(words: Sequence[str]) -> int:
    """Accounts: list, add, set, delete, free, assign."""
    lines = [f"  {name:<8} {(function.__doc__ or '').splitlines()[0]}" for name, function in GROUP.items()]
    options = parser("people", "Administrators, supervisor and users.\n\n" + "\n".join(lines))
    options.add_argument("what", choices=GROUP, metavar="COMMAND", help=", ".join(GROUP))
    given = options.parse_args(words[:1])
    return GROUP[given.what](words[1:])
