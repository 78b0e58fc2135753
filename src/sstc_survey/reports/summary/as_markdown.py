"""A summary as Markdown, for reports: nothing in an answer or a name is markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from sstc_survey.i18n import gettext
from sstc_survey.reports.escaping import markdown_text
from sstc_survey.reports.summary import phrases
from sstc_survey.reports.summary.head_phrases import head
from sstc_survey.reports.summary.model import QuestionSummary, QuotedTexts, Summary
from sstc_survey.reports.summary.tables import FigureTable, figure_text

if TYPE_CHECKING:
    from sstc_survey.reports.summary.banner_tables import BannerTable


def write_markdown(summary: Summary, stream: TextIO) -> None:
    """Write a summary as Markdown."""
    stream.writelines(f"{line}\n" for line in _lines(summary))


def _lines(summary: Summary) -> Iterator[str]:
    yield f"# {markdown_text(summary.heading)}"
    for line in head(summary):
        yield from ("", markdown_text(line))
    yield from _listed(phrases.left_out(summary.files))
    yield from _listed(phrases.removed(summary))
    shown: tuple[str, ...] = ()
    for question in summary.questions:
        if question.under != shown:
            yield from (f"\n{markdown_text(heading)}" for heading in question.under)
            shown = question.under
        if not question.is_repeat:
            number = "" if question.number is None else f"{question.number}. "
            yield from ("", f"## {number}{markdown_text(question.label or question.name)}")
        yield from ("", f"{markdown_text(question.name)} · {markdown_text(phrases.base_line(question))}")
        if question.tables:
            yield from _banners(question, summary)
        else:
            text = figure_text(question, summary)
            if text.line:
                yield from ("", markdown_text(text.line))
            if text.table is not None:
                yield from _table(text.table)
            yield from _listed(text.notes)
        if isinstance(question.body, QuotedTexts):
            yield from _quoted(question.body, show_all=summary.show_all)
        if question.values_withheld:
            yield from ("", markdown_text(phrases.withheld(question.values_withheld)))
        if question.comments != QuotedTexts():
            yield from ("", markdown_text(phrases.comments_heading(question.comments)))
            yield from _quoted(question.comments, show_all=summary.show_all)
        yield from _listed(phrases.set_aside(question.set_aside))


def _listed(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if not number:
            yield ""
        yield f"- {markdown_text(line)}"


def _table(table: FigureTable) -> Iterator[str]:
    if table.rows:
        headings = [" ".join(filter(None, parts)) for parts in table.headings]
        yield from ("", _row([*headings, table.what]), f"| {'--: | ' * len(headings)}:-- |")
        yield from (_row([*map(markdown_text, row.figures), markdown_text(row.label)]) for row in table.rows)
        yield from (_row([*row.figures, markdown_text(row.label)]) for row in table.base)


def _banners(question: QuestionSummary, summary: Summary) -> Iterator[str]:
    from sstc_survey.reports.summary.banner_tables import banner_tables

    for table in banner_tables(question, summary):
        yield from _banner(table)


def _banner(table: BannerTable) -> Iterator[str]:
    """Yield a table by variables; Markdown has one line of headings, so each column names its variable."""
    columns = [
        " ".join(filter(None, (f"{heading.name}: {label}", letter)))
        for heading in table.headings
        for label, letter in zip(heading.columns, heading.letters, strict=True)
    ]
    yield from ("", _row(["", gettext("Total"), *map(markdown_text, columns)]))
    yield f"| :-- |{' --: |' * (len(columns) + 1)}"
    yield from (_row([markdown_text(row.label), *map(markdown_text, row.cells)]) for row in table.rows)
    yield from _listed(table.notes)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _quoted(texts: QuotedTexts, *, show_all: bool) -> Iterator[str]:
    shown, left = phrases.quotations(texts, show_all=show_all)
    for quotation in shown:
        yield from ("", f"> {quotation.times}{markdown_text(quotation.text)}")
        if quotation.by:
            yield from (">", f"> — {markdown_text(phrases.speakers(quotation, show_all=show_all))}")
    for line in phrases.below(texts, left):
        yield from ("", markdown_text(line))
