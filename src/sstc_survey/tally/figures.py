"""The figures of one question: shares of choices, numbers, dates, and what was set aside.

Each answer ends in exactly one place: it is usable, or it is set aside because its type has changed or its choice
was removed. Its respondent has answered either way, so it stays in the base.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

from msgspec import Struct

from sstc_survey.questionnaire import (
    Acknowledge,
    Calculate,
    DataType,
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
    choices_of,
)
from sstc_survey.statistics.intervals import wilson
from sstc_survey.tally.numbers import (
    DateFigures,
    NumberFigures,
    TimeFigures,
    date_figures,
    date_time_figures,
    figures_of,
    time_figures,
)
from sstc_survey.tally.questions import QuestionTally, has_filter
from sstc_survey.tally.scope import RepeatTally

if TYPE_CHECKING:
    from fractions import Fraction

# Of a longer scale only the values that someone gave are listed.
_LONGEST_SCALE: Final = 25
# A number as a calculation writes it; digits after a leading zero are a code.
_NUMBER: Final = r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?"


class SetAside(Struct, frozen=True):
    """Answers that do not fit the question: how many are of another type, and how often each unknown code occurs."""

    changed_type: int = 0
    removed_choices: Mapping[str, int] = {}

    @property
    def total(self) -> int:
        """Return how many answers, or choices in them, were set aside."""
        return self.changed_type + sum(self.removed_choices.values())


# The 95 % Wilson interval of a share in percent, None where there is no base.
Interval: TypeAlias = tuple[float, float] | None


class ChoiceFigures(Struct, frozen=True):
    """How many respondents chose a choice; percentages are None where the base is 0.

    `interval_answered` is that of `percent_answered`. `offered` is how many of those who were asked could choose it,
    None where the question has no filter.
    """

    code: str
    n: int
    percent_answered: float | None
    percent_asked: float | None
    percent_mentions: float | None
    interval_answered: Interval
    offered: int | None


class RankedChoice(Struct, frozen=True):
    """How a choice was ranked by the n who placed it; `places` counts the places from the first to the last.

    The percentages and the interval are those of the first place. `borda` adds up how many choices of the list each
    respondent could put behind it: of five, 4 for a first place, 0 for a fifth or for none.
    """

    code: str
    n: int
    mean_rank: float | None
    first: int
    percent_answered: float | None
    percent_asked: float | None
    interval_answered: Interval
    borda: int
    borda_per_answered: float | None
    places: tuple[int, ...]
    offered: int | None


class RankFigures(Struct, frozen=True):
    """Every choice of a rank."""

    choices: tuple[RankedChoice, ...]


class ScaleValueFigures(Struct, frozen=True, rename={"value": "mark"}):
    """How many respondents gave one value of a scale."""

    value: float
    n: int
    percent_answered: float | None
    percent_asked: float | None
    interval_answered: Interval


class ScaleFigures(Struct, frozen=True, rename={"values": "marks"}):
    """The values of a scale from its start to its end, and the figures of the numbers that they are."""

    numbers: NumberFigures
    values: tuple[ScaleValueFigures, ...]


class ValueFigures(Struct, frozen=True):
    """How often each calculated value occurs, the most frequent first."""

    values: Mapping[str, int]


class InstanceFigures(Struct, frozen=True):
    """How many instances a repeat has in total, and the figures of their numbers where it was asked about.

    It was in `with_instances` places that have any, and in `none` that have none, which count 0 in `numbers` and not
    in `numbers_with_any`. `sizes` counts the places by their number of instances.
    """

    total: int
    with_instances: int
    none: int
    numbers: NumberFigures
    numbers_with_any: NumberFigures
    sizes: Mapping[str, int]


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


def figures_of_repeat(repeat: RepeatTally) -> tuple[InstanceFigures, SetAside]:
    """Return how many instances a repeat has."""
    sizes = dict(sorted(repeat.sizes.items()))
    with_any = {size: count for size, count in sizes.items() if size}
    figures = InstanceFigures(
        total=repeat.instances,
        with_instances=sum(with_any.values()),
        none=sizes.get(0, 0),
        numbers=figures_of(sizes),
        numbers_with_any=figures_of(with_any),
        sizes={str(size): count for size, count in sizes.items()},
    )
    return figures, SetAside(repeat.misfits)


def figures_of_question(tally: QuestionTally) -> tuple[Figures, SetAside]:
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
            numbers, misfits = _numbers(tally, whole=isinstance(question, Integer))
            found = figures_of(numbers, with_histogram=True)
        case Date():
            found, misfits = date_figures(tally)
        case DateTime():
            found, misfits = date_time_figures(tally)
        case Time():
            found, misfits = time_figures(tally)
        case Calculate() | Hidden():
            found, misfits = _values(tally), tally.misfits
        case TextQuestion() | Acknowledge():
            found = None
            misfits = tally.misfits + sum(n for value, n in tally.counts.items() if not isinstance(value, str))
        case _:
            assert_never(question)
    return found, SetAside(misfits)


def percent(part: int, base: int) -> float | None:
    """Return a share in percent, or None where there is no base."""
    return 100 * part / base if base else None


def _offered(tally: QuestionTally, code: str) -> int | None:
    return tally.offered.get(code, 0) if has_filter(tally.question) else None


def choice_figures(
    question: SelectOne | SelectMultiple, tally: QuestionTally
) -> tuple[tuple[ChoiceFigures, ...], SetAside]:
    """Return the figures of every choice, in the order of the questionnaire."""
    codes = [choice.code for choice in choices_of(question)]
    mentions = sum(tally.counts.get(code, 0) for code in codes) if question.data_type is DataType.CODES else 0
    rows = []
    for code in codes:
        n = tally.counts.get(code, 0)
        shares = percent(n, tally.answered), percent(n, tally.asked), percent(n, mentions)
        rows.append(ChoiceFigures(code, n, *shares, wilson(n, tally.answered), _offered(tally, code)))
    return tuple(rows), _unknown_codes(tally, frozenset(codes))


def rank_figures(question: Rank, tally: QuestionTally) -> tuple[RankFigures, SetAside]:
    """Return the figures of every choice, in the order of the questionnaire."""
    codes = [choice.code for choice in question.choices]
    places = range(1, len(codes) + 1)
    rows = []
    for code in codes:
        counts = tuple(tally.places.get((code, place), 0) for place in places)
        n = sum(counts)
        total = sum(place * count for place, count in zip(places, counts, strict=True))
        borda = len(codes) * n - total
        rows.append(
            RankedChoice(
                code,
                n,
                total / n if n else None,
                counts[0],
                percent(counts[0], tally.answered),
                percent(counts[0], tally.asked),
                wilson(counts[0], tally.answered),
                borda,
                borda / tally.answered if tally.answered else None,
                counts,
                _offered(tally, code),
            )
        )
    return RankFigures(tuple(rows)), _unknown_codes(tally, frozenset(codes))


def scale_figures(question: Range, tally: QuestionTally) -> tuple[ScaleFigures, SetAside]:
    """Return the figures of the numbers and of every value of the scale; other values are set aside."""
    from sstc_survey.engine.scale import Scale

    scale = Scale(question)
    counts: dict[int, int] = {}
    off_scale: dict[str, int] = {}
    misfits = tally.misfits
    for value, count in tally.counts.items():
        if not isinstance(value, int | float):
            misfits += count
            continue
        # As it is shown: the result 0.1 + 0.2 of an expression is the value 0.3.
        shown = f"{value:.15g}"
        place = scale.place(shown)
        if place.denominator == 1 and 0 <= place < scale.length:
            counts[int(place)] = counts.get(int(place), 0) + count
        else:
            off_scale[shown] = off_scale.get(shown, 0) + count
    rows = []
    for steps in range(scale.length) if scale.length <= _LONGEST_SCALE else sorted(counts):
        n = counts.get(steps, 0)
        shares = percent(n, tally.answered), percent(n, tally.asked)
        rows.append(ScaleValueFigures(_as_number(scale.value(steps)), n, *shares, wilson(n, tally.answered)))
    numbers = figures_of({_as_number(scale.value(steps)): count for steps, count in counts.items()})
    return ScaleFigures(numbers, tuple(rows)), SetAside(misfits, dict(sorted(off_scale.items())))


def _as_number(fraction: Fraction) -> float:
    return int(fraction) if fraction.denominator == 1 else float(fraction)


def _unknown_codes(tally: QuestionTally, known: frozenset[str]) -> SetAside:
    """Return the answers that are no code of the question."""
    removed = {value: n for value, n in tally.counts.items() if isinstance(value, str) and value not in known}
    misfits = sum(n for value, n in tally.counts.items() if not isinstance(value, str))
    return SetAside(tally.misfits + misfits, dict(sorted(removed.items())))


def number_counts(tally: QuestionTally) -> Mapping[float, int] | None:
    """Return how often each number was given, or None for a question whose answers are no numbers."""
    match question := tally.question:
        case Range():
            values = scale_figures(question, tally)[0].values
            return {row.value: row.n for row in values if row.n}
        case Integer() | Decimal() | Duration():
            return _numbers(tally, whole=isinstance(question, Integer))[0]
        case Calculate() | Hidden():
            counts, values_in_all = _numeric_values(tally)
            return counts if counts and sum(counts.values()) == values_in_all else None
        case _:
            return None


def _numbers(tally: QuestionTally, *, whole: bool) -> tuple[dict[float, int], int]:
    # Equal numbers share a count whether they were written as 1 or as 1.0; so they become the same here, but for whole
    # numbers that no float is equal to.
    numbers: dict[float, int] = {}
    misfits = tally.misfits
    for value, count in tally.counts.items():
        if isinstance(value, str) or (whole and value != int(value)):
            misfits += count
        else:
            is_exact = whole or value != float(value)
            number = int(value) if is_exact else float(value)
            numbers[number] = numbers.get(number, 0) + count
    return numbers, misfits


def _values(tally: QuestionTally) -> NumberFigures | ValueFigures | None:
    """Return the figures of numbers where all values are numbers, else how often each value occurs."""
    numbers, values_in_all = _numeric_values(tally)
    if not values_in_all:
        return None
    if sum(numbers.values()) == values_in_all:
        return figures_of(numbers, with_histogram=True)
    values: dict[str, int] = {}
    for value, count in tally.counts.items():
        text = value if isinstance(value, str) else f"{value:.15g}"
        values[text] = values.get(text, 0) + count
    return ValueFigures(dict(sorted(values.items(), key=lambda item: (-item[1], item[0]))))


def _numeric_values(tally: QuestionTally) -> tuple[dict[float, int], int]:
    """Return how often each number was calculated, and how many values there are in all."""
    numbers: dict[float, int] = {}
    for value, count in tally.counts.items():
        if not isinstance(value, str) or re.fullmatch(_NUMBER, value, re.ASCII):
            numbers[float(value)] = numbers.get(float(value), 0) + count
    return numbers, sum(tally.counts.values())
