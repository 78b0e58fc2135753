"""What was counted of a questionnaire, without the questionnaire: small to send, and merged by addition alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from msgspec import Struct

from sstc_survey.tally.quotations import Quotations

if TYPE_CHECKING:
    from sstc_survey.tally.clusters import ClusterColumn

_Key = TypeVar("_Key")

# Counts of several columns in one number (see `banners.cells`).
Lanes: TypeAlias = int


class RepeatCounts:
    """How many instances a repeat has, and in how many interviews or instances of the repeat around it.

    `sizes` counts the places, interviews or instances of the repeat around it, by how many instances they have: 0
    where it was asked about and is empty. `interviews` are those that have at least one, `misfits` the answers that
    are no instances.
    """

    __slots__ = ("instances", "interviews", "misfits", "not_reached", "sizes")

    def __init__(self) -> None:
        self.instances = 0
        self.interviews = 0
        self.misfits = 0
        self.not_reached = 0
        self.sizes: defaultdict[float, int] = defaultdict(int)

    def merge(self, other: RepeatCounts) -> None:
        """Add other counts of the repeat."""
        self.instances += other.instances
        self.interviews += other.interviews
        self.misfits += other.misfits
        self.not_reached += other.not_reached
        add_up(self.sizes, other.sizes)

    def alone(self) -> RepeatCounts:
        """Return the counts without the repeat."""
        counts = RepeatCounts()
        counts.merge(self)
        return counts


class QuestionCounts:
    """The answers to one question, counted, and why there is none where it was asked.

    `counts` has how often each value was given (for a select_multiple, each code; for a text, nothing: texts are
    quoted), `places` how often a code was ranked at a place, `nets` how many gave any of several choices, `misfits` how
    many answers are of another type than the question takes, `withheld` how many their respondents hide. `offered`
    counts for each code to how many a filter left it.
    """

    __slots__ = ("answered", "counts", "misfits", "missing", "nets", "not_reached", "offered", "places", "withheld")

    def __init__(self) -> None:
        self.answered = 0
        self.misfits = 0
        self.withheld = 0
        self.not_reached = 0
        self.counts: defaultdict[str | int | float, int] = defaultdict(int)
        self.places: defaultdict[tuple[str, int], int] = defaultdict(int)
        self.nets: defaultdict[str, int] = defaultdict(int)
        self.missing: defaultdict[str, int] = defaultdict(int)
        self.offered: defaultdict[str, int] = defaultdict(int)

    @property
    def asked(self) -> int:
        """Return how often the question was asked."""
        return self.answered + sum(self.missing.values())

    def merge(self, other: QuestionCounts) -> None:
        """Add other counts of the question."""
        self.answered += other.answered
        self.misfits += other.misfits
        self.withheld += other.withheld
        self.not_reached += other.not_reached
        add_up(self.counts, other.counts)
        add_up(self.places, other.places)
        add_up(self.nets, other.nets)
        add_up(self.missing, other.missing)
        add_up(self.offered, other.offered)

    def take(self, other: QuestionCounts, change: Callable[[int], int]) -> None:
        """Take over other counts, each one changed; what then counts nothing is left out."""
        self.answered = change(other.answered)
        self.misfits = change(other.misfits)
        self.withheld = change(other.withheld)
        self.not_reached = change(other.not_reached)
        self.counts.update(_changed(other.counts, change))
        self.places.update(_changed(other.places, change))
        self.nets.update(_changed(other.nets, change))
        self.missing.update(_changed(other.missing, change))
        self.offered.update(_changed(other.offered, change))

    def alone(self) -> QuestionCounts:
        """Return the counts without the question."""
        counts = QuestionCounts()
        counts.merge(self)
        return counts


class VariableCounts(Struct, frozen=True):
    """A variable of a banner: its units, why some are in no column, and where in `Lanes` each column begins."""

    units: int
    left_out: Mapping[str, int]
    base: int
    outside: int
    columns: Mapping[str, int]


class LevelCounts(Struct, frozen=True):
    """The questions of one level of a banner; every count has all lanes."""

    units: Lanes
    questions: Mapping[str, QuestionCounts]


class BannerCounts(Struct, frozen=True):
    """What a banner counted, by variable and by level."""

    variables: tuple[VariableCounts, ...]
    levels: Mapping[str, LevelCounts]


class TallyCounts(Struct, frozen=True, kw_only=True):
    """What a tally counted; `clusters` has by variable and column the questions of repeats by interview."""

    interviews: int
    left_out: int
    unclear: int
    guarded: int
    hidden_names: frozenset[str]
    versions: Mapping[str, int]
    removed: Mapping[str, int]
    removed_comments: Mapping[str, int]
    questions: Mapping[str, QuestionCounts]
    repeats: Mapping[str, RepeatCounts]
    quotations: Quotations
    banner: BannerCounts | None
    clusters: Mapping[tuple[str, str], ClusterColumn] | None


def add_up(own: defaultdict[_Key, int], other: Mapping[_Key, int]) -> None:
    """Add counts to those of the same keys."""
    for key, count in other.items():
        own[key] += count


def _changed(counts: Mapping[_Key, int], change: Callable[[int], int]) -> dict[_Key, int]:
    return {key: count for key, before in counts.items() if (count := change(before))}
