"""Services of a running device, and what real connections to them meet."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from device.services import Service
from panel.scripts import reaching
from panel.scripts.outcome import Failed, Outcome, Passed
from panel.scripts.reaching import reach
from panel.scripts.runner import play
from panel.scripts.socket_stage import Device
from tests.panel.hosted import Hosted, hosted
from tests.scripts.toy import only

Talk = Callable[[socket.socket], None]


@contextmanager
def listener(talk: Talk, family: socket.AddressFamily = socket.AF_INET) -> Iterator[tuple[str, int]]:
    """A server for one connection after another; where it is."""
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.bind(("::1" if family is socket.AF_INET6 else "127.0.0.1", 0))
    listening.listen()

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                talk(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listening.getsockname()[:2]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


@pytest.fixture(scope="module")
def credentials(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "printer")])
    start = datetime.datetime(2020, 1, 1)  # noqa: DTZ001 - a date in a certificate is UTC
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start.replace(year=2049))
        .sign(key, SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "printer.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return path


def speaking(credentials: Path, version: ssl.TLSVersion) -> Talk:
    """Speak TLS of that version alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(credentials)
    context.minimum_version = context.maximum_version = version

    def talk(connection: socket.socket) -> None:
        with suppress(OSError):  # the other end goes before the handshake is through
            context.wrap_socket(connection, server_side=True).close()

    return talk


def saying(words: bytes) -> Talk:
    """Read a bit, say this, and hang up."""

    def talk(connection: socket.socket) -> None:
        with suppress(OSError):  # the other end has heard enough
            connection.recv(1 << 12)
            connection.sendall(words)

    return talk


def closed_port() -> int:
    """A port on which nobody listens: it was free a moment ago."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.mark.parametrize(
    "version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda each: each.name
)
def test_a_server_of_tls_is_told_whatever_its_version(credentials: Path, version: ssl.TLSVersion) -> None:
    with listener(speaking(credentials, version)) as where:
        assert reach(*where) == "tls"


#: The first bytes of what servers of old versions answer: their hello, or that they cannot agree.
OLD = [b"\x16\x03\x00\x00\x4a\x02", b"\x16\x03\x01\x00\x31\x02", b"\x15\x03\x00\x00\x02\x02\x28"]


@pytest.mark.parametrize("answer", OLD)
def test_a_server_of_an_old_version_is_told(answer: bytes) -> None:
    with listener(saying(answer)) as where:
        assert reach(*where) == "tls"


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 Bad Request\r\n", b"", b"\x16", b"\x16\x02\x00", b"\x17\x03\x03"]
)
def test_anything_else_is_clear(answer: bytes) -> None:
    with listener(saying(answer)) as where:
        assert reach(*where) == "clear"


def test_silence_is_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "PATIENCE", 0.05)

    with listener(lambda connection: [*iter(lambda: connection.recv(1 << 12), b"")].clear()) as where:
        assert reach(*where) == "clear"


def test_where_nobody_listens_it_is_refused() -> None:
    assert reach("127.0.0.1", closed_port()) == "refused"


@settings(max_examples=50)
@given(st.text(max_size=70), st.integers(-9, 99999))
def test_what_is_no_address_is_refused(address: str, port: int) -> None:
    if not set(address) & set("0123456789:"):
        assert reach(address, port) == "refused"


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=8))
def test_any_answer_is_told_to_be_tls_or_clear(answer: bytes) -> None:
    with listener(saying(answer)) as where:
        assert reach(*where) == ("tls" if answer[:2] in (b"\x15\x03", b"\x16\x03") else "clear")


# In scripts


@pytest.fixture(scope="module")
def device() -> Iterator[Hosted]:
    with hosted() as running:
        yield running


def played(device: Hosted, text: str, *rows: Service) -> Outcome:
    device.on_loop(lambda: device.host.house.power.services.put(rows))
    with Device(str(device.socket))() as stage:
        return play(only(text), stage)


def row(service: str, scheme: str, state: str, where: tuple[str, int] = ("127.0.0.1", 0)) -> Service:
    return Service(service, scheme, *where, state)


def test_one_open_listener_of_a_service_makes_it_open(device: Hosted) -> None:
    outcome = played(
        device,
        'check service "web image monitor" is open\ncheck service HTTPS is error\n'
        "check service snmp is closed\ncheck service http is open\ncheck no service https is open",
        row("Web Image Monitor", "http", "closed"),
        row("Web Image Monitor", "http", "open"),
        row("Web Image Monitor", "https", "closed"),
        row("Web Image Monitor", "https", "error"),
        row("SNMP", "snmp", "closed"),
    )

    assert isinstance(outcome, Passed), outcome


@pytest.mark.parametrize("condition", ["service ipp is open", "reach ipp is refused"])
def test_a_service_that_there_is_none_of_is_told(device: Hosted, condition: str) -> None:
    outcome = played(device, f"check {condition}", row("SNMP", "snmp", "open"))

    assert isinstance(outcome, Failed)
    assert (outcome.wanted, outcome.found) == ("the service ipp", "there is no service of that name")


def test_what_a_connection_meets_is_told(device: Hosted, credentials: Path) -> None:
    secure, plain = speaking(credentials, ssl.TLSVersion.TLSv1_2), saying(b"HTTP/1.1 400 No\r\n")
    with listener(secure) as https, listener(plain, socket.AF_INET6) as http:
        outcome = played(
            device,
            "check reach https is tls\ncheck reach http is clear\ncheck reach ipp is refused\n"
            "check reach snmp is refused\ncheck no reach https is clear",
            row("Web Image Monitor", "https", "closed", ("127.0.0.1", closed_port())),
            row("Web Image Monitor", "https", "open", https),
            row("Web Image Monitor", "http", "open", http),
            row("IPP", "ipp", "open", ("127.0.0.1", closed_port())),
            row("SNMP", "snmp", "closed"),
        )

    assert isinstance(outcome, Passed), outcome
