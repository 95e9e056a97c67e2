"""Kill -9 while a renewed certificate is installed: the old one with its key, or the new one with its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from device.certificates.slots import Status
from device.nvram import SqliteKeep

from .authority import Room, lower, pem

ROOT = Path(__file__).parents[2]


def killed_while_installing(state: Path, certificate: Path, kill_in_commit: int) -> None:
    command = [sys.executable, "-m", "tests.device.renewal_killed", str(state), str(certificate)]
    done = subprocess.run([*command, str(kill_in_commit)], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.mark.parametrize(("kill_in_commit", "is_new"), [(1, False), (2, True)])
def test_a_renewal_is_there_whole_or_not_at_all(tmp_path: Path, kill_in_commit: int, is_new: bool) -> None:
    state, file = tmp_path / "state", tmp_path / "new.pem"
    with SqliteKeep(state, os.urandom) as keep:
        room = Room(keep)
        room.install(lower().issue(room.request()), lower().pem)
        before = room.certificates.credential(1)
        rows = len(room.audit.rows())
        file.write_bytes(pem(lower().issue(room.request())))
        assert room.certificates.credential(1) == before

    killed_while_installing(state, file, kill_in_commit)

    with SqliteKeep(state, os.urandom) as keep:
        room = Room(keep)
        after = room.certificates.credential(1)
        assert after is not None
        assert (after != before) is is_new
        assert room.certificates.details(1).status is (Status.INSTALLED if is_new else Status.REQUESTING)
        assert len(room.audit.rows()) == rows + 1 + is_new
        key = load_pem_private_key(after.key.reveal().encode(), None)
        assert x509.load_pem_x509_certificate(after.chain[0].encode()).public_key() == key.public_key()
        # What was not kept can be done again.
        room.install(file.read_bytes())
        assert room.certificates.details(1).status is Status.INSTALLED


def test_no_key_stands_readable_in_the_state(tmp_path: Path) -> None:
    with SqliteKeep(tmp_path / "state", os.urandom) as keep:
        room = Room(keep)
        room.create(1)
        room.request(2)
        slots = [room.certificates.slot(number) for number in (1, 2)]

    keys = [slots[0].installed.key, slots[1].pending.key]  # type: ignore[union-attr]  # made just now
    octets = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir() if path.is_file())
    assert b"BEGIN CERTIFICATE REQUEST" in octets
    for key in keys:
        assert all(line.encode() not in octets for line in key.reveal().splitlines())
