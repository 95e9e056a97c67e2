"""Peers: other people's programs that tests talk to, so that both ends are not ours.

The table is `peers.txt`. A test calls `need("tmux")` and is skipped by that name when the program is
missing; `P800_PEERS=require` turns a missing program into a failure before the first test. Run as a
program (`make peers`), it installs what is missing with apt-get; so it uses the standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("peers.txt")

#: Where Debian keeps daemons; not on the path of an ordinary user.
DAEMONS = "/usr/sbin:/sbin"

#: Debian's package scripts ask this program before they start a daemon; 101 means no.
POLICY = Path("/usr/sbin/policy-rc.d")
NO_DAEMON_STARTS = "#!/bin/sh\nexit 101\n"


@dataclass(frozen=True)
class Peer:
    """A program that tests use, and the Debian package it comes from."""

    package: str
    program: str
    purpose: str

    def __str__(self) -> str:
        return f"{self.program} (Debian package {self.package}): {self.purpose}"


def read(table: str) -> tuple[Peer, ...]:
    """Give the peers of a table's text: package, program, purpose on each line; `#` starts a comment line."""
    lines = (line.strip() for line in table.splitlines())
    rows = [line.split(maxsplit=2) for line in lines if line and not line.startswith("#")]
    return tuple(Peer(package, program, purpose) for package, program, purpose in rows)


PEERS = read(TABLE.read_text(encoding="utf-8"))


def find(program: str) -> str | None:
    """Give the path of a program, or None; daemons are found too."""
    return shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:{DAEMONS}")


def missing(peers: Sequence[Peer] = PEERS) -> tuple[Peer, ...]:
    """Give the peers whose program is not on this machine."""
    return tuple(peer for peer in peers if find(peer.program) is None)


def required() -> bool:
    """Say whether a missing peer is a failure here, rather than a skip."""
    return os.environ.get("P800_PEERS") == "require"


def need(program: str) -> str:
    """Give the path of a peer's program; skip the calling test, by that name, when it is missing."""
    import pytest  # only here: `make peers` runs on a Python that has nothing installed

    if program not in {peer.program for peer in PEERS}:
        raise LookupError(f"{program} is not in {TABLE.name}: add its line there first")
    path = find(program)
    if path is None:
        pytest.skip(f"missing peer: {program}")
    return path


@contextmanager
def daemons_held(policy: Path = POLICY) -> Iterator[None]:
    """Let packages be installed without starting what they bring; a policy that is already there stands."""
    if policy.exists():
        yield
        return
    policy.write_text(NO_DAEMON_STARTS, encoding="utf-8")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()


def install(peers: Sequence[Peer]) -> None:
    """Install the packages of these peers with apt-get; its own errors are shown and end the program."""
    packages = sorted({peer.package for peer in peers})
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with daemons_held():
        for step in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
            subprocess.run(
                ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", *step],
                env=quiet,
                stdin=subprocess.DEVNULL,
                check=True,
            )


def main() -> int:
    """Install the missing peers, or say in one line why that cannot be done here."""
    absent = missing()
    names = " ".join(peer.program for peer in absent)
    if not absent:
        print("Every peer is installed.")
        return 0
    if shutil.which("apt-get") is None:
        print(f"There is no apt-get here; install these programs with what there is: {names}")
        return 1
    if os.geteuid() != 0:
        print(f"Installing {names} needs root: sudo make peers")
        return 1
    install(absent)
    return 0


if __name__ == "__main__":
    sys.exit(main())
