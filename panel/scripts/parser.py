"""A file of script read into `language`, by hand: one statement a line, one small function a verb.

After a wrong line it goes on with the next, so that one run shows every mistake. Names and macros are not
looked up here: they may stand in another file (`loading`, `linking`). Nothing but ScriptError is raised,
whatever the text.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Collection

from panel.keys import Key, named

from . import language
from .errors import Problem, ScriptError, suggest, wrong
from .language import Condition, Pattern, Reference, Regex, Step, Text
from .source import Source, Span
from .tokens import Reader, Token

#: A key is pressed at most so often by one stroke: a slip of the finger must not fill the memory.
MOST_TIMES = 100_000
#: The longest time a script may name, in seconds.
LONGEST = 1000 * 3600.0
#: More digits than any number here needs, fewer than Python refuses to read.
_MOST_DIGITS = 9

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)")
_IN_TEXT = re.compile(r"\\(?P<escape>u[0-9A-Fa-f]{4}|.)|\$\{(?P<name>[^}\"]*)\}|(?P<open>\$\{)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPES = {'"': '"', "\\": "\\", "$": "$", "n": "\n", "t": "\t"}


def parse(text: str, path: str = "script.keys") -> language.Script:
    """Read a file. `path` is what errors call it. Raises ScriptError with every problem found."""
    return _File(Source(path, text)).read()


# -- a file


class _Block:
    """A case or macro while its lines are read. `opened` is None for the steps of a file without cases."""

    def __init__(self, opened: Span | None, finish: Callable[[_Block], None]) -> None:
        self.opened = opened
        self.finish = finish
        self.needs: list[language.Need] = []
        self.rows: list[language.Row] = []
        self.body: list[Step] = []


class _File:
    """A file while it is being read: what it holds so far, and the block that is open."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.includes: list[language.Include] = []
        self.needs: list[language.Need] = []
        self.definitions: list[language.Let | language.Secret] = []
        self.macros: list[language.Macro] = []
        self.cases: list[language.Case] = []
        self.block: _Block | None = None
        self.in_macro = False

    def read(self) -> language.Script:
        for number in range(1, len(self.source.lines) + 1):
            try:
                self._line(number)
            except ScriptError as error:
                self.problems.extend(error.problems)
        self._at_end()
        if self.problems:
            raise ScriptError(self.problems)
        return language.Script(
            self.source,
            tuple(self.includes),
            tuple(self.needs),
            tuple(self.definitions),
            tuple(self.macros),
            tuple(self.cases),
        )

    def _line(self, number: int) -> None:
        reader = Reader(self.source, number)
        if reader.done:
            return
        verb = reader.take("word", "a verb such as press")
        step = STEPS.get(verb.text)
        if step is not None:
            statement = step(reader, verb)
            reader.finish()
            self._step(statement)
            return
        line = _LINES.get(verb.text)
        if line is None:
            raise wrong(reader.span(verb), f"unknown verb {reader.quoted(verb)}{_meant(verb.text)}")
        try:
            line(self, reader, verb)
            reader.finish()
        except ScriptError:
            self._go_on_after(verb)
            raise

    def _step(self, step: Step) -> None:
        if self.block is not None:
            if self.in_macro and isinstance(step, language.Secret):
                raise wrong(step.span, "a secret belongs to the file or to a case, not to a macro")
            self.block.body.append(step)
        elif isinstance(step, language.Let | language.Secret):
            self.definitions.append(step)
        elif self.cases:
            raise wrong(step.span, "this step stands outside of a case; write a case line above it")
        else:
            self.block = _Block(None, self._whole_file)
            self.block.body.append(step)

    def _open(self, opened: Span, finish: Callable[[_Block], None], in_macro: bool) -> None:
        if self.block is not None and self.in_macro:
            self.problems.append(_unended(self.block))
        self._close()
        self.block = _Block(opened, finish)
        self.in_macro = in_macro

    def _close(self) -> None:
        block, self.block, self.in_macro = self.block, None, False
        if block is not None:
            block.finish(block)

    def _go_on_after(self, verb: Token) -> None:
        """What follows a wrong case or macro line belongs to it, or each step would be wrong too."""
        if verb.text in ("case", "macro"):
            self.block = _Block(Span(self.source, 1, 1, 1), lambda block: None)
            self.in_macro = False

    def _at_end(self) -> None:
        if self.block is not None and self.in_macro:
            self.problems.append(_unended(self.block))
        self._close()

    def _whole_file(self, block: _Block) -> None:
        """A file of steps without a case line is one case, named after the file."""
        name = self.source.path.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".keys") or "script"
        self.cases.append(language.Case(name, (), (), (), tuple(block.body), block.body[0].span))

    # -- the lines that make up a file

    def include(self, reader: Reader, verb: Token) -> None:
        token = reader.take("string", "the path of a file in quotes")
        path = _plain_text(reader, token)
        if self.block is not None or self.cases:
            raise wrong(reader.since(verb), "include stands above the cases of a file, and in no macro")
        self.includes.append(language.Include(path, reader.since(verb)))

    def need(self, reader: Reader, verb: Token) -> None:
        needs = [_capability(reader)]
        while reader.accept("mark", ","):
            needs.append(_capability(reader))
        if self.block is None:
            self.needs.extend(needs)
        elif self.block.opened is None or self.in_macro:
            raise wrong(reader.since(verb), "needs stands at the top of a file or in a case")
        else:
            self.block.needs.extend(needs)

    def row(self, reader: Reader, verb: Token) -> None:
        cells = [_cell(reader)]
        while not reader.done:
            cells.append(_cell(reader))
        row = language.Row(tuple(cells), reader.since(verb))
        if self.block is None or self.block.opened is None or self.in_macro:
            raise wrong(row.span, "a row belongs to a case; write a case line above it")
        if self.block.body:
            raise wrong(row.span, "the rows of a case stand before its steps")
        _check_cells(row, self.block.rows)
        self.block.rows.append(row)

    def macro(self, reader: Reader, verb: Token) -> None:
        name = _identifier(reader, "the name of the macro")
        reader.take("mark", "(", "(")
        parameters: list[str] = []
        while not reader.peek("mark", ")"):
            if parameters:
                reader.take("mark", ", or )", ",")
            token = reader.take("word", "the name of a parameter")
            parameter = _as_identifier(reader, token)
            if parameter in parameters:
                raise wrong(reader.span(token), f"there are two parameters '{parameter}'")
            parameters.append(parameter)
        reader.take("mark", ")", ")")
        span = reader.since(verb)
        if self.block is not None and self.block.opened is None:
            raise wrong(span, "macros stand above the steps of a file")

        def finish(block: _Block) -> None:
            self.macros.append(language.Macro(name, tuple(parameters), tuple(block.body), span))

        self._open(span, finish, in_macro=True)

    def case(self, reader: Reader, verb: Token) -> None:
        token = reader.take("string", "the name of the case in quotes")
        name = _plain_text(reader, token)
        if not name.strip():
            raise wrong(reader.span(token), "a case has a name")
        tags = _tags(reader)
        span = reader.since(verb)
        if self.block is not None and self.block.opened is None:
            raise wrong(self.block.body[0].span, "this step stands before the first case; move it into one")

        def finish(block: _Block) -> None:
            self.cases.append(
                language.Case(name, tags, tuple(block.needs), tuple(block.rows), tuple(block.body), span)
            )

        self._open(span, finish, in_macro=False)

    def end(self, reader: Reader, verb: Token) -> None:
        if self.block is None or self.block.opened is None:
            raise wrong(reader.span(verb), "there is no macro or case here that could end")
        self._close()


def _meant(verb: str) -> str:
    """What somebody who wrote this as a verb probably wanted to write."""
    if verb in CONDITIONS:
        return f"; write check {verb} ..., expect or never"
    if verb.lower() in _OTHER_WORDS:
        return f"; write {_OTHER_WORDS[verb.lower()]}"
    return suggest(verb, VERBS) or f"; there are {', '.join(VERBS)}"


#: What other tools say, and what is said here.
_OTHER_WORDS = {
    "wait": "advance 3s, settle, or expect with within",
    "sleep": "advance 3s, settle, or expect with within",
    "assert": "check",
    "key": "press",
    "enter": "type",
    "screenshot": "shot",
    "source": "include",
    "test": "case",
}


def _unended(block: _Block) -> Problem:
    assert block.opened is not None  # only macros have to end, and they are opened by their line
    return Problem(block.opened, "this macro has no end line")


def _check_cells(row: language.Row, earlier: list[language.Row]) -> None:
    names = [name for name, _ in row.cells]
    if len(set(names)) < len(names):
        raise wrong(row.span, "a name stands twice in this row")
    if earlier and sorted(names) != sorted(name for name, _ in earlier[0].cells):
        raise wrong(row.span, "every row of a case has the same names")


_LINES: dict[str, Callable[[_File, Reader, Token], None]] = {
    "include": _File.include,
    "needs": _File.need,
    "row": _File.row,
    "macro": _File.macro,
    "case": _File.case,
    "end": _File.end,
}


# -- words, numbers, texts


def _as_identifier(reader: Reader, token: Token) -> str:
    if not _NAME.fullmatch(token.text):
        message = f"{reader.quoted(token)} is no name; a name has letters, digits and _"
        raise wrong(reader.span(token), message)
    return token.text


def _identifier(reader: Reader, wanted: str) -> str:
    return _as_identifier(reader, reader.take("word", wanted))


def _whole(reader: Reader, wanted: str, lowest: int = 1) -> int:
    token = reader.take("number", wanted)
    if not token.text.isdigit() or len(token.text) > _MOST_DIGITS or int(token.text) < lowest:
        raise wrong(reader.span(token), f"'{token.text}' stands where {wanted} belongs")
    return int(token.text)


def _duration(reader: Reader) -> float:
    token = reader.take("number", "a time such as 2s, 500ms, 3m or 1h")
    match = _DURATION.fullmatch(token.text)
    if match is None:
        raise wrong(reader.span(token), f"'{token.text}' is no time; a time is 2s, 500ms, 3m or 1h")
    seconds = float(match[1]) * _UNITS[match[2]]
    if seconds > LONGEST:
        raise wrong(reader.span(token), "a time is at most 1000h")
    return seconds


def _text(reader: Reader, wanted: str = "a text in quotes or $NAME") -> Text:
    token = reader.accept("name")
    if token is not None:
        span = reader.span(token)
        return Text((Reference(token.text[1:], span),), span)
    token = reader.take("string", wanted)
    return Text(_parts(reader, token), reader.span(token))


def _parts(reader: Reader, token: Token) -> tuple[str | Reference, ...]:
    inner = token.text[1:-1]
    if "\\" not in inner and "${" not in inner:
        return (inner,)
    parts: list[str | Reference] = []
    literal = ""
    position = 0
    for match in _IN_TEXT.finditer(inner):
        literal += inner[position : match.start()]
        position = match.end()
        column = token.column + 1 + match.start()
        span = Span(reader.source, reader.number, column, column + len(match.group()))
        if match["escape"] is not None:
            literal += _escape(match["escape"], span)
            continue
        parts.extend((literal, Reference(_inner_name(match["name"], span), span)))
        literal = ""
    parts.append(literal + inner[position:])
    return tuple(part for part in parts if part != "") or ("",)


def _escape(escape: str, span: Span) -> str:
    if escape in _ESCAPES:
        return _ESCAPES[escape]
    if len(escape) == 5:
        character = chr(int(escape[1:], 16))
        if not "\ud800" <= character <= "\udfff":
            return character
    shown = "this" if span.is_hidden else f"'\\{escape}'"
    raise wrong(span, f'{shown} means nothing; there are \\" \\\\ \\$ \\n \\t and \\u0041')


def _inner_name(name: str | None, span: Span) -> str:
    if name is None or not _NAME.fullmatch(name):
        raise wrong(span, "a name in a text is written ${NAME}; a plain dollar before { is \\$")
    return name


def _plain_text(reader: Reader, token: Token) -> str:
    parts = _parts(reader, token)
    if len(parts) != 1 or not isinstance(parts[0], str):
        raise wrong(reader.span(token), "no ${NAME} here: this text has to stand as it is")
    return parts[0]


def _pattern(reader: Reader) -> Pattern:
    token = reader.accept("regex")
    if token is None:
        return _text(reader, "a text in quotes, a /regular expression/ or $NAME")
    source = token.text[1:-1].replace("\\/", "/")
    span = reader.span(token)
    return Regex(source, _compiled(source, span), span)


def _compiled(source: str, span: Span) -> re.Pattern[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # what may soon mean something else is an error here
            return re.compile(source)
    except (re.error, OverflowError, RecursionError, Warning) as error:
        raise wrong(span, f"this is no regular expression: {error}") from None


def _cell(reader: Reader) -> tuple[str, Text]:
    name = _identifier(reader, 'a cell such as name="text"')
    reader.take("mark", "=", "=")
    return name, _text(reader)


def _capability(reader: Reader) -> language.Need:
    name = _one_of(reader, language.CAPABILITIES, "what the target must be able to do", "capability")
    return language.Need(name, reader.last)


def _tags(reader: Reader) -> tuple[str, ...]:
    if not reader.accept("word", "tags"):
        if reader.peek("word"):
            raise reader.missing("tags and their names, or the end of the line")
        return ()
    tags = [reader.take("word", "a tag").text]
    while reader.accept("mark", ","):
        tags.append(reader.take("word", "a tag").text)
    return tuple(tags)


# -- steps


def _press(reader: Reader, verb: Token) -> Step:
    strokes = [_stroke(reader)]
    while not reader.done:
        strokes.append(_stroke(reader))
    return language.Press(tuple(strokes), reader.since(verb))


def _stroke(reader: Reader) -> language.Stroke:
    token = reader.accept("label")
    if token is not None:
        label = token.text[1:-1].strip()
        if not label:
            raise wrong(reader.span(token), "a label is missing between [ and ]")
        times = _times(reader)
        return language.LabelStroke(label, times, reader.since(token))
    token = reader.take("word", "a key such as Down, or a [Label]")
    key = _key(reader, token)
    return language.KeyStroke(key, _times(reader), reader.since(token))


def _key(reader: Reader, token: Token) -> Key:
    try:
        return named(token.text)
    except KeyError:
        hint = suggest(token.text, (key.value for key in Key)) or f"; write [{token.text}] for a label"
        raise wrong(reader.span(token), f"unknown key '{token.text}'{hint}") from None


def _times(reader: Reader) -> int:
    if not reader.accept("mark", "*"):
        return 1
    times = _whole(reader, "how often, a number from 1")
    if times > MOST_TIMES:
        raise reader.wrong(f"a key is pressed at most {MOST_TIMES} times at once")
    return times


def _hold(reader: Reader, verb: Token) -> Step:
    stroke = _stroke(reader)
    if stroke.span != reader.last:
        raise wrong(stroke.span, "one key is held, once; leave the * out")
    return language.Hold(stroke, _duration(reader), reader.since(verb))


def _type(reader: Reader, verb: Token) -> Step:
    return language.Type(_text(reader), reader.since(verb))


def _select(reader: Reader, verb: Token) -> Step:
    path = [_text(reader)]
    while reader.accept("mark", ">"):
        path.append(_text(reader))
    if reader.peek("string") or reader.peek("name"):
        raise reader.missing("> before the next item")
    return language.Select(tuple(path), reader.since(verb))


def _expect(reader: Reader, verb: Token) -> Step:
    condition = _condition(reader)
    within = _duration(reader) if reader.accept("word", "within") else None
    return language.Expect(condition, within, reader.since(verb))


def _check(reader: Reader, verb: Token) -> Step:
    return language.Check(_condition(reader), reader.since(verb))


def _never(reader: Reader, verb: Token) -> Step:
    condition = _condition(reader)
    reader.take("word", "for and a time", "for")
    return language.Never(condition, _duration(reader), reader.since(verb))


def _advance(reader: Reader, verb: Token) -> Step:
    return language.Advance(_duration(reader), reader.since(verb))


def _settle(reader: Reader, verb: Token) -> Step:
    seconds = None if reader.done else _duration(reader)
    return language.Settle(seconds, reader.since(verb))


def _shot(reader: Reader, verb: Token) -> Step:
    return language.Shot(_text(reader, "the name of the picture, a text in quotes,"), reader.since(verb))


def _power(reader: Reader, verb: Token) -> Step:
    return language.Power(_on_or_off(reader), reader.since(verb))


def _fault(reader: Reader, verb: Token) -> Step:
    name = _one_of(reader, language.FAULTS, "the name of a fault", "fault")
    return language.Fault(name, _on_or_off(reader), reader.since(verb))


def _on_or_off(reader: Reader) -> bool:
    return _one_of(reader, ("on", "off"), "on or off", "state") == "on"


def _one_of(reader: Reader, known: Collection[str], wanted: str, what: str, *, any_case: bool = False) -> str:
    """A word that is one of those known; `wanted` and `what` say in errors what belongs here."""
    token = reader.take("word", wanted)
    word = token.text.lower() if any_case else token.text
    if word not in known:
        hint = suggest(word, known) or f"; there are {', '.join(known)}"
        raise wrong(reader.span(token), f"unknown {what} '{token.text}'{hint}")
    return word


def _note(reader: Reader, verb: Token) -> Step:
    return language.Note(_text(reader), reader.since(verb))


def _let(reader: Reader, verb: Token) -> Step:
    name = _identifier(reader, "a name")
    reader.take("mark", "=", "=")
    value = (
        _environment(reader)
        if reader.peek("word", "env")
        else _text(reader, "a text in quotes, $NAME or env")
    )
    return language.Let(name, value, reader.since(verb))


def _secret(reader: Reader, verb: Token) -> Step:
    name = _identifier(reader, "a name")
    reader.take("mark", "=", "=")
    if not reader.peek("word", "env"):
        raise reader.missing("env and the name of a variable (a secret does not stand in the script)")
    return language.Secret(name, _environment(reader), reader.since(verb))


def _environment(reader: Reader) -> language.FromEnvironment:
    env = reader.take("word", "env", "env")
    variable = _identifier(reader, "the name of a variable")
    fallback = _text(reader) if reader.accept("word", "else") else None
    return language.FromEnvironment(variable, fallback, reader.since(env))


def _call(reader: Reader, verb: Token) -> Step:
    name = _identifier(reader, "the name of a macro")
    reader.take("mark", "(", "(")
    arguments: list[Text] = []
    while not reader.peek("mark", ")"):
        if arguments:
            reader.take("mark", ", or )", ",")
        arguments.append(_text(reader))
    reader.take("mark", ")", ")")
    return language.Call(name, tuple(arguments), reader.since(verb))


#: The steps: what a case or a macro does.
STEPS: dict[str, Callable[[Reader, Token], Step]] = {
    "press": _press,
    "hold": _hold,
    "type": _type,
    "select": _select,
    "expect": _expect,
    "check": _check,
    "never": _never,
    "advance": _advance,
    "settle": _settle,
    "shot": _shot,
    "power": _power,
    "fault": _fault,
    "note": _note,
    "let": _let,
    "secret": _secret,
    "call": _call,
}

#: Every word that a line may begin with.
VERBS: tuple[str, ...] = (*STEPS, *_LINES)


# -- conditions


def _condition(reader: Reader) -> Condition:
    no = reader.accept("word", "no")
    token = reader.take("word", "a condition such as screen")
    what = CONDITIONS.get(token.text)
    if what is None:
        hint = suggest(token.text, CONDITIONS) or f"; there are {', '.join(CONDITIONS)}"
        hint = "; write no" if token.text == "not" else hint
        raise wrong(reader.span(token), f"unknown condition '{token.text}'{hint}")
    condition = what(reader, token)
    return condition if no is None else language.No(condition, reader.since(no))


def _screen(reader: Reader, word: Token) -> Condition:
    return language.Screen(_pattern(reader), reader.since(word))


def _line_condition(reader: Reader, word: Token) -> Condition:
    number = _whole(reader, "the number of a line, from 1")
    return language.Line(number, _pattern(reader), reader.since(word))


def _selected(reader: Reader, word: Token) -> Condition:
    return language.Selected(_pattern(reader), reader.since(word))


def _cursor(reader: Reader, word: Token) -> Condition:
    row = _whole(reader, "the number of a row, from 1")
    return language.Cursor(row, _whole(reader, "the number of a column, from 1"), reader.since(word))


def _indicator(reader: Reader, word: Token) -> Condition:
    name = _one_of(reader, language.INDICATORS, "the name of an indicator", "indicator", any_case=True)
    return language.Indicator(name, _pattern(reader), reader.since(word))


def _setting(reader: Reader, word: Token) -> Condition:
    name = reader.take("word", "the name of a setting, subject.name").text
    if reader.accept("mark", "!="):
        return language.Setting(name, False, _pattern(reader), reader.since(word))
    reader.take("mark", "== or !=", "==")
    return language.Setting(name, True, _pattern(reader), reader.since(word))


def _audit(reader: Reader, word: Token) -> Condition:
    pattern = _pattern(reader)
    by = _pattern(reader) if reader.accept("word", "by") else None
    return language.Audit(pattern, by, reader.since(word))


def _glass(reader: Reader, word: Token) -> Condition:
    number = _whole(reader, "the number of a line, from 1") if reader.peek("number") else None
    return language.Glass(number, _pattern(reader), reader.since(word))


def _service(reader: Reader, word: Token) -> Condition:
    name = _listener(reader)
    state = _one_of(reader, language.SERVICE_STATES, "open, closed or error", "state")
    return language.Service(name, state, reader.since(word))


def _reach(reader: Reader, word: Token) -> Condition:
    name = _listener(reader)
    answer = _one_of(reader, language.ANSWERS, "tls, clear or refused", "answer")
    return language.Reach(name, answer, reader.since(word))


def _listener(reader: Reader) -> Text:
    """The name of a listener, a word or a text, and the `is` behind it."""
    token = reader.accept("word")
    if token is None:
        name = _text(reader, "the name of a service, such as https")
    else:
        name = Text((token.text,), reader.span(token))
    reader.take("word", "is", "is")
    return name


CONDITIONS: dict[str, Callable[[Reader, Token], Condition]] = {
    "screen": _screen,
    "line": _line_condition,
    "selected": _selected,
    "cursor": _cursor,
    "glass": _glass,
    "indicator": _indicator,
    "setting": _setting,
    "audit": _audit,
    "service": _service,
    "reach": _reach,
}
