"""The pane beside the faceplate, or below it: the audit as it grows, and the table of services."""

from __future__ import annotations

from collections import deque

from textual.events import MouseScrollDown, MouseScrollUp, Resize
from textual.strip import Strip
from textual.widget import Widget

from ..attach import AuditWritten, Service
from .log import Line, furthest, pane_lines, row_lines, service_lines
from .strips import heading, line

#: Rows of the audit that the pane remembers.
MOST_ROWS = 500
#: Free cells at the left.
MARGIN = 2
#: Lines that one step of the mouse's wheel scrolls.
STEP = 3


class Pane(Widget, can_focus=False):
    """The event log and the services."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._rows: deque[AuditWritten] = deque(maxlen=MOST_ROWS)
        self._services: tuple[Service, ...] = ()
        self._log: list[str] = []
        self._lines: list[Line] = []
        self._back = 0

    def add(self, row: AuditWritten) -> None:
        """One more row of the audit."""
        self._rows.append(row)
        lines = row_lines(row, self._text_width)
        self._log += lines
        del self._log[: -MOST_ROWS * 4]
        if self._back:
            self._back += len(lines)
        self._lay_out()

    def clear(self) -> None:
        """Forget everything: another device will tell its own."""
        self._rows.clear()
        self._log.clear()
        self._services, self._back = (), 0
        self._lay_out()

    def list_services(self, services: tuple[Service, ...]) -> None:
        """All services as they are now."""
        self._services = services
        self._lay_out()

    @property
    def _text_width(self) -> int:
        return self.size.width - MARGIN - 1

    def _lay_out(self) -> None:
        services = service_lines(self._services, self._text_width)
        self._lines = pane_lines(self._log, services, self.size.height, self._back)
        self.refresh()

    def on_resize(self, event: Resize) -> None:
        self._log = [text for row in self._rows for text in row_lines(row, self._text_width)]
        self._back = 0
        self._lay_out()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        self._scroll(STEP)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        self._scroll(-STEP)

    def _scroll(self, lines: int) -> None:
        self._back = min(max(0, self._back + lines), furthest(self._log, self.size.height // 2))
        self._lay_out()

    def render_line(self, y: int) -> Strip:
        shown = self._lines[y] if y < len(self._lines) else Line("")
        draw = heading if shown.is_heading else line
        return draw(shown.text, self.size.width, left=MARGIN)
