"""The faceplate as a picture: an SVG for pages, drawn from the same cells, in need of no font of its own.

Half cells become rectangles, so that edges meet wherever the picture is shown; text is stretched to fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from .drawing import Drawing, Piece, Shown
from .looks import Look, Paint

#: Size of a cell.
WIDTH, HEIGHT = 10, 20
#: Where letters stand in their cell.
BASELINE = 15
FONT = "DejaVu Sans Mono, Menlo, Consolas, monospace"

#: The quarters of a cell that these characters fill: left, top, width, height, in halves.
QUARTERS = {
    "▗": (1, 1, 1, 1),
    "▖": (0, 1, 1, 1),
    "▝": (1, 0, 1, 1),
    "▘": (0, 0, 1, 1),
    "▄": (0, 1, 2, 1),
    "▀": (0, 0, 2, 1),
    "▐": (1, 0, 1, 2),
    "▌": (0, 0, 1, 2),
}


def faceplate_svg(drawing: Drawing, look: Look, shown: Shown) -> str:
    """The whole faceplate; its title is the text of the display."""
    casing = drawing.plan.casing
    width, height = casing.width * WIDTH, casing.height * HEIGHT
    title = escape("\n".join(line.rstrip() for line in shown.display.lines))
    rows = [
        element
        for row in casing.rows
        for element in _row(
            drawing.row(row, shown), look, row - casing.top, (row - casing.top) / (casing.height - 1)
        )
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" font-family="{FONT}" font-size="16" xml:space="preserve">'
    )
    return "\n".join([head, f"<title>{title}</title>", *rows, "</svg>", ""])


def _row(pieces: list[Piece], look: Look, row: int, down: float) -> Iterator[str]:
    column = 0
    for text, part in pieces:
        paint = look.paint(part, down)
        if paint.ground:
            yield _box(column * WIDTH, row * HEIGHT, len(text) * WIDTH, HEIGHT, paint.ground)
        if text[0] in QUARTERS:
            yield from _edge(text, column, row, paint)
        elif text.strip():
            yield from _text(text, column, row, paint)
        column += len(text)


def _edge(text: str, column: int, row: int, paint: Paint) -> Iterator[str]:
    for letter, run in groupby(text):
        count = len([*run])
        left, top, wide, high = QUARTERS[letter]
        if wide == 2:
            wide *= count
        x, y = column * WIDTH + left * WIDTH // 2, row * HEIGHT + top * HEIGHT // 2
        yield _box(x, y, wide * WIDTH // 2, high * HEIGHT // 2, paint.ink)
        column += count


def _text(text: str, column: int, row: int, paint: Paint) -> Iterator[str]:
    start = len(text) - len(text.lstrip())
    words = text.strip()
    bold = ' font-weight="bold"' if paint.bold else ""
    yield (
        f'<text x="{(column + start) * WIDTH}" y="{row * HEIGHT + BASELINE}" fill="{paint.ink}"{bold}'
        f' textLength="{len(words) * WIDTH}" lengthAdjust="spacingAndGlyphs">{escape(words)}</text>'
    )


def _box(x: int, y: int, width: int, height: int, color: str) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{color}"/>'
