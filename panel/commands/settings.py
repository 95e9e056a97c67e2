"""The commands get and set."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from .exits import DONE, USAGE, Ended
from .options import add_device, add_person, parser, piped, secret, talking


def get(words: Sequence[str]) -> int:
    """Show what settings are set to."""
    options = parser(
        "get",
        "Show what a setting is set to, or list all that you may read. A secret is only set or not set.\n"
        "Without --as you see what anybody may see under Menu Protect.",
    )
    what = options.add_mutually_exclusive_group(required=True)
    what.add_argument("name", nargs="?", metavar="NAME", help="a setting, such as network.host_name")
    what.add_argument("--list", action="store_true", help="every setting that you may read")
    options.add_argument("--json", action="store_true", help="as JSON, as the link has it")
    add_person(options, is_needed=False)
    add_device(options)
    given = options.parse_args(words)
    with talking(given) as line:
        settings = line.ask("list")["settings"] if given.list else [line.ask("get", name=given.name)]
    if given.json:
        print(json.dumps(settings if given.list else settings[0]))
    elif given.list:
        print("\n".join(_listed(settings)))
    else:
        print(settings[0]["value"])
    return DONE


def _listed(settings: Sequence[Mapping[str, Any]]) -> list[str]:
    width = max((len(each["name"]) for each in settings), default=0)
    mark = {"write": " ", "read": "r"}
    return [f"{mark[each['access']]} {each['name']:<{width}}  {each['value']}" for each in settings]


def set_(words: Sequence[str]) -> int:
    """Change settings, all together or none."""
    options = parser(
        "set",
        "Change a setting, or several together: all are changed or none.\n"
        "The VALUE of a secret is - (a line of the standard input), or left out to be asked for.",
        epilog="p800 set --as admin network.host_name printer7\n"
        "p800 set --as admin security.driver_encryption_key -",
    )
    options.add_argument("pairs", nargs="+", metavar="NAME VALUE", help="a setting and its new value")
    add_person(options, is_needed=True)
    add_device(options)
    given = options.parse_args(words)
    pairs = _pairs(given.pairs)
    with talking(given) as line:
        secrets = {name: bool(line.ask("get", name=name)["secret"]) for name in pairs}
        values = {name: _value(name, value, secrets[name]) for name, value in pairs.items()}
        for row in line.ask("set", settings=values)["settings"]:
            print(f"{row['name']} = {row['value']}")
    return DONE


def _pairs(words: Sequence[str]) -> dict[str, str | None]:
    names, values = words[::2], [*words[1::2], *(None,) * (len(words) % 2)]
    if len(set(names)) != len(names):
        raise Ended(USAGE, "a setting is named twice; give each one value")
    return dict(zip(names, values, strict=True))


def _value(name: str, given: str | None, is_secret: bool) -> str:
    if given == "-":
        return piped()
    if not is_secret:
        if given is None:
            raise Ended(USAGE, f"{name}: a value is needed")
        return given
    if given is not None:
        reason = "its value is never an argument, where others can read it; give - or leave it out"
        raise Ended(USAGE, f"{name} is a secret: {reason}")
    return secret(name)
