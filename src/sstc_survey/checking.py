"""Whether a reply answers a question: a raw reply becomes a value, or a problem that says what is wanted."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from typing import Final, assert_never

from sstc_survey.errors import Problem
from sstc_survey.questionnaire import (
    Acknowledge,
    Askable,
    Date,
    Decimal,
    Integer,
    Questionnaire,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Value,
    choices_of,
)
from sstc_survey.response import Missing
from sstc_survey.wording import Words

MAX_TEXT: Final = 100_000
MAX_DIGITS: Final = 18
MAX_LISTED: Final = 12
OK: Final = "OK"

_LEFT: Final = {Missing.DONT_KNOW: "don't know", Missing.REFUSED: "refused", Missing.BLANK: "blank"}
_MONTHS: Final = 12
_INTEGER = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def check(question: Askable, raw: object, words: Words) -> Value | Problem:
    """Return the value that a raw reply stands for, or the problem with it in these words.

    Numbers and dates may come as text in any script's digits, or as JSON numbers; choices come as codes.
    """
    match question:
        case SelectOne():
            return _check_one(question, raw)
        case SelectMultiple():
            return _check_several(question, raw, words)
        case TextQuestion():
            return _check_text(question, raw)
        case Integer():
            return _check_integer(question, raw)
        case Decimal():
            return _check_decimal(question, raw)
        case Date():
            return _check_date(question, raw)
        case Acknowledge():
            return OK if raw in (OK, True) else _wrong_shape("acknowledge", OK, raw)
        case _:
            assert_never(question)


def check_state(questionnaire: Questionnaire, question: Askable, state: Missing) -> Problem | None:
    """Return why a question may not be left without an answer for this reason, or None where it may."""
    if state is Missing.BLANK:
        return Problem("reply-required") if question.required else None
    dont_know, refused = questionnaire.offers(question)
    offered = dont_know if state is Missing.DONT_KNOW else refused
    return None if offered else Problem("reply-state-not-allowed", {"state": _LEFT[state]})


def is_blank(raw: object) -> bool:
    """Tell whether a reply says nothing: no text, only white space, or no choice."""
    return raw is None or (isinstance(raw, str) and not raw.strip()) or raw == []


def check_remark(text: str) -> str | Problem:
    """Return a comment without the white space round it, or the problem with it."""
    return _sound_text(text.strip())


def _wrong_shape(type_name: str, wanted: str, raw: object) -> Problem:
    given = {
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a mapping",
        str: "text",
    }
    return Problem("reply-wrong-shape", {"type": type_name, "wanted": wanted, "given": given.get(type(raw), "that")})


def _check_one(question: SelectOne, raw: object) -> Value | Problem:
    if not isinstance(raw, str):
        return _wrong_shape("select_one", "the code of one choice", raw)
    return _no_such_choice(question, raw) or raw


def _no_such_choice(question: SelectOne | SelectMultiple, code: str) -> Problem | None:
    codes = [choice.code for choice in choices_of(question)]
    if code in codes:
        return None
    listed = ", ".join(codes[:MAX_LISTED]) + (f" and {len(codes) - MAX_LISTED} more" if codes[MAX_LISTED:] else "")
    return Problem("reply-no-such-choice", {"reply": code, "choices": listed})


def _check_several(question: SelectMultiple, raw: object, words: Words) -> Value | Problem:
    if not isinstance(raw, list) or not all(isinstance(code, str) for code in raw):
        return _wrong_shape("select_multiple", "a list of codes", raw)
    for position, code in enumerate(raw):
        if problem := _no_such_choice(question, code):
            return problem
        if code in raw[:position]:
            return Problem("reply-twice", {"reply": code})
    if problem := _cannot_stand_together(question, raw, words):
        return problem
    # The order of the list, not that of ticking, as everywhere in the field.
    return [choice.code for choice in choices_of(question) if choice.code in raw]


def _cannot_stand_together(question: SelectMultiple, codes: list[str], words: Words) -> Problem | None:
    if len(codes) > 1:
        for choice in question.choices:
            if choice.exclusive and choice.code in codes:
                return Problem("reply-exclusive", {"choice": words(choice.label)})
    if question.min_selected is not None and len(codes) < question.min_selected:
        return Problem("reply-too-few", {"count": len(codes), "minimum": question.min_selected})
    if question.max_selected is not None and len(codes) > question.max_selected:
        return Problem("reply-too-many", {"count": len(codes), "maximum": question.max_selected})
    return None


def _check_text(question: TextQuestion, raw: object) -> Value | Problem:
    if not isinstance(raw, str):
        return _wrong_shape("text", "text", raw)
    text = raw.strip()
    if not question.multiline and "\n" in text:
        return Problem("reply-one-line")
    return _sound_text(text)


def _sound_text(text: str) -> str | Problem:
    if len(text) > MAX_TEXT:
        return Problem("reply-too-long", {"length": len(text), "maximum": MAX_TEXT})
    try:
        text.encode()
    except UnicodeEncodeError:
        return Problem("reply-not-text")
    return text


def _check_integer(question: Integer, raw: object) -> Value | Problem:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return _wrong_shape("integer", "a whole number", raw)
    # int() reads the digits of every script, so what is kept is the same number in ASCII.
    text = _typed(raw)
    if not _INTEGER.fullmatch(text):
        return Problem("reply-not-whole-number", {"reply": text})
    if len(text.lstrip("+-")) > MAX_DIGITS:
        return Problem("reply-too-long-number", {"digits": MAX_DIGITS})
    number = int(text)
    return _out_of_range(number, question.min, question.max) or number


def _check_decimal(question: Decimal, raw: object) -> Value | Problem:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return _wrong_shape("decimal", "a number", raw)
    if isinstance(raw, str):
        text = _typed(raw)
        if _THOUSANDS.fullmatch(text):
            return Problem("reply-ambiguous-number", {"reply": text, "plain": text.replace(",", "")})
        if not _DECIMAL.fullmatch(text):
            return Problem("reply-not-number", {"reply": text})
        number = float(text.replace(",", "."))
    else:
        number = float(raw)
    if not math.isfinite(number):
        return Problem("reply-not-number", {"reply": str(raw)})
    return _out_of_range(number, question.min, question.max) or number


def _typed(raw: str | float) -> str:
    """Return a number as typed, without spaces, and a whole float without its fraction."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return re.sub(r"\s", "", str(raw)).replace("\N{MINUS SIGN}", "-")


def _out_of_range(number: float, least: float | None, most: float | None) -> Problem | None:
    if least is not None and number < least:
        return Problem("reply-too-small", {"reply": f"{number:.15g}", "minimum": f"{least:.15g}"})
    if most is not None and number > most:
        return Problem("reply-too-large", {"reply": f"{number:.15g}", "maximum": f"{most:.15g}"})
    return None


def _check_date(question: Date, raw: object) -> Value | Problem:
    if not isinstance(raw, str):
        return _wrong_shape("date", "a date as year-month-day", raw)
    match = _DATE.fullmatch(raw.strip())
    if not match:
        return Problem("reply-not-date", {"reply": raw.strip()})
    year, month, day = (int(part) for part in match.groups())
    if not (year and 1 <= month <= _MONTHS):
        return Problem("reply-no-such-date", {"reply": raw.strip(), "reason": f"a year has months 1 to {_MONTHS}"})
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        return Problem("reply-no-such-date", {"reply": raw.strip(), "reason": f"that month has days 1 to {days}"})
    date = dt.date(year, month, day).isoformat()
    if question.min is not None and date < question.min:
        return Problem("reply-too-early", {"reply": date, "minimum": question.min})
    if question.max is not None and date > question.max:
        return Problem("reply-too-late", {"reply": date, "maximum": question.max})
    return date
