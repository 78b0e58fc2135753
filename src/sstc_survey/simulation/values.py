"""Raw replies at random to each type of question, mostly such as its bounds and conditions are about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from sstc_survey.engine.validation import OK
from sstc_survey.engine.validation.numbers import scale
from sstc_survey.questionnaire import (
    Acknowledge,
    Askable,
    Chosen,
    Date,
    DateTime,
    Decimal,
    Integer,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
    Value,
)
from sstc_survey.simulation.hints import Draw, clock, day, equal_texts, turning_days, turning_minutes, turning_numbers
from sstc_survey.simulation.texts import text

_MANY: Final = 150
_DAYS_OF_A_LIFE: Final = 80 * 365
_YEAR: Final = 365.25
_CLOCK: Final = re.compile(r"[0-9]{2}:[0-9]{2}$")
_OFTEN_AT_BOUND: Final = 0.4


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
    if near and draw.happens(_OFTEN_AT_BOUND):
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
    return draw.state.environment.now.date()


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
    if (turns or named) and draw.happens(_OFTEN_AT_BOUND):
        minute = draw.rng.choice((*turns, *named)) + draw.rng.choice((-1, 0, 0, 1))
        return clock(min(max(minute, first), last))
    if len(turns) > 1:
        first, last = max(first, turns[0]), min(last, turns[-1])
    return clock(draw.rng.randint(first, max(last, first)))


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


_MEAN: Final = 20
_MOSTLY: Final = 0.9
_OFTEN: Final = 0.4
_SOMETIMES: Final = 0.25
_NOW_AND_THEN: Final = 0.15


def value(question: Askable, draw: Draw) -> Value:
    """Return a raw reply; whether it is taken is for the checks to say."""
    match question:
        case SelectOne() | SelectMultiple() | Rank():
            return _chosen(question, draw)
        case Date() | Time() | DateTime():
            return day_or_time(question, draw)
        case TextQuestion():
            return _words(question, draw)
        case Integer():
            return round(_number(question.min, question.max, draw))
        case Decimal():
            return round(_number(question.min, question.max, draw), draw.rng.choice((0, 1, 1, 2)))
        case Range():
            return draw.rng.choice(scale(question))
        case Acknowledge():
            return OK
        case _:
            assert_never(question)


def _chosen(question: Chosen, draw: Draw) -> str | list[str]:
    codes = [option.code for option in draw.options]
    match question:
        case SelectOne():
            return draw.rng.choice(_preferred(codes, draw))
        case SelectMultiple():
            return _codes(question, draw)
        case Rank():
            return draw.rng.sample(codes, len(codes))
        case _:
            assert_never(question)


def _words(question: TextQuestion, draw: Draw) -> str:
    equal = equal_texts(draw.hints, draw.state, draw.step)
    if equal and draw.happens(_OFTEN):
        return draw.rng.choice(equal)
    return text(draw.hints, draw.rng, multiline=question.multiline)


def _preferred(codes: Sequence[str], draw: Draw) -> Sequence[str]:
    """Return sometimes only the codes that nobody has chosen yet, if there are any."""
    fresh = [code for code in codes if code in draw.fresh]
    return fresh if fresh and draw.happens(_SOMETIMES) else codes


def _codes(question: SelectMultiple, draw: Draw) -> list[str]:
    alone = [option.code for option in draw.options if option.exclusive]
    others = [option.code for option in draw.options if not option.exclusive]
    if alone and (not others or draw.happens(_NOW_AND_THEN)):
        return [draw.rng.choice(alone)]
    least = min(max(question.min_selected or 1, 1), len(others))
    most = min(question.max_selected or len(others), len(others))
    count = draw.rng.randint(least, max(draw.rng.randint(least, most), least)) if least <= most else least
    first = draw.rng.choice(_preferred(others, draw))
    rest = [code for code in others if code != first]
    return [first, *draw.rng.sample(rest, count - 1)]


def _number(least: float | None, most: float | None, draw: Draw) -> float:
    rng, hints = draw.rng, draw.hints
    turns = turning_numbers(hints, draw.state, draw.step)
    if hints.counts and draw.happens(_MOSTLY):
        return (least or 0) + rng.choice((0, 1, 1, 2, 2, 3, 4))
    named = [near for number in (*turns, *sorted(hints.numbers)) for near in (number - 1, number, number + 1)]
    named = [number for number in (*named, least, most) if number is not None and _within(number, least, most)]
    if named and draw.happens(_OFTEN):
        return rng.choice(named)
    if len(turns) > 1:
        least = turns[0] if least is None else max(least, turns[0])
        most = turns[-1] if most is None else min(most, turns[-1])
    if least is not None and most is not None:
        return rng.uniform(least, most)
    far = rng.expovariate(1 / _MEAN)
    if least is None and most is None:
        around = rng.choice(turns) if turns else 0
        return around + (far if not turns else rng.choice((far, -far)))
    return least + far if least is not None else (most or 0) - far


def _within(number: float, least: float | None, most: float | None) -> bool:
    return (least is None or number >= least) and (most is None or number <= most)
