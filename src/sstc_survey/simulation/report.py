"""What a simulation found, for reading and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TextIO

import msgspec
from msgspec import Struct

from sstc_survey.reports.console import INDENT, CleanConsole, console_for
from sstc_survey.reports.escaping import json_text
from sstc_survey.reports.summary.phrases import amount, number
from sstc_survey.response import QuestionnaireRef

FORMAT: Final = "sstc-survey/simulation"
SCHEMA: Final = 1


class Route(Struct, frozen=True):
    """How many questions an interview asked."""

    min: int
    median: float
    max: int


class StuckAt(Struct, frozen=True):
    """A question that no reply was taken at, in `n` interviews, and why."""

    name: str
    label: str
    n: int
    code: str
    reason: str
    constraint: str | None


class Unreached(Struct, frozen=True):
    """A question that was never asked, and what must hold for it to be."""

    name: str
    label: str
    conditions: tuple[str, ...]


class Untaken(Struct, frozen=True):
    """A choice that was never chosen."""

    name: str
    label: str
    code: str
    choice: str


class Row(Struct, frozen=True):
    """How often a question was asked, and how often it was answered."""

    name: str
    type: str
    label: str
    asked: int
    answered: int


class Simulation(Struct, frozen=True):
    """What all interviews of a simulation found."""

    title: str
    questionnaire: QuestionnaireRef
    seed: int
    interviews: int
    complete: int
    route: Route
    stuck: tuple[StuckAt, ...]
    never_answered: tuple[StuckAt, ...]
    never_reached: tuple[Unreached, ...]
    never_taken: tuple[Untaken, ...]
    questions: tuple[Row, ...]

    @property
    def is_sound(self) -> bool:
        """Tell whether everything came up, and nothing stuck."""
        return not (self.stuck or self.never_answered or self.never_reached or self.never_taken)


def write_json_simulation(found: Simulation, stream: TextIO) -> None:
    """Write what was found as JSON."""
    document = {"format": FORMAT, "schema": SCHEMA, **msgspec.to_builtins(found)}
    stream.write(json_text(document))


def write_simulation(found: Simulation, stream: TextIO) -> None:
    """Write what was found, what needs attention first."""
    console = CleanConsole(console_for(stream))
    console.line(found.title, "bold")
    paper, route = found.questionnaire, found.route
    console.line(f"questionnaire {paper.id}, version {paper.version}; seed {found.seed}", "dim")
    interviews = amount(found.interviews, "interview")
    console.line(f"{interviews}: {found.complete:,} complete, {_stuck(found):,} stuck", "dim")
    console.line(f"questions asked in one: {route.min:,} to {route.max:,}, median {number(route.median)}", "dim")
    for heading, lines in (
        ("Stuck", list(_stuck_lines(found.stuck))),
        ("Never answered: no reply was taken, and the question was left", list(_stuck_lines(found.never_answered))),
        ("Never asked", list(_unreached_lines(found))),
        ("Never chosen", list(_untaken_lines(found))),
    ):
        if lines:
            console.gap()
            console.line(heading, "bold")
            console.paragraphs(lines)
    console.gap()
    rows = [(f"{row.asked:,}", f"{row.answered:,}", _named(row.name, row.label)) for row in found.questions]
    console.table([("asked", "answered", "question")], rows)


def _stuck(found: Simulation) -> int:
    return sum(each.n for each in found.stuck)


def _named(name: str, label: str) -> str:
    return f"{name}: {label}" if label else name


def _stuck_lines(places: Iterable[StuckAt]) -> Iterator[tuple[int, str]]:
    for each in places:
        yield INDENT, f"{each.n:,} \u00d7 at {_named(each.name, each.label)}"
        if each.reason:
            yield 2 * INDENT, each.reason
        if each.constraint:
            yield 2 * INDENT, f"constraint: {each.constraint}"


def _unreached_lines(found: Simulation) -> Iterator[tuple[int, str]]:
    for each in found.never_reached:
        yield INDENT, _named(each.name, each.label)
        yield from ((2 * INDENT, f"only if {condition}") for condition in each.conditions)


def _untaken_lines(found: Simulation) -> Iterator[tuple[int, str]]:
    for each in found.never_taken:
        yield INDENT, f"{each.choice or each.code} ({each.code}) at {_named(each.name, each.label)}"
