"""Sums of numbers without any rounding: a float stands for its shortest decimal, which is what was answered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple


class Sums(NamedTuple):
    """How many numbers there are, their sum, and the sum of their squares."""

    n: int
    total: Fraction
    squares: Fraction

    @property
    def mean(self) -> Fraction:
        """Return the mean of at least one number."""
        return self.total / self.n

    @property
    def deviations(self) -> Fraction:
        """Return the sum of the squared distances of at least one number from their mean."""
        return self.squares - self.total * self.total / self.n

    @property
    def variance(self) -> Fraction:
        """Return the variance of at least two numbers, over n - 1."""
        return self.deviations / (self.n - 1)


def sums_of(counts: Mapping[float, int]) -> Sums:
    """Add up numbers from how often each occurs."""
    ratios = [(*_ratio(number), count) for number, count in counts.items() if count]
    # Whole multiples of one unit add up faster than fractions.
    unit = math.lcm(*(denominator for _, denominator, _ in ratios))
    n = total = squares = 0
    for numerator, denominator, count in ratios:
        multiple = numerator * (unit // denominator)
        n += count
        total += count * multiple
        squares += count * multiple * multiple
    return Sums(n, Fraction(total, unit), Fraction(squares, unit * unit))


def nearest(number: Fraction) -> float:
    """Return the float nearest to a fraction, infinite where no float is so large."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def root(number: Fraction) -> float:
    """Return the square root of a fraction that is not negative, to the last digits of a float."""
    numerator, denominator = number.as_integer_ratio()
    shift = max(0, 64 + (denominator.bit_length() - numerator.bit_length()) // 2)
    return nearest(Fraction(math.isqrt((numerator << 2 * shift) // denominator), 1 << shift))


def _ratio(number: float) -> tuple[int, int]:
    return (number, 1) if isinstance(number, int) else Decimal(repr(number)).as_integer_ratio()
