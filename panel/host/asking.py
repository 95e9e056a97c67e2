"""Who asks over a connection, and whether they may."""

from __future__ import annotations

from device.roles import Actor, Role

from ..link import Code, LinkError
from .connection import Connection


def logged_in(at: Connection) -> Actor:
    """The person logged in on this connection. Raises LinkError when there is none."""
    if at.session is None:
        raise LinkError(Code.LOGIN.value, "this needs a login; log in first (--as NAME)")
    return at.actor


def logged_in_as(at: Connection, *roles: Role) -> Actor:
    """The person logged in, who holds one of these roles. Raises LinkError when not."""
    actor = logged_in(at)
    if not any(actor.holds(role) for role in roles):
        who = " or ".join(role.value.lower() for role in roles)
        raise LinkError(Code.PRIVILEGE.value, f"{who} only; {actor.name} is none")
    return actor
