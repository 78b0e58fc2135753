"""Where a choice leads on a form: past what its answer rules out, to what can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.values import result_text
from sstc_survey.expressions.context import MappingContext
from sstc_survey.expressions.diagnostics import EvaluationError
from sstc_survey.expressions.evaluator import build
from sstc_survey.expressions.expression import Expression
from sstc_survey.expressions.tree import Logical, Reference
from sstc_survey.i18n import gettext, noop
from sstc_survey.questionnaire import Question, SelectOne
from sstc_survey.reports.paper.names import Names

END: Final = noop("the end")
END_OF_PART: Final = noop("the end of this section")


class SkipInstructions:
    """What comes after each choice of a question.

    A condition is looked at where this one answer tells what it comes to, by itself or because what it also uses is
    not asked then, or can be calculated. So what is passed over is passed over for certain.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        # The text of "Other" is with its choice.
        self._order = [
            node
            for node in names.form.nodes.values()
            if (node.shown is not None or node.calculation is not None) and node.other_of is None
        ]
        self._places = {node.name: place for place, node in enumerate(self._order)}
        self._conditions: dict[str, list[_Condition]] = {}
        # A list may have very many choices, each of which leads somewhere.
        self._following: dict[str, list[tuple[FormNode, list[_Condition]]]] = {}

    def after(self, node: FormNode, code: str) -> str | None:
        """Return where a choice leads, or None where it passes over nothing; a blank code stands for no answer."""
        if not isinstance(node.entry, SelectOne):
            return None
        known: dict[str, str | Sequence[str]] = {node.name: code}
        answers = MappingContext(known)
        passed = False
        for each, conditions_on in self._following_of(node):
            for condition in conditions_on:
                if condition.value(answers) is False:
                    passed |= isinstance(each.entry, Question)
                    known[each.name] = ""
                    break
            else:
                if self._names.has_on_form(each):
                    return self._target(each, node) if passed else None
                known |= self._calculated(each, answers)
        return gettext(END_OF_PART if node.repeats else END) if passed else None

    def _following_of(self, node: FormNode) -> list[tuple[FormNode, list[_Condition]]]:
        """Return what comes after a question in the same repeats, with its conditions, up to one without any."""
        if node.name not in self._following:
            found = self._following[node.name] = []
            for each in self._order[self._places[node.name] + 1 :]:
                if each.repeats[: len(node.repeats)] != node.repeats:
                    break
                found.append((each, self._conditions_of(each)))
                if not found[-1][1] and self._names.has_on_form(each):
                    break
        return self._following[node.name]

    def _target(self, target: FormNode, node: FormNode) -> str:
        """Return what to go to: a part that has conditions of its own must not be passed over."""
        parts = [part for part in reversed(target.ancestors) if part not in node.ancestors]
        for part in parts:
            if (part.relevant is not None or part.is_repeat) and self._names.text(part.entry.label):
                return self._names.entry(part.name)
        return self._names.reference(target)

    def _conditions_of(self, node: FormNode) -> list[_Condition]:
        """Return the conditions of an entry, and of the groups and repeats that it is in."""
        if node.name not in self._conditions:
            relevant = [each.relevant for each in (node, *node.ancestors) if each.relevant is not None]
            self._conditions[node.name] = [
                _Condition(condition, frozenset(reference.name for reference in references))
                for expression in relevant
                for condition, references in _conjuncts(expression)
                if references and self._can_be_known(condition, references, node)
            ]
        return self._conditions[node.name]

    def _calculated(self, node: FormNode, answers: MappingContext) -> dict[str, str]:
        """Return the value of a calculation that uses only what is known, nothing otherwise."""
        calculation = node.calculation
        if calculation is None or not self._can_be_known(calculation, calculation.references, node):
            return {}
        if not {reference.name for reference in calculation.references} <= answers.answers.keys():
            return {}
        if any(not condition.value(answers) for condition in self._conditions_of(node)):
            return {}
        try:
            return {node.name: result_text(calculation.value(answers))}
        except EvaluationError:
            return {}

    def _can_be_known(self, expression: Expression, references: Iterable[Reference], node: FormNode) -> bool:
        """Tell whether answers alone tell a value: of no other instance, nor of the place, the time or the language."""
        if expression.is_volatile or expression.depends_on_numbers or expression.self_reference:
            return False
        used = (self._names.form.nodes.get(reference.name) for reference in references)
        return not expression.depends_on_language and all(
            each is not None and not each.is_repeat and node.repeats[: len(each.repeats)] == each.repeats
            for each in used
        )


class _Condition(NamedTuple):
    """One of the conditions that must all hold for an entry, and the names that it uses."""

    condition: Expression
    names: frozenset[str]

    def value(self, answers: MappingContext) -> bool | None:
        """Return what it comes to, None where that is not known."""
        known = answers.answers
        for name in self.names:
            if name not in known:
                return None
        try:
            return self.condition.boolean(answers)
        except EvaluationError:
            return None


def _conjuncts(whole: Expression) -> Iterator[tuple[Expression, list[Reference]]]:
    """Yield the conditions that are joined by "and", each with what it refers to."""
    trees = [whole.tree]
    while trees:
        tree = trees.pop()
        if isinstance(tree, Logical) and tree.operator == "and":
            trees += reversed(tree.operands)
        else:
            references = [each for each in whole.references if tree.start <= each.start < tree.end]
            yield Expression("", tree, (), (), build(tree)), references
