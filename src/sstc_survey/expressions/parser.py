"""Parse tokens into a tree by operator precedence."""

from __future__ import annotations

from typing import Final, NoReturn

from sstc_survey.expressions.diagnostics import RefusedError, refuse
from sstc_survey.expressions.functions import FUNCTIONS, check_call
from sstc_survey.expressions.lexer import WORD_OPERATORS, Token, tokenize
from sstc_survey.expressions.limits import MAX_DEPTH, MAX_NESTING
from sstc_survey.expressions.suggestions import bare_name, word_operator
from sstc_survey.expressions.tree import (
    ARITHMETIC,
    OPERATORS,
    BareName,
    Binary,
    Call,
    Current,
    Logical,
    Negation,
    Node,
    NumberLiteral,
    Operator,
    Parent,
    Reference,
    TextLiteral,
)
from sstc_survey.expressions.values import read_number
from sstc_survey.problems import codes

# Above all operators.
_MINUS_PRECEDENCE: Final = 7


class Parser:
    """Parses one source; every refusal is raised as a RefusedError."""

    def __init__(self, source: str, *, bare_names: bool) -> None:
        self.tokens = tokenize(source)
        self.index = 0
        self.nesting = 0
        self.depth = 0  # of the node read last
        self.bare_names_allowed = bare_names
        self.references: list[Reference] = []
        self.calls: list[Call] = []
        self.bare_names: list[BareName] = []

    def parse(self) -> Node:
        """Return the tree of the whole source."""
        tree = self._expression(0)
        if self.tokens[self.index].kind != "end":
            _refuse_tail(self.tokens, self.index, in_call=False)
        return tree

    def _expression(self, minimum: int) -> Node:
        # Counted here, so that the parser's own calls never go deeper than a known number.
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise self._too_deep()
        left = self._operand()
        while True:
            token = self.tokens[self.index]
            operator = OPERATORS[token.text] if token.kind == "operator" else None
            if operator is None or operator.precedence <= minimum:
                self.nesting -= 1
                return left
            left = self._operation(left, token.text, operator)

    def _operation(self, left: Node, written: str, operator: Operator) -> Node:
        depth = self.depth
        self.index += 1
        right = self._expression(operator.precedence)
        if operator.kind == "arithmetic" and isinstance(left, Binary) and left.operator in ARITHMETIC:
            # Whatever goes through a tree takes a chain as one level.
            self.depth = max(depth, self.depth + 1)
        else:
            self._deepen(max(depth, self.depth))
        if operator.kind != "logical":
            return Binary(written, left, right, left.start, right.end)
        operands = [left, right]
        while self.tokens[self.index].text == written and self.tokens[self.index].kind == "operator":
            depth = self.depth
            self.index += 1
            operands.append(self._expression(operator.precedence))
            self.depth = max(depth, self.depth + 1)
        return Logical(written, tuple(operands), left.start, operands[-1].end)

    def _deepen(self, depth: int) -> None:
        self.depth = depth + 1
        if self.depth > MAX_DEPTH:
            raise self._too_deep()

    def _too_deep(self) -> RefusedError:
        token = self.tokens[max(self.index - 1, 0)]
        return refuse(codes.EXPRESSION_TOO_DEEP, token.start, token.end)

    def _operand(self) -> Node:
        token = self.tokens[self.index]
        self.index += 1
        self.depth = 1
        kind = token.kind
        if kind == "reference":
            reference = Reference(token.text, token.start, token.end)
            self.references.append(reference)
            return reference
        if kind == "number":
            return NumberLiteral(read_number(token.text), token.start, token.end)
        if kind == "text":
            return TextLiteral(token.text[1:-1], token.start, token.end)
        match kind, token.text:
            case "name", _ if self.tokens[self.index].kind == "(":
                return self._call(token)
            case "name", name if self.bare_names_allowed and name not in WORD_OPERATORS:
                column = BareName(name, token.start, token.end)
                self.bare_names.append(column)
                return column
            case ".", _:
                return Current(token.start, token.end)
            case "parent", dots:
                return Parent(dots.count(".."), token.start, token.end)
            case "(", _:
                inner = self._expression(0)
                self._close(token, in_call=False)
                return inner
            case "operator", "-":
                operand = self._expression(_MINUS_PRECEDENCE)
                self._deepen(self.depth)
                return Negation(operand, token.start, operand.end)
            case _:
                return _refuse_operand(self.tokens, self.index - 1)

    def _call(self, name: Token) -> Call:
        opening = self.tokens[self.index]
        self.index += 1
        arguments: list[Node] = []
        depth = 0
        while arguments or self.tokens[self.index].kind != ")":
            if self.tokens[self.index].kind == "end":
                raise refuse(codes.EXPRESSION_UNCLOSED_PARENTHESIS, opening.start, opening.end)
            arguments.append(self._expression(0))
            depth = max(depth, self.depth)
            if self.tokens[self.index].kind != ",":
                break
            self.index += 1
        closing = self._close(opening, in_call=True)
        self._deepen(depth)
        call = Call(name.text, tuple(arguments), name.start, closing.end, name.end)
        check_call(call)
        self.calls.append(call)
        return call

    def _close(self, opening: Token, *, in_call: bool) -> Token:
        token = self.tokens[self.index]
        if token.kind == "end":
            raise refuse(codes.EXPRESSION_UNCLOSED_PARENTHESIS, opening.start, opening.end)
        if token.kind != ")":
            _refuse_tail(self.tokens, self.index, in_call=in_call)
        self.index += 1
        return token


def _refuse_operand(tokens: list[Token], index: int) -> NoReturn:
    """Refuse a token where a value is expected."""
    token, before = tokens[index], tokens[index - 1] if index else None
    if token.kind == "name" and token.text not in WORD_OPERATORS:
        known = FUNCTIONS.get(token.text)
        suggestion = known.usage if known else bare_name(token.text)
        raise refuse(codes.EXPRESSION_BARE_NAME, *_span(token), name=token.text, instead=suggestion)
    if token.kind == "operator" and token.text == "+":
        raise refuse(codes.EXPRESSION_UNARY_PLUS, *_span(token))
    if before is None:
        raise _nothing_before(token)
    if before.kind == "operator" or before.text in WORD_OPERATORS:
        raise refuse(codes.EXPRESSION_MISSING_RIGHT, *_span(before), operator=before.text)
    if token.kind == "end":
        raise refuse(codes.EXPRESSION_UNCLOSED_PARENTHESIS, *_span(_innermost(tokens, before)))
    in_call = before.kind == "," or (index > 1 and tokens[index - 2].kind == "name")
    if token.kind == "operator" or token.text in WORD_OPERATORS:
        raise refuse(codes.EXPRESSION_MISSING_LEFT, *_span(token), operator=token.text)
    if token.kind == ")" and not in_call:
        raise refuse(codes.EXPRESSION_EMPTY_PARENTHESES, before.start, token.end)
    if in_call:
        raise refuse(codes.EXPRESSION_MISSING_ARGUMENT, before.start, token.end)
    raise refuse(codes.EXPRESSION_SYNTAX, *_span(token), written=token.text)


def _nothing_before(token: Token) -> RefusedError:
    if token.kind == "end":
        return refuse(codes.EXPRESSION_EMPTY, 0, token.end)
    if token.kind == ")":
        return refuse(codes.EXPRESSION_UNOPENED_PARENTHESIS, *_span(token))
    if token.kind == ",":
        return refuse(codes.EXPRESSION_STRAY_COMMA, *_span(token))
    comparison = token.text[0] in "=!<>"
    details = {"instead": f". {token.text} to compare this answer"} if comparison else {}
    return refuse(codes.EXPRESSION_MISSING_LEFT, *_span(token), operator=token.text, **details)


def _refuse_tail(tokens: list[Token], index: int, *, in_call: bool) -> NoReturn:
    """Refuse a token after a complete value."""
    token = tokens[index]
    if token.kind == ")":
        raise refuse(codes.EXPRESSION_UNOPENED_PARENTHESIS, *_span(token))
    if token.kind == ",":
        raise refuse(codes.EXPRESSION_STRAY_COMMA, *_span(token))
    if token.kind == "name" and (operator := word_operator(token.text)):
        details = {"written": token.text, "instead": operator}
        raise refuse(codes.EXPRESSION_FOREIGN_OPERATOR, *_span(token), **details)
    written = f"${{{token.text}}}" if token.kind == "reference" else token.text
    if in_call:
        raise refuse(codes.EXPRESSION_MISSING_COMMA, *_span(token), written=written)
    raise refuse(codes.EXPRESSION_MISSING_OPERATOR, *_span(token), written=written)


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
