"""One reply against its question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple, assert_never

from sstc_survey.engine.validation.choices import check_one, check_rank, check_several
from sstc_survey.engine.validation.dates import check_date, check_date_time, check_time
from sstc_survey.engine.validation.numbers import check_decimal, check_integer, check_range
from sstc_survey.engine.validation.type_errors import wrong_shape
from sstc_survey.i18n import Words, gettext, noop
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import (
    Acknowledge,
    Askable,
    Choice,
    Choosing,
    Chosen,
    Date,
    DateTime,
    Decimal,
    Integer,
    Questionnaire,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
    Value,
    choices_of,
)
from sstc_survey.response import Missing

MAX_TEXT: Final = 100_000


def check_text(question: TextQuestion, raw: object) -> Value | Problem:
    """Return a text without the white space round it."""
    if not isinstance(raw, str):
        return wrong_shape("text", "text", raw)
    text = raw.strip()
    if not question.multiline and "\n" in text:
        return Problem(codes.REPLY_ONE_LINE)
    return sound_text(text)


def sound_text(text: str) -> str | Problem:
    """Return a text that can be saved, or the problem with it."""
    if len(text) > MAX_TEXT:
        return Problem(codes.REPLY_TOO_LONG, {"length": len(text), "maximum": MAX_TEXT})
    try:
        text.encode()
    except UnicodeEncodeError:
        return Problem(codes.REPLY_NOT_TEXT)
    return text


OK: Final = "OK"
_LEFT: Final = {Missing.DONT_KNOW: noop("don't know"), Missing.REFUSED: noop("refused")}


class ReplyContext(NamedTuple):
    """What a reply is judged by beside its question; without `choices`, all choices of the question are offered."""

    words: Words
    choices: Sequence[Choice] | None = None
    now: dt.datetime | None = None


def check(question: Askable, raw: object, setting: ReplyContext) -> Value | Problem:
    """Return the value that a raw reply stands for, or the problem with it.

    Numbers and dates may come as text in any script's digits, or as JSON numbers; choices come as codes.
    """
    choices: Sequence[Choice] = ()
    if isinstance(question, Choosing):
        choices = choices_of(question) if setting.choices is None else setting.choices
    if isinstance(question, SelectOne | SelectMultiple | Rank):
        return _check_codes(question, raw, choices, setting.words)
    if isinstance(question, Date | Time | DateTime):
        return _check_time(question, raw, setting.now)
    return _check_other(question, raw)


def _check_codes(question: Chosen, raw: object, choices: Sequence[Choice], words: Words) -> Value | Problem:
    match question:
        case SelectOne():
            return check_one(raw, choices)
        case SelectMultiple():
            return check_several(question, raw, choices, words)
        case Rank():
            return check_rank(raw, choices)
        case _:
            assert_never(question)


def _check_time(question: Date | Time | DateTime, raw: object, now: dt.datetime | None) -> Value | Problem:
    match question:
        case Date():
            return check_date(question, raw, now)
        case Time():
            return check_time(question, raw, now)
        case DateTime():
            return check_date_time(raw, now)
        case _:
            assert_never(question)


def _check_other(question: TextQuestion | Integer | Decimal | Range | Acknowledge, raw: object) -> Value | Problem:
    match question:
        case TextQuestion():
            return check_text(question, raw)
        case Integer():
            return check_integer(question, raw)
        case Decimal():
            return check_decimal(question, raw)
        case Range():
            return check_range(question, raw)
        case Acknowledge():
            return OK if raw in (OK, True) else wrong_shape("acknowledge", OK, raw)
        case _:
            assert_never(question)


def validate_missing(
    questionnaire: Questionnaire, question: Askable, state: Missing, *, required: bool
) -> Problem | None:
    """Return why a question may not be left without an answer for this reason, or None where it may."""
    if state is Missing.BLANK:
        return Problem(codes.REPLY_REQUIRED) if required else None
    dont_know, refused = questionnaire.offers(question)
    offered = dont_know if state is Missing.DONT_KNOW else refused
    return None if offered else Problem(codes.REPLY_STATE_NOT_ALLOWED, {"state": gettext(_LEFT[state])})


def is_blank(raw: object) -> bool:
    """Tell whether a reply says nothing: no text, only white space, or no choice."""
    return raw is None or (isinstance(raw, str) and not raw.strip()) or raw == []


def validate_comment(text: str) -> str | Problem:
    """Return a comment without the white space round it, or the problem with it."""
    return sound_text(text.strip())
