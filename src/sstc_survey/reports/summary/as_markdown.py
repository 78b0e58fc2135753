"""A summary as Markdown, for reports: nothing that was said or named in it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TextIO, assert_never

from sstc_survey.display import clean
from sstc_survey.reports.summary import phrases
from sstc_survey.reports.summary.model import Base, Body, Choices, QuestionSummary, Quotes, Ranks, Summary, Values
from sstc_survey.reports.summary.phrases import Columns
from sstc_survey.tally import DateFigures, InstanceFigures, NumberFigures, ScaleFigures, TimeFigures

_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "<br>"}
_MARKS: Final = str.maketrans({**_ENTITIES, **{mark: f"\\{mark}" for mark in "\\`*_[]|~$"}})
# What begins a heading, a list or a rule at the start of a line.
_OPENING: Final = re.compile(r"^(\d+(?=[.)])|(?=[#+=-]))")
# What GitHub's Markdown makes a link or a mention of without being asked.
_LINK: Final = re.compile(r"(?i)(www|https?|ftp)(?=[.:])|@(?=\w)")


def write_markdown(summary: Summary, stream: TextIO) -> None:
    """Write a summary as Markdown."""
    stream.writelines(f"{line}\n" for line in _lines(summary))


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    line = clean(text.strip(), keep_newlines=True).translate(_MARKS)
    return _OPENING.sub(r"\1\\", _LINK.sub(r"\g<0>&#8203;", line))


def _lines(summary: Summary) -> Iterator[str]:
    yield f"# {escaped(summary.heading)}"
    for line in phrases.head(summary):
        yield from ("", escaped(line))
    yield from _listed(phrases.left_out(summary.files))
    yield from _listed(phrases.removed(summary))
    shown: tuple[str, ...] = ()
    for question in summary.questions:
        if question.under != shown:
            yield from (f"\n{escaped(heading)}" for heading in question.under)
            shown = question.under
        if not question.is_repeat:
            yield from ("", f"## {_title(question)}")
        yield from ("", f"{escaped(question.name)} · {escaped(phrases.base_line(question))}")
        yield from _body(question.body, summary.base)
        if question.values_withheld:
            yield from ("", escaped(phrases.withheld(question.values_withheld)))
        if question.comments != Quotes():
            yield from ("", "Comments:")
            yield from _quotes(question.comments)
        yield from _listed(phrases.set_aside(question.set_aside))


def _title(question: QuestionSummary) -> str:
    number = "" if question.number is None else f"{question.number}. "
    return number + escaped(question.label or question.name)


def _body(body: Body, base: Base) -> Iterator[str]:
    match body:
        case Choices():
            yield from _table(phrases.of_choices(body, base))
        case Ranks():
            yield from _table(phrases.of_ranks(body, base))
        case ScaleFigures():
            yield from ("", escaped(phrases.number_line(body.numbers)))
            yield from _table(phrases.of_scale(body, base))
        case Values():
            yield from _table(phrases.of_values(body))
            yield from _listed(phrases.about_values(body))
        case NumberFigures():
            yield from ("", escaped(phrases.number_line(body)))
        case InstanceFigures():
            yield from ("", escaped(phrases.instance_line(body)))
        case DateFigures() | TimeFigures():
            yield from ("", escaped(phrases.moment_line(body)))
            yield from _table(phrases.of_moments(body))
        case Quotes():
            yield from _quotes(body)
        case None:
            pass
        case _:
            assert_never(body)


def _listed(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if not number:
            yield ""
        yield f"- {escaped(line)}"


def _table(table: Columns) -> Iterator[str]:
    if table.rows:
        headings = [" ".join(filter(None, parts)) for parts in table.headings]
        yield from ("", _row([*headings, table.what]), f"| {'--: | ' * len(headings)}:-- |")
        yield from (_row([*row.figures, escaped(row.label)]) for row in table.rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _quotes(quotes: Quotes) -> Iterator[str]:
    for quote in quotes.shown:
        yield from ("", f"> {escaped(quote.text)}")
        if quote.by:
            yield from (">", f"> — {escaped(quote.by)}")
    if quotes.withheld:
        yield from ("", escaped(phrases.withheld(quotes.withheld)))
