"""The commands of somebody who stands at the panel: press, screen, status, stop. None needs a login."""

from __future__ import annotations

import json
import os
import select
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from device.console import Display

from ..keys import Key, named
from ..link import MOST_KEYS, display_fields
from .exits import DONE, FAILED, USAGE, Ended
from .frame import framed, lit
from .options import add_device, parser, talking

#: Seconds that a device may take to write its last row and close its state.
PATIENCE = 30.0


def press(words: Sequence[str]) -> int:
    """Press keys on the panel and show the display after them."""
    options = parser(
        "press",
        "Press keys on the panel of a running device, one after the other, and show the display after them.",
        epilog="Keys, in any case: " + " ".join(key.value for key in Key),
    )
    options.add_argument("keys", nargs="+", metavar="KEY", help="the name of a key")
    options.add_argument("--quiet", action="store_true", help="do not show the display")
    add_device(options)
    given = options.parse_args(words)
    keys = [_key(word) for word in given.keys]
    with talking(given) as line:
        for start in range(0, len(keys), MOST_KEYS):
            line.press(*keys[start : start + MOST_KEYS])
        if not given.quiet:
            print(framed(line.display()))
    return DONE


def _key(word: str) -> Key:
    try:
        return named(word)
    except KeyError:
        from difflib import get_close_matches  # only a mistake needs it

        near = get_close_matches(word.lower(), [key.value.lower() for key in Key], 1)
        hint = f"did you mean {named(near[0]).value}?" if near else "p800 press --help lists the keys"
        raise Ended(USAGE, f"no key is called {word!r}; {hint}") from None


def screen(words: Sequence[str]) -> int:
    """Show the display as everybody may see it: while a secret is entered, its title and nothing more."""
    options = parser("screen", screen.__doc__ or "")
    options.add_argument("--json", action="store_true", help="as JSON, as the link has it")
    options.add_argument("--svg", metavar="FILE", help="as a picture; it replaces the file")
    options.add_argument("--png", metavar="FILE", help="as a picture in pixels; it replaces the file")
    add_device(options)
    given = options.parse_args(words)
    with talking(given) as line:
        display = line.display()
    if given.svg or given.png:
        _draw(display, given.svg, given.png)
    elif given.json:
        print(json.dumps(display_fields(display)))
    else:
        print(framed(display), lit(display.indicators), sep="\n")
    return DONE


def _draw(display: Display, svg_file: str | None, png_file: str | None) -> None:
    from ..pictures.png import png
    from ..pictures.svg import svg

    try:
        if svg_file:
            Path(svg_file).write_text(svg(display), encoding="utf-8")
        if png_file:
            Path(png_file).write_bytes(png(display))
    except OSError as error:
        raise Ended(FAILED, f"{error.filename}: it cannot be written ({error.strerror})") from None


def status(words: Sequence[str]) -> int:
    """Tell how the device is and what listens."""
    options = parser("status", status.__doc__ or "")
    options.add_argument("--json", action="store_true", help="as JSON, as the link has it")
    add_device(options)
    given = options.parse_args(words)
    with talking(given) as line:
        found = line.ask("status")
    print(json.dumps(found) if given.json else _status(found))
    return DONE


def _status(found: Mapping[str, Any]) -> str:
    rows = [
        ("machine", "; ".join([found["machine"], *found["details"]])),
        ("name", f"{found['machine_name']}, host name {found['host_name']}"),
        ("device", f"p800 {found['version']}, process {found['pid']}"),
        ("state", found["state"] or "none"),
        ("clock", f"{found['clock']}, on for {found['panel_time']:.0f} s, calendar {found['calendar']}"),
        ("faces", found["faces"]),
    ]
    if found["factory_password"]:
        rows.append(("note", "an administrator or the supervisor has the factory password, which is empty"))
    lines = [f"{name:<10}{value}" for name, value in rows]
    services = [_service(row) for row in found["services"]] or ["no services are built yet"]
    return "\n".join([*lines, *(f"{'services' if not n else '':<10}{row}" for n, row in enumerate(services))])


def _service(row: Mapping[str, Any]) -> str:
    where = f"[{row['address']}]" if ":" in row["address"] else row["address"]
    why = f": {row['why']}" if row["why"] else ""
    return f"{row['service']:<20} {row['scheme']}://{where}:{row['port']} {row['state']}{why}"


def stop(words: Sequence[str]) -> int:
    """Switch the device off and wait until it has gone."""
    options = parser("stop", stop.__doc__ or "")
    add_device(options)
    given = options.parse_args(words)
    with talking(given) as line, _process(line.greeting.pid) as has_ended:
        line.ask("stop")
        line.wait_for_end()
        has_ended()
    return DONE


@contextmanager
def _process(pid: int) -> Iterator[Callable[[], None]]:
    """Gives what waits until that process has ended, so that its state is free; at once where one cannot."""
    try:
        descriptor = os.pidfd_open(pid)
    except (AttributeError, OSError):
        yield lambda: None
        return
    try:
        yield lambda: _ended(descriptor)
    finally:
        os.close(descriptor)


def _ended(descriptor: int) -> None:
    if not select.select([descriptor], [], [], PATIENCE)[0]:
        raise Ended(FAILED, "the device was told to stop, but its process is still there")
