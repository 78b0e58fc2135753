"""Answers as expressions read them, which is text, and back."""

from __future__ import annotations

import datetime as dt

from sstc_survey.expressions.values import format_number, text_to_number
from sstc_survey.questionnaire import Calculate, Decimal, Hidden, Integer, Leaf, Range, Rank, SelectMultiple, Value


def as_text(value: Value | None) -> str:
    """Return an answer as text: several codes are joined by spaces; nothing is a blank."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(value)
    return str(value) if isinstance(value, int) else format_number(value)


class _Utc:
    """Numbers in texts need no zone."""

    @staticmethod
    def now() -> dt.datetime:
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def as_value(entry: Leaf, text: str, written: object = None, *, numeric: bool = False) -> Value | None:
    """Return what a text worked out for an entry is saved as; None where it is blank.

    `written` is the value itself, where it is known: a number stays a number in a calculation; one that is `numeric`
    gives numbers whichever way it takes.
    """
    if text == "":
        return None
    match entry:
        case SelectMultiple() | Rank():
            return text.split()
        case Integer() | Decimal() | Range():
            number = text_to_number(text, _Utc)
            return _plain(number) if number == number else text  # noqa: PLR0124 NaN
        case Calculate() | Hidden() if type(written) is float:
            return _plain(written)
        case Calculate() | Hidden() if numeric:
            number = text_to_number(text, _Utc)
            return _plain(number) if number == number else None  # noqa: PLR0124 NaN
        case _:
            return text


def _plain(number: float) -> Value:
    """Return a whole number as an int; an infinite one as text, as JSON has none."""
    if number in (float("inf"), float("-inf")):
        return format_number(number)
    return int(number) if number.is_integer() and abs(number) < 10**15 else float(number)
