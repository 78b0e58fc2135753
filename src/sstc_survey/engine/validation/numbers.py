"""Replies that are numbers: as text in any script's digits, or as JSON numbers."""

from __future__ import annotations

import math
import re
from typing import Final

from sstc_survey.engine.scale import Scale
from sstc_survey.engine.validation.type_errors import wrong_type
from sstc_survey.expressions.values import LARGEST_KEPT
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import MAX_DIGITS, Decimal, Integer, Range, Value

_INTEGER: Final = r"[+-]?\d+"
_DECIMAL: Final = r"[+-]?(\d+([.,]\d*)?|[.,]\d+)"
# Every number with so many digits is kept.
KEPT_DIGITS: Final = 15
_THOUSANDS: Final = r"[+-]?\d{1,3}(,\d{3})+"


def validate_integer(question: Integer, raw: object) -> Value | Problem:
    """Return a whole number within its bounds."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return wrong_type(Integer, "a whole number", raw)
    # int() reads the digits of every script, so what is saved is the same number in ASCII.
    text = _typed(raw)
    if not re.fullmatch(_INTEGER, text):
        return Problem(codes.REPLY_NOT_WHOLE_NUMBER, {"reply": text})
    if isinstance(raw, float) and abs(raw) > LARGEST_KEPT:
        return Problem(codes.REPLY_TOO_LONG_NUMBER, {"digits": KEPT_DIGITS})
    if len(text.lstrip("+-")) > MAX_DIGITS:
        return Problem(codes.REPLY_TOO_LONG_NUMBER, {"digits": MAX_DIGITS})
    number = int(text)
    return _out_of_bounds(number, question.min, question.max) or number


def validate_decimal(question: Decimal, raw: object) -> Value | Problem:
    """Return a number within its bounds."""
    number = _number(Decimal, raw)
    return number if isinstance(number, Problem) else _out_of_bounds(number, question.min, question.max) or number


def validate_range(question: Range, raw: object) -> Value | Problem:
    """Return a value of the scale."""
    number = _number(Range, raw)
    if isinstance(number, Problem):
        return number
    low, high = sorted((question.start, question.end))
    if problem := _out_of_bounds(number, low, high):
        return problem
    scale = Scale(question)
    if scale.place(repr(number)).denominator != 1:
        first = ", ".join(f"{value:g}" for value in scale.values(3))
        return Problem(codes.REPLY_OFF_SCALE, {"reply": f"{number:.15g}", "marks": f"{first} ... {question.end:g}"})
    return int(number) if number.is_integer() else number


def _number(cls: type[Decimal | Range], raw: object) -> float | Problem:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return wrong_type(cls, "a number", raw)
    if isinstance(raw, str):
        text = _typed(raw)
        if re.fullmatch(_THOUSANDS, text):
            return Problem(codes.REPLY_AMBIGUOUS_NUMBER, {"reply": text, "plain": text.replace(",", "")})
        if not re.fullmatch(_DECIMAL, text):
            return Problem(codes.REPLY_NOT_NUMBER, {"reply": text})
        written = text.replace(",", ".")
    else:
        written = str(raw)
    number = float(written)
    if not math.isfinite(number):
        return Problem(codes.REPLY_NOT_NUMBER, {"reply": str(raw)})
    if not keeps(number, written):
        return Problem(codes.REPLY_TOO_LONG_NUMBER, {"digits": KEPT_DIGITS})
    # There is one zero.
    return number + 0.0


def keeps(number: float, written: str) -> bool:
    """Tell whether a number is what was written, with all its digits: those of up to 15 digits are."""
    from decimal import Decimal as Exact
    from decimal import InvalidOperation

    try:
        return Exact(written) == Exact(repr(number))
    except InvalidOperation:
        return False


def _typed(raw: str | float) -> str:
    """Return a number as typed, without spaces, and a whole float without its fraction."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return re.sub(r"\s", "", str(raw)).replace("\N{MINUS SIGN}", "-")


def _out_of_bounds(number: float, minimum: float | None, maximum: float | None) -> Problem | None:
    if minimum is not None and number < minimum:
        return Problem(codes.REPLY_TOO_SMALL, {"reply": _shown(number), "minimum": _shown(minimum)})
    if maximum is not None and number > maximum:
        return Problem(codes.REPLY_TOO_LARGE, {"reply": _shown(number), "maximum": _shown(maximum)})
    return None


def _shown(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{number:.15g}"
