"""What the expressions of a questionnaire say of the answers that matter: the values they are compared with."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from sstc_survey.engine.entry_context import EntryContext
from sstc_survey.engine.form import Form, FormNode
from sstc_survey.engine.route import Step
from sstc_survey.engine.state import State
from sstc_survey.engine.values import as_text
from sstc_survey.expressions import (
    Binary,
    Call,
    Current,
    EvaluationError,
    Expression,
    Node,
    NumberLiteral,
    Reference,
    TextLiteral,
    walk,
)
from sstc_survey.expressions.evaluator import build
from sstc_survey.prompters.screens import Option

COMPARISONS: Final = frozenset(("=", "!=", "<", "<=", ">", ">="))
_ABOUT_TEXTS: Final = frozenset(("contains", "starts-with", "ends-with", "selected"))


class Hints:
    """What conditions name for one question.

    `numbers` and `texts` it is compared with, `patterns` it is matched against, whether it `counts` the instances
    of a repeat, and the two sides of each comparison in its own constraint.
    """

    def __init__(self) -> None:
        self.numbers: set[float] = set()
        self.texts: set[str] = set()
        self.patterns: set[str] = set()
        self.counts = False
        self.sides: list[Sides] = []


class Sides(NamedTuple):
    """The two sides of a comparison."""

    left: Expression
    right: Expression


def hints_of(form: Form) -> dict[str, Hints]:
    """Return the hints for each entry of a form, by name."""
    found = {name: Hints() for name in form.nodes}
    behind = _Behind(form)
    for node in form.nodes.values():
        for expression in _expressions(node):
            for clause in walk(expression.tree):
                for name in behind.all(_names(clause, node)):
                    _note(found[name], clause)
        if node.repeat_count is not None:
            for name in behind.all({reference.name for reference in node.repeat_count.references}):
                found[name].counts = True
        if node.constraint is not None:
            found[node.name].sides = list(_sides(node.constraint.tree))
    return found


def _expressions(node: FormNode) -> Iterator[Expression]:
    yield from node.expressions()
    for found in (node.constraint, node.required, node.read_only):
        if isinstance(found, Expression):
            yield found


def _names(clause: Node, node: FormNode) -> set[str]:
    """Return the names of the entries that a clause is about; `.` is the entry it stands at."""
    if not isinstance(clause, Binary | Call):
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
        case Call(name="regex", arguments=(_, TextLiteral(value=pattern))):
            hints.patterns.add(pattern)
        case Call(name=name) if name in _ABOUT_TEXTS:
            hints.texts.update(each.value for each in literals if isinstance(each, TextLiteral) and each.value)
        case _:
            pass


def _sides(tree: Node) -> Iterator[Sides]:
    for clause in walk(tree):
        if isinstance(clause, Binary) and clause.operator in COMPARISONS:
            yield Sides(_of(clause.left), _of(clause.right))


def _of(tree: Node) -> Expression:
    return Expression("", tree, (), (), build(tree))


class _Behind:
    """Which entries stand behind others, by way of calculations."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._known: dict[str, set[str]] = {}

    def all(self, names: set[str]) -> set[str]:
        """Return these names and those that they are worked out from."""
        return set().union(*(self._of(name) for name in names))

    def _of(self, name: str) -> set[str]:
        if name not in self._known:
            node = self._form.nodes.get(name)
            self._known[name] = set() if node is None else {name}
            if node is not None and node.calculation is not None:
                references = {reference.name for reference in node.calculation.references}
                self._known[name] = {name}.union(*(self._of(each) for each in references))
        return self._known[name]


class Draw(NamedTuple):
    """What a reply is drawn with: chance, what conditions name, and the answers that there are."""

    rng: random.Random
    hints: Hints
    state: State
    step: Step
    options: tuple[Option, ...]
    fresh: frozenset[str]

    def happens(self, share: float) -> bool:
        """Return true in this share of all calls."""
        return self.rng.random() < share


_EPOCH: Final = dt.date(1970, 1, 1)
_MOST: Final = 10.0**15
# Far apart, so that a difference that is rounded to whole years still shows its slope.
_NUMBERS: Final = (0.0, 1_000.0)
_DAYS: Final = (0.0, 20_000.0)
_MINUTES: Final = (0.0, 1_439.0)


def turning_numbers(hints: Hints, state: State, step: Step) -> tuple[float, ...]:
    """Return the numbers at which the two sides of a comparison are equal, as if both were straight lines."""
    return _turning(hints, state, step, _NUMBERS, as_text)


def turning_days(hints: Hints, state: State, step: Step) -> tuple[dt.date, ...]:
    """Return the days at which the two sides of a comparison are equal, as if both were straight lines."""
    turns = _turning(hints, state, step, _DAYS, lambda days: day(days).isoformat())
    return tuple(day(round(turn)) for turn in turns)


def turning_minutes(hints: Hints, state: State, step: Step) -> tuple[int, ...]:
    """Return the minutes of the day at which the two sides of a comparison are equal."""
    turns = _turning(hints, state, step, _MINUTES, clock)
    return tuple(round(turn) for turn in turns if _MINUTES[0] <= turn <= _MINUTES[1])


def equal_texts(hints: Hints, state: State, step: Step) -> tuple[str, ...]:
    """Return the texts that the answer as a whole is compared with."""
    found: set[str] = set()
    for sides in hints.sides:
        for side, other in ((sides.left, sides.right), (sides.right, sides.left)):
            if isinstance(side.tree, Current):
                found.add(_text(other, EntryContext(state, step.node, step.at)))
    return tuple(sorted(found - {""}))


def _text(side: Expression, place: EntryContext) -> str:
    try:
        return side.string(place)
    except EvaluationError:
        return ""


def clock(minutes: float) -> str:
    """Write a minute of the day as hours:minutes."""
    return f"{int(minutes) // 60:02}:{int(minutes) % 60:02}"


def day(number: float) -> dt.date:
    """Return a day by its number from 1970-01-01, at most the ends of the calendar."""
    least, most = dt.date.min.toordinal(), dt.date.max.toordinal()
    return dt.date.fromordinal(min(max(_EPOCH.toordinal() + int(number), least), most))


def _turning(
    hints: Hints, state: State, step: Step, points: tuple[float, float], write: Callable[[float], str]
) -> tuple[float, ...]:
    return tuple(sorted({turn for sides in hints.sides for turn in _turn(sides, state, step, points, write)}))


def _turn(
    sides: Sides, state: State, step: Step, points: tuple[float, float], write: Callable[[float], str]
) -> Iterator[float]:
    first, second = (
        _difference(sides, EntryContext(state, step.node, step.at, tried=write(point))) for point in points
    )
    slope = (second - first) / (points[1] - points[0])
    if slope and math.isfinite(slope):
        turn = points[0] - first / slope
        if abs(turn) < _MOST:
            yield turn


def _difference(sides: Sides, place: EntryContext) -> float:
    try:
        return sides.left.number(place) - sides.right.number(place)
    except EvaluationError:
        return math.nan
