"""`p800`: how each command is started and ends.

A command's module is imported when it is asked for, so that none pays for another. Errors are one or two
plain lines on the standard error; exit codes are `commands.exits`, the commands `commands.table`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

from .commands.exits import FAILED, INTERRUPTED, USAGE, Ended
from .commands.table import COMMANDS, PANEL, Command


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that the words say; the exit code."""
    _let_everything_be_told()
    given = sys.argv[1:] if words is None else list(words)
    is_named = bool(given) and given[0] in COMMANDS
    name, rest = (given[0], given[1:]) if is_named else ("", given)
    try:
        code = _run(COMMANDS.get(name, PANEL), rest)
        sys.stdout.flush()
        return code
    except Ended as ended:
        return _failed(name, ended.reason, ended.code)
    except SystemExit as exit:
        # argparse has said what it had to say.
        return exit.code if isinstance(exit.code, int) else USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has enough; Python would complain about it once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        # Its words may hold what people typed.
        return _failed(name, f"an error of p800 itself: {type(error).__name__} at {_place(error)}", FAILED)


def _let_everything_be_told() -> None:
    r"""What standard output has no character for is told as standard error tells it: `\xfc`."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _run(command: Command, words: Sequence[str]) -> int:
    if command is PANEL and words and not words[0].startswith("-"):
        raise Ended(USAGE, f"there is no command {words[0]!r}{_nearest(words[0])}; p800 --help lists them")
    function = getattr(import_module(command.module), command.function)
    code: int = function(list(words))
    return code


def _failed(name: str, reason: str, code: int) -> int:
    print(f"{'p800 ' + name if name else 'p800'}: {reason}", file=sys.stderr)
    return code


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "an unknown place" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"


def _nearest(word: str) -> str:
    from difflib import get_close_matches  # only a mistake needs it

    near = get_close_matches(word, COMMANDS, 1)
    return f", did you mean {near[0]!r}?" if near else ""


if __name__ == "__main__":
    sys.exit(main())
