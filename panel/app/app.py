"""The app: keys go straight to the client, what the client tells goes to the faceplate and the pane."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.worker import WorkerFailed

from device.console import Display

from ..attach import AuditWritten, DisplayShown, Lost, PanelEvent, ServicesChanged
from ..keymap import Keymap
from ..keys import Key
from ..link import LinkError, NotReachable
from .client import Attach, Client
from .faceplate import Faceplate
from .glass import words_of_loss
from .hints import Hints
from .looks import CASINGS, LOOKS, NO_COLOR, Look, look
from .names import short
from .pane import Pane
from .plan import Side, pane

LEAVE = "Ctrl+Q"
LOST_SAID = "The device has gone. Start one in another terminal: p800 device"
STILL_LOST = "Nothing answers yet. Start a device in another terminal: p800 device"


class FaceApp(App[None]):
    """The panel in a terminal, driven through a client."""

    TITLE = "P 800"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { layout: horizontal; overflow: hidden; }
    Screen.below { layout: vertical; }
    """

    def __init__(
        self,
        client: Client,
        keymap: Keymap,
        *,
        attach: Attach | None = None,
        look_name: str = LOOKS[0],
        casing: str = "charcoal",
    ) -> None:
        """`attach` connects again after the device was lost; without it only leaving is left."""
        # The terminal's own colours around the casing: they are light or dark as the person has it.
        super().__init__(ansi_color=True)
        self._client = client
        self._keymap_in_use = keymap
        self._reattach = attach
        self._look_name = look_name
        self._casing = casing
        self._lost: Lost | None = None
        self._is_pane_wanted: bool | None = None
        self._face = Faceplate(keymap, self._look, self.press)
        self._pane = Pane()
        self._hints = Hints()
        self._own_keys = {
            "f1": self._help,
            "question_mark": self._help,
            "tab": self._turn_pane,
            "shift+tab": self._turn_pane,
            "ctrl+t": self._next_look,
            "ctrl+p": self._next_casing,
            "ctrl+l": self._draw_again,
            "ctrl+z": self.action_suspend_process,
            "ctrl+c": self._say_how_to_leave,
            "ctrl+q": self.exit,
        }

    @property
    def display_shown(self) -> Display:
        """The display that the face has been told to draw last."""
        return self._face.display_shown

    @property
    def failure(self) -> BaseException | None:
        """What went wrong in the face, when it ended by that."""
        failed = self._exception
        return failed.error if isinstance(failed, WorkerFailed) else failed

    @property
    def is_lost(self) -> bool:
        """Whether the device has gone."""
        return self._lost is not None

    @property
    def own_keys(self) -> frozenset[str]:
        """The terminal keys that the face keeps for itself, by Textual's names."""
        return frozenset(self._own_keys)

    def compose(self) -> ComposeResult:
        yield self._face
        yield self._pane
        yield self._hints

    def on_mount(self) -> None:
        self._face.show(self._client.display)
        self._place_pane(self.size)
        self.app_resume_signal.subscribe(self, lambda _: self._draw_again())
        self.run_worker(self._follow())

    # Keys

    async def on_event(self, event: events.Event) -> None:
        # Keys are taken here, before Textual looks for bindings and focus: every key costs less than 0.2 ms.
        if isinstance(event, events.Key) and len(self.screen_stack) == 1:
            self._take(event.key)
        else:
            await super().on_event(event)

    def _take(self, terminal_key: str) -> None:
        own = self._own_keys.get(terminal_key)
        if own is not None:
            own()
        elif (key := self._keymap_in_use.pressed(terminal_key)) is not None:
            self.press(key)

    def press(self, key: Key) -> None:
        """Press a key of the panel; with the device gone, OK attaches again."""
        if self._lost is not None:
            if key is Key.OK and self._reattach is not None:
                self.run_worker(self._attach_again(self._reattach), exclusive=True, group="attach")
            return
        self._client.press(key)
        self._face.light(key)

    # What the client tells

    async def _follow(self) -> None:
        async for event in self._client.events():
            self._show(event)

    def _show(self, event: PanelEvent) -> None:
        match event:
            case DisplayShown(display):
                self._face.show(display)
            case AuditWritten():
                self._pane.add(event)
            case ServicesChanged(services):
                self._pane.list_services(services)
            case Lost(reason):
                self._lose(event, reason)

    def _lose(self, lost: Lost, reason: str) -> None:
        self._lost = lost
        again = short(self._keymap_in_use.terminal_keys(Key.OK)[0])
        self._face.say(words_of_loss(reason, again, LEAVE))
        self._hints.say(LOST_SAID, lasting=True)

    async def _attach_again(self, attach: Attach) -> None:
        try:
            client = await attach()
        except NotReachable:
            self._hints.say(STILL_LOST, lasting=True)
            return
        except LinkError as error:
            self._hints.say(error.reason, lasting=True)
            return
        await self._client.close()
        self._client, self._lost = client, None
        self._pane.clear()
        self._hints.say("")
        self.run_worker(self._follow())

    async def close_client(self) -> None:
        """Hang up."""
        await self._client.close()

    # The face's own keys

    @property
    def _has_16_colors(self) -> bool:
        return self.console.color_system in ("standard", None)

    @property
    def _look(self) -> Look:
        return NO_COLOR if self.no_color else look(self._look_name, self._casing, self._has_16_colors)

    def _next_look(self) -> None:
        self._look_name = _next(LOOKS, self._look_name)
        self._face.wear(self._look)

    def _next_casing(self) -> None:
        self._casing = _next(tuple(CASINGS), self._casing)
        self._face.wear(self._look)

    def _turn_pane(self) -> None:
        self._is_pane_wanted = not self._pane.display
        self._place_pane(self.size)

    def _place_pane(self, size: Size) -> None:
        side, extent = pane(*size, self._is_pane_wanted)
        self._pane.display = side is not Side.NOWHERE
        self.screen_stack[0].set_class(side is Side.BELOW, "below")
        self._pane.styles.width = extent if side is Side.RIGHT else "100%"
        self._pane.styles.height = extent if side is Side.BELOW else "100%"

    def on_resize(self, event: events.Resize) -> None:
        # The app itself still has its old size.
        self._place_pane(event.size)

    def _help(self) -> None:
        from .help_page import HelpPage  # only for whoever asks: the first paint does not wait for it

        self.push_screen(HelpPage(self._keymap_in_use))

    def _draw_again(self) -> None:
        self.screen.refresh(layout=True)

    def _say_how_to_leave(self) -> None:
        self._hints.say(f"{LEAVE} leaves the panel; F1 shows the keys")

    def _fatal_error(self) -> None:
        # Textual would print the local variables of every frame, a secret being entered among them.
        self._close_messages_no_wait()


def _next(names: tuple[str, ...], name: str) -> str:
    return names[(names.index(name) + 1) % len(names)]
