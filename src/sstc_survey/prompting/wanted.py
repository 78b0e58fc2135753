"""What kind of reply a question wants, and the names of the ways to give none, in every way of asking."""

from __future__ import annotations

from typing import Final, assert_never

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
from sstc_survey.response import Missing
from sstc_survey.tongues import gettext, noop

# In parentheses, so that none of them reads like an answer in these words.
STATES: Final = {
    Missing.BLANK: noop("(blank)"),
    Missing.DONT_KNOW: noop("(don't know)"),
    Missing.REFUSED: noop("(refused)"),
}


def told(state: Missing) -> str:
    """Return the name of a way to give no answer."""
    return gettext(STATES[state])


def wanted(question: Shown) -> str:
    """Say what kind of reply is wanted, where the question on the screen does not show it."""
    match question:
        case SelectMultiple():
            return _number_of_choices(question)
        case Rank():
            return gettext("All of them, the first one first")
        case Integer():
            return _within(gettext("A whole number"), question.min, question.max)
        case Decimal():
            return _within(gettext("A number"), question.min, question.max)
        case Range():
            return _on_scale(question)
        case Date():
            return _between(gettext("A date as year-month-day"), question.min, question.max)
        case Time():
            return _between(gettext("A time as hours:minutes"), question.min, question.max)
        case DateTime():
            return gettext("A date and a time, such as 2016-09-07 14:30")
        case SelectOne() | TextQuestion() | Acknowledge() | Note():
            return ""
        case _:
            assert_never(question)


def _on_scale(question: Range) -> str:
    words = gettext("From {start} to {end}") if question.step == 1 else gettext("From {start} to {end}, by {step}")
    return words.format(start=f"{question.start:g}", end=f"{question.end:g}", step=f"{question.step:g}")


def _number_of_choices(question: SelectMultiple) -> str:
    least, most = question.min_selected or 0, question.max_selected
    if most is None:
        words = gettext("Choose {least} or more") if least else gettext("Choose any number")
    elif least == most:
        words = gettext("Choose {least}")
    else:
        words = gettext("Choose {least} to {most}") if least else gettext("Choose up to {most}")
    return words.format(least=least, most=most)


def _within(what: str, least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return gettext("{what} from {least} to {most}").format(what=what, least=least, most=most)
    if least is not None:
        return gettext("{what}, {least} or more").format(what=what, least=least)
    return what if most is None else gettext("{what}, {most} or less").format(what=what, most=most)


def _between(what: str, first: str | None, last: str | None) -> str:
    if first and last:
        return gettext("{what}, from {first} until {last}").format(what=what, first=first, last=last)
    if first:
        return gettext("{what}, from {first}").format(what=what, first=first)
    return gettext("{what}, until {last}").format(what=what, last=last) if last else what
