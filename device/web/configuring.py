"""The pages of Configuration: each kind of body says who may read it, how it is shown and what [OK] does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from aiohttp import web

from device.keep import KeepError
from device.logins import NOT_PRIVILEGED
from device.roles import ADMINISTRATOR_ROLES, Role
from device.settings.kinds import Refused

from . import administrators, forms, pages
from .home import writers
from .pages import Body, Page
from .posted import Posted
from .visits import Visit

#: Rows of the audit on its page.
LOG_ROWS = 100

CHANGED = "The settings have been changed."
NOT_KEPT = "It could not be saved, and nothing was changed."


class Outcome(NamedTuple):
    """What became of a form, to be shown with its page: what was `entered`, and why it was not done."""

    status: int = 200
    done: str = ""
    wrong: str = ""
    entered: Posted | None = None
    refused: Refused | None = None


class Kind(NamedTuple):
    """A kind of body. `submit`, if it has a form, makes the change: raises Refused, BadForm or KeepError."""

    may_read: Callable[[Visit, Page], bool]
    show: Callable[[Visit, Page, Outcome], web.Response]
    submit: Callable[[Visit, Page, Posted], Awaitable[None]] | None = None


def configuration(visit: Visit) -> web.Response:
    """The categories, with the pages on which this person finds something."""
    found = [page for page in pages.BY_ADDRESS.values() if KINDS[page.body].may_read(visit, page)]
    categories = [
        (category.value, below)
        for category in pages.Category
        if (below := [page for page in found if page.category is category])
    ]
    title = pages.CONFIGURATION.title
    return visit.html("configuration", title, categories=categories, here=title)


def show(page: Page) -> Callable[[Visit], web.Response]:
    """What answers the page's address."""
    kind = KINDS[page.body]

    def answer(visit: Visit) -> web.Response:
        if not kind.may_read(visit, page):
            raise web.HTTPForbidden(text=NOT_PRIVILEGED)
        if "updating" in visit.query and page.is_updating:
            return visit.html("updating", page.title, page=page, help=_help(page))
        return kind.show(visit, page, Outcome(done=CHANGED if "done" in visit.query else ""))

    return answer


def send(page: Page) -> Callable[[Visit, Posted], Awaitable[web.Response]]:
    """What answers the page's [OK]."""
    kind = KINDS[page.body]

    async def answer(visit: Visit, form: Posted) -> web.Response:
        if kind.submit is None:
            raise web.HTTPForbidden(text=NOT_PRIVILEGED)
        try:
            await kind.submit(visit, page, form)
        except Refused as refused:
            status = 403 if refused.is_privilege else 422
            if not kind.may_read(visit, page):
                return visit.trouble(status, "Not allowed", refused.reason)
            return kind.show(
                visit, page, Outcome(status, wrong=refused.reason, entered=form, refused=refused)
            )
        except KeepError:
            return kind.show(visit, page, Outcome(503, wrong=NOT_KEPT, entered=form))
        # Get after post: loading the page anew sends nothing twice. Who changed their own account is led to
        # the login from there.
        raise web.HTTPSeeOther(f"{page.path(visit.who)}?{'updating' if page.is_updating else 'done'}=1")

    return answer


def _help(page: Page) -> str:
    return f"{page.module}/{page.name}"


# Settings


def _may_read_settings(visit: Visit, page: Page) -> bool:
    return forms.may_read(page, visit.machine.store, visit.actor)


def _settings(visit: Visit, page: Page, outcome: Outcome) -> web.Response:
    form = forms.form(page, visit.machine.store, visit.actor, outcome.entered, outcome.refused)
    return visit.html(
        "settings",
        page.title,
        outcome.status,
        page=page,
        form=form,
        done=outcome.done,
        wrong=outcome.wrong,
        wrong_at=next((field.id for field in form.fields if field.wrong), ""),
        writers=writers(page),
        help=_help(page),
    )


async def _submit_settings(visit: Visit, page: Page, form: Posted) -> None:
    forms.submit(page, visit.machine.store, visit.machine.audit, visit.actor, form)


# Program/Change Administrator


def _may_read_administrators(visit: Visit, page: Page) -> bool:
    return administrators.may_read(visit.actor)


def _administrators(visit: Visit, page: Page, outcome: Outcome) -> web.Response:
    people, entered = visit.machine.people, outcome.entered
    account = entered.one("account") if entered else ""
    wrong = outcome.wrong[:1].upper() + outcome.wrong[1:]
    return visit.html(
        "administrators",
        page.title,
        outcome.status,
        page=page,
        persons=administrators.persons(people, visit.actor),
        duties=administrators.duties(people, visit.actor),
        done=outcome.done,
        wrong=wrong,
        entered={f"{account}-name": entered.one("name")} if entered and "name" in entered else {},
        entered_at=account,
        help=_help(page),
    )


async def _submit_administrators(visit: Visit, page: Page, form: Posted) -> None:
    await administrators.submit(visit.machine.people, visit.site.do, visit.actor, form)


# System Log


def _may_read_log(visit: Visit, page: Page) -> bool:
    return any(map(visit.actor.holds, (*ADMINISTRATOR_ROLES, Role.SUPERVISOR)))


def _log(visit: Visit, page: Page, outcome: Outcome) -> web.Response:
    rows = [
        (f"{row.at:%Y-%m-%d %H:%M:%S}", row.by or "-", row.face, row.deed.value, row.subject, row.detail)
        for row in reversed(visit.machine.audit.readable(visit.actor, limit=LOG_ROWS))
    ]
    return visit.html(
        "table",
        page.title,
        heads=("Time (UTC)", "By", "At", "Deed", "Of", "Detail"),
        rows=rows,
        empty="Nothing has happened yet.",
        remark=f"The last {LOG_ROWS}, newest first; all for the machine administrator, else one's own.",
        trail=page.category.value,
        again=page.path(visit.who),
    )


#: What is to be known of each kind of body. One whose room is not built has no row and no address.
KINDS: Mapping[Body, Kind] = MappingProxyType(
    {
        Body.SETTINGS: Kind(_may_read_settings, _settings, _submit_settings),
        Body.ADMINISTRATORS: Kind(_may_read_administrators, _administrators, _submit_administrators),
        Body.LOG: Kind(_may_read_log, _log),
    }
)
