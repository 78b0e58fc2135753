"""What kind of reply a question wants, and the names of the ways to give none, in every way of asking."""

from __future__ import annotations

from typing import Final, assert_never

from sstc_survey.questionnaire import (
    Acknowledge,
    Date,
    Decimal,
    Integer,
    Leaf,
    Note,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from sstc_survey.response import Missing

# In parentheses, so that none of them reads like an answer in these words.
STATES: Final = {Missing.BLANK: "(blank)", Missing.DONT_KNOW: "(don't know)", Missing.REFUSED: "(refused)"}


def wanted(question: Leaf) -> str:
    """Say what kind of reply is wanted, where the question on the screen does not show it."""
    match question:
        case SelectMultiple():
            return _number_of_choices(question)
        case Integer():
            return f"A whole number{_range(question.min, question.max)}"
        case Decimal():
            return f"A number{_range(question.min, question.max)}"
        case Date():
            return f"A date as year-month-day{_days(question.min, question.max)}"
        case SelectOne() | TextQuestion() | Acknowledge() | Note():
            return ""
        case _:
            assert_never(question)


def _number_of_choices(question: SelectMultiple) -> str:
    least, most = question.min_selected or 0, question.max_selected
    if most is None:
        return f"Choose {least} or more" if least else "Choose any number"
    if least == most:
        return f"Choose {least}"
    return f"Choose {least} to {most}" if least else f"Choose up to {most}"


def _range(least: float | None, most: float | None) -> str:
    if least is not None and most is not None:
        return f" from {least} to {most}"
    if least is not None:
        return f", {least} or more"
    return f", {most} or less" if most is not None else ""


def _days(first: str | None, last: str | None) -> str:
    return "".join(f", {word} {day}" for word, day in (("from", first), ("until", last)) if day)
