"""`p800 ca`: an authority to throw away signs a request; openssl and the machine take what it made."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

from device.certificates.slots import Status
from panel.cli import main
from panel.commands.exits import DONE, FAILED, FILE, USAGE
from tests import peers
from tests.device.authority import NETWORK, Room, form


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def room() -> Room:
    return Room()


def request(room: Room, here: Path, number: int = 1) -> Path:
    file = here / f"printer{number}.csr"
    file.write_text(room.request(number, form(names=("192.0.2.10",))))
    return file


def test_the_machine_s_request_is_signed_and_installed_without_a_warning(
    room: Room, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ca", str(request(room, here)), "--begin", "2025-12-31"]) == DONE

    remarks = room.certificates.install(1, (here / "printer1.crt").read_bytes(), NETWORK)
    details = room.certificates.details(1)
    assert details.status is Status.INSTALLED
    assert not any(remark.is_warning for remark in remarks)
    assert [each.subject for each in details.path][1:] == ["CN=p800 throw-away intermediate"]
    assert details.path[0].names == ("printer.example.com", "rnp002673abcdef", "192.0.2.10")
    assert room.install((here / "p800-ca" / "root.pem").read_bytes()) == []
    told = capsys.readouterr().out
    assert "printer1.crt: the certificate for CN=printer.example.com" in told
    assert f"{Path('p800-ca') / 'root.pem'}: the root" in told


def test_openssl_follows_the_path_from_the_certificate_to_the_root(room: Room, here: Path) -> None:
    program = peers.need("openssl")
    main(["ca", str(request(room, here))])
    trust = ["-CAfile", "p800-ca/root.pem", "-x509_strict", "-verify_hostname", "printer.example.com"]

    def verified(*words: str) -> str:
        done = subprocess.run(
            [program, "verify", *trust, *words], capture_output=True, text=True, check=False
        )
        return done.stdout + done.stderr

    assert "printer1.crt: OK" in verified("-untrusted", "p800-ca/intermediate.pem", "printer1.crt")
    assert "unable to get local issuer certificate" in verified("printer1.crt")


def test_the_authority_is_made_once_and_its_keys_are_its_owner_s(room: Room, here: Path) -> None:
    main(["ca", str(request(room, here, 1))])
    before = {path.name: path.read_bytes() for path in (here / "p800-ca").iterdir()}

    assert main(["ca", str(request(room, here, 2)), "--to", "second.pem"]) == DONE

    assert {path.name: path.read_bytes() for path in (here / "p800-ca").iterdir()} == before
    assert sorted(before) == ["intermediate.key", "intermediate.pem", "root.key", "root.pem"]
    for name in "root.key", "intermediate.key":
        assert stat.S_IMODE((here / "p800-ca" / name).stat().st_mode) == 0o600
    first, second = (
        x509.load_pem_x509_certificates((here / name).read_bytes()) for name in ("printer1.crt", "second.pem")
    )
    assert first[1] == second[1]


def test_dates_are_as_asked(room: Room, here: Path) -> None:
    main(["ca", str(request(room, here)), "--begin", "2020-02-29", "--days", "10"])

    assert "expired" in room.install((here / "printer1.crt").read_bytes())


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (["missing.csr"], FILE, "missing.csr: it cannot be read"),
        (["words.csr"], FILE, "words.csr: this is not a certificate request"),
        (["printer1.csr", "--to", "printer1.csr"], USAGE, "is the request itself"),
        (["printer1.csr", "--days", "0"], USAGE, "1 to 7300"),
        (["printer1.csr", "--begin", "tomorrow"], USAGE, "a date like 2026-01-31"),
        (["printer1.csr", "--folder", "words.csr"], FAILED, "root.key: it cannot be written"),
        (["printer1.csr", "--folder", "bad"], FILE, "bad: a certificate or key of this authority is damaged"),
        (["printer1.csr", "--folder", "keyless"], FILE, "root.key: it cannot be read"),
        (["printer1.csr", "--to", "words.csr/x"], FAILED, "it cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    room: Room,
    here: Path,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    code: int,
    reason: str,
) -> None:
    request(room, here)
    (here / "words.csr").write_text("please sign")
    for folder, names in ("bad", ("root.pem", "root.key")), ("keyless", ("root.pem",)):
        (here / folder).mkdir()
        for name in names:
            (here / folder / name).write_text("x")

    assert main(["ca", *words]) == code

    said = capsys.readouterr().err
    assert reason in said
    assert "Traceback" not in said
    assert not (here / "printer1.crt").exists()
