"""Functions over numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from math import inf, nan
from typing import Final

from sstc_survey.expressions.context import Budget
from sstc_survey.expressions.functions.base import Function, budgeted, plain
from sstc_survey.expressions.values import round_half_up


def _guarded(work: Callable[..., float]) -> Callable[..., float]:
    """Give NaN where the mathematics has no answer, and an infinity where it is too large."""

    def call(*numbers: float) -> float:
        try:
            return work(*numbers)
        except ValueError:
            return nan
        except OverflowError:
            return inf

    return call


def _whole(work: Callable[[float], int]) -> Callable[[float], float]:
    def call(number: float) -> float:
        return float(work(number)) if math.isfinite(number) else number

    return call


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        odd = exponent % 2 == 1
        return math.copysign(inf, base) if odd else inf
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -inf if base < 0 and exponent % 2 == 1 else inf
    except ValueError:
        return nan


def _logarithm(work: Callable[[float], float]) -> Callable[[float], float]:
    def call(number: float) -> float:
        if number > 0:
            return work(number)
        return -inf if number == 0 else nan

    return call


def _round(number: float, places: float = 0.0) -> float:
    if math.isnan(places):
        return nan
    return round_half_up(number, int(min(max(places, -1000), 1000)))


def _random(budget: Budget) -> float:
    return float(budget.context.random())


NUMBER_FUNCTIONS: Final[dict[str, Function]] = {
    "number": plain("number(value)", "n", float),
    "int": plain("int(number)", "n", _whole(math.trunc)),
    "floor": plain("floor(number)", "n", _whole(math.floor)),
    "ceiling": plain("ceiling(number)", "n", _whole(math.ceil)),
    "round": plain("round(number, places)", "n?n", _round),
    "abs": plain("abs(number)", "n", math.fabs),
    "pow": plain("pow(base, exponent)", "nn", _power),
    "sqrt": plain("sqrt(number)", "n", _guarded(math.sqrt)),
    "exp": plain("exp(number)", "n", _guarded(math.exp)),
    "exp10": plain("exp10(number)", "n", lambda number: _power(10.0, number)),
    "log": plain("log(number)", "n", _logarithm(math.log)),
    "log10": plain("log10(number)", "n", _logarithm(math.log10)),
    "sin": plain("sin(radians)", "n", _guarded(math.sin)),
    "cos": plain("cos(radians)", "n", _guarded(math.cos)),
    "tan": plain("tan(radians)", "n", _guarded(math.tan)),
    "asin": plain("asin(number)", "n", _guarded(math.asin)),
    "acos": plain("acos(number)", "n", _guarded(math.acos)),
    "atan": plain("atan(number)", "n", _guarded(math.atan)),
    "atan2": plain("atan2(y, x)", "nn", _guarded(math.atan2)),
    "pi": plain("pi()", "", lambda: math.pi),
    "random": budgeted("random()", "", _random),
}
