"""The counts of a banner: one pass counts every answer in all columns of all variables, and merges with other counts.

Each column has bits of its own in every count, its lane: a number with a 1 in several lanes, added to the count of an
answer, counts it in several columns. So an answer costs one addition however many variables there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import count
from typing import Any, Final, TypeAlias

from sstc_survey.engine.form_node import FormNode
from sstc_survey.problems import Problem, SurveyError, codes
from sstc_survey.tally.banners.units import INTERVIEW, Level, Unit, level_of
from sstc_survey.tally.banners.variables import Variable, columns_of
from sstc_survey.tally.counts import BannerCounts, Lanes, LevelCounts, QuestionCounts, VariableCounts
from sstc_survey.tally.questions import QuestionTally, tally_of

# More columns than anyone reads, and than there is memory for with every question in each.
MAX_COLUMNS: Final = 100
# The rows of a banner: for each level the questions that are asked in it.
Rows: TypeAlias = Mapping[Level, Sequence[FormNode]]
# More than there can be units: no count runs over into the lane beside it.
_LANE_BITS: Final = 32
_LANE: Final = (1 << _LANE_BITS) - 1


class _LevelCount:
    """The questions of one level; every count has all lanes."""

    __slots__ = ("_adders", "questions", "units")

    def __init__(self, nodes: Sequence[FormNode]) -> None:
        self.units: Lanes = 0
        self.questions: dict[str, QuestionTally] = {}
        self._adders: dict[str, Callable[[Any, Lanes], None]] = {}
        for node in nodes:
            tally = tally_of(node.leaf) if node.leaf is not None else None
            if tally is not None:
                self.questions[node.name] = tally
                self._adders[node.name] = tally.add

    def count(self, unit: Unit, lanes: Lanes, hidden: Collection[str]) -> None:
        """Count the answers and states of a unit; the values of the questions in `hidden` are not counted singly."""
        self.units += lanes
        adders, questions = self._adders, self.questions
        if hidden:
            adders = adders | {name: questions[name].add_hidden for name in hidden if name in questions}
        for name, value in unit.answers.items():
            if name in adders:
                adders[name](value, lanes)
        for name, state in unit.missing.items():
            if name in questions:
                questions[name].missing[state] += lanes
        for name in unit.not_reached:
            if name in questions:
                questions[name].not_reached += lanes
        for name, offered in unit.offered.items():
            if name in questions:
                questions[name].offer(offered, lanes)

    def counts(self) -> LevelCounts:
        """Return what was counted."""
        return LevelCounts(self.units, {name: tally.alone() for name, tally in self.questions.items()})

    def merge(self, other: LevelCounts, change: Callable[[Lanes], Lanes]) -> None:
        """Add what another one counted, its lanes changed to those of this one."""
        self.units += change(other.units)
        for name, tally in self.questions.items():
            changed = QuestionCounts()
            changed.take(other.questions[name], change)
            tally.merge(changed)


class Banner:
    """Variables side by side, and every question in each of their columns."""

    def __init__(self, variables: Iterable[Variable], rows: Rows) -> None:
        self._levels = {level: _LevelCount(nodes) for level, nodes in rows.items()}
        places = count()
        self.variables = tuple(BannerTally(variable, self._levels, places) for variable in variables)
        self._by_level: dict[Level, list[BannerTally]] = {}
        for each in self.variables:
            self._by_level.setdefault(each.variable.level, []).append(each)

    def add(self, unit: Unit, hidden: Collection[str], own_hidden: Collection[str], around: Lanes = 0) -> Lanes:
        """Count a unit, with what is in it, in its columns and in those of all that is in it or `around` it.

        `hidden` are the questions whose values are not counted singly, `own_hidden` those that the respondent hides.
        Return the columns of the unit and of what is in it.
        """
        own: Lanes = 0
        for variable in self._by_level.get(unit.level, ()):
            own += variable.lanes_of(unit, own_hidden)
        inside: Lanes = 0
        for each in unit.inside:
            inside += self.add(each, hidden, own_hidden, around + own)
        lanes = around + own + inside
        level = self._levels.get(unit.level)
        if lanes and level is not None:
            level.count(unit, lanes, hidden)
        return own + inside

    def counts(self) -> BannerCounts:
        """Return what was counted."""
        variables = tuple(each.counts() for each in self.variables)
        return BannerCounts(variables, {level: counted.counts() for level, counted in self._levels.items()})

    def merge(self, other: BannerCounts) -> None:
        """Add what another banner of the same variables and rows counted."""
        pairs = [
            pair
            for mine, theirs in zip(self.variables, other.variables, strict=True)
            for pair in mine.merged_lanes(theirs)
        ]

        def change(lanes: Lanes) -> Lanes:
            return sum(_taken(lanes, theirs) << mine for mine, theirs in pairs)

        for level, counted in self._levels.items():
            counted.merge(other.levels[level], change)


class BannerTally:
    """The columns of one variable of a banner; `left_out` has why units are in none.

    Besides a lane for each column, there is one for all units that answered the variable, and one for those that are in
    no column.
    """

    def __init__(self, variable: Variable, levels: Mapping[Level, _LevelCount], places: count[int]) -> None:
        self.variable = variable
        self._levels = levels
        self._places = places
        self._base = self._new_lane()
        self._outside = self._new_lane()
        self._columns = {code: self._new_lane() for code in variable.codes or ()}
        self.left_out: defaultdict[str, int] = defaultdict(int)
        self.units = 0

    def _new_lane(self) -> int:
        return next(self._places) * _LANE_BITS

    def lanes_of(self, unit: Unit, hidden: Collection[str]) -> Lanes:
        """Return the columns of a unit that has the variable, and count it."""
        self.units += 1
        found = columns_of(self.variable, unit, hidden)
        if isinstance(found, str):
            self.left_out[found] += 1
            return 1 << self._outside
        lanes = 1 << self._base
        for code in found:
            lanes += 1 << self._column(code)
        return lanes

    def _column(self, code: str) -> int:
        if code not in self._columns:
            if len(self._columns) == MAX_COLUMNS:
                details = {"name": self.variable.name, "maximum": MAX_COLUMNS}
                raise SurveyError(Problem(codes.SUMMARY_BY_TOO_MANY, details))
            self._columns[code] = self._new_lane()
        return self._columns[code]

    def counts(self) -> VariableCounts:
        """Return what was counted of the variable itself, and where its lanes are."""
        return VariableCounts(self.units, dict(self.left_out), self._base, self._outside, dict(self._columns))

    def merged_lanes(self, other: VariableCounts) -> list[tuple[int, int]]:
        """Add the units of other counts of the variable, and return each lane here with the one that it is there."""
        self.units += other.units
        for reason, number in other.left_out.items():
            self.left_out[reason] += number
        columns = [(self._column(code), place) for code, place in other.columns.items()]
        return [(self._base, other.base), (self._outside, other.outside), *columns]

    def has(self, node: FormNode) -> bool:
        """Tell whether a question is counted by this variable: one is asked in what the other is asked in."""
        own, level = self.variable.level, level_of(node)
        around = self.variable.node.repeat_names if self.variable.node is not None else ()
        return INTERVIEW in (own, level) or level in around or own in node.repeat_names

    def base(self, node: FormNode) -> QuestionTally:
        """Return a question over the units that answered the variable."""
        return self._counted(node, self._base)[0]

    def total(self, node: FormNode) -> tuple[QuestionTally, int]:
        """Return a question over all units, and how many they are."""
        return self._counted(node, self._base, self._outside)

    def column(self, node: FormNode, code: str) -> tuple[QuestionTally, int]:
        """Return a question over the units of one column, and how many they are."""
        return self._counted(node, self._columns[code])

    def _counted(self, node: FormNode, *places: int) -> tuple[QuestionTally, int]:
        def change(lanes: Lanes) -> int:
            return sum(_taken(lanes, place) for place in places)

        level = self._levels[level_of(node)]
        return level.questions[node.name].changed(change), change(level.units)

    @property
    def depth(self) -> int:
        """Return how many repeats the variable is in."""
        return len(self.variable.node.repeats) if self.variable.node is not None else 0

    @property
    def codes(self) -> Sequence[str]:
        """Return the columns in order: as they are given, else numbers by size before texts."""
        return sorted(self._columns, key=_in_order) if self.variable.codes is None else self.variable.codes


def _taken(lanes: Lanes, place: int) -> int:
    return (lanes >> place) & _LANE


def _in_order(code: str) -> tuple[bool, float, str]:
    try:
        return False, float(code), code
    except ValueError:
        return True, 0.0, code
