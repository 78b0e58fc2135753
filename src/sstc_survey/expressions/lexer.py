"""Cut an expression into tokens."""

from __future__ import annotations

import re
from typing import Final, NamedTuple, NoReturn

from sstc_survey.expressions.diagnostics import refuse
from sstc_survey.expressions.suggestions import foreign_operator, ordinary_character
from sstc_survey.expressions.tree import OPERATORS
from sstc_survey.expressions.values import format_number
from sstc_survey.problems import codes

WORD_OPERATORS: Final = tuple(operator for operator in OPERATORS if operator.isalpha())
# The longer ones first: <= is not < and =.
_SIGNS: Final = "|".join(
    re.escape(sign) for sign in sorted(OPERATORS.keys() - {*WORD_OPERATORS}, key=len, reverse=True)
)
NAME: Final = r"[^\W\d][\w.\-]*"
REFERENCE: Final = rf"\$\{{({NAME})\}}"
_SHARED: Final = rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
  | (?P<text>'[^']*'|"[^"]*")
  | \$\{{(?P<reference>{NAME})\}}
  | (?P<foreign>===?|!==|&&?|\|\|?|<>|=>|=<|=!|\*\*|<<|>>|!(?!=)|[%^~?:;\\@\#])
  | (?P<operator>{_SIGNS})
  | (?P<parent>\.\.(?:/\.\.)*)
  | (?P<mark>[(),.])
"""
_OPERAND: Final = rf"{_SHARED} | (?P<name>{NAME}(?::{NAME})?)"
# Where an operator is expected, `18and 1` and `6 div2` are read as the engines of the field read them.
_OPERATOR: Final = rf"(?P<word>(?:{'|'.join(WORD_OPERATORS)})(?![^\W\d])) | {_SHARED} | (?P<name>{NAME}(?::{NAME})?)"
_EXPONENT: Final = r"[eE][+\-]?[0-9]+"
_LONGEST_NUMBER: Final = 40
QUOTES: Final = "\u2018\u2019\u201c\u201d\u201a\u201e\u00ab\u00bb\u0060\u00b4"
_OPERAND_ENDS: Final = frozenset(("number", "text", "reference", ".", "parent", "name", ")"))


class Token(NamedTuple):
    """The smallest part of a source; for ( ) , and the dot, `kind` is the text itself."""

    kind: str
    text: str
    start: int
    end: int


def tokenize(source: str) -> list[Token]:
    """Return the tokens of a source, the last of kind "end"."""
    tokens: list[Token] = []
    operand, operator = re.compile(_OPERAND, re.VERBOSE), re.compile(_OPERATOR, re.VERBOSE)
    position, length, pattern = 0, len(source), operand
    while position < length:
        match = pattern.match(source, position)
        if match is None:
            _unexpected(source, position)
        kind = match.lastgroup
        start, position = position, match.end()
        if kind == "space":
            continue
        text = match[kind] if kind is not None else ""
        if kind == "mark":
            kind = text
        elif kind == "word":
            kind = "operator"
        elif kind == "number":
            _check_number(source, start, position)
        elif kind == "foreign":
            if text == "==":
                raise refuse(codes.EXPRESSION_DOUBLE_EQUALS, start, position)
            raise refuse(codes.EXPRESSION_FOREIGN_OPERATOR, start, position, written=text, **foreign_operator(text))
        tokens.append(Token(kind or "", text, start, position))
        pattern = operator if kind in _OPERAND_ENDS else operand
    tokens.append(Token("end", "", length, length))
    return tokens


def _check_number(source: str, start: int, end: int) -> None:
    if tail := re.compile(_EXPONENT).match(source, end):
        written = source[start : tail.end()]
        number = format_number(float(written))
        details = {"instead": number} if len(number) <= _LONGEST_NUMBER and number[0].isdigit() else {}
        raise refuse(codes.EXPRESSION_EXPONENT, start, tail.end(), written=written, **details)
    if source[end : end + 1] == ".":
        stop = len(source) - len(source[end:].lstrip("0123456789."))
        raise refuse(codes.EXPRESSION_BAD_NUMBER, start, stop, written=source[start:stop])


def _unexpected(source: str, start: int) -> NoReturn:
    character = source[start]
    if character in "'\"":
        raise refuse(codes.EXPRESSION_UNCLOSED_TEXT, start, len(source), quote=character)
    if character in QUOTES:
        raise refuse(codes.EXPRESSION_CURLY_QUOTE, start, start + 1, character=character)
    if character in "${":
        refuse_braces(source, start)
    if character == "/":
        before, after = source[:start].rstrip(" \t\r\n"), source[start + 1 : start + 2]
        divides = before and before[-1] not in "(,.+-*=<>" and after not in ("/", ".")
        if divides and not re.search(r"\b(?:instance|current)\s*\(", before):
            raise refuse(codes.EXPRESSION_FOREIGN_OPERATOR, start, start + 1, written="/", instead="div")
        raise refuse(codes.EXPRESSION_PATH, start, start + 1)
    if character in "[]":
        raise refuse(codes.EXPRESSION_PREDICATE, start, start + 1)
    details = ordinary_character(character)
    raise refuse(codes.EXPRESSION_CHARACTER, start, start + 1, character=character, **details)


def refuse_braces(source: str, start: int) -> NoReturn:
    """Refuse a $ or { that begins no reference."""
    if braced := re.match(r"\$?\{[^{}'\"]*\}|\$[^\W\d][\w.\-]*", source[start:]):
        written = braced[0]
        inside = written.strip("${}").strip()
        details = {"instead": f"${{{inside}}}"} if re.fullmatch(NAME, inside) else {}
        raise refuse(codes.EXPRESSION_BAD_REFERENCE, start, start + braced.end(), written=written, **details)
    opening = re.match(rf"\$?\{{?\s*({NAME})?", source[start:])
    name = opening[1] if opening else None
    end = start + (opening.end() if opening else 1)
    details = {"instead": f"${{{name}}}"} if name else {}
    if source.startswith("${", start):
        raise refuse(codes.EXPRESSION_UNCLOSED_BRACE, start, end, **details)
    raise refuse(codes.EXPRESSION_BAD_REFERENCE, start, end, written=source[start:end], **details)
