"""The TLS port: one snapshot for each connection, any protocol behind it, both directions bounded."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from hypothesis import given, settings
from hypothesis import strategies as st

from device.certificates.credential import KeyKind
from device.settings.tls import Cipher, TlsVersion
from device.tls.hello import Chosen
from device.tls.listener import Handshake, prepare
from device.tls.openssl import serves
from device.tls.policy import WIRE_VERSIONS, Suite, TlsPolicy
from device.tls.transport import HIGH, TURN

from . import hellos
from .credentials import credential
from .policies import WIDE
from .prober import ask
from .serving import Echo, Port, served
from .tlslite_client import Client

RSA = credential(KeyKind.RSA)
OLD = TlsPolicy(frozenset({TlsVersion.TLS_1_0}), frozenset(Cipher), True, True)

#: Seconds after which something that should have come does not.
PATIENCE = 30

#: One suite of each engine.
BOTH = {"openssl": "ECDHE-RSA-AES256-GCM-SHA384", "legacy": "DHE-RSA-AES256-SHA256"}


def trusting(ciphers: str = "ALL:@SECLEVEL=0") -> ssl.SSLContext:
    """Give the context of a client of Python's own that takes any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(ciphers)
    return context


async def connected(port: Port, ciphers: str = "ALL:@SECLEVEL=0") -> tuple[asyncio.StreamReader, Any]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port.number, ssl=trusting(ciphers))
    return reader, writer


async def hung_up(writer: Any) -> None:
    writer.close()
    await writer.wait_closed()


async def until(is_so: Callable[[], bool]) -> None:
    """Let the loop go round until it is so."""
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - what is looked at here sets no event
            await asyncio.sleep(0)


@pytest.mark.parametrize("ciphers", BOTH.values(), ids=BOTH)
async def test_data_goes_both_ways_and_the_connection_ends_with_close_notify(ciphers: str) -> None:
    data = bytes(range(256)) * 2000
    async with served(WIDE, RSA) as port:
        reader, writer = await connected(port, ciphers)

        writer.write(data)
        echoed = await reader.readexactly(len(data))
        await hung_up(writer)

    assert echoed == data


async def test_each_handshake_is_told_once_with_what_was_negotiated() -> None:
    async with served(WIDE, RSA) as port:
        reader, writer = await connected(port, BOTH["openssl"])
        writer.write(b"hello")
        await reader.readexactly(5)
        await hung_up(writer)
        await ask(port.number, hellos.usual(hellos.TLS_1_2, [0x1301]))

    suite = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
    assert port.told == [
        Handshake("127.0.0.1", "TLS 1.2", suite, "ECDHE", certificate=1),
        Handshake("127.0.0.1", certificate=1, alert=40, cause="no common cipher suite at TLS 1.2"),
    ]
    assert [shaken.is_done for shaken in port.told] == [True, False]


@pytest.mark.parametrize(
    ("policy", "version", "suite", "alert"),
    [
        (OLD, hellos.SSL_3_0, 0x0005, 70),
        (OLD, hellos.TLS_1_0, 0x1301, 40),
        (WIDE, hellos.TLS_1_0, 0x5600, 86),
    ],
)
async def test_a_refusal_reaches_the_client_as_an_alert(
    policy: TlsPolicy, version: int, suite: int, alert: int
) -> None:
    async with served(policy, RSA) as port:
        assert await ask(port.number, hellos.usual(version, [suite])) == (0, alert)


async def test_a_hello_in_the_form_of_ssl_2_is_answered() -> None:
    async with served(WIDE, RSA) as port:
        assert await ask(port.number, hellos.ssl_2(hellos.SSL_3_0, [0x010080, 0x05])) == (
            hellos.SSL_3_0,
            0x05,
        )
        assert await ask(port.number, hellos.ssl_2(hellos.TLS_1_2, [0x9C])) == (hellos.TLS_1_2, 0x9C)


async def test_without_a_certificate_every_handshake_fails() -> None:
    async with served(WIDE, None) as port:
        assert await ask(port.number, hellos.usual(hellos.TLS_1_2, [0x002F])) == (0, 40)

    assert port.told == [Handshake("127.0.0.1", alert=40, cause="no certificate is in use for SSL/TLS")]


async def test_a_change_is_met_by_the_next_connection_and_not_by_an_open_one() -> None:
    async with served(WIDE, RSA) as port:
        reader, writer = await connected(port)
        before = writer.get_extra_info("ssl_object").getpeercert(True)

        port.set(WIDE, credential(KeyKind.RSA, 2))
        writer.write(b"still")
        assert await reader.readexactly(5) == b"still"
        await hung_up(writer)
        _, writer = await connected(port)
        after = writer.get_extra_info("ssl_object").getpeercert(True)
        await hung_up(writer)

        port.set(OLD, RSA)
        refused = await ask(port.number, hellos.hello(hellos.TLS_1_2, [0x009C], hellos.versions([0x0303])))

    assert before != after
    assert [shaken.certificate for shaken in port.told] == [1, 2, 1]
    assert refused == (0, 70)


async def test_no_session_is_resumed() -> None:
    context = trusting(BOTH["openssl"])
    async with served(WIDE, RSA) as port:

        def twice() -> bool:
            with context.wrap_socket(socket.create_connection(("127.0.0.1", port.number))) as first:
                session = first.session
            again = socket.create_connection(("127.0.0.1", port.number))
            with context.wrap_socket(again, session=session) as second:
                return bool(second.session_reused)

        assert await asyncio.to_thread(twice) is False


async def test_the_protocol_behind_knows_that_it_is_behind_tls() -> None:
    echoes: list[Echo] = []

    def inner() -> Echo:
        echoes.append(Echo())
        return echoes[-1]

    async with served(WIDE, RSA, inner) as port:
        _, writer = await connected(port, BOTH["legacy"])
        await until(lambda: bool(echoes))
        transport = echoes[0].transport
        await hung_up(writer)

    assert transport.get_extra_info("tls") is port.told[0]
    assert transport.get_extra_info("sslcontext")
    assert transport.get_extra_info("peername")[0] == "127.0.0.1"
    assert transport.get_extra_info("sockname")[1] == port.number
    assert transport.get_extra_info("nothing", 7) == 7


@pytest.mark.parametrize("ciphers", BOTH.values(), ids=BOTH)
async def test_streams_can_be_the_protocol_behind(ciphers: str) -> None:
    async def turned_round(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        writer.write(line[::-1])
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    def inner() -> asyncio.StreamReaderProtocol:
        loop = asyncio.get_running_loop()
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(loop=loop), turned_round, loop=loop)

    async with served(WIDE, RSA, inner) as port:
        reader, writer = await connected(port, ciphers)
        writer.write(b"printer\n")

        assert await reader.read() == b"\nretnirp"

        await hung_up(writer)


@pytest.mark.parametrize("ciphers", BOTH.values(), ids=BOTH)
async def test_a_web_application_behind_it_knows_that_it_is_secure(ciphers: str) -> None:
    async def page(request: web.BaseRequest) -> web.Response:
        body = await request.read()
        return web.Response(text=f"{request.secure} {request.remote} {len(body)}")

    application = web.Server(page)
    async with served(WIDE, RSA, application) as port, ClientSession() as session:
        answers = []
        for size in (0, 300_000):
            url = f"https://127.0.0.1:{port.number}/"
            async with session.post(url, data=bytes(size), ssl=trusting(ciphers)) as response:
                answers.append(await response.text())

    assert answers == ["True 127.0.0.1 0", "True 127.0.0.1 300000"]


@pytest.mark.parametrize("ciphers", BOTH.values(), ids=BOTH)
async def test_a_web_application_behind_it_can_send_files(ciphers: str, tmp_path: Path) -> None:
    file = tmp_path / "style.css"
    file.write_bytes(bytes(range(256)) * 3000)

    async def page(_: web.BaseRequest) -> web.FileResponse:
        return web.FileResponse(file)

    async with served(WIDE, RSA, web.Server(page)) as port, ClientSession() as session:
        url = f"https://127.0.0.1:{port.number}/"
        async with session.get(url, ssl=trusting(ciphers)) as response:
            assert await response.read() == file.read_bytes()


class Flood(asyncio.Protocol):
    """Write without end until told to pause; count the times."""

    SIZE = 64 * 1024 * 1024

    def __init__(self) -> None:
        self.written = 0
        self.pauses = 0
        self.is_paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.more()

    def more(self) -> None:
        while not self.is_paused and self.written < self.SIZE:
            self.written += 1000
            self.transport.write(bytes(1000))

    def pause_writing(self) -> None:
        self.pauses += 1
        self.is_paused = True

    def resume_writing(self) -> None:
        self.is_paused = False
        self.more()


@pytest.mark.parametrize("ciphers", BOTH.values(), ids=BOTH)
async def test_a_client_that_does_not_read_makes_the_protocol_pause(ciphers: str) -> None:
    floods: list[Flood] = []

    def inner() -> Flood:
        floods.append(Flood())
        return floods[-1]

    async with served(WIDE, RSA, inner) as port:
        reader, writer = await connected(port, ciphers)
        await until(lambda: bool(floods) and floods[0].is_paused and floods[0].pauses > 0)
        flood = floods[0]
        held = flood.transport.get_write_buffer_size()
        await reader.readexactly(flood.written + 1)

        assert held <= 4 * HIGH
        assert flood.written < Flood.SIZE
        writer.transport.abort()


class Shy(Echo):
    """Stop reading at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.got = bytearray()
        self.transport.pause_reading()

    def data_received(self, data: bytes) -> None:
        assert self.transport.is_reading()
        self.got += data
        self.transport.pause_reading()


@pytest.mark.parametrize("ciphers", BOTH.values(), ids=BOTH)
async def test_a_protocol_that_does_not_read_is_given_nothing_and_loses_nothing(ciphers: str) -> None:
    shy = Shy()
    data = bytes(range(256)) * 4096
    async with served(WIDE, RSA, lambda: shy) as port:
        _, writer = await connected(port, ciphers)
        writer.write(data)
        await until(lambda: hasattr(shy, "got"))
        assert not shy.got

        while len(shy.got) < len(data):
            before = len(shy.got)
            shy.transport.resume_reading()
            await until(lambda before=before: len(shy.got) > before)  # type: ignore[misc]  # default captures
            assert len(shy.got) - before <= TURN
        writer.transport.abort()

    assert shy.got == data


async def test_a_giant_write_is_sent_in_turns_and_others_are_served_meanwhile() -> None:
    giant = bytes(24 * 1024 * 1024)

    class Giant(Echo):
        def data_received(self, data: bytes) -> None:
            if data == b"giant":
                self.transport.write(giant)
                self.transport.close()
            else:
                super().data_received(data)

    async with served(WIDE, RSA, Giant) as port:
        small_reader, small = await connected(port)
        reader, writer = await connected(port, BOTH["legacy"])
        writer.write(b"giant")
        await reader.readexactly(1)
        small.write(b"small")
        assert await small_reader.readexactly(5) == b"small"
        rest = await reader.read()
        await hung_up(writer)
        await hung_up(small)

    assert 1 + len(rest) == len(giant)


async def test_a_client_that_says_nothing_more_is_hung_up_on_at_the_deadline() -> None:
    async with served(WIDE, RSA, deadline=0.01) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port.number)
        writer.write(hellos.usual(hellos.TLS_1_2, [0x002F])[:20])

        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.transport.abort()

    assert [shaken.cause for shaken in port.told] == ["no handshake within 0.01 s"]


async def test_who_connects_and_says_nothing_is_no_handshake() -> None:
    async with served(WIDE, RSA) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port.number)
        await hung_up(writer)
        _, writer = await asyncio.open_connection("127.0.0.1", port.number)
        writer.write(b"\x16")
        await hung_up(writer)
        await until(lambda: bool(port.told))

    assert [shaken.cause for shaken in port.told] == ["the client hung up"]


async def clear_words(port: Port, words: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port.number)
    writer.write(words)
    writer.write_eof()
    answer = await reader.read()
    await hung_up(writer)
    return answer


async def test_one_port_serves_tls_and_clear_text_as_long_as_that_is_permitted() -> None:
    permitted = True
    async with served(WIDE, RSA, clear=lambda: Echo if permitted else None) as port:
        in_clear = await clear_words(port, b"GET / HTTP/1.1\r\n")
        reader, writer = await connected(port)
        writer.write(b"GET")
        encrypted = await reader.readexactly(3)
        await hung_up(writer)
        permitted = False
        refused = await clear_words(port, b"GET / HTTP/1.1\r\n")

    assert (in_clear, encrypted, refused) == (b"GET / HTTP/1.1\r\n", b"GET", b"")
    assert [shaken.cause for shaken in port.told] == ["", "the client does not speak TLS"]


async def test_a_connection_in_clear_can_go_on_with_tls() -> None:
    class Upgrading(Echo):
        def data_received(self, data: bytes) -> None:
            self.transport.write(b"101\n")
            port.front.take_over(self.transport)

    async with served(WIDE, RSA, clear=lambda: Upgrading) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port.number)
        writer.write(b"Upgrade: TLS/1.2\r\n")
        assert await reader.readline() == b"101\n"
        await writer.start_tls(trusting())
        writer.write(b"encrypted")

        assert await reader.readexactly(9) == b"encrypted"

        await hung_up(writer)


PAIRS = [
    (version, suite)
    for version in TlsVersion
    for suite in WIDE.suites(version, KeyKind.RSA)
    if not serves(Chosen(version, suite))
]


@pytest.mark.parametrize(("version", "suite"), PAIRS[::6], ids=str)
async def test_an_old_client_gets_its_data_through_the_port(version: TlsVersion, suite: Suite) -> None:
    def talk(number: int) -> bytes:
        with socket.create_connection(("127.0.0.1", number)) as connection:

            def answer(data: bytes) -> bytes:
                connection.sendall(data)
                return connection.recv(65536)

            client = Client(answer)
            client.handshake(WIRE_VERSIONS[version], suite.name)
            client.write(b"old")
            return client.read(3)

    async with served(WIDE, RSA) as port:
        assert await asyncio.to_thread(talk, port.number) == b"old"


@settings(max_examples=80)
@given(
    data=st.lists(st.binary(max_size=300), max_size=4),
    head=st.sampled_from(
        [b"", b"\x16\x03\x01", b"\x80", hellos.usual(0x0301, [0x05]), hellos.usual(0x0303, [0x9C])]
    ),
)
def test_whatever_a_client_sends_the_next_one_is_served(data: list[bytes], head: bytes) -> None:
    async def survives() -> None:
        async with served(WIDE, RSA) as port:
            _, writer = await asyncio.open_connection("127.0.0.1", port.number)
            for part in [head, *data]:
                writer.write(part)
                await asyncio.sleep(0)
            writer.transport.abort()

            assert (await ask(port.number, hellos.usual(hellos.TLS_1_0, [0x0005])))[1] == 0x0005

    asyncio.run(survives())


def test_what_the_first_connection_would_wait_for_can_be_done_in_a_thread() -> None:
    fresh = credential(KeyKind.ECDSA, 9)

    thread = threading.Thread(target=prepare, args=(fresh,))
    thread.start()
    thread.join()

    async def works() -> None:
        async with served(WIDE, fresh) as port:
            assert (await ask(port.number, hellos.usual(hellos.TLS_1_2, [0xC02B])))[1] == 0xC02B

    asyncio.run(works())
