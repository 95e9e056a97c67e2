"""The line at the bottom: the face's own keys, or something that has to be said."""

from __future__ import annotations

from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from .strips import line

KEYS = "F1 Help   Ctrl+Q Leave   Tab Log and services   Ctrl+T Look"
#: Seconds that something said stands.
MOMENT = 4.0


class Hints(Widget, can_focus=False):
    """One line in the terminal's own colours."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Hints { dock: bottom; height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._said = ""
        self._forgetting: Timer | None = None

    def say(self, text: str, *, lasting: bool = False) -> None:
        """Say something for a moment, or until something else is said; "" goes back to the keys."""
        if self._forgetting is not None:
            self._forgetting.stop()
        self._forgetting = None if lasting or not text else self.set_timer(MOMENT, self._forget)
        self._said = text
        self.refresh()

    def _forget(self) -> None:
        self.say("")

    def render_line(self, y: int) -> Strip:
        return line(self._said or KEYS, self.size.width, bool(self._said), 1)
