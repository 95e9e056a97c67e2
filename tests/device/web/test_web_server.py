"""The pages on the wire: headers, names, methods, limits, errors; and curl as a client that is not ours."""

from __future__ import annotations

import asyncio
import socket
import ssl
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from device.clock import VIRTUAL_START
from device.settings.mail import SMTP_PORT, SMTP_SSL
from device.settings.network import HOST_NAME
from device.web.pages import BY_ADDRESS
from device.web.posted import LARGEST_BODY, MOST_FIELDS
from device.web.server import application, runner
from tests import peers
from tests.device.crowd import PASSWORD

from .house import ENTRY, GUEST, LOGIN_FORM, Browser, House, coded

MAIN = f"{GUEST}/webArch/mainFrame.cgi"
EMAIL = f"{ENTRY}/device/getEmail.cgi"
#: What must not turn up anywhere.
SECRET = b"Zq7mark"


# Every answer


@pytest.mark.parametrize(
    "path",
    [MAIN, "/", "/nothing", "/web/static/wim.css", "/web/static/../server.py", EMAIL, f"{GUEST}/x/y.cgi"],
)
async def test_every_answer_has_the_headers_that_keep_a_browser_safe(
    path: str, client: TestClient[Any, Any]
) -> None:
    response = await client.get(path, allow_redirects=False)

    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "aiohttp" not in response.headers["Server"].lower()


async def test_the_address_alone_leads_to_the_main_frame(browser: Browser) -> None:
    page = await browser.get("/")

    assert browser.path == MAIN
    assert "P 801" in page.text


async def test_a_look_has_the_headers_of_the_page_and_no_body(client: TestClient[Any, Any]) -> None:
    for path in (MAIN, "/web/static/wim.css"):
        page = await client.get(path)
        look = await client.head(path)

        assert look.status == 200
        assert look.headers["Content-Type"] == page.headers["Content-Type"]
        assert look.headers["Content-Length"] == page.headers["Content-Length"]
        assert await look.read() == b""


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        (f"{GUEST}/webArch/nothing.cgi", 404),
        (f"{GUEST}/security/getDeviceCertificate.cgi", 404),
        ("/web/guest/de/websys/webArch/mainFrame.cgi", 404),
        ("/web/static/%2e%2e/server.py", 404),
        (f"{GUEST}/webArch/..%2f..%2fserver.cgi", 404),
    ],
)
async def test_what_is_not_there_is_a_page_of_our_own(path: str, status: int, browser: Browser) -> None:
    page = await browser.get(path)

    assert browser.status == status
    assert "Not found" in page.text
    assert "Web Image Monitor" in page.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
async def test_another_method_is_told_what_is_allowed(method: str, client: TestClient[Any, Any]) -> None:
    response = await client.request(method, MAIN)
    assert response.status == 405
    assert response.headers["Allow"].replace(" ", "").split(",") == ["GET", "HEAD"]

    response = await client.request(method, LOGIN_FORM.replace("authForm", "login"))
    assert sorted(response.headers["Allow"].replace(" ", "").split(",")) == ["GET", "HEAD", "POST"]


# Under which name


async def test_the_machine_is_had_under_its_own_names_only(house: House) -> None:
    async with house.client(hosts=("printer.example.com",)) as client:
        for host in ("printer.example.com", f"{house.machine.store[HOST_NAME]}:80", "localhost"):
            assert (await client.get(MAIN, headers={"Host": host})).status == 200

        for host in ("evil.example", "printer.example.com.evil.example"):
            response = await client.get(MAIN, headers={"Host": host})
            assert response.status == 421
            assert f"--web-host {host}" in await response.text()

        house.set(HOST_NAME, "evil")
        assert (await client.get(MAIN, headers={"Host": "EVIL"})).status == 200


async def test_a_request_without_a_host_is_refused(client: TestClient[Any, Any]) -> None:
    assert b" 400 " in await raw(client, b"GET / HTTP/1.0\r\nConnection: close\r\n\r\n")


async def raw(client: TestClient[Any, Any], request: bytes, *, has_ended: bool = False) -> bytes:
    return await sent(client.host, client.port or 0, request, has_ended)


async def sent(host: str, port: int, request: bytes, has_ended: bool) -> bytes:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(request)
    if has_ended:
        writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


# Limits


async def test_a_form_that_is_too_large_is_refused(browser: Browser) -> None:
    await browser.get(LOGIN_FORM)

    await browser.post(f"{GUEST}/webArch/login.cgi", [("userid_work", "x" * (LARGEST_BODY + 1))])

    assert browser.status == 413
    assert str(LARGEST_BODY) in browser.page.text


async def test_a_form_with_too_many_fields_is_refused(browser: Browser) -> None:
    await browser.log_in("ned")

    await browser.post(EMAIL, [("wimToken", browser.token), *[("x", "")] * MOST_FIELDS])

    assert browser.status == 400


async def test_the_longest_form_is_within_the_limits(house: House, browser: Browser) -> None:
    await browser.log_in("max")
    page = await browser.get(f"{ENTRY}/device/getLdapServer.cgi")
    texts = [name for name, kind in page.kinds.items() if kind == "text"]
    assert len(browser.pairs()[1]) * 2 < MOST_FIELDS

    await browser.send_fields(dict.fromkeys(texts, "x" * 20), "wimToken")

    assert browser.status == 200
    assert "The settings have been changed." in browser.page.text


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
async def test_a_form_of_another_type_is_refused(kind: str, client: TestClient[Any, Any]) -> None:
    response = await client.post(EMAIL, data=b"{}", headers={"Content-Type": kind})

    assert response.status == 400
    assert "application/x-www-form-urlencoded" in await response.text()


async def test_as_it_is_served_a_request_that_cannot_be_read_is_refused_and_not_logged(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    serving = runner(application(house.machine, house.do))
    await serving.setup()
    site = web.SockSite(serving, socket.create_server(("127.0.0.1", 0)))
    await site.start()
    host, port = serving.addresses[0]
    answers = [
        await sent(host, port, request, has_ended=False)
        for request in (
            b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: " + SECRET * 5000 + b"\r\n\r\n",
            b"GET /" + SECRET * 5000 + b" HTTP/1.1\r\n\r\n",
            SECRET + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        )
    ]
    await serving.cleanup()

    assert [answer.split(b" ")[1] for answer in answers] == [b"400", b"400", b"400", b"302"]
    assert all(b"Traceback" not in answer for answer in answers)
    assert caplog.records == []


async def test_a_form_that_ends_too_soon_changes_nothing(house: House, client: TestClient[Any, Any]) -> None:
    await raw(
        client,
        b"POST /web/guest/en/websys/webArch/login.cgi HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nuserid=x",
        has_ended=True,
    )

    assert (await client.get(MAIN)).status == 200


# Errors


async def test_an_error_in_the_house_is_a_page_without_a_trace_and_is_reported(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house.client() as client:
        monkeypatch.setattr("device.web.overview.counter", lambda machine: 1 / 0)

        response = await client.get(f"{GUEST}/status/getUnificationCounter.cgi")
        text = await response.text()

    assert response.status == 500
    assert "An error in the machine" in text
    assert "ZeroDivision" not in text
    assert [type(error) for error in house.troubles] == [ZeroDivisionError]


async def test_a_change_that_cannot_be_kept_is_said_and_not_made(house: House, browser: Browser) -> None:
    await browser.log_in("ned")
    await browser.get(EMAIL)
    house.keep.is_full = True

    page = await browser.send_fields({SMTP_PORT.name: "2525"})

    assert browser.status == 503
    assert "nothing was changed" in page.text
    assert dict(browser.pairs()[1])[SMTP_PORT.name] == "2525"
    assert house.machine.store[SMTP_PORT] == 25


# Over TLS


def tls(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(VIRTUAL_START - timedelta(days=1))
        .not_valid_after(VIRTUAL_START + timedelta(days=9000))
        .sign(key, SHA256())
    )
    bundle = folder / "pair.pem"
    bundle.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(bundle)
    return context


async def test_over_tls_cookies_are_secure_and_have_the_known_names(house: House, tmp_path: Path) -> None:
    server = TestServer(application(house.machine, house.do), scheme="https")
    await server.start_server(ssl=tls(tmp_path))
    async with TestClient(server, cookie_jar=CookieJar(unsafe=True)) as client:
        form = await (await client.get(LOGIN_FORM, ssl=False)).text()
        assert "not encrypted" not in form
        token = form.split('name="wimToken" value="')[1].split('"')[0]
        fields = {"wimToken": token, "userid": coded("ned"), "password": coded(PASSWORD)}
        response = await client.post(
            f"{GUEST}/webArch/login.cgi",
            data=fields,
            ssl=False,
            allow_redirects=False,
            headers={"Origin": f"https://{client.host}:{client.port}"},
        )
        given = response.headers.getall("Set-Cookie")
        page = await (await client.get(f"{ENTRY}/webArch/topPage.cgi", ssl=False)).text()

    assert response.status == 302
    assert [line.split("=")[0] for line in given] == ["risessionid", "wimsesid"]
    assert all("; Secure" in line for line in given)
    assert "Logged in" in page


# A client that is not ours


async def test_curl_logs_in_and_switches_ssl_for_mail_on(
    house: House, client: TestClient[Any, Any], tmp_path: Path
) -> None:
    curl = peers.need("curl")
    base = f"http://{client.host}:{client.port}"
    jar = str(tmp_path / "jar")

    async def run(path: str, *fields: str) -> str:
        given = [part for field in fields for part in ("--data-urlencode", field)]
        process = await asyncio.create_subprocess_exec(
            *(curl, "-sS", "--max-time", "20", "-b", jar, "-c", jar, "-w", "\n%{http_code} %{redirect_url}"),
            *(*given, base + path),
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
        return out.decode()

    def token(text: str) -> str:
        return "wimToken=" + text.split('name="wimToken" value="')[1].split('"')[0]

    form = await run(LOGIN_FORM)
    login = await run(
        f"{GUEST}/webArch/login.cgi", token(form), f"userid={coded('ned')}", f"password={coded(PASSWORD)}"
    )
    assert login.strip() == f"302 {base}{ENTRY}/webArch/mainFrame.cgi"
    page = await run(EMAIL)
    changed = await run(EMAIL, token(page), f"{SMTP_SSL.name}=On")

    assert changed.strip() == f"303 {base}{EMAIL}?done=1"
    assert house.machine.store[SMTP_SSL] is True
    assert house.machine.store[SMTP_PORT] == 465


async def test_no_page_takes_a_password_in_its_address(house: House, client: TestClient[Any, Any]) -> None:
    query = f"?userid={coded('ned')}&password={coded(PASSWORD)}&wimToken=1"

    response = await client.get(f"{GUEST}/webArch/login.cgi{query}")

    assert response.status == 200
    assert coded(PASSWORD) not in await response.text()
    assert len(house.site.sessions) == 0


def test_the_table_of_addresses_is_what_is_served(house: House) -> None:
    assert len(BY_ADDRESS) == 20
