"""What the expressions of a questionnaire say of the answers that matter: the values they are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from sstc_survey.expressions import Binary, Call, Current, Expression, Number, Reference, Text, walk
from sstc_survey.expressions import Node as Tree
from sstc_survey.expressions.evaluate import build
from sstc_survey.form.node import Node
from sstc_survey.form.tree import Form

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


def _expressions(node: Node) -> Iterator[Expression]:
    yield from node.expressions()
    for found in (node.constraint, node.required, node.read_only):
        if isinstance(found, Expression):
            yield found


def _names(clause: Tree, node: Node) -> set[str]:
    """Return the names of the entries that a clause is about; `.` is the entry it stands at."""
    if not isinstance(clause, Binary | Call):
        return set()
    inside = list(walk(clause))
    names = {each.name for each in inside if isinstance(each, Reference)}
    return names | {node.name} if any(isinstance(each, Current) for each in inside) else names


def _note(hints: Hints, clause: Tree) -> None:
    literals = [each for each in walk(clause) if isinstance(each, Number | Text)]
    match clause:
        case Binary(operator=operator) if operator in COMPARISONS:
            hints.numbers.update(each.value for each in literals if isinstance(each, Number))
            hints.texts.update(each.value for each in literals if isinstance(each, Text) and each.value)
        case Call(name="regex", arguments=(_, Text(value=pattern))):
            hints.patterns.add(pattern)
        case Call(name=name) if name in _ABOUT_TEXTS:
            hints.texts.update(each.value for each in literals if isinstance(each, Text) and each.value)
        case _:
            pass


def _sides(tree: Tree) -> Iterator[Sides]:
    for clause in walk(tree):
        if isinstance(clause, Binary) and clause.operator in COMPARISONS:
            yield Sides(_of(clause.left), _of(clause.right))


def _of(tree: Tree) -> Expression:
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
