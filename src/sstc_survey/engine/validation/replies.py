"""A reply of any type: its value, or what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple, assert_never

from sstc_survey.engine.answer_text import Translate
from sstc_survey.engine.validation.choices import validate_code, validate_codes, validate_rank
from sstc_survey.engine.validation.controls import tidied
from sstc_survey.engine.validation.dates import validate_date, validate_date_time, validate_time
from sstc_survey.engine.validation.numbers import validate_decimal, validate_integer, validate_range
from sstc_survey.engine.validation.type_errors import wrong_type
from sstc_survey.engine.validation.written import WrittenIn
from sstc_survey.folding import nfc
from sstc_survey.i18n import base_language, gettext, noop
from sstc_survey.problems import Problem, codes
from sstc_survey.questionnaire import (
    MAX_TEXT,
    Acknowledge,
    Askable,
    Choice,
    Choosing,
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

OK: Final = "OK"
# The true of YAML, whose scalars come as they are written, among them.
_ACKNOWLEDGED: Final = (OK, "true", "True", "TRUE")
_MISSING_LABELS: Final = {Missing.DONT_KNOW: noop("don't know"), Missing.REFUSED: noop("refused")}


class ReplyContext(NamedTuple):
    """What a reply is validated with besides its question; without `choices`, all its choices are offered
    that its filter lets through.

    What is typed is read as it is written in its language; what a file says, in none, reads the same in all.
    One that `is_whole` is the answer as it is saved, in which nothing is left to be filled in.
    """

    words: Translate
    choices: Sequence[Choice] | None = None
    now: dt.datetime | None = None
    language: str = ""
    is_whole: bool = False

    @property
    def written_in(self) -> WrittenIn:
        """Return how numbers and dates are written here."""
        return WrittenIn(base_language(self.language), self.now, self.is_whole)


def validate_reply(question: Askable, raw: object, context: ReplyContext) -> Value | Problem:
    """Return the value that a raw reply stands for, or the problem with it.

    Numbers and dates may come as text, in any script's digits, or as JSON numbers; choices come as codes.
    """
    match question:
        case SelectOne():
            return validate_code(raw, _offered(question, context))
        case SelectMultiple():
            return validate_codes(question, raw, _offered(question, context), context.words)
        case Rank():
            are_offered = context.choices is not None or question.choice_filter is None
            choices = _offered(question, context)
            return validate_rank(question, raw, choices, is_whole=context.is_whole, are_offered=are_offered)
        case TextQuestion():
            return validate_text(raw, multiline=question.multiline)
        case Integer():
            return validate_integer(question, raw, context.written_in)
        case Decimal():
            return validate_decimal(question, raw, context.written_in)
        case Range():
            return validate_range(question, raw, context.written_in)
        case Date():
            return validate_date(question, raw, context.written_in)
        case Time():
            return validate_time(question, raw, context.written_in)
        case DateTime():
            return validate_date_time(raw, context.written_in)
        case Acknowledge():
            if raw is True or raw in _ACKNOWLEDGED:
                return OK
            said = Problem(codes.REPLY_NOT_OK, {"reply": raw})
            return said if isinstance(raw, str) else wrong_type(Acknowledge, OK, raw)
        case _:
            assert_never(question)


def _offered(question: Choosing, context: ReplyContext) -> Sequence[Choice]:
    return choices_of(question) if context.choices is None else context.choices


def normalize_reply(text: str) -> str:
    """Return a text that was typed or pasted as it is kept: letters with their marks, no white space around it."""
    return nfc(text.strip())


def validate_text(raw: object, *, multiline: bool) -> Value | Problem:
    """Return a text without the white space around it."""
    if not isinstance(raw, str):
        return wrong_type(TextQuestion, "text", raw)
    text = normalize_reply(raw)
    if not multiline and "\n" in text:
        return Problem(codes.REPLY_ONE_LINE)
    return _savable(text)


def validate_comment(text: str) -> str | Problem:
    """Return a comment as it is kept, without control characters, or the problem with it."""
    return _savable(normalize_reply(tidied(text, multiline=True).text))


def _savable(text: str) -> str | Problem:
    """Return a text that can be saved, or the problem with it."""
    if len(text) > MAX_TEXT:
        return Problem(codes.REPLY_TOO_LONG, {"length": len(text), "maximum": MAX_TEXT})
    try:
        text.encode()
    except UnicodeEncodeError:
        return Problem(codes.REPLY_NOT_TEXT)
    return text


def validate_missing(
    questionnaire: Questionnaire, question: Askable, missing: Missing, *, required: bool
) -> Problem | None:
    """Return why a question may not be left without an answer for this reason, or None where it may."""
    if missing is Missing.BLANK:
        return Problem(codes.REPLY_REQUIRED) if required else None
    dont_know, refused = questionnaire.offers(question)
    offered = dont_know if missing is Missing.DONT_KNOW else refused
    return None if offered else Problem(codes.REPLY_STATE_NOT_ALLOWED, {"state": gettext(_MISSING_LABELS[missing])})


def is_blank(raw: object) -> bool:
    """Tell whether a reply is blank: no text, only white space, or no choice."""
    return raw is None or (isinstance(raw, str) and not raw.strip()) or raw == []
