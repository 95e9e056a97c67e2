"""The ops export and import: a start state goes out and comes in, in pieces that fit into lines.

The machine is touched on the loop; reading and writing the text, which take long, happen in a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from device import start_state
from device.audit import Deed
from device.roles import Role
from device.start_state import StartStateError

from ..link import Code, LinkError, pieces
from ..places import Scan
from .asking import logged_in_as
from .connection import Connection

Args = Mapping[str, Any]


async def export(at: Connection, args: Args) -> Mapping[str, Any]:
    actor, machine = logged_in_as(at, Role.MACHINE), at.house.machine
    document = start_state.collected(machine, secrets=args["secrets"])
    machine.audit.note(actor, Deed.DID, "export", "with secrets" if args["secrets"] else "")
    text = await asyncio.to_thread(start_state.written, document)
    parts = pieces(text)
    for part in parts:
        await at.room()
        at.tell("part", {"text": part})
    return {"parts": len(parts)}


async def import_(at: Connection, args: Args) -> Mapping[str, Any]:
    # The pieces are gathered; the last one brings them into the machine.
    actor = logged_in_as(at, Role.MACHINE)
    at.gathered.append(args["text"].reveal())
    if sum(map(len, at.gathered)) > start_state.LARGEST:
        at.gathered.clear()
        raise LinkError(Code.FILE.value, f"too long: at most {start_state.LARGEST} characters")
    if args["more"]:
        return {}
    text = "".join(at.gathered)
    at.gathered.clear()
    machine = at.house.machine
    try:
        document = await asyncio.to_thread(start_state.read, text)
        values = start_state.judged(document, machine.store)
        await asyncio.sleep(0)
        start_state.put(machine, document, values, actor)
    except StartStateError as error:
        where = await asyncio.to_thread(_where, error.steps, text)
        raise LinkError(Code.FILE.value, f"{where}{error.reason}") from None
    accounts = document.get("people", {}).get("accounts", {})
    return {"settings": len(values), "accounts": len(accounts)}


def _where(steps: tuple[str, ...], text: str) -> str:
    """The line of what is wrong, as the beginning of a sentence about it; "" when no line is to blame."""
    if not steps:
        return ""
    names = Scan(text).names
    while steps and steps not in names:
        steps = steps[:-1]
    return f"line {names[steps].line}: " if steps else ""
