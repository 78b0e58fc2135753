"""Days and times at random, mostly such as bounds and conditions are about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Final, assert_never

from sstc_survey.prompting.random_draw import Draw
from sstc_survey.prompting.random_roots import clock, day, turning_days, turning_minutes
from sstc_survey.questionnaire import Date, DateTime, Time

_MANY: Final = 150
_DAYS_OF_A_LIFE: Final = 80 * 365
_YEAR: Final = 365.25
_CLOCK: Final = re.compile(r"[0-9]{2}:[0-9]{2}$")
_OFTEN: Final = 0.4


def day_or_time(question: Date | Time | DateTime, draw: Draw) -> str:
    """Return a day, a time, or both."""
    match question:
        case Date():
            return _date(question.min, question.max, draw)
        case Time():
            return _time(question.min, question.max, draw)
        case DateTime():
            return f"{_date(None, None, draw)}T{_time(None, None, draw)}"
        case _:
            assert_never(question)


def _date(least: str | None, most: str | None, draw: Draw) -> str:
    rng = draw.rng
    first, last = (dt.date.fromisoformat(each) if each else None for each in (least, most))
    near = [*turning_days(draw.hints, draw.state, draw.step), *_named_days(draw)]
    if near and draw.happens(_OFTEN):
        return _moved(rng.choice(near), rng.choice((-1, 0, 0, 1))).isoformat()
    if first is not None and last is not None:
        return _moved(first, rng.randint(0, max((last - first).days, 0))).isoformat()
    days = rng.randint(0, rng.choice((30, 3_650, _DAYS_OF_A_LIFE)))
    if first is not None:
        return _moved(first, days).isoformat()
    if last is not None:
        return _moved(last, -days).isoformat()
    return _moved(_today(draw), rng.choice((-days, -days, -days, min(days, 60)))).isoformat()


def _today(draw: Draw) -> dt.date:
    return draw.state.moment.now.date()


def _named_days(draw: Draw) -> Iterable[dt.date]:
    """Yield the days that conditions name, and those so many years ago as they name numbers."""
    for each in sorted(draw.hints.texts):
        try:
            yield dt.date.fromisoformat(each[:10])
        except ValueError:
            continue
    yield _today(draw)
    for number in sorted(draw.hints.numbers):
        if 0 < number <= _MANY:
            yield _moved(_today(draw), -round(number * _YEAR))


def _moved(date: dt.date, days: int) -> dt.date:
    return day((date - dt.date(1970, 1, 1)).days + days)


def _time(least: str | None, most: str | None, draw: Draw) -> str:
    first, last = _minutes(least or "00:00"), _minutes(most or "23:59")
    turns = turning_minutes(draw.hints, draw.state, draw.step)
    named = [_minutes(each[-5:]) for each in sorted(draw.hints.texts) if _CLOCK.search(each)]
    if (turns or named) and draw.happens(_OFTEN):
        minute = draw.rng.choice((*turns, *named)) + draw.rng.choice((-1, 0, 0, 1))
        return clock(min(max(minute, first), last))
    if len(turns) > 1:
        first, last = max(first, turns[0]), min(last, turns[-1])
    return clock(draw.rng.randint(first, max(last, first)))


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
