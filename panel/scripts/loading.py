"""A script brought together: its file read, its includes taken in, its names checked.

The only place where scripts are read from disk. An include is looked for from the file that names it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

from .errors import Missing, Problem, ScriptError, wrong
from .language import Include, Script
from .linking import check, flattened
from .parser import parse
from .source import Source, Span

#: Gives the text of a file. Raises OSError or UnicodeDecodeError.
Read = Callable[[str], str]

#: Files include files at most so deep.
DEEPEST = 16
#: The largest script, in bytes; a wrong path may name anything.
LARGEST = 16 * 1024 * 1024


def read_file(path: str) -> str:
    """The text of a script file. Raises OSError, UnicodeDecodeError."""
    with open(path, "rb", opener=_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("it is no regular file")
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise OSError(f"it is larger than {LARGEST} bytes, no script")
    return content.decode("utf-8")


def _at_once(path: str, flags: int) -> int:
    # A FIFO would have us wait for somebody who writes into it.
    return os.open(path, flags | os.O_NONBLOCK)


def load(path: str, read: Read = read_file) -> Script:
    """The script in a file. Raises ScriptError; OSError when the file itself cannot be read."""
    try:
        text = read(path)
    except UnicodeDecodeError as error:
        raise wrong(Span(Source(path, ""), 1, 1, 2), _not_text(error)) from None
    return loads(text, path, read)


def load_whole_or_part(path: str) -> Script:
    """As `load`, but a file without cases may lack names and macros that those who include it give."""
    try:
        return load(path)
    except ScriptError as error:
        if not all(isinstance(problem, Missing) for problem in error.problems):
            raise
        script = parse(read_file(path), path)
        if script.cases:
            raise
        return script


def loads(text: str, path: str = "script.keys", read: Read = read_file) -> Script:
    """The script in a text that is, or could be, the file at `path`. Raises ScriptError."""
    return check(_with_includes(parse(text, path), read, (os.path.normpath(path),), set()))


def _with_includes(script: Script, read: Read, above: tuple[str, ...], taken: set[str]) -> Script:
    included = []
    problems: list[Problem] = []
    for include in script.includes:
        try:
            included.append(_included(include, read, above, taken))
        except ScriptError as error:
            problems.extend(error.problems)
    if problems:
        raise ScriptError(problems)
    return flattened(script, [other for other in included if other is not None])


def _included(include: Include, read: Read, above: tuple[str, ...], taken: set[str]) -> Script | None:
    """The included file, or None when it has been taken in already by another way."""
    path = os.path.normpath(os.path.join(os.path.dirname(above[-1]), include.path))
    if path in above:
        circle = " includes ".join((*above[above.index(path) :], path))
        raise wrong(include.span, f"the files include each other: {circle}")
    if len(above) > DEEPEST:
        raise wrong(include.span, f"files include files more than {DEEPEST} deep")
    if path in taken:
        return None
    taken.add(path)
    script = parse(_text_of(include, path, read), path)
    if script.cases:
        span = script.cases[0].span
        raise wrong(
            span, f"{path} is included by {above[-1]}, and there it may hold names and macros, no cases"
        )
    return _with_includes(script, read, (*above, path), taken)


def _text_of(include: Include, path: str, read: Read) -> str:
    try:
        return read(path)
    except UnicodeDecodeError as error:
        raise wrong(include.span, f"{path}: {_not_text(error)}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise wrong(include.span, f"cannot read {path}: {reason}") from None


def _not_text(error: UnicodeDecodeError) -> str:
    return f"not a script: byte {error.start} is not UTF-8"
