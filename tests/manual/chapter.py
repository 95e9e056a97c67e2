"""The chapter's structure: every line of the manual's text as an element with an id, a kind and a place.

The text itself is not ours and is not kept here. What is committed is `skeleton.tsv`: of each element its
id, kind, place and the start of a hash of its words, which is enough to notice that the chapter or the list
of steps has moved. `python -m tests.manual.chapter FILE` prints the skeleton of a manual's text.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SKELETON = HERE / "skeleton.tsv"

#: The chapter's headings: their name in ids, and how deep they stand. Nothing in the text marks them, so
#: they have to be known by their words. Steps stand at 0, what belongs to a step is deeper.
SECTION, PROCEDURE, STEP, INSIDE_STEP, LISTED = -2, -1, 0, 1, 2
HEADINGS: Mapping[str, tuple[str, int]] = {
    "User GuideP 800/801": ("guide", SECTION),
    "Encrypting Network Communication": ("chapter", SECTION),
    "Installing a Self-signed Certificate/Certificate Issued by a Certificate Authority": (
        "certificates",
        SECTION,
    ),
    "Installing a self-signed certificate/certificate issued by a certificate authority": (
        "installing",
        PROCEDURE,
    ),
    "To install a self-signed certificate": ("self-signed", INSIDE_STEP),
    "To install a certificate issued by a certificate authority": ("authority", INSIDE_STEP),
    "Encrypting Transmission Using SSL/TLS": ("ssl-tls", SECTION),
    "Flow of SSL/TLS encrypted communications": ("flow", PROCEDURE),
    "Enabling SSL/TLS": ("enabling-ssl-tls", PROCEDURE),
    "Enabling SSL for SMTP connection": ("smtp", PROCEDURE),
    "Encrypting Data Communicated with Machine Management Software Via SNMPv3": ("snmpv3", SECTION),
    "Encrypting the Login Password of Print Jobs": ("print-jobs", SECTION),
    "Specifying a Driver Encryption Key to Encrypt Passwords": ("driver-key", PROCEDURE),
    "Encrypting the password of IPP printing": ("ipp-password", PROCEDURE),
    "Encrypting Communication Between KDC and the Machine": ("kerberos", SECTION),
}

#: The first cell of the chapter's only table; the table ends where the next note begins.
FIRST_CELL = "Data to encrypt"
NOTES = {"Note": "notes", "Important": "important"}
KINDS = ("heading", "step", "bullet", "note", "cell", "text", "figure")

_STEP = re.compile(r"(\d+)(?=[A-Z])")
_ITEM = re.compile(r"(\d+)\. ")
_FIGURE = re.compile(r"Illustration of .*|[\w ]+ illustration")


@dataclass(frozen=True)
class Element:
    """One line of the chapter: what it is and where it stands, without its words."""

    id: str
    kind: str
    place: str
    digest: str


@dataclass(frozen=True)
class Line:
    """One line of the chapter with its words, as long as the manual is at hand."""

    element: Element
    words: str


@dataclass(frozen=True)
class Part:
    """What holds the lines after it: a heading, a step, a bullet, a table; `indent` says how deep it is.

    `listed` is the kind that a bullet under it has; every line of a table is a cell.
    """

    id: str
    place: str
    indent: int
    listed: str = "bullet"

    def child(self, name: str, indent: int, listed: str = "bullet") -> Part:
        """The part of that name inside this one, such as `step-4` or `bullet-2`."""
        return Part(f"{self.id}.{name}", f"{self.place}, {name.replace('-', ' ')}", indent, listed)


#: What the first heading stands in.
OUTSIDE = Part("", "", indent=-9)


class Reader:
    """Reads the chapter line by line, knowing the heading, step and bullet it is inside of."""

    def __init__(self) -> None:
        self._around = [OUTSIDE]
        self._counted: Counter[tuple[str, str]] = Counter()

    def read(self, line: str) -> Line:
        """What this line is. The reader moves on, so lines come in the chapter's order."""
        words = " ".join(line.split())
        kind, part = self._part(words, indent=len(line) - len(line.lstrip()))
        return Line(Element(part.id, kind, part.place, digest(words)), words)

    def _part(self, words: str, indent: int) -> tuple[str, Part]:
        if indent == 0 and words in HEADINGS:
            return "heading", self._heading(words)
        if words in NOTES:
            return "note", self._open(NOTES[words], STEP, listed="note")
        if words == FIRST_CELL:
            self._open("table", STEP, listed="cell")
        if self._around[-1].listed == "cell":
            return "cell", self._next("cell", LISTED)
        if indent == 0 and (step := _STEP.match(words)):
            return "step", self._open(f"step-{step[1]}", STEP)
        if item := _ITEM.match(words):
            return "step", self._open(f"step-{item[1]}", indent)
        if words.startswith("• "):
            return self._bullet(indent)
        kind = "figure" if _FIGURE.fullmatch(words) else "text"
        return kind, self._next(kind, max(indent, LISTED))

    def _heading(self, words: str) -> Part:
        slug, depth = HEADINGS[words]
        above = self._above(depth)
        part = Part(slug, words if above is OUTSIDE else f"{above.place} > {words}", depth)
        self._around.append(part)
        return part

    def _bullet(self, indent: int) -> tuple[str, Part]:
        kind = self._above(indent).listed
        part = self._next(kind, indent)
        self._around.append(part)
        return kind, part

    def _open(self, name: str, indent: int, listed: str = "bullet") -> Part:
        """A part whose name is known, and inside of which the next lines are."""
        part = self._above(indent).child(name, indent, listed)
        self._around.append(part)
        return part

    def _next(self, kind: str, indent: int) -> Part:
        """A part that is named by counting its kind."""
        above = self._above(indent)
        self._counted[above.id, kind] += 1
        return above.child(f"{kind}-{self._counted[above.id, kind]}", indent)

    def _above(self, indent: int) -> Part:
        """The part that a line with this indent belongs to; deeper and equal ones have ended."""
        while self._around[-1].indent >= indent:
            self._around.pop()
        return self._around[-1]


def digest(words: str) -> str:
    """The start of the hash of a line's words: it finds a changed line and gives no sentence away."""
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def lines(text: str) -> list[Line]:
    """Every line of the chapter that is not blank, in order."""
    reader = Reader()
    return [reader.read(line) for line in text.splitlines() if line.strip()]


def skeleton() -> list[Element]:
    """The committed structure of the chapter, in order."""
    rows = SKELETON.read_text(encoding="utf-8").splitlines()
    return [Element(*row.split("\t")) for row in rows if not row.startswith("#")]


def manual() -> Path | None:
    """The manual's text: the file that P800_MANUAL names, or the one kept beside the checkout."""
    named = os.environ.get("P800_MANUAL")
    if named:
        return Path(named)
    beside = ROOT.parent / "shared" / "manual.txt"
    return beside if beside.is_file() else None


def spell(elements: Iterable[Element]) -> str:
    """The skeleton's file: a line for each element, its fields parted by tabs."""
    return "".join("\t".join(astuple(element)) + "\n" for element in elements)


if __name__ == "__main__":
    text = Path(sys.argv[1]).read_text(encoding="utf-8")
    print("# id, kind, place, hash of the words: see chapter.py")
    print(spell(line.element for line in lines(text)), end="")
