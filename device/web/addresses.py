"""Which address is answered by what: one table for looking, one for forms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from aiohttp import web

from . import configuring, entering, home, pages
from .pages import Page, Place
from .posted import BadForm, Posted
from .visits import Site, Visit

Show = Callable[[Visit], web.Response]
Send = Callable[[Visit, Posted], Awaitable[web.Response]]
#: Module and name of an address.
Address = tuple[str, str]
T = TypeVar("T")


def _at(table: Mapping[Place, T]) -> dict[Address, T]:
    return {(place.module, place.name): answer for place, answer in table.items()}


def _has_form(page: Page) -> bool:
    return configuring.KINDS[page.body].submit is not None


SHOWN: Mapping[Address, Show] = MappingProxyType(
    {
        **_at(
            {
                pages.MAIN_FRAME: home.status,
                pages.STATUS: home.status,
                pages.PANEL: home.panel,
                pages.SUPPLIES: home.supplies,
                pages.DEVICE_INFO: home.device_info,
                pages.COUNTER: home.counter,
                pages.JOB: home.jobs,
                pages.HELP: home.help,
                pages.CONFIGURATION: configuring.configuration,
                pages.LOGIN_FORM: entering.login_form,
                pages.LOGIN: entering.login_form,
                pages.LOGOUT: entering.log_out_by_address,
            }
        ),
        **{address: configuring.show(page) for address, page in pages.BY_ADDRESS.items()},
    }
)

SENT: Mapping[Address, Send] = MappingProxyType(
    {
        **_at({pages.LOGIN: entering.log_in, pages.LOGOUT: entering.log_out}),
        **{address: configuring.send(page) for address, page in pages.BY_ADDRESS.items() if _has_form(page)},
    }
)

#: What browsers fetch by themselves: it keeps nobody logged in.
PASSIVE = frozenset({(pages.PANEL.module, pages.PANEL.name)})


async def answer(site: Site, request: web.Request) -> web.Response:
    """The page at the request's address. Raises the web.HTTPException of what is wrong with it."""
    address = (request.match_info["module"], request.match_info["name"])
    if address not in SHOWN:
        raise web.HTTPNotFound(text="There is no such page.")
    if request.method in ("GET", "HEAD"):
        return SHOWN[address](site.visit(request, is_passive=address in PASSIVE))
    if request.method == "POST" and address in SENT:
        return await _sent(site, request, SENT[address])
    allowed = ["GET", "HEAD", *(["POST"] if address in SENT else [])]
    raise web.HTTPMethodNotAllowed(request.method, allowed, text="This page does not take that.")


async def _sent(site: Site, request: web.Request, send: Send) -> web.Response:
    try:
        visit, form = await site.received(request)
        return await send(visit, form)
    except BadForm as error:
        words = str(error)
        raise web.HTTPBadRequest(text=f"{words[:1].upper()}{words[1:]}.") from None
