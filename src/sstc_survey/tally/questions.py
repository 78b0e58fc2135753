"""The tally of one question.

Counts are by what was answered, as it was: whether a code is still a choice, or a value still of the type that
the question has, is asked once for each distinct value when figures are made, not once for each answer. Numbers
and dates are counted by value too, so that quartiles are exact and merging is; memory grows with the distinct
values alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol, TypeAlias, assert_never

from msgspec import Struct

from sstc_survey.engine.form import Form
from sstc_survey.engine.paths import flattened, name_of
from sstc_survey.questionnaire import (
    OTHER,
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
    Questionnaire,
    Range,
    Rank,
    Repeat,
    SelectMultiple,
    SelectOne,
    Start,
    Stored,
    TextQuestion,
    Time,
    Today,
    Username,
)
from sstc_survey.response import QuestionnaireRef, Saved, Status

_NUMBERS: Final = re.compile(r"\[\d+\]")

# Takes one answer.
Taker: TypeAlias = Callable[[Any], None]


def place_of(key: str) -> str:
    """Return a key without the numbers of instances: it stands for the question in all of them."""
    return _NUMBERS.sub("", key)


class Scope:
    """What is told of at one level: `takers` by name; a name not even `known` is counted as `removed`, by place."""

    __slots__ = ("_around", "_removed", "known", "takers")

    def __init__(self, around: str, removed: defaultdict[str, int]) -> None:
        self.takers: dict[str, Taker] = {}
        self.known: set[str] = set()
        self._around = around
        self._removed = removed

    def take(self, answers: Mapping[str, Any]) -> None:
        """Count the answers of one interview, or of one instance."""
        takers = self.takers
        for name, value in answers.items():
            if name in takers:
                takers[name](value)
            elif name not in self.known:
                for key, _ in flattened({name: value}):
                    self._removed[self._around + place_of(key)] += 1


class RepeatTally:
    """How many instances of a repeat there are, and in how many of what stands around it.

    `sizes` counts the places, interviews or instances of the repeat around it, by how many instances they have,
    if any; `interviews` are those that have at least one, `misfits` the answers that are no instances.
    """

    __slots__ = ("_family", "around", "instances", "interviews", "level", "misfits", "not_reached", "repeat", "sizes")

    def __init__(self, repeat: Repeat, around: RepeatTally | None, level: Scope) -> None:
        self.repeat = repeat
        self.around = around
        self.level = level
        self.instances = 0
        self.interviews = 0
        self.misfits = 0
        self.not_reached = 0
        self.sizes: defaultdict[float, int] = defaultdict(int)
        self._family: list[RepeatTally] = [self]
        while around is not None:
            around._family.append(self)  # noqa: SLF001 its own kind
            around = around.around

    @property
    def taker(self) -> Taker:
        """Return what takes the value that is saved under the name of the repeat."""
        return self._take_interview if self.around is None else self._take

    def _take_interview(self, value: Any) -> None:  # noqa: ANN401 whatever a file holds
        before = [each.instances for each in self._family]
        self._take(value)
        for each, count in zip(self._family, before, strict=True):
            each.interviews += each.instances > count

    def _take(self, value: Any) -> None:  # noqa: ANN401
        instances = [each for each in value if each.__class__ is dict] if value.__class__ is list else []
        if not instances:
            self.misfits += 1
            return
        self.sizes[len(instances)] += 1
        self.instances += len(instances)
        for instance in instances:
            self.level.take(instance)

    def merge(self, other: RepeatTally) -> None:
        """Add what another tally of the repeat counted."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for size, count in other.sizes.items():
            self.sizes[size] += count

    def __eq__(self, other: object) -> bool:
        """Tell whether two tallies say the same."""
        if not isinstance(other, RepeatTally):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in ("repeat", "sizes", *_COUNTS))

    __hash__ = None  # type: ignore[assignment]


_COUNTS: Final = ("instances", "interviews", "misfits", "not_reached")


class TallyInput(Saved, Protocol):
    """What a tally reads of a response."""

    @property
    def id(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def questionnaire(self) -> QuestionnaireRef: ...
    @property
    def missing(self) -> Mapping[str, str]: ...
    @property
    def comments(self) -> Mapping[str, str]: ...


class Quotation(Struct, frozen=True):
    """What one respondent said in words; `answers` also has the answers that tell who it was.

    What was said in repeats stands in `inside` and `comments_inside`, by name; `hidden` has the names of the questions
    that the respondent keeps back.
    """

    id: str
    hidden: frozenset[str]
    answers: Mapping[str, Stored]
    comments: Mapping[str, str]
    inside: Mapping[str, list[str]]
    comments_inside: Mapping[str, list[str]]


class QuotationCollector:
    """Picks out of responses what was said in words to the questions of these names.

    Without comments, or answers under one of the names in `speaking`, a response has nothing for it.
    """

    def __init__(self, form: Form, names: Iterable[str]) -> None:
        nodes = [form.nodes[name] for name in names]
        self._places = frozenset(node.place for node in nodes)
        texts = [node for node in nodes if isinstance(node.entry, TextQuestion)]
        self._texts = frozenset(node.name for node in texts if not node.repeats)
        self._texts_inside = frozenset(node.place for node in texts if node.repeats)
        self._holders = frozenset(node.repeat_names[0] for node in texts if node.repeats)
        self.speaking = self._texts | self._holders
        self._told = self._texts | _telling(form.questionnaire)

    def hear(self, record: TallyInput, hidden: frozenset[str]) -> Quotation | None:
        """Return what a response says in words, None if nothing."""
        answers = {name: value for name, value in record.answers.items() if name in self._told}
        inside: dict[str, list[str]] = {}
        for holder in self._holders & record.answers.keys():
            for key, value in flattened({holder: record.answers[holder]}):
                if place_of(key) in self._texts_inside and isinstance(value, str):
                    inside.setdefault(name_of(key), []).append(value)
        comments: dict[str, str] = {}
        comments_inside: dict[str, list[str]] = {}
        for key, text in record.comments.items():
            place = place_of(key)
            if place == key in self._places:
                comments[key] = text
            elif place in self._places:
                comments_inside.setdefault(name_of(key), []).append(text)
        if not (comments or inside or comments_inside) and self._texts.isdisjoint(answers):
            return None
        return Quotation(record.id, hidden, answers, comments, inside, comments_inside)


def _telling(questionnaire: Questionnaire) -> set[str]:
    """Return the names under which an answer may tell who spoke, or how they may be quoted."""
    names = {name for asked in questionnaire.respondent for name in (asked, f"{asked}_{OTHER}")}
    return names | ({questionnaire.attribution.question} if questionnaire.attribution else set())


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
