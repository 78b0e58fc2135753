"""The tally of one question.

Counts are by what was answered, as it was: whether a code is still a choice, or a value still of the type that
the question has, is asked once for each distinct value when figures are made, not once for each answer. Numbers
and dates are counted by value too, so that quartiles are exact and merging is; memory grows with the distinct
values alone.
"""

from __future__ import annotations

from collections import defaultdict
from typing import assert_never

from sstc_survey.questionnaire import (
    Acknowledge,
    Askable,
    Date,
    Decimal,
    Integer,
    SelectMultiple,
    SelectOne,
    TextQuestion,
    Value,
)


class QuestionTally:
    """What was answered to one question, and why there is no answer where there is none.

    `counts` holds how often each value was given (for a select_multiple, each code; for a text, nothing: words
    are kept with who said them), `misfits` how many answers are of another type than the question takes.
    """

    __slots__ = ("answered", "counts", "misfits", "missing", "not_reached", "question")

    def __init__(self, question: Askable) -> None:
        self.question = question
        self.answered = 0
        self.misfits = 0
        self.not_reached = 0
        self.counts: defaultdict[str | int | float, int] = defaultdict(int)
        self.missing: defaultdict[str, int] = defaultdict(int)

    def take(self, value: Value) -> None:
        """Count one answer."""
        self.answered += 1
        if value.__class__ is list:
            self.misfits += 1
        else:
            self.counts[value] += 1  # type: ignore[index]

    @property
    def asked(self) -> int:
        """Return in how many interviews the question was asked."""
        return self.answered + sum(self.missing.values())

    def __add__(self, other: QuestionTally) -> QuestionTally:
        """Return the tally of both."""
        both = self.__class__(self.question)
        for part in (self, other):
            both.answered += part.answered
            both.misfits += part.misfits
            both.not_reached += part.not_reached
            for value, count in part.counts.items():
                both.counts[value] += count
            for state, count in part.missing.items():
                both.missing[state] += count
        return both

    def __eq__(self, other: object) -> bool:
        """Tell whether two tallies say the same."""
        if not isinstance(other, QuestionTally):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in QuestionTally.__slots__)

    __hash__ = None  # type: ignore[assignment]


class _CodesTally(QuestionTally):
    """A select_multiple: each code counts once for each respondent."""

    __slots__ = ()

    def take(self, value: Value) -> None:
        """Count one answer."""
        self.answered += 1
        if value.__class__ is list:
            counts = self.counts
            for code in set(value):
                counts[code] += 1
        else:
            self.misfits += 1


class _WordsTally(QuestionTally):
    """A text: only how many there are."""

    __slots__ = ()

    def take(self, value: Value) -> None:
        """Count one answer."""
        self.answered += 1
        if value.__class__ is not str:
            self.misfits += 1


def tally_of(question: Askable) -> QuestionTally:
    """Return an empty tally for a question."""
    match question:
        case SelectMultiple():
            return _CodesTally(question)
        case TextQuestion():
            return _WordsTally(question)
        case SelectOne() | Integer() | Decimal() | Date() | Acknowledge():
            return QuestionTally(question)
        case _:
            assert_never(question)
