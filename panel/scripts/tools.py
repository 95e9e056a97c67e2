"""`p800 keys fmt`, `lint` and `list`: what there is to do with scripts besides playing them.

For people they say a line for each finding; with `--json` they print one object for editors and programs.
What cannot be read is told, the other files are done all the same.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .errors import Problem, ScriptError, suggest
from .files import NotWritten, scripts, wide, written
from .json_form import VERSION, as_json, item_as_json, unreadable_as_json
from .loading import load, load_whole_or_part, loads, read_file
from .parser import parse
from .source import Source, Span

if TYPE_CHECKING:
    from .cases import Item
    from .language import Script
    from .linting import Remark

#: Exit codes, as in `report`: all is well, there is something to do, the words were wrong, so was a script.
DONE, FOUND, USAGE, WRONG_SCRIPT = range(4)

#: In the place of a file: what comes from standard input.
STDIN = "-"

T = TypeVar("T")


# -- fmt


class Formatted(NamedTuple):
    """A script as it stood and as it is to be written."""

    path: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def fmt(words: Sequence[str]) -> int:
    """Write scripts in the canonical form, as the words after `p800 keys fmt` say; the exit code."""
    options = _options("fmt", "Write scripts in the one usual form; names of files that were changed.")
    options.add_argument(
        "--check", action="store_true", help="write nothing; fail when something would change"
    )
    options.add_argument("--diff", action="store_true", help="write nothing; show what would change")
    given = options.parse_args(words)
    paths = list(_everywhere(given.files))
    if not paths:
        return _no_script("fmt", given.files)
    done, unread = _each(paths, _formatted)
    if not (given.check or given.diff):
        done, unwritten = _each(done, _put, "write")
        unread += unwritten
    if given.json:
        _print_json(files=[*map(_file_as_json, done), *(failed.as_json for failed in unread)])
    else:
        _tell_formatted(done, given)
    changed = any(each.changed for each in done)
    return _code(unread, found=given.check and changed, told=given.json)


def _formatted(path: str) -> Formatted:
    from .formatting import formatted

    text = _text(path)
    return Formatted(path, text, formatted(text, path))


def _put(done: Formatted) -> Formatted:
    """Write the file when it changed."""
    if done.changed and done.path != STDIN:
        written(done.path, done.after)
    return done


def _tell_formatted(done: Iterable[Formatted], given: Namespace) -> None:
    for each in done:
        if given.diff:
            sys.stdout.writelines(_diff(each))
        elif each.path == STDIN and not given.check:
            _write_script(each.after)
        elif each.changed:
            print(each.path)


def _write_script(text: str) -> None:
    """On standard output as in a file, whatever characters the terminal has."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def _diff(done: Formatted) -> Iterator[str]:
    from difflib import unified_diff

    sides = (_shown(done.path, done.before), _shown(done.path, done.after))
    yield from unified_diff(*sides, done.path, f"{done.path} (formatted)")


def _shown(path: str, text: str) -> list[str]:
    """The lines, those of secrets without their texts."""
    source = Source(path, text)
    pairs = ((line, source.line(number)) for number, line in enumerate(source.lines, 1))
    lines = [f"{line if shown == line.rstrip() else shown}\n" for line, shown in pairs]
    return lines[:-1] if lines[-1] == "\n" else lines


def _file_as_json(done: Formatted) -> dict[str, Any]:
    text = {"text": done.after} if done.path == STDIN else {}
    return {"path": done.path, "changed": done.changed, **text}


# -- lint


class Linted(NamedTuple):
    """A script with what is odd about it."""

    script: Script
    remarks: tuple[Remark, ...]


def lint(words: Sequence[str]) -> int:
    """Tell what is most likely a mistake in scripts; the exit code says whether there was anything."""
    description = "Warn of what cannot be meant. The comment `# lint: allow` lets its line pass."
    given = _options("lint", description).parse_args(words)
    paths = list(_everywhere(given.files))
    if not paths:
        return _no_script("lint", given.files)
    done, unread = _each(paths, _linted)
    if given.json:
        _print_json(scripts=[*map(_tree, done), *(failed.as_json for failed in unread)])
    else:
        for remark in dict.fromkeys(str(remark) for each in done for remark in each.remarks):
            print(remark)
    return _code(unread, found=any(each.remarks for each in done), told=given.json)


def _linted(path: str) -> Linted:
    from .linting import lint as remarks_on

    script = loads(_text(path), path) if path == STDIN else load(path)
    return Linted(script, remarks_on(script))


def _tree(linted: Linted) -> dict[str, Any]:
    """The file itself, without what its includes brought."""
    source = linted.script.source
    return as_json(parse("\n".join(source.lines), source.path), linted.remarks)


# -- list


def list_(words: Sequence[str]) -> int:
    """Name the cases of scripts, as the words after `p800 keys list` say; the exit code."""
    options = _options("list", "Name the cases of scripts, each with its place, tags and needs.")
    options.add_argument("--case", metavar="NAME", help="only the case of that name, or NAME[ROW]")
    given = options.parse_args(words)
    paths = list(scripts(given.files))
    if not paths:
        return _no_script("list", given.files)
    return listed(paths, given.case, json=given.json)


def listed(paths: Iterable[str], case: str | None = None, *, json: bool = False) -> int:
    """Print the cases, or just those of one name, with the file and line they begin at; the exit code."""
    from .cases import called

    done, unread = _each(paths, _items)
    found = [item for items in done for item in items]
    chosen = found if case is None else called(found, case)
    if json:
        problems = [problem for failed in unread for problem in failed.as_json["problems"]]
        _print_json(cases=[item_as_json(item) for item in chosen], problems=problems)
    else:
        for item in chosen:
            print(_line(item))
    if case is not None and not chosen and not unread:
        print(f"there is no case '{case}'{suggest(case, (item.title for item in found))}", file=sys.stderr)
        return USAGE
    return _code(unread, found=False, told=json)


def _items(path: str) -> tuple[Item, ...]:
    from .cases import items

    return items(loads(_text(path), path) if path == STDIN else load_whole_or_part(path))


def _line(item: Item) -> str:
    from .cases import needs

    more = (("tags", item.case.tags), ("needs", sorted(needs(item))))
    said = "".join(f"  ({name}: {', '.join(words)})" for name, words in more if words)
    return f"{item.script.source.path}:{item.case.span.line}: {item.title}{said}"


# -- files


class Unread(NamedTuple):
    """A file that could not be read or written: what to say, and its mistakes when it is no script."""

    path: str
    told: str
    problems: tuple[Problem, ...]

    @property
    def as_json(self) -> dict[str, Any]:
        return unreadable_as_json(self.path, self.problems)


def _options(command: str, description: str) -> ArgumentParser:
    options = ArgumentParser(
        prog=f"p800 keys {command}", description=description, allow_abbrev=False, formatter_class=wide
    )
    what = "a script, a folder with scripts (*.keys), or - for standard input"
    options.add_argument("files", nargs="+", metavar="FILE", help=what)
    options.add_argument("--json", action="store_true", help="tell it as JSON")
    return options


def _no_script(command: str, files: Iterable[str]) -> int:
    """Say that these folders have no script, which is most likely not what was meant; the exit code."""
    print(f"p800 keys {command}: no script (*.keys) in {', '.join(files)}", file=sys.stderr)
    return USAGE


def _everywhere(paths: Iterable[str]) -> Iterator[str]:
    """The files; a folder stands for all scripts in it and below it: those that are included too."""
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, _ in os.walk(path):
            folders.sort()
            yield from scripts([folder])


def _text(path: str) -> str:
    """What stands in a file or comes from standard input. Raises OSError, ScriptError."""
    try:
        return sys.stdin.buffer.read().decode("utf-8") if path == STDIN else read_file(path)
    except UnicodeDecodeError as error:
        raise ScriptError([_at_start(path, f"not a script: byte {error.start} is not UTF-8")]) from None


def _each(given: Iterable[Any], do: Callable[[Any], T], what: str = "read") -> tuple[list[T], list[Unread]]:
    """What came of each, and those with which it could not be done."""
    done: list[T] = []
    unread: list[Unread] = []
    for each in given:
        path = each.path if isinstance(each, Formatted) else each
        try:
            done.append(do(each))
        except ScriptError as error:
            unread.append(Unread(path, str(error), error.problems))
        except NotWritten as error:
            unread.append(Unread(path, str(error), (_at_start(path, str(error)),)))
        except OSError as error:
            told = f"cannot {what} {path}: {error.strerror or error}"
            unread.append(Unread(path, told, (_at_start(path, told),)))
    return done, unread


def _at_start(path: str, message: str) -> Problem:
    return Problem(Span(Source(path, ""), 1, 1, 2), message)


def _print_json(**content: Any) -> None:
    from json import dumps

    print(dumps({"version": VERSION, **content}))


def _code(unread: Iterable[Unread], *, found: bool, told: bool) -> int:
    """The exit code; what could not be read is said here unless it was told already."""
    failures = list(unread)
    for failed in failures if not told else ():
        print(failed.told, file=sys.stderr)
    if failures:
        return WRONG_SCRIPT
    return FOUND if found else DONE
