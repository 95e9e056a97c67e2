"""The pages of Home and Job, and Help."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from device.settings.kinds import AnySetting

from . import overview, pages
from .pages import Page, Place
from .visits import Visit

#: Seconds after which the panel's frame is fetched again.
FRAME_SECONDS = 3


def status(visit: Visit) -> web.Response:
    rows, notice = overview.status(visit.machine), visit.machine.console.notice.text
    return visit.html("status", pages.STATUS.title, rows=rows, notice=notice, here=pages.STATUS.title)


def panel(visit: Visit) -> web.Response:
    """The frame on the first page: the display as everybody else sees it, and the indicators."""
    lines = overview.glass(visit.machine.console.public)
    spoken = "; ".join(text.strip() for text, _ in lines if text.strip()) or "The display is blank."
    lamps = overview.lamps(visit.machine.condition.indicators)
    return visit.html(
        "panel", pages.PANEL.title, lines=lines, spoken=spoken, lamps=lamps, seconds=FRAME_SECONDS
    )


def _facts(
    visit: Visit, place: Place, *tables: tuple[str, Sequence[overview.Line]], remark: str = ""
) -> web.Response:
    again, title = place.path(visit.who), place.title
    return visit.html("facts", title, tables=tables, remark=remark, here=title, again=again)


def supplies(visit: Visit) -> web.Response:
    tables = [("Supplies", overview.supplies(visit.machine))]
    if trays := overview.trays(visit.machine, visit.actor):
        tables.append(("Paper", trays))
    return _facts(visit, pages.SUPPLIES, *tables)


def device_info(visit: Visit) -> web.Response:
    return _facts(visit, pages.DEVICE_INFO, ("Device", overview.device_info(visit.machine, visit.actor)))


def counter(visit: Visit) -> web.Response:
    remark = "Printed pages are not counted by this simulation yet."
    return _facts(visit, pages.COUNTER, ("At the machine", overview.counter(visit.machine)), remark=remark)


def jobs(visit: Visit) -> web.Response:
    return visit.html(
        "table",
        pages.JOB.title,
        heads=("No.", "Name", "Owner", "Type", "Size", "State"),
        rows=overview.jobs(visit.machine, visit.actor),
        empty="There are no jobs.",
        remark="",
        trail="",
        here=pages.JOB.title,
        again=pages.JOB.path(visit.who),
    )


def help(visit: Visit) -> web.Response:
    """What each setting of a page does (`?of=MODULE/NAME`), or how the pages are used."""
    module, _, name = visit.query.get("of", "").partition("/")
    page = pages.BY_ADDRESS.get((module, name))
    return visit.html(
        "help", pages.HELP.title, page=page, writers=writers(page) if page else "", effect=_effect
    )


def writers(page: Page) -> str:
    """Who changes a page, for a person."""
    words = [role.value.lower() for role in page.writers]
    return " or the ".join(words) if words else "administrator whose account it is"


def _effect(setting: AnySetting) -> str:
    if setting.effect == "none":
        return "It changes nothing else in this simulation."
    return "It has no effect yet." if setting.effect.startswith("later") else ""
