"""The tallies of single questions and repeats.

Answers are counted by value, whatever the value: whether a code is still a choice, or a value is of the question's
type, is checked once for each distinct value when figures are made, not for each answer. Numbers and dates are
counted by value too, so quartiles and merging are exact; memory grows only with the distinct values.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, ClassVar, Final, Self, TypeAlias, assert_never

from sstc_survey.engine.paths import flattened, schema_path
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
    Repeat,
    SelectMultiple,
    SelectOne,
    Start,
    TextQuestion,
    Time,
    Today,
    Username,
)
from sstc_survey.tally.counts import QuestionCounts, RepeatCounts

# The answers of so many interviews or instances are counted at a time.
_AT_ONCE: Final = 128
# More different ones than these take much memory.
_MOST_WAITING: Final = 10_000
# The types of answers of one value.
_ONE_VALUE: Final = frozenset({str, int, float})

# Takes an answer to one question.
_Take: TypeAlias = Callable[[Any], object]


class _Takes(dict[str, _Take]):
    """What takes an answer, by the name of its question; answers to a name that is not there are `other`."""

    __slots__ = ("_other",)

    def __init__(self, other: Callable[[str], _Take]) -> None:
        super().__init__()
        self._other = other

    def __missing__(self, name: str) -> _Take:
        return self._other(name)


class _Waiting:
    """The answers to one question that are to be added to its tally, equal ones counted."""

    __slots__ = ("_answers", "counts", "take", "tally")

    def __init__(self, tally: QuestionTally) -> None:
        self.tally = tally
        # As they came, so that many are counted at once.
        self._answers: list[Any] = []
        self.take: _Take = self._answers.append
        # How often each was given; a list is a tuple here.
        self.counts: Counter[Any] = Counter()

    def count(self) -> None:
        """Count those that came."""
        answers = self._answers
        kinds = set(map(type, answers))
        if kinds <= _ONE_VALUE:
            self.counts.update(answers)
        elif kinds == {list} and set(map(type, chain.from_iterable(answers))) <= {str}:
            self.counts.update(map(tuple, answers))
        else:
            # Some fit the question as little as instances of a repeat that had its name.
            for value in answers:
                self.tally.add(value)
        answers.clear()

    def settle(self) -> None:
        """Add them to the tally."""
        self.count()
        add = self.tally.add
        for value, n in self.counts.items():
            add(list(value) if value.__class__ is tuple else value, n)
        self.counts.clear()


class Scope:
    """What counts the answers of interviews, or of the instances of one repeat.

    Answers wait to be counted with others that are equal, and each different one is added to its question by `settle`.
    Answers to a name that is not even `known` are counted as `removed`, by place.
    """

    __slots__ = ("_added", "_prefix", "_removed", "_takes", "_tallies", "_waiting", "known")

    def __init__(self, prefix: str, removed: defaultdict[str, int]) -> None:
        self.known: set[str] = set()
        self._takes = _Takes(self._other)
        self._tallies: dict[str, QuestionTally] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._added = 0
        self._prefix = prefix
        self._removed = removed

    def add_question(self, name: str, tally: QuestionTally) -> None:
        """Count the answers to a question in a tally."""
        self._tallies[name] = tally
        if tally.may_wait:
            self._waiting[name] = _Waiting(tally)
        self.show(name)

    def add_repeat(self, name: str, tally: RepeatTally) -> None:
        """Count the instances of a repeat in a tally."""
        self._takes[name] = tally.add

    def add(self, answers: Mapping[str, Any]) -> None:
        """Count the answers of one interview, or of one instance."""
        takes = self._takes
        for name, value in answers.items():
            takes[name](value)
        self._added += 1
        if self._added % _AT_ONCE == 0:
            for each in self._waiting.values():
                each.count()
            if sum(len(each.counts) for each in self._waiting.values()) > _MOST_WAITING:
                self.settle()

    def _other(self, name: str) -> _Take:
        def take(value: Any) -> None:  # noqa: ANN401 whatever a file holds
            if name not in self.known:
                for path, _ in flattened({name: value}):
                    self._removed[self._prefix + schema_path(path)] += 1

        return take

    def settle(self) -> None:
        """Add the answers that wait to the tallies of their questions."""
        for each in self._waiting.values():
            each.settle()

    def hide(self, name: str) -> None:
        """Count answers to a question as hidden by their respondent until `show` is called."""
        tally = self._tallies[name]
        tally.hidden = True
        self._takes[name] = tally.add

    def show(self, name: str) -> None:
        """Count answers to a question as they are."""
        tally = self._tallies[name]
        tally.hidden = False
        self._takes[name] = self._waiting[name].take if tally.may_wait else tally.add


class RepeatTally(RepeatCounts):
    """Counts how many instances a repeat has."""

    __slots__ = ("_family", "parent", "repeat", "scope")

    def __init__(self, repeat: Repeat, parent: RepeatTally | None, scope: Scope) -> None:
        super().__init__()
        self.repeat = repeat
        self.parent = parent
        self.scope = scope
        # The repeat and every repeat in it.
        self._family: list[RepeatTally] = [self]
        while parent is not None:
            parent._family.append(self)  # noqa: SLF001 its own kind
            parent = parent.parent

    def add(self, value: Any) -> None:  # noqa: ANN401 whatever a file holds
        """Count the instances that are saved under the name of the repeat."""
        if self.parent is not None:
            self._add_instances(value)
            return
        before = [each.instances for each in self._family]
        self._add_instances(value)
        for each, count in zip(self._family, before, strict=True):
            each.interviews += each.instances > count

    def _add_instances(self, value: Any) -> None:  # noqa: ANN401
        instances = [each for each in value if each.__class__ is dict] if value.__class__ is list else []
        if not instances and value != []:
            self.misfits += 1
            return
        self.sizes[len(instances)] += 1
        self.instances += len(instances)
        for instance in instances:
            self.scope.add(instance)


# What has figures. Of metadata only the duration adds up; the rest is about each interview alone.
Tallied: TypeAlias = Askable | Calculate | Hidden | Duration

# No answer of one value is of these types; a file that was sealed by another hand may hold them within instances.
_NOT_ONE_VALUE: Final = frozenset({list, dict, bool, type(None)})


class QuestionTally(QuestionCounts):
    """Counts the answers to one question, and why there is none where it was asked.

    Answers that are added while it is `hidden` are hidden by their respondent. An answer counts as `n`, or as it is in
    several columns at once (see `banners.cells`). Equal answers that `may_wait` are counted before they are added.
    """

    __slots__ = ("hidden", "question")
    may_wait: ClassVar[bool] = True

    def __init__(self, question: Tallied) -> None:
        super().__init__()
        self.question = question
        self.hidden = False

    def add(self, value: Any, n: int = 1) -> None:  # noqa: ANN401 whatever a file holds
        """Count one answer."""
        self.answered += n
        if value.__class__ in _NOT_ONE_VALUE:
            self.misfits += n
        else:
            self.counts[value] += n

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

    def add(self, value: Any, n: int = 1) -> None:  # noqa: ANN401
        """Count one answer."""
        if self.hidden:
            self.answered += n
            self.withheld += n
        else:
            super().add(value, n)


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
