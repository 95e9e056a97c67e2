"""What stands in the cells of the faceplate, of its small form, of the pane and of the help."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from device.console import BLANK, COLUMNS, LINES, Display, Indicators, Light
from panel.app.compact import compact_row, no_faceplate, selection_key_at
from panel.app.drawing import Drawing, Piece, Shown
from panel.app.glass import Run, changed, runs, words_of_loss
from panel.app.helping import help_lines
from panel.app.lamps import are_blinking, lamps
from panel.app.log import NO_SERVICES, NOTHING_YET, furthest, pane_lines, row_lines, service_lines
from panel.app.looks import CASINGS, LOOKS, NO_COLOR, PLASTIC, Look, Part, look
from panel.app.names import CAPS, caption, centred, short, spoken
from panel.app.plan import COMPACT_HEIGHT, plan
from panel.attach import AuditWritten, Service
from panel.keymap import load, names
from panel.keys import APPROXIMATE, SELECTION, Key

LIST = Display(
    (
        "Menu                 1/11",
        "Paper Input              ",
        "Maintenance              ",
        "                    Login",
    ),
    ("", "", "Login"),
    None,
    1,
    Indicators(Light.ON),
    False,
    "Menu",
    7,
)
ENTRY = LIST._replace(
    lines=("Login User Name", "ab", "abcdefghijklm", "Delete   ABC/123   Accept"),
    labels=("Delete", "ABC/123", "Accept"),
    cursor=(2, 2),
    selected=None,
)
ENTRY = ENTRY._replace(lines=tuple(line.ljust(COLUMNS) for line in ENTRY.lines))

KEYMAP = load("default")
ALL_LOOKS = [look(name, casing) for name in LOOKS for casing in CASINGS]
ALL_LOOKS += [look(name, has_16_colors=True) for name in LOOKS] + [NO_COLOR]


def drawing(width: int = 80, height: int = 23, in_lines: bool = False) -> Drawing:
    layout = plan(width, height)
    assert layout is not None
    return Drawing(layout, KEYMAP, in_lines)


def text(pieces: Iterable[Piece]) -> str:
    return "".join(piece for piece, _ in pieces)


def picture(drawn: Drawing, shown: Shown) -> list[str]:
    return [text(drawn.row(row, shown)) for row in drawn.plan.casing.rows]


def part_at(pieces: Iterable[Piece], column: int) -> Part:
    for piece, part in pieces:
        if column < len(piece):
            return part
        column -= len(piece)
    raise AssertionError("no such column")


# The display


def test_the_selected_row_is_inverse_from_its_first_cell_to_its_last() -> None:
    assert runs(LIST, 1) == (Run("Paper Input".ljust(COLUMNS), True),)
    assert runs(LIST, 2) == (Run("Maintenance".ljust(COLUMNS), False),)


def test_the_cell_of_the_cursor_is_inverse_alone() -> None:
    assert runs(ENTRY, 2) == (
        Run("ab", False),
        Run("c", True),
        Run("defghijklm".ljust(COLUMNS - 3), False),
    )


def test_the_cursor_on_a_selected_row_is_seen_as_well() -> None:
    both = LIST._replace(cursor=(1, 0))

    assert runs(both, 1) == (Run("P", False), Run("aper Input".ljust(COLUMNS - 1), True))


@pytest.mark.parametrize("column", [0, COLUMNS - 1])
def test_a_cursor_at_either_end_leaves_no_empty_run(column: int) -> None:
    found = runs(ENTRY._replace(cursor=(2, column)), 2)

    assert "".join(run.text for run in found) == ENTRY.lines[2]
    assert all(run.text for run in found)


def test_only_lines_that_look_different_are_drawn_again() -> None:
    down = LIST._replace(selected=2, lines=("Menu                 2/11", *LIST.lines[1:]))

    assert [*changed(LIST, LIST._replace(revision=8))] == []
    assert [*changed(LIST, down)] == [0, 1, 2]
    assert [*changed(ENTRY, ENTRY._replace(cursor=(2, 3)))] == [2]


# The faceplate


@pytest.mark.parametrize("in_lines", [False, True])
@pytest.mark.parametrize("size", [(80, 23), (97, 26), (120, 39)])
def test_every_row_is_as_wide_as_the_casing(size: tuple[int, int], in_lines: bool) -> None:
    drawn = drawing(*size, in_lines)
    shown = Shown(ENTRY, frozenset(Key))

    assert {len(row) for row in picture(drawn, shown)} == {drawn.plan.casing.width}
    assert drawn.row(drawn.plan.casing.bottom, shown) == []


@pytest.mark.parametrize("in_lines", [False, True])
def test_the_lines_of_the_display_stand_in_the_window(in_lines: bool) -> None:
    drawn = drawing(in_lines=in_lines)
    cells = drawn.plan.cells

    seen = picture(drawn, Shown(LIST))

    assert tuple(seen[row][cells.left : cells.right] for row in cells.rows) == LIST.lines


def test_the_chosen_row_has_no_mark_in_its_cells_but_is_painted_inverse() -> None:
    drawn = drawing()
    cells = drawn.plan.cells
    row = drawn.row(cells.top + 1, Shown(LIST))

    assert {part_at(row, column) for column in range(cells.left, cells.right)} == {Part.CHOSEN}
    assert part_at(row, cells.left - 1) is Part.GLASS
    assert part_at(row, cells.right) is Part.GLASS


@pytest.mark.parametrize("in_lines", [False, True])
def test_every_key_shows_its_name_and_its_terminal_key(in_lines: bool) -> None:
    drawn = drawing(in_lines=in_lines)
    seen = picture(drawn, Shown(LIST))

    for key, box in drawn.plan.keys.items():
        cap = " ".join(seen[row][box.left : box.right] for row in box.rows)
        assert all(word in cap for word in CAPS[key])
        assert short(KEYMAP.terminal_keys(key)[0]) in seen[box.bottom][box.left : box.right]


@pytest.mark.parametrize("key", Key)
def test_a_lit_key_alone_is_painted_lit(key: Key) -> None:
    drawn = drawing()
    lit = {Part.LIT_EDGE, Part.LIT_CAP}

    rows = {row: drawn.row(row, Shown(LIST, frozenset({key}))) for row in drawn.plan.casing.rows}

    for other, box in drawn.plan.keys.items():
        seen = {part_at(rows[row], column) for row in box.rows for column in range(box.left, box.right)}
        assert (seen == lit) if other is key else not (seen & lit)


def test_a_display_without_its_light_is_painted_dark() -> None:
    drawn = drawing()
    asleep = LIST._replace(indicators=Indicators(Light.OFF))
    row = drawn.row(drawn.plan.cells.top, Shown(asleep))

    assert part_at(row, drawn.plan.cells.left) is Part.DARK_GLASS


def test_words_in_the_place_of_the_display_fill_its_window_and_no_lamp_shines() -> None:
    drawn = drawing(in_lines=True)
    words = words_of_loss("the device has gone away", "Enter", "Ctrl+Q")

    seen = "\n".join(picture(drawn, Shown(LIST, words=words)))

    assert [len(word) for word in words] == [COLUMNS] * LINES
    assert "The device has gone away" in seen
    assert "Enter: attach again" in seen
    assert "Ctrl+Q: leave" in seen
    assert "Paper Input" not in seen
    assert "Power off" in seen


def test_a_long_reason_of_loss_keeps_what_to_do() -> None:
    words = words_of_loss("the device sent an audit row that is none, and more words", "5", "Ctrl+Q")

    assert [len(word) for word in words] == [COLUMNS] * LINES
    assert words[2].rstrip() == "5: attach again"


# Lamps


@pytest.mark.parametrize(
    ("indicators", "words"),
    [
        (Indicators(), ["on", "off", "off"]),
        (Indicators(Light.OFF, Light.ON, Light.ON, "red"), ["off", "on red", "on"]),
        (
            Indicators(Light.BLINKING, Light.BLINKING, color := Light.OFF, "yellow"),
            ["blinking", "blinking yellow", color.value],
        ),
    ],
)
def test_what_lamps_do_is_said_in_words_where_color_is_not_to_tell_it(
    indicators: Indicators, words: list[str]
) -> None:
    assert [lamp.words for lamp in lamps(indicators)] == words

    drawn = drawing(in_lines=True)
    seen = text(drawn.row(drawn.plan.head, Shown(LIST._replace(indicators=indicators))))

    assert all(f"{lamp.name} {lamp.words}" in seen for lamp in lamps(indicators))


def test_a_blinking_lamp_shines_half_of_the_time() -> None:
    blinking = LIST._replace(indicators=Indicators(Light.ON, Light.BLINKING, Light.OFF, "yellow"))
    drawn = drawing()

    lit, dark = (
        [
            part
            for piece, part in drawn.row(drawn.plan.head, Shown(blinking, in_light=in_light))
            if piece == "●"
        ]
        for in_light in (True, False)
    )

    assert lit == [Part.LAMP_GREEN, Part.LAMP_YELLOW, Part.LAMP_OFF]
    assert dark == [Part.LAMP_GREEN, Part.LAMP_OFF, Part.LAMP_OFF]
    assert are_blinking(blinking.indicators)
    assert not are_blinking(LIST.indicators)


# Looks


@pytest.mark.parametrize("worn", ALL_LOOKS, ids=lambda worn: worn.name)
def test_every_look_paints_every_part(worn: Look) -> None:
    for part in Part:
        for down in (0.0, 0.5, 1.0):
            paint = worn.paint(part, down)
            assert paint.ground != PLASTIC
            assert all(color == "" or len(bytes.fromhex(color[1:])) == 3 for color in paint[:2])


@pytest.mark.parametrize("worn", ALL_LOOKS, ids=lambda worn: worn.name)
def test_what_is_chosen_or_lit_differs_in_every_look(worn: Look) -> None:
    for plain, chosen in (
        (Part.GLASS, Part.CHOSEN),
        (Part.DARK_GLASS, Part.DARK_CHOSEN),
        (Part.CAP, Part.LIT_CAP),
    ):
        assert worn.paint(plain, 0.5) != worn.paint(chosen, 0.5)


@pytest.mark.parametrize("worn", ALL_LOOKS, ids=lambda worn: worn.name)
@pytest.mark.parametrize(
    "part",
    [
        Part.GLASS,
        Part.CHOSEN,
        Part.CAP,
        Part.OK_CAP,
        Part.PRINT,
        Part.TERMINAL_KEY,
        Part.LIT_CAP,
        Part.NOTICE,
    ],
)
def test_text_can_be_read_in_every_look(worn: Look, part: Part) -> None:
    for down in (0.0, 1.0):
        paint = worn.paint(part, down)
        if paint.ink and paint.ground:
            assert contrast(paint.ink, paint.ground) >= 4.5


def test_without_color_nothing_has_a_color() -> None:
    assert all(NO_COLOR.paint(part, 0.5)[:2] == ("", "") for part in Part)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours: WCAG 2.2, 1.4.3; 4.5 is asked for."""
    low, high = sorted(_luminance(color) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    parts = [value / 255 for value in bytes.fromhex(color[1:])]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# The small form


def test_the_small_form_shows_the_whole_display_first() -> None:
    seen = [text(compact_row(row, Shown(ENTRY), KEYMAP, "why")) for row in range(COMPACT_HEIGHT + 1)]

    assert tuple(seen[:LINES]) == ENTRY.lines
    assert seen[LINES].split() == ["(1)", "(2)", "(3)"]
    assert seen[LINES + 1] == "Power: on  Alert: off  Data In: off"
    assert seen[LINES + 2 :] == ["why", ""]


@pytest.mark.parametrize("name", names())
def test_the_small_form_has_each_terminal_key_beneath_its_label(name: str) -> None:
    keymap = load(name)
    seen = text(compact_row(LINES, Shown(ENTRY), keymap))

    for key in SELECTION:
        column = seen.index(f"({short(keymap.terminal_keys(key)[0])})")
        assert selection_key_at(column, LINES) is key
    assert selection_key_at(0, LINES - 1) is None


def test_it_says_why_there_is_no_faceplate() -> None:
    assert no_faceplate(60, 20) == "60x20 is too small for the faceplate; it needs 80x24"
    assert no_faceplate(80, 24) == "Tab: the faceplate again"


# Names


@pytest.mark.parametrize(
    ("terminal", "printed"),
    [
        ("enter", "Enter"),
        ("f10", "F10"),
        ("m", "m"),
        ("M", "M"),
        ("ctrl+q", "Ctrl+Q"),
        ("up", "↑"),
        ("slash", "/"),
    ],
)
def test_terminal_keys_are_named_as_keyboards_show_them(terminal: str, printed: str) -> None:
    assert short(terminal) == printed


def test_a_caption_names_two_keys_where_they_fit() -> None:
    assert caption(KEYMAP, Key.MENU, 10) == "m  F2"
    assert caption(KEYMAP, Key.MENU, 4) == "m"
    assert centred("abc", 6) == " abc  "


def test_keys_known_from_siblings_alone_are_marked_in_the_help() -> None:
    assert {key for key in Key if spoken(key).endswith("*")} == APPROXIMATE


# The help


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("width", [60, 76, 100])
def test_the_help_names_every_key_and_fits(name: str, width: int) -> None:
    keymap = load(name)
    lines = [*help_lines(keymap, width)]
    seen = "\n".join(line.text for line in lines)

    assert max(len(line.text) for line in lines) <= width
    assert all(spoken(key) in seen for key in Key)
    assert all(short(terminal) in seen for key in Key for terminal in keymap.terminal_keys(key))
    assert keymap.title in seen


def test_the_help_tells_the_procedure_in_the_nine_steps_of_the_manual() -> None:
    lines = [line.text for line in help_lines(KEYMAP, 100)]
    start = lines.index("To set a driver encryption key")
    steps = [line.split()[0] for line in lines[start:] if line[2:3].isdigit()]

    assert steps == [str(number) for number in range(1, 10)]
    assert all(
        label in "\n".join(lines) for label in ("[Security Options]", "[Extended Security]", "[Accept]")
    )


# The pane

ROW = AuditWritten(
    41, "2026-11-24T22:43:46+00:00", "ned", "app", "changed", "security.driver_encryption_key", "set"
)


def test_a_row_of_the_audit_tells_when_who_where_and_what() -> None:
    assert row_lines(ROW, 200) == ["22:43:46 ned, app: changed security.driver_encryption_key: set"]
    assert row_lines(ROW._replace(by="", face="", detail=""), 200) == [
        "22:43:46 nobody: changed security.driver_encryption_key"
    ]
    login = ROW._replace(deed="logged in", subject="ned", detail="")
    assert row_lines(login, 200) == ["22:43:46 ned, app: logged in"]


@pytest.mark.parametrize("width", [12, 29, 32, 45])
def test_a_long_row_is_wrapped_and_nothing_of_it_is_lost(width: int) -> None:
    lines = row_lines(ROW, width)

    assert max(map(len, lines)) <= width
    assert "".join("".join(lines).split()) == "22:43:46ned,app:changedsecurity.driver_encryption_key:set"


def test_services_are_told_with_their_address_or_the_reason_why_they_are_closed() -> None:
    services = [
        Service("Web Image Monitor", "https", "::1", 8443, "open", ""),
        Service("raw", "raw", "127.0.0.1", 0, "closed", "the port is taken"),
    ]

    assert service_lines(services, 80) == [
        "Web Image Monitor  https://[::1]:8443",
        "raw                closed: the port is taken",
    ]
    assert service_lines([], 80) == [NO_SERVICES]


def test_the_pane_has_the_newest_event_last_and_the_services_below() -> None:
    log = [f"event {number}" for number in range(20)]

    lines = [line.text for line in pane_lines(log, ["one", "two"], 10)]

    assert lines == ["Events", *log[-5:], "", "Services", "one", "two"]


def test_the_pane_can_be_scrolled_back_to_the_first_event() -> None:
    log = [f"event {number}" for number in range(20)]

    lines = [line.text for line in pane_lines(log, ["one"], 10, back=1000)]

    assert lines[:2] == ["Events (scrolled back)", "event 0"]
    assert furthest(log, 5) == 15


@pytest.mark.parametrize("height", range(12))
def test_the_pane_is_exactly_as_high_as_it_has_to_be(height: int) -> None:
    assert len(pane_lines([], ["one"], height)) == height


def test_an_empty_log_says_so() -> None:
    assert pane_lines([], [], 10)[1].text == NOTHING_YET


def test_the_blank_display_can_be_drawn() -> None:
    assert len(picture(drawing(), Shown(BLANK))) == 23
