"""Say what is wrong where the grammar does not go on."""

from __future__ import annotations

from typing import NoReturn

from .faults import RefusedError, refuse
from .library import FUNCTIONS
from .mistakes import bare_name, word_operator
from .tokens import WORD_OPERATORS, Token


def refuse_operand(tokens: list[Token], index: int) -> NoReturn:
    """Refuse a token that stands where a value should."""
    token, before = tokens[index], tokens[index - 1] if index else None
    if token.kind == "name" and token.text not in WORD_OPERATORS:
        known = FUNCTIONS.get(token.text)
        suggestion = known.usage if known else bare_name(token.text)
        raise refuse("expression-bare-name", *_span(token), name=token.text, suggestion=suggestion)
    if token.kind == "operator" and token.text == "+":
        raise refuse("expression-unary-plus", *_span(token))
    if before is None:
        raise _nothing_before(token)
    if before.kind == "operator" or before.text in WORD_OPERATORS:
        raise refuse("expression-missing-right", *_span(before), operator=before.text)
    if token.kind == "end":
        raise refuse("expression-unclosed-parenthesis", *_span(_innermost(tokens, before)))
    raise _inside_parentheses(tokens, index)


def _nothing_before(token: Token) -> RefusedError:
    if token.kind == "end":
        return refuse("expression-empty", 0, token.end)
    if token.kind == ")":
        return refuse("expression-unopened-parenthesis", *_span(token))
    if token.kind == ",":
        return refuse("expression-stray-comma", *_span(token))
    comparison = token.text[0] in "=!<>"
    details = {"suggestion": f". {token.text} to compare this answer"} if comparison else {}
    return refuse("expression-missing-left", *_span(token), operator=token.text, **details)


def _inside_parentheses(tokens: list[Token], index: int) -> RefusedError:
    token, before = tokens[index], tokens[index - 1]
    in_call = before.kind == "," or (index > 1 and tokens[index - 2].kind == "name")
    if token.kind == "operator" or token.text in WORD_OPERATORS:
        return refuse("expression-missing-left", *_span(token), operator=token.text)
    if token.kind == ")" and not in_call:
        return refuse("expression-empty-parentheses", before.start, token.end)
    if in_call:
        return refuse("expression-missing-argument", before.start, token.end)
    return refuse("expression-syntax", *_span(token), written=token.text)


def refuse_tail(tokens: list[Token], index: int, *, in_call: bool) -> NoReturn:
    """Refuse a token that stands after a complete value."""
    token = tokens[index]
    if token.kind == ")":
        raise refuse("expression-unopened-parenthesis", *_span(token))
    if token.kind == ",":
        raise refuse("expression-stray-comma", *_span(token))
    if token.kind == "name" and (operator := word_operator(token.text)):
        details = {"written": token.text, "suggestion": operator}
        raise refuse("expression-foreign-operator", *_span(token), **details)
    written = f"${{{token.text}}}" if token.kind == "reference" else token.text
    if in_call:
        raise refuse("expression-missing-comma", *_span(token), written=written)
    raise refuse("expression-missing-operator", *_span(token), written=written)


def _innermost(tokens: list[Token], before: Token) -> Token:
    openings: list[Token] = []
    for token in tokens:
        if token.kind == "(":
            openings.append(token)
        elif token.kind == ")" and openings:
            openings.pop()
    return openings[-1] if openings else before


def _span(token: Token) -> tuple[int, int]:
    return token.start, token.end
