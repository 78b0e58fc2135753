"""The tables of a summary, the same in every format that is for reading, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import NamedTuple, assert_never

from sstc_survey.i18n import gettext
from sstc_survey.reports.rounding import NOTHING, as_given, percentage, two_decimals
from sstc_survey.reports.summary import Base
from sstc_survey.reports.summary.model import Choices, GroupRow, QuestionSummary, QuotedTexts, Ranks, Summary, Values
from sstc_survey.reports.summary.phrases import MOST_VALUES, about_values, dates_line, number_line, score_line
from sstc_survey.tally import DateFigures, InstanceFigures, NumberFigures, ScaleFigures, States, TimeFigures


class FigureRow(NamedTuple):
    """One row: its figures, what it is of, and the share that a bar may show."""

    figures: list[str]
    label: str
    percent: float | None = None


class FigureTable(NamedTuple):
    """A table; each heading is in two parts, of which the first may stand over the second. `base` ends it."""

    headings: list[tuple[str, str]]
    what: str
    rows: list[FigureRow]
    base: list[FigureRow]


class FigureText(NamedTuple):
    """The figures of a question as they are read: a line, a table, and notes under it, as far as there are any."""

    line: str = ""
    table: FigureTable | None = None
    notes: tuple[str, ...] = ()


def figure_text(question: QuestionSummary, summary: Summary) -> FigureText:
    """Return the figures of a question; quoted texts are none, and those of a repeat are with its base."""
    body, base, states = question.body, summary.base, question.states
    groups = (*question.nets, *question.boxes)
    match body:
        case Choices():
            scores = score_line(question.scores) if question.scores is not None else ""
            return FigureText(scores, choices_table(body, states, base, groups))
        case Ranks():
            return FigureText(table=ranks_table(body, states, base))
        case ScaleFigures():
            return FigureText(number_line(body.numbers), scale_table(body, states, base, groups))
        case Values():
            notes = tuple(about_values(body, show_all=summary.show_all))
            return FigureText(table=values_table(body, show_all=summary.show_all), notes=notes)
        case NumberFigures():
            return FigureText(number_line(body))
        case DateFigures() | TimeFigures():
            return FigureText(dates_line(body), dates_table(body))
        case InstanceFigures() | QuotedTexts() | None:
            return FigureText()
        case _:
            assert_never(body)


class _Base(NamedTuple):
    """What a share divides by: how many, what their share is called, and they themselves."""

    n: int
    share: str
    name: str


def _base(states: States, base: Base) -> _Base:
    if base is Base.ASKED:
        return _Base(states.asked, gettext("% of\nasked"), gettext("asked"))
    return _Base(states.answered, gettext("% of\nanswered"), gettext("answered"))


def choices_table(choices: Choices, states: States, base: Base, groups: Sequence[GroupRow] = ()) -> FigureTable:
    """Return the table of a select, with what is counted together above its choices."""
    of = _base(states, base)
    mentions = sum(row.n for row in choices.rows)
    rows = [*_group_rows(groups, of, base, [""] if choices.multiple else [])]
    rows += (
        FigureRow(
            [
                f"{row.n:,}",
                percentage(row.n, of.n),
                *([percentage(row.n, mentions)] if choices.multiple else []),
            ],
            row.label,
            row.percent_asked if base is Base.ASKED else row.percent_answered,
        )
        for row in choices.rows
    )
    if not choices.multiple:
        return _table([gettext("n"), of.share], gettext("choice"), rows, [_whole(of)])
    adds_up_to_more = gettext("{base} (several choices: % adds up to more than 100)").format(base=of.name)
    last = [
        FigureRow([f"{of.n:,}", "", ""], adds_up_to_more if mentions > of.n else of.name),
        FigureRow([f"{mentions:,}", "", percentage(mentions, mentions)], gettext("mentions")),
    ]
    return _table([gettext("n"), of.share, gettext("% of\nmentions")], gettext("choice"), rows, last)


def _group_rows(groups: Sequence[GroupRow], of: _Base, base: Base, more: list[str]) -> Iterator[FigureRow]:
    """Yield the rows of nets and boxes; `more` are the figures that they do not have."""
    for row in groups:
        share = row.percent_asked if base is Base.ASKED else row.percent_answered
        yield FigureRow([f"{row.n:,}", percentage(row.n, of.n), *more], row.label, share)


def ranks_table(ranks: Ranks, states: States, base: Base) -> FigureTable:
    """Return the table of a rank; its share is of those who ranked the choice first."""
    of = _base(states, base)
    rows = []
    for row in ranks.choices:
        total = sum(place * count for place, count in enumerate(row.places, 1))
        mean = two_decimals(Fraction(total, row.n)) if row.n else NOTHING
        figures = [f"{row.n:,}", mean, percentage(row.first, of.n), f"{row.borda:,}"]
        percent = row.percent_asked if base is Base.ASKED else row.percent_answered
        rows.append(FigureRow(figures, ranks.labels[row.code], percent))
    first = gettext("ranked first,\n% of asked") if base is Base.ASKED else gettext("ranked first,\n% of answered")
    headings = [gettext("ranked"), gettext("mean\nrank"), first, gettext("Borda\nscore")]
    last = FigureRow([f"{of.n:,}", "", percentage(of.n, of.n), ""], of.name)
    return _table(headings, gettext("choice"), rows, [last])


def scale_table(scale: ScaleFigures, states: States, base: Base, groups: Sequence[GroupRow] = ()) -> FigureTable:
    """Return the table of the values of a scale, with what is counted together above them."""
    of = _base(states, base)
    rows = [*_group_rows(groups, of, base, [])]
    rows += (
        FigureRow(
            [f"{row.n:,}", percentage(row.n, of.n)],
            as_given(row.value),
            row.percent_asked if base is Base.ASKED else row.percent_answered,
        )
        for row in scale.values
    )
    return _table([gettext("n"), of.share], gettext("value"), rows, [_whole(of)])


def dates_table(figures: DateFigures | TimeFigures) -> FigureTable:
    """Return the table of dates by month, or of times by hour."""
    if isinstance(figures, DateFigures):
        return _counts_table(figures.months, figures.n, gettext("month"), gettext("dates"))
    hours = {f"{hour}:00": n for hour, n in figures.hours.items()}
    return _counts_table(hours, figures.n, gettext("hour"), gettext("times"))


def values_table(values: Values, *, show_all: bool = False) -> FigureTable:
    """Return the table of the most frequent values."""
    shown = dict(islice(values.values.items(), None if show_all else MOST_VALUES))
    return _counts_table(shown, sum(values.values.values()), gettext("value"), gettext("values"))


def _counts_table(counts: Mapping[str, int], total: int, what: str, all_of_them: str) -> FigureTable:
    rows = [FigureRow([f"{n:,}"], name, 100 * n / total) for name, n in counts.items()]
    return _table([gettext("n")], what, rows, [FigureRow([f"{total:,}"], all_of_them)])


def _whole(base: _Base) -> FigureRow:
    return FigureRow([f"{base.n:,}", percentage(base.n, base.n)], base.name)


def _table(headings: list[str], what: str, rows: list[FigureRow], base: list[FigureRow]) -> FigureTable:
    parts = [heading.partition("\n") for heading in headings]
    return FigureTable([(over, under) for over, _, under in parts], what, rows, base)
