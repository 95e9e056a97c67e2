"""Logging in and out at the panel.

Facts section 2: two prompts, login user name and login password, each opened with [Enter] and closed with
[Accept]; then "Authenticating... Please wait.". [Logout] asks, [Yes] logs out.
"""

from __future__ import annotations

from typing import Any

from device.keep import KeepError, Sealed
from device.logins import Attempt, LoginFailed
from device.people.names import LONGEST_NAME, LONGEST_PASSWORD, LONGEST_USER_CODE

from ..surface import Back, Desk, Enter, Leave, Move, Open, Wait
from . import wording
from .entry import Entry
from .notices import Busy, Message, Question, yes_or_no
from .prompts import Prompt

NAME = wording.LOGIN_USER_NAME.text
PASSWORD = wording.LOGIN_PASSWORD.text
USER_CODE = wording.USER_CODE.text


def login(then: Move, *, of_user: bool = False) -> Prompt:
    """Name and password; `then` is the move once somebody is logged in, from the screen that opened this.

    `of_user`: the login of a person of the address book, for [Prt.Jobs], instead of any account's.
    """

    def named(name: str, desk: Desk) -> Move:
        if not name:
            return Open(Message(wording.NO_NAME.text))
        return Back(2, Prompt(PASSWORD, Entry(PASSWORD, "general", LONGEST_PASSWORD, given(name), True)))

    def given(name: str) -> Any:
        def accept(password: str, desk: Desk) -> Move:
            logins = desk.machine.logins
            attempt = logins.attempt(name, Sealed(password), face=desk.face, of_user=of_user)
            return checked(attempt, then)

        return accept

    return Prompt(NAME, Entry(NAME, "general", LONGEST_NAME, named))


def user_code(then: Move) -> Prompt:
    """A user code alone, where User Authentication Management says so [S]."""

    def accept(code: str, desk: Desk) -> Move:
        return checked(desk.machine.logins.attempt_code(Sealed(code), face=desk.face), then)

    return Prompt(USER_CODE, Entry(USER_CODE, "numerals", LONGEST_USER_CODE, accept, True))


def checked(attempt: Attempt, then: Move) -> Move:
    """Wait for the check of a login, in the place of its prompt and entry."""

    def answered(result: Any, desk: Desk) -> Move:
        try:
            session = desk.machine.logins.settle(attempt, result)
        except LoginFailed as failed:
            return Open(Message(failed.reason))
        except KeepError as error:
            return Open(Message(wording.NOT_LOGGED_IN.text.format(error=error)))
        return Enter(session, then)

    return Wait(attempt.errand, Busy(wording.AUTHENTICATING.text), answered, back=2)


def logout() -> Question:
    """Asks whether to log out [V: the question's Yes]."""
    return yes_or_no(wording.LOG_OUT.text, lambda desk: Leave())
