"""The help, over everything; it scrolls. Imported when somebody asks for it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.events import Key as TerminalKey
from textual.events import MouseScrollDown, MouseScrollUp, Resize
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from ..keymap import Keymap
from .helping import Line, help_lines
from .strips import heading, line

#: Columns of text at most, and free ones at the left.
WIDEST = 100
MARGIN = 2

#: How far each key scrolls: lines, or pages of the height there is.
LINES_BY_KEY = {"up": -1, "down": 1, "k": -1, "j": 1}
PAGES_BY_KEY = {"pageup": -1, "pagedown": 1, "space": 1, "b": -1, "home": -1000, "end": 1000}

CLOSE = frozenset({"escape", "enter", "f1", "question_mark", "q", "backspace"})


class Page(Widget, can_focus=False):
    """The help's text from some line on, and a line saying how to go on."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Page { width: 1fr; height: 1fr; }"

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._keymap = keymap
        self._lines: list[Line] = []
        self._top = 0

    def on_resize(self, event: Resize) -> None:
        width = min(WIDEST, event.size.width - 2 * MARGIN)
        self._lines = [*help_lines(self._keymap, width)]
        self.scroll_lines(0)

    @property
    def page(self) -> int:
        """Lines that are seen at once."""
        return max(1, self.size.height - 2)

    def scroll_lines(self, lines: int) -> None:
        """Go down, or up by a negative number, as far as there is text."""
        self._top = min(max(0, self._top + lines), max(0, len(self._lines) - self.page))
        self.refresh()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        self.scroll_lines(-3)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        self.scroll_lines(3)

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        if y == height - 1:
            return line(self._foot, width, True, MARGIN)
        number = self._top + y
        shown = self._lines[number] if y < self.page and number < len(self._lines) else Line("")
        draw = heading if shown.is_heading else line
        return draw(shown.text, width, left=MARGIN)

    @property
    def _foot(self) -> str:
        last = self._top + self.page
        more = "" if last >= len(self._lines) else f"Down: more ({last} of {len(self._lines)} lines)   "
        return f"{more}Enter: back to the panel"


class HelpPage(ModalScreen[None]):
    """The help over the panel. Keys pressed here do not reach the machine."""

    DEFAULT_CSS = "HelpPage { background: ansi_default; }"

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self._page = Page(keymap)

    def compose(self) -> ComposeResult:
        yield self._page

    def on_key(self, event: TerminalKey) -> None:
        event.stop()
        if event.key in CLOSE:
            self.dismiss(None)
        lines = LINES_BY_KEY.get(event.key, 0) + PAGES_BY_KEY.get(event.key, 0) * self._page.page
        if lines:
            self._page.scroll_lines(lines)
