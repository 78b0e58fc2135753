"""The figures of one question: states, shares of choices, numbers, dates, and what had to be set aside.

Each answer ends in exactly one place: it is usable, or it is set aside because its type has changed or because
its choice is not there any more. Whoever gave it has answered all the same, so it stays in the base.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeAlias, assert_never

from msgspec import Struct

from sstc_survey.questionnaire import (
    Acknowledge,
    Calculate,
    Date,
    DateTime,
    Decimal,
    Duration,
    Hidden,
    Integer,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Time,
)
from sstc_survey.response import Missing
from sstc_survey.tally.answers import QuestionTally
from sstc_survey.tally.choices import (
    ChoiceFigures,
    RankFigures,
    ScaleFigures,
    SetAside,
    choice_figures,
    rank_figures,
    scale_figures,
)
from sstc_survey.tally.levels import RepeatTally
from sstc_survey.tally.moments import DateFigures, TimeFigures, date_figures, date_time_figures, time_figures
from sstc_survey.tally.numbers import NumberFigures, figures_of

# A number as a calculation writes it; digits after a leading zero are a code.
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?", re.ASCII)


class States(Struct, frozen=True):
    """How often a question was in which state; `asked` is the sum of the four after it.

    The base is the interviews; in a repeat it is the `instances`, and `interviews` says in how many they are.
    """

    interviews: int
    asked: int
    answered: int
    blank: int
    dont_know: int
    refused: int
    not_asked: int
    not_reached: int
    instances: int | None = None


class ValueFigures(Struct, frozen=True):
    """How often each value occurs that was worked out, the most frequent first."""

    values: Mapping[str, int]


class InstanceFigures(Struct, frozen=True):
    """How many instances of a repeat there are in all, and in each of the places that have any."""

    total: int
    numbers: NumberFigures


Figures: TypeAlias = (
    tuple[ChoiceFigures, ...]
    | RankFigures
    | ScaleFigures
    | NumberFigures
    | DateFigures
    | TimeFigures
    | ValueFigures
    | None
)


def states_of(tally: QuestionTally, interviews: int, around: RepeatTally | None = None) -> States:
    """Return the states of a question over all interviews, or over the instances of the repeat around it."""
    missing = tally.missing
    base = interviews if around is None else around.instances
    return States(
        interviews=interviews if around is None else around.interviews,
        asked=tally.asked,
        answered=tally.answered,
        blank=missing.get(Missing.BLANK, 0),
        dont_know=missing.get(Missing.DONT_KNOW, 0),
        refused=missing.get(Missing.REFUSED, 0),
        not_asked=base - tally.asked - tally.not_reached,
        not_reached=tally.not_reached,
        instances=None if around is None else around.instances,
    )


def states_of_repeat(repeat: RepeatTally, interviews: int) -> States:
    """Return in how many interviews, or instances of the repeat around it, a repeat has instances."""
    around = repeat.around
    base = interviews if around is None else around.instances
    have = sum(repeat.sizes.values()) + repeat.misfits
    return States(
        interviews=interviews if around is None else around.interviews,
        asked=have,
        answered=have,
        blank=0,
        dont_know=0,
        refused=0,
        not_asked=base - have - repeat.not_reached,
        not_reached=repeat.not_reached,
        instances=None if around is None else around.instances,
    )


def figures_of_repeat(repeat: RepeatTally) -> tuple[InstanceFigures, SetAside]:
    """Return how many instances a repeat has."""
    return InstanceFigures(repeat.instances, figures_of(repeat.sizes)), SetAside(repeat.misfits)


def figures(tally: QuestionTally) -> tuple[Figures, SetAside]:
    """Return what the answers to a question come to, and what does not fit it.

    Texts and acknowledgements have no figures but their states.
    """
    found: Figures
    match question := tally.question:
        case SelectOne() | SelectMultiple():
            return choice_figures(question, tally)
        case Rank():
            return rank_figures(question, tally)
        case Range():
            return scale_figures(question, tally)
        case Integer() | Decimal() | Duration():
            found, odd = _numbers(tally, whole=isinstance(question, Integer))
        case Date():
            found, odd = date_figures(tally)
        case DateTime():
            found, odd = date_time_figures(tally)
        case Time():
            found, odd = time_figures(tally)
        case Calculate() | Hidden():
            found, odd = _values(tally), tally.misfits
        case TextQuestion() | Acknowledge():
            misfits = sum(count for value, count in tally.counts.items() if not isinstance(value, str))
            found, odd = None, tally.misfits + misfits
        case _:
            assert_never(question)
    return found, SetAside(odd)


def _numbers(tally: QuestionTally, *, whole: bool) -> tuple[NumberFigures, int]:
    # Equal numbers share a count whether they were written as 1 or as 1.0; so they are made the same here.
    numbers: dict[float, int] = {}
    odd = tally.misfits
    for value, count in tally.counts.items():
        if isinstance(value, str) or (whole and value != int(value)):
            odd += count
        else:
            number = int(value) if whole else float(value)
            numbers[number] = numbers.get(number, 0) + count
    return figures_of(numbers), odd


def _values(tally: QuestionTally) -> NumberFigures | ValueFigures | None:
    """Return the figures of numbers where all that was worked out are numbers, else how often each value occurs."""
    numbers: dict[float, int] = {}
    values: dict[str, int] = {}
    for value, count in tally.counts.items():
        text = value if isinstance(value, str) else f"{value:.15g}"
        values[text] = values.get(text, 0) + count
        if not isinstance(value, str) or _NUMBER.fullmatch(value):
            numbers[float(value)] = numbers.get(float(value), 0) + count
    if not values:
        return None
    if sum(numbers.values()) == sum(values.values()):
        return figures_of(numbers)
    return ValueFigures(dict(sorted(values.items(), key=lambda item: (-item[1], item[0]))))
