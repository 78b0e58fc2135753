"""Say what kind of answer a question expects."""

from __future__ import annotations

from typing import assert_never

from sstc_survey.engine.values import as_text
from sstc_survey.i18n import gettext
from sstc_survey.questionnaire import (
    Acknowledge,
    Date,
    DateTime,
    Decimal,
    Integer,
    Note,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    Shown,
    TextQuestion,
    Time,
)


def expected(question: Shown) -> str:
    """Return what kind of answer is expected, where the question on the screen does not show it."""
    match question:
        case SelectMultiple():
            return _expected_number(question.min_selected or 0, question.max_selected)
        case Rank(min_selected=None, max_selected=None):
            return gettext("Rank all, first choice first")
        case Rank():
            return _expected_ranks(question.min_selected or 1, question.max_selected)
        case Integer():
            return _within(gettext("A whole number"), question.min, question.max)
        case Decimal():
            return _within(gettext("A number"), question.min, question.max)
        case Range():
            by_one = question.step == 1
            words = gettext("From {start} to {end}") if by_one else gettext("From {start} to {end}, step {step}")
            start, end, step = map(as_text, (question.start, question.end, question.step))
            return words.format(start=start, end=end, step=step)
        case Date():
            return _between(gettext("A date (year-month-day)"), question.min, question.max)
        case Time():
            return _between(gettext("A time (hours:minutes)"), question.min, question.max)
        case DateTime():
            return gettext("A date and time, such as 2016-09-07 14:30")
        case SelectOne() | TextQuestion() | Acknowledge() | Note():
            return ""
        case _:
            assert_never(question)


def _expected_number(least: int, most: int | None) -> str:
    """Return how many choices to select."""
    if most is None:
        words = gettext("Choose {least} or more") if least else gettext("Choose any number")
    elif least == most:
        words = gettext("Choose {least}")
    else:
        words = gettext("Choose {least} to {most}") if least else gettext("Choose up to {most}")
    return words.format(least=least, most=most)


def _expected_ranks(least: int, most: int | None) -> str:
    """Return how many choices to rank."""
    if most is None:
        words = gettext("Rank {least} or more, first choice first")
    elif least == most:
        words = gettext("Rank {least}, first choice first")
    elif least == 1:
        words = gettext("Rank up to {most}, first choice first")
    else:
        words = gettext("Rank {least} to {most}, first choice first")
    return words.format(least=least, most=most)


def _within(what: str, least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return gettext("{what} from {least} to {most}").format(what=what, least=as_text(least), most=as_text(most))
    if least is not None:
        return gettext("{what}, {least} or more").format(what=what, least=as_text(least))
    return what if most is None else gettext("{what}, {most} or less").format(what=what, most=as_text(most))


def _between(what: str, first: str | None, last: str | None) -> str:
    if first and last:
        return gettext("{what}, from {first} until {last}").format(what=what, first=first, last=last)
    if first:
        return gettext("{what}, from {first}").format(what=what, first=first)
    return gettext("{what}, until {last}").format(what=what, last=last) if last else what
