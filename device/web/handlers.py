"""What each page answers: one small method for each, in two tables by address.

Every request first becomes a `Visit`: who it is, and the token that this person's forms carry. What a page
shows and what a form changes is decided in the pure rooms; here it is only put together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from device.keep import KeepError
from device.logins import NOT_PRIVILEGED, LoginFailed
from device.machine import Machine
from device.roles import ADMINISTRATOR_ROLES, Actor, Role
from device.settings.kinds import AnySetting, Refused

from . import administrators, forms, hosts, overview, pages, posted, rendering
from .pages import Body, Page, Place
from .posted import BadForm, Posted
from .sessions import COOKIES, TOKEN, Do, TooBusy, WebSession, WebSessions, is_same

#: Seconds, in the time of the wire, within which a form has to arrive.
PATIENCE = 20.0
#: Seconds after which the panel's frame is fetched again.
FRAME_SECONDS = 3
#: Rows of the audit on its page.
LOG_ROWS = 100

CHANGED = "The settings have been changed."
STALE = "This form is too old, or was not made by this machine. Open the page again."
FOREIGN = "This form was sent by a page of another site; nothing was changed."
ENDED = "You are not logged in, or were logged out."
NOT_KEPT = "It could not be saved, and nothing was changed."


@dataclass(frozen=True)
class Visit:
    """Whose request it is. `who`: "guest" or "entry", as in the address. `new_guest`: a cookie to give.

    `earlier`: the session of somebody who is logged in and looks at a guest's page.
    """

    who: str
    actor: Actor
    token: str
    is_secure: bool
    session: WebSession | None = None
    new_guest: str = ""
    earlier: WebSession | None = None

    @property
    def is_entry(self) -> bool:
        return self.session is not None

    @property
    def name(self) -> str:
        """The login name, "" for a guest."""
        return self.session.session.name if self.session is not None else ""


class Site:
    """The pages of one machine."""

    def __init__(self, machine: Machine, do: Do, randomness: Callable[[int], bytes]) -> None:
        self.machine = machine
        self.sessions = WebSessions(machine, randomness)
        self._do = do
        rendering.templates()
        self._shown: Mapping[tuple[str, str], Callable[[Visit, web.Request], web.Response]] = {
            **_at(pages.MAIN_FRAME, self._status),
            **_at(pages.STATUS, self._status),
            **_at(pages.PANEL, self._panel),
            **_at(pages.SUPPLIES, self._supplies),
            **_at(pages.DEVICE_INFO, self._device_info),
            **_at(pages.COUNTER, self._counter),
            **_at(pages.JOB, self._jobs),
            **_at(pages.CONFIGURATION, self._configuration),
            **_at(pages.HELP, self._help),
            **_at(pages.LOGIN_FORM, self._login_form),
            **_at(pages.LOGIN, self._login_form),
            **_at(pages.LOGOUT, self._log_out),
            **{address: self._page(page) for address, page in pages.BY_ADDRESS.items()},
        }
        self._sent: Mapping[tuple[str, str], Callable[[Visit, Posted], Awaitable[web.Response]]] = {
            **_at(pages.LOGIN, self._logged_in),
            **_at(pages.LOGOUT, self._sent_logout),
            **{
                address: self._sent_page(page)
                for address, page in pages.BY_ADDRESS.items()
                if page.body in (Body.SETTINGS, Body.ADMINISTRATORS)
            },
        }

    # A request, from address to answer

    async def answer(self, request: web.Request) -> web.Response:
        """The page at this address. Raises the web.HTTPException of what is wrong with the request."""
        address = (request.match_info["module"], request.match_info["name"])
        if address not in self._shown:
            raise web.HTTPNotFound(text="There is no such page.")
        if request.method in ("GET", "HEAD"):
            visit = self._visit(request, is_passive=address == (pages.PANEL.module, pages.PANEL.name))
            return self._shown[address](visit, request)
        if request.method == "POST" and address in self._sent:
            return await self._received(request, self._sent[address])
        allowed = ["GET", "HEAD", *(["POST"] if address in self._sent else [])]
        raise web.HTTPMethodNotAllowed(request.method, allowed, text="This page does not take that.")

    async def _received(
        self, request: web.Request, then: Callable[[Visit, Posted], Awaitable[web.Response]]
    ) -> web.Response:
        if hosts.is_foreign(request.headers.get("Origin"), request.scheme, request.headers.get("Host", "")):
            raise web.HTTPForbidden(text=FOREIGN)
        try:
            form = posted.parse(await _body(request), request.content_type)
            visit = self._visit(request)
            # A guest without our cookie has a token of nobody.
            if visit.new_guest or not is_same(visit.token, form.one(TOKEN)):
                raise web.HTTPForbidden(text=STALE)
            return await then(visit, form)
        except BadForm as error:
            raise web.HTTPBadRequest(text=f"{str(error)[:1].upper()}{str(error)[1:]}.") from None

    def _visit(self, request: web.Request, *, is_passive: bool = False) -> Visit:
        """Who this is. An entry's address without a session leads to the login."""
        is_secure = request.secure
        session = self.sessions.find(request.cookies, is_secure=is_secure)
        if request.match_info["who"] == "guest":
            cookie = request.cookies.get(COOKIES[is_secure][0], "")
            guest = cookie or self.sessions.new_guest()
            token = self.sessions.guest_token(guest)
            new = "" if cookie else guest
            return Visit("guest", self.sessions.guest(), token, is_secure, new_guest=new, earlier=session)
        if session is None:
            raise web.HTTPSeeOther(f"{pages.LOGIN_FORM.path('guest')}?ended=1")
        if not is_passive:
            self.sessions.used(session)
        return Visit("entry", session.actor, session.token, is_secure, session)

    def _html(
        self, visit: Visit, template: str, title: str, status: int = 200, **context: Any
    ) -> web.Response:
        text = rendering.page(template, {"visit": visit, "title": title, "here": "", "help": "", **context})
        response = web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
        if visit.new_guest:
            _give(response, COOKIES[visit.is_secure][0], visit.new_guest, visit.is_secure)
        return response

    def trouble(self, request: web.Request, status: int, title: str, words: str) -> web.Response:
        """A page that says what went wrong."""
        visit = Visit("guest", self.sessions.guest(), "", request.secure)
        session = self.sessions.find(request.cookies, is_secure=request.secure)
        if session is not None and request.path.startswith("/web/entry/"):
            visit = Visit("entry", session.actor, session.token, request.secure, session)
        return self._trouble(visit, status, title, words)

    def _trouble(self, visit: Visit, status: int, title: str, words: str) -> web.Response:
        offers_login = status == web.HTTPForbidden.status_code and not visit.is_entry
        return self._html(visit, "message", title, status, words=words, offers_login=offers_login)

    # Home and Job

    def _status(self, visit: Visit, request: web.Request) -> web.Response:
        rows, notice = overview.status(self.machine), self.machine.console.notice.text
        return self._html(visit, "status", "Status", rows=rows, notice=notice, here="Status")

    def _panel(self, visit: Visit, request: web.Request) -> web.Response:
        display = self.machine.console.public
        lines = overview.glass(display)
        spoken = "; ".join(text.strip() for text, _ in lines if text.strip()) or "The display is blank."
        lamps = overview.lamps(self.machine.condition.indicators)
        return self._html(
            visit, "panel", "Control Panel", lines=lines, spoken=spoken, lamps=lamps, seconds=FRAME_SECONDS
        )

    def _facts(
        self, visit: Visit, place: Place, *tables: tuple[str, Sequence[overview.Line]], remark: str = ""
    ) -> web.Response:
        return self._html(
            visit,
            "facts",
            place.title,
            tables=tables,
            remark=remark,
            here=place.title,
            again=place.path(visit.who),
        )

    def _supplies(self, visit: Visit, request: web.Request) -> web.Response:
        tables = [("Supplies", overview.supplies(self.machine))]
        if trays := overview.trays(self.machine, visit.actor):
            tables.append(("Paper", trays))
        return self._facts(visit, pages.SUPPLIES, *tables)

    def _device_info(self, visit: Visit, request: web.Request) -> web.Response:
        rows = overview.device_info(self.machine, visit.actor)
        return self._facts(visit, pages.DEVICE_INFO, ("Device", rows))

    def _counter(self, visit: Visit, request: web.Request) -> web.Response:
        rows = overview.counter(self.machine)
        remark = "Printed pages are not counted by this simulation yet."
        return self._facts(visit, pages.COUNTER, ("At the machine", rows), remark=remark)

    def _jobs(self, visit: Visit, request: web.Request) -> web.Response:
        rows = [tuple(map(str, job)) for job in overview.jobs(self.machine, visit.actor)]
        heads = ("No.", "Name", "Owner", "Type", "Size", "State")
        return self._table(visit, "Job", heads, rows, pages.JOB.path(visit.who), empty="There are no jobs.")

    def _table(
        self,
        visit: Visit,
        title: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        again: str,
        *,
        empty: str = "",
        remark: str = "",
        is_configuration: bool = False,
    ) -> web.Response:
        return self._html(
            visit,
            "table",
            title,
            heads=heads,
            rows=rows,
            again=again,
            empty=empty,
            remark=remark,
            is_configuration=is_configuration,
            here=title,
        )

    # Configuration

    def _configuration(self, visit: Visit, request: web.Request) -> web.Response:
        found = [page for page in pages.BY_ADDRESS.values() if self._may_read(page, visit.actor)]
        categories = [
            (category.value, [page for page in found if page.category is category])
            for category in pages.Category
        ]
        shown = [(title, below) for title, below in categories if below]
        return self._html(
            visit, "configuration", "Configuration", categories=shown, here=pages.CONFIGURATION.title
        )

    def _may_read(self, page: Page, actor: Actor) -> bool:
        match page.body:
            case Body.SETTINGS:
                return forms.may_read(page, self.machine.store, actor)
            case Body.ADMINISTRATORS:
                return administrators.may_read(actor)
            case Body.LOG:
                return any(map(actor.holds, (*ADMINISTRATOR_ROLES, Role.SUPERVISOR)))
        return False

    def _page(self, page: Page) -> Callable[[Visit, web.Request], web.Response]:
        def show(visit: Visit, request: web.Request) -> web.Response:
            if not self._may_read(page, visit.actor):
                raise web.HTTPForbidden(text=NOT_PRIVILEGED)
            done = CHANGED if "done" in request.query else ""
            match page.body:
                case Body.LOG:
                    return self._log(visit, page)
                case Body.ADMINISTRATORS:
                    return self._administrators(visit, page, done=done)
            if "updating" in request.query and page.is_updating:
                return self._html(visit, "updating", page.title, page=page, help=_help(page))
            return self._form(visit, page, done=done)

        return show

    def _form(
        self,
        visit: Visit,
        page: Page,
        status: int = 200,
        *,
        done: str = "",
        wrong: str = "",
        entered: Posted | None = None,
        refused: Refused | None = None,
    ) -> web.Response:
        form = forms.form(page, self.machine.store, visit.actor, entered, refused)
        return self._html(
            visit,
            "settings",
            page.title,
            status,
            page=page,
            form=form,
            done=done,
            wrong=wrong or (refused.reason if refused else ""),
            wrong_at=next((field.id for field in form.fields if field.wrong), ""),
            writers=_writers(page),
            help=_help(page),
        )

    def _sent_page(self, page: Page) -> Callable[[Visit, Posted], Awaitable[web.Response]]:
        async def receive(visit: Visit, form: Posted) -> web.Response:
            try:
                await self._submit(page, visit.actor, form)
            except Refused as refused:
                return self._refused(visit, page, form, refused)
            except KeepError:
                return self._not_kept(visit, page, form)
            # Get after post: loading the page anew sends nothing twice. Who changed their own account is led
            # to the login from there.
            raise web.HTTPSeeOther(f"{page.path(visit.who)}?{'updating' if page.is_updating else 'done'}=1")

        return receive

    async def _submit(self, page: Page, actor: Actor, form: Posted) -> None:
        machine = self.machine
        if page.body is Body.ADMINISTRATORS:
            await administrators.submit(machine.people, self._do, actor, form)
        else:
            forms.submit(page, machine.store, machine.audit, actor, form)

    def _refused(self, visit: Visit, page: Page, form: Posted, refused: Refused) -> web.Response:
        status = 403 if refused.is_privilege else 422
        if not self._may_read(page, visit.actor):
            return self._trouble(visit, status, "Not allowed", refused.reason)
        if page.body is Body.ADMINISTRATORS:
            return self._administrators(visit, page, status, wrong=refused.reason, entered=form)
        return self._form(visit, page, status, entered=form, refused=refused)

    def _not_kept(self, visit: Visit, page: Page, form: Posted) -> web.Response:
        if page.body is Body.ADMINISTRATORS:
            return self._administrators(visit, page, 503, wrong=NOT_KEPT)
        return self._form(visit, page, 503, wrong=NOT_KEPT, entered=form)

    def _administrators(
        self,
        visit: Visit,
        page: Page,
        status: int = 200,
        *,
        done: str = "",
        wrong: str = "",
        entered: Posted | None = None,
    ) -> web.Response:
        people = self.machine.people
        account = entered.one("account") if entered else ""
        names = {f"{account}-name": entered.one("name")} if entered and "name" in entered else {}
        return self._html(
            visit,
            "administrators",
            page.title,
            status,
            page=page,
            persons=administrators.persons(people, visit.actor),
            duties=administrators.duties(people, visit.actor),
            done=done,
            wrong=wrong[:1].upper() + wrong[1:],
            entered=names,
            entered_at=account,
            help=_help(page),
        )

    def _log(self, visit: Visit, page: Page) -> web.Response:
        rows = [
            (f"{row.at:%Y-%m-%d %H:%M:%S}", row.by or "-", row.face, row.deed.value, row.subject, row.detail)
            for row in reversed(self.machine.audit.readable(visit.actor, limit=LOG_ROWS))
        ]
        return self._table(
            visit,
            page.title,
            ("Time (UTC)", "By", "At", "Deed", "Of", "Detail"),
            rows,
            page.path(visit.who),
            empty="Nothing has happened yet.",
            remark=f"The last {LOG_ROWS}, newest first; all for the machine administrator, else one's own.",
            is_configuration=True,
        )

    def _help(self, visit: Visit, request: web.Request) -> web.Response:
        module, _, name = request.query.get("of", "").partition("/")
        page = pages.BY_ADDRESS.get((module, name))
        writers = _writers(page) if page is not None else ""
        return self._html(visit, "help", "Help", page=page, writers=writers, effect=_effect)

    # Logging in and out

    def _login_form(self, visit: Visit, request: web.Request) -> web.Response:
        if visit.is_entry:
            raise web.HTTPSeeOther(pages.LOGIN_FORM.path("guest"))
        return self._asking(visit, notice=ENDED if "ended" in request.query else "")

    def _asking(self, visit: Visit, wrong: str = "", notice: str = "", status: int = 200) -> web.Response:
        return self._html(visit, "login", "Login", status, wrong=wrong, notice=notice)

    async def _logged_in(self, visit: Visit, form: Posted) -> web.Response:
        name, password = posted.credentials(form)
        try:
            session = await self.sessions.log_in(name, password, self._do, is_secure=visit.is_secure)
        except LoginFailed as failed:
            # As the hardware: the page again, and nothing in its status that a script could go by.
            return self._asking(visit, failed.reason)
        except TooBusy as busy:
            return self._asking(visit, str(busy), status=503)
        except KeepError:
            return self._asking(visit, NOT_KEPT, status=503)
        if visit.earlier is not None:
            self._end(visit.earlier, "logged in anew")
        response = web.Response(status=302, headers={"Location": pages.MAIN_FRAME.path("entry")})
        for cookie, value in zip(COOKIES[visit.is_secure], (session.id, session.second), strict=True):
            _give(response, cookie, value, visit.is_secure)
        return response

    def _log_out(self, visit: Visit, request: web.Request) -> web.Response:
        """By address, as scripts of today do it. The cookies are SameSite=Strict, so no other site can."""
        if visit.session is not None and request.method == "GET":
            self._end(visit.session)
        return self._left(visit)

    async def _sent_logout(self, visit: Visit, form: Posted) -> web.Response:
        if visit.session is not None:
            self._end(visit.session)
        return self._left(visit)

    def _end(self, session: WebSession, detail: str = "") -> None:
        # It has ended though nothing could be written; the next change meets the Keep's error.
        with suppress(KeepError):
            self.sessions.log_out(session, detail)

    def home(self, request: web.Request) -> str:
        """Where the machine's bare address leads this person."""
        session = self.sessions.find(request.cookies, is_secure=request.secure)
        return pages.MAIN_FRAME.path("guest" if session is None else "entry")

    def _left(self, visit: Visit) -> web.Response:
        response = web.Response(status=302, headers={"Location": pages.MAIN_FRAME.path("guest")})
        if visit.session is not None:
            for cookie in COOKIES[visit.is_secure]:
                response.del_cookie(cookie, path="/", secure=visit.is_secure, httponly=True)
        return response


def _at(place: Place, answer: Any) -> dict[tuple[str, str], Any]:
    return {(place.module, place.name): answer}


def _give(response: web.Response, name: str, value: str, is_secure: bool) -> None:
    """A cookie that lasts as long as the browser, that no script reads and no other site brings along."""
    response.set_cookie(name, value, path="/", secure=is_secure, httponly=True, samesite="Strict")


async def _body(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="The form did not arrive in time.") from None
    except (OSError, HttpProcessingError):
        raise web.HTTPBadRequest(text="The form did not arrive whole.") from None


def _help(page: Page) -> str:
    return f"{page.module}/{page.name}"


def _writers(page: Page) -> str:
    words = [role.value.lower() for role in page.writers]
    return " or the ".join(words) if words else "administrator whose account it is"


def _effect(setting: AnySetting) -> str:
    if setting.effect == "none":
        return "It changes nothing else in this simulation."
    return "It has no effect yet." if setting.effect.startswith("later") else ""
