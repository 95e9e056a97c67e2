"""The side pane's text: the audit as it grows, and the table of services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import NamedTuple

from ..attach import AuditWritten, Service


class Line(NamedTuple):
    """A line of the pane; a heading is set apart."""

    text: str
    is_heading: bool = False


NOTHING_YET = "Nothing has happened yet."
NO_SERVICES = "Nothing listens: no service is built into this device yet."


def time_of_day(row: AuditWritten) -> str:
    """The row's time of day by the machine's calendar (UTC): from "2026-11-24T22:43:46+00:00"."""
    return row.at[11:19]


def row_lines(row: AuditWritten, width: int) -> list[str]:
    """A row of the audit in lines of so many cells; those after the first are indented."""
    who = ", ".join(name for name in (row.by, row.face) if name) or "nobody"
    subject = "" if row.subject == row.by else row.subject
    what = f"{row.deed} {subject}".strip() + (f": {row.detail}" if row.detail else "")
    text = f"{time_of_day(row)} {who}: {what}"
    return wrap(text, max(width, 12), subsequent_indent=" " * 9 if width >= 30 else "  ") or [""]


def service_lines(services: Sequence[Service], width: int) -> list[str]:
    """The table of services, one or more lines each."""
    if not services:
        return wrap(NO_SERVICES, max(width, 12))
    longest = max(len(service.service) for service in services)
    return [line for service in services for line in _service(service, longest, width)]


def pane_lines(log: Sequence[str], services: Sequence[str], height: int, back: int = 0) -> list[Line]:
    """The pane in exactly so many lines: the log above, its newest line last; the services below.

    `back`: how many lines of the log lie below the last one shown.
    """
    below = [Line("Services", True), *map(Line, services)][: max(0, height // 2)]
    room = max(0, height - len(below) - 2)
    end = max(0, len(log) - min(back, furthest(log, room)))
    shown = [Line(text) for text in (log or (NOTHING_YET,))[max(0, end - room) : end or None]]
    above = [Line("Events" if not back else "Events (scrolled back)", True), *shown]
    free = height - len(above) - len(below)
    return [*above, *[Line("")] * free, *below][:height]


def furthest(log: Sequence[str], room: int) -> int:
    """How far the log can be scrolled back when so many of its lines are seen."""
    return max(0, len(log) - room)


def _service(service: Service, longest: int, width: int) -> Iterable[str]:
    name = f"{service.service:<{longest}}"
    if service.state != "open":
        return wrap(f"{name}  closed: {service.why}", max(width, 12), subsequent_indent="  ")
    host = f"[{service.address}]" if ":" in service.address else service.address
    return wrap(f"{name}  {service.scheme}://{host}:{service.port}", max(width, 12), subsequent_indent="  ")
