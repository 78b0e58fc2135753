"""Answers that are counted together: the nets of a select, the ends of a scale, and the scores of its choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct

from sstc_survey.questionnaire import Range, Select, SelectMultiple, SelectOne, choices_of
from sstc_survey.tally.figures import percent, scale_figures
from sstc_survey.tally.numbers import NumberFigures, figures_of
from sstc_survey.tally.questions import QuestionTally

_BOX_SIZE: Final = 2


class Box(StrEnum):
    """The two highest, or the two lowest, values of a scale."""

    TOP = "top2"
    BOTTOM = "bottom2"


class GroupFigures(Struct, frozen=True):
    """How many respondents gave any of some answers; percentages are None where the base is 0.

    `name` is that of a net or a box, `choices` are its codes, or the values of a scale.
    """

    name: str
    choices: tuple[str, ...]
    n: int
    percent_answered: float | None
    percent_asked: float | None


class ScoreFigures(Struct, frozen=True):
    """Figures of the scores of the choices that were taken; `without_score` are those that have none."""

    n: int
    without_score: int
    mean: float | None
    sd: float | None
    median: float | None


def net_figures(tally: QuestionTally) -> tuple[GroupFigures, ...]:
    """Return the figures of the nets of a question, none where it has none."""
    question = tally.question
    if not isinstance(question, Select):
        return ()
    is_multiple = isinstance(question, SelectMultiple)
    counts = (
        tally.nets.get(net.name, 0) if is_multiple else sum(tally.counts.get(code, 0) for code in net.choices)
        for net in question.nets
    )
    return tuple(_group(net.name, net.choices, n, tally) for net, n in zip(question.nets, counts, strict=True))


def box_figures(tally: QuestionTally, boxes: Sequence[Box]) -> tuple[GroupFigures, ...]:
    """Return the figures of boxes of a scale, none where a question is no scale."""
    counts = _scale(tally) if boxes else {}
    if len(counts) < _BOX_SIZE * 2:
        return ()
    codes = list(counts)
    parts = {Box.TOP: codes[-_BOX_SIZE:], Box.BOTTOM: codes[:_BOX_SIZE]}
    return tuple(
        _group(box.value, parts[box], sum(counts[code] for code in parts[box]), tally) for box in dict.fromkeys(boxes)
    )


def score_figures(tally: QuestionTally) -> ScoreFigures | None:
    """Return the figures of the scores of a select_one, or None where no choice has one."""
    counts = score_counts(tally)
    if counts is None:
        return None
    figures: NumberFigures = figures_of(counts)
    codes = {choice.code for choice in choices_of(tally.question) if choice.score is None}  # type: ignore[arg-type]
    without = sum(n for code, n in tally.counts.items() if code in codes)
    return ScoreFigures(figures.n, without, figures.mean, figures.sd, figures.median)


def score_counts(tally: QuestionTally) -> Mapping[float, int] | None:
    """Return how often each score was given, or None where no choice of a question has one."""
    question = tally.question
    if not isinstance(question, SelectOne):
        return None
    counts: dict[float, int] = {}
    has_scores = False
    for choice in choices_of(question):
        if choice.score is not None:
            has_scores = True
            if n := tally.counts.get(choice.code, 0):
                counts[choice.score] = counts.get(choice.score, 0) + n
    return counts if has_scores else None


def _scale(tally: QuestionTally) -> dict[str, int]:
    """Return how often each value of a scale, or each choice with a score, was given, the lowest first."""
    question = tally.question
    if isinstance(question, Range):
        return {f"{row.value:.15g}": row.n for row in scale_figures(question, tally)[0].values}
    if isinstance(question, SelectOne):
        scored = [(choice.score, choice.code) for choice in choices_of(question) if choice.score is not None]
        return {code: tally.counts.get(code, 0) for _, code in sorted(scored, key=lambda pair: pair[0])}
    return {}


def _group(name: str, codes: Sequence[str], n: int, tally: QuestionTally) -> GroupFigures:
    return GroupFigures(name, tuple(codes), n, percent(n, tally.answered), percent(n, tally.asked))
