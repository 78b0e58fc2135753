"""The errors of a YAML parser, in the words of someone who writes a questionnaire."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import yaml
from msgspec import Struct
from msgspec.structs import replace

from sstc_survey.parsing.source import MAX_DEPTH, Source
from sstc_survey.parsing.suggestions import quoted
from sstc_survey.problems import Place, Problem, codes
from sstc_survey.problems.codes import Code

# Compiled with the first error.
_KEY: Final = r"^\s*(?:- +)*(?P<key>[^\s:'\"{}\[\],#][^:'\"{}\[\],#]*):(?P<space>\s*)(?P<text>.*)$"
_DASH: Final = r"^\s*-[^\s-]"
_MAX_QUOTED: Final = 60


class _ParserError(Struct, frozen=True):
    """An error of the parser with its source, lines and columns from 1; libyaml and PyYAML word errors differently."""

    source: Source
    message: str
    line: int
    column: int
    from_line: int
    from_column: int

    @property
    def text(self) -> str:
        return self.source.line(self.line)

    @property
    def character(self) -> str:
        return self.text[self.column - 1 : self.column]

    @property
    def before(self) -> str:
        return self.text[: self.column - 1]

    @property
    def opening(self) -> str:
        return self.source.line(self.from_line)[self.from_column - 1 : self.from_column]

    def here(self, code: Code, length: int = 1, **details: object) -> Problem:
        return Problem(code, details, self.source.place(self.line, self.column, length))

    def opened(self, code: Code, **details: object) -> Problem:
        return Problem(code, details, self.source.place(self.from_line, self.from_column))

    def at(self, code: Code, line: int, **details: object) -> Problem:
        text = self.source.line(line)
        indent = len(text) - len(text.lstrip())
        return Problem(code, details, self.source.place(line, indent + 1, len(text.strip())))


def explain(error: yaml.YAMLError, source: Source) -> Iterator[Problem]:
    """Yield what is wrong with a text that is not YAML, and the usual remedy."""
    if isinstance(error, yaml.reader.ReaderError):
        yield from source.odd_characters()
    elif not isinstance(error, yaml.MarkedYAMLError):
        yield Problem(codes.YAML_SYNTAX, {"reason": "it cannot be read"}, Place(source.file))
    else:
        at = error.problem_mark or error.context_mark
        start = error.context_mark or at
        line, column = (at.line + 1, at.column + 1) if at else (1, 1)
        from_line, from_column = (start.line + 1, start.column + 1) if start else (1, 1)
        message = f"{error.context or ''}: {error.problem or ''}"
        found = _ParserError(source, message, line, column, from_line, from_column)
        explanations = (problem for rule in _RULES if (problem := rule(found)) is not None)
        yield next(explanations, None) or found.here(codes.YAML_SYNTAX, reason=error.problem or "it cannot be read")


def _from_message(error: _ParserError) -> Problem | None:
    """Explain what the message alone says, or the character before which the parser stopped."""
    if "nesting depth" in error.message:  # newer versions of libyaml count brackets themselves
        return error.here(codes.TOO_DEEP, limit=MAX_DEPTH)
    if error.character == "\t" or " tab " in error.message:
        return error.here(codes.YAML_TAB)
    if re.search("(scanning|parsing) a (directive|tag)", error.message):
        return error.opened(codes.YAML_FIRST_CHARACTER, character=error.opening)
    if re.search("escape|hexdecimal|hexadecimal", error.message):
        column = error.text.rfind("\\", 0, error.column) + 1
        return replace(error, column=column or error.column).here(codes.YAML_BACKSLASH)
    if "quoted scalar" in error.message and re.search("end of stream|document (indicator|separator)", error.message):
        return error.opened(codes.YAML_OPEN_QUOTE, quote=error.opening)
    if "block scalar" in error.message:
        return error.here(codes.YAML_BLOCK_TEXT, sign=error.opening)
    return None


def _colon(error: _ParserError) -> Problem | None:
    """No colon after a key, or one where no key can be: in a text, or after a line whose text goes on here."""
    if "could not find expected ':'" in error.message:
        return _space(error, error.from_line) or error.at(codes.YAML_NO_COLON, error.from_line)
    if "mapping values are not allowed" not in error.message:
        return None
    match = re.match(_KEY, error.before)
    if match is None:
        return _space(error, error.line - 1) or error.at(codes.YAML_INDENT, error.line)
    key, text = match["key"], error.text[match.start("text") :].strip()
    return error.here(codes.YAML_COLON, quoted=f"{key}: {quoted(text)}")


def _space(error: _ParserError, line: int) -> Problem | None:
    """A key or a dash without the space after it."""
    match = re.match(_KEY, error.source.line(line))
    if match and match["text"] and not match["space"]:
        written = f"{match['key']}: {match['text']}"[:_MAX_QUOTED]
        return error.at(codes.YAML_NO_SPACE, line, written=written, sign=":")
    return _dash(error, line)


def _dash(error: _ParserError, line: int) -> Problem | None:
    text = error.source.line(line)
    if not re.match(_DASH, text):
        return None
    return error.at(codes.YAML_NO_SPACE, line, written=f"- {text.strip()[1:]}"[:_MAX_QUOTED], sign="-")


def _brackets(error: _ParserError) -> Problem | None:
    """Something between brackets that is neither a comma nor the closing bracket."""
    if not re.search("flow (mapping|sequence)", error.message):
        return None
    closing = "}" if error.opening == "{" else "]"
    if error.line > error.from_line or not error.character:
        return error.opened(codes.YAML_OPEN_BRACKET, opening=error.opening, closing=closing)
    return error.here(codes.YAML_BRACKETS, closing=closing)


def _misplaced(error: _ParserError) -> Problem | None:
    """A list on the line of its key, something after a text or list that was already closed, a wrong indent."""
    if "sequence entries are not allowed" in error.message:
        return error.here(codes.YAML_LIST)
    last = error.before.rstrip()[-1:]
    if last and last in "'\"":
        return error.here(codes.YAML_AFTER_QUOTE, len(error.text), quote=last)
    if last and last in "]}":
        return error.here(codes.YAML_AFTER_BRACKET, len(error.text), closing=last)
    if re.search("expected key|'-' indicator|<block end>", error.message) and not error.before.strip():
        return _dash(error, error.line) or error.at(codes.YAML_INDENT, error.line)
    return None


def _first_character(error: _ParserError) -> Problem | None:
    if error.character and re.search("cannot start any token|node content|mapping keys are not allowed", error.message):
        return error.here(codes.YAML_FIRST_CHARACTER, character=error.character)
    if error.character and "alphabetic or numeric" in error.message:
        return error.opened(codes.YAML_FIRST_CHARACTER, character=error.opening)
    return None


def _open_at_the_end(error: _ParserError) -> Problem | None:
    """A bracket after which the text ends; the parser does not say which."""
    if error.character:
        return None
    for line in range(error.line, 0, -1):
        text = error.source.line(line)
        column = max(text.rfind("["), text.rfind("{")) + 1
        if column:
            found = replace(error, from_line=line, from_column=column, line=line + 1, message="flow mapping")
            return _brackets(found)
    return None


def _document(error: _ParserError) -> Problem | None:
    """Text after the end of the document, which was marked, or has come too early because of wrong indentation."""
    if "<document start>" not in error.message:
        return None
    ended = any(line.startswith("...") for line in error.source.lines[: error.line])
    return error.here(codes.YAML_SECOND_DOCUMENT) if ended else error.at(codes.YAML_INDENT, error.line)


# The first that explains an error is taken.
_RULES: Final[tuple[Callable[[_ParserError], Problem | None], ...]] = (
    _from_message,
    _colon,
    _brackets,
    _misplaced,
    _open_at_the_end,
    _first_character,
    _document,
)
