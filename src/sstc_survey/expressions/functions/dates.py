"""Functions over dates and times."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from math import nan
from typing import Final

from sstc_survey.expressions.context import Budget
from sstc_survey.expressions.diagnostics import EvaluationError, refuse
from sstc_survey.expressions.functions.base import Function, budgeted
from sstc_survey.expressions.tree import Call, TextLiteral
from sstc_survey.expressions.values import (
    Dated,
    Value,
    day_fraction_of_text,
    days_of_moment,
    might_be_date,
    moment_of_days,
    moment_of_text,
)
from sstc_survey.problems import codes

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CODES: Final[dict[str, Callable[[datetime], str]]] = {
    "%Y": lambda moment: f"{moment.year:04}",
    "%y": lambda moment: f"{moment.year % 100:02}",
    "%m": lambda moment: f"{moment.month:02}",
    "%n": lambda moment: f"{moment.month}",
    "%b": lambda moment: _MONTHS[moment.month - 1],
    "%d": lambda moment: f"{moment.day:02}",
    "%e": lambda moment: f"{moment.day}",
    "%a": lambda moment: _WEEKDAYS[moment.weekday()],
    "%H": lambda moment: f"{moment.hour:02}",
    "%h": lambda moment: f"{moment.hour}",
    "%M": lambda moment: f"{moment.minute:02}",
    "%S": lambda moment: f"{moment.second:02}",
    "%3": lambda moment: f"{moment.microsecond // 1000:03}",
    "%%": lambda _moment: "%",
}
_CODE: Final = "(?s)%.?"


def _moment(budget: Budget, value: Value) -> datetime | None:
    if isinstance(value, str):
        return moment_of_text(value, budget)
    return None if isinstance(value, bool) else moment_of_days(value)


def _day(moment: datetime) -> Dated:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return Dated(days_of_moment(midnight), midnight.date().isoformat())


def _date(budget: Budget, value: Value) -> Value:
    moment = _moment(budget, value)
    return "" if moment is None else _day(moment)


def _now(budget: Budget) -> Value:
    moment = budget.now()
    return Dated(days_of_moment(moment), moment.isoformat(timespec="milliseconds"))


def _decimal_date_time(budget: Budget, value: Value) -> float:
    if not isinstance(value, str):
        return nan if isinstance(value, bool) else float(value)
    moment = moment_of_text(value, budget)
    return nan if moment is None else days_of_moment(moment)


def _decimal_time(budget: Budget, value: Value) -> float:
    if isinstance(value, Dated):
        return float(value) % 1.0
    return day_fraction_of_text(value, budget) if isinstance(value, str) else nan


def _format_date(budget: Budget, value: Value, pattern: str) -> str:
    moment = _moment(budget, value)
    if moment is None:
        return ""

    def fill(match: re.Match[str]) -> str:
        if match[0] not in _CODES:
            raise EvaluationError(codes.EXPRESSION_DATE_CODE, written=match[0])
        return _CODES[match[0]](moment)

    return re.sub(_CODE, fill, pattern)


def _check_date(call: Call) -> None:
    """Refuse a quoted text that is not a date; an answer that is not one only gives a blank."""
    node = call.arguments[0]
    if isinstance(node, TextLiteral) and node.value and not might_be_date(node.value):
        raise refuse(codes.EXPRESSION_BAD_DATE, node.start, node.end, written=node.value)


def _check_codes(call: Call) -> None:
    _check_date(call)
    pattern = call.arguments[1]
    if not isinstance(pattern, TextLiteral):
        return
    for match in re.finditer(_CODE, pattern.value):
        if match[0] not in _CODES:
            first = pattern.start + 1
            place = (first + match.start(), first + match.end())
            raise refuse(codes.EXPRESSION_DATE_CODE, *place, written=match[0])


DATE_FUNCTIONS: Final[dict[str, Function]] = {
    "today": Function(
        "today()", *budgeted("", lambda budget: _day(budget.now())), reads="environment", is_date=True, words="today"
    ),
    "now": Function("now()", *budgeted("", _now), reads="environment", is_date=True, words="now"),
    "date": Function("date(value)", *budgeted("v", _date), _check_date, is_date=True, words="{}"),
    "decimal-date-time": Function(
        "decimal-date-time(value)",
        *budgeted("v", _decimal_date_time),
        _check_date,
        gives="number",
        is_date=True,
        words="{}",
    ),
    "decimal-time": Function(
        "decimal-time(value)", *budgeted("v", _decimal_time), gives="number", is_date=True, words="{}"
    ),
    "format-date": Function("format-date(date, '%d/%m/%Y')", *budgeted("vt", _format_date), _check_codes),
    "format-date-time": Function(
        "format-date-time(date, '%d/%m/%Y %H:%M')", *budgeted("vt", _format_date), _check_codes
    ),
}
