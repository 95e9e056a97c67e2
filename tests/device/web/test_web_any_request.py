"""Any request at all is answered by a page, and nothing in the house goes wrong."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.keep import Sealed
from device.settings.everything import ALL
from device.web.pages import BY_ADDRESS
from device.web.sessions import WebSession
from tests.device.crowd import PASSWORD

from .house import House

ADDRESSES = [page.path(who) for page in BY_ADDRESS.values() for who in ("guest", "entry")]
ADDRESSES += [
    f"/web/{who}/en/websys/webArch/{name}.cgi"
    for who in ("guest", "entry")
    for name in ("login", "logout", "authForm", "help", "panel", "topPage")
]
NAMES = [setting.name for setting in ALL]
WORDS = st.text(max_size=20) | st.sampled_from(["", "On", "Off", "1", "0", "admin", "%", "=&"])
FIELDS = st.lists(
    st.tuples(
        st.sampled_from([*NAMES, "userid", "password", "account", "name", "role", "number"])
        | st.text(max_size=8),
        WORDS,
    ),
    max_size=6,
)
#: What a header may hold (RFC 9110, 5.5), as far as a line of it can be sent.
LINES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=40)


def encoded(fields: list[tuple[str, str]]) -> bytes:
    return "&".join(f"{quote(name)}={quote(value)}" for name, value in fields).encode()


BODIES = FIELDS.map(encoded) | st.binary(max_size=200)
TARGETS = st.sampled_from(ADDRESSES) | LINES.map(lambda text: "/" + text)


@settings(max_examples=150)
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "POST", "POST", "PUT"]),
    target=TARGETS,
    body=BODIES,
    cookie=LINES,
    has_token=st.booleans(),
)
def test_any_request_is_answered(
    world: World, method: str, target: str, body: bytes, cookie: str, has_token: bool
) -> None:
    status = world.ask(method, target, body, cookie, has_token=has_token)

    assert status in {200, 302, 303, 400, 403, 404, 405, 421, 422}
    assert world.house.troubles == []


class World:
    """One machine for all examples; `ned` is logged in whenever an example wants somebody to be."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self.house = House()
        self._serving = self.house.client()
        self._client = self._runner.run(self._serving.__aenter__())

    def close(self) -> None:
        self._runner.run(self._serving.__aexit__(None, None, None))
        self._runner.close()

    def ask(self, method: str, target: str, body: bytes, cookie: str, *, has_token: bool) -> int:
        """The status that the request is answered with."""
        return self._runner.run(self._ask(method, target, body, cookie, has_token))

    async def _ask(self, method: str, target: str, body: bytes, cookie: str, has_token: bool) -> int:
        brought = f"risessionid_clear={cookie}"
        if has_token:
            web = await self._session()
            brought = f"risessionid_clear={web.id}; wimsesid_clear={web.second}"
            token = self.house.site.sessions.guest_token(web.id) if "guest" in target else web.token
            body = b"wimToken=" + token.encode() + b"&" + body
        head = (
            f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: {brought}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        reader, writer = await asyncio.open_connection(self._client.host, self._client.port)
        writer.write(head.encode("latin-1") + body)
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        found = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
        return int(found[1]) if found else 0

    async def _session(self) -> WebSession:
        sessions = self.house.site.sessions
        for web in sessions:
            return web
        return await sessions.log_in("ned", Sealed(PASSWORD), self.house.do, is_secure=False)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()
