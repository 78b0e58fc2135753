"""The table of one question by the variables of a banner, the same in every format that is for reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from sstc_survey.i18n import gettext
from sstc_survey.reports.rounding import NOTHING, as_given, percentage, two_decimals
from sstc_survey.reports.summary import Base, Percent
from sstc_survey.reports.summary.model import (
    BannerVariable,
    Choices,
    QuestionSummary,
    Ranks,
    Summary,
    TestedTable,
)
from sstc_survey.reports.summary.phrases import MOST_VALUES, NUMBERS, most_frequent, rest_label, unanswered
from sstc_survey.reports.summary.test_phrases import test_lines
from sstc_survey.statistics import MeanTests, ShareTests
from sstc_survey.tally import DateFigures, NumberFigures, RankFigures, ScaleFigures, TimeFigures
from sstc_survey.tally.banners.significance import ColumnTests
from sstc_survey.tally.banners.tables import TableColumn
from sstc_survey.tally.figures import Interval, RankedChoice

_NO_LETTERS: Final[Mapping[str, str]] = {}
# In place of an answer.
_OF_MEANS: Final = ""


class BannerHeading(NamedTuple):
    """The columns of one variable by their labels; letters are empty where columns are not tested."""

    name: str
    columns: tuple[str, ...]
    letters: tuple[str, ...]


class BannerRow(NamedTuple):
    """One row: what it is of, a cell for all who answered, and one for each column."""

    label: str
    cells: tuple[str, ...]


class BannerTable(NamedTuple):
    """A table; the first cell of each row is the total, and the others follow the columns of the headings."""

    headings: tuple[BannerHeading, ...]
    rows: tuple[BannerRow, ...]
    notes: tuple[str, ...]


def banner_tables(question: QuestionSummary, summary: Summary) -> Iterator[BannerTable]:
    """Yield the tables of a question by the variables of the banner, one for each kind of unit that is counted."""
    variables = {variable.name: variable for variable in summary.banner}
    together: dict[str, list[TestedTable]] = {}
    for tested in question.tables:
        together.setdefault(tested.table.per, []).append(tested)
    for tables in together.values():
        shown = [(tested, variables[tested.table.variable]) for tested in tables]
        yield BannerTable(
            headings=tuple(_heading(tested, variable) for tested, variable in shown),
            rows=tuple(_Writer(question, summary, tables).rows()),
            notes=tuple(_notes(question, summary, shown)),
        )


class _Shown:
    """A column with what its shares divide by: all of the base of its table, and those of it by answer.

    `letters` has by answer the letters of the columns that are lower, and by nothing those of lower means.
    """

    def __init__(
        self,
        column: TableColumn,
        base: int,
        row_bases: Mapping[str, int],
        letters: Mapping[str, str] = _NO_LETTERS,
        mean_interval: Interval = None,
    ) -> None:
        self.column = column
        self.base = base
        self.row_bases = row_bases
        self.letters = letters
        self.mean_interval = mean_interval
        self.counts = {cell.code: cell.n for cell in (*column.nets, *column.boxes, *column.cells)}


class _Writer:
    """Writes the rows of a table; the total is that of the first variable, and of its units."""

    def __init__(self, question: QuestionSummary, summary: Summary, tables: Sequence[TestedTable]) -> None:
        self._question = question
        self._of_asked = summary.base is Base.ASKED
        self._percent = summary.percent
        self._show_all = summary.show_all
        self._top = summary.top
        total = tables[0].table.total
        self._is_few = tables[0].table.is_small
        self._shown = [_Shown(total, total.base, _Shown(total, 0, {}).counts)]
        for table, significance in ((each.table, each.significance) for each in tables):
            tests = None if self._is_few else significance.columns
            self._shown += (
                _Shown(
                    column,
                    table.base,
                    {**table.row_bases, **table.group_bases},
                    _letters(tests, place, bonferroni=summary.bonferroni),
                    significance.shown_means.intervals[column.code] if significance.shown_means else None,
                )
                for place, column in enumerate(table.columns)
            )
        self._columns = [each.column for each in self._shown]

    def rows(self) -> Iterator[BannerRow]:
        """Yield the base, a row for each answer, and the figures of values."""
        if self._of_asked:
            yield self._row(gettext("asked"), lambda column: f"{column.states.asked:,}")
        yield self._row(gettext("answered"), lambda column: f"{column.base:,}")
        yield from self._groups()
        yield from self._answers()
        if self._of_asked and self._percent is Percent.COLUMN:
            yield from self._states()
        yield from self._values()

    def _row(self, label: str, write: Callable[[TableColumn], str]) -> BannerRow:
        return BannerRow(label, tuple(map(write, self._columns)))

    def _groups(self) -> Iterator[BannerRow]:
        """Yield nets and boxes, which are above the answers."""
        question = self._question
        for row in (*question.nets, *question.boxes):
            yield BannerRow(row.label, tuple(self._share([row.name], each) for each in self._shown))

    def _answers(self) -> Iterator[BannerRow]:
        labels = _labels(self._question)
        if not self._columns[0].cells:
            return
        codes = list(labels) or [cell.code for cell in self._columns[0].cells]
        is_cut = not isinstance(self._question.body, Choices) and not self._show_all
        totals, top = self._shown[0].counts, self._top or (MOST_VALUES if is_cut else None)
        most, rest = most_frequent(codes, lambda code: totals.get(code, 0), top)
        for code in most:
            yield BannerRow(labels.get(code, code), tuple(self._share([code], each) for each in self._shown))
        if rest and self._columns[0].mentions is None:
            yield BannerRow(rest_label(len(rest)), tuple(self._share(rest, each) for each in self._shown))
        elif rest:
            # Who chose several of them is not known.
            mentions = (sum(each.counts.get(code, 0) for code in rest) for each in self._shown)
            yield BannerRow(rest_label(len(rest), of_mentions=True), tuple(f"{n:,}" for n in mentions))

    def _share(self, codes: Sequence[str], shown: _Shown) -> str:
        """Write the share of one answer, or of several of which each unit gave one."""
        n = sum(shown.counts.get(code, 0) for code in codes)
        match self._percent:
            case Percent.ROW:
                of = sum(shown.row_bases.get(code, 0) for code in codes)
            case Percent.TOTAL:
                of = shown.base
            case _:
                of = shown.column.states.asked if self._of_asked else shown.column.base
        return self._written(n, of, shown.letters.get(codes[0], "") if len(codes) == 1 else "")

    def _written(self, n: int, of: int, letters: str = "") -> str:
        share = percentage(n, of)
        return f"{n:,} ({share})" if self._is_few else _with_letters(share, letters)

    def _states(self) -> Iterator[BannerRow]:
        """Yield those who were asked and gave no answer, and all of them."""
        asked = [column.states.asked for column in self._columns]
        for counted in zip(*(unanswered(column.states) for column in self._columns), strict=True):
            if any(count for count, _ in counted):
                (_, label), counts = counted[0], (count for count, _ in counted)
                yield BannerRow(label, tuple(map(self._written, counts, asked)))
        # Several choices of one respondent add up to more.
        if self._columns[0].cells and self._columns[0].mentions is None:
            yield BannerRow(gettext("Total"), tuple(map(self._written, asked, asked)))

    def _values(self) -> Iterator[BannerRow]:
        figures = [_numbers(column) for column in self._columns]
        if any(each is not None for each in figures):
            for label, key, is_given in NUMBERS:
                write = as_given if is_given else two_decimals
                cells = [NOTHING if each is None else write(getattr(each, key)) for each in figures]
                if key == "mean":
                    letters = (shown.letters.get(_OF_MEANS, "") for shown in self._shown)
                    cells = list(map(_with_letters, cells, letters))
                yield BannerRow(gettext(label), tuple(cells))
                if key == "mean":
                    yield from self._mean_intervals()
            return
        if self._question.scores is not None:
            yield from self._scores()
            return
        yield from self._dates_or_ranks()

    def _mean_intervals(self) -> Iterator[BannerRow]:
        """Yield the intervals of means where these are compared; the total is no group."""
        if any(shown.mean_interval is not None for shown in self._shown):
            cells = (_mean_interval(shown.mean_interval) for shown in self._shown)
            yield BannerRow(gettext("95 % of mean"), tuple(cells))

    def _scores(self) -> Iterator[BannerRow]:
        means = map(_score("mean"), self._columns)
        letters = (shown.letters.get(_OF_MEANS, "") for shown in self._shown)
        yield BannerRow(gettext("mean score"), tuple(map(_with_letters, means, letters)))
        yield self._row(gettext("SD"), _score("sd"))
        yield self._row(gettext("median"), _score("median"))

    def _dates_or_ranks(self) -> Iterator[BannerRow]:
        match self._columns[0].figures:
            case DateFigures():
                yield self._row(gettext("earliest"), _when("first"))
                yield self._row(gettext("latest"), _when("last"))
            case TimeFigures():
                yield self._row(gettext("earliest"), _when("earliest"))
                yield self._row(gettext("median"), _when("median"))
                yield self._row(gettext("latest"), _when("latest"))
            case RankFigures(choices):
                yield from self._mean_ranks(choices)
            case _:
                return

    def _mean_ranks(self, choices: Sequence[RankedChoice]) -> Iterator[BannerRow]:
        """Yield the mean rank of each choice; of several together it would say nothing."""
        labels, places = _labels(self._question), {choice.code: place for place, choice in enumerate(choices)}
        ordered = self._question.body.choices if isinstance(self._question.body, Ranks) else choices
        shown, rest = most_frequent(ordered, lambda choice: choice.borda, self._top)
        for choice in shown:
            label = gettext("{label}: mean rank").format(label=labels.get(choice.code, choice.code))
            yield self._row(label, _mean_rank(places[choice.code]))
        if rest:
            yield self._row(rest_label(len(rest)), lambda _: "")


def _score(key: str) -> Callable[[TableColumn], str]:
    return lambda column: NOTHING if column.scores is None else two_decimals(getattr(column.scores, key))


def _mean_interval(interval: Interval) -> str:
    if interval is None:
        return ""
    # Beside a minus sign a dash needs room.
    return (" \u2013 " if interval[0] < 0 else "\u2013").join(map(two_decimals, interval))


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


def _letters(tests: ColumnTests | None, place: int, *, bonferroni: bool) -> Mapping[str, str]:
    """Return the letters of one column by answer."""
    if tests is None:
        return _NO_LETTERS
    rows: dict[str, ShareTests | MeanTests] = dict(tests.shares)
    if tests.mean is not None:
        rows[_OF_MEANS] = tests.mean
    return {
        row: "".join((each.letters_bonferroni if bonferroni else each.letters)[place]) for row, each in rows.items()
    }


def _with_letters(text: str, letters: str) -> str:
    return f"{text} {letters}" if letters else text


def _heading(tested: TestedTable, variable: BannerVariable) -> BannerHeading:
    """Return the columns of a variable, with their letters where they are tested against each other."""
    is_lettered = tested.significance.columns is not None and not tested.table.is_small
    labels = tuple(column.label for column in variable.columns)
    return BannerHeading(
        variable.name, labels, tuple(column.letter if is_lettered else "" for column in variable.columns)
    )


def _notes(
    question: QuestionSummary, summary: Summary, shown: Sequence[tuple[TestedTable, BannerVariable]]
) -> Iterator[str]:
    """Say in what a table is counted where its question is asked in another, who is in no column, and the tests."""
    per = shown[0][0].table.per
    if per and question.states.instances is None:
        yield gettext("counted by {repeat}: an interview counts once for each").format(repeat=summary.repeats[per])
    if per and any(tested.significance.is_any for tested, _ in shown):
        yield gettext("tests take the instances of one interview as independent")
    outside = [f"{variable.name} {count:,}" for tested, variable in shown if (count := tested.table.no_column)]
    if outside:
        yield gettext("answered, but in no column: {counts}").format(counts=gettext(", ").join(outside))
    if shown[0][0].table.is_small:
        if any(tested.significance.is_any for tested, _ in shown):
            yield gettext("too few answers to test")
        return
    for tested, variable in shown:
        in_rows = tested.table.overlapping_rows
        labels = _labels(question) if in_rows else {column.code: column.label for column in variable.columns}
        for line in test_lines(tested, labels):
            if len(summary.banner) == 1:
                yield line
            else:
                yield gettext("{variable}: {note}").format(variable=variable.name, note=line)
