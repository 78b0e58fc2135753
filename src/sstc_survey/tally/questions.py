"""The tallies of single questions.

Answers are counted by value, whatever the value: whether a code is still a choice, or a value is of the question's
type, is checked once for each distinct value when figures are made, not for each answer. Numbers and dates are
counted by value too, so quartiles and merging are exact; memory grows only with the distinct values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Final, Self, TypeAlias, assert_never

from sstc_survey.questionnaire import (
    Acknowledge,
    Askable,
    Calculate,
    Choosing,
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
from sstc_survey.tally.counts import QuestionCounts

# What has figures. Of metadata only the duration adds up; the rest is about each interview alone.
Tallied: TypeAlias = Askable | Calculate | Hidden | Duration

# No answer of one value is of these types; a file that was sealed by another hand may hold them within instances.
_NOT_ONE_VALUE: Final = frozenset({list, dict, bool, type(None)})


class QuestionTally(QuestionCounts):
    """Counts the answers to one question, and why there is none where it was asked.

    An answer counts as `n`, or as it is in several columns at once (see `banners.cells`). Equal answers that `may_wait`
    are counted before they are added.
    """

    __slots__ = ("question",)
    may_wait: ClassVar[bool] = True

    def __init__(self, question: Tallied) -> None:
        super().__init__()
        self.question = question

    def add(self, value: Any, n: int = 1) -> None:  # noqa: ANN401 whatever a file holds
        """Count one answer."""
        self.answered += n
        if value.__class__ in _NOT_ONE_VALUE:
            self.misfits += n
        else:
            self.counts[value] += n

    def add_hidden(self, value: Any, n: int = 1) -> None:  # noqa: ANN401
        """Count one answer that its respondent hides."""
        self.add(value, n)

    def offer(self, codes: Iterable[str], n: int = 1) -> None:
        """Count the choices that one respondent was offered, where a filter leaves some out."""
        for code in codes:
            self.offered[code] += n

    def changed(self, change: Callable[[int], int]) -> Self:
        """Return the tally with other counts; what then counts nothing is left out."""
        other = type(self)(self.question)
        other.take(self, change)
        return other


class ValuesTally(QuestionTally):
    """Numbers, dates, times and calculations: a figure may tell a single value, so hidden values are not counted."""

    __slots__ = ()

    def add_hidden(self, value: Any, n: int = 1) -> None:  # noqa: ANN401, ARG002 only that there is one is counted
        """Count one answer that its respondent hides."""
        self.answered += n
        self.withheld += n


def _codes(value: Any) -> dict[Any, None] | None:  # noqa: ANN401
    """Return the codes of a list, each once and in order, or None for anything else."""
    try:
        return dict.fromkeys(value) if value.__class__ is list else None
    except TypeError:
        # It has instances of a repeat that had this name.
        return None


class _CodesTally(QuestionTally):
    """A select_multiple: each code counts once for each respondent, and so does each net."""

    __slots__ = ("_nets",)

    def __init__(self, question: SelectMultiple) -> None:
        super().__init__(question)
        self._nets = [(net.name, frozenset(net.choices)) for net in question.nets]

    def add(self, value: Any, n: int = 1) -> None:  # noqa: ANN401
        """Count one answer."""
        self.answered += n
        codes = _codes(value)
        if codes is None:
            self.misfits += n
            return
        counts = self.counts
        for code in codes:
            counts[code] += n
        for name, choices in self._nets:
            if not choices.isdisjoint(codes):
                self.nets[name] += n


class _RanksTally(QuestionTally):
    """A rank: choices that were removed leave their place to those after them."""

    __slots__ = ("_codes",)

    def __init__(self, question: Rank) -> None:
        super().__init__(question)
        self._codes = frozenset(choice.code for choice in question.choices)

    def add(self, value: Any, n: int = 1) -> None:  # noqa: ANN401
        """Count one answer."""
        self.answered += n
        codes = _codes(value)
        if codes is None:
            self.misfits += n
            return
        for place, code in enumerate(filter(self._codes.__contains__, codes), 1):
            self.places[code, place] += n
        for code in codes.keys() - self._codes:
            self.counts[code] += n


class _TextsTally(QuestionTally):
    """A text: only how many there are."""

    __slots__ = ()
    # Few are like others.
    may_wait: ClassVar[bool] = False

    def add(self, value: Any, n: int = 1) -> None:  # noqa: ANN401
        """Count one answer."""
        self.answered += n
        if value.__class__ is not str:
            self.misfits += n


def has_filter(question: Tallied) -> bool:
    """Tell whether a question may leave choices out."""
    return isinstance(question, Choosing) and bool(question.choice_filter)


def tally_of(entry: Leaf) -> QuestionTally | None:
    """Return an empty tally for an entry, or None for one that has no figures."""
    match entry:
        case SelectMultiple():
            return _CodesTally(entry)
        case Rank():
            return _RanksTally(entry)
        case TextQuestion():
            return _TextsTally(entry)
        case SelectOne() | Acknowledge():
            return QuestionTally(entry)
        case Integer() | Decimal() | Range() | Date() | Time() | DateTime() | Calculate() | Hidden() | Duration():
            return ValuesTally(entry)
        case Note() | Start() | End() | Today() | Username():
            return None
        case _:
            assert_never(entry)
