"""Exact statistics of numbers that are counted by value, so that no order and no merging changes a digit.

Floats are whole multiples of a power of two: sums of them and of their squares are taken in whole numbers, and
rounded to a float once, at the end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from msgspec import Struct


class NumberFigures(Struct, frozen=True):
    """Figures of n numbers, None where there are none; `sd` divides by n - 1 and takes at least two."""

    n: int
    mean: float | None = None
    sd: float | None = None
    min: float | None = None
    q1: float | None = None
    median: float | None = None
    q3: float | None = None
    max: float | None = None


def figures_of(counts: Mapping[float, int]) -> NumberFigures:
    """Return the figures of numbers from how often each occurs."""
    n = sum(counts.values())
    if not n:
        return NumberFigures(0)
    ordered = sorted(counts)
    mean, sd = _moments(counts, n)
    q1, median, q3 = (_quartile(ordered, counts, n, quarter) for quarter in (1, 2, 3))
    return NumberFigures(n, mean, sd, ordered[0], q1, median, q3, ordered[-1])


def _moments(counts: Mapping[float, int], n: int) -> tuple[float, float | None]:
    ratios = [(*number.as_integer_ratio(), count) for number, count in counts.items()]
    unit = max(denominator for _, denominator, _ in ratios)
    total = squares = 0
    for numerator, denominator, count in ratios:
        multiple = numerator * (unit // denominator)
        total += count * multiple
        squares += count * multiple * multiple
    mean = total / (n * unit)
    return mean, None if n == 1 else _root(n * squares - total * total, n * (n - 1) * unit * unit)


def _root(numerator: int, denominator: int) -> float | None:
    """Return the square root of a fraction to more digits than a float has, or None if no float is so large."""
    shift = max(0, 64 + (denominator.bit_length() - numerator.bit_length()) // 2)
    try:
        return math.isqrt((numerator << 2 * shift) // denominator) / (1 << shift)
    except OverflowError:
        return None


def _quartile(ordered: list[float], counts: Mapping[float, int], n: int, quarter: int) -> float:
    """Return a quartile of type 7: linear between the two numbers that it falls between."""
    position, quarters = divmod((n - 1) * quarter, 4)
    places = _at(ordered, counts, (position, min(position + 1, n - 1)))
    low, high = next(places), next(places)
    share = quarters / 4
    return float(low if low == high else low * (1 - share) + high * share)


def _at(ordered: list[float], counts: Mapping[float, int], positions: tuple[int, int]) -> Iterator[float]:
    """Yield the numbers at two positions, counted from 0 in ascending order, the lower position first."""
    before = 0
    waiting = list(positions)
    for number in ordered:
        before += counts[number]
        while waiting and waiting[0] < before:
            yield number
            waiting.pop(0)
