"""Replies that are numbers: as text in any script's digits, or as JSON numbers."""

from __future__ import annotations

import math
import re
from typing import Final

from sstc_survey.engine.scale import Scale
from sstc_survey.engine.validation.type_errors import wrong_type
from sstc_survey.engine.validation.written import WrittenIn
from sstc_survey.engine.values import as_text
from sstc_survey.expressions.values import LARGEST_KEPT
from sstc_survey.folding import narrow
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import MAX_DIGITS, Decimal, Integer, Range, Value

_INTEGER: Final = r"[+-]?\d+"
_DECIMAL: Final = r"[+-]?(\d+([.,]\d*)?|[.,]\d+)"
# Every number with so many digits is kept.
KEPT_DIGITS: Final = 15
# With one mark, thousands may be a fraction; with two, or with the other mark after them, they cannot.
_ONE_GROUP: Final = r"([+-]?[1-9]\d{0,2})([.,])(\d{3})"
_SPACED: Final = r"[+-]?\s*(?:\d{1,3}(?:\s\d{3})+|\d*)(?:[.,]\d*)?"
_GROUPS: Final = (
    r"[+-]?[1-9]\d{0,2}(?:,\d{3}){2,}(?P<fraction>(?:\.\d*)?)",
    r"[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}(?P<fraction>(?:,\d*)?)",
    r"[+-]?[1-9]\d{0,2},\d{3}(?P<fraction>\.\d+)",
    r"[+-]?[1-9]\d{0,2}\.\d{3}(?P<fraction>,\d+)",
)
_EXPONENT: Final = r"[eE][+-]?\d{1,3}"


def validate_integer(question: Integer, raw: object, written_in: WrittenIn) -> Value | Problem:
    """Return a whole number within its bounds."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return wrong_type(Integer, "a whole number", raw)
    text = _typed(raw, written_in)
    if isinstance(text, Problem):
        return _only_whole(text)
    if not re.fullmatch(_INTEGER, text):
        return Problem(codes.REPLY_NOT_WHOLE_NUMBER, {"reply": str(raw).strip()})
    if isinstance(raw, float) and abs(raw) > LARGEST_KEPT:
        return Problem(codes.REPLY_TOO_LONG_NUMBER, {"digits": KEPT_DIGITS})
    if len(text.lstrip("+-")) > MAX_DIGITS:
        return Problem(codes.REPLY_TOO_LONG_NUMBER, {"digits": MAX_DIGITS})
    number = int(text)
    return _out_of_bounds(number, question.min, question.max) or number


def validate_decimal(question: Decimal, raw: object, written_in: WrittenIn) -> Value | Problem:
    """Return a number within its bounds."""
    number = _number(Decimal, raw, written_in)
    return number if isinstance(number, Problem) else _out_of_bounds(number, question.min, question.max) or number


def validate_range(question: Range, raw: object, written_in: WrittenIn) -> Value | Problem:
    """Return a value of the scale."""
    number = _number(Range, raw, written_in)
    if isinstance(number, Problem):
        return number
    low, high = sorted((question.start, question.end))
    if problem := _out_of_bounds(number, low, high):
        return problem
    scale = Scale(question)
    if scale.place(repr(number)).denominator != 1:
        marks = f"{', '.join(map(as_text, scale.values(3)))} ... {as_text(question.end)}"
        return Problem(codes.REPLY_OFF_SCALE, {"reply": as_text(number), "marks": marks})
    return int(number) if number.is_integer() else number


def _number(cls: type[Decimal | Range], raw: object, written_in: WrittenIn) -> float | Problem:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return wrong_type(cls, "a number", raw)
    if isinstance(raw, str):
        text = _typed(raw, written_in)
        if isinstance(text, Problem):
            return text
        # A file has them as JSON and YAML do.
        pattern = _DECIMAL if written_in.language else rf"{_DECIMAL}(?:{_EXPONENT})?"
        if not re.fullmatch(pattern, text):
            return Problem(codes.REPLY_NOT_NUMBER, {"reply": raw.strip()})
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


def _typed(raw: str | float, written_in: WrittenIn) -> str | Problem:
    """Return a number as typed, in ASCII without thousands and what parts them; a whole float without its fraction."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    text = narrow(str(raw)).strip().replace("\N{MINUS SIGN}", "-")
    if re.fullmatch(_SPACED, text):
        # Between other digits a blank may be a slip of the hand, or have been the end of a line.
        text = re.sub(r"\s", "", text)
    for pattern in _GROUPS:
        if match := re.fullmatch(pattern, text):
            whole = re.sub("[.,]", "", text[: match.start("fraction")])
            return whole + match["fraction"]
    match = re.fullmatch(_ONE_GROUP, text) if isinstance(raw, str) else None
    if match and (match[2] == "," or written_in.has_point_for_thousands):
        mark = "," if written_in.has_point_for_thousands else "."
        # A fraction of three digits would be asked about again.
        digits = match[3].rstrip("0") or "0"
        fraction = f"{digits}0" if len(digits) == len(match[3]) and written_in.has_point_for_thousands else digits
        details = {"reply": text, "one": match[1] + match[3], "other": f"{match[1]}{mark}{fraction}"}
        return Problem(codes.REPLY_AMBIGUOUS_NUMBER, details)
    return text


def _only_whole(problem: Problem) -> Problem:
    """Offer of two readings of a number those that are whole numbers."""
    whole, _, fraction = re.split("([.,])", str(problem.details["other"]))
    if fraction.strip("0"):
        return problem._replace(details={"reply": problem.details["reply"], "suggestion": problem.details["one"]})
    return problem._replace(details={**problem.details, "other": whole})


def _out_of_bounds(number: float, minimum: float | None, maximum: float | None) -> Problem | None:
    if minimum is not None and number < minimum:
        return Problem(codes.REPLY_TOO_SMALL, {"reply": as_text(number), "minimum": as_text(minimum)})
    if maximum is not None and number > maximum:
        return Problem(codes.REPLY_TOO_LARGE, {"reply": as_text(number), "maximum": as_text(maximum)})
    return None
