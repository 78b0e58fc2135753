"""The sentences of a summary, the same in every format that is for reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sstc_survey.rendering.summary import Choices, FileNote, Files, Quotes, Summary
from sstc_survey.tally.figures import DateFigures, SetAside, States
from sstc_survey.tally.numbers import NumberFigures

NOTHING: Final = "\u2013"
_TENTHS: Final = 10
_LONG: Final = 1e15


def amount(count: int, one: str, several: str = "") -> str:
    """Write a number with what is counted, in the singular or the plural."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


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
    """Say how many files there are and what became of them; the five add up."""
    kinds = (
        (files.complete, "complete"),
        (files.partial, "partial"),
        (files.void, "void"),
        (len(files.conflicts), "in conflict"),
        (len(files.refused), "refused"),
    )
    found = f"{amount(files.found, 'file')} found: " + ", ".join(f"{count:,} {kind}" for count, kind in kinds)
    return found + "".join(
        f"; {extra}"
        for count, extra in (
            (files.copies, amount(files.copies, "further copy", "further copies")),
            (len(files.ignored), f"{len(files.ignored):,} ignored (not .json)"),
        )
        if count
    )


def tallied(summary: Summary) -> str:
    """Say which interviews the figures are of."""
    count = amount(summary.interviews, "interview")
    if summary.include_partial:
        return f"{count} tallied, partial ones included"
    if not summary.files.partial:
        return f"{count} tallied"
    remedy = " (--include partial tallies them)" if not summary.interviews else ""
    return f"{count} tallied; {amount(summary.files.partial, 'partial one')} left out{remedy}"


def source(summary: Summary) -> str:
    """Say which questionnaire the figures go by."""
    paper, others = summary.questionnaire, summary.other_versions
    held = f"; {amount(others, 'interview')} held with another version" if others else ""
    return f"questionnaire {paper.id}, version {paper.version}{held}"


def left_out(files: Files) -> Iterator[str]:
    """Say of each file that is not tallied why."""
    for kind, notes in (("refused", files.refused), ("in conflict", files.conflicts)):
        yield from (f"{kind}: {_because(note)}" for note in notes)


def _because(note: FileNote) -> str:
    return f"{note.file}: {note.reason}"


def base_line(states: States) -> str:
    """Say in how many interviews a question was asked, and with what outcome; what did not occur is left out."""
    parts = (
        (states.blank, "blank"),
        (states.dont_know, "don't know"),
        (states.refused, "refused"),
        (states.not_asked, "not asked"),
        (states.not_reached, "not reached"),
    )
    shown = [f"asked {states.asked:,} of {states.interviews:,}", f"answered {states.answered:,}"]
    return " · ".join(shown + [f"{name} {count:,}" for count, name in parts if count])


def number_line(figures: NumberFigures) -> str:
    """Write the figures of numbers on one line."""
    if not figures.n:
        return "no numbers"
    names = ("mean", "sd", "min", "q1", "median", "q3", "max")
    return " · ".join(f"{name} {number(getattr(figures, name))}" for name in names)


def date_line(figures: DateFigures) -> str:
    """Write the first and the last of some dates."""
    return f"first {figures.first} · last {figures.last}" if figures.n else "no dates"


def withheld(quotes: Quotes) -> str:
    """Say how much is kept back."""
    return f"{quotes.withheld:,} withheld under the attribution that the respondents chose"


def set_aside(aside: SetAside) -> Iterator[str]:
    """Say which answers do not fit the question as it is now."""
    if aside.changed_type:
        yield f"{amount(aside.changed_type, 'answer')} of another type than the question has"
    for code, count in aside.removed_choices.items():
        which = f'the choice "{code}"' if code else "choices"
        yield f"{amount(count, 'answer')} with {which} that the question does not have"


def removed(summary: Summary) -> Iterator[str]:
    """Say what was said to questions that the questionnaire does not have."""
    for question in summary.removed:
        for count, what in ((question.answers, "answer"), (question.comments, "comment")):
            if count:
                yield f'{amount(count, what)} to "{question.name}", which the questionnaire does not have'


def headings(choices: Choices, summary: Summary) -> list[str]:
    """Return what stands over the figures of choices."""
    return ["n", f"% of {summary.base}", *(["% of mentions"] if choices.multiple else [])]


def cells(choices: Choices, summary: Summary) -> Iterator[tuple[list[str], float | None, str]]:
    """Yield for each choice its figures, the share that a bar may show, and its label."""
    for row in choices.rows:
        first = row.percent_asked if summary.base == "asked" else row.percent_answered
        mentions = [share(row.percent_mentions)] if choices.multiple else []
        yield [f"{row.n:,}", share(first), *mentions], first, row.label
