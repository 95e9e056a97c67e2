"""Pictures of the display: every dot where the font has it, in words too, harmless whatever is shown."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from xml.etree import ElementTree

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from device.console import BLANK, COLUMNS, LINES, MASK, Display, Indicators, Light, masked
from panel.app.looks import CHARCOAL, GREEN
from panel.characters import character_sets
from panel.keys import SELECTION, Key
from panel.pictures import colors
from panel.pictures.cast import HEIGHT as CAST_HEIGHT
from panel.pictures.cast import WIDTH as CAST_WIDTH
from panel.pictures.cast import Cast
from panel.pictures.colors import LIT, Tint
from panel.pictures.dots import GLASS_HEIGHT, GLASS_WIDTH, MARGIN, PITCH, STEP, art, dots, written
from panel.pictures.drawable import UNKNOWN, drawable, words
from panel.pictures.font import HEIGHT, REPLACEMENT, WIDTH, drawn, glyph
from panel.pictures.gif import NoPillow, gif
from panel.pictures.keycap import key_svg
from panel.pictures.pixels import SCALES
from panel.pictures.plate import BEZEL
from panel.pictures.png import png
from panel.pictures.svg import svg
from panel.surface import Row, Surface

SVG = "{http://www.w3.org/2000/svg}"
ASCII = [chr(code) for code in range(0x20, 0x7F)]
#: The letters of Latin-1 with their accents.
ACCENTED = [chr(code) for code in range(0xC0, 0x100)]

MENU = Surface("Menu", (Row("Network"), Row("Policy", "Off")), 1, ("Login", "", "Escape"), place="2/11")
ENTRY = Surface(
    "Login User Name", (Row("ann_"), Row("␣!\"#$%&'()*+,-./")), None, ("Delete", "", "OK"), cursor=(2, 3)
)
BUSY = Indicators(Light.ON, Light.BLINKING, Light.OFF, "red")

menu = MENU.layout.display(BUSY)
entry = ENTRY.layout.display(Indicators())

#: Any text, surrogates and control characters among it.
anything = st.text(st.characters(), max_size=40)
lights = st.sampled_from(Light)
displays = st.builds(
    Display,
    lines=st.lists(anything, max_size=6).map(tuple),
    labels=st.just(("", "", "")),
    cursor=st.none() | st.tuples(st.integers(-2, 9), st.integers(-2, 40)),
    selected=st.none() | st.integers(-2, 9),
    indicators=st.builds(Indicators, lights, lights, lights, anything),
    private=st.booleans(),
    title=anything,
    revision=st.integers(0, 9),
)


def with_text(*lines: str) -> Display:
    padded = [line.ljust(COLUMNS) for line in lines] + [" " * COLUMNS] * (LINES - len(lines))
    return BLANK._replace(lines=tuple(padded), indicators=Indicators())


def path_dots(picture: str) -> set[tuple[int, int]]:
    """The dots that the path of the glass covers, as (column, row)."""
    (path,) = ElementTree.fromstring(picture).iterfind(f"{SVG}path[@class='dots']")
    runs = re.findall(r"M(\d+) (\d+)h(\d+)", path.attrib["d"])
    assert "".join(f"M{left} {row}h{count}" for left, row, count in runs) == path.attrib["d"]
    return {(int(left) + n, int(row)) for left, row, count in runs for n in range(int(count))}


def lit(display: Display) -> set[tuple[int, int]]:
    return {(column, row) for row, line in enumerate(dots(display)) for column, dot in enumerate(line) if dot}


def decoded(picture: bytes) -> Image.Image:
    image = Image.open(BytesIO(picture))
    image.load()
    return image.convert("RGB")


# The font


@pytest.mark.parametrize("letter", sorted(drawn()))
def test_a_glyph_fills_its_cell_and_no_more(letter: str) -> None:
    rows = glyph(letter)

    assert (len(rows), {len(row) for row in rows}) == (HEIGHT, {WIDTH})
    assert {dot for row in rows for dot in row} <= {0, 1}


def test_every_glyph_is_distinct() -> None:
    letters = {*drawn(), *ACCENTED, *"čšžřąęłőűĂğ"}

    glyphs = {glyph(letter) for letter in letters}

    assert len(glyphs | {REPLACEMENT}) == len(letters) + 1


def test_every_printable_character_of_ascii_is_drawn() -> None:
    assert [letter for letter in ASCII if glyph(letter) == REPLACEMENT] == []


def test_every_character_of_the_entry_screens_is_drawn() -> None:
    offered = {letter for each in character_sets().sets for row in each.rows for letter in row + each.label}

    assert [letter for letter in offered | set("␣_") if letter not in drawn()] == []


def test_signs_and_letters_with_accents_are_drawn() -> None:
    assert [letter for letter in [*"←↑→↓▲▼◄►␣…•✓", *ACCENTED] if glyph(letter) == REPLACEMENT] == []


@pytest.mark.parametrize("letter", ["字", "ħ", "ģ", "\x00", "\ud800", "\u0301", "ab"])
def test_anything_else_is_a_box(letter: str) -> None:
    assert glyph(letter) == REPLACEMENT


@pytest.mark.parametrize("letter", [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789bdhkl"])
def test_letters_without_a_descender_leave_the_last_row_free(letter: str) -> None:
    rows = glyph(letter)

    assert any(rows[0])
    assert any(rows[6])
    assert not any(rows[7])


@pytest.mark.parametrize("letter", [*"gjpqy,;_"])
def test_descenders_are_in_the_last_row(letter: str) -> None:
    assert any(glyph(letter)[7])


# The dots


def test_the_dots_of_a_display() -> None:
    golden = Path(__file__).with_name("display_dots.txt").read_text(encoding="utf-8")

    assert art(dots(menu)) + "\n" == golden


def test_a_text_in_dots() -> None:
    assert art(written("0O")) == "\n".join(
        [
            ".###...###.",
            "#...#.#...#",
            "#..##.#...#",
            "#.#.#.#...#",
            "##..#.#...#",
            "#...#.#...#",
            ".###...###.",
            "...........",
        ]
    )


def test_the_selected_row_is_inverse_and_the_others_are_as_without_it() -> None:
    plain, selected = dots(menu._replace(selected=None)), dots(menu)
    top = MARGIN + 2 * PITCH

    for row, (before, after) in enumerate(zip(plain, selected, strict=True)):
        if row in range(top - 1, top + HEIGHT + 1):
            assert after[2:-2] == bytes(1 - dot for dot in before[2:-2])
        else:
            assert after == before


def test_the_cell_of_the_cursor_is_the_opposite_of_its_row() -> None:
    plain, chosen = lit(entry._replace(cursor=None)), lit(entry)
    left, top = MARGIN + 3 * STEP - 1, MARGIN + 2 * PITCH - 1
    cell = {(x, y) for x in range(left, left + WIDTH + 2) for y in range(top, top + HEIGHT + 2)}

    assert plain ^ chosen == cell
    assert lit(entry._replace(selected=2)) & cell == plain & cell


# What may be shown


def test_a_private_display_is_drawn_as_its_mask() -> None:
    private = with_text("Login Password", "s3cret_")._replace(
        private=True, title="Login Password", selected=1, cursor=(1, 2)
    )
    mask = masked(private)

    assert words(drawable(private)).split("\n")[:2] == ["Login Password", MASK]
    assert svg(private) == svg(mask)
    assert png(private) == png(mask)
    assert gif([(private, 1)]) == gif([(mask, 1)])
    recorded = Cast("a login")
    recorded.display(0, private)
    assert "s3cret" not in recorded.text()


def test_a_character_of_no_or_two_cells_is_a_mark() -> None:
    shown = drawable(with_text("a\x1bb\u0301c字d"))

    assert shown.lines[0].rstrip() == f"a{UNKNOWN}b{UNKNOWN}c{UNKNOWN}d"


# SVG


@pytest.mark.parametrize("display", [menu, entry, BLANK], ids=["menu", "entry", "blank"])
def test_the_path_covers_exactly_the_lit_dots(display: Display) -> None:
    assert path_dots(svg(display)) == lit(display)


def test_the_title_is_the_text_and_the_lamps_are_told() -> None:
    root = ElementTree.fromstring(svg(menu))

    assert root.attrib["role"] == "img"
    assert str(root.findtext(f"{SVG}title")).split("\n") == [line.rstrip() for line in menu.lines]
    assert root.findtext(f"{SVG}desc") == "Power on, Alert blinking red, Data In off"


def test_without_indicators_the_picture_is_lower_and_tells_none() -> None:
    whole, glass = (ElementTree.fromstring(svg(menu, indicators=each)) for each in (True, False))

    assert int(glass.attrib["height"]) < int(whole.attrib["height"])
    assert glass.find(f"{SVG}desc") is None


def test_an_svg_asks_for_nothing_from_elsewhere() -> None:
    root = ElementTree.fromstring(svg(menu))

    assert {element.tag.removeprefix(SVG) for element in root.iter()} == {
        *("svg", "title", "desc", "rect", "path")
    }
    assert not {name for element in root.iter() for name in element.attrib} & {"href", "font-family", "style"}


def test_the_light_behind_the_glass_goes_out_with_the_power_lamp() -> None:
    off = svg(menu._replace(indicators=Indicators(Light.OFF)))

    assert GREEN.dark_ground in off
    assert GREEN.ground not in off


def test_the_colours_are_those_of_the_face() -> None:
    assert (LIT[Tint.INK], LIT[Tint.GROUND], LIT[Tint.BEZEL]) == (GREEN.ink, GREEN.ground, GREEN.bezel)
    assert (colors.DARK[Tint.INK], colors.DARK[Tint.GROUND]) == (GREEN.dark_ink, GREEN.dark_ground)
    assert LIT[Tint.GREEN : Tint.YELLOW + 1] == CHARCOAL.lamps
    assert (CHARCOAL.cap, CHARCOAL.ok_cap) == (colors.CAP, colors.OK_CAP)
    assert (CHARCOAL.cap_text, CHARCOAL.ok_text) == (colors.CAP_PRINT, colors.OK_PRINT)
    assert len(LIT) == len(colors.DARK) == len(Tint)


@given(displays)
def test_any_display_is_drawn_as_an_svg(display: Display) -> None:
    picture = svg(display)

    assert path_dots(picture) == lit(display)
    title = ElementTree.fromstring(picture).findtext(f"{SVG}title")
    assert title == words(drawable(display))


# Keys


@pytest.mark.parametrize("key", [key for key in Key if key not in SELECTION], ids=lambda key: key.value)
def test_a_key_has_its_name(key: Key) -> None:
    title = str(ElementTree.fromstring(key_svg(key.value)).findtext(f"{SVG}title"))

    assert title.strip("[]").replace(" ", "").replace("/", "") == key.value
    assert key_svg(key.value) == key_svg(key.value.lower())


def test_every_key_looks_different() -> None:
    assert len({key_svg(key.value) for key in Key}) == len(Key)


def test_a_label_stands_over_a_selection_key() -> None:
    root = ElementTree.fromstring(key_svg("Login"))

    assert root.findtext(f"{SVG}title") == "[Login]"
    assert any(element.get("fill") == GREEN.ground for element in root)
    assert key_svg("Login") == key_svg("Select1", label="Login")


@given(anything, anything)
def test_any_name_and_label_are_drawn(name: str, label: str) -> None:
    ElementTree.fromstring(key_svg(name, label=label))


# PNG


@pytest.mark.parametrize("scale", [1, 2, 3, 4, 7, 8])
@pytest.mark.parametrize("display", [menu, entry], ids=["menu", "entry"])
def test_a_png_has_exactly_the_lit_dots(display: Display, scale: int) -> None:
    image = decoded(png(display, scale=scale))
    ink = tuple(bytes.fromhex(GREEN.ink[1:]))

    found = {
        (column, row)
        for column in range(GLASS_WIDTH)
        for row in range(GLASS_HEIGHT)
        if image.getpixel(((BEZEL + column) * scale, (BEZEL + row) * scale)) == ink
    }

    assert found == lit(display)


def test_a_png_says_its_text() -> None:
    with Image.open(BytesIO(png(menu))) as image:
        image.load()

        assert image.info["Title"] == words(menu)


@pytest.mark.parametrize("scale", [SCALES[0] - 1, SCALES[-1] + 1, -4])
def test_a_scale_that_makes_no_sense_is_refused(scale: int) -> None:
    with pytest.raises(ValueError, match="1 to 32 pixels"):
        png(menu, scale=scale)


@given(displays)
def test_any_display_is_drawn_as_a_png(display: Display) -> None:
    with Image.open(BytesIO(png(display, scale=1))) as image:
        image.verify()


def test_lamps_differ_in_a_png_by_what_they_do() -> None:
    states = [Indicators(alert=light, alert_color="yellow") for light in Light]

    assert len({png(menu._replace(indicators=each)) for each in states}) == len(Light)


# Recordings


def recording() -> Cast:
    cast = Cast("Menu and entry")
    cast.marker(0.5, "press Menu")
    cast.display(0.7001, menu)
    cast.display(1, menu._replace(revision=99))
    cast.marker(2.25, "Login User Name")
    cast.display(2.25, entry)
    return cast


def events(cast: Cast) -> list[tuple[float, str, str]]:
    return [tuple(json.loads(line)) for line in cast.text().splitlines()[1:]]


def test_a_recording_begins_with_the_size_and_the_title() -> None:
    header = json.loads(recording().text().splitlines()[0])

    assert header == {
        "version": 3,
        "term": {"cols": CAST_WIDTH, "rows": CAST_HEIGHT},
        "title": "Menu and entry",
    }


def test_the_times_of_a_recording_sum_up() -> None:
    intervals, codes, _ = zip(*events(recording()), strict=True)

    assert codes == ("m", "o", "m", "o")
    assert [round(at, 3) for at in accumulate(intervals)] == [0.5, 0.7, 2.25, 2.25]


def test_markers_name_the_steps() -> None:
    assert [text for _, code, text in events(recording()) if code == "m"] == [
        *("press Menu", "Login User Name")
    ]


def test_a_terminal_shows_what_was_recorded() -> None:
    screen = pyte.Screen(CAST_WIDTH, CAST_HEIGHT)
    stream = pyte.Stream(screen)

    for _, code, data in events(recording()):
        if code == "o":
            stream.feed(data)

    assert [row[2:-2] for row in screen.display[1 : 1 + LINES]] == list(entry.lines)
    assert screen.display[-1].rstrip() == " ● Power  ○ Alert  ○ Data In"
    reversed_cells = {
        (row, column)
        for row in range(CAST_HEIGHT)
        for column in range(CAST_WIDTH)
        if screen.buffer[row][column].reverse
    }
    assert reversed_cells == {(3, 5)}


def test_only_the_rows_that_differ_are_drawn_again() -> None:
    cast = Cast("")
    cast.display(0, menu)
    cast.display(1, menu._replace(selected=1))

    (_, _, drawn_again) = events(cast)[1]

    assert re.findall(r"\x1b\[(\d+);1H", drawn_again) == ["3", "4"]


@pytest.mark.parametrize("at", [-1.0, 0.9, float("nan"), float("inf")])
def test_time_does_not_go_back_in_a_recording(at: float) -> None:
    cast = Cast("")
    cast.marker(1, "now")

    with pytest.raises(ValueError, match="is no time after"):
        cast.display(at, menu)


@given(st.lists(displays, min_size=1, max_size=4), anything)
def test_whatever_is_recorded_a_terminal_gets_only_the_codes_of_the_drawing(
    shown: list[Display], text: str
) -> None:
    cast = Cast(text)
    screen = pyte.Screen(CAST_WIDTH, CAST_HEIGHT)
    stream = pyte.Stream(screen)

    for at, display in enumerate(shown):
        cast.marker(at, text)
        cast.display(at, display)

    for _, code, data in events(cast):
        bare = re.sub(r"\x1b\[[0-9;?]*[HJhlm]", "", data) if code == "o" else data
        assert bare.isprintable()
        stream.feed(data if code == "o" else "")
    assert [row[0] for row in screen.display[:6]] == [*"┌││││└"]


# GIFs


def test_a_gif_has_a_frame_for_each_display_that_differs() -> None:
    film = gif([(menu, 1.5), (menu._replace(revision=9), 0.5), (entry, 0.004), (menu, 4000)])

    with Image.open(BytesIO(film)) as image:
        lasts = []
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            lasts.append(image.info["duration"])

    assert lasts == [2000, 20, 655350]


def test_the_frames_of_a_gif_are_the_pictures_of_the_displays() -> None:
    with Image.open(BytesIO(gif([(menu, 1), (entry, 1)], scale=4))) as image:
        for frame, display in enumerate((menu, entry)):
            image.seek(frame)

            assert image.convert("RGB").tobytes() == decoded(png(display, scale=4)).tobytes()


def test_a_gif_goes_on_with_another_palette_when_the_light_goes_out() -> None:
    dark = menu._replace(indicators=Indicators(Light.OFF))

    with Image.open(BytesIO(gif([(menu, 1), (dark, 1)]))) as image:
        image.seek(1)

        assert image.convert("RGB").tobytes() == decoded(png(dark, scale=3)).tobytes()


@pytest.mark.parametrize("frames", [[], [(menu, -1.0)], [(menu, float("nan"))]])
def test_a_run_that_makes_no_sense_is_refused(frames: list[tuple[Display, float]]) -> None:
    with pytest.raises(ValueError, match="display"):
        gif(frames)


def test_without_pillow_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)

    with pytest.raises(NoPillow, match=r"pip install 'p800-panel\[pictures\]'"):
        gif([(menu, 1)])

    assert png(menu)


def test_pictures_load_neither_pillow_nor_a_network_before_they_need_it() -> None:
    names = ", ".join(f"panel.pictures.{each}" for each in ("cast", "gif", "keycap", "png", "svg"))

    done = subprocess.run(
        [sys.executable, "-c", f"import sys, {names}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert {"PIL", "socket", "ssl"}.isdisjoint(done.stdout.split())
