"""JUnit XML as a build server reads it: checked against the schema, then asked for cases and counts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring

from xmlschema import XMLSchema


class Case(NamedTuple):
    """A testcase: `kind` is "passed", or the tag of what was wrong with it."""

    classname: str
    name: str
    kind: str
    message: str
    text: str
    output: str


@cache
def schema() -> XMLSchema:
    return XMLSchema(str(Path(__file__).with_name("junit.xsd")))


def read(document: str) -> Element:
    """The root of a document. Raises what the schema has to say against it."""
    schema().validate(document)
    return fromstring(document)


def cases(document: str) -> list[Case]:
    """The testcases of a valid document."""
    return [_case(element) for element in read(document).iter("testcase")]


def counts(document: str) -> dict[str, int]:
    """Tests, failures, errors and skipped of all suites together, as they say themselves."""
    names = ("tests", "failures", "errors", "skipped")
    suites = read(document).findall("testsuite")
    return {name: sum(int(suite.get(name, "0")) for suite in suites) for name in names}


def _case(element: Element) -> Case:
    wrong = next((child for child in element if child.tag in ("failure", "error", "skipped")), None)
    return Case(
        element.attrib["classname"],
        element.attrib["name"],
        "passed" if wrong is None else wrong.tag,
        "" if wrong is None else wrong.get("message", ""),
        "" if wrong is None else wrong.text or "",
        element.findtext("system-out", ""),
    )
