"""Where the password of a person on the command line comes from: the environment, or a prompt."""

from __future__ import annotations

import os
import sys

#: Where the password of `--as` is taken from before anybody is asked.
PASSWORD = "P800_PASSWORD"


class NothingEntered(Exception):
    """Somebody was asked, and entered nothing."""


class NobodyToAsk(Exception):
    """There is no terminal. The words say what to do."""


def password_of(name: str) -> str:
    """The password of this person, asked for where it has to be. Raises NobodyToAsk and NothingEntered."""
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if not sys.stdin.isatty():
        raise NobodyToAsk(f"there is no terminal to ask for the password of {name}; set {PASSWORD}")
    return asked(f"Password of {name}: ")


def asked(prompt: str) -> str:
    """What a person types unseen at the terminal. Raises NothingEntered."""
    from getpass import getpass  # only a prompt needs it

    try:
        return getpass(prompt)
    except EOFError:
        raise NothingEntered("nothing was entered") from None
