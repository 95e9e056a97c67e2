"""Files written whole: nothing half-written is ever read, nobody else's file is touched, nothing is left."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.whole_files import PRIVATE, probe, write_whole


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "r.xml"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def with_umask(umask: int, path: Path) -> int:
    before = os.umask(umask)
    try:
        write_whole(path, "new")
    finally:
        os.umask(before)
    return mode(path)


def test_a_new_file_is_as_the_umask_says(file: Path) -> None:
    assert with_umask(0o027, file) == 0o640


@pytest.mark.parametrize("had", [0o600, 0o640, 0o755])
def test_a_file_keeps_its_mode(file: Path, had: int) -> None:
    file.touch()
    file.chmod(had)

    assert with_umask(0o022, file) == had
    assert file.read_text() == "new"


def test_what_is_private_is_so_whatever_was_there(file: Path) -> None:
    file.touch(0o666)

    write_whole(file, "new", mode=PRIVATE)

    assert mode(file) == 0o600


def test_what_is_private_is_so_before_its_first_byte(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    opened = os.open

    def watched(name: str, flags: int, given: int = 0o777) -> int:
        seen.append(given)
        return opened(name, flags, given)

    file.touch(0o600)
    monkeypatch.setattr(os, "open", watched)
    write_whole(file, "new")

    assert seen == [0o600]


def test_a_link_goes_on_leading_where_it_led(file: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("elsewhere")
    (tmp_path / "elsewhere").symlink_to(file)

    write_whole(tmp_path / "link", "new")

    assert file.read_text() == "new"
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "elsewhere").is_symlink()


@pytest.mark.parametrize("act", [lambda path: write_whole(path, "new"), probe], ids=["write", "probe"])
def test_what_stands_beside_a_file_is_not_touched(file: Path, tmp_path: Path, act: object) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "r.xml.new").symlink_to(victim)
    file.write_text("old")

    assert callable(act)
    act(file)

    assert victim.read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.xml", "r.xml.new", "victim"]


def test_a_pipe_is_written_into(file: Path) -> None:
    os.mkfifo(file)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(file.read_text()))
    reader.start()

    probe(file)
    write_whole(file, "new")
    reader.join()

    assert read == ["new"]
    assert stat.S_ISFIFO(file.stat().st_mode)


def test_what_is_no_file_stays_what_it_is(tmp_path: Path) -> None:
    link = tmp_path / "nothing"
    link.symlink_to(os.devnull)

    probe(link)
    write_whole(link, "new")

    assert link.is_symlink()
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("act", [lambda path: write_whole(path, "new"), probe], ids=["write", "probe"])
def test_where_nothing_can_be_written_nothing_is_left(tmp_path: Path, act: object) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "circle").symlink_to("circle")
    assert callable(act)

    for name in ("folder", "circle", "missing/r.xml"):
        with pytest.raises(OSError, match=name.partition("/")[0]):
            act(tmp_path / name)

    assert sorted(path.name for path in tmp_path.rglob("*")) == ["circle", "folder"]


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_a_write_that_breaks_off_leaves_the_old_file(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    file.write_text("old")

    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(error):
        write_whole(file, "new")

    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


@given(st.text(st.characters()))
def test_any_text_is_written(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.txt"

    write_whole(file, text)

    written = file.read_bytes().decode()
    assert written == text or any("\ud800" <= each <= "\udfff" for each in text)
