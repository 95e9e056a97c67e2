"""The command fault: what is wrong with the simulated hardware."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from difflib import get_close_matches

from .exits import DONE, USAGE, Ended
from .options import add_device, add_person, parser, talking


def fault(words: Sequence[str]) -> int:
    """Let something be wrong with the hardware, or mend it; without a name, tell what is wrong now."""
    options = parser(
        "fault",
        "Let something be wrong with the simulated hardware, or mend it: a cover, a tray, toner.\n"
        "Without a name, tell what is wrong now. Machine administrator only, but for looking.",
    )
    options.add_argument("name", nargs="?", metavar="NAME", help="a fault; --list names them all")
    options.add_argument(
        "turned", nargs="?", choices=["on", "off"], metavar="on|off", help="on: wrong; off: mended"
    )
    options.add_argument("--list", action="store_true", help="name all faults, with what the panel shows")
    add_person(options, is_needed=False)
    add_device(options)
    given = options.parse_args(words)
    if given.list:
        return _list(given)
    if given.name is not None:
        _check(given)
    with talking(given) as line:
        if given.name is None:
            found = line.ask("status")["faults"]
        else:
            found = line.ask("fault", name=given.name, on=given.turned == "on")["faults"]
    print("\n".join(found) or "nothing is wrong")
    return DONE


def _list(given: argparse.Namespace) -> int:
    from device.faults import FAULTS

    if given.name is not None:
        raise Ended(USAGE, "--list takes no name")
    for name, alert in FAULTS.items():
        print(f"{name:<25} {alert.text}{f': {alert.detail}' if alert.detail else ''}")
    return DONE


def _check(given: argparse.Namespace) -> None:
    from device.faults import FAULTS

    if given.name not in FAULTS:
        near = get_close_matches(given.name, FAULTS, 1)
        hint = f"did you mean {near[0]!r}?" if near else "p800 fault --list names them all"
        raise Ended(USAGE, f"there is no fault {given.name!r}; {hint}")
    if given.turned is None:
        raise Ended(USAGE, f"say whether {given.name} is to be: p800 fault {given.name} on, or off")
    if given.person is None:
        raise Ended(USAGE, "this needs a login: --as NAME, the machine administrator")
