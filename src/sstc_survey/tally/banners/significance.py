"""Tests of a question by a variable: whether they go together, and which columns differ from which."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from sstc_survey.statistics import (
    Anova,
    KruskalWallis,
    MeanTests,
    ShareTests,
    TableTest,
    WelchT,
    anova,
    column_choice_tests,
    comparisons_of,
    kruskal_wallis,
    mean_interval,
    mean_tests,
    row_choice_tests,
    share_tests,
    table_test,
    welch_anova,
    welch_t,
)
from sstc_survey.statistics.columns import eligible
from sstc_survey.tally.banners.tables import Table, TableCell, TableColumn, Test


class ChiSquare(Struct, frozen=True):
    """Chi-square of a table; where one side has several choices, of each of these, chosen or not."""

    table: TableTest | None
    choices: Mapping[str, TableTest | None]


class ColumnTests(Struct, frozen=True):
    """Each row between all pairs of columns that have a base of `min_base`; `mean` where the answers are numbers."""

    min_base: int
    eligible: tuple[bool, ...]
    comparisons: int
    rows: Mapping[str, ShareTests]
    nets: Mapping[str, ShareTests]
    boxes: Mapping[str, ShareTests]
    mean: MeanTests | None

    @property
    def shares(self) -> Mapping[str, ShareTests]:
        """Return the tests of all rows by what they are of."""
        return {**self.nets, **self.boxes, **self.rows}


class GroupMeans(Struct, frozen=True):
    """The means of all columns at once, and the interval of each: of instances it allows for their interviews."""

    intervals: Mapping[str, tuple[float, float] | None]
    welch_t: WelchT | None
    welch_anova: Anova | None
    anova: Anova | None
    kruskal_wallis: KruskalWallis | None


class Significance(Struct, frozen=True, kw_only=True):
    """What was tested of one table; None where it was not asked for, or where there is nothing to test.

    Tests of columns need the means too; `shows_means` where these are to be read for themselves.
    """

    chi2: ChiSquare | None = None
    columns: ColumnTests | None = None
    means: GroupMeans | None = None
    shows_means: bool = False

    @property
    def shown_means(self) -> GroupMeans | None:
        """Return the means as far as they are for reading."""
        return self.means if self.shows_means else None

    @property
    def is_any(self) -> bool:
        """Tell whether anything was tested."""
        return self.chi2 is not None or self.columns is not None or self.means is not None


def significance_of(table: Table, tests: Sequence[Test], min_base: int) -> Significance:
    """Test a table."""
    return Significance(
        chi2=_chi_square(table) if Test.CHI2 in tests else None,
        columns=_columns(table, min_base) if Test.COLUMNS in tests else None,
        means=_means(table) if Test.MEANS in tests or Test.COLUMNS in tests else None,
        shows_means=Test.MEANS in tests,
    )


def _chi_square(table: Table) -> ChiSquare | None:
    """Test a table of choices; with several choices on both sides there is nothing to test."""
    counts = _counts(table)
    if not counts or not table.is_of_choices:
        return None
    match table.overlapping_rows, table.overlapping:
        case False, False:
            return ChiSquare(table_test(counts), {})
        case True, False:
            return ChiSquare(None, row_choice_tests(counts, {column.code: column.base for column in table.columns}))
        case False, True:
            return ChiSquare(None, column_choice_tests(counts, table.row_bases))
        case _:
            return None


def _counts(table: Table) -> dict[str, dict[str, int]]:
    by_column = {column.code: {cell.code: cell.n for cell in column.cells} for column in table.columns}
    return {
        row: {code: cells.get(row, 0) for code, cells in by_column.items()}
        for row in (cell.code for cell in table.total.cells)
    }


def _columns(table: Table, min_base: int) -> ColumnTests | None:
    """Test columns against each other, unless a unit may be in several."""
    if table.overlapping or not table.columns:
        return None
    bases = [column.base for column in table.columns]

    def tested(cells_of: Callable[[TableColumn], Sequence[TableCell]]) -> dict[str, ShareTests]:
        # Of calculations and long scales, columns have only the values that occur in them.
        counts = [{cell.code: cell.n for cell in cells_of(column)} for column in table.columns]
        return {
            cell.code: share_tests([column.get(cell.code, 0) for column in counts], bases, min_base)
            for cell in cells_of(table.total)
        }

    numbers = [column.numbers or {} for column in table.columns]
    return ColumnTests(
        min_base,
        tuple(place in eligible(bases, min_base) for place in range(len(bases))),
        comparisons_of(bases, min_base),
        tested(lambda column: column.cells),
        tested(lambda column: column.nets),
        tested(lambda column: column.boxes),
        mean_tests(numbers, min_base) if table.has_numbers else None,
    )


def _interval(column: TableColumn) -> tuple[float, float] | None:
    if column.by_interview is not None:
        return None if column.by_interview.mean is None else column.by_interview.mean.ci95_t
    return mean_interval(column.numbers or {})


def _means(table: Table) -> GroupMeans | None:
    if table.overlapping or not table.has_numbers:
        return None
    groups = {column.code: column.numbers or {} for column in table.columns}
    intervals = {column.code: _interval(column) for column in table.columns}
    return GroupMeans(intervals, welch_t(groups), welch_anova(groups), anova(groups), kruskal_wallis(groups))
