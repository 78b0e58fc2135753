"""What a YAML parser complains of, in the words of someone who writes a questionnaire."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import yaml

from sstc_survey.parsing.source import MAX_DEPTH, Source
from sstc_survey.problems import Place, Problem, codes
from sstc_survey.problems.codes import Code

_KEY: Final = re.compile(r"^\s*(?:- +)*(?P<key>[^\s:'\"{}\[\],#][^:'\"{}\[\],#]*):(?P<space>\s*)(?P<text>.*)$")
_DASH: Final = re.compile(r"^\s*-[^\s-]")
_MAX_QUOTED: Final = 60


@dataclass(frozen=True, slots=True)
class _Complaint:
    """What the parser said, with the marks as (line, column) from 1; libyaml and PyYAML differ in the words."""

    source: Source
    said: str
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
        return
    if not isinstance(error, yaml.MarkedYAMLError):
        yield Problem(codes.YAML_SYNTAX, {"reason": "it cannot be read"}, Place(source.file))
        return
    complaint = _complaint(error, source)
    yield next((found for rule in _RULES if (found := rule(complaint))), None) or complaint.here(
        codes.YAML_SYNTAX, reason=(error.problem or "it cannot be read")
    )


def _complaint(error: yaml.MarkedYAMLError, source: Source) -> _Complaint:
    mark = error.problem_mark or error.context_mark
    start = error.context_mark or mark
    said = f"{error.context or ''}: {error.problem or ''}"
    if mark is None or start is None:
        return _Complaint(source, said, 1, 1, 1, 1)
    return _Complaint(source, said, mark.line + 1, mark.column + 1, start.line + 1, start.column + 1)


def _depth(complaint: _Complaint) -> Problem | None:
    """Newer versions of libyaml count brackets themselves."""
    if "nesting depth" in complaint.said:
        return complaint.here(codes.TOO_DEEP, limit=MAX_DEPTH)
    return None


def _tab(complaint: _Complaint) -> Problem | None:
    if complaint.character == "\t" or " tab " in complaint.said:
        return complaint.here(codes.YAML_TAB)
    return None


def _directive_or_tag(complaint: _Complaint) -> Problem | None:
    if re.search("(scanning|parsing) a (directive|tag)", complaint.said):
        return complaint.opened(codes.YAML_FIRST_CHARACTER, character=complaint.opening)
    return None


def _first_character(complaint: _Complaint) -> Problem | None:
    if not complaint.character:
        return _open_at_the_end(complaint)
    if re.search("cannot start any token|node content|mapping keys are not allowed", complaint.said):
        return complaint.here(codes.YAML_FIRST_CHARACTER, character=complaint.character)
    if "alphabetic or numeric" in complaint.said:
        return complaint.opened(codes.YAML_FIRST_CHARACTER, character=complaint.opening)
    return None


def _open_at_the_end(complaint: _Complaint) -> Problem | None:
    """A bracket after which the text ends; the parser does not say which."""
    for line in range(complaint.line, 0, -1):
        text = complaint.source.line(line)
        column = max(text.rfind("["), text.rfind("{")) + 1
        if column:
            found = replace(complaint, from_line=line, from_column=column, line=line + 1, said="flow mapping")
            return _brackets(found)
    return None


def _colon(complaint: _Complaint) -> Problem | None:
    """A colon where no key can be: in a text, or after a line that took this one for the rest of its text."""
    if not re.search("mapping values are not allowed", complaint.said):
        return None
    match = _KEY.match(complaint.before)
    if match:
        text = complaint.text[match.start("text") :].strip()
        return complaint.here(codes.YAML_COLON, quoted=_quoted(match["key"], text))
    return _space(complaint, complaint.line - 1) or complaint.at(codes.YAML_INDENT, complaint.line)


def _quoted(key: str, text: str) -> str:
    quote = "'" if '"' in text or "\\" in text else '"'
    if len(text) > _MAX_QUOTED or quote in text:
        return f"{key}: {quote}...{quote}"
    return f"{key}: {quote}{text}{quote}"


def _space(complaint: _Complaint, line: int) -> Problem | None:
    """A key or a dash without the space after it."""
    text = complaint.source.line(line)
    match = _KEY.match(text)
    if match and match["text"] and not match["space"]:
        return complaint.at(
            codes.YAML_NO_SPACE, line, written=f"{match['key']}: {match['text']}"[:_MAX_QUOTED], sign=":"
        )
    return _dash(complaint, line)


def _dash(complaint: _Complaint, line: int) -> Problem | None:
    text = complaint.source.line(line)
    if not _DASH.match(text):
        return None
    return complaint.at(codes.YAML_NO_SPACE, line, written=f"- {text.strip()[1:]}"[:_MAX_QUOTED], sign="-")


def _no_colon(complaint: _Complaint) -> Problem | None:
    if "could not find expected ':'" not in complaint.said:
        return None
    return _space(complaint, complaint.from_line) or complaint.at(codes.YAML_NO_COLON, complaint.from_line)


def _open_quote(complaint: _Complaint) -> Problem | None:
    if "quoted scalar" in complaint.said and re.search("end of stream|document (indicator|separator)", complaint.said):
        return complaint.opened(codes.YAML_OPEN_QUOTE, quote=complaint.opening)
    return None


def _backslash(complaint: _Complaint) -> Problem | None:
    if not re.search("escape|hexdecimal|hexadecimal", complaint.said):
        return None
    column = complaint.text.rfind("\\", 0, complaint.column) + 1
    return replace(complaint, column=column or complaint.column).here(codes.YAML_BACKSLASH)


def _block_text(complaint: _Complaint) -> Problem | None:
    if "block scalar" in complaint.said:
        return complaint.here(codes.YAML_BLOCK_TEXT, sign=complaint.opening)
    return None


def _brackets(complaint: _Complaint) -> Problem | None:
    """Something between brackets that is neither a comma nor the closing bracket."""
    if not re.search("flow (mapping|sequence)", complaint.said):
        return None
    closing = "}" if complaint.opening == "{" else "]"
    if complaint.line > complaint.from_line or not complaint.character:
        return complaint.opened(codes.YAML_OPEN_BRACKET, opening=complaint.opening, closing=closing)
    return complaint.here(codes.YAML_BRACKETS, closing=closing)


def _list(complaint: _Complaint) -> Problem | None:
    if "sequence entries are not allowed" in complaint.said:
        return complaint.here(codes.YAML_LIST)
    return None


def _after(complaint: _Complaint) -> Problem | None:
    """Something after a text or list that was already closed."""
    last = complaint.before.rstrip()[-1:]
    if last and last in "'\"":
        return complaint.here(codes.YAML_AFTER_QUOTE, len(complaint.text), quote=last)
    if last and last in "]}":
        return complaint.here(codes.YAML_AFTER_BRACKET, len(complaint.text), closing=last)
    return None


def _indent(complaint: _Complaint) -> Problem | None:
    if re.search("expected key|'-' indicator|<block end>", complaint.said) and not complaint.before.strip():
        return _dash(complaint, complaint.line) or complaint.at(codes.YAML_INDENT, complaint.line)
    return None


def _document(complaint: _Complaint) -> Problem | None:
    """Something after the end of the document: of its own accord, or since it is not indented like the rest."""
    if "<document start>" not in complaint.said:
        return None
    ended = any(line.startswith("...") for line in complaint.source.lines[: complaint.line])
    return complaint.here(codes.YAML_SECOND_DOCUMENT) if ended else complaint.at(codes.YAML_INDENT, complaint.line)


_RULES: Final[tuple[Callable[[_Complaint], Problem | None], ...]] = (
    _depth,
    _tab,
    _directive_or_tag,
    _backslash,
    _open_quote,
    _block_text,
    _colon,
    _no_colon,
    _brackets,
    _list,
    _after,
    _indent,
    _first_character,
    _document,
)
