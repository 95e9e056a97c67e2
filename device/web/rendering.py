"""The pages' templates and their one style sheet, read once from the package."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from device.machine import MODEL

from . import pages

#: Where the style sheet stands.
STATIC = "/web/static"


@cache
def templates() -> Environment:
    """The templates. Everything shown is escaped; a name that a template lacks is an error.

    All are compiled at once, before anybody waits: the first page would hold the loop up for tens of
    milliseconds.
    """
    found = Environment(
        loader=PackageLoader("device.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals.update(model=MODEL, menu=pages.MENU, places=pages, static=STATIC)
    for name in found.list_templates():
        found.get_template(name)
    return found


def page(template: str, context: Mapping[str, Any]) -> str:
    """The template of that name, filled in."""
    return templates().get_template(f"{template}.html").render(context)


def static() -> Mapping[str, tuple[bytes, str]]:
    """What stands below STATIC: its bytes and content type, by name."""
    folder = files("device.web") / "static"
    return {"wim.css": ((folder / "wim.css").read_bytes(), "text/css")}
