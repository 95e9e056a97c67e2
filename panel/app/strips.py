"""Runs of text become Textual's strips: parts get the colours of a look."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from .drawing import Piece
from .looks import Look, Part

PLAIN = Style.null()
BOLD = Style(bold=True)
DIM = Style(dim=True)


class Painter:
    """The styles of one look. Rows are painted many times, so each style is made once."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._styles: dict[tuple[Part, float], Style] = {}

    def strip(self, pieces: Iterable[Piece], left: int, width: int, down: float = 0.0) -> Strip:
        """A row of `width` cells that begins with `left` free ones; `down`: see Look.paint."""
        segments = [Segment(" " * left, PLAIN)] if left else []
        segments += [Segment(text, self._style(part, down)) for text, part in pieces]
        return Strip(segments).adjust_cell_length(width, PLAIN)

    def _style(self, part: Part, down: float) -> Style:
        style = self._styles.get((part, down))
        if style is None:
            ink, ground, bold, reverse = self._look.paint(part, down)
            style = Style(color=ink or None, bgcolor=ground or None, bold=bold, reverse=reverse)
            self._styles[part, down] = style
        return style


def line(text: str, width: int, is_bold: bool = False, left: int = 0) -> Strip:
    """A line in the terminal's own colours."""
    segments = [Segment(" " * left, PLAIN), Segment(text, BOLD if is_bold else PLAIN)]
    return Strip(segments).adjust_cell_length(width, PLAIN)


def heading(text: str, width: int, left: int = 0) -> Strip:
    """A heading, with a rule up to the right edge."""
    rule = " " + "─" * max(0, width - left - len(text) - 2)
    segments = [Segment(" " * left, PLAIN), Segment(text, BOLD), Segment(rule, DIM)]
    return Strip(segments).adjust_cell_length(width, PLAIN)
