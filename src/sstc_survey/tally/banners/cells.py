"""The counts of a banner: one pass counts every question in each column, and merges with other counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sstc_survey.engine.form_node import FormNode
from sstc_survey.problems import Problem, SurveyError, codes
from sstc_survey.tally.banners.units import Level, Unit, level_of
from sstc_survey.tally.banners.variables import Variable
from sstc_survey.tally.questions import QuestionTally, tally_of

if TYPE_CHECKING:
    from sstc_survey.tally.banners.plan import Plan
    from sstc_survey.tally.clusters import ClusteredFigures, ClusterTallies

# More columns than anyone reads, and than there is memory for with every question in each.
MAX_COLUMNS: Final = 100
# The rows of a banner: for each level the questions that are asked in it.
Rows = Mapping[Level, Sequence[FormNode]]


class _LevelCount:
    """The questions of one level, counted over some units."""

    __slots__ = ("_adders", "questions", "units")

    def __init__(self, nodes: Sequence[FormNode]) -> None:
        self.units = 0
        self.questions: dict[str, QuestionTally] = {}
        self._adders: dict[str, Callable[[Any], None]] = {}
        for node in nodes:
            tally = tally_of(node.leaf) if node.leaf is not None else None
            if tally is not None:
                self.questions[node.name] = tally
                self._adders[node.name] = tally.add

    def count(self, unit: Unit, hidden: Collection[str]) -> None:
        """Count the answers and states of a unit; the values of the questions in `hidden` are not counted singly."""
        self.units += 1
        withheld = [self.questions[name] for name in hidden if name in self.questions] if hidden else ()
        for tally in withheld:
            tally.hidden = True
        adders = self._adders
        for name, value in unit.answers.items():
            if name in adders:
                adders[name](value)
        questions = self.questions
        for name, state in unit.missing.items():
            if name in questions:
                questions[name].missing[state] += 1
        for name in unit.not_reached:
            if name in questions:
                questions[name].not_reached += 1
        for name, offered in unit.offered.items():
            if name in questions:
                questions[name].offer(offered)
        for tally in withheld:
            tally.hidden = False

    def merge(self, other: _LevelCount) -> None:
        """Add what others counted."""
        self.units += other.units
        for name, tally in self.questions.items():
            tally.merge(other.questions[name])


class Cell:
    """One column of a banner: the questions of every level, counted over its units."""

    __slots__ = ("levels",)

    def __init__(self, rows: Rows) -> None:
        self.levels = {level: _LevelCount(nodes) for level, nodes in rows.items()}

    def count(self, units: Sequence[Unit], hidden: Collection[str]) -> None:
        """Count the answers of units, each in its level."""
        for unit in units:
            level = self.levels.get(unit.level)
            if level is not None:
                level.count(unit, hidden)

    def merge(self, other: Cell) -> None:
        """Add what another column counted."""
        for level, counted in self.levels.items():
            counted.merge(other.levels[level])


class BannerTally:
    """The columns of one variable; `outside` has the units that are in none, and `left_out` why they are not.

    `in_base` has the units that answered the variable, where they may be in several columns.
    """

    def __init__(self, variable: Variable, rows: Rows, plan: Plan) -> None:
        self.variable = variable
        self._rows = _on_one_line(variable, rows)
        self._has_clusters = plan.clusters
        # By column; a unit is in the cluster that its interview is.
        self.clusters: dict[str, ClusterTallies] = {}
        self.columns: dict[str, Cell] = {code: Cell(self._rows) for code in variable.codes or ()}
        self.outside = Cell(self._rows)
        self.in_base = Cell(self._rows) if variable.overlapping else None
        self.left_out: defaultdict[str, int] = defaultdict(int)
        self.units = 0

    def add(self, interview: Unit, hidden: Collection[str]) -> None:
        """Count an interview: each unit that has the variable, with what is in it and what it is in."""
        level = self.variable.level
        inside: dict[str, list[Unit]] = {}
        for unit in interview.within():
            if unit.level != level:
                continue
            self.units += 1
            units = [*unit.within(), *unit.around()]
            found = self.variable.columns(unit)
            if isinstance(found, str):
                self.left_out[found] += 1
                self.outside.count(units, hidden)
                continue
            if self.in_base is not None:
                self.in_base.count(units, hidden)
            for code in found:
                self._column(code).count(units, hidden)
                if self._has_clusters:
                    inside.setdefault(code, []).extend(unit.within())
        for code, units in inside.items():
            self._clusters(code).add(units)

    def _clusters(self, code: str) -> ClusterTallies:
        if code not in self.clusters:
            from sstc_survey.tally.clusters import ClusterTallies

            self.clusters[code] = ClusterTallies(node for nodes in self._rows.values() for node in nodes)
        return self.clusters[code]

    def _column(self, code: str) -> Cell:
        if code not in self.columns:
            if len(self.columns) == MAX_COLUMNS:
                details = {"name": self.variable.name, "maximum": MAX_COLUMNS}
                raise SurveyError(Problem(codes.SUMMARY_BY_TOO_MANY, details))
            self.columns[code] = Cell(self._rows)
        return self.columns[code]

    def merge(self, other: BannerTally) -> None:
        """Add what another tally of the variable counted."""
        self.units += other.units
        for code, cell in other.columns.items():
            self._column(code).merge(cell)
        self.outside.merge(other.outside)
        if self.in_base is not None and other.in_base is not None:
            self.in_base.merge(other.in_base)
        for code, clusters in other.clusters.items():
            self._clusters(code).merge(clusters)
        for reason, count in other.left_out.items():
            self.left_out[reason] += count

    def has(self, node: FormNode) -> bool:
        """Tell whether a question is counted by this variable: one is asked in what the other is asked in."""
        return any(row is node for row in self._rows.get(level_of(node), ()))

    def base(self, node: FormNode) -> QuestionTally:
        """Return a question over the units that answered the variable."""
        if self.in_base is not None:
            return self.in_base.levels[level_of(node)].questions[node.name]
        return _sum(node, self.columns.values())

    def total(self, node: FormNode) -> QuestionTally:
        """Return a question over all units."""
        return _sum(node, self._all())

    def total_units(self, node: FormNode) -> int:
        """Return how many units a question is counted over in all."""
        return sum(cell.levels[level_of(node)].units for cell in self._all())

    def _all(self) -> list[Cell]:
        """Return cells that have each unit once."""
        return [self.outside, *([self.in_base] if self.in_base is not None else self.columns.values())]

    @property
    def depth(self) -> int:
        """Return how many repeats the variable is in."""
        return len(self.variable.node.repeats) if self.variable.node is not None else 0

    @property
    def codes(self) -> Sequence[str]:
        """Return the columns in order: as they are given, else numbers by size before texts."""
        return sorted(self.columns, key=_in_order) if self.variable.codes is None else self.variable.codes

    def clustered(self, node: FormNode, code: str, interviews: int) -> ClusteredFigures | None:
        """Return the figures of a question of a repeat in one column with their errors, None without any."""
        tally = self.clusters[code].questions.get(node.name) if code in self.clusters else None
        return None if tally is None else tally.figures(interviews)

    def column(self, node: FormNode, code: str) -> tuple[QuestionTally, int]:
        """Return a question over the units of one column, and how many they are."""
        level = self.columns[code].levels[level_of(node)]
        return level.questions[node.name], level.units


def _on_one_line(variable: Variable, rows: Rows) -> Rows:
    """Return the rows in levels that are in that of the variable, or around it."""
    own = variable.level
    around = _around(variable)

    def is_on_line(level: Level, nodes: Sequence[FormNode]) -> bool:
        return level == own or level in around or not own or own in nodes[0].repeat_names

    return {level: nodes for level, nodes in rows.items() if nodes and is_on_line(level, nodes)}


def _around(variable: Variable) -> Collection[Level]:
    return ("", *variable.node.repeat_names) if variable.node is not None else ("",)


def _sum(node: FormNode, cells: Collection[Cell]) -> QuestionTally:
    assert node.leaf is not None  # noqa: S101 rows are leaves
    total = tally_of(node.leaf)
    assert total is not None  # noqa: S101 rows have figures
    for cell in cells:
        total.merge(cell.levels[level_of(node)].questions[node.name])
    return total


def _in_order(code: str) -> tuple[bool, float, str]:
    try:
        return False, float(code), code
    except ValueError:
        return True, 0.0, code
