"""The control socket's words: bytes in, messages out.

A line is one JSON object in UTF-8. A face sends requests (`id`, `op` and the op's own arguments), the device
sends a greeting, then answers and events; docs/link.md shows a conversation. Any bytes whatever give a
message or one named `Failure`. Sockets are `host`, `attach` and `line`; what an op does is the host's.
"""

from .displays import display_fields, display_from
from .lines import Lines
from .messages import (
    FACES,
    LIMIT,
    MOST_KEYS,
    MOST_PARTS,
    MOST_ROWS,
    PANELS,
    PIECE,
    REQUEST_LIMIT,
    VERSION,
    Answer,
    Code,
    Event,
    Failure,
    Greeting,
    LinkError,
    NotReachable,
    Request,
    pieces,
)
from .replies import answer, check_version, event, failure, field, greeting, read_reply
from .requests import OPERATIONS, read_request, request

__all__ = [
    "FACES",
    "LIMIT",
    "MOST_KEYS",
    "MOST_PARTS",
    "MOST_ROWS",
    "OPERATIONS",
    "PANELS",
    "PIECE",
    "REQUEST_LIMIT",
    "VERSION",
    "Answer",
    "Code",
    "Event",
    "Failure",
    "Greeting",
    "Lines",
    "LinkError",
    "NotReachable",
    "Request",
    "answer",
    "check_version",
    "display_fields",
    "display_from",
    "event",
    "failure",
    "field",
    "greeting",
    "pieces",
    "read_reply",
    "read_request",
    "request",
]
