"""A staffed machine with its pages on loopback, and a browser that knows forms and nothing else."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from random import Random
from typing import Any

from aiohttp import ClientResponse, CookieJar
from aiohttp.test_utils import TestClient, TestServer

from device.clock import VirtualClock
from device.errands import Errand
from device.keep import Sealed
from device.machine import Machine
from device.people.accounts import SUPERVISOR, administrator_key, user_key
from device.people.edits import Edit
from device.people.passwords import work
from device.roles import MACHINE_ITSELF
from device.settings.authentication import USER_AUTHENTICATION, UserAuthentication
from device.web.server import SITE, application
from tests.device.crowd import CHEAP, FOUR, PASSWORD, BreakableKeep

ENTRY = "/web/entry/en/websys"
GUEST = "/web/guest/en/websys"
LOGIN = f"{GUEST}/webArch/login.cgi"
LOGIN_FORM = f"{GUEST}/webArch/authForm.cgi"

#: Everybody who may sit at a browser: four administrators with one role each, supervisor, user, guest.
EVERYBODY = ("uma", "max", "ned", "fay", "sue", "bob", "")


class House:
    """The machine, and what runs its errands at once."""

    def __init__(self) -> None:
        random = Random(7).randbytes
        self.keep = BreakableKeep()
        self.clock = VirtualClock()
        self.machine = Machine(self.clock, self.keep, random)
        self._works = work(random, CHEAP)
        self.troubles: list[BaseException] = []
        self._staff()

    async def do(self, errand: Errand) -> Any:
        return self._works[type(errand)](errand)

    def _edit(self, key: str, name: str) -> None:
        people = self.machine.people
        proposal = people.propose(key, Edit(name=name, password=Sealed(PASSWORD)), MACHINE_ITSELF)
        people.settle(proposal, [self._works[type(errand)](errand) for errand in proposal.errands])

    def _staff(self) -> None:
        for number, (role, name) in enumerate(FOUR.items(), 1):
            self._edit(administrator_key(number), name)
            if number > 1:
                self.machine.people.hand_over(role, number, MACHINE_ITSELF)
        self._edit(SUPERVISOR, "sue")
        self._edit(user_key(1), "bob")
        self.set(USER_AUTHENTICATION, UserAuthentication.BASIC)

    def set(self, setting: Any, value: Any) -> None:
        self.machine.store.change({setting: value}, MACHINE_ITSELF)

    @asynccontextmanager
    async def client(self, **options: Any) -> AsyncIterator[TestClient[Any, Any]]:
        """A client of the pages, which are served on a port that the system chooses."""
        app = application(
            self.machine,
            self.do,
            report=lambda doing, error: self.troubles.append(error),
            randomness=Random(11).randbytes,
            **options,
        )
        self.site = app[SITE]
        async with TestClient(TestServer(app), cookie_jar=CookieJar(unsafe=True)) as client:
            yield client


class Form(HTMLParser):
    """The forms of a page, as a browser would send them, and what a reader hears of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        #: Of each form: its action and the pairs it sends; `offered` also has what is not ticked.
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self.offered: list[tuple[str, str]] = []
        self.kinds: dict[str, str] = {}
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.described: set[str] = set()
        self.unlabelled: list[str] = []
        self.tags: list[str] = []
        self.texts: list[str] = []
        self._in_label = 0
        self._select = ""
        self._option: tuple[str, bool] | None = None
        self.feed(text)
        self.close()

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        self.described |= set(given.get("aria-describedby", "").split())
        self.described |= set(given.get("aria-labelledby", "").split())
        match tag:
            case "form":
                self.forms.append((given["action"], []))
            case "label":
                self._in_label += 1
                self.labelled.add(given.get("for", ""))
            case "input":
                self._input(given)
            case "select":
                self._select = given["name"]
                self._named(given)
            case "option":
                self._option = ("", "selected" in given)
                if "value" in given:
                    self._chosen(given["value"], "selected" in given)
                    self._option = None

    def _input(self, given: Mapping[str, str]) -> None:
        name, kind = given["name"], given.get("type", "text")
        self.kinds[name] = kind if kind != "hidden" or name not in self.kinds else self.kinds[name]
        self.offered.append((name, given.get("value", "")))
        if kind != "hidden":
            self._named(given)
        if kind not in ("radio", "checkbox") or "checked" in given:
            self.forms[-1][1].append((name, given.get("value", "")))

    def _named(self, given: Mapping[str, str]) -> None:
        if not self._in_label:
            self.unlabelled.append(given.get("id", "?"))

    def _chosen(self, value: str, is_selected: bool) -> None:
        self.offered.append((self._select, value))
        pairs = self.forms[-1][1]
        if is_selected or not any(name == self._select for name, _ in pairs):
            pairs[:] = [pair for pair in pairs if pair[0] != self._select]
            pairs.append((self._select, value))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._option is not None and data.strip():
            self._chosen(data.strip(), self._option[1])
            self._option = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._in_label -= 1


class Browser:
    """Somebody with a browser: follows redirects, keeps cookies, fills in forms."""

    def __init__(self, client: TestClient[Any, Any], who: str = GUEST) -> None:
        self.client = client
        self.who = who
        self.status = 0
        self.path = ""
        self.source = ""
        self.page = Form("")

    async def get(self, path: str) -> Form:
        return await self._seen(await self.client.get(path))

    async def _seen(self, response: ClientResponse) -> Form:
        self.status, self.path = response.status, response.url.path_qs
        self.source = await response.text()
        self.page = Form(self.source)
        return self.page

    async def log_in(self, name: str, password: str = PASSWORD) -> Form:
        await self.get(LOGIN_FORM)
        page = await self.send(userid_work=name, password_work=password)
        self.who = ENTRY
        return page

    def pairs(self, has: str = "wimToken") -> tuple[str, list[tuple[str, str]]]:
        """Where the last form of the page with a field of that name goes, and what it sends."""
        return next(form for form in reversed(self.page.forms) if any(name == has for name, _ in form[1]))

    async def click(self, words: str, below: str = "") -> Form:
        """Follow the link of those words, the first one after the heading `below`."""
        source = self.source[self.source.index(f">{below}<") :] if below else self.source
        found = re.search(rf'<a[^>]* href="([^"]*)"[^>]*>{re.escape(words)}</a>', source)
        assert found is not None, f"no link [{words}] on {self.path}"
        return await self.get(found[1])

    def field(self, label: str) -> str:
        """The name of the field with that label."""
        shown = r'<(?:label class="label" for|p class="label" id)="(?:label-)?([^"]*)">'
        found = re.search(shown + re.escape(label) + "</", self.source)
        assert found is not None, f"no field {label} on {self.path}"
        return next(name for name, _ in self.page.offered if re.sub("[._]", "-", name) == found[1])

    async def ok(self, entries: Mapping[str, str | list[str]]) -> Form:
        """Enter this in the fields with these labels, and press [OK]."""
        return await self.send_fields({self.field(label): text for label, text in entries.items()})

    async def send(self, has: str = "", **changes: str | list[str]) -> Form:
        """Enter these and press the button of the form that has them, or the field `has`."""
        return await self.send_fields(changes, has)

    async def send_fields(self, changes: Mapping[str, str | list[str]], has: str = "") -> Form:
        action, pairs = self.pairs(has or next(iter(changes), "wimToken"))
        kept = [pair for pair in pairs if pair[0] not in changes]
        for name, value in changes.items():
            kept += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        return await self.post(action, kept)

    async def post(self, path: str, pairs: list[tuple[str, str]], **headers: str) -> Form:
        return await self._seen(await self.client.post(path, data=pairs, headers=headers))

    @property
    def token(self) -> str:
        return next(value for form in self.page.forms for name, value in form[1] if name == "wimToken")


def coded(text: str) -> str:
    return b64encode(text.encode()).decode()
