"""The sentences and tables of a summary, the same in every format that is for reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple, assert_never

from sstc_survey.display import counted, spell_out
from sstc_survey.reports.summary import Base
from sstc_survey.reports.summary.model import (
    Body,
    Choices,
    Files,
    QuestionSummary,
    QuotedTexts,
    Ranks,
    Summary,
    Values,
)
from sstc_survey.tally import DateFigures, InstanceFigures, NumberFigures, ScaleFigures, SetAside, States, TimeFigures

NOTHING: Final = "\u2013"
_TENTHS: Final = 10
# How many calculated values are listed.
MOST_VALUES: Final = 20
_LONG: Final = 1e15


def share(percent: float | None) -> str:
    """Write a percentage, rounded to one decimal, halves up."""
    return NOTHING if percent is None else f"{int(percent * _TENTHS + 0.5) / _TENTHS:.1f}%"


def number(value: float | None) -> str:
    """Write a figure: a whole one as it is, others rounded to one decimal, or to three digits if they are small."""
    if value is None:
        return NOTHING
    if abs(value) >= _LONG:
        return f"{value:.6g}"
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.3g}"


def account(files: Files) -> str:
    """Say how many files there are of each kind, which add up."""
    kinds = (
        (files.complete, f"complete{_of_which(files)}"),
        (files.partial, "partial"),
        (files.void, "void"),
        (len(files.conflicts), "in conflict"),
        (len(files.refused), "refused"),
    )
    found = f"{counted(files.found, 'file')} found: " + ", ".join(f"{count:,} {kind}" for count, kind in kinds)
    if files.unfinished:
        found += f", {files.in_unfinished_batches:,} in an unfinished batch"
    return found + "".join(
        f"; {extra}"
        for count, extra in (
            (files.copies, counted(files.copies, "further copy", "further copies")),
            (files.erased, f"{files.erased:,} erased"),
            (len(files.ignored), f"{len(files.ignored):,} ignored (not .json)"),
        )
        if count
    )


def _of_which(files: Files) -> str:
    apart = ((files.declined, "declined"), (files.simulated, "simulated"))
    said = ", ".join(f"{count:,} {kind}" for count, kind in apart if count)
    return f" ({said})" if said else ""


def tallied(summary: Summary) -> str:
    """Say which interviews the figures are of."""
    files, said = summary.files, [f"{counted(summary.interviews, 'interview')} tallied"]
    if summary.include_partial:
        said[0] += ", partial ones included"
    elif files.partial:
        remedy = " (--include partial tallies them)" if not summary.interviews else ""
        said.append(f"{counted(files.partial, 'partial one')} left out{remedy}")
    if files.simulated and not summary.has_simulated:
        said.append(f"{counted(files.simulated, 'simulated one')} left out (--include simulated tallies them)")
    elif summary.has_simulated:
        only = files.simulated and files.simulated == files.complete
        said.append("all of them have invented answers (simulated)" if only else "simulated ones included")
    return "; ".join(said)


def head(summary: Summary) -> Iterator[str]:
    """Say what a summary is of: the questionnaire, the files, the interviews."""
    questionnaire, others = summary.questionnaire, summary.other_versions
    if questionnaire is not None:
        named = ", ".join(f"{name} ({count:,})" for name, count in summary.version_counts if name)
        which = f": {named} (--questionnaire FILE chooses one)" if named else ""
        another = f"; {counted(others, 'interview')} held with another version{which}" if others else ""
        yield f"questionnaire {questionnaire.id}, version {questionnaire.version}{another}"
    yield account(summary.files)
    yield tallied(summary)
    if summary.lost_versions:
        lost = counted(summary.lost_versions, "interview")
        yield f"{lost} held with a version that is lost: all words, names and values in them are withheld"


def left_out(files: Files) -> Iterator[str]:
    """Say of each file, and of each batch, that is not tallied why."""
    for batch in files.unfinished:
        responses = counted(batch.responses, "response")
        line = f"unfinished batch: {responses} from {batch.source}; complete it with: {batch.command}"
        yield spell_out(line)
    for kind, notes in (("refused", files.refused), ("in conflict", files.conflicts)):
        yield from (f"{kind}: {spell_out(note.file)}: {spell_out(note.reason)}" for note in notes)


def title(question: QuestionSummary) -> str:
    """Return the heading of a question: its number, and its label or its name."""
    label = question.label or question.name
    return label if question.number is None else f"{question.number}. {label}"


def base_line(question: QuestionSummary) -> str:
    """Say in how many interviews a question was asked, and with what outcome; what did not occur is left out.

    In a repeat it is asked in instances, and these are in interviews.
    """
    states = question.states
    parts = (
        (states.blank, "blank"),
        (states.dont_know, "don't know"),
        (states.refused, "refused"),
        (states.not_asked if question.is_asked else 0, "not asked"),
        (states.not_reached, "not reached"),
    )
    body = question.body
    if isinstance(body, InstanceFigures):
        found = f"in {states.asked:,} of {_base(states, 'interview')} · {counted(body.total, 'instance')}"
    elif question.is_asked:
        found = f"asked {states.asked:,} of {_base(states)} · answered {states.answered:,}"
    else:
        found = f"a value in {states.answered:,} of {_base(states)}"
    return " · ".join([found, *(f"{name} {count:,}" for count, name in parts if count)])


def _base(states: States, unit: str = "") -> str:
    """Say what the base is: interviews, or the instances in them."""
    if states.instances is None:
        return counted(states.interviews, unit) if unit else f"{states.interviews:,}"
    return f"{counted(states.instances, 'instance')} (in {counted(states.interviews, 'interview')})"


def number_line(figures: NumberFigures) -> str:
    """Write the figures of numbers on one line."""
    if not figures.n:
        return "no numbers"
    names = ("mean", "sd", "min", "q1", "median", "q3", "max")
    return " · ".join(f"{name} {number(getattr(figures, name))}" for name in names)


def dates_line(figures: DateFigures | TimeFigures) -> str:
    """Write the first and last of some dates or times, of times the median too."""
    if isinstance(figures, DateFigures):
        return f"first {figures.first} · last {figures.last}" if figures.n else "no dates"
    if not figures.n:
        return "no times"
    return f"earliest {figures.earliest} · median {figures.median} · latest {figures.latest}"


def instance_line(figures: InstanceFigures) -> str:
    """Write how many instances there are where there are any."""
    return f"instances in each: {number_line(figures.numbers)}" if figures.total else "no instances"


def about_values(values: Values) -> Iterator[str]:
    """Say how many values a table leaves out."""
    rest = list(values.values.values())[MOST_VALUES:]
    if rest:
        yield f"{counted(len(rest), 'further value')}, {counted(sum(rest), 'time')} in all"


def withheld(count: int) -> str:
    """Say how much is withheld."""
    return f"{count:,} withheld under the attribution that the respondents chose"


def set_aside(aside: SetAside) -> Iterator[str]:
    """Say which answers do not fit the question as it is now."""
    if aside.changed_type:
        yield f"{counted(aside.changed_type, 'answer')} of another type than the question has"
    for code, count in aside.removed_choices.items():
        which = f'the choice "{code}"' if code else "choices"
        yield f"{counted(count, 'answer')} with {which} that the question does not have"


def removed(summary: Summary) -> Iterator[str]:
    """Say what is left out: answers and comments to questions that the questionnaire does not have."""
    for question in summary.removed:
        for count, what in ((question.answers, "answer"), (question.comments, "comment")):
            if count:
                yield f'{counted(count, what)} to "{question.name}", which the questionnaire does not have'


class FigureRow(NamedTuple):
    """One row: its figures, the share that a bar may show, and what it is of."""

    figures: list[str]
    percent: float | None
    label: str


class FigureTable(NamedTuple):
    """A table; each heading is in two parts, of which the first may stand over the second."""

    headings: list[tuple[str, str]]
    what: str
    rows: list[FigureRow]


class FigureText(NamedTuple):
    """The figures of a question as they are read: a line, a table, and notes under it, as far as there are any."""

    line: str = ""
    table: FigureTable | None = None
    notes: tuple[str, ...] = ()


def figure_text(body: Body, base: Base) -> FigureText:
    """Return the figures of a question; quoted texts are none."""
    match body:
        case Choices():
            return FigureText(table=choices_table(body, base))
        case Ranks():
            return FigureText(table=ranks_table(body, base))
        case ScaleFigures():
            return FigureText(number_line(body.numbers), scale_table(body, base))
        case Values():
            return FigureText(table=values_table(body), notes=tuple(about_values(body)))
        case NumberFigures():
            return FigureText(number_line(body))
        case InstanceFigures():
            return FigureText(instance_line(body))
        case DateFigures() | TimeFigures():
            return FigureText(dates_line(body), dates_table(body))
        case QuotedTexts() | None:
            return FigureText()
        case _:
            assert_never(body)


def choices_table(choices: Choices, base: Base) -> FigureTable:
    """Return the table of a select."""
    rows = []
    for row in choices.rows:
        percent = row.percent_asked if base is Base.ASKED else row.percent_answered
        mentions = [share(row.percent_mentions)] if choices.multiple else []
        rows.append(FigureRow([f"{row.n:,}", share(percent), *mentions], percent, row.label))
    return FigureTable(
        [("", "n"), ("% of", base), *([("% of", "mentions")] if choices.multiple else [])], "choice", rows
    )


def ranks_table(ranks: Ranks, base: Base) -> FigureTable:
    """Return the table of a rank: n placed the choice, and the share is of those who placed it first."""
    rows = []
    for row in ranks.choices:
        percent = row.percent_asked if base is Base.ASKED else row.percent_answered
        mean = NOTHING if row.mean_rank is None else f"{row.mean_rank:.2f}"
        rows.append(FigureRow([f"{row.n:,}", mean, share(percent), f"{row.borda:,}"], percent, ranks.labels[row.code]))
    return FigureTable([("", "n"), ("mean", "rank"), ("first, % of", base), ("", "Borda")], "choice", rows)


def scale_table(scale: ScaleFigures, base: Base) -> FigureTable:
    """Return the table of the values of a scale."""
    rows = []
    for row in scale.values:
        percent = row.percent_asked if base is Base.ASKED else row.percent_answered
        rows.append(FigureRow([f"{row.n:,}", share(percent)], percent, f"{row.value:.15g}"))
    return FigureTable([("", "n"), ("% of", base)], "mark", rows)


def dates_table(figures: DateFigures | TimeFigures) -> FigureTable:
    """Return the table of dates by month, or of times by hour."""
    if isinstance(figures, DateFigures):
        return _counts_table(figures.months, figures.n, "month")
    return _counts_table({f"{hour}:00": n for hour, n in figures.hours.items()}, figures.n, "hour")


def values_table(values: Values) -> FigureTable:
    """Return the table of the most frequent values."""
    return _counts_table(dict(islice(values.values.items(), MOST_VALUES)), sum(values.values.values()), "value")


def _counts_table(counts: Mapping[str, int], total: int, what: str) -> FigureTable:
    return FigureTable([("", "n")], what, [FigureRow([f"{n:,}"], 100 * n / total, name) for name, n in counts.items()])
