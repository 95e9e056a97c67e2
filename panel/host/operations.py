"""What each op of the link does: one small function each, in one table.

Each takes the connection and the checked arguments, and gives what the answer says (None for nothing).
Accounts are `accounts`, export and import `transfer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from device.clock import VirtualClock
from device.faults import faults, put_fault
from device.logins import LoginFailed
from device.roles import Role
from device.settings.access import Access
from device.settings.kinds import AnySetting, Refused
from device.settings.network import HOST_NAME, MACHINE_NAME
from device.settings.store import Store

from ..link import Code, LinkError, display_fields
from . import accounts, transfer
from .asking import logged_in, logged_in_as
from .connection import Connection, Operation, row_fields
from .pace import Pace

#: Seconds that an op waits for errands to be done at most.
PATIENCE = 30.0

Args = Mapping[str, Any]
Told = Mapping[str, Any]


async def hello(at: Connection, args: Args) -> Told:
    at.introduce(args["face"], args["local"])
    return {"face": at.face, "local": at.local}


async def press(at: Connection, args: Args) -> Told:
    house, pace, last = at.house, Pace(), len(args["keys"])
    console, errands, seen = house.machine.console, house.machine.errands, _Seen(at)
    settled, was_private = True, console.private
    for after, key in enumerate(args["keys"], 1):
        house.front.press(key, face=at.face)
        has_to_wait = args["settle"] and errands.busy
        if args["show"] and (after == last or has_to_wait or console.private is not was_private):
            seen.note(after)
        was_private = console.private
        if has_to_wait:
            settled = await house.runner.settle(PATIENCE)
            if args["show"]:
                seen.note(after)
        await pace.breathe()
    return {
        "revision": _revision(at),
        "settled": settled,
        **({"seen": seen.displays} if args["show"] else {}),
    }


class _Seen:
    """Displays on the way through the keys of one request, as this kind of reader sees them."""

    def __init__(self, at: Connection) -> None:
        self._at = at
        self.displays: list[Told] = []

    def note(self, after: int) -> None:
        """Keep the present display: it came after so many keys."""
        self.displays.append({"after": after, "display": _display(self._at)})


def _display(at: Connection) -> Told:
    console = at.house.machine.console
    return display_fields(console.display if at.local else console.public)


def _revision(at: Connection) -> int:
    console = at.house.machine.console
    return console.revision if at.local else console.public_revision


async def screen(at: Connection, args: Args) -> Told:
    return {"display": _display(at)}


async def status(at: Connection, args: Args) -> Told:
    house, machine = at.house, at.house.machine
    return {
        **house.greeting._asdict(),
        "state": house.state,
        "keeps": house.power.keeps,
        "host_name": machine.store[HOST_NAME],
        "machine_name": machine.store[MACHINE_NAME],
        "machine": machine.condition.status,
        "details": machine.condition.details,
        "faults": faults(machine.condition),
        "panel_time": round(machine.clock.now(), 3),
        "calendar": machine.clock.calendar().isoformat(timespec="seconds"),
        "faces": house.faces,
        "revision": _revision(at),
        "factory_password": machine.people.has_factory_password(),
        "services": [asdict(service) for service in house.power.services.rows],
    }


async def subscribe(at: Connection, args: Args) -> None:
    if args["audit"] and not at.local:
        logged_in(at)
    if args["audit"] and args["recent"]:
        audit = at.house.machine.audit
        rows = audit.rows if at.local else lambda **limit: audit.readable(at.actor, **limit)
        for row in rows(limit=args["recent"]):
            at.tell("audit", {"row": row_fields(row)})
    at.subscribe(display=args["display"], audit=args["audit"], services=args["services"])


async def login(at: Connection, args: Args) -> Told:
    logins = at.house.machine.logins
    attempt = logins.attempt(args["name"], args["password"], face=at.face)
    result = await at.house.runner.do(attempt.errand)
    try:
        at.log_in(logins.settle(attempt, result))
    except LoginFailed as failed:
        raise LinkError(Code.LOGIN.value, failed.reason) from None
    return {"name": at.actor.name, "roles": sorted(role.value for role in at.actor.roles)}


async def logout(at: Connection, args: Args) -> None:
    at.log_out()


async def get(at: Connection, args: Args) -> Told:
    store = at.house.machine.store
    setting = store.named(args["name"])
    if store.access(setting, at.actor) is Access.NOTHING:
        raise Refused(f"{setting.name}: log in as somebody who may read it", is_privilege=True)
    return _told(store, setting, at)


async def list_(at: Connection, args: Args) -> Told:
    store, pace, told = at.house.machine.store, Pace(), []
    for setting in store.settings:
        if store.access(setting, at.actor) > Access.NOTHING:
            told.append(_told(store, setting, at))
        await pace.breathe()
    return {"settings": told}


def _told(store: Store, setting: AnySetting, at: Connection) -> dict[str, Any]:
    return {
        "name": setting.name,
        "label": setting.label,
        "value": store.spelled(setting),
        "access": store.access(setting, at.actor).name.lower(),
        "secret": setting.is_secret,
    }


async def set_(at: Connection, args: Args) -> Told:
    actor, store = logged_in(at), at.house.machine.store
    wanted = {store.named(name): text for name, text in args["settings"].items()}
    store.change({setting: setting.parse(text.reveal()) for setting, text in wanted.items()}, actor)
    return {"settings": [_told(store, setting, at) for setting in wanted]}


async def audit(at: Connection, args: Args) -> Told:
    rows = at.house.machine.audit.readable(logged_in(at), args["after"], args["limit"])
    return {"rows": [row_fields(row) for row in rows]}


def _virtual(at: Connection) -> VirtualClock:
    clock = at.house.machine.clock
    if not isinstance(clock, VirtualClock):
        raise LinkError(Code.CLOCK.value, "this device runs on the real clock; start it with --clock virtual")
    return clock


async def advance(at: Connection, args: Args) -> Told:
    house, clock, pace = at.house, _virtual(at), Pace()
    async with house.advancing:
        await house.runner.settle(PATIENCE)
        end = clock.now() + args["seconds"]
        while (due := clock.next_due) is not None and due <= end:
            clock.advance(max(0.0, due - clock.now()))
            if house.machine.errands.busy:
                await house.runner.settle(PATIENCE)
            await pace.breathe()
        clock.advance(max(0.0, end - clock.now()))
    return {"now": clock.now(), "revision": _revision(at)}


async def next_timer(at: Connection, args: Args) -> Told:
    clock = _virtual(at)
    due = clock.next_due
    return {"seconds": None if due is None else max(0.0, due - clock.now())}


async def settle(at: Connection, args: Args) -> Told:
    return {"settled": await at.house.runner.settle(PATIENCE), "revision": _revision(at)}


async def fault(at: Connection, args: Args) -> Told:
    # No row of the audit: it is the hardware that goes wrong, whoever made it.
    logged_in_as(at, Role.MACHINE)
    condition = at.house.machine.condition
    put_fault(condition, args["name"], args["on"])
    return {"faults": faults(condition)}


async def reset(at: Connection, args: Args) -> None:
    at.house.machine.factory_reset(logged_in_as(at, Role.MACHINE))


async def stop(at: Connection, args: Args) -> None:
    at.house.stop()


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "hello": hello,
        "press": press,
        "screen": screen,
        "status": status,
        "subscribe": subscribe,
        "login": login,
        "logout": logout,
        "get": get,
        "list": list_,
        "set": set_,
        "audit": audit,
        "export": transfer.export,
        "import": transfer.import_,
        "advance": advance,
        "next_timer": next_timer,
        "settle": settle,
        "people": accounts.people,
        "edit_account": accounts.edit,
        "remove_account": accounts.remove,
        "free_account": accounts.free,
        "hand_over": accounts.hand_over,
        "fault": fault,
        "reset": reset,
        "stop": stop,
    }
)
