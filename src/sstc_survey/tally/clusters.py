"""Questions of repeats with the interview as the cluster: members of one household answer alike, so that a share or a
mean of members is less certain than as many interviews would make it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct

from sstc_survey.engine.form_node import FormNode
from sstc_survey.questionnaire import Decimal, Integer, Range, Select, SelectMultiple, choices_of
from sstc_survey.statistics.clusters import ClusterMean, ClusterShare, ClusterSums, cluster_mean, cluster_share
from sstc_survey.tally.banners.units import Unit, level_of
from sstc_survey.tally.banners.variables import Variable, columns_of

# How many units of an interview answered, and how many of them chose one choice.
_Shape: TypeAlias = tuple[int, int]


class ClusteredFigures(Struct, frozen=True):
    """The figures of a question of a repeat with the interview as the cluster: those of its choices, or of its mean."""

    choices: Mapping[str, ClusterShare | None]
    mean: ClusterMean | None


class ClusterTally:
    """One question of a repeat, counted by interview: of each choice how many interviews have which shape."""

    __slots__ = ("_codes", "_is_multiple", "_shapes", "sums")

    def __init__(self, question: Select | Integer | Decimal | Range) -> None:
        self._codes = [choice.code for choice in choices_of(question)] if isinstance(question, Select) else None
        self._is_multiple = isinstance(question, SelectMultiple)
        self._shapes: dict[str, Counter[_Shape]] = {code: Counter() for code in self._codes or ()}
        # Numbers differ from interview to interview, so that there are no shapes to count.
        self.sums = ClusterSums()

    @property
    def is_of_values(self) -> bool:
        """Tell whether answers are numbers, not choices."""
        return self._codes is None

    def add(self, values: Sequence[Any]) -> None:
        """Add the answers of one interview."""
        if self._codes is None:
            self.sums.add(Counter(value for value in values if isinstance(value, int | float)))
            return
        answers = [self._chosen(value) for value in values if isinstance(value, list | str)]
        if answers:
            chosen = Counter(code for codes in answers for code in codes)
            for code in self._codes:
                self._shapes[code][len(answers), chosen[code]] += 1

    def _chosen(self, value: list[Any] | str) -> Collection[str]:
        """Return the codes of an answer, each once: none of one that is of another type, which is in the base too."""
        if isinstance(value, str):
            return () if self._is_multiple else (value,)
        try:
            return frozenset(value) if self._is_multiple else ()
        except TypeError:
            # It has instances of a repeat that had this name.
            return ()

    def merge(self, other: ClusterTally) -> None:
        """Add what another tally of the question counted."""
        self.sums.merge(other.sums)
        for code, shapes in other._shapes.items():
            self._shapes[code].update(shapes)

    def figures(self, clusters: int) -> ClusteredFigures:
        """Return the figures with their errors; `clusters` are all interviews."""
        found = {}
        for code, shapes in self._shapes.items():
            sums = ClusterSums()
            for (n, chosen), times in shapes.items():
                sums.add({1: chosen, 0: n - chosen}, times)
            found[code] = cluster_share(sums, clusters)
        return ClusteredFigures(found, cluster_mean(self.sums, clusters))


class ClusterColumn:
    """The questions of repeats that have an error, over the units of some interviews; those of one column."""

    def __init__(self, nodes: Iterable[FormNode]) -> None:
        self._levels: dict[str, list[str]] = {}
        self.questions: dict[str, ClusterTally] = {}
        for node in nodes:
            if node.repeats and isinstance(node.entry, Select | Integer | Decimal | Range):
                self._levels.setdefault(level_of(node), []).append(node.name)
                self.questions[node.name] = ClusterTally(node.entry)

    def add(self, units: Sequence[Unit], hidden: Collection[str]) -> None:
        """Add the units of one interview; the values of the questions in `hidden` are not counted."""
        by_level: dict[str, list[Unit]] = {}
        for unit in units:
            by_level.setdefault(unit.level, []).append(unit)
        for level, names in self._levels.items():
            found = by_level.get(level, ())
            for name in names:
                if name in hidden and self.questions[name].is_of_values:
                    continue
                self.questions[name].add([unit.answers[name] for unit in found if name in unit.answers])

    def merge(self, other: ClusterColumn) -> None:
        """Add what others counted."""
        for name, tally in self.questions.items():
            tally.merge(other.questions[name])


class Clusters:
    """The questions of repeats by interview: in all, and in each column of the variables of a banner."""

    def __init__(self, variables: Sequence[Variable], nodes: Sequence[FormNode]) -> None:
        self._variables = variables
        self._nodes = nodes
        # By the name of a variable and its column; by nothing those of all.
        self.columns: dict[tuple[str, str], ClusterColumn] = {}

    def add(self, interview: Unit, hidden: Collection[str], own_hidden: Collection[str]) -> None:
        """Add one interview.

        `hidden` are the questions whose values are not counted singly, `own_hidden` those that the respondent hides.
        """
        units = [*interview.within()]
        self._column("", "").add(units, hidden)
        for variable in self._variables:
            inside: dict[str, list[Unit]] = {}
            for unit in units:
                found = columns_of(variable, unit, own_hidden) if unit.level == variable.level else ""
                for code in () if isinstance(found, str) else found:
                    inside.setdefault(code, []).extend(unit.within())
            for code, each in inside.items():
                self._column(variable.name, code).add(each, hidden)

    def _column(self, variable: str, code: str) -> ClusterColumn:
        if (variable, code) not in self.columns:
            self.columns[variable, code] = ClusterColumn(self._nodes)
        return self.columns[variable, code]

    def merge(self, columns: Mapping[tuple[str, str], ClusterColumn]) -> None:
        """Add what others counted."""
        for (variable, code), tallies in columns.items():
            self._column(variable, code).merge(tallies)

    def figures(self, name: str, clusters: int, variable: str = "", code: str = "") -> ClusteredFigures | None:
        """Return the figures of a question, in all or in one column; `clusters` are all interviews."""
        tallies = self.columns.get((variable, code))
        tally = tallies.questions.get(name) if tallies is not None else None
        return None if tally is None else tally.figures(clusters)
