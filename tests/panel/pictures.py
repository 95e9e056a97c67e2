"""The pictures of the pages, docs/*.svg: what somebody at the panel sees. Made anew by

python -m tests.panel.pictures
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from panel.app.drawing import Drawing, Shown
from panel.app.looks import look
from panel.app.picture import faceplate_svg
from panel.app.plan import SMALLEST, plan
from panel.keymap import load
from panel.keys import Key
from tests.panel.processes import ROOT
from tests.panel.somebody import Somebody, fresh

DOCS = ROOT / "docs"


def pictures() -> Mapping[Path, str]:
    """Every picture with its file."""
    panel = fresh()
    panel.press(Key.MENU)
    menu = _picture(panel, "green", "charcoal", Key.MENU)
    panel.press("Login", "Enter", Key.OK, *[Key.RIGHT] * 3, Key.OK, Key.DOWN)
    return {DOCS / "panel.svg": menu, DOCS / "panel-entry.svg": _picture(panel, "blue", "grey", Key.DOWN)}


def _picture(panel: Somebody, name: str, casing: str, lit: Key) -> str:
    layout = plan(*SMALLEST)
    assert layout is not None
    worn = look(name, casing)
    drawing = Drawing(layout, load("default"), worn.is_drawn_in_lines)
    return faceplate_svg(drawing, worn, Shown(panel.display, frozenset({lit})))


def main() -> None:
    for path, text in pictures().items():
        path.write_text(text, encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
