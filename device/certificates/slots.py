"""What stands under a number: nothing, a request that waits for its certificate, a certificate in service.

While a certificate is renewed both stand there: the old one with its key serves until the new one is
installed. A slot is a frozen value and one row of the Keep.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

from device.keep import Plain, Sealed

from .certificate import Certificate, Request
from .credential import Credential


class Status(Enum):
    """Certificate Status: Requesting and Installed are the manual's, None is remembered [R]."""

    NONE = "None"
    REQUESTING = "Requesting"
    INSTALLED = "Installed"

    __hash__ = object.__hash__


class Pending(NamedTuple):
    """A request, and the key that its certificate will have."""

    request: Request
    key: Sealed


class Installed(NamedTuple):
    """A certificate with its issuers, as far as they are known, and its key."""

    path: tuple[Certificate, ...]
    key: Sealed

    @property
    def certificate(self) -> Certificate:
        """The machine's own."""
        return self.path[0]

    def credential(self, number: int) -> Credential | None:
        """What TLS needs of it; None when TLS cannot use its key. A root is left out: clients have it."""
        own, *issuers = self.path
        sent = (own, *(each for each in issuers if not each.is_self_issued))
        chain = tuple(each.pem for each in sent)
        return Credential(number, own.kind, chain, self.key) if own.kind is not None else None


class Slot(NamedTuple):
    """A number's content."""

    pending: Pending | None = None
    installed: Installed | None = None

    @property
    def status(self) -> Status:
        """As people see it; a certificate that is being renewed is Requesting."""
        if self.pending is not None:
            return Status.REQUESTING
        return Status.NONE if self.installed is None else Status.INSTALLED

    @property
    def public_keys(self) -> tuple[bytes, ...]:
        """The public keys whose certificate belongs here, in DER: the requested one first."""
        pending = () if self.pending is None else (self.pending.request.public_key,)
        return pending if self.installed is None else (*pending, self.installed.certificate.public_key)

    def to_plain(self) -> Plain:
        """As the Keep takes it; the keys Sealed."""
        plain: dict[str, Any] = {}
        if self.installed is not None:
            chain = "".join(each.pem for each in self.installed.path)
            plain |= {"chain": chain, "key": self.installed.key}
        if self.pending is not None:
            plain |= {"request": self.pending.request.pem, "request_key": self.pending.key}
        return plain


#: Nothing.
EMPTY = Slot()

#: What a slot keeps: each text with the key that belongs to it.
FIELDS: Mapping[str, str] = {"chain": "key", "request": "request_key"}


def from_plain(plain: Any) -> Slot:
    """A slot back from the Keep or from an import. Raises ValueError, which repeats no value."""
    if not isinstance(plain, Mapping):
        raise ValueError("a table of chain and key, request and request_key is needed")
    if strange := sorted(set(plain) - FIELDS.keys() - set(FIELDS.values())):
        raise ValueError(f"there is no field {strange[0]!r}")
    for text, key in FIELDS.items():
        if (text in plain) is not (key in plain):
            raise ValueError(f"{text} needs {key}, and {key} needs {text}")
    return Slot(_pending(plain), _installed(plain))


def _pending(plain: Mapping[str, Any]) -> Pending | None:
    if "request" not in plain:
        return None
    from . import reading  # its library is dear to import, and most machines have no certificate

    request = reading.request(_text(plain["request"], "request"))
    return Pending(request, _key_of(plain["request_key"], request.public_key, "request_key"))


def _installed(plain: Mapping[str, Any]) -> Installed | None:
    if "chain" not in plain:
        return None
    from . import paths, reading  # see `_pending`

    own, *others = reading.chain(_text(plain["chain"], "chain"))
    if paths.strays(own, others):
        raise ValueError("chain: its own certificate comes first, then those of its issuers only")
    return Installed(paths.path(own, others), _key_of(plain["key"], own.public_key, "key"))


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name}: a text is needed")
    return value


def _key_of(value: object, public: bytes, name: str) -> Sealed:
    """The private key of that public one."""
    from . import reading  # see `_pending`

    sealed = Sealed(value) if isinstance(value, str) else value
    if not isinstance(sealed, Sealed):
        raise ValueError(f"{name}: a text is needed")
    key, found = reading.private_key(sealed)
    if found != public:
        raise ValueError(f"{name}: this is the key of another certificate")
    return key
