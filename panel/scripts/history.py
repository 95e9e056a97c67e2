"""What led to where a case stands: the last distinct displays with their times, the last keys.

Kept so that a failure can be understood, and masked on the way in: of a private display only its title stays,
of keys pressed on one only that there were some.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from device.console import MASK, Display, masked
from panel.keys import SELECTION, Key

from .masking import Mask
from .stage import KEPT, Seen
from .witness import Sighting, Witness

#: So many keys are kept.
KEYS = 10


class History:
    """The last displays and keys of a case. `veil` masks what follows until the entry is left."""

    def __init__(self, mask: Mask, first: Sequence[Seen], witness: Witness | None = None) -> None:
        self._mask = mask
        self._witness = witness
        self._told: Display | None = None
        self._displays: deque[tuple[float, Display]] = deque(maxlen=KEPT)
        #: Keys pressed at once with the labels that stood over them; None for keys that are masked.
        self._keys: deque[tuple[tuple[Key, ...], tuple[str, ...]] | None] = deque(maxlen=KEYS)
        self._veiled = False
        #: What was seen last.
        self.now = first[-1]
        self.pressed = 0
        self.saw(first)

    def veil(self) -> None:
        """A secret is going to be typed: displays and keys are masked until no cursor is seen any more."""
        self._veiled = True

    def saw(self, seen: Sequence[Seen]) -> None:
        """Displays that came without a key."""
        for sight in seen:
            self._saw(sight)

    def pressing(self, keys: tuple[Key, ...], seen: Sequence[Seen]) -> None:
        """Keys, and the displays that came of them."""
        self.pressed += len(keys)
        done = 0
        if len(seen) > 1:
            for sight in seen[:-1]:
                if sight.after > done:
                    self._press(keys[done : sight.after])
                    done = sight.after
                self._saw(sight)
        if done < len(keys):
            self._press(keys[done:] if done else keys)
        self._saw(seen[-1])

    def _press(self, keys: tuple[Key, ...]) -> None:
        display = self.now.display
        if self._veiled or display.private:
            if self._keys and self._keys[-1] is None:
                return
            pressed = None
        else:
            pressed = (keys, display.labels)
        self._keys.append(pressed)
        if self._witness is not None:
            self._witness.pressed(self._shown(pressed, len(keys)))

    def _saw(self, sight: Seen) -> None:
        self.now = sight
        display, at, _ = sight
        last = self._displays[-1][1] if self._displays else None
        if self._veiled and display.cursor is None and not display.private:
            self._veiled = False
        if self._veiled or display.private:
            if last is not None and last.private and last.title == display.title:
                return
            display = masked(display)
            self._displays.append((at, display))
        elif last is None or not _alike(last, display):
            self._displays.append((at, display))
        if self._witness is not None:
            self._tell(self._witness, at, display)

    def _tell(self, witness: Witness, at: float, display: Display) -> None:
        told, self._told = self._told, display
        if told is None or not _alike(told, display) or _marks(told) != _marks(display):
            witness.saw(self._sighting(at, display))

    def _sighting(self, at: float, display: Display) -> Sighting:
        return Sighting(at, self._mask.display(display))

    @property
    def present(self) -> Sighting:
        """What was seen last, fit to be shown."""
        display = self.now.display
        if self._veiled or display.private:
            display = masked(display)
        return self._sighting(self.now.at, display)

    @property
    def displays(self) -> tuple[Sighting, ...]:
        """The last distinct displays, oldest first, fit to be shown."""
        return tuple(self._sighting(at, display) for at, display in self._displays)

    @property
    def keys(self) -> tuple[str, ...]:
        """The last keys, fit to be shown; a selection key by the label that stood over it."""
        names: list[str] = []
        for pressed in self._keys:
            names.extend(self._shown(pressed, KEYS))
        return tuple(names[-KEYS:])

    def _shown(self, pressed: tuple[tuple[Key, ...], tuple[str, ...]] | None, most: int) -> tuple[str, ...]:
        if pressed is None:
            return (MASK,)
        keys, labels = pressed
        names = _names(keys, tuple(map(self._mask.seen, labels)), most)
        return tuple(map(self._mask.text, names))


def _names(keys: tuple[Key, ...], labels: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Names for people. The labels are known only of the display before the first key."""
    return (_name(keys[0], labels), *(key.value for key in keys[1:][-most:]))


def _name(key: Key, labels: tuple[str, ...]) -> str:
    position = SELECTION.index(key) if key in SELECTION else len(labels)
    label = labels[position] if position < len(labels) else ""
    return f"[{label}]" if label else key.value


def _alike(one: Display, other: Display) -> bool:
    return one is other or (one.lines == other.lines and one.selected == other.selected)


def _marks(display: Display) -> tuple[object, ...]:
    """What a picture shows besides the lines."""
    return (display.cursor, display.indicators)
