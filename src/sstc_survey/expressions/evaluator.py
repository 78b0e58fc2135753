"""Turn a tree into functions of a budget, once, so that each evaluation only calls them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from math import copysign, fmod, inf, isinf, nan
from typing import Final, assert_never

from sstc_survey.expressions.context import Budget, Run
from sstc_survey.expressions.diagnostics import refuse
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.expressions.tree import (
    ARITHMETIC,
    BareName,
    Binary,
    Call,
    Current,
    Logical,
    Negation,
    Node,
    NumberLiteral,
    Parent,
    Reference,
    TextLiteral,
    arithmetic_chain,
)
from sstc_survey.expressions.values import AnswerText, Value, equal, to_boolean, to_number
from sstc_survey.folding import nfc
from sstc_survey.problems import codes


def _divide(left: float, right: float) -> float:
    """Divide; division by zero gives an infinity, or NaN for zero by zero."""
    if right != 0:
        return left / right
    if left == 0 or left != left:  # noqa: PLR0124 - NaN is not equal to itself
        return nan
    return copysign(inf, left) * copysign(1.0, right)


def _modulo(left: float, right: float) -> float:
    """Return the remainder of a division, with the sign of the left side."""
    return nan if right == 0 or isinf(left) else fmod(left, right)


# Both sides are read as numbers.
_ON_NUMBERS: Final[dict[str, Callable[[float, float], float | bool]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": _divide,
    "mod": _modulo,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def build(node: Node) -> Run:
    """Return the function that evaluates a node, which the parser has checked."""
    match node:
        case TextLiteral():
            text = nfc(node.value)
            return lambda _budget: text
        case NumberLiteral():
            number = node.value
            return lambda _budget: number
        case Reference():
            name = node.name
            return lambda budget: AnswerText(budget.read(budget.context.value(name)))
        case Call():
            return _build_call(node)
        case Binary() if node.operator in ARITHMETIC:
            return _build_arithmetic(node)
        case Binary():
            return _build_comparison(node.operator, build(node.left), build(node.right))
        case Logical():
            return _build_logical(node.operator, [build(operand) for operand in node.operands])
        case Negation():
            operand = build(node.operand)
            return lambda budget: -to_number(operand(budget), budget)
        case BareName():
            column = node.name
            return lambda budget: budget.read(budget.context.column(column))
        case Current():
            return lambda budget: AnswerText(budget.read(budget.context.current()))
        case Parent():
            raise refuse(codes.EXPRESSION_PARENT, node.start, node.end)
        case _:
            assert_never(node)


def _build_call(node: Call) -> Run:
    """Build a function; a text that it makes counts as work, one that it hands on was counted before."""
    function = FUNCTIONS[node.name]
    run = function.build(node, build)
    if function.gives != "text" or node.arguments[function.hands_on]:
        return run

    def counted(budget: Budget) -> Value:
        value = run(budget)
        if isinstance(value, str):
            budget.make(len(value))
        return value

    return counted


def _build_arithmetic(node: Binary) -> Run:
    """Build an operation, or a chain of them, which is worked out from the left in one go."""
    first, operations = arithmetic_chain(node)
    left = build(first)
    steps = [(_ON_NUMBERS[each.operator], build(each.right)) for each in operations]
    if len(steps) == 1:
        ((only, right),) = steps
        return lambda budget: only(to_number(left(budget), budget), to_number(right(budget), budget))

    def run(budget: Budget) -> float:
        total = to_number(left(budget), budget)
        for work, operand in steps:
            total = work(total, to_number(operand(budget), budget))
        return total

    return run


def _build_comparison(symbol: str, left: Run, right: Run) -> Run:
    """Build a comparison."""
    if symbol == "=":
        return lambda budget: equal(left(budget), right(budget), budget)
    if symbol == "!=":
        return lambda budget: not equal(left(budget), right(budget), budget)
    work = _ON_NUMBERS[symbol]
    return lambda budget: work(to_number(left(budget), budget), to_number(right(budget), budget))


def _build_logical(symbol: str, operands: Sequence[Run]) -> Run:
    """Build `and` or `or`; the operands after the one that decides are not evaluated."""
    decisive = symbol == "or"

    def run(budget: Budget) -> bool:
        for operand in operands:
            if to_boolean(operand(budget)) is decisive:
                return decisive
        return not decisive

    return run
