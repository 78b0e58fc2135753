"""All faults of an expression: each is put right as it was most likely meant, and what is left is parsed once more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sstc_survey.expressions.diagnostics import Diagnostic
from sstc_survey.expressions.expression import parse
from sstc_survey.expressions.lexer import QUOTES, REFERENCE
from sstc_survey.expressions.limits import MAX_LENGTH
from sstc_survey.expressions.phrases import find_phrases
from sstc_survey.expressions.suggestions import foreign_operator, word_operator
from sstc_survey.expressions.tree import OPERATORS, Reference
from sstc_survey.problems import codes
from sstc_survey.problems.codes import Code

# More than anyone reads of one expression.
_MAX_FAULTS: Final = 12
# Of an expression in which phrases are looked for.
_MAX_SEARCHED: Final = 2_000
_QUOTED: Final = r"'[^']*'|\"[^\"]*\""
_BLANK_TEXT: Final = "''"
# Calls of any number of arguments.
_ANY_CALL: Final = "concat"
# What stands in for the characters that a diagnostic is about, so that the rest can be parsed.
_STAND_INS: Final[dict[Code, str]] = {
    codes.EXPRESSION_DOUBLE_EQUALS: "=",
    codes.EXPRESSION_BAD_REFERENCE: "${x}",
    codes.EXPRESSION_UNCLOSED_BRACE: "${x}",
    codes.EXPRESSION_NEEDS_REFERENCE: "${x}",
    codes.EXPRESSION_CHOICE_LIST: "'${x}'",
    codes.EXPRESSION_BARE_NAME: _BLANK_TEXT,
    codes.EXPRESSION_ARITY: _BLANK_TEXT,
    codes.EXPRESSION_UNARY_PLUS: "",
    codes.EXPRESSION_EXPONENT: "1",
    codes.EXPRESSION_BAD_NUMBER: "1",
    codes.EXPRESSION_POSITION: "..",
    codes.EXPRESSION_BAD_DATE: "'2000-01-01'",
    codes.EXPRESSION_UNKNOWN_FUNCTION: _ANY_CALL,
    codes.EXPRESSION_UNSUPPORTED_FUNCTION: _ANY_CALL,
}
_CURLY: Final = f"[{QUOTES}][^{QUOTES}]*[{QUOTES}]"


def faults_of(source: str, *, bare_names: bool = False) -> list[Diagnostic]:
    """Return every fault of a source that the parser refuses, in order; of its syntax the first that hides the rest."""
    if len(source) > MAX_LENGTH:
        found = parse(source)
        return [found] if isinstance(found, Diagnostic) else []
    repaired = _Repaired(source)
    phrases = sorted(find_phrases(source))[:_MAX_FAULTS] if len(source) <= _MAX_SEARCHED else []
    for phrase in reversed(phrases):
        repaired.found.append(phrase.diagnostic)
        repaired.replace(phrase.start, phrase.end, "true()")
    for _ in range(_MAX_FAULTS):
        fault = parse(repaired.text, bare_names=bare_names)
        if not isinstance(fault, Diagnostic) or not repaired.put_right(fault):
            break
    return sorted(repaired.found, key=lambda each: (each.start, each.end))


def references_in(source: str) -> Iterator[Reference]:
    """Yield every reference outside of quoted texts, also in a source that cannot be parsed."""
    for match in re.finditer(rf"{_QUOTED}|{REFERENCE}", source):
        if match[1]:
            yield Reference(match[1], match.start(), match.end())


class _Repaired:
    """A source that is put right step by step; for each of its characters, where it was in the source as written."""

    def __init__(self, source: str) -> None:
        self.text = source
        self.found: list[Diagnostic] = []
        self._places = list(range(len(source) + 1))
        self._stood_in: set[int] = set()

    def replace(self, start: int, end: int, text: str) -> None:
        """Let something else stand in the place of some characters."""
        self.text = self.text[:start] + text + self.text[end:]
        self._places[start:end] = [self._places[start]] * len(text)

    def put_right(self, fault: Diagnostic) -> bool:
        """Note a fault and put it right; tell whether that could be done."""
        start, end = self._places[fault.start], self._end_of(fault)
        stand_in = _stand_in(self.text, fault)
        # What lies in what was put right follows from it.
        follows = fault.code == codes.EXPRESSION_ARITY and start in self._stood_in
        if not follows and not any(each.start <= start and end <= each.end for each in self.found):
            self.found.append(Diagnostic(fault.code, start, end, fault.details))
        if stand_in is None:
            return False
        if stand_in == _ANY_CALL:
            self._stood_in.add(start)
        stop = fault.end
        if fault.code == codes.EXPRESSION_CURLY_QUOTE and (quoted := re.compile(_CURLY).match(self.text, fault.start)):
            stop = quoted.end()
        self.replace(fault.start, stop, stand_in)
        return True

    def _end_of(self, fault: Diagnostic) -> int:
        return self._places[fault.end - 1] + 1 if fault.end > fault.start else self._places[fault.start]


def _stand_in(text: str, fault: Diagnostic) -> str | None:
    """Return what can stand in for what a fault is about, None where the rest cannot be parsed without it."""
    written = fault.details.get("written", "")
    match fault.code:
        case codes.EXPRESSION_FOREIGN_OPERATOR:
            meant = fault.details.get("instead") or word_operator(written) or foreign_operator(written).get("instead")
            first = (meant or "").partition(",")[0]
            return f" {first} " if first in OPERATORS else (", " if written == ";" else " and ")
        case codes.EXPRESSION_MISSING_RIGHT:
            return f"{text[fault.start : fault.end]} {_BLANK_TEXT}"
        case codes.EXPRESSION_CURLY_QUOTE:
            return _BLANK_TEXT
        case codes.EXPRESSION_CHARACTER:
            meant = fault.details.get("instead", "")
            return " " if meant == "an ordinary space" else meant or None
        case _:
            return _STAND_INS.get(fault.code)
