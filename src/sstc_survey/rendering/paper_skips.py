"""Where a choice leads on paper: past the questions that it rules out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Final

from sstc_survey.expressions import Answers, EvaluationError, Expression, Logical
from sstc_survey.expressions import Node as Tree
from sstc_survey.expressions.evaluate import build
from sstc_survey.form.node import Node
from sstc_survey.questionnaire import Note, Question, SelectOne
from sstc_survey.rendering.paper_names import Names

END: Final = "the end"
END_OF_PART: Final = "the end of this part"


class Skips:
    """What comes after each choice of a question.

    Only conditions that ask for this one question are looked at, so what is passed over is passed over for certain.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        # The text of "Other" stands beside its choice.
        self._order = [
            node
            for node in names.form.nodes.values()
            if (isinstance(node.entry, Question | Note) or node.calculation is not None) and node.other_of is None
        ]
        self._places = {node.name: place for place, node in enumerate(self._order)}

    def after(self, node: Node, code: str) -> str | None:
        """Return where a choice leads, or None where it passes over nothing; a blank code stands for no answer."""
        if not isinstance(node.entry, SelectOne):
            return None
        following = self._following(node)
        passed = sum(1 for _ in takewhile(lambda each: _ruled_out(each, node.name, code), following))
        if not any(isinstance(each.entry, Question) for each in following[:passed]):
            return None
        if passed == len(following):
            return END_OF_PART if node.repeats else END
        return self._called(following[passed], node)

    def _called(self, target: Node, from_: Node) -> str:
        """Return what a target is called: the part that it stands in, if that has conditions of its own."""
        inside = _around(from_)
        for above in reversed(_around(target)):
            is_conditional = above.relevant is not None or above.is_repeat
            if above not in inside and is_conditional and self._names.text(above.entry.label):
                return self._names.entry(above.name)
        number = self._names.numbers.get(target.name)
        return self._names.entry(target.name) if number is None else str(number)

    def _following(self, node: Node) -> Sequence[Node]:
        """Return what comes after a question as long as it stands in the same repeats."""
        found: list[Node] = []
        for each in self._order[self._places[node.name] + 1 :]:
            if each.repeats[: len(node.repeats)] != node.repeats:
                break
            found.append(each)
        return found


def _around(node: Node) -> list[Node]:
    """Return what an entry stands in, the innermost first."""
    found: list[Node] = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def _ruled_out(node: Node, name: str, code: str) -> bool:
    """Tell whether an answer to one question alone makes an entry irrelevant."""
    answers = Answers({name: code})
    return any(_is_false(condition, answers) for condition in _conditions(node, name))


def _conditions(node: Node, name: str) -> Iterator[Expression]:
    """Yield the conditions of an entry and of what it stands in that ask for one question and nothing else."""
    for each in (node, *_around(node)):
        if each.relevant is None:
            continue
        for tree in _conjuncts(each.relevant.tree):
            condition = Expression("", tree, (), (), build(tree))
            names = {other.name for other in each.relevant.references if tree.start <= other.start < tree.end}
            if names == {name} and not condition.is_volatile:
                yield condition


def _conjuncts(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, Logical) and tree.operator == "and":
        for operand in tree.operands:
            yield from _conjuncts(operand)
    else:
        yield tree


def _is_false(condition: Expression, answers: Answers) -> bool:
    try:
        return not condition.boolean(answers)
    except EvaluationError:
        return False
