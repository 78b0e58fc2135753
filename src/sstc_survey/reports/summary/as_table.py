"""A summary as a person reads it on a screen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final, TextIO, assert_never

from rich.console import Console

from sstc_survey.reports.console import INDENT, Screen
from sstc_survey.reports.summary import phrases
from sstc_survey.reports.summary.model import Base, Body, Choices, QuestionSummary, Quotes, Ranks, Summary, Values
from sstc_survey.reports.summary.phrases import Columns
from sstc_survey.tally import DateFigures, InstanceFigures, NumberFigures, ScaleFigures, TimeFigures

_PIPE_WIDTH: Final = 80
_TINY: Final = 30
_FEWEST: Final = 2
_NARROW: Final = 60
_WIDE: Final = 110


def write_table(summary: Summary, stream: TextIO) -> None:
    """Write a summary for reading; what is not a terminal is taken to be 80 columns wide unless COLUMNS says."""
    columns = os.environ.get("COLUMNS", "")
    width = None if stream.isatty() else int(columns) if columns.isdecimal() and int(columns) else _PIPE_WIDTH
    draw(summary, Console(file=stream, width=width, highlight=False))


def draw(summary: Summary, console: Console) -> None:
    """Draw a summary on a console."""
    screen = Screen(console)
    screen.line(summary.heading, "bold")
    for line in phrases.head(summary):
        screen.line(line, "dim")
    screen.paragraphs((0, line) for line in phrases.left_out(summary.files))
    screen.paragraphs((0, f"set aside: {line}") for line in phrases.removed(summary))
    if not summary.interviews:
        # A page of empty tables would hide that there is nothing in them.
        return
    shown: tuple[str, ...] = ()
    for question in summary.questions:
        screen.gap()
        if question.under != shown:
            screen.paragraphs((0, heading) for heading in question.under)
            shown = question.under
        _draw_question(question, summary, screen)


def _draw_question(question: QuestionSummary, summary: Summary, screen: Screen) -> None:
    if not question.is_repeat:
        screen.line(phrases.title(question), "bold")
    screen.line(f"{question.name} · {phrases.base_line(question)}", "dim", INDENT)
    _draw_body(question.body, summary.base, screen)
    if question.values_withheld:
        screen.line(phrases.withheld(question.values_withheld), indent=INDENT)
    if question.comments != Quotes():
        screen.line("comments", "dim", INDENT)
        screen.paragraphs(_said(question.comments, INDENT * 2))
    screen.paragraphs((INDENT, f"set aside: {line}") for line in phrases.set_aside(question.set_aside))


def _draw_body(body: Body, base: Base, screen: Screen) -> None:
    match body:
        case Choices():
            _draw_table(phrases.of_choices(body, base), screen)
        case Ranks():
            _draw_table(phrases.of_ranks(body, base), screen)
        case ScaleFigures():
            screen.line(phrases.number_line(body.numbers), indent=INDENT)
            _draw_table(phrases.of_scale(body, base), screen)
        case Values():
            _draw_table(phrases.of_values(body), screen)
            screen.paragraphs((INDENT, line) for line in phrases.about_values(body))
        case DateFigures() | TimeFigures() as moments:
            screen.line(phrases.moment_line(moments), indent=INDENT)
            _draw_table(phrases.of_moments(moments), screen)
        case NumberFigures():
            screen.line(phrases.number_line(body), indent=INDENT)
        case InstanceFigures():
            screen.line(phrases.instance_line(body), indent=INDENT)
        case Quotes():
            screen.paragraphs(_said(body, INDENT))
        case None:
            pass
        case _:
            assert_never(body)


def _draw_table(table: Columns, screen: Screen) -> None:
    if not table.rows:
        return
    # What was chosen matters more than its other figures.
    kept = len(table.headings) if screen.width >= _TINY else _FEWEST
    width = _bar_width(screen.width, crowded=kept > _FEWEST)
    bar = [""] if width else []
    over, below = ([part[line] for part in table.headings[:kept]] for line in (0, 1))
    rows = (
        [*row.figures[:kept], *([screen.bar(row.percent, width)] if width else []), row.label] for row in table.rows
    )
    what = "" if table.what == "choice" else table.what
    screen.table([line for line in ([*over, *bar, ""], [*below, *bar, what]) if any(line)], rows)


def _bar_width(width: int, *, crowded: bool) -> int:
    if width < _NARROW:
        return 0 if crowded or width < _TINY else 8
    return 16 if width < _WIDE else 24


def _said(quotes: Quotes, indent: int) -> Iterator[tuple[int, str]]:
    for quote in quotes.shown:
        yield indent, f"“{quote.text.strip()}”"
        if quote.by:
            yield indent + INDENT, f"— {quote.by}"
    if quotes.withheld:
        yield indent, phrases.withheld(quotes.withheld)
