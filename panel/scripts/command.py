"""`p800 keys`: which command the words mean. Each one's module is imported when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import NamedTuple

#: Exit codes for words that were not understood, and for help that was given.
USAGE, DONE = 2, 0


class Command(NamedTuple):
    """A function that takes the words after the command's name and gives the exit code."""

    module: str
    function: str
    summary: str


COMMANDS: Mapping[str, Command] = {
    "run": Command("panel.scripts.running", "run", "play the cases of scripts"),
    "list": Command("panel.scripts.tools", "list_", "name the cases of scripts"),
    "fmt": Command("panel.scripts.tools", "fmt", "write scripts in the one usual form"),
    "lint": Command("panel.scripts.tools", "lint", "warn of what cannot be meant"),
    "guide": Command("panel.scripts.guide.command", "guide", "make illustrated how-to pages of scripts"),
    "record": Command("panel.commands.recording", "record", "open a fresh panel and write down what you do"),
}


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words after `p800 keys` say; the exit code."""
    name, *rest = (sys.argv[1:] if words is None else words) or [""]
    if name in ("-h", "--help"):
        print(_help())
        return DONE
    command = COMMANDS.get(name)
    if command is None:
        print(_unknown(name), file=sys.stderr)
        return USAGE
    code: int = getattr(import_module(command.module), command.function)(rest)
    return code


def _help() -> str:
    summaries = "\n".join(f"  {name:<7} {command.summary}" for name, command in COMMANDS.items())
    head, tail = "usage: p800 keys COMMAND ...\n\nKeystroke scripts.", "p800 keys COMMAND --help tells more."
    return f"{head}\n\n{summaries}\n\n{tail}"


def _unknown(name: str) -> str:
    if not name:
        return f"p800 keys: a command is missing; there are {', '.join(COMMANDS)}"
    from .errors import suggest

    return f"p800 keys: there is no command '{name}'{suggest(name, COMMANDS)}; p800 keys --help lists them"


if __name__ == "__main__":
    sys.exit(main())
