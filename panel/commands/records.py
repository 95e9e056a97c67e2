"""The commands audit, export and import."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..link import MOST_ROWS, pieces
from ..whole_files import PRIVATE, write_whole
from .exits import DONE, FAILED, FILE, USAGE, Ended
from .options import add_device, add_person, parser, talking


def audit(words: Sequence[str]) -> int:
    """Show who did what, when, and from which face."""
    options = parser(
        "audit",
        "Show who did what, when (UTC), and from which face.\n"
        "The machine administrator reads everything, everybody else what they did themselves.",
    )
    options.add_argument(
        "--last",
        type=int,
        default=50,
        metavar="N",
        help=f"the newest N rows (default 50, up to {MOST_ROWS})",
    )
    options.add_argument("--after", type=int, default=0, metavar="N", help="only rows with a number above N")
    options.add_argument("--json", action="store_true", help="as JSON, a line for each row")
    add_person(options, is_needed=True)
    add_device(options)
    given = options.parse_args(words)
    if not 1 <= given.last <= MOST_ROWS or given.after < 0:
        raise Ended(USAGE, f"--last takes 1 to {MOST_ROWS}, --after a number from 0")
    with talking(given) as line:
        rows = line.ask("audit", after=given.after, limit=given.last)["rows"]
    for row in rows:
        print(json.dumps(row) if given.json else _row(row))
    return DONE


def _row(row: Mapping[str, Any]) -> str:
    at = row["at"][:19].replace("T", " ")
    tail = f"  {row['detail']}" if row["detail"] else ""
    who = row["by"] or "-"
    return f"{row['number']:>6}  {at}  {who:<12} {row['face']:<8} {row['deed']:<12} {row['subject']}{tail}"


def export(words: Sequence[str]) -> int:
    """Write the machine's settings and accounts as a start state."""
    options = parser(
        "export",
        "Write settings, accounts and roles as a start state in TOML. Machine administrator only.\n"
        "Secrets are left out unless --secrets asks for them: then keys and passwords of settings stand in\n"
        "the text in clear, and of accounts what was derived from their passwords.",
    )
    options.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="where to; - is standard output"
    )
    options.add_argument("--secrets", action="store_true", help="with secrets: whoever has the text has them")
    add_person(options, is_needed=True)
    add_device(options)
    given = options.parse_args(words)
    with talking(given) as line:
        line.ask("export", secrets=given.secrets)
        text = "".join(event.fields["text"] for event in line.events if event.event == "part")
    _write(given.file, text)
    return DONE


def _write(file: str, text: str) -> None:
    if file == "-":
        # As in a file, whatever characters the terminal has.
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        return
    try:
        # Whatever was there before: secrets may stand in it.
        write_whole(file, text, mode=PRIVATE)
    except OSError as error:
        raise Ended(FAILED, f"{file}: it cannot be written ({error.strerror})") from None


def import_(words: Sequence[str]) -> int:
    """Put a start state into the machine, all of it or nothing."""
    options = parser(
        "import",
        "Put a start state into the machine: everything is checked first, all of it or nothing is put.\n"
        "Settings that the text does not name stay as they are; where it has [people], nobody else remains.\n"
        "Machine administrator only.",
    )
    options.add_argument("file", metavar="FILE", help="a start state in TOML; - is standard input")
    add_person(options, is_needed=True)
    add_device(options)
    given = options.parse_args(words)
    text = _read(given.file)
    try:
        with talking(given) as line:
            *firsts, last = pieces(text)
            for piece in firsts:
                line.ask("import", text=piece, more=True)
            found = line.ask("import", text=last)
    except Ended as ended:
        where = f"{given.file}: " if ended.code == FILE else ""
        raise Ended(ended.code, f"{where}{ended.reason}") from None
    print(f"{found['settings']} settings and {found['accounts']} accounts are as the start state says")
    return DONE


def _read(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode()
    except OSError as error:
        raise Ended(FILE, f"{file}: it cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise Ended(FILE, f"{file}: it is not UTF-8 (byte {error.start})") from None
