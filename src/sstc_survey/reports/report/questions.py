"""One question of a report: its base, its table with bars or a histogram, its tables by others, and its quotes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from sstc_survey.i18n import gettext, plural
from sstc_survey.reports.pages.page import Block, Heading, Line, Points, Quoted, Table
from sstc_survey.reports.summary import phrases
from sstc_survey.reports.summary.model import Body, QuestionSummary, QuotedTexts, Summary
from sstc_survey.reports.summary.tables import FigureTable, figure_text
from sstc_survey.tally import DateFigures, NumberFigures, TimeFigures

if TYPE_CHECKING:
    from sstc_survey.reports.summary.banner_tables import BannerTable

_QUESTION: Final = 3
_BELOW: Final = 4
_NO_TEXTS: Final = QuotedTexts()


def sentence(text: str) -> str:
    """Return a text of the program as a sentence begins."""
    return text[:1].upper() + text[1:]


def _is_even(body: Body) -> bool:
    """Tell whether the rows of a table are classes that follow one another, of dates and times without a gap."""
    match body:
        case NumberFigures():
            return True
        case DateFigures(months=months):
            numbers = [int(year) * 12 + int(month) for year, _, month in (each.partition("-") for each in months)]
        case TimeFigures(hours=hours):
            numbers = [*map(int, hours)]
        case _:
            return False
    return numbers == [*range(numbers[0], numbers[0] + len(numbers))]


class QuestionWriter:
    """Writes the questions of one report, and numbers its tables.

    `unquoted` has the questions whose texts were left out, each with how many these are, `untabled` those whose tables
    were.
    """

    def __init__(self, summary: Summary, *, without_quotes: Collection[str], without_tables: Collection[str]) -> None:
        self._summary = summary
        self._without_quotes = without_quotes
        self._without_tables = without_tables
        self._tables = 0
        self._before = ""
        self.unquoted: dict[str, int] = {}
        self.untabled: list[str] = []

    def blocks(
        self, question: QuestionSummary, texts: Sequence[Line], *, other_of: str, with_headings: bool
    ) -> Iterator[Block]:
        """Yield a question; `texts` are those of the author below its heading.

        With headings, those above it are told, as it may stand below others. The text of "Other" stands below its
        question where that is just before it.
        """
        yield from self._heading(question, other_of=other_of, with_headings=with_headings)
        yield from texts
        base = sentence(phrases.base_line(question))
        yield Line(gettext("{base} ({name})").format(base=base, name=question.name), is_note=True)
        yield from self._figures(question)
        if isinstance(question.body, QuotedTexts):
            yield from self._quoted(question, question.body)
        if question.values_withheld:
            yield Line(sentence(phrases.withheld(question.values_withheld)), is_note=True)
        if question.comments != _NO_TEXTS:
            if question.name not in self._without_quotes:
                yield Line("", lead=phrases.comments_heading(question.comments))
            yield from self._quoted(question, question.comments)
        if aside := tuple(Line(sentence(line)) for line in phrases.set_aside(question.set_aside)):
            yield Points(aside)
        self._before = question.name

    def _heading(self, question: QuestionSummary, *, other_of: str, with_headings: bool) -> Iterator[Block]:
        title, headings = phrases.title(question), question.headings
        if question.is_repeat and not with_headings:
            # It is the heading of its part.
            return
        if other_of and headings:
            if other_of == self._before:
                yield Heading(_BELOW, title)
                return
            title = gettext("{name}: {label}").format(name=headings[-1], label=title)
            headings = headings[:-1]
        yield Heading(_QUESTION, title, f"question-{question.name}")
        if with_headings and headings and question.states.instances is not None:
            # What its instances are of has to be told.
            yield Line(" \u00b7 ".join(headings), is_note=True)

    # Figures.

    def _figures(self, question: QuestionSummary) -> Iterator[Block]:
        text = figure_text(question, self._summary)
        if text.line:
            yield Line(text.line)
        has_tables = (text.table is not None and bool(text.table.rows)) or bool(question.tables)
        if has_tables and question.name in self._without_tables:
            self.untabled.append(phrases.title(question))
            return
        if text.table is not None and text.table.rows:
            yield self._table(question, text.table)
        if text.notes:
            yield Points(tuple(Line(sentence(note)) for note in text.notes))
        if question.tables:
            from sstc_survey.reports.summary.banner_tables import banner_tables

            for table in banner_tables(question, self._summary):
                yield from self._banner(question, table)

    def _table(self, question: QuestionSummary, table: FigureTable) -> Table:
        headings = [" ".join(filter(None, parts)) for parts in table.headings]
        rows = [*table.rows, *table.base]
        histogram = ""
        if len(table.rows) > 1 and _is_even(question.body):
            drawn = gettext("Histogram of {name}; the figures are in the table below")
            histogram = drawn.format(name=question.name)
        return Table(
            headings=(sentence(table.what), *headings),
            rows=tuple((row.label, *row.figures) for row in rows),
            caption=self._caption(question.name),
            shares=tuple(row.percent for row in table.rows),
            last=len(table.base),
            histogram=histogram,
        )

    def _banner(self, question: QuestionSummary, table: BannerTable) -> Iterator[Block]:
        labels = [
            f"{label} ({letter})" if letter else label
            for heading in table.headings
            for label, letter in zip(heading.columns, heading.letters, strict=True)
        ]
        by = gettext(", ").join(heading.name for heading in table.headings)
        yield Table(
            headings=("", gettext("Total"), *labels),
            rows=tuple((row.label, *row.cells) for row in table.rows),
            caption=self._caption(gettext("{name} by {variables}").format(name=question.name, variables=by)),
            over=(("", 2), *((heading.name, len(heading.columns)) for heading in table.headings if heading.columns)),
        )
        if table.notes:
            yield Points(tuple(Line(sentence(note)) for note in table.notes))

    def _caption(self, what: str) -> str:
        self._tables += 1
        return gettext("Table {number}: {what}").format(number=self._tables, what=what)

    # Texts.

    def _quoted(self, question: QuestionSummary, texts: QuotedTexts) -> Iterator[Block]:
        if question.name in self._without_quotes:
            if texts.n:
                title = phrases.title(question)
                self.unquoted[title] = self.unquoted.get(title, 0) + texts.n
            return
        show_all = self._summary.show_all
        shown, left = phrases.quotations(texts, show_all=show_all)
        for quotation in shown:
            quoted = gettext("\u201c{text}\u201d").format(text=quotation.text)
            yield Quoted(f"{quotation.times}{quoted}", phrases.speakers(quotation, show_all=show_all))
        if left := left + texts.beyond:
            yield Line(plural("{count} more text is not shown.", "{count} more texts are not shown.", left))
        if texts.withheld:
            yield Line(sentence(phrases.withheld(texts.withheld)), is_note=True)
