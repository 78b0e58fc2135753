"""A summary as CSV: one figure a row, for spreadsheets and data frames.

Every cell is quoted, and text that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Final, TextIO, TypeAlias, assert_never

import msgspec

from sstc_survey.display import clean
from sstc_survey.rendering.summary import Body, Choices, QuestionSummary, Quotes, Summary
from sstc_survey.tally.figures import DateFigures, SetAside
from sstc_survey.tally.numbers import NumberFigures

COLUMNS: Final = ("question", "label", "type", "figure", "code", "text", "by", "value")
# The last four are the wide twins of the first, which spreadsheets in East Asia take for them.
_FORMULA: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")

# What a row says beyond which question it is of: figure, code, text, by, value.
_Row: TypeAlias = tuple[str, str, str | None, str | None, float | None]


def write_csv(summary: Summary, stream: TextIO) -> None:
    """Write a summary as CSV, one figure a row; `value` is a number or empty."""
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_safe(("", "", "", *row)) for row in _about(summary))
    for question in summary.questions:
        heading = (question.name, question.label, question.type)
        writer.writerows(_safe((*heading, *row)) for row in _figures(question))


def _safe(row: Iterable[float | str | None]) -> list[float | str]:
    return [_cell(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in row]


def _cell(text: str) -> str:
    safe = clean(text, keep_newlines=True)
    return f"'{safe}" if text.startswith(_FORMULA) or safe.startswith(_FORMULA) else safe


def _about(summary: Summary) -> Iterator[_Row]:
    paper, files = summary.questionnaire, summary.files
    yield _words("title", summary.title)
    yield _words("questionnaire", paper.version, paper.id)
    yield _count("files_found", files.found)
    for kind in ("complete", "partial", "void"):
        yield _count(f"files_{kind}", getattr(files, kind))
    for kind, notes in (("conflict", files.conflicts), ("refused", files.refused)):
        yield _count(f"files_{kind}", len(notes))
        for note in notes:
            yield f"file_{kind}", note.code, note.reason, note.file, None
    yield _count("copies", files.copies)
    yield _count("interviews", summary.interviews)
    for question in summary.removed:
        yield _count("answers_to_removed_question", question.answers, question.name)
        yield _count("comments_on_removed_question", question.comments, question.name)


def _figures(question: QuestionSummary) -> Iterator[_Row]:
    for state, count in msgspec.to_builtins(question.states).items():
        yield _count(state, count)
    yield from _body(question.body)
    yield from _said("comment", question.comments)
    yield from _set_aside(question.set_aside)


def _body(body: Body) -> Iterator[_Row]:
    match body:
        case Choices():
            yield from _choices(body)
        case NumberFigures():
            for figure, value in msgspec.to_builtins(body).items():
                yield figure, "", None, None, value
        case DateFigures():
            yield _count("n", body.n)
            yield _words("first", body.first)
            yield _words("last", body.last)
            for month, count in body.months.items():
                yield _count("month", count, month)
        case Quotes():
            yield from _said("answer", body)
        case None:
            pass
        case _:
            assert_never(body)


def _choices(choices: Choices) -> Iterator[_Row]:
    shares = ["percent_answered", "percent_asked", *(["percent_mentions"] if choices.multiple else [])]
    for row in choices.rows:
        for figure in ("n", *shares):
            yield figure, row.code, row.label, None, getattr(row, figure)


def _said(figure: str, quotes: Quotes) -> Iterator[_Row]:
    for quote in quotes.shown:
        yield figure, "", quote.text, quote.by, None
    if quotes.withheld:
        yield _count(f"{figure}s_withheld", quotes.withheld)


def _set_aside(aside: SetAside) -> Iterator[_Row]:
    if aside.changed_type:
        yield _count("changed_type", aside.changed_type)
    for code, count in aside.removed_choices.items():
        yield _count("removed_choice", count, code)


def _count(figure: str, count: int, code: str = "") -> _Row:
    return figure, code, None, None, count


def _words(figure: str, text: str | None, code: str = "") -> _Row:
    return figure, code, text, None, None
