"""Where the comparisons of a constraint turn, worked out with the answers that there are."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from typing import Final

from sstc_survey.expressions import Current, EvaluationError, Expression
from sstc_survey.form.place import Place
from sstc_survey.form.state import State
from sstc_survey.form.values import as_text
from sstc_survey.prompting.random_hints import Hints, Sides
from sstc_survey.routing import Step

_EPOCH: Final = dt.date(1970, 1, 1)
_MOST: Final = 10.0**15
# Far apart, so that a difference that is rounded to whole years still shows its slope.
_NUMBERS: Final = (0.0, 1_000.0)
_DAYS: Final = (0.0, 20_000.0)
_MINUTES: Final = (0.0, 1_439.0)


def turning_numbers(hints: Hints, state: State, step: Step) -> tuple[float, ...]:
    """Return the numbers at which the two sides of a comparison are equal, as if both were straight lines."""
    return _turning(hints, state, step, _NUMBERS, as_text)


def turning_days(hints: Hints, state: State, step: Step) -> tuple[dt.date, ...]:
    """Return the days at which the two sides of a comparison are equal, as if both were straight lines."""
    turns = _turning(hints, state, step, _DAYS, lambda days: day(days).isoformat())
    return tuple(day(round(turn)) for turn in turns)


def turning_minutes(hints: Hints, state: State, step: Step) -> tuple[int, ...]:
    """Return the minutes of the day at which the two sides of a comparison are equal."""
    turns = _turning(hints, state, step, _MINUTES, clock)
    return tuple(round(turn) for turn in turns if _MINUTES[0] <= turn <= _MINUTES[1])


def equal_texts(hints: Hints, state: State, step: Step) -> tuple[str, ...]:
    """Return the texts that the answer as a whole is compared with."""
    found: set[str] = set()
    for sides in hints.sides:
        for side, other in ((sides.left, sides.right), (sides.right, sides.left)):
            if isinstance(side.tree, Current):
                found.add(_text(other, Place(state, step.node, step.at)))
    return tuple(sorted(found - {""}))


def _text(side: Expression, place: Place) -> str:
    try:
        return side.string(place)
    except EvaluationError:
        return ""


def clock(minutes: float) -> str:
    """Write a minute of the day as hours:minutes."""
    return f"{int(minutes) // 60:02}:{int(minutes) % 60:02}"


def day(number: float) -> dt.date:
    """Return a day by its number from 1970-01-01, at most the ends of the calendar."""
    least, most = dt.date.min.toordinal(), dt.date.max.toordinal()
    return dt.date.fromordinal(min(max(_EPOCH.toordinal() + int(number), least), most))


def _turning(
    hints: Hints, state: State, step: Step, points: tuple[float, float], write: Callable[[float], str]
) -> tuple[float, ...]:
    return tuple(sorted({turn for sides in hints.sides for turn in _turn(sides, state, step, points, write)}))


def _turn(
    sides: Sides, state: State, step: Step, points: tuple[float, float], write: Callable[[float], str]
) -> Iterator[float]:
    first, second = (_difference(sides, Place(state, step.node, step.at, tried=write(point))) for point in points)
    slope = (second - first) / (points[1] - points[0])
    if slope and math.isfinite(slope):
        turn = points[0] - first / slope
        if abs(turn) < _MOST:
            yield turn


def _difference(sides: Sides, place: Place) -> float:
    try:
        return sides.left.number(place) - sides.right.number(place)
    except EvaluationError:
        return math.nan
