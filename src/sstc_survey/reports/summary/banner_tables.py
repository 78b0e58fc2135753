"""The table of one question by the variables of a banner, the same in every format that is for reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from sstc_survey.i18n import gettext
from sstc_survey.reports.rounding import NOTHING, as_given, percentage, two_decimals
from sstc_survey.reports.summary import Base, Percent
from sstc_survey.reports.summary.model import BannerVariable, Choices, QuestionSummary, Ranks, Summary
from sstc_survey.reports.summary.phrases import MOST_VALUES, NUMBERS
from sstc_survey.tally import DateFigures, NumberFigures, RankFigures, ScaleFigures, TimeFigures
from sstc_survey.tally.banners.tables import Table, TableColumn

# Of so few interviews a share alone would say more than they do.
_FEW: Final = 20


class BannerHeading(NamedTuple):
    """The columns of one variable by their labels."""

    name: str
    columns: tuple[str, ...]


class BannerRow(NamedTuple):
    """One row: what it is of, a cell for all who answered, and one for each column."""

    label: str
    cells: tuple[str, ...]


class BannerTable(NamedTuple):
    """A table; the first cell of each row is the total, and the others follow the columns of the headings."""

    headings: tuple[BannerHeading, ...]
    rows: tuple[BannerRow, ...]
    notes: tuple[str, ...]


def banner_table(question: QuestionSummary, summary: Summary) -> BannerTable | None:
    """Return the table of a question by the variables of the banner that it can be counted by; None without any."""
    if not question.tables:
        return None
    variables = {variable.name: variable for variable in summary.banner}
    shown = [(table, variables[table.variable]) for table in question.tables]
    writer = _Writer(question, summary, [table for table, _ in shown])
    return BannerTable(
        headings=tuple(
            BannerHeading(variable.name, tuple(column.label for column in variable.columns)) for _, variable in shown
        ),
        rows=tuple(writer.rows()),
        notes=tuple(note for table, variable in shown for note in _notes(table, variable)),
    )


class _Shown:
    """A column with what its shares divide by: all of the base of its table, and those of it by answer."""

    def __init__(self, column: TableColumn, base: int, row_bases: Mapping[str, int]) -> None:
        self.column = column
        self.base = base
        self.row_bases = row_bases
        self.counts = {cell.code: cell.n for cell in column.cells}


class _Writer:
    """Writes the rows of a table; the total is that of the first variable, and of its units."""

    def __init__(self, question: QuestionSummary, summary: Summary, tables: Sequence[Table]) -> None:
        self._question = question
        self._of_asked = summary.base is Base.ASKED
        self._percent = summary.percent
        self._show_all = summary.show_all
        total = tables[0].total
        self._shown = [
            _Shown(total, total.base, {cell.code: cell.n for cell in total.cells}),
            *(_Shown(column, table.base, table.row_bases) for table in tables for column in table.columns),
        ]
        self._columns = [each.column for each in self._shown]
        self._is_few = total.base < _FEW

    def rows(self) -> Iterator[BannerRow]:
        """Yield the base, a row for each answer, and the figures of values."""
        if self._of_asked:
            yield self._row(gettext("asked"), lambda column: f"{column.states.asked:,}")
        yield self._row(gettext("answered"), lambda column: f"{column.base:,}")
        yield from self._answers()
        if self._of_asked:
            yield from self._states()
        yield from self._values()

    def _row(self, label: str, write: Callable[[TableColumn], str]) -> BannerRow:
        return BannerRow(label, tuple(map(write, self._columns)))

    def _answers(self) -> Iterator[BannerRow]:
        labels = _labels(self._question)
        codes = list(labels) or [cell.code for cell in self._columns[0].cells]
        if not isinstance(self._question.body, Choices) and not self._show_all and len(codes) > MOST_VALUES:
            codes = codes[:MOST_VALUES]
        for code in codes if self._columns[0].cells else ():
            yield BannerRow(labels.get(code, code), tuple(self._share(code, each) for each in self._shown))

    def _share(self, code: str, shown: _Shown) -> str:
        n = shown.counts.get(code, 0)
        match self._percent:
            case Percent.ROW:
                of = shown.row_bases.get(code, 0)
            case Percent.TOTAL:
                of = shown.base
            case _:
                of = shown.column.states.asked if self._of_asked else shown.column.base
        share = percentage(n, of)
        return f"{n:,} ({share})" if self._is_few else share

    def _states(self) -> Iterator[BannerRow]:
        for label, state in (
            (gettext("blank"), "blank"),
            (gettext("don't know"), "dont_know"),
            (gettext("refused"), "refused"),
        ):
            counts = [getattr(column.states, state) for column in self._columns]
            if any(counts):
                asked = [column.states.asked for column in self._columns]
                yield BannerRow(label, tuple(map(percentage, counts, asked)))

    def _values(self) -> Iterator[BannerRow]:
        figures = [_numbers(column) for column in self._columns]
        if any(each is not None for each in figures):
            for label, key, is_given in NUMBERS:
                write = as_given if is_given else two_decimals
                cells = (NOTHING if each is None else write(getattr(each, key)) for each in figures)
                yield BannerRow(gettext(label), tuple(cells))
            return
        match self._columns[0].figures:
            case DateFigures():
                yield self._row(gettext("earliest"), _when("first"))
                yield self._row(gettext("latest"), _when("last"))
            case TimeFigures():
                yield self._row(gettext("earliest"), _when("earliest"))
                yield self._row(gettext("median"), _when("median"))
                yield self._row(gettext("latest"), _when("latest"))
            case RankFigures(choices):
                labels = _labels(self._question)
                for place, choice in enumerate(choices):
                    label = gettext("{label}: mean rank").format(label=labels.get(choice.code, choice.code))
                    yield self._row(label, _mean_rank(place))
            case _:
                return


def _labels(question: QuestionSummary) -> Mapping[str, str]:
    match question.body:
        case Choices(rows):
            return {row.code: row.label for row in rows}
        case Ranks(_, labels):
            return labels
        case _:
            return {}


def _numbers(column: TableColumn) -> NumberFigures | None:
    match column.figures:
        case NumberFigures() as numbers:
            return numbers
        case ScaleFigures(numbers, _):
            return numbers
        case _:
            return None


def _when(key: str) -> Callable[[TableColumn], str]:
    def write(column: TableColumn) -> str:
        value = getattr(column.figures, key, None)
        return value.replace("T", " ") if value else NOTHING

    return write


def _mean_rank(place: int) -> Callable[[TableColumn], str]:
    def write(column: TableColumn) -> str:
        assert isinstance(column.figures, RankFigures)  # noqa: S101 as all columns of the question
        return two_decimals(column.figures.choices[place].mean_rank)

    return write


def _notes(table: Table, variable: BannerVariable) -> Iterator[str]:
    """Say who is in no column, and in what they are counted where that is not the interviews."""
    if table.no_column:
        words = gettext("{variable}: {count} who answered are in no column")
        yield words.format(variable=variable.name, count=f"{table.no_column:,}")
    if variable.overlapping:
        yield gettext("{variable}: several columns possible, so that they add up to more than the base").format(
            variable=variable.name
        )
    if table.per:
        yield gettext("{variable}: counted by {repeat}").format(variable=variable.name, repeat=table.per)
