"""A request becomes a visit: whose it is, the token that this person's forms carry, and how it is answered.

What stands on which page is decided by `home`, `configuring` and `entering`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from device.machine import Machine
from device.roles import Actor

from . import hosts, pages, posted, rendering
from .pages import Place
from .posted import BadForm, Posted
from .sessions import COOKIES, TOKEN, Do, WebSession, WebSessions, is_same

#: Seconds, in the time of the wire, within which a form has to arrive.
PATIENCE = 20.0

STALE = "This form is too old, or was not made by this machine. Open the page again."
FOREIGN = "This form was sent by a page of another site; nothing was changed."


class Site:
    """The pages of one machine: who is logged in there, and what runs its errands (`do`)."""

    def __init__(self, machine: Machine, do: Do, randomness: Callable[[int], bytes]) -> None:
        self.machine = machine
        self.do = do
        self.sessions = WebSessions(machine, randomness)
        rendering.templates()

    def visit(self, request: web.Request, *, is_passive: bool = False) -> Visit:
        """Whose request this is; a passive one keeps nobody logged in.

        An entry's address without a session leads to the login: raises web.HTTPSeeOther.
        """
        is_secure = request.secure
        session = self.sessions.find(request.cookies, is_secure=is_secure)
        if request.match_info["who"] == "guest":
            return self._guest(request, session)
        if session is None:
            raise web.HTTPSeeOther(f"{pages.LOGIN_FORM.path('guest')}?ended=1")
        if not is_passive:
            self.sessions.used(session)
        return self._entry(request, session)

    def _guest(self, request: web.Request, earlier: WebSession | None) -> Visit:
        cookie = request.cookies.get(COOKIES[request.secure][0], "")
        guest = cookie or self.sessions.new_guest()
        return Visit(
            self,
            "guest",
            self.sessions.guest(),
            self.sessions.guest_token(guest),
            request.method,
            request.query,
            request.secure,
            new_guest="" if cookie else guest,
            earlier=earlier,
        )

    def _entry(self, request: web.Request, session: WebSession) -> Visit:
        actor, token = session.actor, session.token
        return Visit(self, "entry", actor, token, request.method, request.query, request.secure, session)

    async def received(self, request: web.Request) -> tuple[Visit, Posted]:
        """A form, and who sent it, once it has proved to be a form of ours.

        Raises the web.HTTPException of what is wrong with it, or BadForm.
        """
        if hosts.is_foreign(request.headers.get("Origin"), request.scheme, request.headers.get("Host", "")):
            raise web.HTTPForbidden(text=FOREIGN)
        form = posted.parse(await _body(request), request.content_type)
        visit = self.visit(request)
        # A guest without our cookie has nobody's token.
        if visit.new_guest or not is_same(visit.token, form.one(TOKEN)):
            raise web.HTTPForbidden(text=STALE)
        return visit, form

    def trouble(self, request: web.Request, status: int, title: str, words: str) -> web.Response:
        """A page that says what is wrong with a request, whatever it is."""
        session = self.sessions.find(request.cookies, is_secure=request.secure)
        if session is not None and request.path.startswith("/web/entry/"):
            return self._entry(request, session).trouble(status, title, words)
        actor = self.sessions.guest()
        visit = Visit(self, "guest", actor, "", request.method, request.query, request.secure)
        return visit.trouble(status, title, words)

    def home(self, request: web.Request) -> str:
        """Where the machine's bare address leads this person."""
        session = self.sessions.find(request.cookies, is_secure=request.secure)
        return pages.MAIN_FRAME.path("guest" if session is None else "entry")


@dataclass(frozen=True)
class Visit:
    """Somebody at a page. `who`: "guest" or "entry", as in the address. `new_guest`: a cookie to give.

    `earlier`: the session of somebody who is logged in and looks at a guest's page.
    """

    site: Site
    who: str
    actor: Actor
    token: str
    method: str
    query: Mapping[str, str]
    is_secure: bool
    session: WebSession | None = None
    new_guest: str = ""
    earlier: WebSession | None = None

    @property
    def machine(self) -> Machine:
        return self.site.machine

    @property
    def is_entry(self) -> bool:
        return self.session is not None

    @property
    def name(self) -> str:
        """The login name, "" for a guest."""
        return self.session.session.name if self.session is not None else ""

    def html(self, template: str, title: str, status: int = 200, **context: Any) -> web.Response:
        """The template as a page for this person. `here` names the menu's item, `help` the page's help."""
        text = rendering.page(template, {"visit": self, "title": title, "here": "", "help": "", **context})
        response = web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
        if self.new_guest:
            self.give(response, COOKIES[self.is_secure][0], self.new_guest)
        return response

    def trouble(self, status: int, title: str, words: str) -> web.Response:
        """A page that says what went wrong; a guest who may not is offered to log in."""
        offers_login = status == web.HTTPForbidden.status_code and not self.is_entry
        return self.html("message", title, status, words=words, offers_login=offers_login)

    def led(self, place: Place, who: str) -> web.Response:
        """On to another page, with the 302 that scripts of today look for [C]."""
        return web.Response(status=302, headers={"Location": place.path(who)})

    def give(self, response: web.Response, name: str, value: str) -> None:
        """A cookie as long as the browser runs, that no script reads and no other site brings along."""
        response.set_cookie(name, value, path="/", secure=self.is_secure, httponly=True, samesite="Strict")

    def take_cookies(self, response: web.Response) -> None:
        """Have the browser forget its session."""
        for name in COOKIES[self.is_secure]:
            response.del_cookie(name, path="/", secure=self.is_secure, httponly=True, samesite="Strict")


async def _body(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="The form did not arrive in time.") from None
    except (OSError, HttpProcessingError):
        raise BadForm("the form did not arrive whole") from None
