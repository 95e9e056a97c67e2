"""The pages' templates and their one style sheet, read once from the package."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from device.machine import MODEL

from . import pages

#: Where the style sheet stands.
STATIC = "/web/static"


class Renderer:
    """Makes pages. Everything shown is escaped; a name that a template lacks is an error."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=PackageLoader("device.web", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.globals.update(model=MODEL, menu=pages.MENU, places=pages, static=STATIC)

    def page(self, template: str, context: Mapping[str, Any]) -> str:
        """The template of that name, filled in."""
        return self._templates.get_template(f"{template}.html").render(context)


def static() -> Mapping[str, tuple[bytes, str]]:
    """What stands below STATIC: its bytes and content type, by name."""
    folder = files("device.web") / "static"
    return {"wim.css": ((folder / "wim.css").read_bytes(), "text/css")}
