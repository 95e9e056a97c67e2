"""A recording: what somebody does at a panel, as the keystroke script that a person would have written.

    recorder = Recorder("p800 keys record", key=token_bytes(32))
    recorder.shown(display, at)             # each display of a local face, at seconds of any clock
    recorder.pressed(Key.MENU, at)          # each key, before it goes out
    recorder.wrote("freed user", at)        # what the audit says, where it can be followed
    recorder.text()                         # the script so far

Played on a machine like the one that was recorded, the script leaves the same audit trail but for times,
face and session. What is entered in private is kept nowhere: see `taking.Chain`.
"""

from __future__ import annotations

from collections.abc import Iterable

from device.console import BLANK, Display
from panel.keys import Key

from ..standing import stands
from .folding import AT_ONCE, LOOKED, folded
from .moments import Frame, Hidden, Moment, Pressed, Silent, accepts, enters, is_unseen, veiled
from .taking import Chain

FRESH = "The machine was as it left the factory."
NOT_FRESH = "The machine was not as it left the factory: on one that is, the script may end elsewhere."

#: A display that stands for less time, in seconds, is on its way to another.
SEEN = 0.02


class Recorder:
    """Keys and displays in, a script out. Times are seconds of any clock that only goes forward."""

    def __init__(self, source: str, *, key: bytes, name: str = "FILE") -> None:
        """`source`: what is recorded; `key`: random, to compare secrets by; `name`: of its file."""
        #: Whether the machine was as it left the factory when the recording began.
        self.is_fresh = True
        self._source = source
        self._key = key
        self._name = name
        self._moments: list[Moment] = []
        self._now = BLANK
        self._frames: list[Frame] = []
        self._silent: list[Silent] = []
        self._rows: list[str] = []
        self._last_key: float | None = None
        self._entry: _Entry | None = None
        self._numbers: dict[tuple[str, bytes], int] = {}

    def __repr__(self) -> str:
        return f"Recorder({self.keys} keys)"

    @property
    def keys(self) -> int:
        """So many keys were pressed that were not part of a secret."""
        return sum(isinstance(moment, Pressed) for moment in self._moments)

    # What is seen

    def shown(self, display: Display, at: float) -> None:
        """This stands on the panel now."""
        before, self._now = self._now, display
        if not self._frames:
            self._led_to(before, display, at)
        elif not stands(self._frames[-1].display, veiled(display)):
            self._changed(Frame(veiled(display), at))
        elif is_unseen(before, display):
            self._happened(Silent(at))
        if not display.private:
            self._leave()

    def wrote(self, row: str, at: float, *, is_of_machine: bool = False) -> None:
        """The audit has this row more: deed, subject and detail, of somebody at this face or the machine."""
        if self._last_key is None:
            return
        self._happened(Silent(at, row, not any(row in known for known in self._rows), is_of_machine))
        self._rows.append(row)

    def _happened(self, silent: Silent) -> None:
        """Keep what no key and no visible change accounts for; the audit's word for it is the better one."""
        accounted = [self._frames[0].at, self._frames[-1].at] if self._frames else [silent.at]
        if not silent.is_of_machine and any(silent.at - at <= AT_ONCE for at in accounted):
            return
        if self._silent and silent.at - self._silent[-1].at <= AT_ONCE:
            if not silent.row:
                return
            if not self._silent[-1].row:
                self._silent.pop()
        self._silent.append(silent)

    def _changed(self, frame: Frame) -> None:
        """Another display came by itself. One that stood for no time was seen by nobody."""
        self._silent = [
            silent for silent in self._silent if silent.is_of_machine or frame.at - silent.at > AT_ONCE
        ]
        if frame.at - self._frames[-1].at < SEEN:
            self._frames.pop()
        if not self._frames:
            self._end_at(frame)
        elif not stands(self._frames[-1].display, frame.display):
            self._frames.append(frame)

    def _end_at(self, frame: Frame) -> None:
        """This is what the last key led to."""
        self._frames = [frame]
        is_of_entry = self._entry is not None and self._entry.hidden is not None
        if self._moments and not is_of_entry and isinstance(last := self._moments[-1], Pressed):
            self._moments[-1] = last._replace(after=frame.display)

    def _led_to(self, before: Display, display: Display, at: float) -> None:
        """The first display after a key."""
        frame = Frame(veiled(display), at)
        if self._entry is not None and self._entry.pending is not None:
            self._entry.chain.took(self._entry.pending, before, display)
            self._entry.pending = None
            self._frames = [frame]
        else:
            self._end_at(frame)

    # What is pressed

    def pressed(self, key: Key, at: float) -> None:
        """This key is pressed on what stands on the panel."""
        if not self._frames:
            self.shown(self._now, at if self._last_key is None else self._last_key)
        if self._now.private and enters(key, self._now):
            self._pressed_in_private(key, at)
        else:
            self._pressed_in_public(key, at)
        self._frames, self._silent, self._last_key = [], [], at

    def _pressed_in_private(self, key: Key, at: float) -> None:
        if self._entry is None:
            self._entry = _Entry(self._now.title, Chain(self._key))
        entry = self._entry
        entry.pending = key
        hidden = entry.hidden
        if hidden is None or len(self._frames) > 1:
            self._close()
            frames = tuple(self._frames)
            entry.hidden = Hidden(entry.title, None, False, frames, tuple(self._silent), at, at)
            return
        pause = at - hidden.ends
        entry.hidden = hidden._replace(
            ends=at,
            pauses=(*hidden.pauses, pause) if pause >= LOOKED else hidden.pauses,
            unseen=(*hidden.unseen, *self._silent),
        )

    def _pressed_in_public(self, key: Key, at: float) -> None:
        if self._now.private and accepts(key, self._now):
            self._accept()
        self._close()
        before = self._frames[-1].display
        self._moments.append(Pressed(key, at, tuple(self._frames), tuple(self._silent), before))

    def _accept(self) -> None:
        """The private entry is accepted as it stands."""
        if self._entry is None:
            self._entry = _Entry(self._now.title, Chain(self._key))
        entry = self._entry
        digest = entry.chain.digest
        if digest == entry.given:
            return
        hidden = entry.hidden or Hidden(entry.title)
        number = self._numbers.setdefault((entry.title, digest), len(self._numbers) + 1)
        entry.hidden = hidden._replace(secret=number, again=entry.given is not None)
        entry.given = digest

    def _close(self) -> None:
        """What was entered in private so far is a moment of its own."""
        if self._entry is not None and self._entry.hidden is not None:
            self._moments.append(self._entry.hidden)
            self._entry.hidden = None

    def _leave(self) -> None:
        self._close()
        self._entry = None

    # The script

    def text(self) -> str:
        """The script of what was done so far."""
        done = folded(self._all, self._frames, self._silent)
        secrets = tuple(f"secret {name} = env P800_{name}" for name in done.secrets)
        head = (*self._head(done.secrets), "")
        return "\n".join((*head, *secrets, *([""] if secrets else []), *done.steps, ""))

    @property
    def _all(self) -> list[Moment]:
        still = self._entry.hidden if self._entry is not None else None
        return self._moments if still is None else [*self._moments, still]

    def _head(self, secrets: Iterable[str]) -> list[str]:
        given = "".join(f"P800_{name}=... " for name in secrets)
        return [
            f"# Recorded from {self._source}.",
            f"# {FRESH if self.is_fresh else NOT_FRESH}",
            f"# Play it: {given}p800 keys run {self._name}",
        ]


class _Entry:
    """A private entry while it stands, also below a message. Its text is nowhere."""

    __slots__ = ("chain", "given", "hidden", "pending", "title")

    def __init__(self, title: str, chain: Chain) -> None:
        self.title = title
        self.chain = chain
        #: The digest of what the script has typed into it.
        self.given: bytes | None = None
        #: What is not a moment yet.
        self.hidden: Hidden | None = None
        #: The key that what it leads to is waited for.
        self.pending: Key | None = None
