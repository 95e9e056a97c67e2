"""The panel without any terminal: the stack of screens and the one session of the panel.

Keys go in by `press`, from whichever face; what is shown goes out by the machine's Console. The front makes
the moves that screens answer with, lets messages time out and Auto Logout happen on panel time, and hands
errands to the machine. Everything else about a screen is the screen's.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

from device.clock import Timer
from device.console import Display
from device.keep import Changed, KeepError
from device.machine import Machine
from device.people.sessions import Session
from device.settings.authentication import AUTO_LOGOUT

from .keys import Key
from .menus import MENU
from .screens.lists import MenuList
from .screens.notices import attempted, yes_or_no
from .screens.rest import Rest
from .screens.wording import RESET_THE_JOB
from .surface import Back, Desk, Enter, Home, Leave, Move, Open, Screen, Stay, Surface, Wait, desk

#: The face that keys come from when nobody says.
FACE = "panel"


class Front:
    """The panel of one machine. All faces that show the panel press keys here."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.session: Session | None = None
        self._desk = desk(machine, None, FACE)
        self._stack: list[Screen] = [Rest()]
        #: Whether a screen below the top one is private; kept, as most keys only move about on the top one.
        self._is_private_below = False
        self._ticket = 0
        self._expiry: Timer | None = None
        self._scrolling: Timer | None = None
        self._idle: Timer | None = None
        self._pressed_at = self._shown_at = machine.clock.now()
        machine.console.connect(self._draw)
        machine.audit.listen(self._changed)
        machine.condition.watch(self._publish)
        machine.people.sessions.watch_end(self._session_ended)
        self._publish()

    # What is shown

    @property
    def screen(self) -> Screen:
        """The screen on top."""
        return self._stack[-1]

    @property
    def stack(self) -> tuple[Screen, ...]:
        """All screens, the rest screen first."""
        return tuple(self._stack)

    @property
    def desk(self) -> Desk:
        """Where the screens work now."""
        return self._desk

    @property
    def surface(self) -> Surface:
        """What the top screen shows."""
        return self._stack[-1].surface(self._desk)

    @property
    def display(self) -> Display:
        """The display as a local face sees it."""
        return self.machine.console.display

    def stand(self, stack: tuple[Screen, ...]) -> None:
        """Stand with these screens, the rest screen first, as if keys had led there: who explores the panel
        or takes its picture. Screens are frozen values, so another panel's stack will do; one that waits for
        an errand will wait for ever.
        """
        self._cut(1)
        self._stack[:] = stack
        self._shown()

    def _draw(self, revision: int) -> Display:
        machine = self.machine
        layout = self._stack[-1].surface(self._desk).layout
        elapsed = machine.clock.now() - self._shown_at
        if layout.moving or self._scrolling is not None:
            self._scroll(layout.changes_in(elapsed))
        return layout.display(
            machine.condition.indicators, elapsed, private=machine.console.private, revision=revision
        )

    def _scroll(self, seconds: float | None) -> None:
        if self._scrolling is not None:
            self._scrolling.cancel()
        self._scrolling = None if seconds is None else self.machine.clock.after(seconds, self._publish)

    def _publish(self) -> None:
        self.machine.console.publish(self._stack[-1].private or self._is_private_below)

    # Keys

    def press(self, *keys: Key, face: str = FACE) -> None:
        """Press keys one after the other, as somebody at that face."""
        if self._desk.face != face:
            self._desk = desk(self.machine, self.session, face)
        machine = self.machine
        for key in keys:
            self._pressed_at = machine.used_at = machine.clock.now()
            if self._idle is None:
                self._watch_idle()
            if machine.condition.saving_energy or machine.console.locked:
                self._held_back()
                continue
            move = _ANYWHERE[key](self) if key in _ANYWHERE else self._stack[-1].press(key, self._desk)
            if isinstance(move, Stay):
                self._stay(move.screen)
            else:
                self._move(move)

    def _held_back(self) -> None:
        """Keys of a sleeping machine wake it and do no more [guess]; those of a locked panel do nothing."""
        if self.machine.console.locked:
            self._publish()
            return
        self.machine.used()

    def _menu(self) -> Move:
        return _TO_THE_MENU

    def _switch_functions(self) -> Move:
        # A printer without further functions has nothing to switch to but the rest screen [guess].
        return Home()

    def _job_reset(self) -> Move:
        if self._ticket:
            return Back()
        # Asked once: a second press on the question, or on what it answered, asks no second one.
        if not self.machine.condition.printing or RESET_JOB in self._stack:
            return Stay(self.screen)
        return Open(RESET_JOB)

    def _suspend_resume(self) -> Move:
        self.machine.condition.note(suspended=not self.machine.condition.suspended)
        return Stay(self.screen)

    # Moves

    def _stay(self, screen: Screen) -> None:
        """What most keys do: the screens below stay as they are."""
        self._stack[-1] = screen
        self._begun(screen)

    def _move(self, move: Move) -> None:
        while True:
            match move:
                case Open(screen):
                    self._put(screen)
                    break
                case Back(steps, show):
                    self._cut(max(1, len(self._stack) - steps), show)
                    break
                case Home(show):
                    self._cut(1, show)
                    break
                case Stay(screen):
                    self._stack[-1] = screen
                    break
                case Wait(errand, shown, then, back):
                    self._cut(max(1, len(self._stack) - back), shown)
                    self._ticket = self.machine.errands.put(errand, partial(self._arrived, shown, then))
                    break
                case Enter(session, then_move):
                    self._log_in(session)
                    move = then_move
                case Leave(show):
                    self._log_out("logout")
                    self._cut(1, show)
                    break
        self._shown()

    def _cut(self, height: int, show: Screen | None = None) -> None:
        """Take away all screens above that height, and with them the errand they wait for."""
        del self._stack[height:]
        if self._ticket:
            self.machine.errands.drop(self._ticket)
            self._ticket = 0
        if show is not None:
            self._put(show)

    def _put(self, screen: Screen) -> None:
        """Put the screen on top. The one below counts at once: nothing told meanwhile may be too open."""
        self._is_private_below = self._is_private_below or self._stack[-1].private
        self._stack.append(screen)

    def _shown(self) -> None:
        """Another screen has come on top."""
        self._is_private_below = any(screen.private for screen in self._stack[:-1])
        self._begun(self._stack[-1])

    def _begun(self, top: Screen) -> None:
        """The time of the screen on top begins."""
        self._shown_at = self.machine.clock.now()
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None
        if top.lasts is not None:
            self._expiry = self.machine.clock.after(top.lasts, partial(self._expired, top))
        self._publish()

    def _expired(self, screen: Screen) -> None:
        if self._stack[-1] is screen:
            self._move(screen.expired(self._desk))

    def _arrived(self, shown: Screen, then: Any, result: Any) -> None:
        """The result of an errand is there, and its screen still waits for it."""
        self._ticket = 0
        if self._stack[-1] is shown:
            del self._stack[-1]
            self._move(then(result, self._desk))

    # The session

    def _log_in(self, session: Session) -> None:
        if self.session is not None:
            self._log_out("another login")
        self.session = session
        self._desk = desk(self.machine, session, self._desk.face)

    def _log_out(self, why: str) -> None:
        session, self.session = self.session, None
        self._desk = desk(self.machine, None, self._desk.face)
        if session is not None:
            # Where that cannot be written it is so all the same, and nothing half-entered may stay.
            with suppress(KeepError):
                self.machine.people.sessions.close(session, why)

    def _session_ended(self, session: Session) -> None:
        """The person's account is gone or the session was ended from elsewhere."""
        if self.session is not None and self.session.number == session.number:
            self.session = None
            self._desk = desk(self.machine, None, self._desk.face)
            self._cut(1)
            self._shown()

    def _watch_idle(self) -> None:
        """Auto Logout: so many seconds after the last key nobody is logged in and nothing is half-entered.

        The screens go back to rest then even when nobody was logged in [guess].
        """
        seconds = self.machine.store[AUTO_LOGOUT]
        if not seconds:
            return
        left = self._pressed_at + seconds - self.machine.clock.now()
        self._idle = self.machine.clock.after(left, self._idled)

    def _idled(self) -> None:
        self._idle = None
        seconds = self.machine.store[AUTO_LOGOUT]
        if not seconds:
            return
        if self.machine.clock.now() < self._pressed_at + seconds:
            self._watch_idle()
            return
        if len(self._stack) > 1 or self.session is not None:
            self._log_out("Auto Logout")
            self._cut(1)
            self._shown()

    def _changed(self, change: Changed) -> None:
        if change.subject == AUTO_LOGOUT.name:
            if self._idle is not None:
                self._idle.cancel()
                self._idle = None
            self._watch_idle()
        self._publish()

    def power_off(self) -> None:
        """Nobody is logged in any more and nothing stands on the panel."""
        self._log_out("power off")
        self._cut(1)
        self._shown()


_TO_THE_MENU = Home(MenuList(MENU))


def _reset_job(desk: Desk) -> Move:
    return attempted(lambda: desk.machine.jobs.cancel_printing(desk.actor), Back())


RESET_JOB = yes_or_no(RESET_THE_JOB.text, _reset_job)

#: Keys that do the same on every screen.
_ANYWHERE = {
    Key.MENU: Front._menu,
    Key.SWITCH_FUNCTIONS: Front._switch_functions,
    Key.JOB_RESET: Front._job_reset,
    Key.SUSPEND_RESUME: Front._suspend_resume,
}
