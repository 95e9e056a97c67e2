"""The console: local faces see the panel; everybody else sees nothing of a secret that is being entered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.console import BLANK, COLUMNS, LINES, MASK, Console, Display, Indicators, Notice
from device.listeners import ListenerFailed


class Glass:
    """Something that draws; `text` stands on its second line."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.text = ""
        self.drawn = 0
        console.connect(self._draw)

    def _draw(self, revision: int) -> Display:
        self.drawn += 1
        lines = tuple(line.ljust(COLUMNS) for line in ("Title", self.text, "abc", "Accept"))
        return Display(lines, ("Accept", "", ""), (2, 0), None, Indicators(), False, "Title", revision)

    def show(self, text: str, private: bool = False) -> None:
        self.text = text
        self.console.publish(private)


@pytest.fixture
def console() -> Console:
    return Console()


@pytest.fixture
def glass(console: Console) -> Glass:
    return Glass(console)


def second(display: Display) -> str:
    return display.lines[1].rstrip()


def test_before_anything_is_shown_the_display_is_blank(console: Console) -> None:
    assert console.public == console.display == BLANK


def test_everybody_sees_what_is_no_secret(console: Console, glass: Glass) -> None:
    glass.show("hello")

    assert second(console.display) == second(console.public) == "hello"


def test_the_display_is_drawn_only_when_somebody_looks_and_once(console: Console, glass: Glass) -> None:
    glass.show("a")
    glass.show("b")
    assert glass.drawn == 0

    assert second(console.display) == second(console.public) == second(console.display) == "b"
    assert glass.drawn == 1


def test_while_a_secret_is_entered_others_see_the_title_and_a_mask_of_fixed_length(
    console: Console, glass: Glass
) -> None:
    glass.show("s", private=True)
    seen = console.public

    assert seen.lines == tuple(line.ljust(COLUMNS) for line in ("Title", MASK, "", ""))
    assert (seen.labels, seen.cursor, seen.selected, seen.private) == (("", "", ""), None, None, True)
    assert second(console.display) == "s"


def test_while_a_secret_is_entered_others_hear_nothing_after_its_beginning(
    console: Console, glass: Glass
) -> None:
    public, local = list[Display](), list[str]()
    console.watch(lambda: public.append(console.public))
    console.watch(lambda: local.append(second(console.display)), local=True)

    for text in ("", "s", "se", "sec"):
        glass.show(text, private=True)
    during = console.public
    glass.show("done")

    assert local == ["", "s", "se", "sec", "done"]
    assert public == [during, console.public]
    assert [display.revision for display in public] == [1, 2]
    assert second(console.public) == "done"


@given(st.lists(st.tuples(st.text("secret", max_size=9), st.booleans()), max_size=12))
def test_others_see_the_same_whatever_is_entered_in_private(shown: list[tuple[str, bool]]) -> None:
    def stream(hide: bool) -> list[Display]:
        console = Console()
        glass, seen = Glass(console), list[Display]()
        console.watch(lambda: seen.append(console.public))
        for text, private in shown:
            glass.show("x" if hide and private else text, private)
            seen.append(console.public)
        return seen

    assert stream(hide=True) == stream(hide=False)


def test_a_public_reader_who_looks_late_gets_the_present_public_display(
    console: Console, glass: Glass
) -> None:
    glass.show("before")
    glass.show("secret", private=True)

    assert second(console.public) == MASK
    assert console.public.revision == console.public_revision == 2


def test_a_watcher_that_has_left_hears_nothing_and_may_leave_again(console: Console, glass: Glass) -> None:
    heard: list[str] = []

    def hear() -> None:
        heard.append(glass.text)

    first, second = console.watch(hear), console.watch(hear)
    first()
    first()
    glass.show("once")
    second()
    glass.show("never")

    assert heard == ["once"]


def test_a_watcher_that_leaves_while_all_are_told_keeps_nobody_from_hearing(
    console: Console, glass: Glass
) -> None:
    heard: list[str] = []
    leave = console.watch(lambda: leave(), local=True)
    console.watch(lambda: heard.append(glass.text), local=True)

    glass.show("still told")

    assert heard == ["still told"]


@pytest.mark.parametrize("local", [False, True])
def test_a_watcher_that_fails_keeps_nobody_from_hearing(console: Console, glass: Glass, local: bool) -> None:
    heard: list[str] = []

    def fail() -> None:
        raise OSError("hung up")

    console.watch(fail, local=local)
    console.watch(lambda: heard.append("public"))
    console.watch(lambda: heard.append("local"), local=True)
    with pytest.raises(ListenerFailed) as caught:
        glass.show("news")

    assert isinstance(caught.value.__cause__, OSError)
    assert heard == ["public", "local"]


def test_a_notice_the_lock_and_identify_are_seen_by_everybody_who_watches(
    console: Console, glass: Glass
) -> None:
    heard: list[tuple[str, bool, bool]] = []
    console.watch(lambda: heard.append((console.notice.text, console.locked, console.identifying)))

    console.put(Notice("Back at noon", "snmp"))
    console.lock()
    console.identify()
    console.put(Notice())
    console.lock(False)
    console.identify(False)

    assert heard == [
        ("Back at noon", False, False),
        ("Back at noon", True, False),
        ("Back at noon", True, True),
        ("", True, True),
        ("", False, True),
        ("", False, False),
    ]


def test_a_notice_does_not_end_the_privacy_of_an_entry(console: Console, glass: Glass) -> None:
    glass.show("secret", private=True)
    before = console.public

    console.put(Notice("news", "pjl"))

    assert console.private
    assert console.public == before


def test_a_display_has_the_size_of_the_glass(console: Console, glass: Glass) -> None:
    glass.show("x", private=True)

    for display in (BLANK, console.display, console.public):
        assert [len(line) for line in display.lines] == [COLUMNS] * LINES
