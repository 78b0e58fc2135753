"""The tables of a summary, the same in every format that is for reading, in the language that is spoken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never

from sstc_survey.i18n import gettext
from sstc_survey.reports.rounding import NOTHING, as_given, one_decimal, percentage, two_decimals
from sstc_survey.reports.summary import Base
from sstc_survey.reports.summary.model import Choices, GroupRow, QuestionSummary, QuotedTexts, Ranks, Summary, Values
from sstc_survey.reports.summary.phrases import (
    MOST_VALUES,
    about_values,
    dates_line,
    most_frequent,
    number_line,
    rest_label,
    score_line,
    unanswered,
)
from sstc_survey.statistics.intervals import wilson
from sstc_survey.tally import DateFigures, InstanceFigures, NumberFigures, ScaleFigures, States, TimeFigures
from sstc_survey.tally.figures import Interval
from sstc_survey.tally.histogram import Histogram, HistogramClass

if TYPE_CHECKING:
    from sstc_survey.statistics.clusters import ClusterShare
    from sstc_survey.tally.clusters import ClusteredFigures

# What stands over the interval of a share, in every language.
INTERVAL: Final = "95 %"
# A class of numbers; with the sign alone, -5 to -1 would be hard to read.
_RANGE: Final = "{} \u2013 {}"


class FigureRow(NamedTuple):
    """One row: its figures, what it is of, and the share that a bar may show."""

    figures: list[str]
    label: str
    percent: float | None = None


class FigureTable(NamedTuple):
    """A table; each heading is in two parts, of which the first may stand over the second. `base` ends it.

    `priority` has the places of its figures, those first that stay longest where there is little room; without it
    all of them stay.
    """

    headings: list[tuple[str, str]]
    what: str
    rows: list[FigureRow]
    base: list[FigureRow]
    priority: tuple[int, ...] = ()


class FigureText(NamedTuple):
    """The figures of a question as they are read: a line, a table, and notes under it, as far as there are any."""

    line: str = ""
    table: FigureTable | None = None
    notes: tuple[str, ...] = ()


def figure_text(question: QuestionSummary, summary: Summary) -> FigureText:
    """Return the figures of a question; quoted texts are none, and those of a repeat are with its base."""
    body, states = question.body, question.states
    groups = (*question.nets, *question.boxes)
    match body:
        case Choices():
            scores = score_line(question.scores) if question.scores is not None else ""
            return FigureText(scores, choices_table(body, states, summary, groups, question.by_interview))
        case Ranks():
            return FigureText(table=ranks_table(body, states, summary))
        case ScaleFigures():
            return FigureText(number_line(body.numbers), scale_table(body, states, summary, groups))
        case Values():
            notes = tuple(about_values(body, show_all=summary.show_all or summary.top is not None))
            return FigureText(table=values_table(body, show_all=summary.show_all, top=summary.top), notes=notes)
        case NumberFigures():
            return FigureText(number_line(body), histogram_table(body.histogram) if body.histogram else None)
        case DateFigures() | TimeFigures():
            return FigureText(dates_line(body), dates_table(body))
        case InstanceFigures() | QuotedTexts() | None:
            return FigureText()
        case _:
            assert_never(body)


class _Base(NamedTuple):
    """What a share divides by: how many, what their share is called, and they themselves.

    With `intervals` a share has its interval beside it.
    """

    n: int
    share: str
    name: str
    intervals: bool
    is_clustered: bool = False

    def headings(self, share: str = "") -> list[str]:
        """Return what stands over a share."""
        return [share or self.share, *([INTERVAL] if self.intervals else [])]

    def cells(self, n: int, error: ClusterShare | None = None) -> list[str]:
        """Write a share, with the interval that follows from its error in clusters, else from the number of answers."""
        if not self.intervals:
            return [percentage(n, self.n)]
        interval = error.ci95_logit if error is not None else None if self.is_clustered else wilson(n, self.n)
        return [percentage(n, self.n), interval_text(interval)]

    def blanks(self, share: str = "") -> list[str]:
        """Return what stands in the last rows, which have no interval."""
        return [share, *([""] if self.intervals else [])]


def _base(states: States, summary: Summary) -> _Base:
    # Instances of one interview are alike: their number alone would promise too much.
    in_clusters = states.instances is not None
    if summary.base is Base.ASKED:
        return _Base(states.asked, gettext("% of\nasked"), gettext("asked"), summary.intervals, in_clusters)
    return _Base(states.answered, gettext("% of\nanswered"), gettext("answered"), summary.intervals, in_clusters)


def interval_text(interval: Interval) -> str:
    """Write the interval of a share."""
    return NOTHING if interval is None else "\u2013".join(map(one_decimal, interval))


def choices_table(
    choices: Choices,
    states: States,
    summary: Summary,
    groups: Sequence[GroupRow] = (),
    by_interview: ClusteredFigures | None = None,
) -> FigureTable:
    """Return the table of a select, with what is counted together above its choices."""
    of, mentions = _base(states, summary), choices.mentions
    errors = by_interview.choices if by_interview is not None and summary.base is Base.ANSWERED else {}
    # To how many a choice was offered stands last, as the other figures are those of every table.
    offered = [gettext("offered")] if choices.is_filtered else []
    nobody = ["" for _ in offered]
    shown, rest = most_frequent(choices.rows, lambda row: row.n, summary.top)
    rows = [*_group_rows(groups, of, summary, [*([""] if choices.multiple else []), *nobody])]
    rows += (
        FigureRow(
            [
                f"{row.n:,}",
                *of.cells(row.n, errors.get(row.code)),
                *([percentage(row.n, mentions)] if choices.multiple else []),
                *_offered(row.offered),
            ],
            row.label,
            row.percent_asked if summary.base is Base.ASKED else row.percent_answered,
        )
        for row in shown
    )
    if rest:
        n = sum(row.n for row in rest)
        # Of several choices nobody knows how many respondents selected any of them.
        shares = [*of.blanks(), percentage(n, mentions)] if choices.multiple else of.cells(n)
        rows.append(FigureRow([f"{n:,}", *shares, *nobody], rest_label(len(rest), of_mentions=choices.multiple)))
    unanswered = _state_rows(states, of, summary, [*([""] if choices.multiple else []), *nobody])
    if not choices.multiple:
        last = [
            *unanswered,
            FigureRow([f"{of.n:,}", *of.blanks(percentage(of.n, of.n)), *nobody], of.name),
        ]
        headings = [gettext("n"), *of.headings(), *offered]
        priority = tuple(range(len(headings))) if of.intervals or offered else ()
        return _table(headings, gettext("choice"), rows, last, priority)
    adds_up_to_more = gettext("{base} (several choices: % adds up to more than 100)").format(base=of.name)
    last = [
        *unanswered,
        FigureRow([f"{of.n:,}", *of.blanks(), "", *nobody], adds_up_to_more if mentions > of.n else of.name),
        FigureRow([f"{mentions:,}", *of.blanks(), percentage(mentions, mentions), *nobody], gettext("mentions")),
    ]
    headings = [gettext("n"), *of.headings(), gettext("% of\nmentions"), *offered]
    # Of several choices, the share of mentions gives way first.
    mentioned = 1 + len(of.headings())
    priority = (*(place for place in range(len(headings)) if place != mentioned), mentioned)
    return _table(headings, gettext("choice"), rows, last, priority if of.intervals or offered else ())


def _group_rows(groups: Sequence[GroupRow], of: _Base, summary: Summary, more: list[str]) -> Iterator[FigureRow]:
    """Yield the rows of nets and boxes; `more` are the figures that they do not have."""
    for row in groups:
        share = row.percent_asked if summary.base is Base.ASKED else row.percent_answered
        yield FigureRow([f"{row.n:,}", *of.cells(row.n), *more], row.label, share)


def _state_rows(states: States, of: _Base, summary: Summary, more: list[str]) -> list[FigureRow]:
    """Return a row for each state without an answer that occurs, where shares are of all who were asked."""
    if summary.base is not Base.ASKED:
        return []
    return [FigureRow([f"{n:,}", *of.cells(n), *more], label) for n, label in unanswered(states) if n]


def _offered(offered: int | None) -> list[str]:
    return [] if offered is None else [f"{offered:,}"]


def ranks_table(ranks: Ranks, states: States, summary: Summary) -> FigureTable:
    """Return the table of a rank; its share is of those who ranked the choice first."""
    of = _base(states, summary)
    rows = []
    shown, rest = most_frequent(ranks.choices, lambda row: row.borda, summary.top)
    for row in shown:
        total = sum(place * count for place, count in enumerate(row.places, 1))
        mean = two_decimals(Fraction(total, row.n)) if row.n else NOTHING
        figures = [f"{row.n:,}", mean, *of.cells(row.first), f"{row.borda:,}", *_offered(row.offered)]
        percent = row.percent_asked if summary.base is Base.ASKED else row.percent_answered
        rows.append(FigureRow(figures, ranks.labels[row.code], percent))
    is_asked = summary.base is Base.ASKED
    first = gettext("ranked first,\n% of asked") if is_asked else gettext("ranked first,\n% of answered")
    offered = [gettext("offered")] if ranks.is_filtered else []
    headings = [gettext("ranked"), gettext("mean\nrank"), *of.headings(first), gettext("Borda\nscore"), *offered]
    nobody = ["" for _ in offered]
    if rest:
        first_of_rest, borda = sum(row.first for row in rest), sum(row.borda for row in rest)
        figures = ["", "", *of.cells(first_of_rest), f"{borda:,}", *nobody]
        rows.append(FigureRow(figures, rest_label(len(rest))))
    # Under the share of first places, one of those who ranked nothing would be read as one.
    nothing = [
        FigureRow([row.figures[0], "", *of.blanks(), "", *nobody], row.label)
        for row in _state_rows(states, of, summary, [])
    ]
    last = FigureRow([f"{of.n:,}", "", *of.blanks(percentage(of.n, of.n)), "", *nobody], of.name)
    # The interval says nothing without its share.
    priority = (2, 3, 0, 1, *range(4, len(headings))) if of.intervals else tuple(range(len(headings)))
    return _table(headings, gettext("choice"), rows, [*nothing, last], priority if of.intervals or offered else ())


def scale_table(scale: ScaleFigures, states: States, summary: Summary, groups: Sequence[GroupRow] = ()) -> FigureTable:
    """Return the table of the values of a scale, with what is counted together above them."""
    of = _base(states, summary)
    shown, rest = most_frequent(scale.values, lambda row: row.n, summary.top)
    rows = [*_group_rows(groups, of, summary, [])]
    rows += (
        FigureRow(
            [f"{row.n:,}", *of.cells(row.n)],
            as_given(row.value),
            row.percent_asked if summary.base is Base.ASKED else row.percent_answered,
        )
        for row in shown
    )
    if rest:
        n = sum(row.n for row in rest)
        rows.append(FigureRow([f"{n:,}", *of.cells(n)], rest_label(len(rest))))
    last = FigureRow([f"{of.n:,}", *of.blanks(percentage(of.n, of.n))], of.name)
    base = [*_state_rows(states, of, summary, []), last]
    return _table([gettext("n"), *of.headings()], gettext("value"), rows, base)


def dates_table(figures: DateFigures | TimeFigures) -> FigureTable:
    """Return the table of dates by month, or of times by hour."""
    if isinstance(figures, DateFigures):
        return _counts_table(figures.months, figures.n, gettext("month"), gettext("dates"))
    hours = {f"{hour}:00": n for hour, n in figures.hours.items()}
    return _counts_table(hours, figures.n, gettext("hour"), gettext("times"))


def histogram_table(histogram: Histogram) -> FigureTable:
    """Return the table of numbers by class."""
    classes = {_class(each, is_whole=histogram.whole): each.n for each in histogram.classes}
    return _counts_table(classes, sum(classes.values()), gettext("value"), gettext("values"))


def _class(each: HistogramClass, *, is_whole: bool) -> str:
    """Write a class: whole numbers by its first and last, others up to below its end."""
    if each.start == each.end:
        return as_given(each.start)
    last = as_given(each.end - 1) if is_whole else f"<{as_given(each.end)}"
    return _RANGE.format(as_given(each.start), last)


def values_table(values: Values, *, show_all: bool = False, top: int | None = None) -> FigureTable:
    """Return the table of the most frequent values."""
    most = top or (None if show_all else MOST_VALUES)
    shown = dict(islice(values.values.items(), most))
    total, left = sum(values.values.values()), len(values.values) - len(shown)
    table = _counts_table(shown, total, gettext("value"), gettext("values"))
    if top and left:
        table.rows.append(FigureRow([f"{total - sum(shown.values()):,}"], rest_label(left)))
    return table


def _counts_table(counts: Mapping[str, int], total: int, what: str, all_of_them: str) -> FigureTable:
    rows = [FigureRow([f"{n:,}"], name, 100 * n / total) for name, n in counts.items()]
    return _table([gettext("n")], what, rows, [FigureRow([f"{total:,}"], all_of_them)])


def _table(
    headings: list[str], what: str, rows: list[FigureRow], base: list[FigureRow], priority: tuple[int, ...] = ()
) -> FigureTable:
    parts = [heading.partition("\n") for heading in headings]
    return FigureTable([(over, under) for over, _, under in parts], what, rows, base, priority)
