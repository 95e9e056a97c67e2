"""Who issued whom: the path from a certificate up to its root, and what a person should know of it.

Paths are walked by the names and the signatures. Dates and trust refuse nothing here; they are remarked upon.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from .certificate import Certificate

#: More certificates than any path has [guess].
LONGEST = 16


class Concern(Enum):
    """What a remark is about."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    #: Of the certificate itself: clients will most likely show an alert.
    MISSING_ISSUER = "issuer missing"
    #: Of an intermediate: its issuer is not here, and taken for a root that clients know.
    UNKNOWN_ISSUER = "issuer unknown"
    NOT_A_CA = "not a CA"
    NOT_CHECKED = "signature not checked"
    NAMELESS = "no host name"

    __hash__ = object.__hash__


class Remark(NamedTuple):
    """Something to know of a certificate in a path: of which one, 1 being the machine's own; a sentence."""

    link: int
    concern: Concern
    text: str

    @property
    def is_warning(self) -> bool:
        """False for what is nothing to worry about."""
        return self.concern is not Concern.UNKNOWN_ISSUER


class Proof(Enum):
    """How sure it is that one certificate issued another."""

    SIGNED = 2
    #: Names agree; the signature is with a digest that is no longer checked.
    NOT_CHECKED = 1
    NONE = 0


def proof(issuer: Certificate, issued: Certificate) -> Proof:
    """Whether the first certificate issued the second."""
    if issuer.subject_der != issued.issuer_der:
        return Proof.NONE
    if not issued.is_checkable:
        return Proof.NOT_CHECKED
    return Proof.SIGNED if _has_signed(issuer.pem, issued.pem) else Proof.NONE


# Kept, for a walk asks of the same two again; as many as the pairs of two long chains.
@lru_cache(maxsize=(2 * LONGEST) ** 2)
def _has_signed(issuer: str, issued: str) -> bool:
    # Imported here: its library costs start-up time, and a machine without certificates never needs it.
    from . import reading

    return reading.has_signed(issuer, issued)


def path(leaf: Certificate, others: Iterable[Certificate]) -> tuple[Certificate, ...]:
    """The certificate, its issuer, and so on up, as far as they are at hand."""
    left = {each for each in others if each != leaf}
    links = [leaf]
    while len(links) < LONGEST and not links[-1].is_self_issued and (best := _best_issuer(links[-1], left)):
        left.discard(best)
        links.append(best)
    return tuple(links)


def _best_issuer(issued: Certificate, among: Iterable[Certificate]) -> Certificate | None:
    """Of several of one name: a proven one, then one that leads on, then the one that is valid longest."""
    candidates = [each for each in among if proof(each, issued) is not Proof.NONE]

    def rank(each: Certificate) -> tuple[int, bool, datetime, str]:
        return proof(each, issued).value, not each.is_self_issued, each.not_after, each.fingerprint

    return max(candidates, key=rank, default=None)


def strays(leaf: Certificate, others: Sequence[Certificate]) -> tuple[Certificate, ...]:
    """Those of the others that issued neither the certificate nor any of its issuers."""
    reached = {leaf}
    while more := {each for each in others if each not in reached and _issued_any(each, reached)}:
        reached |= more
    return tuple(each for each in others if each not in reached)


def _issued_any(issuer: Certificate, among: Iterable[Certificate]) -> bool:
    return any(proof(issuer, each) is not Proof.NONE for each in among)


def remarks(links: Sequence[Certificate], at: datetime) -> tuple[Remark, ...]:
    """All that a person should know of a path at that calendar time, its lowest certificate first."""
    found: list[Remark] = []
    for link, each in enumerate(links, 1):
        found += _dates(link, each, at)
        if link > 1 and not each.is_ca:
            text = f"{each.subject} is not a CA: clients will not accept what it issued"
            found.append(Remark(link, Concern.NOT_A_CA, text))
        if not each.is_checkable and not each.is_self_issued:
            text = f"{each.subject}: signed with {each.signature}, which is no longer checked nor accepted"
            found.append(Remark(link, Concern.NOT_CHECKED, text))
    if links and not links[0].names:
        text = "names no host: clients of today compare addresses with SubjectAltName only"
        found.append(Remark(1, Concern.NAMELESS, text))
    return (*found, *_open_end(links))


def _dates(link: int, each: Certificate, at: datetime) -> list[Remark]:
    if at > each.not_after:
        text = f"{each.subject} expired on {each.not_after:%Y-%m-%d %H:%M} UTC"
        return [Remark(link, Concern.EXPIRED, text)]
    if at < each.not_before:
        text = f"{each.subject} is not valid until {each.not_before:%Y-%m-%d %H:%M} UTC"
        return [Remark(link, Concern.NOT_YET_VALID, text)]
    return []


def _open_end(links: Sequence[Certificate]) -> list[Remark]:
    if not links or links[-1].is_self_issued:
        return []
    top = links[-1]
    if len(links) == 1:
        text = (
            f"the certificate of the issuer {top.issuer} is missing: clients show an alert,"
            " unless they know that issuer"
        )
        return [Remark(1, Concern.MISSING_ISSUER, text)]
    text = f"{top.issuer} is not installed; it is taken for a root, which clients know by themselves"
    return [Remark(len(links), Concern.UNKNOWN_ISSUER, text)]
