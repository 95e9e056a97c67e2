"""How fast TLS is served, against OpenSSL through Python's own `ssl` or our engine for it.

A web application behind the listener and behind `ssl`, one client that connects for each page; handshakes and
records of the engines in memory, the server's side alone. Time is this process's own, so that neighbours
count little; the best of several runs counts. Printed with the aims, never asserted.
Run: python -m benchmarks.tls
"""

from __future__ import annotations

import asyncio
import ssl
import sys
import time
from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import web

from device.certificates.credential import KeyKind
from device.settings.tls import TlsVersion
from device.tls.engine import Engine, Opened
from device.tls.hello import Chosen
from device.tls.legacy import LegacyEngine
from device.tls.listener import TlsFront
from device.tls.openssl import OpenSslEngine
from device.tls.policy import SUITES, WIRE_VERSIONS, Suite
from device.tls.snapshot import Snapshot
from tests.device.tls.credentials import credential
from tests.device.tls.policies import WIDE
from tests.device.tls.tlslite_client import Client

RSA = credential(KeyKind.RSA)
NAMED = {suite.name: suite for suite in SUITES}

#: Pages and handshakes of one run, and how often each is run.
PAGES, HANDSHAKES, RUNS = 300, 100, 5
#: What is encrypted in one run.
BULK = bytes(4 * 1024 * 1024)

#: The client of the pages, in a process of its own: it connects for each page.
PAGE_CLIENT = """
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
context.maximum_version = ssl.TLSVersion.TLSv1_2
context.set_ciphers("ECDHE-RSA-AES256-GCM-SHA384")
for _ in range(int(sys.argv[2])):
    with context.wrap_socket(socket.create_connection(("127.0.0.1", int(sys.argv[1])))) as client:
        client.sendall(b"GET / HTTP/1.1\\r\\nHost: printer\\r\\nConnection: close\\r\\n\\r\\n")
        while client.recv(65536):
            pass
"""


async def page(_: web.BaseRequest) -> web.Response:
    return web.Response(text="Ready " * 500)


def own_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with TemporaryDirectory() as folder:
        chain, key = Path(folder, "chain.pem"), Path(folder, "key.pem")
        chain.write_text(RSA.chain_pem)
        key.write_text(RSA.key.reveal())
        context.load_cert_chain(chain, key)
    return context


@asynccontextmanager
async def site(is_ours: bool) -> Any:
    """The port of the application behind the listener, or behind `ssl`."""
    loop = asyncio.get_running_loop()
    application = web.Server(page)
    front = TlsFront(lambda: Snapshot(WIDE, RSA), application, lambda _: None)
    server = (
        await loop.create_server(front, "127.0.0.1", 0)
        if is_ours
        else await loop.create_server(application, "127.0.0.1", 0, ssl=own_context())
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await application.shutdown(0)


async def served(is_ours: bool) -> tuple[float, float]:
    """Pages a second by the wall clock, and by the time that this process worked."""
    async with site(is_ours) as port:
        wall, own = time.perf_counter(), time.process_time()
        client = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PAGE_CLIENT, str(port), str(PAGES)
        )
        assert await client.wait() == 0
        return PAGES / (time.perf_counter() - wall), PAGES / (time.process_time() - own)


class Timed:
    """An engine with a client of tlslite-ng before it; the time of the engine alone is counted."""

    def __init__(self, make: Callable[[Chosen, Any], Engine], version: TlsVersion, suite: Suite) -> None:
        self.spent = 0.0
        self.is_open = False
        started = time.process_time()
        self.engine = make(Chosen(version, suite), RSA)
        self.spent += time.process_time() - started
        Client(self._answer).handshake(WIRE_VERSIONS[version], suite.name)
        assert self.is_open

    def _answer(self, data: bytes) -> bytes:
        started = time.process_time()
        events = self.engine.feed(data)
        taken = self.engine.take()
        self.spent += time.process_time() - started
        self.is_open |= any(isinstance(event, Opened) for event in events)
        return taken


def handshakes(make: Callable[[Chosen, Any], Engine], version: TlsVersion, name: str) -> float:
    """Handshakes a second."""
    Timed(make, version, NAMED[name])
    return max(
        HANDSHAKES / sum(Timed(make, version, NAMED[name]).spent for _ in range(HANDSHAKES))
        for _ in range(RUNS)
    )


def bulk(make: Callable[[Chosen, Any], Engine], version: TlsVersion, name: str) -> float:
    """Megabytes a second, encrypted."""
    engine = Timed(make, version, NAMED[name]).engine

    def once() -> float:
        started = time.process_time()
        for at in range(0, len(BULK), 16384):
            engine.write(BULK[at : at + 16384])
            engine.take()
        return len(BULK) / 1e6 / (time.process_time() - started)

    return max(once() for _ in range(RUNS))


def tell(what: str, figure: float, unit: str, against: float, aim: float | None) -> None:
    aimed = "" if aim is None else f"   {figure / against:6.3f}, aim {aim:g}"
    print(f"  {what:<52} {figure:9,.0f} {unit:<8}{aimed}")


def main() -> None:
    runs: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    for _ in range(RUNS):
        # In turns, so that a neighbour's load falls on both.
        for is_ours, figures in runs.items():
            figures.append(asyncio.run(served(is_ours)))
    best = {is_ours: [max(each) for each in zip(*figures, strict=True)] for is_ours, figures in runs.items()}
    for at, clock in enumerate(("by the wall clock", "by the server's own time")):
        tell(f"pages behind Python's ssl, {clock}", best[False][at], "/s", 1, None)
        tell(f"pages behind the listener, {clock}", best[True][at], "/s", best[False][at], 0.8)
    v12, v10 = TlsVersion.TLS_1_2, TlsVersion.TLS_1_0
    kept = "TLS_RSA_WITH_AES_256_CBC_SHA"
    base = handshakes(OpenSslEngine, v12, kept)
    tell("handshakes RSA 2048, OpenSSL", base, "/s", 1, None)
    tell("handshakes RSA 2048, tlslite-ng, TLS 1.2", handshakes(LegacyEngine, v12, kept), "/s", base, 0.3)
    tell("handshakes RSA 2048, tlslite-ng, TLS 1.0", handshakes(LegacyEngine, v10, kept), "/s", base, 0.3)
    ephemeral = "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"
    tell(
        "handshakes DHE 2048, tlslite-ng, TLS 1.0", handshakes(LegacyEngine, v10, ephemeral), "/s", base, None
    )
    base = bulk(OpenSslEngine, v12, kept)
    tell("records AES256-SHA, OpenSSL", base, "MB/s", 1, None)
    tell("records AES256-SHA, tlslite-ng", bulk(LegacyEngine, v10, kept), "MB/s", base, 0.5)
    tell("records RC4-SHA", bulk(LegacyEngine, v10, "TLS_RSA_WITH_RC4_128_SHA"), "MB/s", base, 0.1)
    tell("records 3DES", bulk(LegacyEngine, v10, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"), "MB/s", base, 0.005)


if __name__ == "__main__":
    main()
