"""What a simulation found, for reading and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TextIO

import msgspec
from msgspec import Struct

from sstc_survey.display import counted
from sstc_survey.reports.console import INDENT, CleanConsole, console_for
from sstc_survey.reports.escaping import json_text
from sstc_survey.reports.rounding import two_decimals
from sstc_survey.response import QuestionnaireRef

FORMAT: Final = "sstc-survey/simulation"
SCHEMA: Final = 1


class InterviewLengths(Struct, frozen=True):
    """How many questions an interview asked."""

    min: int
    median: float
    max: int


class StuckQuestion(Struct, frozen=True):
    """A question at which no reply was accepted in `n` interviews, and why."""

    name: str
    label: str
    n: int
    code: str
    reason: str
    constraint: str | None
    number: int | None


class UnaskedQuestion(Struct, frozen=True):
    """A question that was never asked, and the conditions for asking it."""

    name: str
    label: str
    conditions: tuple[str, ...]
    number: int | None


class UnchosenChoice(Struct, frozen=True):
    """A choice that was never chosen."""

    name: str
    label: str
    code: str
    choice: str
    number: int | None


class QuestionCount(Struct, frozen=True):
    """How often a question was asked, and how often it was answered."""

    name: str
    type: str
    label: str
    asked: int
    answered: int
    number: int | None


class Simulation(Struct, frozen=True):
    """What the interviews of a simulation found; the names of the fields are keys of the JSON."""

    title: str
    questionnaire: QuestionnaireRef
    seed: int
    interviews: int
    complete: int
    route: InterviewLengths
    stuck: tuple[StuckQuestion, ...]
    never_answered: tuple[StuckQuestion, ...]
    never_reached: tuple[UnaskedQuestion, ...]
    never_taken: tuple[UnchosenChoice, ...]
    questions: tuple[QuestionCount, ...]

    @property
    def is_sound(self) -> bool:
        """Tell whether every question was asked and answered, every choice chosen, and no interview stuck."""
        return not (self.stuck or self.never_answered or self.never_reached or self.never_taken)


def write_json_simulation(found: Simulation, stream: TextIO) -> None:
    """Write what was found as JSON."""
    document = {"format": FORMAT, "schema": SCHEMA, **msgspec.to_builtins(found)}
    stream.write(json_text(document))


def write_simulation(found: Simulation, stream: TextIO) -> None:
    """Write what was found as text, what needs attention first."""
    console = CleanConsole(console_for(stream))
    console.line(found.title, "bold")
    questionnaire, lengths = found.questionnaire, found.route
    console.line(f"Questionnaire {questionnaire.id}, version {questionnaire.version}; seed {found.seed}", "dim")
    interviews, stuck = counted(found.interviews, "interview"), sum(each.n for each in found.stuck)
    console.line(f"{interviews}: {found.complete:,} complete, {stuck:,} stuck", "dim")
    console.line(
        f"questions per interview: {lengths.min:,} to {lengths.max:,}, median {two_decimals(lengths.median)}", "dim"
    )
    for heading, lines in (
        ("Stuck: no random answer was accepted", list(_stuck_lines(found.stuck))),
        ("Never answered: every random answer was rejected", list(_stuck_lines(found.never_answered))),
        ("Never asked", list(_unasked_lines(found.never_reached))),
        (
            "Never chosen",
            [(INDENT, f"{_numbered(each)}: {each.choice or each.code} ({each.code})") for each in found.never_taken],
        ),
    ):
        if lines:
            console.gap()
            console.line(heading, "bold")
            console.paragraphs(lines)
    console.gap()
    rows = [(f"{each.asked:,}", f"{each.answered:,}", _titled(each)) for each in found.questions]
    console.table([("asked", "answered", "question")], rows)


def _stuck_lines(questions: Iterable[StuckQuestion]) -> Iterator[tuple[int, str]]:
    for each in questions:
        yield INDENT, f"{_titled(each)} ({counted(each.n, 'time')})"
        if each.reason:
            yield 2 * INDENT, each.reason
        if each.constraint:
            yield 2 * INDENT, f"constraint: {each.constraint}"


def _unasked_lines(questions: Iterable[UnaskedQuestion]) -> Iterator[tuple[int, str]]:
    for each in questions:
        yield INDENT, _titled(each)
        yield from ((2 * INDENT, f"only if {condition}") for condition in each.conditions)


def _titled(question: StuckQuestion | UnaskedQuestion | QuestionCount) -> str:
    """Return the number and the name of a question, with its label if it has one."""
    return f"{_numbered(question)}: {question.label}" if question.label else _numbered(question)


def _numbered(question: StuckQuestion | UnaskedQuestion | UnchosenChoice | QuestionCount) -> str:
    """Return the name of a question after the number that it has in a preview."""
    return question.name if question.number is None else f"{question.number}. {question.name}"
