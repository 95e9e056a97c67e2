"""Web Image Monitor as an aiohttp application, to be served by whoever opens listeners.

It knows no port, certificate or redirect to https; over what a request came, the request says. Nothing is
written to a log here: what went wrong in the house is told to `report`, without the request.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from aiohttp import web
from aiohttp.typedefs import Middleware

from device.machine import Machine
from device.settings.network import HOST_NAME

from . import hosts, pages
from .addresses import answer
from .posted import LARGEST_BODY
from .rendering import STATIC, static
from .sessions import Do
from .visits import Site

#: Told of an error in the house: what was being done, and the error.
Report = Callable[[str, BaseException], None]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

#: Bytes of the first line of a request and of one header.
LONGEST_LINE, LONGEST_HEADER = 4096, 8190
#: Seconds of wire time that a connection may wait for its next request, and for the rest of a refused one.
KEEP_ALIVE, LINGERING = 30.0, 5.0

#: The site of an application, for who serves it and for tests.
SITE = web.AppKey("site", Site)

#: On every answer. The pages have no script and take nothing from elsewhere. A referrer is kept inside, but
#: not done without: a browser that must send none gives its forms the origin "null" (Fetch, 3.2).
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self';"
        " frame-ancestors 'self'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
    # What the family calls itself [R]; the library and its version are nobody's business.
    "Server": "Web-Server/3.0",
}

#: What a page of our own says when the words are not another's.
TITLES = {
    400: "The request cannot be read",
    403: "Not allowed",
    404: "Not found",
    405: "Not allowed here",
    408: "Too slow",
    413: "Too large",
    421: "Not this machine",
    500: "An error in the machine",
}


def application(
    machine: Machine,
    do: Do,
    *,
    hosts: Iterable[str] = (),
    addresses: Iterable[str] = (),
    report: Report = lambda doing, error: None,
    randomness: Callable[[int], bytes] = os.urandom,
) -> web.Application:
    """The pages of that machine; call it where the loop runs.

    `do` runs an errand and gives its result. `hosts` are further names the machine goes by, `addresses` where
    it listens. `runner` is how it is best served.
    """
    site = Site(machine, do, randomness)
    guards = [_answering(site, report), _named(machine, tuple(hosts), tuple(addresses))]
    app = web.Application(middlewares=guards, client_max_size=LARGEST_BODY)
    app[SITE] = site
    app.router.add_get("/", _home(site))
    app.router.add_get("/web", _home(site))
    app.router.add_get(f"{STATIC}/{{name}}", _static())
    address = f"/web/{{who:guest|entry}}/{pages.LANGUAGE}/websys/{{module:[A-Za-z]+}}/{{name:[A-Za-z]+}}.cgi"
    app.router.add_route("*", address, partial(answer, site))
    return app


def runner(app: web.Application) -> web.AppRunner:
    """Serves the pages with limits that suit them, and logs nothing.

    What people put into an address by mistake is not for a log, nor are the bytes of a request that cannot
    be read, which the library would quote.
    """
    quiet = logging.Logger("device.web", logging.CRITICAL + 1)
    return web.AppRunner(
        app,
        access_log=None,
        logger=quiet,
        max_line_size=LONGEST_LINE,
        max_field_size=LONGEST_HEADER,
        keepalive_timeout=KEEP_ALIVE,
        lingering_time=LINGERING,
    )


def _home(site: Site) -> Handler:
    async def lead(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(site.home(request))

    return lead


def _static() -> Handler:
    files = static()

    async def serve(request: web.Request) -> web.StreamResponse:
        found = files.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        body, content_type = found
        return web.Response(body=body, content_type=content_type, charset="utf-8")

    return serve


def _named(machine: Machine, given: tuple[str, ...], addresses: tuple[str, ...]) -> Middleware:
    """Turns away whoever came here under a name that is not this machine's."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        why = hosts.refusal(
            request.headers.get("Host", ""),
            host_name=machine.store[HOST_NAME],
            addresses=(*addresses, *_reached(request)),
            given=given,
        )
        if why:
            is_named = hosts.named(request.headers.get("Host", ""))
            raise (web.HTTPMisdirectedRequest if is_named else web.HTTPBadRequest)(text=why)
        return await handler(request)

    return check


def _reached(request: web.Request) -> tuple[str, ...]:
    """The machine's own address on this connection: where it listens may be every address there is."""
    sockname = request.get_extra_info("sockname")
    return (str(sockname[0]),) if isinstance(sockname, tuple) and sockname else ()


def _answering(site: Site, report: Report) -> Middleware:
    """Puts the headers on every answer, and makes a page of whatever went wrong."""

    @web.middleware
    async def with_headers(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await answered(request, handler)
        response.headers.update(HEADERS)
        return response

    async def answered(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            if error.status < 400:
                return web.Response(status=error.status, headers={"Location": error.headers["Location"]})
            response = site.trouble(
                request, error.status, TITLES.get(error.status, error.reason), _words(error)
            )
            if "Allow" in error.headers:
                response.headers["Allow"] = error.headers["Allow"]
            return response
        except ConnectionError:
            raise
        except Exception as error:
            report("a page", error)
            return site.trouble(request, 500, TITLES[500], "The page could not be made; the log says why.")

    return with_headers


def _words(error: web.HTTPException) -> str:
    """What to tell the person: our own words where we gave some."""
    if error.status == web.HTTPRequestEntityTooLarge.status_code:
        return f"A form has at most {LARGEST_BODY} bytes."
    library = f"{error.status}: {error.reason}"
    return (
        TITLES.get(error.status, error.reason) + "." if error.text in (None, "", library) else str(error.text)
    )
