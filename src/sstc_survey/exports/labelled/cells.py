"""The cells of a column as SPSS and Stata count: numbers in place of codes, dates and times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Final, TypeAlias, assert_never

from sstc_survey.exports.labelled.limits import Limits
from sstc_survey.exports.model import Cell, Column, Kind, State

# A number or a text, or why there is none; None where nothing is to be said.
Value: TypeAlias = str | int | float | State | None

# Programs that count in floating point would change larger whole numbers, and Stata has no larger number at all.
_MOST_EXACT: Final = 2**53
_LARGEST: Final = 8.9e307
_EPOCH: Final = dt.date(1970, 1, 1)
_DAY: Final = 86_400


class Content(Enum):
    """What the values of a variable are; days and seconds are counted from 1970."""

    TEXT = auto()
    WHOLE = auto()
    DECIMAL = auto()
    DAY = auto()
    MINUTE = auto()  # the seconds since midnight
    SECOND = auto()


class UnfitError(Exception):
    """Raised by a value that the format has no number for: its variable becomes a text."""


def content_of(column: Column, *, with_codes: bool) -> Content:
    """Return what the values of a column are, as long as each of them is fit."""
    match column.kind:
        case Kind.TEXT:
            return Content.TEXT
        case Kind.CODE:
            return Content.TEXT if with_codes or not column.choices else Content.WHOLE
        case Kind.INTEGER | Kind.INDICATOR:
            return Content.WHOLE
        case Kind.DECIMAL:
            return Content.DECIMAL
        case Kind.DATE:
            return Content.DAY
        case Kind.TIME:
            return Content.MINUTE
        case Kind.DATE_TIME | Kind.TIMESTAMP:
            return Content.SECOND
        case _:
            assert_never(column.kind)


def number_of(content: Content, positions: Mapping[str, int], limits: Limits) -> Callable[[Cell], int | float]:
    """Return what makes a number of a cell that is not empty, or raises UnfitError.

    `positions` are the numbers of codes, where the cells are codes.
    """
    match content:
        case Content.WHOLE if positions:
            return lambda cell: positions[str(cell)]
        case Content.WHOLE | Content.DECIMAL:
            return _number
        case Content.DAY:
            return lambda cell: _days(_date(cell), limits)
        case Content.MINUTE:
            return lambda cell: _seconds(_time(cell))
        case Content.SECOND:
            return lambda cell: _moment(cell, limits)
        case Content.TEXT:
            raise AssertionError("texts are no numbers")
        case _:
            assert_never(content)


def _number(cell: Cell) -> int | float:
    if not isinstance(cell, int | float) or abs(cell) > _LARGEST or (isinstance(cell, int) and abs(cell) > _MOST_EXACT):
        raise UnfitError
    return cell


def _date(cell: Cell) -> dt.date:
    try:
        return dt.date.fromisoformat(str(cell))
    except ValueError:
        raise UnfitError from None


def _time(cell: Cell) -> dt.time:
    try:
        return dt.time.fromisoformat(str(cell))
    except ValueError:
        raise UnfitError from None


def _moment(cell: Cell, limits: Limits) -> int | float:
    """Return seconds since 1970 began, in UTC where an offset is given, else by the clock that was read."""
    try:
        moment = dt.datetime.fromisoformat(str(cell))
        if moment.tzinfo is not None:
            moment = moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise UnfitError from None
    return _days(moment.date(), limits) * _DAY + _seconds(moment.time())


def _days(date: dt.date, limits: Limits) -> int:
    if date < limits.first_day:
        raise UnfitError
    return (date - _EPOCH).days


def _seconds(time: dt.time) -> int | float:
    whole = time.hour * 3600 + time.minute * 60 + time.second
    return whole + time.microsecond / 1_000_000 if time.microsecond else whole
