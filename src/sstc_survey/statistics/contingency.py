"""Tests of two-way tables of counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from msgspec import Struct

from sstc_survey.statistics.distributions import chi_square_p
from sstc_survey.statistics.exact import nearest, root
from sstc_survey.statistics.fisher import Fisher, fisher

# Counts by row, then by column; every row has all columns.
Table = Mapping[str, Mapping[str, int]]

CHOSEN: Final = "chosen"
NOT_CHOSEN: Final = "not_chosen"
# An expected count below it makes chi-square rough.
SMALL: Final = 5


class Yates(Struct, frozen=True):
    """Chi-square of a 2 x 2 table with the continuity correction."""

    chi2: float
    df: int
    p: float


class TableTest(Struct, frozen=True):
    """Pearson's chi-square, without correction, of the rows and columns that are not empty.

    `cramers_v` has no bias correction. `yates` and `fisher` are for tables that are 2 x 2 then.
    """

    n: int
    rows_used: tuple[str, ...]
    cols_used: tuple[str, ...]
    chi2: float
    df: int
    p: float
    min_expected: float
    cells_expected_below_5: int
    cramers_v: float
    yates: Yates | None
    fisher: Fisher | None
    adjusted_residuals: Mapping[str, Mapping[str, float]]


class _Counts(NamedTuple):
    """A table without its empty rows and columns, and its margins."""

    rows: tuple[str, ...]
    cols: tuple[str, ...]
    cells: list[list[int]]
    row_sums: list[int]
    col_sums: list[int]
    n: int


def table_test(table: Table) -> TableTest | None:
    """Test whether rows and columns go together, or return None where fewer than two of either have a count."""
    counts = _without_empty(table)
    if min(len(counts.rows), len(counts.cols)) <= 1:
        return None
    rows, cols, cells, row_sums, col_sums, n = counts
    shares = (
        Fraction(cell * cell, row * col)
        for line, row in zip(cells, row_sums, strict=True)
        for cell, col in zip(line, col_sums, strict=True)
    )
    chi2 = n * (sum(shares, Fraction()) - 1)
    df = (len(rows) - 1) * (len(cols) - 1)
    is_square = df == 1
    return TableTest(
        n=n,
        rows_used=rows,
        cols_used=cols,
        chi2=nearest(chi2),
        df=df,
        p=chi_square_p(nearest(chi2), df),
        min_expected=min(row_sums) * min(col_sums) / n,
        cells_expected_below_5=sum(row * col < SMALL * n for row in row_sums for col in col_sums),
        cramers_v=root(chi2 / (n * (min(len(rows), len(cols)) - 1))),
        yates=_yates(counts) if is_square else None,
        fisher=fisher(cells) if is_square else None,
        adjusted_residuals={
            name: {
                other: (n * cell - row * col) / root(Fraction(row * col * (n - row) * (n - col), n))
                for other, cell, col in zip(cols, line, col_sums, strict=True)
            }
            for name, line, row in zip(rows, cells, row_sums, strict=True)
        },
    )


def row_choice_tests(table: Table, col_bases: Mapping[str, int]) -> dict[str, TableTest | None]:
    """Test each choice of a select_multiple in the rows, chosen or not, by a select_one in the columns.

    `col_bases` has how many respondents of the base chose each column, whatever they chose in the rows.
    """
    return {
        choice: table_test({CHOSEN: chosen, NOT_CHOSEN: {col: base - chosen[col] for col, base in col_bases.items()}})
        for choice, chosen in table.items()
    }


def column_choice_tests(table: Table, row_bases: Mapping[str, int]) -> dict[str, TableTest | None]:
    """Test each choice of a select_multiple in the columns, chosen or not, by a select_one in the rows."""
    choices: Iterable[str] = next(iter(table.values()), {})
    return {
        choice: table_test(
            {
                row: {CHOSEN: table[row][choice], NOT_CHOSEN: base - table[row][choice]}
                for row, base in row_bases.items()
            }
        )
        for choice in choices
    }


def _without_empty(table: Table) -> _Counts:
    rows = tuple(name for name, line in table.items() if any(line.values()))
    names: Iterable[str] = next(iter(table.values()), {})
    cols = tuple(name for name in names if any(line[name] for line in table.values()))
    cells = [[table[row][col] for col in cols] for row in rows]
    row_sums = [sum(line) for line in cells]
    return _Counts(rows, cols, cells, row_sums, [sum(line) for line in zip(*cells, strict=True)], sum(row_sums))


def _yates(counts: _Counts) -> Yates:
    """Take at most a half from each distance, and never more than there is."""
    n = counts.n
    expected = [[Fraction(row * col, n) for col in counts.col_sums] for row in counts.row_sums]
    # In a 2 x 2 table all four are as far from what is expected.
    distance = abs(counts.cells[0][0] - expected[0][0])
    rest = distance - min(Fraction(1, 2), distance)
    chi2 = nearest(sum((rest * rest / each for line in expected for each in line), Fraction()))
    return Yates(chi2, 1, chi_square_p(chi2, 1))
