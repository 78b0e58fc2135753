"""A summary as CSV: one figure a row, for spreadsheets and data frames.

`value` has a figure in full precision, and `shown` as every page shows it, rounded; `variable` and `column` tell a
figure of a banner. Every cell is quoted, and what a
spreadsheet would take for a formula in a text has an apostrophe before it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Final, TextIO, TypeAlias, assert_never

import msgspec

from sstc_survey.reports.escaping import csv_text
from sstc_survey.reports.rounding import as_given, one_decimal, percentage, two_decimals
from sstc_survey.reports.summary import CsvOptions
from sstc_survey.reports.summary.csv_tables import table_figures
from sstc_survey.reports.summary.model import Body, Choices, QuestionSummary, QuotedTexts, Ranks, Summary, Values
from sstc_survey.tally import DateFigures, InstanceFigures, NumberFigures, ScaleFigures, States, TimeFigures
from sstc_survey.tally.figures import Interval, ScaleValueFigures

COLUMNS: Final = ("question", "label", "type", "figure", "code", "text", "by", "value", "shown", "variable", "column")

# A row after the columns that name its question: figure, code, text, by, value, shown.
_Row: TypeAlias = tuple[str, str, str | None, str | None, float | None, str | None]
# The figures of numbers that are shown as answers are; the others are rounded.
_GIVEN: Final = frozenset({"sum", "min", "max"})


def write_csv(summary: Summary, stream: TextIO, options: CsvOptions) -> None:
    """Write a summary as CSV, one figure a row; `value` is a number or empty."""
    writer = csv.writer(stream, delimiter=options.separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(summary):
        writer.writerow("" if cell is None else _written(cell, options) for cell in row)


def _written(cell: float | str, options: CsvOptions) -> float | str:
    return csv_text(cell, raw=options.raw) if isinstance(cell, str) else cell


def _rows(summary: Summary) -> Iterator[tuple[float | str | None, ...]]:
    for row in _about(summary):
        yield "", "", "", *row, "", ""
    for question in summary.questions:
        for row in _figures(question):
            yield question.name, question.label, question.type, *row, "", ""
        for each in table_figures(question):
            row = each.figure, each.code, each.text, None, each.value, each.shown
            yield question.name, question.label, question.type, *row, each.variable, each.column


def _about(summary: Summary) -> Iterator[_Row]:
    questionnaire, files = summary.questionnaire, summary.files
    if questionnaire is not None:
        yield _words("title", summary.title)
        yield _words("questionnaire", questionnaire.version, questionnaire.id)
    yield _count("files_found", files.found)
    for kind in ("complete", "declined", "simulated", "partial", "void"):
        yield _count(f"files_{kind}", getattr(files, kind))
    for kind, notes in (("conflict", files.conflicts), ("refused", files.refused)):
        yield _count(f"files_{kind}", len(notes))
        for note in notes:
            yield f"file_{kind}", note.code, note.reason, note.file, None, None
    yield _count("files_unfinished_batch", files.in_unfinished_batches)
    yield _count("unfinished_edits", files.unfinished_edits)
    yield _count("copies", files.copies)
    yield _count("erased", files.erased)
    yield _count("interviews", summary.interviews)
    if summary.where is not None:
        yield _words("where", summary.where.expression)
        yield _count("where_left_out", summary.where.left_out)
        yield _count("where_unclear", summary.where.unclear)
    if summary.guarded:
        yield _count("respondents_guarded", summary.guarded)
    yield _count("interviews_of_lost_versions", summary.lost_versions)
    for question in summary.removed:
        yield _count("answers_to_removed_question", question.answers, question.name)
        yield _count("comments_on_removed_question", question.comments, question.name)


def _figures(question: QuestionSummary) -> Iterator[_Row]:
    for state, count in msgspec.to_builtins(question.states).items():
        if count is not None:
            yield _count(state, count)
    yield from _body(question.body, question.states)
    for kind, groups in (("net", question.nets), ("box", question.boxes)):
        for row in groups:
            about = row.name, row.label, None
            yield f"{kind}_n", *about, row.n, f"{row.n:,}"
            yield f"{kind}_percent_answered", *about, row.percent_answered, percentage(row.n, question.states.answered)
            yield f"{kind}_percent_asked", *about, row.percent_asked, percentage(row.n, question.states.asked)
    if question.scores is not None:
        for figure, value in msgspec.to_builtins(question.scores).items():
            yield f"score_{figure}", "", None, None, value, two_decimals(value)
    if question.values_withheld:
        yield _count("values_withheld", question.values_withheld)
    yield from _quoted("comment", question.comments)
    if question.set_aside.changed_type:
        yield _count("changed_type", question.set_aside.changed_type)
    for code, count in question.set_aside.removed_choices.items():
        yield _count("removed_choice", count, code)


def _body(body: Body, states: States) -> Iterable[_Row]:
    match body:
        case Choices():
            return _choices(body, states)
        case Ranks():
            return _ranks(body, states)
        case ScaleFigures(numbers, values):
            return [*_numbers(numbers), *_marks(values)]
        case InstanceFigures():
            return _instances(body)
        case NumberFigures():
            return _numbers(body)
        case DateFigures() | TimeFigures():
            return _dates(body)
        case Values():
            return [("value", "", value, None, count, f"{count:,}") for value, count in body.values.items()]
        case QuotedTexts():
            return [
                _count("n", body.n),
                *([] if body.distinct is None else [_count("distinct", body.distinct)]),
                *_quoted("answer", body),
            ]
        case None:
            return ()
        case _:
            assert_never(body)


def _choices(choices: Choices, states: States) -> Iterator[_Row]:
    for row in choices.rows:
        about = row.code, row.label, None
        yield "n", *about, row.n, f"{row.n:,}"
        yield "percent_answered", *about, row.percent_answered, percentage(row.n, states.answered)
        yield "percent_asked", *about, row.percent_asked, percentage(row.n, states.asked)
        if choices.multiple:
            yield "percent_mentions", *about, row.percent_mentions, percentage(row.n, choices.mentions)
        yield from _interval(row.interval_answered, about)
        yield from _offered(row.offered, about)
    if choices.multiple:
        yield _count("mentions", choices.mentions)
        per_answered = choices.mentions_per_answered
        yield "mentions_per_answered", "", None, None, per_answered, two_decimals(per_answered)


def _interval(interval: Interval, about: tuple[str, str | None, None]) -> Iterator[_Row]:
    for end, value in zip(("low", "high"), interval or (None, None), strict=True):
        yield f"interval_answered_{end}", *about, value, one_decimal(value)


def _offered(offered: int | None, about: tuple[str, str | None, None]) -> Iterator[_Row]:
    if offered is not None:
        yield "offered", *about, offered, f"{offered:,}"


def _ranks(ranks: Ranks, states: States) -> Iterator[_Row]:
    for row in ranks.choices:
        about = row.code, ranks.labels[row.code], None
        yield "n", *about, row.n, f"{row.n:,}"
        yield "mean_rank", *about, row.mean_rank, two_decimals(row.mean_rank)
        yield "first", *about, row.first, f"{row.first:,}"
        yield "percent_answered", *about, row.percent_answered, percentage(row.first, states.answered)
        yield "percent_asked", *about, row.percent_asked, percentage(row.first, states.asked)
        yield from _interval(row.interval_answered, about)
        yield "borda", *about, row.borda, f"{row.borda:,}"
        yield "borda_per_answered", *about, row.borda_per_answered, two_decimals(row.borda_per_answered)
        for place, count in enumerate(row.places, 1):
            yield f"place_{place}", *about, count, f"{count:,}"
        yield from _offered(row.offered, about)


def _numbers(numbers: NumberFigures, ending: str = "") -> Iterator[_Row]:
    yield _count(f"n{ending}", numbers.n)
    for figure in ("sum", "mean", "sd", "min", "q1", "median", "q3", "max"):
        value = getattr(numbers, figure)
        shown = as_given(value) if figure in _GIVEN else two_decimals(value)
        yield f"{figure}{ending}", "", None, None, value, shown


def _marks(values: Iterable[ScaleValueFigures]) -> Iterator[_Row]:
    for row in values:
        mark = as_given(row.value)
        yield _count("mark", row.n, mark)
        yield from _interval(row.interval_answered, (mark, None, None))


def _instances(figures: InstanceFigures) -> Iterator[_Row]:
    yield _count("total", figures.total)
    yield _count("with_instances", figures.with_instances)
    yield _count("none", figures.none)
    yield from _numbers(figures.numbers)
    yield from _numbers(figures.numbers_with_any, "_with_any")
    for size, count in figures.sizes.items():
        yield _count("size", count, size)


def _dates(figures: DateFigures | TimeFigures) -> Iterator[_Row]:
    by_when, counts = ("month", figures.months) if isinstance(figures, DateFigures) else ("hour", figures.hours)
    for figure, value in msgspec.to_builtins(figures).items():
        if isinstance(value, int):
            yield _count(figure, value)
        elif not isinstance(value, dict):
            yield _words(figure, value)
    for when, count in counts.items():
        yield _count(by_when, count, when)


def _quoted(figure: str, texts: QuotedTexts) -> Iterator[_Row]:
    for quotation in texts.shown:
        yield figure, "", quotation.text, quotation.by, None, None
    if texts.beyond:
        yield _count(f"{figure}s_beyond", texts.beyond)
    if texts.withheld:
        yield _count(f"{figure}s_withheld", texts.withheld)


def _count(figure: str, count: int, code: str = "") -> _Row:
    return figure, code, None, None, count, f"{count:,}"


def _words(figure: str, text: str | None, code: str = "") -> _Row:
    return figure, code, text, None, None, None
