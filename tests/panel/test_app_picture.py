"""The pictures of the faceplate on the pages are what the panel shows."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.panel.pictures import pictures

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("path", [*pictures()], ids=lambda path: path.name)
def test_a_picture_is_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pictures()[path], (
        "make it anew: python -m tests.panel.pictures"
    )


@pytest.mark.parametrize("path", [*pictures()], ids=lambda path: path.name)
def test_a_picture_is_whole_and_asks_for_nothing_from_elsewhere(path: Path) -> None:
    root = ElementTree.fromstring(pictures()[path])
    texts = [text.text for text in root.iter(f"{SVG}text")]

    assert {"P 800", "Menu", "OK", "Escape", "Functions"} <= set(texts)
    assert {element.tag for element in root.iter()} == {
        f"{SVG}{name}" for name in ("svg", "title", "rect", "text")
    }
    assert "url(" not in pictures()[path]


def test_the_title_of_a_picture_is_the_text_of_the_display() -> None:
    titles = [ElementTree.fromstring(text).findtext(f"{SVG}title") for text in pictures().values()]

    assert [str(title).splitlines()[0].split()[0] for title in titles] == ["Menu", "Login"]
