"""The rows of CSV for the variables of a banner: one figure a row, with the variable and the column that it is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from sstc_survey.reports.rounding import as_given, percentage, two_decimals
from sstc_survey.reports.summary.model import Choices, QuestionSummary, TestedTable
from sstc_survey.tally import DateFigures, NumberFigures, RankFigures, ScaleFigures, TimeFigures
from sstc_survey.tally.banners.tables import TableColumn

_TOTAL: Final = ""
_GIVEN: Final = frozenset({"min", "max", "sum"})


class TableFigure(NamedTuple):
    """One figure of one column of a variable; `code` is the answer that it is of, if it is of one."""

    variable: str
    column: str
    figure: str
    code: str
    text: str | None
    value: float | None
    shown: str | None


def table_figures(question: QuestionSummary) -> Iterator[TableFigure]:
    """Yield every figure of the tables of a question by variables, and of their tests."""
    labels = {row.code: row.label for row in question.body.rows} if isinstance(question.body, Choices) else {}
    for tested in question.tables:
        table = tested.table
        yield _count(table.variable, _TOTAL, "base", table.base)
        yield _count(table.variable, _TOTAL, "no_column", table.no_column)
        for column in (table.total, *table.columns):
            yield from _column(tested, column, labels)
        yield from _tests(tested)


def _column(tested: TestedTable, column: TableColumn, labels: Mapping[str, str]) -> Iterator[TableFigure]:
    table, states = tested.table, column.states
    for state, count in msgspec.to_builtins(states).items():
        if count is not None and state != "interviews":
            yield _count(table.variable, column.code, state, count)
    mentions = sum(cell.n for cell in column.cells)
    # The total has those in no column too: its shares are of themselves.
    is_total = column is table.total
    of_all = column.base if is_total else table.base
    for cell in column.cells:
        about = table.variable, column.code
        of = cell.code, labels.get(cell.code)
        yield TableFigure(*about, "n", *of, cell.n, f"{cell.n:,}")
        bases = {
            "percent_column": (cell.percent_column, column.base),
            "percent_row": (cell.percent_row, cell.n if is_total else table.row_bases.get(cell.code, 0)),
            "percent_total": (cell.percent_total, of_all),
            "percent_asked": (cell.percent_asked, states.asked),
            "percent_mentions": (cell.percent_mentions, mentions),
        }
        for figure, (value, base) in bases.items():
            if value is not None:
                yield TableFigure(*about, figure, *of, value, percentage(cell.n, base))
    for kind, groups in (("net", column.nets), ("box", column.boxes)):
        for cell in groups:
            about = table.variable, column.code
            row_base = cell.n if is_total else table.group_bases.get(cell.code, 0)
            yield TableFigure(*about, f"{kind}_n", cell.code, None, cell.n, f"{cell.n:,}")
            for figure, share, divisor in (
                ("percent_column", cell.percent_column, column.base),
                ("percent_row", cell.percent_row, row_base),
                ("percent_total", cell.percent_total, of_all),
            ):
                yield TableFigure(*about, f"{kind}_{figure}", cell.code, None, share, percentage(cell.n, divisor))
    if column.scores is not None:
        for figure, value in msgspec.to_builtins(column.scores).items():
            yield TableFigure(table.variable, column.code, f"score_{figure}", "", None, value, two_decimals(value))
    yield from _figures(table.variable, column)


def _figures(variable: str, column: TableColumn) -> Iterator[TableFigure]:
    match column.figures:
        case NumberFigures() as numbers:
            yield from _numbers(variable, column.code, numbers)
        case ScaleFigures(numbers, _):
            yield from _numbers(variable, column.code, numbers)
        case DateFigures() | TimeFigures() as dates:
            for figure, value in msgspec.to_builtins(dates).items():
                if isinstance(value, str):
                    yield TableFigure(variable, column.code, figure, "", value, None, None)
        case RankFigures(choices):
            for row in choices:
                for figure in ("mean_rank", "borda", "borda_per_answered"):
                    value = getattr(row, figure)
                    yield TableFigure(variable, column.code, figure, row.code, None, value, two_decimals(value))
        case _:
            return


def _numbers(variable: str, column: str, numbers: NumberFigures) -> Iterator[TableFigure]:
    for figure, value in msgspec.to_builtins(numbers).items():
        # `n` is the base, and classes are only shown for all answers.
        if figure not in ("n", "histogram"):
            shown = as_given(value) if figure in _GIVEN else two_decimals(value)
            yield TableFigure(variable, column, figure, "", None, value, shown)


def _tests(tested: TestedTable) -> Iterator[TableFigure]:
    """Yield the numbers of the tests, named by what they are in: chi2.table.p, columns.rows.A-B.p."""
    if not tested.significance.is_any:
        return
    for path, value in _flattened(msgspec.to_builtins(tested.significance)):
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield TableFigure(tested.table.variable, _TOTAL, path, "", None, value, f"{value:.15g}")
        elif isinstance(value, str):
            yield TableFigure(tested.table.variable, _TOTAL, path, "", value, None, None)


def _flattened(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flattened(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for place, inner in enumerate(value, 1):
            yield from _flattened(inner, f"{path}.{place}")
    else:
        yield path, value


def _count(variable: str, column: str, figure: str, count: int) -> TableFigure:
    return TableFigure(variable, column, figure, "", None, count, f"{count:,}")
