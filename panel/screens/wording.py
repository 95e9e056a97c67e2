"""The panel's own words, each with where it is known from: labels over keys, titles, messages, questions.

A wording that is a guess is ours, and no test asserts it as the hardware's. Names of menu items, settings and
their values carry their sources where they stand, in `panel.menus` and `device.settings`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from device.logins import FAILED, NOT_PRIVILEGED
from device.settings.kinds import GUESS, S, Source, V


class Wording(NamedTuple):
    """Words on the display. `{...}` in the text is filled in where it is shown."""

    text: str
    source: Source


# Labels over the selection keys
PRT_JOBS = Wording("Prt.Jobs", V)
ENTER = Wording("Enter", V)
DELETE = Wording("Delete", V)
ABC_123 = Wording("ABC/123", V)
ACCEPT = Wording("Accept", V)
LOGIN = Wording("Login", V)
LOGOUT = Wording("Logout", V)
YES = Wording("Yes", V)
NO = Wording("No", GUESS)
CANCEL = Wording("Cancel", GUESS)
PRINT = Wording("Print", GUESS)
DELETE_JOB = Wording("Delete", GUESS)

# Logging in and out
LOGIN_USER_NAME = Wording("Login User Name", S)
LOGIN_PASSWORD = Wording("Login Password", S)
USER_CODE = Wording("User Code", S)
NO_NAME = Wording("Enter the login user name.", GUESS)
AUTHENTICATING = Wording("Authenticating... Please wait.", S)
AUTHENTICATION_FAILED = Wording(FAILED, S)
NO_PRIVILEGE = Wording(NOT_PRIVILEGED, S)
NOT_LOGGED_IN = Wording("Not logged in: {error}", GUESS)
LOG_OUT = Wording("Log out?", GUESS)

# Secrets
AGAIN = Wording("Enter it once more", GUESS)
NOT_ALIKE = Wording("The two entries differ. Nothing was changed. Enter it again.", GUESS)

# Jobs
NO_JOBS = Wording("There are no jobs.", GUESS)
JOB_IS_GONE = Wording("The job is gone.", GUESS)
DELETE_THE_JOB = Wording("Delete the job?", GUESS)
RESET_THE_JOB = Wording("Reset the current job?", GUESS)
PRINTING = Wording("Printing...", GUESS)

# The menu
NOTHING = Wording("Nothing to show", GUESS)
NOT_STORED = Wording("Not stored: {error}", GUESS)
PRINT_PAGE = Wording("Print the {page}?", GUESS)
PRINTING_PAGE = Wording("Printing the {page}...", GUESS)
RESTORE_DEFAULTS = Wording("Restore the factory defaults of the network?", GUESS)
FACTORY_RESET = Wording("Reset settings, accounts and jobs to the factory state?", GUESS)
SHUT_DOWN = Wording("Shut down the machine?", GUESS)
SHUTTING_DOWN = Wording("Shutting down... Please wait.", GUESS)
MODEL = Wording("Model", GUESS)
FIRMWARE = Wording("Firmware", GUESS)

#: All of them by name.
WORDINGS: Mapping[str, Wording] = {
    name: value for name, value in dict(globals()).items() if isinstance(value, Wording)
}
