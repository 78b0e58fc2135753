"""Answers as expressions read them, which is text, and back."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Final

from sstc_survey.engine.environment import EPOCH
from sstc_survey.expressions.values import LARGEST_KEPT, Dated, WholeNumber, format_number, text_to_number
from sstc_survey.questionnaire import DataType, Leaf, Value

BLANK: Final = ""
_MOMENT: Final = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:T(?P<time>[0-9]{2}:[0-9]{2})(?::[0-9.]+)?(?:Z|[+-][0-9:]+)?)?"
)


def as_text(value: Value | None) -> str:
    """Return an answer as text: several codes are joined by spaces; nothing is a blank."""
    if isinstance(value, str):
        return value
    if value is None:
        return BLANK
    if isinstance(value, list):
        return " ".join(value)
    return str(value) if isinstance(value, int) else format_number(value)


def result_text(result: str | float | bool) -> str:
    """Return the result of an expression as text: blank where it is not a number."""
    if isinstance(result, bool):
        return "true" if result else "false"
    return "" if isinstance(result, float) and math.isnan(result) else as_text(result)


class _Utc:
    """Numbers in texts need no zone."""

    @staticmethod
    def now() -> dt.datetime:
        return EPOCH


def as_value(entry: Leaf, text: str, result: object = None, *, numeric: bool = False) -> Value | None:
    """Return what a text calculated for an entry is saved as; None where it is blank.

    `result` is the value itself, where it is known: a number stays a number in a calculation; one that is `numeric`
    gives numbers whichever way it takes.
    """
    if text == "":
        return None
    match entry.data_type:
        case DataType.CODES:
            return text.split()
        case DataType.NUMBER | DataType.CALCULATED if isinstance(result, float) and not isinstance(result, Dated):
            return _json_number(result)
        case DataType.NUMBER:
            number = text_to_number(text, _Utc)
            return text if math.isnan(number) else _json_number(number)
        case DataType.CALCULATED if numeric:
            number = text_to_number(text, _Utc)
            return None if math.isnan(number) else _json_number(number)
        case DataType.DATE | DataType.TIME | DataType.DATE_TIME if result is not None:
            return _as_answer(text, entry.data_type)
        case DataType.TEXT | DataType.CODE | DataType.CALCULATED | DataType.TIMESTAMP:
            return text
        case DataType.DATE | DataType.TIME | DataType.DATE_TIME | DataType.NONE | DataType.INSTANCES:
            return text


def _as_answer(text: str, data_type: DataType) -> str:
    """Return a day or a moment, as `today()` and `now()` give them, as a question of this type takes it.

    A day begins at midnight, as in JavaRosa; other texts stay as they are.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    day, time = found["day"], found["time"] or "00:00"
    return {DataType.DATE: day, DataType.TIME: time}.get(data_type, f"{day}T{time}")


def _json_number(number: float) -> Value:
    """Return a whole number as an int, and an infinite one as text, which JSON lacks."""
    if math.isinf(number):
        return format_number(number)
    if isinstance(number, WholeNumber):
        return number.whole
    # An integer that is larger may have lost digits: it is written with an exponent.
    return int(number) if number.is_integer() and abs(number) <= LARGEST_KEPT else float(number)
