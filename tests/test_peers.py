"""The table of peers, and how it is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.peers import NO_DAEMON_STARTS, PEERS, Peer, daemons_held, missing, need, read

ABSENT = Peer("nothing", "no-such-program-anywhere", "to be missing")


def test_a_row_is_a_package_a_program_and_a_purpose() -> None:
    table = "# a comment\n\nlibfoo-bin  foo   to talk to\n"

    assert read(table) == (Peer("libfoo-bin", "foo", "to talk to"),)


def test_each_program_stands_in_the_table_once() -> None:
    programs = [peer.program for peer in PEERS]

    assert sorted(programs) == sorted(set(programs))
    assert "tmux" in programs


def test_a_program_that_is_not_installed_is_missing() -> None:
    assert missing([ABSENT, Peer("dash", "sh", "to be there")]) == (ABSENT,)


def test_a_program_that_is_not_in_the_table_is_an_error_not_a_skip() -> None:
    with pytest.raises(LookupError, match=r"sh is not in peers\.txt"):
        need("sh")


def test_no_daemon_starts_while_packages_are_installed(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"

    with daemons_held(policy):
        assert policy.read_text() == NO_DAEMON_STARTS
        assert policy.stat().st_mode & 0o111

    assert not policy.exists()


def test_a_policy_that_stands_already_stays(tmp_path: Path) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 0\n")

    with daemons_held(policy):
        assert policy.read_text() == "#!/bin/sh\nexit 0\n"

    assert policy.exists()
