"""Exact statistics of numbers, dates and times that are counted by value: no order and no merging changes a digit.

A float stands for its shortest decimal, which is what was answered. Sums and squares of these are taken in whole
numbers, and each figure becomes the float nearest to it once, at the end.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any, Final, TypeAlias

from msgspec import Struct

from sstc_survey.tally.histogram import Counted, Histogram, histogram_of
from sstc_survey.tally.questions import QuestionTally

# Up to here every whole number is a float.
_EXACT: Final = 2**53
# Reads a text as a date or time that has an order, or raises ValueError.
_Reader: TypeAlias = Callable[[str], Any]


class NumberFigures(Struct, frozen=True):
    """Figures of n numbers, None where there are none; `sd` divides by n - 1 and takes at least two.

    A `sum` or an `sd` that is too large for a float is None too. The `histogram` has classes of numbers that are no
    scale.
    """

    n: int
    sum: float | None = 0
    mean: float | None = None
    sd: float | None = None
    min: float | None = None
    q1: float | None = None
    median: float | None = None
    q3: float | None = None
    max: float | None = None
    histogram: Histogram | None = None


class DateFigures(Struct, frozen=True):
    """The first, the median and the last of n dates, with or without a time, and counts by month, year-month.

    Of two in the middle the median is the earlier one.
    """

    n: int
    first: str | None
    median: str | None
    last: str | None
    months: Mapping[str, int]


class TimeFigures(Struct, frozen=True):
    """The earliest and latest of n times, the median (of two in the middle the earlier), and counts by hour."""

    n: int
    earliest: str | None
    median: str | None
    latest: str | None
    hours: Mapping[str, int]


def figures_of(counts: Mapping[float, int], *, with_histogram: bool = False) -> NumberFigures:
    """Return the figures of numbers from how often each occurs."""
    n = sum(counts.values())
    if not n:
        return NumberFigures(0)
    ordered = sorted(counts)
    ratios = [(*_ratio(number), counts[number]) for number in ordered]
    total, mean, sd = _sum_mean_and_sd(ratios, n)
    # How many numbers there are up to each of those in order.
    up_to = list(accumulate(count for _, _, count in ratios))
    q1, median, q3 = (_quartile(ordered, up_to, quarter) for quarter in (1, 2, 3))
    histogram = histogram_of(ratios) if with_histogram else None
    return NumberFigures(n, total, mean, sd, ordered[0], q1, median, q3, ordered[-1], histogram)


def _quartile(ordered: list[float], up_to: list[int], quarter: int) -> float:
    """Return a quartile of type 7: linear between the two numbers that it falls between."""
    last = up_to[-1] - 1
    position, quarters = divmod(last * quarter, 4)
    low, high = (ordered[bisect_right(up_to, at)] for at in (position, min(position + 1, last)))
    return float(low if low == high else (_exact(low) * (4 - quarters) + _exact(high) * quarters) / 4)


def _exact(number: float) -> Fraction:
    return Fraction(*_ratio(number))


def _ratio(number: float) -> tuple[int, int]:
    """Return a number as the fraction that its shortest decimal is."""
    return (number, 1) if isinstance(number, int) else Decimal(repr(number)).as_integer_ratio()


def _sum_mean_and_sd(ratios: Sequence[Counted], n: int) -> tuple[float | None, float, float | None]:
    unit = math.lcm(*(denominator for _, denominator, _ in ratios))
    total = squares = 0
    for numerator, denominator, count in ratios:
        multiple = numerator * (unit // denominator)
        total += count * multiple
        squares += count * multiple * multiple
    mean = total / (n * unit)
    sd = None if n == 1 else _root(n * squares - total * total, n * (n - 1) * unit * unit)
    return _quotient(total, unit), mean, sd


def _quotient(total: int, unit: int) -> float | None:
    """Return a fraction as the number nearest to it, or None if no float is so large."""
    try:
        return total if unit == 1 and abs(total) <= _EXACT else total / unit
    except OverflowError:
        return None


def _root(numerator: int, denominator: int) -> float | None:
    """Return the square root of a fraction to more digits than a float has, or None if no float is so large."""
    shift = max(0, 64 + (denominator.bit_length() - numerator.bit_length()) // 2)
    try:
        return math.isqrt((numerator << 2 * shift) // denominator) / (1 << shift)
    except OverflowError:
        return None


def date_figures(tally: QuestionTally) -> tuple[DateFigures, int]:
    """Return the figures of dates, and how many answers are none."""
    return _by_month(*_read(tally, _date))


def date_time_figures(tally: QuestionTally) -> tuple[DateFigures, int]:
    """Return the figures of dates with a time, and how many answers are none."""
    return _by_month(*_read(tally, _date_time))


def time_figures(tally: QuestionTally) -> tuple[TimeFigures, int]:
    """Return the figures of times, and how many answers are none."""
    times, misfits = _read(tally, _time)
    hours: Counter[str] = Counter()
    for time, count in times.items():
        hours[time[:2]] += count
    return TimeFigures(sum(times.values()), *_middle_and_ends(times), dict(hours)), misfits


def _by_month(dates: Mapping[str, int], misfits: int) -> tuple[DateFigures, int]:
    months: Counter[str] = Counter()
    for date, count in dates.items():
        months[date[:7]] += count
    return DateFigures(sum(dates.values()), *_middle_and_ends(dates), dict(months)), misfits


def _read(tally: QuestionTally, read: _Reader) -> tuple[dict[str, int], int]:
    """Return how often each date or time occurs, in order, and how many answers are none.

    Their order is that of local time, whatever their zones.
    """
    readable: dict[str, Any] = {}
    for value in tally.counts:
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                readable[value] = read(value)
    counts = {text: tally.counts[text] for text in sorted(readable, key=lambda text: (readable[text], text))}
    return counts, tally.misfits + sum(tally.counts.values()) - sum(counts.values())


def _date(text: str) -> dt.date:
    date = dt.date.fromisoformat(text)
    if date.isoformat() != text:
        raise ValueError(text)
    return date


def _date_time(text: str) -> dt.datetime:
    if "T" not in text or text[4:5] != "-":
        raise ValueError(text)
    return dt.datetime.fromisoformat(text).replace(tzinfo=None)


def _time(text: str) -> dt.time:
    if text[2:3] != ":":
        raise ValueError(text)
    return dt.time.fromisoformat(text).replace(tzinfo=None)


def _middle_and_ends(counts: Mapping[str, int]) -> tuple[str | None, str | None, str | None]:
    """Return the first, the median, of two the earlier one, and the last of texts that are counted in order."""
    if not counts:
        return None, None, None
    ordered, up_to = list(counts), list(accumulate(counts.values()))
    # The place of the median, from 1.
    middle = (up_to[-1] + 1) // 2
    return ordered[0], ordered[bisect_left(up_to, middle)], ordered[-1]
