"""The columns of a table: what stands over them and in each row, the same in every format for reading."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from sstc_survey.rendering.phrases import MOST_VALUES, NOTHING, share
from sstc_survey.rendering.summary import Base, Choices, Ranks, Values
from sstc_survey.tally import DateFigures, ScaleFigures, TimeFigures


class Row(NamedTuple):
    """One row: its figures, the share that a bar may show, and what it is of."""

    figures: list[str]
    percent: float | None
    label: str


class Columns(NamedTuple):
    """A table; each heading is in two parts, of which the first may stand over the second."""

    headings: list[tuple[str, str]]
    what: str
    rows: list[Row]


def of_choices(choices: Choices, base: Base) -> Columns:
    """Return the table of a select."""
    rows = []
    for row in choices.rows:
        percent = row.percent_asked if base == "asked" else row.percent_answered
        mentions = [share(row.percent_mentions)] if choices.multiple else []
        rows.append(Row([f"{row.n:,}", share(percent), *mentions], percent, row.label))
    return Columns([("", "n"), ("% of", base), *([("% of", "mentions")] if choices.multiple else [])], "choice", rows)


def of_ranks(ranks: Ranks, base: Base) -> Columns:
    """Return the table of a rank: n placed the choice, and the share is of those who placed it first."""
    rows = []
    for row in ranks.choices:
        percent = row.percent_asked if base == "asked" else row.percent_answered
        mean = NOTHING if row.mean_rank is None else f"{row.mean_rank:.2f}"
        rows.append(Row([f"{row.n:,}", mean, share(percent), f"{row.borda:,}"], percent, ranks.labels[row.code]))
    return Columns([("", "n"), ("mean", "rank"), ("first, % of", base), ("", "Borda")], "choice", rows)


def of_scale(scale: ScaleFigures, base: Base) -> Columns:
    """Return the table of the marks of a scale."""
    rows = []
    for row in scale.marks:
        percent = row.percent_asked if base == "asked" else row.percent_answered
        rows.append(Row([f"{row.n:,}", share(percent)], percent, f"{row.mark:.15g}"))
    return Columns([("", "n"), ("% of", base)], "mark", rows)


def of_moments(moments: DateFigures | TimeFigures) -> Columns:
    """Return the table of dates by month, or of times by hour."""
    if isinstance(moments, DateFigures):
        return _of_counts(moments.months, moments.n, "month")
    return _of_counts({f"{hour}:00": n for hour, n in moments.hours.items()}, moments.n, "hour")


def of_values(values: Values) -> Columns:
    """Return the table of the most frequent values."""
    return _of_counts(dict(islice(values.values.items(), MOST_VALUES)), sum(values.values.values()), "value")


def _of_counts(counts: Mapping[str, int], total: int, what: str) -> Columns:
    return Columns([("", "n")], what, [Row([f"{n:,}"], 100 * n / total, name) for name, n in counts.items()])
