"""The lines of a recorded script while they are written: what belongs on one line comes onto one."""

from __future__ import annotations

from .apart import quoted

#: A line of keys goes on to here, a way through the menu to there.
KEYS, WAY = 72, 100


class Lines:
    """Steps in the order they are written."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._strokes: list[tuple[str, int]] = []
        self._path: list[str] = []
        self._looked = ""
        #: Whether panel time went by since the last key.
        self.has_waited = False

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines so far."""
        return (*self._lines, *self._open)

    def press(self, stroke: str, times: int = 1) -> None:
        """Press that key or label."""
        if self._path:
            self._close()
        if self._strokes and self._strokes[-1][0] == stroke:
            times += self._strokes.pop()[1]
        elif len(_presses([*self._strokes, (stroke, times)])) > KEYS:
            self._close()
        self._strokes.append((stroke, times))
        self.has_waited = False
        self._looked = ""

    def select(self, name: str) -> None:
        """Select the item; the next one stands on the same line."""
        if self._strokes or len(_selects([*self._path, name])) > WAY:
            self._close()
        self._path.append(name)
        self.has_waited = False
        self._looked = ""

    def add(self, line: str) -> None:
        """A line that stands for itself."""
        self._close()
        self._lines.append(line)
        self.has_waited = False

    def check(self, condition: str) -> None:
        """Check it, unless that is just what was looked at."""
        if condition != self._looked:
            self.add(f"check {condition}")
            self._looked = condition

    def expect(self, condition: str, within: str) -> None:
        """Expect it within that time."""
        self.add(f"expect {condition}{within}")
        self._looked = condition

    def advance(self, span: str) -> None:
        """Let time pass."""
        self.add(f"advance {span}")
        self.has_waited = True

    @property
    def _open(self) -> list[str]:
        """The line that is being written."""
        if self._strokes:
            return [_presses(self._strokes)]
        return [_selects(self._path)] if self._path else []

    def _close(self) -> None:
        self._lines += self._open
        self._strokes = []
        self._path = []


def _presses(strokes: list[tuple[str, int]]) -> str:
    return " ".join(["press", *(stroke if times == 1 else f"{stroke}*{times}" for stroke, times in strokes)])


def _selects(path: list[str]) -> str:
    return "select " + " > ".join(map(quoted, path))
