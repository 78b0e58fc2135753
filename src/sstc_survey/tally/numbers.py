"""Exact statistics of numbers that are counted by value, so that no order and no merging changes a digit.

Floats are whole multiples of a power of two: sums of them and of their squares are taken in whole numbers, and
rounded to a float once, at the end.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from sstc_survey.tally.questions import QuestionTally

# Reads a text as something that can be put in order, or raises ValueError.
_Reader: TypeAlias = Callable[[str], Any]


class DateFigures(Struct, frozen=True):
    """The first and last of n days, or days with a time, and how many there are by month, year-month."""

    n: int
    first: str | None
    last: str | None
    months: Mapping[str, int]


class TimeFigures(Struct, frozen=True):
    """The earliest and latest of n times, the median (of two in the middle the earlier), and counts by hour."""

    n: int
    earliest: str | None
    median: str | None
    latest: str | None
    hours: Mapping[str, int]


def date_figures(tally: QuestionTally) -> tuple[DateFigures, int]:
    """Return the figures of days, and how many answers are none."""
    return _by_month(*_read(tally, _day))


def date_time_figures(tally: QuestionTally) -> tuple[DateFigures, int]:
    """Return the figures of days with a time, and how many answers are none."""
    return _by_month(*_read(tally, _day_and_time))


def time_figures(tally: QuestionTally) -> tuple[TimeFigures, int]:
    """Return the figures of times, and how many answers are none."""
    times, odd = _read(tally, _time)
    n = sum(times.values())
    hours: Counter[str] = Counter()
    for time, count in times.items():
        hours[time[:2]] += count
    before = 0
    median = None
    for time, count in times.items():
        before += count
        if median is None and 2 * before >= n:
            median = time
    first, last = _ends(times)
    return TimeFigures(n, first, median, last, dict(hours)), odd


def _by_month(days: Mapping[str, int], odd: int) -> tuple[DateFigures, int]:
    months: Counter[str] = Counter()
    for day, count in days.items():
        months[day[:7]] += count
    return DateFigures(sum(days.values()), *_ends(days), dict(months)), odd


def _read(tally: QuestionTally, read: _Reader) -> tuple[dict[str, int], int]:
    """Return how often each moment occurs, in order, and how many answers are no moments.

    They are ordered as they read on a clock on the wall, whatever zone it was in.
    """
    moments: dict[str, Any] = {}
    for value in tally.counts:
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                moments[value] = read(value)
    counts = {text: tally.counts[text] for text in sorted(moments, key=lambda text: (moments[text], text))}
    return counts, tally.misfits + sum(tally.counts.values()) - sum(counts.values())


def _day(text: str) -> dt.date:
    day = dt.date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day


def _day_and_time(text: str) -> dt.datetime:
    if "T" not in text or text[4:5] != "-":
        raise ValueError(text)
    return dt.datetime.fromisoformat(text).replace(tzinfo=None)


def _time(text: str) -> dt.time:
    if text[2:3] != ":":
        raise ValueError(text)
    return dt.time.fromisoformat(text).replace(tzinfo=None)


def _ends(moments: Mapping[str, int]) -> tuple[str | None, str | None]:
    return (next(iter(moments)), next(reversed(list(moments)))) if moments else (None, None)


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
