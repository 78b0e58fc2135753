"""The figures of one question: states, shares of choices, numbers, dates, and what had to be set aside.

Each answer ends in exactly one place: it is usable, or it is set aside because its type has changed or because
its choice is not there any more. Whoever gave it has answered all the same, so it stays in the base.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import TypeAlias, assert_never

from msgspec import Struct

from sstc_survey.questionnaire import (
    Acknowledge,
    Date,
    Decimal,
    Integer,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    choices_of,
)
from sstc_survey.response import Missing
from sstc_survey.tally.answers import QuestionTally
from sstc_survey.tally.numbers import NumberFigures, figures_of


class States(Struct, frozen=True):
    """In how many interviews a question was in which state; `asked` is the sum of the four after it."""

    interviews: int
    asked: int
    answered: int
    blank: int
    dont_know: int
    refused: int
    not_asked: int
    not_reached: int


class ChoiceFigures(Struct, frozen=True):
    """How many respondents took a choice; percentages are None where the base is 0."""

    code: str
    n: int
    percent_answered: float | None
    percent_asked: float | None
    percent_mentions: float | None


class DateFigures(Struct, frozen=True):
    """The first and last of n dates, year-month-day, and how many there are by month, year-month."""

    n: int
    first: str | None
    last: str | None
    months: Mapping[str, int]


class SetAside(Struct, frozen=True):
    """Answers that do not fit the question: how many are of another type, and how often each unknown code occurs."""

    changed_type: int = 0
    removed_choices: Mapping[str, int] = {}

    @property
    def total(self) -> int:
        """Return how many answers, or choices taken in them, were set aside."""
        return self.changed_type + sum(self.removed_choices.values())


Figures: TypeAlias = tuple[ChoiceFigures, ...] | NumberFigures | DateFigures | None


def states_of(tally: QuestionTally, interviews: int) -> States:
    """Return the states of a question over all interviews."""
    missing = tally.missing
    return States(
        interviews=interviews,
        asked=tally.asked,
        answered=tally.answered,
        blank=missing.get(Missing.BLANK, 0),
        dont_know=missing.get(Missing.DONT_KNOW, 0),
        refused=missing.get(Missing.REFUSED, 0),
        not_asked=interviews - tally.asked - tally.not_reached,
        not_reached=tally.not_reached,
    )


def figures(tally: QuestionTally) -> tuple[Figures, SetAside]:
    """Return what the answers to a question come to, and what does not fit it.

    Texts and acknowledgements have no figures but their states.
    """
    match question := tally.question:
        case SelectOne() | SelectMultiple():
            return _choices(question, tally)
        case Integer() | Decimal():
            return _numbers(tally, whole=isinstance(question, Integer))
        case Date():
            return _dates(tally)
        case TextQuestion():
            return None, SetAside(tally.misfits)
        case Acknowledge():
            odd = sum(count for value, count in tally.counts.items() if not isinstance(value, str))
            return None, SetAside(tally.misfits + odd)
        case _:
            assert_never(question)


def percent(part: int, base: int) -> float | None:
    """Return a share in percent, or None where there is no base."""
    return 100 * part / base if base else None


def _choices(question: SelectOne | SelectMultiple, tally: QuestionTally) -> tuple[tuple[ChoiceFigures, ...], SetAside]:
    codes = [choice.code for choice in choices_of(question)]
    known = frozenset(codes)
    mentions = sum(tally.counts.get(code, 0) for code in codes) if isinstance(question, SelectMultiple) else 0
    rows = []
    for code in codes:
        n = tally.counts.get(code, 0)
        shares = percent(n, tally.answered), percent(n, tally.asked), percent(n, mentions)
        rows.append(ChoiceFigures(code, n, *shares))
    removed = {value: n for value, n in tally.counts.items() if isinstance(value, str) and value not in known}
    odd = sum(n for value, n in tally.counts.items() if not isinstance(value, str))
    return tuple(rows), SetAside(tally.misfits + odd, dict(sorted(removed.items())))


def _numbers(tally: QuestionTally, *, whole: bool) -> tuple[NumberFigures, SetAside]:
    # Equal numbers share a count whether they were written as 1 or as 1.0; so they are made the same here.
    numbers: dict[float, int] = {}
    odd = tally.misfits
    for value, count in tally.counts.items():
        if isinstance(value, str) or (whole and value != int(value)):
            odd += count
        else:
            number = int(value) if whole else float(value)
            numbers[number] = numbers.get(number, 0) + count
    return figures_of(numbers), SetAside(odd)


def _dates(tally: QuestionTally) -> tuple[DateFigures, SetAside]:
    days = {value: count for value, count in tally.counts.items() if isinstance(value, str) and _is_date(value)}
    months: Counter[str] = Counter()
    for day in sorted(days):
        months[day[:7]] += days[day]
    n = sum(days.values())
    odd = tally.misfits + sum(tally.counts.values()) - n
    first, last = (min(days), max(days)) if days else (None, None)
    return DateFigures(n, first, last, dict(months)), SetAside(odd)


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
