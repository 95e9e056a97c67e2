"""Under which names the pages may be had: a browser that was sent here under another one is turned away.

Otherwise a page from anywhere, whose name is made to lead to this machine, could read and set everything
that a person at this computer can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address

#: The option of `p800 device` that names further hosts.
OPTION = "--web-host"

_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9_.-]{1,253}))(?::\d{1,5})?")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def named(header: str) -> str:
    """The name or address of a Host header, without its port, in small letters; "" when it is none."""
    match = _HOST.fullmatch(header)
    if match is None:
        return ""
    return _shortest((match[1] or match[2]).lower().rstrip("."))


def _shortest(name: str) -> str:
    """A name as it is, an address in its shortest form: without a zone, and IPv4 where it is mapped."""
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return name
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def refusal(header: str, *, host_name: str, addresses: Iterable[str], given: Iterable[str]) -> str:
    """Why the pages are not to be had under that Host header; "" when they are.

    `host_name` is the machine's setting, `addresses` where it listens and was reached, `given` what the
    person who started it named.
    """
    name = named(header)
    if not name:
        return "The request names no host; HTTP/1.1 asks for one (RFC 9112, section 3.2)."
    ours = {host_name.lower(), *_LOOPBACK, *(_shortest(each.lower()) for each in (*addresses, *given))}
    if name in ours:
        return ""
    return (
        f"This machine does not go by the name {name}. Use its address or its host name, {host_name};"
        f" to let it go by this name too, start it with {OPTION} {name}."
    )


def is_foreign(origin: str | None, scheme: str, header: str) -> bool:
    """Whether a form comes from a page of another origin (RFC 6454, section 7); None: nobody says."""
    return origin is not None and origin.lower() != f"{scheme}://{header}".lower()
