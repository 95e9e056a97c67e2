"""What the texts of an account may hold: login name, display name, user code, mail address.

Every function answers what is wrong, in words for a person, or "" when nothing is.
"""

from __future__ import annotations

from .passwords import LONGEST

#: A login name and a password at the panel [S].
LONGEST_NAME = 32
LONGEST_PASSWORD = 32
#: A directory's names may be as long as a print job may carry [S, C].
LONGEST_DIRECTORY_NAME = LONGEST
#: A login name never holds one of these [S, C].
FORBIDDEN = ' :"'
#: Our guesses, after the family's address book.
LONGEST_DISPLAY_NAME = 20
LONGEST_USER_CODE = 8
LONGEST_MAIL = 128


def has_forbidden(name: str) -> bool:
    """Whether a login name holds a character that none may hold (log code B0206-003)."""
    return any(letter in FORBIDDEN or not letter.isprintable() for letter in name)


def wrong_name(name: str, longest: int = LONGEST_NAME) -> str:
    """A login name [S, C]."""
    if not 1 <= len(name) <= longest:
        return f"a login user name has 1 to {longest} characters"
    if has_forbidden(name):
        return "a login user name cannot hold a space, a colon or a quotation mark"
    if name.isdecimal():
        return "a login user name cannot be of digits only"
    return ""


def wrong_display_name(name: str) -> str:
    """A name in the address book, as people see it; it may be empty."""
    if _is_line(name, LONGEST_DISPLAY_NAME):
        return ""
    return f"a display name is one line of at most {LONGEST_DISPLAY_NAME} characters"


def wrong_code(code: str) -> str:
    """A user code; it may be empty."""
    if not code or (code.isascii() and code.isdecimal() and len(code) <= LONGEST_USER_CODE):
        return ""
    return f"a user code is of 1 to {LONGEST_USER_CODE} digits"


def wrong_mail(address: str) -> str:
    """An e-mail address; it may be empty."""
    is_address = address.count("@") == 1 and " " not in address
    if not address or (is_address and _is_line(address, LONGEST_MAIL)):
        return ""
    return f"an e-mail address has one @, no space and at most {LONGEST_MAIL} characters"


def _is_line(text: str, longest: int) -> bool:
    return len(text) <= longest and text.isprintable()
