"""What listens for others: where services are, and why one is not.

The table is empty until the first service is built; where services may listen is settled already.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from device.listeners import Listeners
from device.people.people import People

#: Where services listen when nobody says.
LOOPBACK = ("127.0.0.1", "::1")


class BindingRefused(Exception):
    """The services may not listen there; the words say why and what to do."""


@dataclass(frozen=True, slots=True)
class Service:
    """A listener. `service`: what people call it; `port`: 0 while there is none; `state`: "open" or
    "closed"; `why`: why it is closed, else "".
    """

    service: str
    scheme: str
    address: str
    port: int
    state: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ports:
    """Which port a service gets: base + its standard port, or one that the system chooses (`base` None)."""

    base: int | None = 8000

    def port(self, standard: int) -> int:
        """The port for a service with that standard port; 0 asks the system for a free one."""
        return 0 if self.base is None else self.base + standard


@dataclass
class Services:
    """All listeners of the machine."""

    addresses: tuple[str, ...] = LOOPBACK
    ports: Ports = Ports()
    rows: tuple[Service, ...] = ()
    _watchers: Listeners[[]] = field(default_factory=Listeners)

    def put(self, rows: Sequence[Service]) -> None:
        """These are the listeners now."""
        self.rows = tuple(rows)
        self._watchers.tell()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Be told when a listener opened, closed or moved; returns what ends it."""
        return self._watchers.add(watcher)


def addresses(given: Sequence[str]) -> tuple[str, ...]:
    """The addresses to listen on, in their shortest form; none given: loopback. Raises BindingRefused."""
    return tuple(dict.fromkeys(_address(text) for text in given)) or LOOPBACK


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        reason = f"{text!r} is not an IP address; give one of this computer, such as 192.0.2.10 or ::"
        raise BindingRefused(reason) from None


def check_binding(addresses: Sequence[str], people: People) -> None:
    """Raises BindingRefused when others could reach a machine that anybody may log in to."""
    wide = [address for address in addresses if not ipaddress.ip_address(address).is_loopback]
    if wide and people.has_factory_password():
        raise BindingRefused(
            f"{wide[0]}: others could log in as an administrator who still has the factory password;"
            " set passwords for admin and supervisor first (p800 people set), or leave --bind out"
        )
