"""How wide numbers are where a program shows them: all their digits, as far as it takes so many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sstc_survey.exports.labelled.cells import Content
from sstc_survey.exports.labelled.variables import Variable

_MOST_DECIMALS: Final = 16


def decimals_of(variable: Variable) -> int:
    """Return how many digits any of the values has after the point."""
    if variable.content is not Content.DECIMAL:
        return 0
    numbers = {value for value in variable.cells if isinstance(value, int | float)}
    return min(max(map(_decimals, numbers), default=0), _MOST_DECIMALS)


def width_of(variable: Variable, decimals: int, others: Iterable[float] = ()) -> int:
    """Return how many signs the widest of the values takes, or of other numbers, with so many decimals."""
    numbers = {value for value in variable.cells if isinstance(value, int | float)}.union(others)
    widest = max((len(f"{number:.0f}") for number in (min(numbers), max(numbers))) if numbers else (1,))
    return widest + (decimals + 1 if decimals else 0)


def _decimals(number: float) -> int:
    digits, _, exponent = repr(number).partition("e")
    after = len(digits.partition(".")[2].rstrip("0"))
    return max(after - int(exponent or 0), 0)
