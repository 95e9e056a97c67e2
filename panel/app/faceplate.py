"""The faceplate as a widget: draws what it is shown, only the rows that changed, and hears the mouse."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from textual.events import MouseDown
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from device.console import BLANK, COLUMNS, LINES, Display

from ..keymap import Keymap
from ..keys import Key
from .compact import compact_row, no_faceplate, selection_key_at
from .drawing import Drawing, Shown
from .glass import changed
from .lamps import HALF, are_blinking
from .looks import Look
from .plan import Box, Plan, plan
from .strips import Painter

#: Seconds that a key stays lit after it was pressed.
LIT = 0.15
#: Seconds until it lights up. The display that it leads to goes first: Textual repaints 60 times a second,
#: and a repaint just before would hold it back until the next time.
LIGHTING = 0.02


class Faceplate(Widget, can_focus=False):
    """The machine's panel. Too small a place shows the compact form."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Faceplate { width: 1fr; height: 1fr; }"

    def __init__(self, keymap: Keymap, look: Look, press: Callable[[Key], None]) -> None:
        """`press` is told of the keys that the mouse presses."""
        super().__init__()
        self._keymap = keymap
        self._look = look
        self._press = press
        self._painter = Painter(look)
        self._shown = Shown(BLANK)
        self._drawn_for: tuple[Size, bool] | None = None
        self._drawing_made: Drawing | None = None
        self._until: dict[Key, float] = {}
        self._unlit: set[Key] = set()
        self._lighting: asyncio.TimerHandle | None = None
        self._dimming: asyncio.TimerHandle | None = None
        self._blinking: Timer | None = None

    @property
    def display_shown(self) -> Display:
        """The display that is on the glass."""
        return self._shown.display

    # What is told to it

    def show(self, display: Display) -> None:
        """Show this display."""
        before, self._shown = self._shown, self._shown._replace(display=display, words=())
        if before.words or before.display.indicators != display.indicators:
            self._watch_lamps()
            self.refresh()
        else:
            self._refresh_boxes(self._box_of_line(line) for line in changed(before.display, display))

    def say(self, words: tuple[str, ...]) -> None:
        """Show these lines in the window, in the place of the display."""
        self._shown = self._shown._replace(words=words)
        self.refresh()

    def light(self, key: Key) -> None:
        """Light a key for a moment."""
        loop = asyncio.get_running_loop()
        self._until[key] = loop.time() + LIGHTING + LIT
        if key not in self._shown.lit:
            self._unlit.add(key)
        if self._lighting is None:
            self._lighting = loop.call_later(LIGHTING, self._light_up)
        if self._dimming is None:
            self._dimming = loop.call_later(LIGHTING + LIT, self._dim)

    def wear(self, look: Look) -> None:
        """Take on another look."""
        self._look, self._painter = look, Painter(look)
        self.refresh()

    # Light

    def _light_up(self) -> None:
        if self._lighting is not None:
            self._lighting.cancel()
            self._lighting = None
        keys, self._unlit = self._unlit & self._until.keys(), set()
        self._set_lit(self._shown.lit | keys, keys)

    def _dim(self) -> None:
        loop = asyncio.get_running_loop()
        due = {key for key, until in self._until.items() if until <= loop.time() + 0.005}
        for key in due:
            del self._until[key]
        self._set_lit(self._shown.lit - due, due & self._shown.lit)
        next_one = min(self._until.values(), default=None)
        self._dimming = loop.call_at(next_one, self._dim) if next_one is not None else None

    def _set_lit(self, lit: frozenset[Key], differing: Iterable[Key]) -> None:
        self._shown = self._shown._replace(lit=lit)
        layout = self._plan
        if layout is not None:
            self._refresh_boxes(layout.keys[key] for key in differing)

    def _watch_lamps(self) -> None:
        if self._blinking is None:
            return
        if are_blinking(self._shown.display.indicators):
            self._blinking.resume()
        else:
            self._blinking.pause()

    def _blink(self) -> None:
        self._shown = self._shown._replace(in_light=not self._shown.in_light)
        layout = self._plan
        self._refresh_boxes([Box(0, 0, *self.size) if layout is None else layout.lamps])

    def on_mount(self) -> None:
        self._blinking = self.set_interval(HALF, self._blink, pause=True)
        self._watch_lamps()

    def on_unmount(self) -> None:
        for handle in (self._lighting, self._dimming):
            if handle is not None:
                handle.cancel()

    # Drawing

    @property
    def _plan(self) -> Plan | None:
        return plan(*self.size)

    @property
    def _drawing(self) -> Drawing | None:
        """The drawing for the present size: a widget is drawn before it hears of its size."""
        wanted = (self.size, self._look.is_drawn_in_lines)
        if wanted != self._drawn_for:
            layout = self._plan
            self._drawing_made = None if layout is None else Drawing(layout, self._keymap, wanted[1])
            self._drawn_for = wanted
        return self._drawing_made

    def _box_of_line(self, line: int) -> Box:
        layout = self._plan
        cells = Box(0, 0, COLUMNS, LINES) if layout is None else layout.cells
        return Box(cells.left, cells.top + line, COLUMNS, 1)

    def _refresh_boxes(self, boxes: Iterable[Box]) -> None:
        regions = [Region(*box) for box in boxes]
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        drawing = self._drawing
        if drawing is None:
            pieces = compact_row(y, self._shown, self._keymap, no_faceplate(*self.app.size))
            return self._painter.strip(pieces, 0, width)
        casing = drawing.plan.casing
        down = (y - casing.top) / (casing.height - 1)
        return self._painter.strip(drawing.row(y, self._shown), casing.left, width, down)

    # The mouse

    def on_mouse_down(self, event: MouseDown) -> None:
        key = self._key_at(event.x, event.y)
        if key is not None:
            self._press(key)

    def _key_at(self, column: int, row: int) -> Key | None:
        layout = self._plan
        return selection_key_at(column, row) if layout is None else layout.at(column, row)
