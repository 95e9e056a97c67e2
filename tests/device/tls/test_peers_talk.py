"""Other people's TLS against the port: a scanner on ten policies, and clients with every pair they speak."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as Tree
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from device.certificates.credential import KeyKind
from device.settings.tls import Cipher, TlsVersion
from device.tls.policy import Suite, TlsPolicy
from tests import peers

from .credentials import credential
from .oracle import expected
from .policies import WIDE
from .serving import served

RSA = credential(KeyKind.RSA)
V12, V11, V10, V30 = TlsVersion
AES, TRIPLE_DES, RC4 = Cipher


def policy(
    versions: set[TlsVersion], ciphers: set[Cipher], rsa_kx: bool = True, sha1: bool = True
) -> TlsPolicy:
    return TlsPolicy(frozenset(versions), frozenset(ciphers), rsa_kx, sha1)


#: Seconds after which a program is taken to hang.
PATIENCE = 60

#: Gaps, single versions, single ciphers, switches, and one that nothing can be negotiated under.
SCANNED = [
    WIDE,
    policy({V12, V10}, {AES}),
    policy({V11, V30}, {AES, RC4}),
    policy({V30}, {TRIPLE_DES}),
    policy({V10}, {RC4}),
    policy({V12}, {AES}, sha1=False),
    policy({V12, V11}, {AES, TRIPLE_DES}, rsa_kx=False),
    policy({V12, V11, V10}, {AES, TRIPLE_DES}),
    policy({V12}, {RC4, TRIPLE_DES}, rsa_kx=False),
    policy({V11}, {AES}, sha1=False),
]
#: nmap tries SSL 3.0 again and again where little of it is on.
SLOW = (2, 3)
CASES = [
    pytest.param(each, id=str(at), marks=[pytest.mark.prove] if at in SLOW else [])
    for at, each in enumerate(SCANNED)
]
#: How nmap names them.
SECTIONS = {"SSLv3": V30, "TLSv1.0": V10, "TLSv1.1": V11, "TLSv1.2": V12}

NAMES = {suite.name: suite.id for kind in KeyKind for suite in WIDE.suites(V12, kind)}


async def run(*command: str, typed: bytes = b"", enough: bytes = b"") -> str:
    """Run a program with something typed into it; give what it says. With `enough` seen it is killed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(typed)
    said = bytearray()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while not (enough and enough in said) and (data := await process.stdout.read(65536)):
                said += data
    if process.returncode is None:
        process.kill()
    # What it still says is read too, or its pipe stays open.
    rest, _ = await process.communicate()
    return (said + rest).decode("utf-8", "replace")


def found(report: str) -> dict[TlsVersion, set[int]]:
    """Give what nmap's report lists: suites by version."""
    root = Tree.fromstring(report.partition("<nmaprun")[1] + report.partition("<nmaprun")[2])
    return {
        SECTIONS[section.attrib["key"]]: {
            NAMES[name.text or ""] for name in section.iter("elem") if name.get("key") == "name"
        }
        for section in root.iter("table")
        if section.get("key") in SECTIONS
    }


@pytest.mark.parametrize("scanned", CASES)
@pytest.mark.parametrize("kind", KeyKind)
async def test_nmap_finds_what_the_oracle_says(scanned: TlsPolicy, kind: KeyKind) -> None:
    nmap = peers.need("nmap")
    async with served(scanned, credential(kind)) as port:
        report = await run(
            *(nmap, "-Pn", "-p", str(port.number), "--script", "ssl-enum-ciphers", "-oX", "-", "127.0.0.1")
        )

    offers = {version: expected(scanned, version, kind) for version in TlsVersion}
    assert found(report) == {version: offer for version, offer in offers.items() if offer}


def pairs(*versions: TlsVersion) -> list[tuple[TlsVersion, Suite]]:
    return [(version, suite) for version in versions for suite in WIDE.suites(version, KeyKind.RSA)]


ECHO = b"an echo\n"


async def missed(
    wanted: Iterable[tuple[TlsVersion, Suite]], command: Callable[[int, TlsVersion, Suite], Sequence[str]]
) -> list[tuple[str, str]]:
    """Run a client for each pair; give those with which no line came back, or that were not spoken."""
    silent = []
    async with served(WIDE, RSA) as port:
        for version, suite in wanted:
            said = await run(*command(port.number, version, suite), typed=ECHO, enough=ECHO)
            spoken = [(shaken.version, shaken.suite) for shaken in port.told]
            port.told.clear()
            if ECHO.decode() not in said or spoken != [(version.value, suite.name)]:
                silent.append((version.value, suite.name))
    return silent


#: A slice of the pairs; the whole is proved.
SOME = [pytest.param(3, id="some"), pytest.param(1, id="all", marks=pytest.mark.prove)]


@pytest.mark.parametrize("step", SOME)
async def test_openssl_completes_the_pairs_that_it_has(step: int) -> None:
    openssl = peers.need("openssl")
    listed = await run(openssl, "ciphers", "-stdname", "ALL:@SECLEVEL=0")
    names = {line.split()[0]: line.split()[2] for line in listed.splitlines()}
    versions = {V12: "-tls1_2", V11: "-tls1_1", V10: "-tls1"}

    def command(port: int, version: TlsVersion, suite: Suite) -> Sequence[str]:
        client = (openssl, "s_client", "-quiet", "-no_ign_eof", "-connect", f"127.0.0.1:{port}")
        return (*client, versions[version], "-cipher", f"{names[suite.name]}:@SECLEVEL=0")

    wanted = [pair for pair in pairs(*versions) if pair[1].name in names]

    assert len(wanted) == 30
    assert await missed(wanted[::step], command) == []


@pytest.mark.parametrize("step", SOME)
async def test_gnutls_completes_every_pair_from_tls_1_0_on(step: int) -> None:
    gnutls = peers.need("gnutls-cli")
    versions = {V12: "1.2", V11: "1.1", V10: "1.0"}
    ciphers = {"3DES_EDE_CBC": "3DES-CBC", "RC4_128": "ARCFOUR-128"}

    def command(port: int, version: TlsVersion, suite: Suite) -> Sequence[str]:
        keys, records = suite.name.removeprefix("TLS_").split("_WITH_")
        cipher, mac = records.rsplit("_", 1)
        chosen = [
            f"VERS-TLS{versions[version]}",
            ciphers.get(cipher, cipher.replace("_", "-")),
            keys.replace("_", "-"),
            "AEAD" if "GCM" in cipher else mac.replace("SHA", "SHA1") if mac == "SHA" else mac,
        ]
        priority = "".join(f":+{each}" for each in (*chosen, "COMP-NULL", "SIGN-ALL", "GROUP-ALL"))
        return (gnutls, "--insecure", "-p", str(port), "127.0.0.1", "--priority", f"NONE{priority}")

    wanted = pairs(*versions)

    assert len(wanted) == 48
    assert await missed(wanted[::step], command) == []


async def test_nss_completes_ssl_3_0(tmp_path: Path) -> None:
    """tstclnt may hang after it has done everything: it is judged by the echo."""
    tstclnt, certutil = peers.need("tstclnt"), peers.need("certutil")
    await run(certutil, "-N", "-d", f"sql:{tmp_path}", "--empty-password")

    def command(port: int, version: TlsVersion, suite: Suite) -> Sequence[str]:
        client = (tstclnt, "-d", f"sql:{tmp_path}", "-h", "127.0.0.1", "-p", str(port), "-o")
        return (*client, "-V", "ssl3:ssl3", "-c", f":{suite.id:04X}")

    assert await missed(pairs(V30), command) == []


async def test_curl_takes_the_certificate_by_name_and_by_address(tmp_path: Path) -> None:
    curl = peers.need("curl")
    root = tmp_path / "root.pem"
    root.write_text(RSA.chain_pem)

    async with served(WIDE, RSA, Hello) as port:
        said = [
            await run(
                curl, "-sS", "--cacert", str(root), f"https://{host}:{port.number}/", "--tls-max", "1.2"
            )
            for host in ("localhost", "127.0.0.1")
        ]
        old = await run(
            *(curl, "-sSk", f"https://127.0.0.1:{port.number}/", "--tls-max", "1.0"),
            *("--ciphers", "AES128-SHA:@SECLEVEL=0"),
        )

    assert said == ["Ready", "Ready"]
    assert old == "Ready"


class Hello(asyncio.Protocol):
    """As much of HTTP as one request needs."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nReady")
        self.transport.close()
