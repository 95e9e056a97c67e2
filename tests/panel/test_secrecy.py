"""A known secret is typed on the panel and then searched in every channel.

The driver encryption key and a login password are entered with the keys, as a person does, while a reader
that is not local looks at everything the device tells. Neither is found anywhere, in no usual spelling, and
what such a reader is told is the same to the byte for secrets that differ in length and characters.
"""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from device.console import COLUMNS, MASK, Display
from device.people.names import LONGEST_NAME
from panel.keys import Key
from panel.line import Line
from panel.link import Event, LinkError
from panel.screens.entry import sheets
from tests.panel.hosted import Hosted, Raw, hosted
from tests.panel.processes import Running, device, p800

#: Entered on the panel. Rare enough to be found wherever it would leak, and nowhere by chance.
PASSWORD = "zQ7xw-Vj4"
DRIVER_KEY = "Kq9ZxW7vB"

ACCEPT, ENTER, LOGIN = Key.SELECT3, Key.SELECT1, Key.SELECT3


def spellings(secret: str) -> list[bytes]:
    """The secret as it might be found: in clear, escaped, encoded, turned around."""
    raw = secret.encode()
    return [
        raw,
        raw[::-1],
        raw.hex().encode(),
        raw.hex().upper().encode(),
        base64.b64encode(raw).rstrip(b"="),
        secret.encode("utf-16-le"),
        raw.lower(),
        raw.upper(),
    ]


def found_in(content: bytes, *secrets: str) -> list[bytes]:
    """Give every spelling of the secrets that stands in there."""
    return [each for secret in secrets for each in spellings(secret) if each in content]


def way(text: str) -> list[Key]:
    """The keys that enter the text on an entry screen of all characters, each with [Right] and [ABC/123]."""
    keys, sheet, at = [], 0, 0
    for character in text:
        while character not in sheets("general")[sheet].text:
            keys.append(Key.SELECT2)
            sheet, at = (sheet + 1) % len(sheets("general")), 0
        size = len(sheets("general")[sheet].text)
        wanted = sheets("general")[sheet].text.index(character)
        keys += [Key.RIGHT] * ((wanted - at) % size) + [Key.OK]
        at = wanted
    return keys


def press(line: Line, keys: Sequence[Key]) -> None:
    for start in range(0, len(keys), 200):
        line.press(*keys[start : start + 200])


def enter(line: Line, text: str) -> None:
    """[Enter], the text, [Accept]."""
    press(line, [ENTER, *way(text), ACCEPT])


def open_driver_key(line: Line) -> None:
    """From the menu to the prompt for the driver encryption key, by what stands on the display."""
    for item in "Security Options", "Extended Security", "Driver Encryption Key":
        for _ in range(40):
            display = line.display()
            assert display.selected is not None
            if display.lines[display.selected].startswith(item):
                break
            line.press(Key.DOWN)
        line.press(Key.OK)
    assert line.display().title == "Driver Encryption Key"


def perform(line: Line, password: str, driver_key: str) -> None:
    """The whole procedure at a machine whose network administrator has that password."""
    line.press(Key.MENU, LOGIN)
    enter(line, "admin")
    enter(line, password)
    open_driver_key(line)
    enter(line, driver_key)
    enter(line, driver_key)


def give_password(socket: Path, password: str) -> None:
    with Line(socket) as line:
        line.ask("login", name="admin", password="")
        line.ask("edit_account", account="administrator-1", password=password)


@dataclass
class Reader:
    """Somebody else at the link: subscribed, not local, asking for everything after each step."""

    raw: Raw
    told: list[Any] = field(default_factory=list)
    number: int = 10

    def look(self) -> None:
        """Take all events so far, then ask for screen and status."""
        for op in "screen", "status":
            self.number += 1
            reply = self.raw.ask(id=self.number, op=op)
            while isinstance(reply, Event):
                self.told.append(reply)
                reply = self.raw.reply()
            self.told.append(reply)


@contextmanager
def reading(running: Hosted) -> Iterator[Reader]:
    with running.raw() as raw:
        raw.reply()
        raw.ask(id=1, op="subscribe", display=True, services=True)
        yield Reader(raw)


# The stream of displays


def stream(password: str, driver_key: str) -> list[Any]:
    """What a reader that is not local is told while somebody at the panel enters these secrets."""
    with hosted() as running:
        give_password(running.socket, password)
        with reading(running) as reader, running.line(face="app", local=True) as person:
            person.press(Key.MENU, LOGIN)
            enter(person, "admin")
            enter_watched(person, reader, password)
            open_driver_key(person)
            for _ in range(2):
                enter_watched(person, reader, driver_key)
            return reader.told


def enter_watched(person: Line, reader: Reader, text: str) -> None:
    """The reader looks before the entry, during it and after it, the same number of times for every text."""
    reader.look()
    person.press(ENTER)
    reader.look()
    keys = way(text)
    press(person, keys[: len(keys) // 2])
    reader.look()
    press(person, keys[len(keys) // 2 :])
    reader.look()
    person.press(ACCEPT)
    reader.look()


def test_the_stream_for_other_readers_is_the_same_for_secrets_of_any_length() -> None:
    one = stream("a", "Zz9")
    other = stream("Much-longer-and-0ther", "q" * 32)

    assert json.dumps(one) == json.dumps(other)
    assert any(MASK in line for each in one for line in each[1].get("display", {}).get("lines", ()))


def test_while_a_secret_is_entered_other_readers_get_one_display_and_no_revision() -> None:
    with hosted() as running, reading(running) as reader, running.line(face="app", local=True) as person:
        person.press(Key.MENU, LOGIN)
        enter(person, "admin")
        person.press(ENTER)
        reader.look()
        reader.told.clear()

        revisions = {person.press(*way("s3cret")[start : start + 1]) for start in range(20)}
        for _ in range(3):
            reader.look()

    assert len(revisions) == 20
    displays = [each.ok["display"] for each in reader.told if "display" in each[1]]
    assert not [each for each in reader.told if isinstance(each, Event)]
    assert len({json.dumps(each) for each in displays}) == 1
    assert displays[0]["lines"] == [
        "Login Password".ljust(COLUMNS),
        MASK.ljust(COLUMNS),
        *[" " * COLUMNS] * 2,
    ]
    assert displays[0]["private"] is True
    assert displays[0]["cursor"] is None


def test_keys_that_another_reader_presses_meanwhile_tell_nothing_either() -> None:
    with hosted() as running, running.line() as other, running.line(face="app", local=True) as person:
        person.press(Key.MENU, LOGIN)
        enter(person, "admin")
        person.press(ENTER)

        revisions = {other.press(Key.RIGHT), other.press(Key.OK), other.press(Key.OK)}

        assert len(revisions) == 1
        assert isinstance(other.display(), Display)
        assert other.display().lines[1].strip() == MASK
        assert person.display().lines[1].strip() == "*b"


def test_the_displays_on_the_way_through_keys_tell_another_reader_nothing_either() -> None:
    with hosted() as running, running.line() as other, running.line(face="app", local=True) as person:
        person.press(Key.MENU, LOGIN)
        enter(person, "admin")
        person.press(ENTER)

        seen = other.ask("press", keys=["Right", "OK", "Up", "OK"], settle=True, show=True)["seen"]

        assert seen == [{"after": 4, "display": other.ask("screen")["display"]}]
        assert seen[0]["display"]["lines"][1].strip() == MASK


def test_a_face_at_the_panel_sees_what_is_entered() -> None:
    with hosted() as running, running.line(face="app", local=True) as person:
        person.press(Key.MENU, LOGIN)
        enter(person, "admin")
        press(person, [ENTER, *way("ab")])

        assert person.display().lines[1].strip() == "*b"


# Every channel of a device process


@dataclass
class Searched:
    """A device on whose panel both secrets were entered, and all that it told on the way."""

    running: Running
    state: Path
    channels: dict[str, bytes]


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searched]:
    state = tmp_path_factory.mktemp("secrecy") / "state"
    channels: dict[str, bytes] = {}
    with device("--state", str(state)) as running:
        give_password(running.socket, PASSWORD)
        with Raw(running.socket) as raw, Line(running.socket, face="app", local=True) as person:
            raw.reply()
            raw.ask(id=1, op="subscribe", display=True, services=True)
            reader = Reader(raw)
            perform(person, PASSWORD, DRIVER_KEY)
            reader.look()
            channels["a link connection that is not local"] = json.dumps(reader.told).encode()
            person.ask("subscribe", audit=True, recent=200)
            person.ask("settle")
            channels["the audit as faces are told it"] = json.dumps([*person.events]).encode()
        channels |= commands(running)
        channels["command line of the device"] = Path(f"/proc/{running.process.pid}/cmdline").read_bytes()
        channels["environment of the device"] = Path(f"/proc/{running.process.pid}/environ").read_bytes()
        channels |= files(state)
        running.process.terminate()
        output, errors = running.process.communicate(timeout=60)
        channels["standard output of the device"] = output.encode()
        channels["standard error of the device"] = errors.encode()
        channels |= {f"{name}, after power off": content for name, content in files(state).items()}
        yield Searched(running, state, channels)


def commands(running: Running) -> dict[str, bytes]:
    """What every command tells that tells something of the machine."""
    where = ["--socket", str(running.socket)]
    wanted = {
        "screen": ["screen"],
        "screen --json": ["screen", "--json"],
        "status": ["status"],
        "get": ["get", "security.driver_encryption_key", "--as", "admin"],
        "get --list": ["get", "--list", "--json", "--as", "admin"],
        "audit": ["audit", "--last", "300", "--as", "admin"],
        "export": ["export", "--as", "admin"],
        "people list": ["people", "list", "--json", "--as", "admin"],
    }
    done = {name: p800(*words, *where, P800_PASSWORD=PASSWORD) for name, words in wanted.items()}
    assert {name: each.returncode for name, each in done.items()} == dict.fromkeys(wanted, 0)
    return {f"p800 {name}": f"{each.stdout}{each.stderr}".encode() for name, each in done.items()}


def files(state: Path) -> dict[str, bytes]:
    """Every file of the state folder."""
    return {f"the file {path.name}": path.read_bytes() for path in state.iterdir() if path.is_file()}


def test_the_secrets_are_found_in_no_channel(searched: Searched) -> None:
    found = {name: found_in(content, PASSWORD, DRIVER_KEY) for name, content in searched.channels.items()}

    assert {name: where for name, where in found.items() if where} == {}
    assert len(found) > 15
    assert b"security.driver_encryption_key" in searched.channels["p800 audit"]


def test_what_is_searched_is_what_was_kept(searched: Searched) -> None:
    """Otherwise the search above would prove nothing: the same search finds them where they must be."""
    with device("--state", str(searched.state)) as running:
        text = p800(
            *("export", "--secrets", "--as", "admin", "--socket", str(running.socket)), P800_PASSWORD=PASSWORD
        ).stdout

    assert found_in(text.encode(), DRIVER_KEY)
    assert not found_in(text.encode(), PASSWORD)
    assert "$argon2id$" in text


def test_a_secret_that_is_piped_in_is_on_no_command_line(searched: Searched) -> None:
    with device("--ephemeral") as running:
        words = (
            "set",
            "--as",
            "admin",
            "security.driver_encryption_key",
            "-",
            "--socket",
            str(running.socket),
        )
        done = p800(*words, piped=f"{DRIVER_KEY}\n", P800_PASSWORD="")

    assert done.returncode == 0
    assert not found_in(f"{words}{done.stdout}{done.stderr}".encode(), DRIVER_KEY)


# Errors


@pytest.mark.parametrize(
    ("op", "args"),
    [
        ("login", {"name": "admin", "password": PASSWORD}),
        ("login", {"name": PASSWORD, "password": PASSWORD}),
        ("login", {"name": PASSWORD * 20, "password": PASSWORD * 20}),
        ("set", {"settings": {"security.driver_encryption_key": f"{PASSWORD}!"}}),
        ("set", {"settings": {"security.driver_encryption_key": PASSWORD * 20}}),
        ("set", {"settings": {"security.driver_encryption_key": [PASSWORD]}}),
        ("edit_account", {"account": "administrator-1", "password": f"{PASSWORD}\u00e4"}),
        ("edit_account", {"account": "administrator-1", "password": PASSWORD * 20}),
        ("edit_account", {"account": "administrator-1", "encryption": [PASSWORD]}),
        ("import", {"text": f"format = 1\n[secrets]\nsecurity.driver_encryption_key = '{PASSWORD}!'"}),
        ("import", {"text": f"{PASSWORD} = = '{PASSWORD}'"}),
        ("import", {"text": f"format = 1\n[people.accounts.user-1]\nlogin = {{hash = '{PASSWORD}'}}"}),
    ],
)
def test_no_error_repeats_a_secret(
    quiet: Hosted, op: str, args: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with quiet.line() as line:
        if op != "login":
            line.ask("login", name="admin", password="")
        with pytest.raises(LinkError) as caught:
            line.ask(op, **args)
        rows = quiet.on_loop(lambda: [str(row) for row in quiet.machine.audit.rows()])

    assert not found_in(f"{caught.value.reason}{rows}{caplog.text}".encode(), PASSWORD)


@pytest.fixture(scope="module")
def quiet() -> Iterator[Hosted]:
    with hosted() as running:
        yield running


def test_a_password_typed_as_a_login_name_at_the_panel_is_not_in_the_audit(quiet: Hosted) -> None:
    with quiet.line(face="app", local=True) as person:
        person.press(Key.MENU, LOGIN)
        enter(person, PASSWORD[:LONGEST_NAME])
        enter(person, "")
        rows = quiet.on_loop(lambda: [str(row) for row in quiet.machine.audit.rows()])

    assert not found_in(json.dumps(rows).encode(), PASSWORD)


def test_the_environment_of_a_command_is_its_own(searched: Searched) -> None:
    """P800_PASSWORD is for the command that was given it: no process of the device's has it."""
    assert not found_in(searched.channels["environment of the device"], PASSWORD)
    assert isinstance(searched.running.process, subprocess.Popen)
