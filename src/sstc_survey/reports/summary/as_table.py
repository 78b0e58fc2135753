"""A summary as a person reads it on a screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TextIO

from rich.cells import cell_len
from rich.console import Console

from sstc_survey.i18n import gettext
from sstc_survey.reports.console import INDENT, CleanConsole, console_for
from sstc_survey.reports.summary import phrases
from sstc_survey.reports.summary.head_phrases import head
from sstc_survey.reports.summary.model import QuestionSummary, QuotedTexts, Summary
from sstc_survey.reports.summary.tables import FigureTable, figure_text

# Widths, in columns, below or from which a table leaves figures out, has no bars or has wider ones.
_TINY: Final = 30
_NARROW: Final = 60
_WIDE: Final = 110
# How wide the labels are at least where a table gives figures up for them.
_LABEL: Final = 11
# How many figures a table has at least.
_FEWEST: Final = 2


def write_table(summary: Summary, stream: TextIO) -> None:
    """Write a summary for reading."""
    draw(summary, console_for(stream))


def draw(summary: Summary, target: Console) -> None:
    """Draw a summary on a console."""
    console = CleanConsole(target)
    console.line(summary.heading, "bold")
    for line in head(summary):
        console.facts(line, "dim")
    console.paragraphs((0, line) for line in phrases.left_out(summary.files))
    console.paragraphs((0, line) for line in phrases.removed(summary))
    if not summary.interviews:
        # A page of empty tables would hide that there is no response.
        return
    shown: tuple[str, ...] = ()
    for question in summary.questions:
        console.gap()
        if question.under != shown:
            console.paragraphs((0, heading) for heading in question.under)
            shown = question.under
        if not question.is_repeat:
            console.line(phrases.title(question), "bold")
        console.facts(f"{question.name} · {phrases.base_line(question)}", "dim", INDENT)
        if question.tables:
            _draw_tables(question, summary, console)
        else:
            _draw_figures(question, summary, console)
        if isinstance(question.body, QuotedTexts):
            console.paragraphs(_quoted(question.body, INDENT, show_all=summary.show_all))
        if question.values_withheld:
            console.line(phrases.withheld(question.values_withheld), indent=INDENT)
        if question.comments != QuotedTexts():
            console.line(phrases.comments_heading(question.comments), "dim", INDENT)
            console.paragraphs(_quoted(question.comments, INDENT * 2, show_all=summary.show_all))
        console.paragraphs((INDENT, line) for line in phrases.set_aside(question.set_aside))


def _draw_tables(question: QuestionSummary, summary: Summary, console: CleanConsole) -> None:
    from sstc_survey.reports.summary.as_grid import draw_grid
    from sstc_survey.reports.summary.banner_tables import banner_tables

    for number, table in enumerate(banner_tables(question, summary)):
        if number:
            console.gap()
        draw_grid(table, console)
        for note in table.notes:
            console.facts(note, indent=INDENT)


def _draw_figures(question: QuestionSummary, summary: Summary, console: CleanConsole) -> None:
    text = figure_text(question, summary)
    if text.line:
        console.facts(text.line, indent=INDENT)
    if text.table is not None and text.table.rows:
        _draw_table(text.table, console)
    console.paragraphs((INDENT, line) for line in text.notes)


def _draw_table(table: FigureTable, console: CleanConsole) -> None:
    # Which choice it is matters more than its other figures.
    shown = _shown(table, console)
    is_crowded = len(shown) > _FEWEST or bool(table.priority)
    if console.width < _NARROW:
        width = 0 if is_crowded or console.width < _TINY else 8
    else:
        width = 16 if console.width < _WIDE else 24
    bar = [""] if width else []
    headings = [[table.headings[place][line] for place in shown] for line in (0, 1)]
    headings = [heading for heading in headings if any(heading)]
    # What the labels are stands over them.
    whats = [*[""] * (len(headings) - 1), "" if table.what == gettext("choice") else table.what]
    rows = (
        [*(row.figures[place] for place in shown), *([console.bar(row.percent, width)] if width else []), row.label]
        for row in (*table.rows, *table.base)
    )
    console.table([[*heading, *bar, what] for heading, what in zip(headings, whats, strict=True)], rows)


def _shown(table: FigureTable, console: CleanConsole) -> list[int]:
    """Return the places of the figures that there is room for."""
    places = range(len(table.headings))
    if console.width < _TINY:
        return sorted((table.priority or places)[:_FEWEST])
    if console.width >= _NARROW or not table.priority:
        return list(places)
    shown: list[int] = []
    room = console.width - INDENT - _LABEL
    for place in table.priority:
        cells = (*table.headings[place], *(row.figures[place] for row in (*table.rows, *table.base)))
        room -= max(map(cell_len, cells)) + INDENT
        if room < 0 and len(shown) >= _FEWEST:
            break
        shown.append(place)
    return sorted(shown)


def _quoted(texts: QuotedTexts, indent: int, *, show_all: bool) -> Iterator[tuple[int, str]]:
    shown, left = phrases.quotations(texts, show_all=show_all)
    for quotation in shown:
        yield indent, f"{quotation.times}“{quotation.text}”"
        if quotation.by:
            yield indent + INDENT, f"— {phrases.speakers(quotation, show_all=show_all)}"
    yield from ((indent, line) for line in phrases.below(texts, left))
