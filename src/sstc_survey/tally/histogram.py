"""Classes of numbers that are counted by value: equal ones with round limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from msgspec import Struct

# A number as the fraction that its shortest decimal is, and how often it occurs.
Counted: TypeAlias = tuple[int, int, int]
# So many classes there are at most, and at least where the one width makes too many and the next too few.
_MOST: Final = 10
_FEWEST: Final = 5
# Up to here every whole number is a float.
_EXACT: Final = 2**53
# The widths of classes, each times a power of ten.
_WIDTHS: Final = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5))


class HistogramClass(Struct, frozen=True, rename={"start": "from", "end": "to"}):
    """How many numbers there are from `start` to below `end`; where both are the same, how many are just this."""

    start: float
    end: float
    n: int


class Histogram(Struct, frozen=True):
    """The classes of some numbers, in order; `whole` where all of them are whole numbers."""

    classes: tuple[HistogramClass, ...]
    whole: bool


def histogram_of(ratios: Sequence[Counted]) -> Histogram | None:
    """Return classes of numbers that are different and in order, also empty ones; nothing where there is only one.

    The limits are round: whole multiples of 1, 2, 2.5 or 5 times a power of ten. Whole numbers have whole limits,
    and where they are few, a class each. Numbers that are too large or too close for that have no classes.
    """
    if len(ratios) < 2:  # noqa: PLR2004
        return None
    low, high = (Fraction(numerator, denominator) for numerator, denominator, _ in (ratios[0], ratios[-1]))
    whole = all(denominator == 1 for _, denominator, _ in ratios)
    if whole and high - low < _MOST:
        by_number = {numerator: count for numerator, _, count in ratios}
        few = (HistogramClass(at, at, by_number.get(at, 0)) for at in range(int(low), int(high) + 1))
        return Histogram(tuple(few), whole)
    width = _width(low, high, whole=whole)
    first = low // width
    classes = [0] * (high // width - first + 1)
    for numerator, denominator, count in ratios:
        classes[numerator * width.denominator // (denominator * width.numerator) - first] += count
    try:
        limits = [_number((first + place) * width) for place in range(len(classes) + 1)]
    except OverflowError:
        return None
    if len(set(limits)) < len(limits):
        return None
    return Histogram(tuple(map(HistogramClass, limits, limits[1:], classes)), whole)


def _width(low: Fraction, high: Fraction, *, whole: bool) -> Fraction:
    """Return the smallest width that makes few enough classes, but not too few."""
    before = None
    for width in _widths(high - low, whole=whole):
        classes = high // width - low // width + 1
        if classes <= _MOST:
            return width if classes >= _FEWEST or before is None else before
        before = width
    raise AssertionError(low, high)


def _widths(span: Fraction, *, whole: bool) -> Iterator[Fraction]:
    """Yield the widths that may fit, from one that is too small on."""
    power = Fraction(1)
    while power * _MOST * 10 > span:
        power /= 10
    while power * _MOST * 10 <= span:
        power *= 10
    while True:
        yield from (power * width for width in _WIDTHS if not whole or (power * width).denominator == 1)
        power *= 10


def _number(limit: Fraction) -> float:
    return int(limit) if limit.denominator == 1 and abs(limit) <= _EXACT else float(limit)
