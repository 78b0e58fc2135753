"""The tally of one question.

Counts are by what was answered, as it was: whether a code is still a choice, or a value still of the type that
the question has, is asked once for each distinct value when figures are made, not once for each answer. Numbers
and dates are counted by value too, so that quartiles are exact and merging is; memory grows with the distinct
values alone.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final, TypeAlias, assert_never

from sstc_survey.questionnaire import (
    Acknowledge,
    Askable,
    Calculate,
    Date,
    DateTime,
    Decimal,
    Duration,
    End,
    Hidden,
    Integer,
    Leaf,
    Note,
    Range,
    Rank,
    SelectMultiple,
    SelectOne,
    Start,
    TextQuestion,
    Time,
    Today,
    Username,
)

# What has figures. When, where and by whom an interview was held is about each one alone; how long it took adds up.
Tallied: TypeAlias = Askable | Calculate | Hidden | Duration

# No answer of one value is of these types; a file that was sealed by another hand may hold them within instances.
_ODD: Final = frozenset({list, dict, bool, type(None)})


class QuestionTally:
    """What was answered to one question, and why there is no answer where there is none.

    `counts` holds how often each value was given (for a select_multiple, each code; for a text, nothing: words
    are kept with who said them), `places` how often a code was ranked at a place, `misfits` how many answers are
    of another type than the question takes, `withheld` how many a respondent hides; while it is `veiled` it takes such.
    """

    __slots__ = ("answered", "counts", "misfits", "missing", "not_reached", "places", "question", "veiled", "withheld")

    def __init__(self, question: Tallied) -> None:
        self.question = question
        self.answered = 0
        self.misfits = 0
        self.withheld = 0
        self.veiled = False
        self.not_reached = 0
        self.counts: defaultdict[str | int | float, int] = defaultdict(int)
        self.places: defaultdict[tuple[str, int], int] = defaultdict(int)
        self.missing: defaultdict[str, int] = defaultdict(int)

    def take(self, value: Any) -> None:  # noqa: ANN401 whatever a file holds
        """Count one answer."""
        self.answered += 1
        if value.__class__ in _ODD:
            self.misfits += 1
        else:
            self.counts[value] += 1

    @property
    def asked(self) -> int:
        """Return how often the question was asked."""
        return self.answered + sum(self.missing.values())

    def merge(self, other: QuestionTally) -> None:
        """Add what another tally of the question counted."""
        self.answered += other.answered
        self.misfits += other.misfits
        self.withheld += other.withheld
        self.not_reached += other.not_reached
        for value, count in other.counts.items():
            self.counts[value] += count
        for place, count in other.places.items():
            self.places[place] += count
        for state, count in other.missing.items():
            self.missing[state] += count

    def __eq__(self, other: object) -> bool:
        """Tell whether two tallies say the same."""
        if not isinstance(other, QuestionTally):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in QuestionTally.__slots__)

    __hash__ = None  # type: ignore[assignment]


class ValuesTally(QuestionTally):
    """Numbers, days, times and what is worked out: each value may be told from a figure, so what is hidden has none."""

    __slots__ = ()

    def take(self, value: Any) -> None:  # noqa: ANN401
        """Count one answer."""
        if self.veiled:
            self.answered += 1
            self.withheld += 1
        else:
            super().take(value)


class _CodesTally(QuestionTally):
    """A select_multiple: each code counts once for each respondent."""

    __slots__ = ()

    def take(self, value: Any) -> None:  # noqa: ANN401
        """Count one answer."""
        self.answered += 1
        try:
            codes = set(value) if value.__class__ is list else None
        except TypeError:
            # It holds what was a repeat of this name.
            codes = None
        if codes is None:
            self.misfits += 1
            return
        counts = self.counts
        for code in codes:
            counts[code] += 1


class _RanksTally(QuestionTally):
    """A rank: choices that there are no longer leave their place to those after them."""

    __slots__ = ("_codes",)

    def __init__(self, question: Rank) -> None:
        super().__init__(question)
        self._codes = frozenset(choice.code for choice in question.choices)

    def take(self, value: Any) -> None:  # noqa: ANN401
        """Count one answer."""
        self.answered += 1
        try:
            codes = dict.fromkeys(value) if value.__class__ is list else None
        except TypeError:
            codes = None
        if codes is None:
            self.misfits += 1
            return
        for place, code in enumerate(filter(self._codes.__contains__, codes), 1):
            self.places[code, place] += 1
        for code in codes.keys() - self._codes:
            self.counts[code] += 1


class _WordsTally(QuestionTally):
    """A text: only how many there are."""

    __slots__ = ()

    def take(self, value: Any) -> None:  # noqa: ANN401
        """Count one answer."""
        self.answered += 1
        if value.__class__ is not str:
            self.misfits += 1


def tally_of(entry: Leaf) -> QuestionTally | None:
    """Return an empty tally for an entry, or None for one that has no figures."""
    match entry:
        case SelectMultiple():
            return _CodesTally(entry)
        case Rank():
            return _RanksTally(entry)
        case TextQuestion():
            return _WordsTally(entry)
        case SelectOne() | Acknowledge():
            return QuestionTally(entry)
        case Integer() | Decimal() | Range() | Date() | Time() | DateTime() | Calculate() | Hidden() | Duration():
            return ValuesTally(entry)
        case Note() | Start() | End() | Today() | Username():
            return None
        case _:
            assert_never(entry)
