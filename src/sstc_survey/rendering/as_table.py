"""A summary as a person reads it on a screen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Final, TextIO, assert_never

from rich.console import Console

from sstc_survey.rendering import phrases
from sstc_survey.rendering.screen import INDENT, Screen
from sstc_survey.rendering.summary import Choices, QuestionSummary, Quotes, Summary
from sstc_survey.tally.figures import DateFigures
from sstc_survey.tally.numbers import NumberFigures

_PIPE_WIDTH: Final = 80
_TINY: Final = 30
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
    screen.line(summary.title or summary.questionnaire.id, "bold")
    for line in (phrases.source(summary), phrases.account(summary.files), phrases.tallied(summary)):
        screen.line(line, "dim")
    screen.paragraphs((0, line) for line in phrases.left_out(summary.files))
    screen.paragraphs((0, f"set aside: {line}") for line in phrases.removed(summary))
    if not summary.interviews:
        # A page of empty tables would hide that there is nothing in them.
        return
    shown: tuple[str, ...] = ()
    for question in summary.questions:
        screen.gap()
        if question.headings != shown:
            screen.paragraphs((0, heading) for heading in question.headings)
            shown = question.headings
        _draw_question(question, summary, screen)


def _draw_question(question: QuestionSummary, summary: Summary, screen: Screen) -> None:
    screen.line(f"{question.number}. {question.label or question.name}", "bold")
    screen.line(f"{question.name} · {phrases.base_line(question.states)}", "dim", INDENT)
    match body := question.body:
        case Choices():
            _draw_choices(body, summary, screen)
        case NumberFigures():
            screen.line(phrases.number_line(body), indent=INDENT)
        case DateFigures():
            _draw_dates(body, screen)
        case Quotes():
            screen.paragraphs(_said(body, INDENT))
        case None:
            pass
        case _:
            assert_never(body)
    if question.comments != Quotes():
        screen.line("comments", "dim", INDENT)
        screen.paragraphs(_said(question.comments, INDENT * 2))
    screen.paragraphs((INDENT, f"set aside: {line}") for line in phrases.set_aside(question.set_aside))


def _draw_choices(choices: Choices, summary: Summary, screen: Screen) -> None:
    if screen.width < _TINY:
        # What was chosen matters more than its share of mentions.
        choices = Choices(choices.rows, multiple=False)
    width = _bar_width(screen.width, crowded=choices.multiple)
    headings = [*phrases.headings(choices, summary), *([""] if width else []), ""]
    rows = (
        [*figures, *([screen.bar(percent, width)] if width else []), label]
        for figures, percent, label in phrases.cells(choices, summary)
    )
    screen.table(_stacked(headings), rows)


def _draw_dates(dates: DateFigures, screen: Screen) -> None:
    screen.line(phrases.date_line(dates), indent=INDENT)
    if dates.n:
        width = _bar_width(screen.width, crowded=False)
        rows = (
            [f"{n:,}", *([screen.bar(100 * n / dates.n, width)] if width else []), month]
            for month, n in dates.months.items()
        )
        screen.table([["n", *([""] if width else []), "month"]], rows)


def _stacked(headings: Sequence[str]) -> list[list[str]]:
    """Put "% of" over its base, so that its column is narrow."""
    parts = [heading.rpartition("% of ") for heading in headings]
    return [[over.rstrip(" ") for _, over, _ in parts], [below for _, _, below in parts]]


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
        yield indent, phrases.withheld(quotes)
