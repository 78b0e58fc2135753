"""Functions over numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from math import inf, nan
from typing import Final, Literal

from sstc_survey.expressions.functions.base import Function, budgeted, plain
from sstc_survey.expressions.values import WholeNumber, round_half_up


def _guarded(work: Callable[..., float]) -> Callable[..., float]:
    """Make a function give NaN where there is no result, and an infinity where it is too large."""

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
        if isinstance(number, WholeNumber) or not math.isfinite(number):
            return number
        return float(work(number))

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


def _number(
    usage: str, takes: str, call: Callable[..., float], words: str = "", gives: Literal["number", "text"] = "number"
) -> Function:
    return Function(usage, *plain(takes, call), gives=gives, words=words)


NUMBER_FUNCTIONS: Final[dict[str, Function]] = {
    "number": _number("number(value)", "n", lambda number: number, "{}"),
    "int": _number("int(number)", "n", _whole(math.trunc), "the whole part of {}"),
    # Calculations with these two are saved as text.
    "floor": _number("floor(number)", "n", _whole(math.floor), gives="text"),
    "ceiling": _number("ceiling(number)", "n", _whole(math.ceil), gives="text"),
    "round": _number("round(number, places)", "n?n", _round, "{}, rounded"),
    "abs": _number("abs(number)", "n", math.fabs),
    "pow": _number("pow(base, exponent)", "nn", _power),
    "sqrt": _number("sqrt(number)", "n", _guarded(math.sqrt)),
    "exp": _number("exp(number)", "n", _guarded(math.exp)),
    "exp10": _number("exp10(number)", "n", lambda number: _power(10.0, number)),
    "log": _number("log(number)", "n", _logarithm(math.log)),
    "log10": _number("log10(number)", "n", _logarithm(math.log10)),
    "sin": _number("sin(radians)", "n", _guarded(math.sin)),
    "cos": _number("cos(radians)", "n", _guarded(math.cos)),
    "tan": _number("tan(radians)", "n", _guarded(math.tan)),
    "asin": _number("asin(number)", "n", _guarded(math.asin)),
    "acos": _number("acos(number)", "n", _guarded(math.acos)),
    "atan": _number("atan(number)", "n", _guarded(math.atan)),
    "atan2": _number("atan2(y, x)", "nn", _guarded(math.atan2)),
    "pi": _number("pi()", "", lambda: math.pi),
    "random": Function(
        "random()", *budgeted("", lambda budget: float(budget.context.random())), gives="number", reads="environment"
    ),
}
