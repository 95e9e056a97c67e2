"""What came of a run as JUnit XML, the form that build servers read.

Pure: times, the clock's reading and the host's name are handed in. It keeps to what the schemas of Jenkins
and of pytest's own reports have in common: one suite for each script, one testcase for each case and row, a
failure for what was not met, an error for what could not be played.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .cases import Item
from .outcome import Failed, Lost, Outcome, Passed, Skipped

#: What XML 1.0 cannot hold (section 2.2, Char), even as a reference.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Stands for each of those.
REPLACEMENT = "\ufffd"


class Unread(NamedTuple):
    """A script that could not be read, so that none of its cases was played. `text`: why, with the caret."""

    text: str


class BrokenOff(NamedTuple):
    """The run ended within the case, for that reason."""

    reason: str


class Result(NamedTuple):
    """What came of one case: the script's path, the case's title, the seconds it took by the wall clock, and
    what the report tells of it.
    """

    path: str
    title: str
    outcome: Outcome | Unread | BrokenOff
    seconds: float
    report: str


class Journal:
    """Notes a run while it goes on, and writes it down at its end.

    `write` takes the text of the XML, `clock` gives seconds. `started`: when the run began, in ISO 8601.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        clock: Callable[[], float],
        *,
        started: str = "",
        host: str = "localhost",
    ) -> None:
        self._write = write
        self._clock = clock
        self._started = started
        self._host = host
        self._results: list[Result] = []
        self._begun = clock()

    def begins(self) -> None:
        """A case begins."""
        self._begun = self._clock()

    def ended(self, item: Item, outcome: Outcome, report: str) -> None:
        """The case that began has come to this."""
        seconds = max(0.0, self._clock() - self._begun)
        self._results.append(Result(item.script.source.path, item.title, outcome, seconds, report))

    def broken_off(self, item: Item, reason: str) -> None:
        """The run ends within the case that began."""
        seconds = max(0.0, self._clock() - self._begun)
        self._results.append(Result(item.script.source.path, item.title, BrokenOff(reason), seconds, reason))

    def left_out(self, items: Iterable[Item], reason: str) -> None:
        """These were to be played and are not; whoever counts them is told why."""
        self._results += [
            Result(item.script.source.path, item.title, Skipped(reason), 0.0, reason) for item in items
        ]

    def unread(self, path: str, text: str) -> None:
        """That script is wrong, for the reasons in the text."""
        self._results.append(Result(path, "script", Unread(text), 0.0, text))

    def close(self, target: str, seed: int | None) -> None:
        """The run is over: write what came of it."""
        properties = {"target": target} | ({} if seed is None else {"seed": str(seed)})
        self._write(document(self._results, properties, started=self._started, host=self._host))


#: What is wrong with a testcase: the tag, its message, its type and its text.
_Wrong: TypeAlias = tuple[str, str, str, str]


def document(
    results: Iterable[Result], properties: Mapping[str, str], *, started: str = "", host: str = "localhost"
) -> str:
    """The XML of a whole run, ready to be written as UTF-8.

    `properties`: what every suite says of itself (target, seed). `started`: when the run began, in ISO 8601.
    """
    by_path: dict[str, list[Result]] = {}
    for result in results:
        by_path.setdefault(result.path, []).append(result)
    root = Element("testsuites", _counts([each for suite in by_path.values() for each in suite]))
    for path, suite in by_path.items():
        _add_suite(root, path, suite, properties, {"timestamp": started} if started else {}, host)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _add_suite(
    root: Element,
    path: str,
    results: Sequence[Result],
    properties: Mapping[str, str],
    started: Mapping[str, str],
    host: str,
) -> None:
    skipped = sum(isinstance(result.outcome, Skipped) for result in results)
    counts = _counts(results) | {"skipped": str(skipped), **started, "hostname": _held(host)}
    suite = SubElement(root, "testsuite", {"name": _held(path), **counts})
    panel_time = sum(result.outcome.seconds for result in results if isinstance(result.outcome, Passed))
    told = {**properties, "panel-seconds": f"{panel_time:g}"}
    block = SubElement(suite, "properties")
    for name, value in told.items():
        SubElement(block, "property", {"name": _held(name), "value": _held(value)})
    for result in results:
        _add_case(suite, result)


def _counts(results: Sequence[Result]) -> dict[str, str]:
    kinds = [_wrong(result)[0] for result in results]
    return {
        "tests": str(len(results)),
        "failures": str(kinds.count("failure")),
        "errors": str(kinds.count("error")),
        "time": f"{sum(result.seconds for result in results):.3f}",
    }


def _add_case(suite: Element, result: Result) -> None:
    names = {"classname": _held(class_name(result.path)), "name": _held(result.title)}
    case = SubElement(suite, "testcase", {**names, "time": f"{result.seconds:.3f}"})
    tag, message, kind, text = _wrong(result)
    if tag:
        SubElement(case, tag, {"message": _held(message), "type": kind}).text = _held(text)
    SubElement(case, "system-out").text = _held(result.report)


def _wrong(result: Result) -> _Wrong:
    match result.outcome:
        case Failed(where, statement, wanted, found):
            return "failure", f"{where}: {statement}; wanted {wanted}; found {found}", "failed", result.report
        case Lost(where, statement, reason):
            return "error", f"{where}: {statement}; the target is gone: {reason}", "lost", result.report
        case Unread(text):
            return "error", text.partition("\n")[0], "unread", text
        case BrokenOff(reason):
            return "error", reason, "broken-off", reason
        case Skipped(reason):
            return "skipped", reason, "skipped", reason
        case Passed():
            return "", "", "", ""


def class_name(path: str) -> str:
    """What build servers sort a script by, package and class: `examples/login.keys` is `examples.login`."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return ".".join(parts).removesuffix(".keys") or "script"


def _held(text: str) -> str:
    return _NOT_IN_XML.sub(REPLACEMENT, text)
