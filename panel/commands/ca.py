"""The command `p800 ca`: a certificate authority in a folder, to sign the machine's requests with."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .exits import DONE, FAILED, FILE, USAGE, Ended
from .options import parser

if TYPE_CHECKING:
    from .authority import Issuer

#: More than any request has.
LARGEST = 1 << 16

_EPILOG = """\
The authority is made at the first use: FOLDER gets root.pem, intermediate.pem and their keys. Whoever can
read it can issue certificates that your computers trust: throw it away when you have done."""

_TOLD = """\
{to}: the certificate for {subject}, and the intermediate's after it.
  Install both in the machine, under the number that made the request.
{root}: the root.
  Install it on each computer that opens the machine's pages or prints: on Windows among the Trusted Root
  Certification Authorities; curl takes it with --cacert. The machine does not need it."""


def ca(words: Sequence[str]) -> int:
    """Sign a certificate request with an authority to throw away, and say what to install where."""
    given = _options().parse_args(words)
    if not 1 <= given.days <= 7300:
        raise Ended(USAGE, "--days: 1 to 7300")
    data = _read(given.request)
    to = _target(given)
    # Dear to import, and a mistake in the words is told without it.
    from . import authority

    folder = Path(given.folder)
    try:
        middle = _intermediate(folder)
        certificate = authority.issued(data, middle, given.begin or _today(), given.days)
    except authority.NotARequest as error:
        raise Ended(FILE, f"{given.request}: {error}") from None
    except ValueError as error:
        raise Ended(FILE, f"{folder}: {error}; take another folder") from None
    _written(to, certificate + middle.certificate)
    print(_TOLD.format(to=to, subject=authority.subject(certificate), root=folder / "root.pem"))
    return DONE


def _options() -> argparse.ArgumentParser:
    options = parser("ca", ca.__doc__ or "", epilog=_EPILOG)
    options.add_argument("request", metavar="REQUEST", help="a file with the request, or - for the input")
    options.add_argument(
        "--folder", metavar="FOLDER", default="p800-ca", help="where the authority is (default: p800-ca)"
    )
    options.add_argument(
        "--to", metavar="FILE", help="where the certificate goes (default: REQUEST with .crt)"
    )
    options.add_argument(
        "--days", metavar="N", type=int, default=365, help="how long it is valid (default: 365)"
    )
    options.add_argument(
        "--begin", metavar="DATE", type=_date, help="its first day, like 2026-01-31 (default: today)"
    )
    return options


def _date(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise argparse.ArgumentTypeError("a date like 2026-01-31 is needed") from None


def _today() -> datetime:
    # It brings an event loop in, which only this command's default needs.
    from device.realtime import utc_now

    return utc_now().replace(hour=0, minute=0, second=0, microsecond=0)


def _target(given: argparse.Namespace) -> Path:
    usual = "device.crt" if given.request == "-" else Path(given.request).with_suffix(".crt")
    to = Path(given.to or usual)
    if to == Path(given.request):
        raise Ended(USAGE, f"{to} is the request itself; name another file with --to")
    return to


def _read(file: str) -> bytes:
    try:
        if file == "-":
            return sys.stdin.buffer.read(LARGEST)
        with Path(file).open("rb") as stream:
            return stream.read(LARGEST)
    except OSError as error:
        raise Ended(FILE, f"{file}: it cannot be read ({error.strerror})") from None


def _intermediate(folder: Path) -> Issuer:
    """The authority that signs; it and the root above it are made where they are missing."""
    from . import authority  # see `ca`

    root, middle = _issuer(folder, "root"), _issuer(folder, "intermediate")
    if root is None:
        # One under another root would be of no use.
        root, middle = _made(folder, "root", authority.new_root()), None
    return middle or _made(folder, "intermediate", authority.new_intermediate(root))


def _issuer(folder: Path, name: str) -> Issuer | None:
    """What the folder holds of that name, or None when there is nothing yet."""
    from . import authority  # see `ca`

    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    try:
        return authority.Issuer(certificate.read_bytes(), key.read_bytes()) if certificate.exists() else None
    except OSError as error:
        raise Ended(FILE, f"{error.filename}: it cannot be read ({error.strerror})") from None


def _made(folder: Path, name: str, issuer: Issuer) -> Issuer:
    # The key first: where there is a certificate there is an authority.
    _written(folder / f"{name}.key", issuer.key, mode=0o600)
    _written(folder / f"{name}.pem", issuer.certificate)
    return issuer


def _written(file: Path, data: bytes, mode: int = 0o644) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
            stream.write(data)
    except OSError as error:
        raise Ended(FAILED, f"{file}: it cannot be written ({error.strerror})") from None
