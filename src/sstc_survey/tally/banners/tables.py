"""The figures of one question by one variable: each column with its own base, beside all who answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple, Self, TypeAlias

import msgspec
from msgspec import Struct

from sstc_survey.engine.form_node import FormNode
from sstc_survey.questionnaire import DataType, Select, SelectMultiple
from sstc_survey.tally.banners.cells import BannerTally
from sstc_survey.tally.banners.units import level_of
from sstc_survey.tally.figures import (
    Figures,
    ScaleFigures,
    ValueFigures,
    figures_of_question,
    number_counts,
    percent,
)
from sstc_survey.tally.groups import (
    Box,
    GroupFigures,
    ScoreFigures,
    box_figures,
    net_figures,
    score_counts,
    score_figures,
)
from sstc_survey.tally.questions import QuestionTally
from sstc_survey.tally.states import States, states_of

if TYPE_CHECKING:
    from sstc_survey.tally.clusters import ClusteredFigures

# Returns the figures of a column with the interview as the cluster, None without any.
Clustered: TypeAlias = "Callable[[str], ClusteredFigures | None]"
_FEW: Final = 20


class Test(StrEnum):
    """What is tested: a whole table, its columns against each other, or the means of its columns."""

    __test__ = False

    CHI2 = "chi2"
    COLUMNS = "columns"
    MEANS = "means"


class TableCell(Struct, frozen=True):
    """How many units of a column gave one answer; percentages are None where there is no base.

    `percent_column` is of those in the column who answered, `percent_row` of those in the base who gave this answer,
    `percent_total` of the base, `percent_asked` of those in the column who were asked, `percent_mentions` of all
    choices selected in the column. The base of the total is all who answered, those in no column too.
    """

    code: str
    n: int
    percent_column: float | None
    percent_row: float | None
    percent_total: float | None
    percent_asked: float | None
    percent_mentions: float | None


class TableColumn(Struct, frozen=True):
    """One column: its states, a cell for each answer, and the figures of values.

    `numbers` has how often each number was given, where answers are numbers or have scores. Nets and boxes count a
    unit once; `mentions` adds up the choices of a select_multiple, and `by_interview` has errors with the interview as
    the cluster.
    """

    code: str
    states: States
    cells: tuple[TableCell, ...]
    figures: Figures
    numbers: Mapping[float, int] | None
    nets: tuple[TableCell, ...] = ()
    boxes: tuple[TableCell, ...] = ()
    scores: ScoreFigures | None = None
    mentions: int | None = None
    by_interview: ClusteredFigures | None = None

    @property
    def base(self) -> int:
        """Return how many units in it answered the question."""
        return self.states.answered


class Table(Struct, frozen=True, kw_only=True):
    """A question by a variable: `base` are the units that answered both, `no_column` the question only.

    `per` is what is counted, a repeat or nothing for interviews; `row_bases` are those of the base by answer,
    `group_bases` those by net and box. Columns,
    or rows, are overlapping where a unit may be in several.
    """

    variable: str
    per: str
    overlapping: bool
    overlapping_rows: bool
    is_of_choices: bool
    base: int
    no_column: int
    row_bases: Mapping[str, int]
    group_bases: Mapping[str, int]
    total: TableColumn
    columns: tuple[TableColumn, ...]

    @property
    def is_small(self) -> bool:
        """Tell whether so few answered that counts say more than shares and tests."""
        return self.total.base < _FEW

    @property
    def has_numbers(self) -> bool:
        """Tell whether the answers are numbers."""
        return self.total.numbers is not None


def table_of(
    banner: BannerTally, node: FormNode, boxes: Sequence[Box] = (), clustered: Clustered = lambda _: None
) -> Table:
    """Return the table of a question by a variable; `clustered` has the figures of its columns by interview."""
    (total, units), base = banner.total(node), banner.base(node)
    of = _Bases.of(base, boxes)
    return Table(
        variable=banner.variable.name,
        overlapping=banner.variable.overlapping,
        overlapping_rows=node.entry.data_type is DataType.CODES,
        is_of_choices=isinstance(node.entry, Select),
        per=level_of(node) if len(node.repeats) > banner.depth else banner.variable.level,
        base=base.answered,
        no_column=total.answered - base.answered,
        row_bases=of.rows,
        group_bases=of.groups,
        # It has those in no column too: its shares are of themselves.
        total=_column("", total, units, _Bases.of(total, boxes), boxes),
        columns=tuple(
            msgspec.structs.replace(
                _column(code, *banner.column(node, code), of, boxes),
                by_interview=clustered(code),
            )
            for code in banner.codes
        ),
    )


class _Bases(NamedTuple):
    """The units that shares of rows and of all divide by, by answer, by net and box, and all."""

    rows: Mapping[str, int]
    groups: Mapping[str, int]
    all: int

    @classmethod
    def of(cls, tally: QuestionTally, boxes: Sequence[Box]) -> Self:
        """Return the bases of those that a tally has counted."""
        groups = {row.name: row.n for row in (*net_figures(tally), *box_figures(tally, boxes))}
        return cls(_counts(figures_of_question(tally)[0]), groups, tally.answered)


def _column(code: str, tally: QuestionTally, units: int, of: _Bases, boxes: Sequence[Box]) -> TableColumn:
    figures, _ = figures_of_question(tally)
    counts = _counts(figures)
    mentions = sum(counts.values()) if tally.question.data_type is DataType.CODES else 0

    def cell(name: str, n: int, of_row: int, mentioned: int = 0) -> TableCell:
        shares = percent(n, tally.answered), percent(n, of_row), percent(n, of.all), percent(n, tally.asked)
        return TableCell(name, n, *shares, percent(n, mentioned))

    def groups(rows: Sequence[GroupFigures]) -> tuple[TableCell, ...]:
        return tuple(cell(row.name, row.n, of.groups.get(row.name, 0)) for row in rows)

    return TableColumn(
        code,
        states_of(tally, units),
        tuple(cell(row, n, of.rows.get(row, 0), mentions) for row, n in counts.items()),
        figures,
        score_counts(tally) or number_counts(tally),
        groups(net_figures(tally)),
        groups(box_figures(tally, boxes)),
        score_figures(tally),
        mentions if isinstance(tally.question, SelectMultiple) else None,
    )


def _counts(figures: Figures) -> dict[str, int]:
    """Return how often each answer was given, in the order of the questionnaire; nothing for what is not counted."""
    match figures:
        case tuple():
            return {row.code: row.n for row in figures}
        case ScaleFigures(_, values):
            return {f"{row.value:.15g}": row.n for row in values}
        case ValueFigures(values):
            return dict(values)
        case _:
            return {}
