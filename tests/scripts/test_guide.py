"""Guides: what a page says and shows of a script, and that the committed pages are what the scripts give."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel.scripts.guide.book import INDEX, MANIFEST, NotPlayed, guide, listed, manifest
from panel.scripts.guide.command import guide as command
from panel.scripts.guide.telling import plain, prose, span_of_time
from panel.scripts.loading import load, loads

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "guide"
EXAMPLES = sorted((ROOT / "examples").glob("*.keys"))

LINK = re.compile(r"(?<!\\)\]\(([^)]+)\)")


def made(text: str, name: str = "host-name.keys", **environment: str) -> dict[str, str]:
    return guide([loads(text, f"scripts/{name}")], environment, "pages")


def a_page(text: str, **environment: str) -> str:
    return made(text, **environment)["host-name.md"]


# -- the committed pages


def test_the_pages_are_what_the_scripts_give() -> None:
    files = guide([load(str(path)) for path in EXAMPLES], {}, str(PAGES))

    present = {path.relative_to(PAGES).as_posix() for path in PAGES.rglob("*") if path.is_file()}
    stale = sorted(
        name for name, text in files.items() if name in present and (PAGES / name).read_text() != text
    )
    assert (present - set(files), set(files) - present, stale) == (set(), set(), []), "make docs writes them"


def test_every_link_of_the_pages_leads_somewhere() -> None:
    for page in PAGES.glob("*.md"):
        for target in LINK.findall(page.read_text()):
            assert (page.parent / target).resolve().is_file(), f"{page.name}: {target}"


def test_the_manuals_procedures_are_the_first_chapters() -> None:
    names = re.findall(r"\]\((.+?)\.md\)", (PAGES / INDEX).read_text())

    of_the_manual = [path.stem for path in EXAMPLES if "manual" in load(str(path)).cases[0].tags]
    assert names[: len(of_the_manual)] == sorted(of_the_manual)
    assert of_the_manual


# -- words


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("press Menu", "1. Press [Menu]. ![Menu](keys/menu-"),
        ("press Menu Down*3", "1. Press [Menu], then [Down] 3 times. ![Menu]("),
        ("press Menu [Login]", "1. Press [Menu], then the selection key below **[Login]**. ![Menu]("),
        ("hold Menu 3s", "1. Hold [Menu] for 3 s. ![Menu]("),
        ('press Menu\nselect "Host Interface"', "2. Select **Host Interface** and press [OK].\n"),
        (
            'press Menu\nselect "Host Interface" > "Network"',
            "2. Select **Host Interface**, then **Network**, each with [OK].\n",
        ),
        ("advance 90s", "1. Wait 1 min 30 s.\n"),
        ("power off", "1. Switch the machine off.\n"),
        ("fault cover-open on", "Now the machine has the fault `cover-open`.\n"),
        ('note "Read *this*."', "Read \\*this\\*.\n"),
        ("# Why we do so: `x` and *y*.\npress Menu", "Why we do so: `x` and \\*y\\*.\n\n1. Press [Menu]."),
        (
            'check setting network.host_name == "RNP002673ABCDEF"',
            "The setting `network.host_name` is now `RNP002673ABCDEF`.\n",
        ),
        ('check no setting network.host_name == "x"', "The setting `network.host_name` is not now `x`.\n"),
        ('fault cover-open on\ncheck indicator alert "on red"', "The indicator alert is on red.\n"),
        ('power off\npower on\ncheck audit "power on"', "The audit has: `power on`.\n"),
    ],
)
def test_a_step_has_its_words(steps: str, words: str) -> None:
    assert words in a_page(f'case "a"\n{steps}\n')


@pytest.mark.parametrize(
    ("seconds", "words"), [(3, "3 s"), (0.5, "0.5 s"), (60, "1 min"), (5400, "1 h 30 min"), (0, "0 s")]
)
def test_a_time_is_said_in_units(seconds: float, words: str) -> None:
    assert span_of_time(seconds) == words


def test_plain_text_means_nothing_in_markdown() -> None:
    assert plain("[a](b) *c* `d` <e> #f") == "\\[a\\](b) \\*c\\* \\`d\\` \\<e\\> \\#f"
    assert prose("`a*b` *c*") == "`a*b` \\*c\\*"


# -- a page as a whole


def test_a_page_has_the_title_and_the_words_that_the_script_begins_with() -> None:
    page = a_page('# Host Name\n#\n# What others call it.\n\n# Of the case.\ncase "a b"\npress Menu\n')

    assert page.startswith(
        "# Host Name\n\nWhat others call it.\n\n## A b\n\nOf the case.\n\n1. Press [Menu]."
    )
    assert page.endswith("Made from [host-name.keys](../scripts/host-name.keys), by playing it.\n")


def test_a_script_without_a_title_is_called_as_its_file() -> None:
    assert a_page("press Menu").startswith("# Host name\n")
    assert made("# What it is about.\n\npress Menu")[INDEX].endswith(
        "- [Host name](host-name.md): What it is about.\n"
    )


def test_a_display_is_shown_when_it_is_new() -> None:
    page = a_page('case "a"\npress Menu\npress JobReset\ncheck line 1 "Menu"\npress Down\n')

    assert page.count("![Display: Menu") == 2


def test_an_item_is_shown_selected_before_it_is_chosen() -> None:
    page = a_page('case "a"\npress Menu\nselect "Host Interface" > "Network"\n')

    assert "\\> Host Interface" in page


def test_the_steps_of_a_macro_are_steps_of_the_page() -> None:
    page = a_page('macro m(x)\npress Menu\nselect $x\nend\ncase "a"\ncall m("Host Interface")\n')

    assert "2. Select **Host Interface**" in page


def test_other_rows_are_named() -> None:
    page = a_page('case "a"\nrow item="Maintenance"\nrow item="System"\npress Menu\nselect $item\n')

    assert "In the same way: item System." in page
    assert "**Maintenance**" in page


def test_pictures_are_svg_with_their_text_as_the_title() -> None:
    files = made('case "a"\npress Menu\n')

    pictures = {name: ElementTree.fromstring(text) for name, text in files.items() if name.endswith(".svg")}
    titles = {picture.findtext("{http://www.w3.org/2000/svg}title") for picture in pictures.values()}
    assert "[Menu]" in titles
    assert any(title is not None and "Paper Input" in title for title in titles)


def test_a_page_tells_no_secret() -> None:
    text = (
        'secret KEY = env KEY\ncase "a"\npress Menu [Login] [Enter]\ntype "admin"\n'
        "press [Accept] [Enter] [Accept]\n"
        'select "Security Options" > "Extended Security" > "Driver Encryption Key"\npress [Enter]\n'
        "type $KEY\npress [Accept] [Enter]\ntype $KEY\npress [Accept]\n"
    )

    short, long = made(text, KEY="Zq9"), made(text, KEY="Zq9Zq9Zq9Zq9Zq9")
    assert short == long
    assert "the **key**" in short["host-name.md"]


def test_the_same_scripts_give_the_same_bytes() -> None:
    assert made("press Menu") == made("press Menu")


# -- the command


@pytest.fixture
def a_script(tmp_path: Path) -> Path:
    script = tmp_path / "scripts" / "a.keys"
    script.parent.mkdir()
    script.write_text("press Menu\n")
    return script


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_script_that_fails_leaves_the_pages_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = tmp_path / "a.keys"
    script.write_text('check line 1 "no"')
    out = tmp_path / "out"

    assert command([str(script), "-o", str(out)]) == 1
    assert not out.exists()
    assert "a.keys:1:1" in capsys.readouterr().out
    with pytest.raises(NotPlayed, match='"no" on line 1'):
        guide([load(str(script))], {}, ".")


def test_the_command_writes_checks_and_takes_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script, other, out = tmp_path / "a.keys", tmp_path / "b.keys", tmp_path / "out"
    script.write_text("press Menu\n")
    other.write_text("press Down\n")
    words = [str(tmp_path), "-o", str(out)]

    assert command([*words, "--check"]) == 1
    assert command(words) == 0
    assert command([*words, "--check"]) == 0
    assert "](../a.keys)" in (out / "a.md").read_text()

    other.unlink()
    assert command([*words, "--check"]) == 1
    assert command(words) == 0
    assert not (out / "b.md").exists()
    assert len(list((out / "keys").iterdir())) == 1
    assert "b.md is not what the scripts give" in capsys.readouterr().out


def test_the_files_of_others_stay(a_script: Path, out: Path) -> None:
    words = [str(a_script), "-o", str(out)]
    assert command(words) == 0
    mine = [out / "mine.md", out / "mine.txt", out / "keys" / "mine.svg", out / "displays" / "mine.svg"]
    for path in mine:
        path.write_text("mine")

    assert command(words) == 0
    assert command([*words, "--check"]) == 0

    assert [path.read_text() for path in mine] == ["mine"] * 4


@pytest.mark.parametrize("name", ["README.md", "keys/mine.svg", "mine.txt"])
def test_a_folder_that_is_no_guide_is_refused(
    a_script: Path, out: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = out / name
    path.parent.mkdir(parents=True)
    path.write_text("mine")

    assert command([str(a_script), "-o", str(out)]) == 1

    assert "has files and is no guide" in capsys.readouterr().err
    assert [each.read_text() for each in out.rglob("*") if each.is_file()] == ["mine"]


def test_a_guide_writes_over_no_other_file(
    a_script: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command([str(a_script), "-o", str(out)]) == 0
    (out / "b.md").write_text("mine")
    (a_script.parent / "b.keys").write_text("press Down\n")

    assert command([str(a_script.parent), "-o", str(out)]) == 1

    assert "b.md is there already and is not of this guide" in capsys.readouterr().err
    assert (out / "b.md").read_text() == "mine"


def test_a_guide_from_before_there_were_manifests_is_written_anew(a_script: Path, out: Path) -> None:
    assert command([str(a_script), "-o", str(out)]) == 0
    (out / MANIFEST).unlink()
    (out / "mine.md").write_text("mine")

    assert command([str(a_script), "-o", str(out)]) == 0

    assert (out / MANIFEST).is_file()
    assert (out / "mine.md").read_text() == "mine"


def test_a_manifest_leads_to_nothing_that_a_guide_cannot_have_written(a_script: Path, out: Path) -> None:
    assert command([str(a_script), "-o", str(out)]) == 0
    mine = [out.parent / "mine.md", out.parent / "keys" / "mine.svg", out / "mine.txt"]
    mine[1].parent.mkdir()
    for path in mine:
        path.write_text("mine")
    names = [
        "../mine.md",
        "..%2Fmine.md",
        str(mine[0]),
        "keys/../../keys/mine.svg",
        "mine.txt",
        "%ff.md",
        "a%00.md",
    ]
    with (out / MANIFEST).open("ab") as file:
        file.write("\n".join(names).encode() + b"\n\xff\n")

    assert command([str(a_script), "-o", str(out)]) == 0
    assert [path.read_text() for path in mine] == ["mine"] * 3


def test_pages_that_are_no_text_are_not_what_the_scripts_give(
    a_script: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(a_script), "-o", str(out)]
    assert command(words) == 0
    (out / "a.md").write_bytes(b"\xff")

    assert command([*words, "--check"]) == 1
    assert f"{out / 'a.md'} is not what the scripts give" in capsys.readouterr().out


def test_a_folder_in_a_pages_place_is_told(
    a_script: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [str(a_script), "-o", str(out)]
    assert command(words) == 0
    (out / "a.md").unlink()
    (out / "a.md").mkdir()

    assert command([*words, "--check"]) == 1
    assert command(words) == 1
    assert f"{out / 'a.md'}: it cannot be written (Is a directory)" in capsys.readouterr().err

    a_script.rename(a_script.with_name("b.keys"))
    assert command([str(a_script.with_name("b.keys")), "-o", str(out)]) == 1
    assert f"{out / 'a.md'}: Is a directory" in capsys.readouterr().err


def test_a_folder_that_can_be_no_path_is_told(a_script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option in ([], ["--check"]):
        assert command([str(a_script), "-o", "x" * 300, *option]) == 1
        assert "File name too long" in capsys.readouterr().err


@given(st.lists(st.text(st.characters(exclude_categories=()), min_size=1)))
def test_a_manifest_gives_back_its_names(names: list[str]) -> None:
    on_disk = [os.fsdecode(name.encode(errors="surrogatepass")) for name in names]

    assert list(listed(manifest(on_disk).encode())) == sorted(on_disk)


@given(st.binary())
def test_any_bytes_are_a_manifest(content: bytes) -> None:
    assert all(isinstance(name, str) for name in listed(content))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["one/a.keys", "two/a.keys"], "two/a.keys and one/a.keys would both be a.md"),
        (["one/a.keys", "one/A.keys"], "would both be A.md"),
        (["README.keys"], "README.keys: README.md is the list of the pages"),
    ],
)
def test_pages_that_would_take_each_others_place_are_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    names: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in names:
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("press Menu\n")

    assert command([*names, "-o", "out"]) == 2

    assert said in capsys.readouterr().err
    assert not Path("out").exists()


def test_links_lead_to_scripts_of_any_name_in_any_folder(tmp_path: Path) -> None:
    scripts = [tmp_path / "one" / "a b)c.keys", tmp_path / "two #" / "d\n[e](f)%20.keys", tmp_path / "ü.keys"]
    for path in scripts:
        path.parent.mkdir(exist_ok=True)
        path.write_text("press Menu\n")

    assert command([*map(str, scripts), "-o", str(tmp_path / "out")]) == 0

    pages = list((tmp_path / "out").glob("*.md"))
    to = {
        (page.parent / unquote(link)).resolve() for page in pages for link in LINK.findall(page.read_text())
    }
    assert to > {*scripts, *pages} - {tmp_path / "out" / INDEX}
    assert all(path.is_file() for path in to)


def test_a_wrong_script_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    assert command([str(tmp_path), "-o", str(tmp_path / "out")]) == 2
    (tmp_path / "a.keys").write_text("prss Menu")
    assert command([str(tmp_path), "-o", str(tmp_path / "out")]) == 3
