"""The operators, each built over its operands."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from math import copysign, fmod, inf, isinf, nan
from typing import Final

from .frame import Frame, Run
from .values import equal, to_boolean, to_number


def divide(left: float, right: float) -> float:
    """Divide; by zero gives an infinity, or NaN for zero by zero."""
    if right != 0:
        return left / right
    if left == 0 or left != left:  # noqa: PLR0124 - NaN is not equal to itself
        return nan
    return copysign(inf, left) * copysign(1.0, right)


def modulo(left: float, right: float) -> float:
    """Give the rest of a division, with the sign of the left side."""
    return nan if right == 0 or isinf(left) else fmod(left, right)


_ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "div": divide,
    "mod": modulo,
}
_ORDER: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def build_binary(symbol: str, left: Run, right: Run) -> Run:
    """Build an arithmetic operation or a comparison."""
    if symbol == "=":
        return lambda frame: equal(left(frame), right(frame), frame)
    if symbol == "!=":
        return lambda frame: not equal(left(frame), right(frame), frame)
    work = _ARITHMETIC.get(symbol) or _ORDER[symbol]
    return lambda frame: work(to_number(left(frame), frame), to_number(right(frame), frame))


def build_negation(operand: Run) -> Run:
    """Build a minus sign."""
    return lambda frame: -to_number(operand(frame), frame)


def build_logical(symbol: str, operands: Sequence[Run]) -> Run:
    """Build `and` or `or`; the operands after the one that decides are not worked out."""
    decisive = symbol == "or"

    def run(frame: Frame) -> bool:
        for operand in operands:
            if to_boolean(operand(frame)) is decisive:
                return decisive
        return not decisive

    return run
