"""A summary as Markdown, for reports: nothing that was said or named in it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TextIO, assert_never

from sstc_survey.display import clean
from sstc_survey.rendering import phrases
from sstc_survey.rendering.summary import Choices, QuestionSummary, Quotes, Summary
from sstc_survey.tally.figures import DateFigures
from sstc_survey.tally.numbers import NumberFigures

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
    yield f"# {escaped(summary.title or summary.questionnaire.id)}"
    for line in (phrases.source(summary), phrases.account(summary.files), phrases.tallied(summary)):
        yield from ("", escaped(line))
    yield from _listed(phrases.left_out(summary.files))
    yield from _listed(phrases.removed(summary))
    shown: tuple[str, ...] = ()
    for question in summary.questions:
        if question.headings != shown:
            yield from (f"\n{escaped(heading)}" for heading in question.headings)
            shown = question.headings
        yield from ("", f"## {question.number}. {escaped(question.label or question.name)}")
        yield from ("", f"{escaped(question.name)} · {escaped(phrases.base_line(question.states))}")
        yield from _body(question, summary)
        if question.comments != Quotes():
            yield from ("", "Comments:")
            yield from _quotes(question.comments)
        yield from _listed(phrases.set_aside(question.set_aside))


def _body(question: QuestionSummary, summary: Summary) -> Iterator[str]:
    match body := question.body:
        case Choices():
            rows = [[*figures, label] for figures, _, label in phrases.cells(body, summary)]
            yield from _table([*phrases.headings(body, summary), "choice"], rows)
        case NumberFigures():
            yield from ("", escaped(phrases.number_line(body)))
        case DateFigures():
            yield from ("", escaped(phrases.date_line(body)))
            yield from _table(["n", "month"], [[f"{n:,}", month] for month, n in body.months.items()])
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


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield from ("", _row(headings), f"| {'--: | ' * (len(headings) - 1)}:-- |")
        yield from (_row([*figures, escaped(label)]) for *figures, label in rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _quotes(quotes: Quotes) -> Iterator[str]:
    for quote in quotes.shown:
        yield from ("", f"> {escaped(quote.text)}")
        if quote.by:
            yield from (">", f"> — {escaped(quote.by)}")
    if quotes.withheld:
        yield from ("", escaped(phrases.withheld(quotes)))
