"""Figures of days and times."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from sstc_survey.tally.answers import QuestionTally

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
