"""OpenSSL as the other side: it reads our requests and certificates, and issues what we install."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from device.certificates.form import Form, KeyChoice, Signature
from tests import peers

from .authority import NETWORK, Room, form

Openssl = Callable[..., str]

NAMES = ("printer.example.com", "192.0.2.10", "2001:db8::10")


@pytest.fixture
def openssl(tmp_path: Path) -> Openssl:
    """Runs openssl in a folder of its own; gives what it says, on both outputs."""
    program = peers.need("openssl")

    def run(*words: str, text: str = "") -> str:
        done = subprocess.run(
            [program, *words], cwd=tmp_path, input=text, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


@pytest.mark.parametrize("key", KeyChoice)
@pytest.mark.parametrize("signature", [Signature.SHA_256, Signature.SHA_512])
def test_openssl_verifies_a_request_and_reads_what_is_in_it(
    openssl: Openssl, key: KeyChoice, signature: Signature
) -> None:
    room = Room()
    text = room.request(
        form=Form(NAMES[0], "Example, Inc.", country="DE", names=NAMES, key=key, signature=signature)
    )

    told = openssl("req", "-verify", "-noout", "-text", text=text)

    assert "verify OK" in told
    assert 'C = DE, O = "Example, Inc.", CN = printer.example.com' in told
    assert "DNS:printer.example.com, DNS:rnp002673abcdef, IP Address:192.0.2.10" in told
    assert signature.value.replace("-", "").lower() in told.lower()


@pytest.mark.parametrize("key", KeyChoice)
def test_openssl_verifies_a_self_signed_certificate_that_is_trusted(
    openssl: Openssl, tmp_path: Path, key: KeyChoice
) -> None:
    room = Room()
    room.create(form=form(NAMES[0], names=NAMES, key=key, days=3650))
    (tmp_path / "own.pem").write_text(room.certificates.download(1))
    (own,) = room.certificates.details(1).path

    at = str(int(own.not_before.timestamp()) + 1)
    strict = ("-x509_strict", "-purpose", "sslserver", "-attime", at)
    for name in (("-verify_hostname", NAMES[0]), ("-verify_ip", NAMES[1]), ("-verify_ip", NAMES[2])):
        assert "own.pem: OK" in openssl("verify", *strict, *name, "-CAfile", "own.pem", "own.pem")

    told = openssl(
        "x509", "-in", "own.pem", "-noout", "-fingerprint", "-sha256", "-serial", "-ext", "basicConstraints"
    )
    assert f"={own.fingerprint}\n" in told
    assert f"serial={own.serial:038X}"[-30:] in told
    assert "CA:FALSE" in told


def test_openssl_matches_the_key_with_its_certificate(openssl: Openssl) -> None:
    room = Room()
    room.create(form=form(key=KeyChoice.RSA_2048))
    credential = room.certificates.credential(1)
    assert credential is not None

    of_certificate = openssl("x509", "-noout", "-pubkey", text=credential.chain[0])

    assert openssl("pkey", "-pubout", text=credential.key.reveal()) == of_certificate
    assert load_pem_private_key(credential.key.reveal().encode(), None).key_size == 2048  # type: ignore[union-attr]  # RSA


CA = """\
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
subjectAltName = DNS:printer.example.com
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


@pytest.fixture
def authority(openssl: Openssl, tmp_path: Path) -> None:
    """A root and an intermediate of openssl's own making, in its folder."""
    (tmp_path / "ca.cnf").write_text(CA)
    new = ("req", "-newkey", "rsa:2048", "-noenc")
    openssl(
        *new,
        "-x509",
        "-days",
        "3650",
        "-subj",
        "/O=Peer/CN=Peer Root",
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
    )
    openssl(*new, "-subj", "/O=Peer/CN=Peer Intermediate", "-keyout", "mid.key", "-out", "mid.csr")
    signed = ("x509", "-req", "-days", "3650", "-CAcreateserial", "-extfile", "ca.cnf")
    openssl(
        *signed,
        "-extensions",
        "root",
        "-in",
        "mid.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-out",
        "mid.pem",
    )


def issued(openssl: Openssl, tmp_path: Path, request: str, *options: str) -> bytes:
    (tmp_path / "own.csr").write_text(request)
    signed = ("x509", "-req", "-days", "365", "-CAcreateserial", "-extfile", "ca.cnf", "-extensions", "leaf")
    by = ("-CA", "mid.pem", "-CAkey", "mid.key")
    openssl(*signed, *options, *by, "-in", "own.csr", "-out", "own.pem")
    return (tmp_path / "own.pem").read_bytes()


@pytest.mark.usefixtures("authority")
@pytest.mark.parametrize("outform", ["PEM", "DER"])
def test_what_openssl_issues_is_installed_from_pkcs_7(openssl: Openssl, tmp_path: Path, outform: str) -> None:
    room = Room()
    own = x509.load_pem_x509_certificate(
        issued(openssl, tmp_path, room.request(form=form(key=KeyChoice.RSA_2048)))
    )
    # openssl knows no other calendar than today's.
    room.clock.shift((own.not_valid_before_utc - room.clock.calendar()).total_seconds() + 60)
    files = ("-certfile", "root.pem", "-certfile", "mid.pem", "-certfile", "own.pem")
    openssl("crl2pkcs7", "-nocrl", *files, "-outform", outform, "-out", "chain.p7b")

    remarks = room.certificates.install(1, (tmp_path / "chain.p7b").read_bytes(), NETWORK)

    assert remarks == ()
    credential = room.certificates.credential(1)
    assert credential is not None
    (tmp_path / "sent.pem").write_text(credential.chain_pem)
    assert len(credential.chain) == 2
    told = openssl("verify", "-CAfile", "root.pem", "-untrusted", "sent.pem", "sent.pem")
    assert "sent.pem: OK" in told


@pytest.mark.usefixtures("authority")
def test_a_certificate_comes_with_openssl_s_text_around_it(openssl: Openssl, tmp_path: Path) -> None:
    room = Room()
    issued(openssl, tmp_path, room.request())
    text = "".join(openssl("x509", "-text", "-in", name) for name in ("mid.pem", "own.pem"))

    room.certificates.install(1, text.replace("\n", "\r\n").encode(), NETWORK)

    assert [each.subject for each in room.certificates.details(1).path][1:] == ["CN=Peer Intermediate,O=Peer"]


@pytest.mark.usefixtures("authority")
def test_a_sha_1_signature_is_installed_and_said_not_to_be_checked(openssl: Openssl, tmp_path: Path) -> None:
    room = Room()
    data = issued(openssl, tmp_path, room.request(), "-sha1")

    remarks = room.certificates.install(1, data + (tmp_path / "mid.pem").read_bytes(), NETWORK)

    told = [each.text for each in remarks if each.concern.value == "signature not checked"]
    assert told == [
        "CN=printer.example.com: signed with SHA-1 with RSA, which is no longer checked nor accepted"
    ]
    assert len(room.certificates.details(1).path) == 2


@pytest.mark.usefixtures("authority")
def test_a_serial_number_that_no_certificate_should_have_is_taken_in_silence(
    openssl: Openssl, tmp_path: Path
) -> None:
    room = Room()
    data = issued(openssl, tmp_path, room.request(), "-set_serial", "0")

    room.certificates.install(1, data + (tmp_path / "mid.pem").read_bytes(), NETWORK)
    room.power_cycle()

    own, above = room.certificates.details(1).path
    assert (own.serial, own.serial_text) == (0, "00")
    assert above.subject == "CN=Peer Intermediate,O=Peer"
