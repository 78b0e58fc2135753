"""Figures of selects, ranks and scales: how many took each choice, each place, each mark."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct

from sstc_survey.questionnaire import Range, Rank, SelectMultiple, SelectOne, choices_of
from sstc_survey.tally.answers import QuestionTally
from sstc_survey.tally.numbers import NumberFigures, figures_of

# Of a longer scale only the marks that someone gave are listed.
_LONGEST_SCALE: Final = 25


class SetAside(Struct, frozen=True):
    """Answers that do not fit the question: how many are of another type, and how often each unknown code occurs."""

    changed_type: int = 0
    removed_choices: Mapping[str, int] = {}

    @property
    def total(self) -> int:
        """Return how many answers, or choices taken in them, were set aside."""
        return self.changed_type + sum(self.removed_choices.values())


class ChoiceFigures(Struct, frozen=True):
    """How many respondents took a choice; percentages are None where the base is 0."""

    code: str
    n: int
    percent_answered: float | None
    percent_asked: float | None
    percent_mentions: float | None


class RankedChoice(Struct, frozen=True):
    """How a choice was ranked by the n who placed it; `places` counts the places from the first to the last.

    The percentages are those of the first place. `borda` adds up how many choices of the list each respondent
    could put behind it: of five, 4 for a first place, 0 for a fifth or for none.
    """

    code: str
    n: int
    mean_rank: float | None
    first: int
    percent_answered: float | None
    percent_asked: float | None
    borda: int
    borda_per_answered: float | None
    places: tuple[int, ...]


class RankFigures(Struct, frozen=True):
    """Every choice of a rank."""

    choices: tuple[RankedChoice, ...]


class MarkFigures(Struct, frozen=True):
    """How many gave a mark of a scale."""

    mark: float
    n: int
    percent_answered: float | None
    percent_asked: float | None


class ScaleFigures(Struct, frozen=True):
    """The marks of a scale from its start to its end, and the figures of the numbers that they are."""

    numbers: NumberFigures
    marks: tuple[MarkFigures, ...]


def percent(part: int, base: int) -> float | None:
    """Return a share in percent, or None where there is no base."""
    return 100 * part / base if base else None


def choice_figures(
    question: SelectOne | SelectMultiple, tally: QuestionTally
) -> tuple[tuple[ChoiceFigures, ...], SetAside]:
    """Return the figures of every choice, in the order of the questionnaire."""
    codes = [choice.code for choice in choices_of(question)]
    mentions = sum(tally.counts.get(code, 0) for code in codes) if isinstance(question, SelectMultiple) else 0
    rows = []
    for code in codes:
        n = tally.counts.get(code, 0)
        shares = percent(n, tally.answered), percent(n, tally.asked), percent(n, mentions)
        rows.append(ChoiceFigures(code, n, *shares))
    return tuple(rows), _unknown(tally, frozenset(codes))


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
                borda,
                borda / tally.answered if tally.answered else None,
                counts,
            )
        )
    return RankFigures(tuple(rows)), _unknown(tally, frozenset(codes))


def scale_figures(question: Range, tally: QuestionTally) -> tuple[ScaleFigures, SetAside]:
    """Return the figures of the numbers and of every mark; what is no mark of the scale is set aside."""
    start, end, step = (Fraction(repr(number)) for number in (question.start, question.end, question.step))
    step = step if end >= start else -step
    last = int((end - start) / step)
    counts: dict[int, int] = {}
    off: dict[str, int] = {}
    odd = tally.misfits
    for value, count in tally.counts.items():
        if not isinstance(value, int | float):
            odd += count
            continue
        # As it reads: what an expression makes of 0.1 + 0.2 is the mark 0.3.
        written = f"{value:.15g}"
        place = (Fraction(written) - start) / step
        if place.denominator == 1 and 0 <= place <= last:
            counts[int(place)] = counts.get(int(place), 0) + count
        else:
            off[written] = off.get(written, 0) + count
    listed = range(last + 1) if last < _LONGEST_SCALE else sorted(counts)
    marks = {place: _plain(start + step * place) for place in listed}
    rows = [_mark(marks[place], counts.get(place, 0), tally) for place in listed]
    numbers = figures_of({_plain(start + step * place): count for place, count in counts.items()})
    return ScaleFigures(numbers, tuple(rows)), SetAside(odd, dict(sorted(off.items())))


def _mark(mark: float, n: int, tally: QuestionTally) -> MarkFigures:
    return MarkFigures(mark, n, percent(n, tally.answered), percent(n, tally.asked))


def _plain(number: Fraction) -> float:
    return int(number) if number.denominator == 1 else float(number)


def _unknown(tally: QuestionTally, known: frozenset[str]) -> SetAside:
    removed = {value: n for value, n in tally.counts.items() if isinstance(value, str) and value not in known}
    odd = sum(n for value, n in tally.counts.items() if not isinstance(value, str))
    return SetAside(tally.misfits + odd, dict(sorted(removed.items())))
