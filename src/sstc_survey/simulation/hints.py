"""Hints for random answers from the expressions of a questionnaire: the values that answers are compared with.

Where a constraint compares an answer with other answers, its boundary is computed when the answer is drawn.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NamedTuple

from sstc_survey.engine.entry_context import EntryContext
from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.route import Step
from sstc_survey.engine.state import State
from sstc_survey.engine.values import as_text
from sstc_survey.expressions.diagnostics import EvaluationError
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.expression import Expression
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.expressions.tree import (
    COMPARISONS,
    Binary,
    Call,
    Current,
    Node,
    NumberLiteral,
    Reference,
    TextLiteral,
    walk,
)
from sstc_survey.prompters.screens import Option
from sstc_survey.questionnaire import Question

_EPOCH: Final = dt.date(1970, 1, 1)
_MAX_NUMBER: Final = 10.0**15
# Each pair is far apart, so that a difference rounded to whole years still has a slope.
_NUMBERS: Final = (0.0, 1_000.0)
_DAYS: Final = (0.0, 20_000.0)
_MINUTES: Final = (0.0, 1_439.0)


class Comparison(NamedTuple):
    """The two sides of a comparison."""

    left: Expression
    right: Expression


class Hints:
    """What the expressions of a questionnaire say of one question.

    `numbers` and `texts` it is compared with, `patterns` it is matched against, whether it `counts` the instances
    of a repeat, and the `comparisons` in its own constraint.
    """

    def __init__(self) -> None:
        self.numbers: set[float] = set()
        self.texts: set[str] = set()
        self.patterns: set[str] = set()
        self.counts = False
        self.comparisons: list[Comparison] = []


class DrawContext(NamedTuple):
    """What an answer is drawn with: the random generator, the hints, the state of the form, and the choices.

    `unchosen` has the codes that no interview chose yet.
    """

    rng: random.Random
    hints: Hints
    state: State
    step: Step
    options: tuple[Option, ...]
    unchosen: frozenset[str]

    def happens(self, share: float) -> bool:
        """Return true in this share of all calls."""
        return self.rng.random() < share


def hints_of(form: Form) -> dict[str, Hints]:
    """Return the hints for each entry of a form, by name."""
    found = {name: Hints() for name in form.nodes}
    dependencies = _Dependencies(form)
    for node in form.nodes.values():
        conditions = (node.constraint, node.required, node.read_only)
        for expression in (*node.expressions(), *(each for each in conditions if isinstance(each, Expression))):
            for clause in walk(expression.tree):
                for name in dependencies.of(_names(clause, node)):
                    _note(found[name], clause)
        if node.repeat_count is not None:
            for name in dependencies.of({reference.name for reference in node.repeat_count.references}):
                found[name].counts = True
        if node.constraint is not None:
            found[node.name].comparisons = [
                Comparison(_as_expression(clause.left), _as_expression(clause.right))
                for clause in walk(node.constraint.tree)
                if isinstance(clause, Binary) and clause.operator in COMPARISONS
            ]
    return found


class _Dependencies:
    """Which questions others depend on through calculations."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._known: dict[str, frozenset[str]] = {}
        # Those that a calculation refers to come first.
        for name in (name for together in form.components for name in together):
            self._known[name] = self._of_one(form.nodes[name])

    def of(self, names: set[str]) -> set[str]:
        """Return those of these names that are questions, and the questions that the others are calculated from."""
        return set().union(*(self._known.get(name, frozenset()) for name in names))

    def _of_one(self, node: FormNode) -> frozenset[str]:
        own = frozenset((node.name,)) if isinstance(node.entry, Question) else frozenset[str]()
        if node.calculation is None:
            return own
        references = {reference.name for reference in node.calculation.references}
        found = [self._known[name] for name in sorted(references) if self._known.get(name)]
        # Most calculations in a chain are from the same question.
        return found[0] if len(found) == 1 and not own else own.union(*found)


def _names(clause: Node, node: FormNode) -> set[str]:
    """Return the names of the entries in a clause; `.` is the entry that it belongs to."""
    if not isinstance(clause, Call) and not (isinstance(clause, Binary) and clause.operator in COMPARISONS):
        return set()
    inside = list(walk(clause))
    names = {each.name for each in inside if isinstance(each, Reference)}
    return names | {node.name} if any(isinstance(each, Current) for each in inside) else names


def _note(hints: Hints, clause: Node) -> None:
    literals = [each for each in walk(clause) if isinstance(each, NumberLiteral | TextLiteral)]
    match clause:
        case Binary(operator=operator) if operator in COMPARISONS:
            hints.numbers.update(each.value for each in literals if isinstance(each, NumberLiteral))
            hints.texts.update(each.value for each in literals if isinstance(each, TextLiteral) and each.value)
        case Call(name=name, arguments=arguments):
            patterns = arguments[FUNCTIONS[name].patterns]
            hints.patterns.update(each.value for each in patterns if isinstance(each, TextLiteral))
            if FUNCTIONS[name].finds_text:
                hints.texts.update(each.value for each in literals if isinstance(each, TextLiteral) and each.value)
        case _:
            pass


def _as_expression(tree: Node) -> Expression:
    return Expression("", tree, (), (), build(tree))


def boundary_numbers(context: DrawContext) -> tuple[float, ...]:
    """Return the numbers at which the two sides of a comparison are equal, as if both were straight lines."""
    return _boundaries(context, _NUMBERS, as_text)


def boundary_days(context: DrawContext) -> tuple[dt.date, ...]:
    """Return the days at which the two sides of a comparison are equal, as if both were straight lines."""
    found = _boundaries(context, _DAYS, lambda days: day(days).isoformat())
    return tuple(day(round(each)) for each in found)


def boundary_minutes(context: DrawContext) -> tuple[int, ...]:
    """Return the minutes of the day at which the two sides of a comparison are equal."""
    found = _boundaries(context, _MINUTES, clock)
    return tuple(round(each) for each in found if _MINUTES[0] <= each <= _MINUTES[1])


def equal_texts(context: DrawContext) -> tuple[str, ...]:
    """Return the texts that the answer as a whole is compared with."""
    found: set[str] = set()
    for left, right in context.hints.comparisons:
        for side, other in ((left, right), (right, left)):
            if _is_own_answer(side.tree, context.step.node.name):
                with suppress(EvaluationError):
                    found.add(other.string(EntryContext(context.state, context.step.node, context.step.at)))
    return tuple(sorted(found - {""}))


def _is_own_answer(tree: Node, name: str) -> bool:
    return isinstance(tree, Current) or (isinstance(tree, Reference) and tree.name == name)


def clock(minutes: float) -> str:
    """Write a minute of the day as hours:minutes."""
    return f"{int(minutes) // 60:02}:{int(minutes) % 60:02}"


def day(number: float) -> dt.date:
    """Return a day by its number from 1970-01-01, at most the ends of the calendar."""
    least, most = dt.date.min.toordinal(), dt.date.max.toordinal()
    return dt.date.fromordinal(min(max(_EPOCH.toordinal() + int(number), least), most))


def _boundaries(context: DrawContext, points: tuple[float, float], write: Callable[[float], str]) -> tuple[float, ...]:
    """Return where the line through the differences of the two sides at two points is zero."""
    found: set[float] = set()
    for comparison in context.hints.comparisons:
        first, second = (_difference(comparison, context, write(point)) for point in points)
        slope = (second - first) / (points[1] - points[0])
        if slope and math.isfinite(slope):
            boundary = points[0] - first / slope
            if abs(boundary) < _MAX_NUMBER:
                found.add(boundary)
    return tuple(sorted(found))


def _difference(comparison: Comparison, context: DrawContext, answer: str) -> float:
    place = EntryContext(context.state, context.step.node, context.step.at, answer=answer)
    try:
        return comparison.left.number(place) - comparison.right.number(place)
    except EvaluationError:
        return math.nan
