"""Logging in and out at the pages."""

from __future__ import annotations

from contextlib import suppress

from aiohttp import web

from device.keep import KeepError
from device.logins import LoginFailed

from . import pages, posted
from .posted import Posted
from .sessions import COOKIES, TooBusy, WebSession
from .visits import Visit

ENDED = "You are not logged in, or were logged out."
NOT_WRITTEN = "The login could not be saved, so nobody was logged in."


def login_form(visit: Visit) -> web.Response:
    if visit.is_entry:
        raise web.HTTPSeeOther(pages.LOGIN_FORM.path("guest"))
    return _asking(visit, notice=ENDED if "ended" in visit.query else "")


def _asking(visit: Visit, wrong: str = "", notice: str = "", status: int = 200) -> web.Response:
    return visit.html("login", pages.LOGIN.title, status, wrong=wrong, notice=notice)


async def log_in(visit: Visit, form: Posted) -> web.Response:
    """Try what was sent; a failure gives the form again, as on the hardware without an error in its status.

    Raises BadForm.
    """
    sessions = visit.site.sessions
    name, password = posted.credentials(form)
    try:
        session = await sessions.log_in(name, password, visit.site.do, is_secure=visit.is_secure)
    except LoginFailed as failed:
        return _asking(visit, failed.reason)
    except TooBusy as busy:
        return _asking(visit, str(busy), status=503)
    except KeepError:
        return _asking(visit, NOT_WRITTEN, status=503)
    if visit.earlier is not None:
        _end(visit, visit.earlier, "logged in anew")
    response = visit.led(pages.MAIN_FRAME, "entry")
    for cookie, value in zip(COOKIES[visit.is_secure], (session.id, session.second), strict=True):
        visit.give(response, cookie, value)
    return response


def log_out_by_address(visit: Visit) -> web.Response:
    """As scripts of today do it. The cookies are SameSite=Strict, so no other site can; a HEAD only looks."""
    return _left(visit) if visit.method == "GET" else visit.led(pages.MAIN_FRAME, "guest")


async def log_out(visit: Visit, form: Posted) -> web.Response:
    return _left(visit)


def _left(visit: Visit) -> web.Response:
    response = visit.led(pages.MAIN_FRAME, "guest")
    if visit.session is not None:
        _end(visit, visit.session)
        visit.take_cookies(response)
    return response


def _end(visit: Visit, session: WebSession, detail: str = "") -> None:
    # It has ended though nothing could be written; the next change meets the Keep's error.
    with suppress(KeepError):
        visit.site.sessions.log_out(session, detail)
