"""The host: each op over the socket, who may what, and that no face harms another."""

from __future__ import annotations

import json
import os
import select
import stat
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from device.audit import Deed
from device.clock import VirtualClock
from device.keep import KeepError, Sealed
from device.people.edits import Edit
from device.power import Power
from device.roles import MACHINE_ITSELF
from device.settings.network import HOST_NAME
from device.start_state import collected, judged, put, read, written
from panel.keys import Key
from panel.line import Line
from panel.link import OPERATIONS, REQUEST_LIMIT, Answer, Code, Event, Failure, Greeting, LinkError, request
from panel.screens.rest import Rest
from tests.panel.hosted import Hosted, hosted

CODES = {code.value for code in Code}


@pytest.fixture
def device() -> Iterator[Hosted]:
    with hosted() as running:
        yield running


@pytest.fixture(scope="module")
def shared() -> Iterator[Hosted]:
    """One host for everything that a fuzzer does to it."""
    with hosted() as running:
        yield running


def refusal(line: Line, op: str, **args: Any) -> tuple[str, str]:
    """Give code and reason with which the device says no."""
    with pytest.raises(LinkError) as caught:
        line.ask(op, **args)
    return caught.value.code, caught.value.reason


def log_in(line: Line, name: str = "admin", password: str = "") -> None:
    line.ask("login", name=name, password=password)


# Connections


def test_the_socket_is_for_its_user_alone(device: Hosted) -> None:
    assert stat.S_IMODE(os.stat(device.socket).st_mode) == 0o600


def test_the_device_greets_with_the_version_of_the_link(device: Hosted) -> None:
    with device.raw() as raw:
        assert raw.reply() == Greeting(1, "0.1.0", os.getpid(), "virtual")


def test_hello_comes_first_and_once(device: Hosted) -> None:
    with device.line(face="app") as line:
        assert refusal(line, "hello", face="plain") == ("malformed", "hello comes first, and once")


def test_without_hello_a_connection_is_another_reader(device: Hosted) -> None:
    with device.raw() as raw:
        raw.reply()

        found = raw.ask(id=1, op="press", keys=["Menu"])

    assert isinstance(found, Answer)
    row = device.on_loop(lambda: device.host.house.front.desk.face)
    assert row == "link"


def test_requests_of_one_write_are_answered_in_order(device: Hosted) -> None:
    with device.raw() as raw:
        raw.reply()
        raw.send(b"".join(request(number, "screen", {}) for number in range(300)))

        assert [raw.reply()[0] for _ in range(300)] == list(range(300))


def test_a_request_in_single_bytes_is_answered(device: Hosted) -> None:
    with device.raw() as raw:
        raw.reply()
        for byte in request(1, "screen", {}):
            raw.send(bytes([byte]))

        assert isinstance(raw.reply(), Answer)


def test_after_a_no_among_requests_sent_together_the_line_goes_on(device: Hosted) -> None:
    with device.line() as line:
        with pytest.raises(LinkError) as caught:
            line.ask_all(
                [("screen", {}), ("login", {"name": "x", "password": ""}), ("press", {"keys": ["Menu"]})]
            )

        assert caught.value.code == "login"
        assert line.display().title == "Menu"
        assert line.ask_all([("screen", {}), ("status", {})])[1]["machine"] == "Ready"


def test_a_connection_survives_every_named_error(device: Hosted) -> None:
    with device.raw() as raw:
        raw.reply()
        raw.send(b"rubbish\n" + b"x" * REQUEST_LIMIT + b'\n{"id":1}\n{"id":2,"op":"press"}\n\n')
        found = [raw.reply() for _ in range(4)]

        assert [(each.id, each.code) for each in found if isinstance(each, Failure)] == [
            (None, "not-json"),
            (None, "too-long"),
            (1, "unknown-op"),
            (2, "argument"),
        ]
        assert isinstance(raw.ask(id=3, op="screen"), Answer)


def test_a_cut_line_is_told_before_the_device_hangs_up(device: Hosted) -> None:
    with device.raw() as raw:
        raw.send(b'{"id":1,"op":"screen"}\n{"id":2,"op":"scr')
        raw.end()
        greeting, answer, cut = raw.rest()

    assert isinstance(greeting, Greeting)
    assert isinstance(answer, Answer)
    assert isinstance(cut, Failure)
    assert cut.code == "truncated"


def test_one_connection_too_many_is_told_so_and_closed(device: Hosted) -> None:
    lines = [device.line() for _ in range(64)]
    try:
        with device.raw() as raw:
            (found,) = raw.rest()
        with pytest.raises(LinkError, match="64 connections are open already"):
            device.line()
    finally:
        for line in lines:
            line.close()

    assert isinstance(found, Failure)
    assert (found.id, found.code) == (None, "busy")


# Keys and displays


def test_a_press_is_answered_with_the_revision_after_its_keys(device: Hosted) -> None:
    with device.line(face="app", local=True) as line:
        before = line.display().revision

        after = line.press(Key.MENU, Key.DOWN, Key.OK)

        assert after > before
        assert line.display().revision == after


def test_keys_of_a_face_are_pressed_on_the_one_panel_that_all_see(device: Hosted) -> None:
    with device.line(face="app", local=True) as one, device.line(face="serial", local=True) as other:
        one.press(Key.MENU)

        assert other.display().title == "Menu"


def test_the_displays_on_the_way_through_keys_come_with_their_answer(device: Hosted) -> None:
    into_an_entry = [Key.MENU, Key.SELECT3, Key.SELECT1, Key.OK, Key.SELECT3, Key.SELECT1]
    with device.line(local=True) as person, device.line() as reader:
        keys = [key.value for key in (*into_an_entry, Key.OK, Key.OK, Key.ESCAPE, Key.DOWN)]
        seen = person.ask("press", keys=keys, settle=True, show=True)["seen"]
        without = person.ask("press", keys=["Menu"], settle=True)
        public = reader.ask("press", keys=keys, settle=True, show=True)["seen"]

    assert [(each["after"], each["display"]["private"]) for each in seen] == [
        (6, True),
        (9, False),
        (10, False),
    ]
    assert seen[0]["display"]["title"] == "Login Password"
    assert "seen" not in without
    assert [each["display"]["lines"][1].rstrip() for each in public if each["display"]["private"]] == ["****"]


def test_the_display_on_which_something_was_waited_for_comes_with_the_answer(device: Hosted) -> None:
    with device.line(local=True) as line:
        line.press(Key.MENU, Key.SELECT3, Key.SELECT1)
        type_name(device, line, "admin")
        line.press(Key.SELECT3, Key.SELECT1)

        seen = line.ask("press", keys=["Select3", "Down"], settle=True, show=True)["seen"]

    assert [each["after"] for each in seen] == [1, 1, 2]
    assert [each["display"]["title"] for each in seen] == ["Authenticating... Please", "Menu", "Menu"]


def test_settling_waits_for_the_password_that_is_checked(device: Hosted) -> None:
    with device.line(face="script", local=True) as line:
        give_password(device, "pass-4U")
        line.press(Key.MENU, Key.SELECT3, Key.SELECT1)
        type_name(device, line, "admin")
        line.press(Key.SELECT3, Key.SELECT1, Key.SELECT3)

        assert [row.rstrip() for row in line.display().lines[:2]] == ["Authentication has", "failed."]


def give_password(device: Hosted, password: str) -> None:
    """Give the factory administrator a password, hashed at its real cost."""

    def give() -> None:
        people, works = device.machine.people, device.host.house.power.works
        proposal = people.propose("administrator-1", Edit(password=Sealed(password)), MACHINE_ITSELF)
        people.settle(proposal, [works[type(each)](each) for each in proposal.errands])

    device.on_loop(give)


def type_name(device: Hosted, line: Line, name: str) -> None:
    """Choose each letter with [Right] and enter it; all are in the first set."""
    letters, at = "abcdefghijklmnopqrstuvwxyz", 0
    for letter in name:
        wanted = letters.index(letter)
        line.press(*[Key.RIGHT] * ((wanted - at) % len(letters)), Key.OK)
        at = wanted


def test_many_keys_in_one_request_do_not_keep_others_waiting(device: Hosted) -> None:
    with device.raw() as raw, device.line() as other:
        raw.reply()
        keys = ["Menu", "Down"] * 128
        raw.send(b"".join(request(number, "press", {"keys": keys}) for number in range(20)))

        assert other.display() is not None
        assert isinstance(raw.reply(), Answer)


def test_the_display_of_a_subscriber_follows_the_panel(device: Hosted) -> None:
    with device.raw() as raw:
        raw.reply()
        raw.ask(id=1, op="hello", face="app", local=True)
        raw.ask(id=2, op="subscribe", display=True)
        first = raw.reply()
        with device.line() as other:
            other.press(Key.MENU)
        second = raw.reply()

    assert isinstance(first, Event)
    assert isinstance(second, Event)
    assert first.fields["display"]["title"] != "Menu"
    assert second.fields["display"]["title"] == "Menu"


def test_a_new_subscription_takes_the_place_of_the_old_one(device: Hosted) -> None:
    with device.line(face="app", local=True) as line:
        line.ask("subscribe", display=True, services=True)
        line.ask("subscribe")
        line.press(Key.MENU)
        line.ask("settle")
        line.press(Key.MENU)

        told = [event.event for event in line.events]
    assert told.count("display") <= 1


def test_a_face_that_does_not_read_gets_only_the_newest_display_and_harms_nobody(device: Hosted) -> None:
    with device.raw() as hanging, device.line() as other:
        hanging.send(request(1, "hello", {"face": "app", "local": True}))
        hanging.send(request(2, "subscribe", {"display": True}))
        for _ in range(3000):
            other.press(Key.MENU, Key.ESCAPE, settle=False)
        last = other.press(Key.MENU)
        hanging.end()
        displays = [each.fields["display"] for each in hanging.rest() if isinstance(each, Event)]

    assert displays[-1]["title"] == "Menu"
    assert len(displays) < 3000
    assert last > 0


def test_who_leaves_unread_too_much_is_dropped(device: Hosted) -> None:
    with device.raw() as hanging:
        hanging.send(request(1, "hello", {"face": "app", "local": True}))
        hanging.send(request(2, "subscribe", {"audit": True}))
        assert isinstance(hanging.reply(), Greeting)
        assert isinstance(hanging.reply(), Answer)
        assert isinstance(hanging.reply(), Answer)

        device.on_loop(lambda: write_rows(device, 2000))

        rows = hanging.rest()
    assert len(rows) < 2000


def write_rows(device: Hosted, count: int) -> None:
    for _ in range(count):
        device.machine.audit.note(MACHINE_ITSELF, Deed.DID, "nothing", "x" * 2000)


def test_who_reads_nothing_for_too_long_is_dropped() -> None:
    with hosted(patience=0.05) as device, device.raw() as hanging:
        hanging.send(request(1, "hello", {"face": "app", "local": True}))
        hanging.send(b"".join(request(number, "list", {}) for number in range(2, 60)))
        poll = select.poll()
        poll.register(hanging.fileno(), select.POLLHUP)

        assert poll.poll(30_000)


def test_a_face_that_disappears_is_forgotten(device: Hosted) -> None:
    with device.line() as other:
        line = device.line(face="app", local=True)
        line.ask("subscribe", display=True)
        assert other.ask("status")["faces"] == 1
        line.close()
        other.press(Key.MENU)

        # The host notices when it reads or writes next; both have happened once this is answered.
        while other.ask("status")["faces"]:
            other.press(Key.MENU)


def test_a_device_for_its_faces_stops_with_the_last_one() -> None:
    with hosted(until_last_face=True) as device:
        first, second = device.line(face="app", local=True), device.line(face="plain", local=True)
        with device.line() as other:
            first.close()
            while other.ask("status")["faces"] > 1:
                pass
            second.close()
            other.wait_for_end()


# Reading


def test_status_tells_how_the_machine_is(device: Hosted) -> None:
    with device.line() as line:
        found = line.ask("status")

    assert found["machine"] == "Ready"
    assert found["clock"] == "virtual"
    assert found["factory_password"] is True
    assert found["services"] == []


def test_a_setting_is_read_with_what_the_reader_may_do(device: Hosted) -> None:
    with device.line() as line:
        before = line.ask("get", name=HOST_NAME.name)
        log_in(line)
        after = line.ask("get", name=HOST_NAME.name)

    assert before["access"] in ("read", "write")
    assert (after["label"], after["access"], after["secret"]) == ("Host Name", "write", False)


def test_a_setting_that_does_not_exist_is_answered_with_near_names(device: Hosted) -> None:
    with device.line() as line:
        code, reason = refusal(line, "get", name="network.hostname")

    assert code == "refused"
    assert "network.host_name" in reason


def test_nobody_reads_what_menu_protect_hides(device: Hosted) -> None:
    with device.line() as line:
        log_in(line)
        line.ask("set", settings={"system.menu_protect": "Level 2"})
        whole = len(line.ask("list")["settings"])
        line.ask("logout")
        hidden = {each["name"] for each in line.ask("list")["settings"]}

        assert len(hidden) < whole
        assert HOST_NAME.name not in hidden
        assert refusal(line, "get", name=HOST_NAME.name)[0] == "privilege"


def test_a_secret_setting_is_read_as_set_or_not_set(device: Hosted) -> None:
    name = "security.driver_encryption_key"
    with device.line() as line:
        log_in(line)
        before = line.ask("get", name=name)
        line.ask("set", settings={name: "Printer2026"})
        after = line.ask("get", name=name)

    assert (before["value"], after["value"], after["secret"]) == ("not set", "set", True)


# Changing


@pytest.mark.parametrize(
    ("op", "args"),
    [
        ("set", {"settings": {"network.host_name": "x"}}),
        ("audit", {}),
        ("export", {}),
        ("import", {"text": ""}),
        ("people", {}),
        ("edit_account", {"account": "user"}),
        ("remove_account", {"account": "user-1"}),
        ("free_account", {"account": "user-1"}),
        ("hand_over", {"role": "file", "number": 2}),
        ("fault", {"name": "cover-open", "on": True}),
        ("reset", {}),
        ("subscribe", {"audit": True}),
    ],
)
def test_what_needs_a_login_says_so(shared: Hosted, op: str, args: dict[str, Any]) -> None:
    with shared.line() as line:
        code, reason = refusal(line, op, **args)

    assert code == "login"
    assert reason == "this needs a login; log in first (--as NAME)"


def test_a_wrong_password_is_answered_in_the_words_of_the_machine(device: Hosted) -> None:
    with device.line() as line:
        assert refusal(line, "login", name="admin", password="wrong") == (
            "login",
            "Authentication has failed.",
        )
        assert refusal(line, "logout") if False else line.ask("logout") == {}


def test_settings_are_changed_all_or_none(device: Hosted) -> None:
    with device.line() as line:
        log_in(line)
        code, _ = refusal(line, "set", settings={HOST_NAME.name: "new", "authentication.auto_logout": "5 s"})
        before = line.ask("get", name=HOST_NAME.name)["value"]
        line.ask("set", settings={HOST_NAME.name: "new", "authentication.auto_logout": "60 s"})

        assert code == "refused"
        assert before != "new"
        assert line.ask("get", name=HOST_NAME.name)["value"] == "new"


def test_what_cannot_be_kept_is_a_named_error_and_nothing_has_changed(device: Hosted) -> None:
    with device.line() as line:
        log_in(line)
        before = line.ask("get", name=HOST_NAME.name)["value"]
        give_room = device.on_loop(lambda: fill_disk(device))

        assert refusal(line, "set", settings={HOST_NAME.name: "new"}) == ("keep", "the disk is full")
        assert line.ask("get", name=HOST_NAME.name)["value"] == before
        device.on_loop(give_room)


def fill_disk(device: Hosted) -> Callable[[], None]:
    """The Keep in memory has no disk to fill; returns what frees it again."""

    def full() -> Any:
        raise KeepError("the disk is full")

    keep = device.machine.keep
    usual = keep.transaction
    keep.transaction = full  # type: ignore[method-assign]

    def give_room() -> None:
        keep.transaction = usual  # type: ignore[method-assign]

    return give_room


def test_a_login_ends_with_its_connection(device: Hosted) -> None:
    with device.line() as watching:
        log_in(watching)
        with device.line() as line:
            log_in(line)
        while len(device.on_loop(lambda: list(device.machine.people.sessions))) > 1:
            watching.ask("status")

        rows = watching.ask("audit", limit=5)["rows"]
    assert ("logged out", "the link was closed") in [(row["deed"], row["detail"]) for row in rows]


def test_a_login_ends_when_its_account_changes(device: Hosted) -> None:
    with device.line() as line, device.line() as other:
        log_in(line)
        log_in(other)
        other.ask("edit_account", account="administrator-1", password="pass-4U")

        assert refusal(line, "set", settings={HOST_NAME.name: "x"})[0] == "login"
        assert refusal(other, "set", settings={HOST_NAME.name: "x"})[0] == "login"


def test_the_audit_names_the_person_and_the_face(device: Hosted) -> None:
    with device.line(face="plain") as line:
        log_in(line)
        line.ask("set", settings={HOST_NAME.name: "printer7"})
        rows = line.ask("audit", after=1)["rows"]

    changed = [row for row in rows if row["deed"] == "changed"]
    assert [(row["by"], row["face"], row["subject"], row["detail"]) for row in changed] == [
        ("admin", "plain", HOST_NAME.name, "printer7")
    ]


def test_a_face_at_the_panel_is_told_every_row_of_the_audit(device: Hosted) -> None:
    with device.line(face="app", local=True) as face, device.line() as other:
        face.ask("subscribe", audit=True, recent=10)
        log_in(other)
        other.ask("set", settings={HOST_NAME.name: "printer7"})
        face.ask("settle")

        told = [(event.fields["row"]["deed"], event.fields["row"]["by"]) for event in face.events]
    assert told == [("power on", ""), ("logged in", "admin"), ("changed", "admin")]


def test_another_reader_is_told_only_what_its_person_may_read(device: Hosted) -> None:
    with device.line() as line, device.line() as other:
        log_in(other)
        other.ask("edit_account", account="administrator-2", name="ned")
        other.ask("hand_over", role="network", number=2)
        log_in(other)
        log_in(line, "ned")
        line.ask("subscribe", audit=True)
        other.ask("set", settings={"authentication.auto_logout": "60 s"})
        line.ask("set", settings={HOST_NAME.name: "printer7"})
        line.ask("settle")

        told = [event.fields["row"]["subject"] for event in line.events]
    assert told == [HOST_NAME.name]


# Accounts


def test_accounts_are_listed_without_anything_secret(device: Hosted) -> None:
    with device.line() as line:
        log_in(line)
        key = line.ask("edit_account", account="user", name="mia", password="pass-4U", user_code="4711")[
            "key"
        ]
        found = line.ask("people")

    told = next(each for each in found["accounts"] if each["key"] == key)
    assert (told["name"], told["password"], told["user_code"], told["locked"]) == ("mia", "set", "set", False)
    assert "4711" not in json.dumps(found)
    assert "argon2" not in json.dumps(found)


def test_a_user_may_not_list_accounts(device: Hosted) -> None:
    with device.line() as line:
        log_in(line)
        line.ask("set", settings={"authentication.user_method": "Basic"})
        line.ask("edit_account", account="user", name="mia", password="pass-4U")
        log_in(line, "mia", "pass-4U")

        assert refusal(line, "people")[0] == "privilege"


def test_a_locked_user_is_freed_by_the_user_administrator(device: Hosted) -> None:
    with device.line() as line, device.line() as mia:
        log_in(line)
        line.ask(
            "set",
            settings={
                "authentication.user_method": "Basic",
                "authentication.lockout": "Active",
                "authentication.lockout_attempts": "1",
            },
        )
        line.ask("edit_account", account="user", name="mia", password="pass-4U")
        refusal(mia, "login", name="mia", password="wrong")
        refusal(mia, "login", name="mia", password="pass-4U")

        line.ask("free_account", account="mia")

        log_in(mia, "mia", "pass-4U")
        line.ask("remove_account", account="mia")
        assert refusal(line, "free_account", account="mia")[0] == "refused"


def test_a_role_is_handed_over_by_name(device: Hosted) -> None:
    with device.line() as line:
        log_in(line)
        line.ask("edit_account", account="administrator-2", name="fay")
        assert refusal(line, "hand_over", role="chief", number=2)[0] == "refused"
        line.ask("hand_over", role="File", number=2)
        log_in(line)

        assert line.ask("people")["roles"]["File Administrator"] == 2


# Time


def test_virtual_time_moves_when_told_and_timers_run_on_the_way(device: Hosted) -> None:
    with device.line() as line:
        line.press(Key.MENU)
        wait = line.ask("next_timer")["seconds"]
        assert wait is not None

        line.ask("advance", seconds=180)

        assert line.display().title != "Menu"
        assert device.machine.clock.now() == 180


def test_the_real_clock_does_not_move_when_told(device: Hosted) -> None:
    device.machine.clock = object()  # type: ignore[assignment]
    try:
        with device.line() as line:
            assert refusal(line, "advance", seconds=1)[0] == "clock"
            assert refusal(line, "next_timer")[0] == "clock"
    finally:
        device.machine.clock = VirtualClock()


def test_a_factory_reset_is_the_machine_administrators(device: Hosted) -> None:
    with device.line() as line:
        log_in(line)
        line.ask("set", settings={HOST_NAME.name: "printer7"})
        line.ask("reset")

        assert line.ask("get", name=HOST_NAME.name)["value"] == HOST_NAME.default


def test_a_fault_is_put_and_mended_by_the_machine_administrator(device: Hosted) -> None:
    with device.line() as line:
        log_in(line)
        both = [line.ask("fault", name=name, on=True) for name in ("toner-low", "cover-open")][-1]
        told = line.ask("status")
        shown = line.display()
        mended = line.ask("fault", name="cover-open", on=False)
        again = line.ask("fault", name="cover-open", on=False)

    assert both == {"faults": ["cover-open", "toner-low"]}
    assert (told["faults"], told["machine"]) == (["cover-open", "toner-low"], "Cover Open")
    assert shown.lines[0].rstrip() == "Cover Open"
    assert mended == again == {"faults": ["toner-low"]}


def test_a_fault_leaves_no_row_in_the_audit(device: Hosted) -> None:
    with device.line() as line:
        log_in(line)
        before = line.ask("audit")["rows"]
        line.ask("fault", name="media-jam", on=True)

        assert line.ask("audit")["rows"] == before


def test_a_fault_that_there_is_none_of_is_answered_with_those_there_are(device: Hosted) -> None:
    with device.line() as line:
        code, reason = refusal(line, "fault", name="fire", on=True)

    assert code == "argument"
    assert reason.startswith("fault: name: one of cover-open, media-jam,")


def test_who_is_no_machine_administrator_puts_no_fault(device: Hosted) -> None:
    with device.line() as line:
        log_in(line, "supervisor")

        assert refusal(line, "fault", name="cover-open", on=True)[0] == "privilege"


def test_stop_is_answered_before_the_device_goes(device: Hosted) -> None:
    with device.line() as line:
        assert line.ask("stop") == {}
        line.wait_for_end()


def test_an_error_of_the_house_is_answered_and_logged_without_its_words(
    device: Hosted, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(at: Any, args: Any) -> Any:
        raise RuntimeError("s3cret")

    connection = "screen"
    with device.line() as line:
        (live,) = device.host._connections
        live._operations = {**live._operations, connection: broken}

        code, reason = refusal(line, "screen")

        assert (code, reason) == ("internal", "an error of the device itself; its log names the place")
        assert line.ask("status")["machine"] == "Ready"
    assert "op screen: RuntimeError at test_host.py" in caplog.text
    assert "s3cret" not in caplog.text


# Anything at all


@settings(max_examples=60)
@given(st.lists(st.binary(max_size=200), max_size=8))
def test_random_bytes_never_break_the_host(shared: Hosted, chunks: list[bytes]) -> None:
    with shared.raw() as raw:
        for chunk in chunks:
            raw.send(chunk)
        raw.end()
        greeting, *replies = raw.rest()

    assert isinstance(greeting, Greeting)
    assert all(isinstance(each, Failure) and each.code in CODES for each in replies)
    assert_alive(shared)


#: Ops that may be asked in any order; stop ends the test's host, login takes time.
HARMLESS = sorted(set(OPERATIONS) - {"stop", "login", "advance"})

requests = st.builds(
    lambda op, keys, extra: {"op": op} | ({"keys": keys} if op == "press" else {}) | extra,
    st.sampled_from(HARMLESS),
    st.lists(st.sampled_from([key.value for key in Key]), min_size=1, max_size=6),
    st.dictionaries(
        st.sampled_from(["display", "recent", "name", "settle"]), st.booleans() | st.integers(0, 9)
    ),
)


@settings(max_examples=60)
@given(st.lists(requests, max_size=12), st.data())
def test_cut_and_interleaved_requests_are_answered_one_by_one(
    shared: Hosted, messages: list[dict[str, Any]], data: st.DataObject
) -> None:
    lines = [json.dumps({"id": number} | message).encode() + b"\n" for number, message in enumerate(messages)]
    stream = b"".join(lines)
    with shared.raw() as one, shared.raw() as other:
        rest = stream
        while rest:
            size = data.draw(st.integers(1, len(rest)))
            for raw in (one, other):
                raw.send(rest[:size])
            rest = rest[size:]
        for raw in (one, other):
            raw.end()
            replies = [each for each in raw.rest() if isinstance(each, Answer | Failure)]
            assert [each.id for each in replies] == list(range(len(messages)))
    assert_alive(shared)


@settings(max_examples=30)
@given(st.sampled_from(["press", "login", "set"]), st.integers(1, 60))
def test_a_request_cut_anywhere_is_told_to_be_cut(shared: Hosted, op: str, size: int) -> None:
    line = request(1, op, {"keys": ["Menu"], "name": "admin", "settings": {"network.host_name": "x"}})
    with shared.raw() as raw:
        raw.send(line[: min(size, len(line) - 1)])
        raw.end()
        _, cut = raw.rest()

    assert isinstance(cut, Failure)
    assert cut.code == "truncated"
    assert_alive(shared)


def assert_alive(device: Hosted) -> None:
    """The machine answers, its display has the right size, its panel a stack with the rest screen below."""
    with device.line() as line:
        display = line.display()
    assert [len(row) for row in display.lines] == [25] * 4
    assert isinstance(device.on_loop(lambda: device.host.house.front.stack[0]), Rest)


#: What several faces change at once: settings that rules tie together, and some that stand alone.
changes = st.sampled_from(
    [
        ("security.network_security_level", "Level 0"),
        ("security.network_security_level", "FIPS140"),
        ("network.permit_ssl_tls", "Ciphertext Only"),
        ("network.permit_ssl_tls", "Ciphertext/Cleartext"),
        ("mail.smtp_ssl", "On"),
        ("mail.smtp_ssl", "Off"),
        ("mail.smtp_port", "25"),
        ("mail.smtp_port", "99999"),
        ("network.host_name", "printer7"),
        ("network.host_name", "printer 8"),
        ("system.menu_protect", "Level 2"),
        ("security.driver_encryption_key", "Printer2026"),
        ("security.driver_encryption_key", "no!"),
    ]
)
steps = st.one_of(
    st.tuples(st.integers(0, 1), st.lists(changes, min_size=1, max_size=3).map(dict)),
    st.lists(st.sampled_from(Key), min_size=1, max_size=8),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(steps, max_size=15))
def test_any_changes_from_several_faces_leave_a_state_that_holds(sequence: list[Any]) -> None:
    with hosted() as device, device.line(face="app", local=True) as person:
        others = [device.line(), device.line()]
        for line in others:
            log_in(line)
        for step in sequence:
            if isinstance(step, list):
                person.press(*step)
            else:
                changed_or_refused(others[step[0]], step[1])
        store = device.machine.store
        for setting in store.settings:
            if setting.is_secret and not store[setting]:
                continue
            setting.check(store[setting])
        # Every rule holds for everything at once: the state as a whole could be set as it is.
        text = written(collected(device.machine, secrets=True))
        other = Power(None, VirtualClock()).machine
        document = read(text)
        put(other, document, judged(document, other.store), MACHINE_ITSELF)
        numbers = [row.number for row in device.machine.audit.rows()]
        for line in others:
            line.close()

    assert numbers == list(range(1, len(numbers) + 1))
    assert written(collected(other, secrets=True)) == text


def changed_or_refused(line: Line, wanted: dict[str, str]) -> None:
    """Either all is as it was wanted, or the device has said why nothing is."""
    before = {name: line.ask("get", name=name)["value"] for name in wanted}
    code = asked(line, wanted)
    after = {name: line.ask("get", name=name)["value"] for name in wanted}
    changed = {name: "set" if "key" in name else text for name, text in wanted.items()}

    assert (code, after) in [("", changed), ("refused", before), ("privilege", before)]


def asked(line: Line, wanted: dict[str, str]) -> str:
    """Change settings; the code of the refusal, "" when there is none."""
    try:
        line.ask("set", settings=wanted)
    except LinkError as error:
        return error.code
    return ""
