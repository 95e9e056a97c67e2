"""The panel in plain lines: what is told of a display, what may be typed, and both on a running device."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from device.console import COLUMNS, Display, Indicators, Light
from panel.keymap import load
from panel.keys import Key
from panel.link import NotReachable
from panel.plain import run
from panel.plain.telling import told, told_changes
from panel.plain.typed import HELP, MOST_TIMES, Label, NotUnderstood, Press, beneath, presses
from tests.panel.hosted import Hosted, hosted
from tests.panel.processes import PATIENCE, device, environment

KEYMAP = load("default")


def display(*lines: str, labels: tuple[str, str, str] = ("", "", "")) -> Display:
    cells = tuple(line.ljust(COLUMNS) for line in (*lines, "", "", ""))[:4]
    return Display(cells, labels, None, None, Indicators(), False, lines[0], 1)


LIST = display(
    "Menu                 1/11",
    "Paper Input",
    "Maintenance",
    "                    Login",
    labels=("", "", "Login"),
)._replace(selected=1)
ENTRY = display(
    "Login User Name",
    "ab",
    "abcdefghijklm",
    "Delete   ABC/123   Accept",
    labels=("Delete", "ABC/123", "Accept"),
)._replace(cursor=(2, 3))


# Telling


def test_a_list_is_told_with_a_mark_before_the_selected_row_and_labels_in_brackets() -> None:
    assert told(LIST) == [
        "  Menu                 1/11",
        "> Paper Input",
        "  Maintenance",
        "  [Login]",
        "(Power on, Alert off, Data In off)",
    ]


def test_the_chosen_character_is_told_in_brackets() -> None:
    assert told(ENTRY)[:4] == [
        "  Login User Name",
        "  ab",
        "  abc[d]efghijklm",
        "  [Delete]  [ABC/123]  [Accept]",
    ]


def test_a_space_that_is_chosen_is_named() -> None:
    symbols = ENTRY._replace(lines=(*ENTRY.lines[:2], "␣!#".ljust(COLUMNS), ENTRY.lines[3]), cursor=(2, 0))

    assert told(symbols)[2] == "  [space]!#"


def test_nothing_is_told_when_nothing_has_changed() -> None:
    assert told_changes(LIST, LIST._replace(revision=9)) == []


def test_only_lines_that_changed_are_told_and_a_row_that_lost_the_mark_is_not() -> None:
    down = LIST._replace(selected=2, lines=("Menu                 2/11", *LIST.lines[1:]))

    assert told_changes(LIST, down) == ["  Menu                 2/11", "> Maintenance"]


def test_a_line_that_is_blank_now_is_told_where_the_title_stayed() -> None:
    empty = ENTRY._replace(lines=(ENTRY.lines[0], " " * COLUMNS, *ENTRY.lines[2:]))

    assert told_changes(ENTRY, empty) == ["(blank)"]
    assert told_changes(ENTRY, display("Ready")) == ["  Ready"]


def test_a_lamp_is_told_when_it_changes() -> None:
    alert = LIST._replace(indicators=Indicators(Light.ON, Light.BLINKING, Light.OFF, "yellow"))

    assert told_changes(LIST, alert) == ["(Alert blinking yellow)"]


# Typing


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("menu", [Key.MENU]),
        ("  DOWN*3   Ok ", [Key.DOWN, Key.DOWN, Key.DOWN, Key.OK]),
        ("m enter 1 esc", None),
        ("m enter 1 escape", [Key.MENU, Key.OK, Key.SELECT1, Key.ESCAPE]),
        ("m*2", [Key.MENU, Key.MENU]),
        ("[Accept] ok", [Label("Accept"), Key.OK]),
        ("[ Prt.Jobs ]", [Label("Prt.Jobs")]),
        ("[ABC/123]", [Label("ABC/123")]),
        ("", []),
    ],
)
def test_keys_are_typed_by_name(line: str, keys: list[Key | Label] | None) -> None:
    if keys is None:
        with pytest.raises(NotUnderstood):
            presses(line, KEYMAP)
    else:
        assert presses(line, KEYMAP) == keys


def test_a_key_of_the_keymap_may_be_a_star() -> None:
    numpad = load("numpad")

    assert presses("* **2 8", numpad) == [Key.SELECT2, Key.SELECT2, Key.SELECT2, Key.UP]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("menu dwon", "no key is called 'dwon'; did you mean Down?"),
        ("xyzzy", "no key is called 'xyzzy'; help lists what there is"),
        ("down*0", "down*0: a key is pressed 1 to 256 times"),
        ("down*99999", "down*99999: a key is pressed 1 to 256 times"),
        ("down*x", "no key is called 'down*x'; did you mean Down?"),
        ("[Accept", "a label ends with a bracket: '[Accept' does not"),
        ("menu [a]b", "a label ends with a bracket: '[a]b' does not"),
    ],
)
def test_a_line_that_is_not_understood_is_told_with_what_to_do(line: str, said: str) -> None:
    with pytest.raises(NotUnderstood) as error:
        presses(line, KEYMAP)

    assert str(error.value) == said


@given(some.text(max_size=40))
def test_any_line_gives_keys_or_says_why_not(line: str) -> None:
    found: list[Press] = []
    with suppress(NotUnderstood):
        found = presses(line, KEYMAP)

    assert all(isinstance(press, Key | Label) for press in found)
    assert len(found) <= MOST_TIMES * len(line)


def test_a_label_is_pressed_in_any_case_while_it_is_there() -> None:
    assert beneath(Label("accept"), ENTRY.labels) is Key.SELECT3

    with pytest.raises(
        NotUnderstood, match=r"no label \[Yes\] now; there is \[Delete\] \[ABC/123\] \[Accept\]"
    ):
        beneath(Label("Yes"), ENTRY.labels)
    with pytest.raises(NotUnderstood, match="there is none"):
        beneath(Label(""), ("", "", ""))


def test_the_help_names_every_key() -> None:
    assert all(key.value.lower() in HELP.split() for key in Key)


# On a device


def talk(socket: Path, typed: str, keymap: str = "default") -> tuple[int, list[str]]:
    out = io.StringIO()
    code = run(socket, load(keymap), io.StringIO(typed), out)
    return code, out.getvalue().splitlines()


def test_a_way_through_the_menu_is_told_line_by_line() -> None:
    with hosted() as running:
        code, lines = talk(running.socket, "menu\ndown*2\nok\nmenu\n[login]\nquit\nmenu\n")

    assert code == 0
    assert lines[:4] == [
        "P 800. Type help for what can be typed.",
        "  Ready",
        "  [Prt.Jobs]",
        "(Power on, Alert off, Data In off)",
    ]
    assert lines[4:8] == ["  Menu                 1/11", "> Paper Input", "  Maintenance", "  [Login]"]
    assert lines[8] == "  Menu                 3/11"
    assert lines[9].startswith("> ")
    assert lines[-2:] == ["  Login User Name", "  [Enter]"]


def test_labels_on_one_line_are_found_on_the_display_that_the_keys_before_them_lead_to() -> None:
    with hosted() as running:
        code, lines = talk(running.socket, "menu [login] [enter] ok [abc/123] right ok\n")

    assert code == 0
    assert "  aB" in lines
    assert "  A[B]CDEFGHIJKLM" in lines


def test_nothing_of_a_line_with_a_mistake_is_pressed_and_a_pipe_ends_with_1() -> None:
    with hosted() as running:
        code, lines = talk(running.socket, "menu dwon\n[Login]\n\n")

    assert code == 1
    assert "! no key is called 'dwon'; did you mean Down?" in lines
    assert "! there is no label [Login] now; there is [Prt.Jobs]" in lines
    assert lines[-3:] == ["  Ready", "  [Prt.Jobs]", "(Power on, Alert off, Data In off)"]


def test_help_is_told() -> None:
    with hosted() as running:
        code, lines = talk(running.socket, "help\n")

    assert code == 0
    assert lines[-len(HELP.splitlines()) :] == HELP.splitlines()


def test_what_changes_by_itself_is_told() -> None:
    read, write = os.pipe()
    with hosted() as running, os.fdopen(read) as typed, os.fdopen(write, "w") as typing:
        out = Out()
        face = threading.Thread(target=run, args=(running.socket, KEYMAP, typed, out))
        face.start()
        out.wait_for("[Prt.Jobs]")
        running.on_loop(lambda: running.machine.condition.note(receiving=True))
        out.wait_for("(Data In blinking)")
        typing.close()
        face.join(PATIENCE)

    assert not face.is_alive()


class Out(io.StringIO):
    """An output that can be waited for."""

    def __init__(self) -> None:
        super().__init__()
        self._written = threading.Condition()

    def write(self, text: str) -> int:
        with self._written:
            count = super().write(text)
            self._written.notify_all()
        return count

    def wait_for(self, text: str) -> None:
        with self._written:
            assert self._written.wait_for(lambda: text in self.getvalue(), PATIENCE), self.getvalue()


def test_a_device_that_goes_is_told_and_ends_the_face_with_4() -> None:
    read, write = os.pipe()
    with os.fdopen(read) as typed, os.fdopen(write, "w"), device("--ephemeral") as running:
        out, codes = Out(), list[int]()
        face = threading.Thread(
            target=lambda: codes.append(run(running.socket, KEYMAP, typed, out)), daemon=True
        )
        face.start()
        out.wait_for("[Prt.Jobs]")
        running.process.kill()
        face.join(PATIENCE)

    assert codes == [4]
    assert out.getvalue().splitlines()[-1] == "! the device has gone away; p800 device starts one"


def test_no_device_at_all_is_said_to_the_caller(tmp_path: Path) -> None:
    with pytest.raises(NotReachable):
        run(tmp_path / "none.sock", KEYMAP, io.StringIO(), io.StringIO())


def test_the_command_works_in_a_pipe_without_any_escape_sequence() -> None:
    with hosted() as running:
        ended = plain(
            running, "menu\n[login] [enter]\n[abc/123]*\n[abc/123] [abc/123] [abc/123]\n", LC_ALL="C"
        )

    assert ended.stderr == b""
    assert ended.returncode == 1
    assert b"> Paper Input\n" in ended.stdout
    assert b"  [space]!" in ended.stdout
    assert b"\x1b" not in ended.stdout
    assert all(byte == 10 or byte >= 32 for byte in ended.stdout)


def plain(running: Hosted, typed: str, **variables: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "panel", "--plain", "--socket", str(running.socket)],
        input=typed.encode(),
        capture_output=True,
        timeout=PATIENCE,
        env=environment(**variables),
        check=False,
    )


def test_output_that_cannot_show_a_character_gets_another() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="\n")
    with hosted() as running:
        run(
            running.socket,
            KEYMAP,
            io.StringIO("menu [login] [enter]\n[abc/123]\n[abc/123]\n[abc/123] right\n"),
            out,
        )
    out.flush()
    written = out.buffer
    assert isinstance(written, io.BytesIO)

    assert b"  ?[!]" in written.getvalue()
