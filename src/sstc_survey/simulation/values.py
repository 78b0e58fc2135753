"""Random raw answers to each type of question, mostly near the values that its bounds and conditions name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from sstc_survey.engine.scale import Scale
from sstc_survey.engine.validation import OK
from sstc_survey.questionnaire import (
    Acknowledge,
    Askable,
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
from sstc_survey.simulation.hints import (
    DrawContext,
    boundary_days,
    boundary_minutes,
    boundary_numbers,
    clock,
    day,
    equal_texts,
)
from sstc_survey.simulation.texts import text

_MEAN: Final = 20
# A larger number in a condition is not one of years.
_MAX_YEARS: Final = 150
_DAYS_OF_A_LIFE: Final = 80 * 365
_YEAR: Final = 365.25
# How often a value is taken that a condition or a bound names.
_AT_BOUNDARY: Final = 0.4
_FEW_INSTANCES: Final = 0.9
_UNCHOSEN: Final = 0.25
_EXCLUSIVE: Final = 0.15


def value(question: Askable, context: DrawContext) -> Value:
    """Return a raw answer at random; whether it is valid is for the validation to say."""
    rng = context.rng
    codes = [option.code for option in context.options]
    match question:
        case SelectOne():
            return rng.choice(_preferred(codes, context))
        case SelectMultiple():
            return _codes(question, context)
        case Rank():
            least, most = question.ranked(len(codes))
            return rng.sample(codes, least if least == most else rng.randint(least, most))
        case Date():
            return _date(question.min, question.max, context)
        case Time():
            return _time(question.min, question.max, context)
        case DateTime():
            return f"{_date(None, None, context)}T{_time(None, None, context)}"
        case TextQuestion():
            equal = equal_texts(context)
            is_equal = bool(equal) and context.happens(_AT_BOUNDARY)
            return rng.choice(equal) if is_equal else text(context.hints, rng, multiline=question.multiline)
        case Integer():
            return round(_number(question.min, question.max, context))
        case Decimal():
            return round(_number(question.min, question.max, context), rng.choice((0, 1, 1, 2)))
        case Range():
            scale = Scale(question)
            return float(scale.value(rng.randrange(scale.length)))
        case Acknowledge():
            return OK
        case _:
            assert_never(question)


def _codes(question: SelectMultiple, context: DrawContext) -> list[str]:
    exclusive = [option.code for option in context.options if option.exclusive]
    others = [option.code for option in context.options if not option.exclusive]
    if exclusive and (not others or context.happens(_EXCLUSIVE)):
        return [context.rng.choice(exclusive)]
    least = min(max(question.min_selected or 1, 1), len(others))
    most = min(question.max_selected or len(others), len(others))
    count = context.rng.randint(least, max(context.rng.randint(least, most), least)) if least <= most else least
    first = context.rng.choice(_preferred(others, context))
    rest = [code for code in others if code != first]
    return [first, *context.rng.sample(rest, count - 1)]


def _preferred(codes: Sequence[str], context: DrawContext) -> Sequence[str]:
    """Return sometimes only the codes that no interview chose yet, if there are any."""
    unchosen = [code for code in codes if code in context.unchosen]
    return unchosen if unchosen and context.happens(_UNCHOSEN) else codes


def _number(least: float | None, most: float | None, context: DrawContext) -> float:
    rng, hints = context.rng, context.hints
    boundaries = boundary_numbers(context)
    if hints.counts and context.happens(_FEW_INSTANCES):
        return (least or 0) + rng.choice((0, 1, 1, 2, 2, 3, 4))
    near = [each + offset for each in (*boundaries, *sorted(hints.numbers)) for offset in (-1, 0, 1)]
    near += [bound for bound in (least, most) if bound is not None]
    near = [each for each in near if (least is None or each >= least) and (most is None or each <= most)]
    if near and context.happens(_AT_BOUNDARY):
        return rng.choice(near)
    if len(boundaries) > 1:
        least = boundaries[0] if least is None else max(least, boundaries[0])
        most = boundaries[-1] if most is None else min(most, boundaries[-1])
    if least is not None and most is not None:
        return rng.uniform(least, most)
    distance = rng.expovariate(1 / _MEAN)
    if least is None and most is None:
        around = rng.choice(boundaries) if boundaries else 0
        return around + (rng.choice((distance, -distance)) if boundaries else distance)
    return least + distance if least is not None else (most or 0) - distance


def _date(least: str | None, most: str | None, context: DrawContext) -> str:
    rng, today = context.rng, context.state.environment.now.date()
    first, last = (dt.date.fromisoformat(each) if each else None for each in (least, most))
    near = [*boundary_days(context), *_named_days(context, today)]
    if context.happens(_AT_BOUNDARY):
        return _moved(rng.choice(near), rng.choice((-1, 0, 0, 1))).isoformat()
    if first is not None and last is not None:
        return _moved(first, rng.randint(0, max((last - first).days, 0))).isoformat()
    days = rng.randint(0, rng.choice((30, 3_650, _DAYS_OF_A_LIFE)))
    if first is not None:
        return _moved(first, days).isoformat()
    if last is not None:
        return _moved(last, -days).isoformat()
    return _moved(today, rng.choice((-days, -days, -days, min(days, 60)))).isoformat()


def _named_days(context: DrawContext, today: dt.date) -> Iterator[dt.date]:
    """Yield the days that conditions name, and those as many years ago as they name numbers."""
    for each in sorted(context.hints.texts):
        try:
            yield dt.date.fromisoformat(each[:10])
        except ValueError:
            continue
    yield today
    for number in sorted(context.hints.numbers):
        if 0 < number <= _MAX_YEARS:
            yield _moved(today, -round(number * _YEAR))


def _moved(date: dt.date, days: int) -> dt.date:
    return day((date - dt.date(1970, 1, 1)).days + days)


def _time(least: str | None, most: str | None, context: DrawContext) -> str:
    first, last = _minutes(least or "00:00"), _minutes(most or "23:59")
    boundaries = boundary_minutes(context)
    times = (each for each in sorted(context.hints.texts) if re.search(r"[0-9]{2}:[0-9]{2}$", each))
    named = [_minutes(each[-5:]) for each in times]
    if (boundaries or named) and context.happens(_AT_BOUNDARY):
        minute = context.rng.choice((*boundaries, *named)) + context.rng.choice((-1, 0, 0, 1))
        return clock(min(max(minute, first), last))
    if len(boundaries) > 1:
        first, last = max(first, boundaries[0]), min(last, boundaries[-1])
    return clock(context.rng.randint(first, max(last, first)))


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
