"""The Email page: the SMTP server, how to log in there, and who is told of what.

Manual, "Enabling SSL for SMTP connection". That switching SSL on moves the port is a rule between settings
(`rules.SecureSmtp`).
"""

from __future__ import annotations

from enum import Enum

from device.keep import Sealed

from .kinds import GUESS, AnySetting, Flag, Flags, Number, R, Secret, Text, V
from .rows import NETWORK_ALONE, OF_NETWORK

#: SMTP over SSL: the port that switching SSL on chooses (manual, step 4).
SMTPS_PORT = 465
RECIPIENTS = 4


class MailReason(Enum):
    """What mail is sent about."""

    ALERT = "Alert"
    CERTIFICATE = "Certificate Expiry"
    LOCKOUT = "Lockout"


SMTP_SERVER = Text(
    "mail.smtp_server",
    "SMTP Server Name",
    "",
    row=OF_NETWORK,
    source=R,
    effect="later: mail",
    help="Name or address of the server that takes the machine's mail.",
    longest=127,
    entry="host",
)

SMTP_PORT = Number(
    "mail.smtp_port",
    "SMTP Port No.",
    25,
    row=OF_NETWORK,
    source=R,
    effect="later: mail",
    help="465 is SMTP over SSL, 587 STARTTLS; any other follows the server.",
    low=1,
    high=65535,
)

SMTP_SSL = Flag(
    "mail.smtp_ssl",
    "Use Secure Connection (SSL)",
    False,
    row=OF_NETWORK,
    source=V,
    default_source=R,
    effect="later: mail",
    short="Secure Connection",
    help="On encrypts the connection to the SMTP server and moves the port to 465.",
)

SMTP_AUTHENTICATION = Flag(
    "mail.smtp_authentication",
    "SMTP Authentication",
    False,
    row=OF_NETWORK,
    source=R,
    effect="later: mail",
    help="Whether the machine logs in at the SMTP server.",
)

SMTP_USER = Text(
    "mail.smtp_user",
    "SMTP Auth. User Name",
    "",
    row=OF_NETWORK,
    source=R,
    effect="later: mail",
    help="The user name at the SMTP server.",
    longest=191,
)

SMTP_PASSWORD = Secret(
    "mail.smtp_password",
    "SMTP Auth. Password",
    Sealed.EMPTY,
    row=NETWORK_ALONE,
    source=R,
    effect="later: mail",
    help="The password at the SMTP server.",
    longest=128,
    twice=False,
)


def _wrong_address(text: str) -> str:
    name, at, host = text.rpartition("@")
    fits = at and name and host and not set(text) & set(' "<>,;:()[]\\')
    return "" if fits else "is no e-mail address; enter one like printer@example.com"


def _mail_address(name: str, label: str, help: str) -> Text:
    return Text(
        name,
        label,
        "",
        row=OF_NETWORK,
        source=R,
        effect="later: mail",
        help=help,
        longest=128,
        judge=_wrong_address,
    )


SENDER = _mail_address(
    "mail.sender", "Administrator's E-mail Address", "The address that the machine's mail comes from."
)
RECIPIENT_LIST = tuple(
    _mail_address(f"mail.recipient_{number}", f"Address to Notify {number}", "An address that mail goes to.")
    for number in range(1, RECIPIENTS + 1)
)

MAIL_REASONS = Flags(
    "mail.reasons",
    "Items to Notify",
    frozenset[MailReason](),
    row=OF_NETWORK,
    source=GUESS,
    effect="later: mail",
    help="What mail is sent about.",
    kind=MailReason,
)

ALL: tuple[AnySetting, ...] = (
    SMTP_SERVER,
    SMTP_PORT,
    SMTP_SSL,
    SMTP_AUTHENTICATION,
    SMTP_USER,
    SMTP_PASSWORD,
    SENDER,
    *RECIPIENT_LIST,
    MAIL_REASONS,
)
