"""The kinds of value, and how one kind is read as another."""

from __future__ import annotations

import re
from math import inf
from typing import Final, Self, TypeAlias

from .dates import Zoned, days_of_text

_NUMBER: Final = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*")
_MAX_PLACES: Final = 400


class AnswerText(str):
    """The text of an answer: a question that is there counts as true even when it is blank."""

    __slots__ = ()


class Dated(float):
    """A day or a moment: days since 1970-01-01 as a number, ISO 8601 as a text."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, days: float, text: str) -> Self:
        """Keep the text beside the number."""
        dated = super().__new__(cls, days)
        dated.text = text
        return dated


Value: TypeAlias = str | float | bool
"""AnswerText and Dated are among them."""


def to_text(value: Value) -> str:
    """Read a value as text."""
    kind = type(value)
    if kind is str or kind is AnswerText:
        return value  # type: ignore[return-value]
    if kind is bool:
        return "true" if value else "false"
    if isinstance(value, Dated):
        return value.text
    return format_number(float(value))


def to_number(value: Value, zoned: Zoned) -> float:
    """Read a value as a number; NaN where it is none."""
    kind = type(value)
    if kind is float:
        return value  # type: ignore[return-value]
    if isinstance(value, str):
        return text_to_number(value, zoned)
    return float(value)


def text_to_number(text: str, zoned: Zoned) -> float:
    """Read a text as a number, an ISO date or time of a date as days; NaN where it is neither."""
    if match := _NUMBER.fullmatch(text):
        return float(match[1])
    return days_of_text(text, zoned)


def to_boolean(value: Value) -> bool:
    """Read a value as true or false."""
    kind = type(value)
    if kind is bool:
        return value  # type: ignore[return-value]
    if kind is str:
        return value != ""
    if kind is float:
        return value == value and value != 0  # noqa: PLR0124 - NaN is not equal to itself
    return True


def equal(left: Value, right: Value, zoned: Zoned) -> bool:
    """Compare as booleans if one is a boolean, else as numbers if one is a number, else as texts."""
    if type(left) is bool or type(right) is bool:
        return to_boolean(left) is to_boolean(right)
    if isinstance(left, float) or isinstance(right, float):
        return to_number(left, zoned) == to_number(right, zoned)
    return left == right


def format_number(number: float) -> str:
    """Write a number in full, without an exponent."""
    if number != number:  # noqa: PLR0124 - NaN is not equal to itself
        return "NaN"
    if number in (inf, -inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    written = repr(number)
    if "e" in written:
        return _in_full(written)
    return written.removesuffix(".0")


def _in_full(written: str) -> str:
    mantissa, exponent = written.split("e")
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    fraction = fraction.rstrip("0")
    point = len(whole) + int(exponent)
    digits = whole + fraction
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if point >= len(digits):
        return f"{sign}{digits}{'0' * (point - len(digits))}"
    return f"{sign}{digits[:point]}.{digits[point:]}"


def round_half_up(number: float, places: int) -> float:
    """Round the number as it is written, a half towards positive infinity."""
    if number != number or number in (inf, -inf) or places > _MAX_PLACES:  # noqa: PLR0124 - NaN
        return number
    if places < -_MAX_PLACES:
        return 0.0
    mantissa, _, exponent = repr(number).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits, power = int(whole + fraction), int(exponent or 0) - len(fraction)
    if power + places >= 0:
        return number
    unit = 10 ** -(power + places)
    rounded = (2 * digits + unit) // (2 * unit)
    return float(f"{rounded}e{-places}")
