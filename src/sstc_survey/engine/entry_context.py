"""What an expression sees from the entry that it belongs to, and its outcome where it cannot be evaluated."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Protocol

from sstc_survey.engine.environment import Environment
from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode, label_parts
from sstc_survey.engine.paths import Instances
from sstc_survey.expressions.diagnostics import EvaluationError
from sstc_survey.folding import nfc
from sstc_survey.i18n import Text
from sstc_survey.problems import codes
from sstc_survey.questionnaire import MAX_TEXT, Choice

if TYPE_CHECKING:
    from sstc_survey.expressions.allowance import Allowance
    from sstc_survey.expressions.expression import Expression


class EntryState(Protocol):
    """What a context reads of the state of a form."""

    @property
    def form(self) -> Form: ...
    @property
    def environment(self) -> Environment: ...
    @property
    def allowance(self) -> Allowance | None: ...
    def exists(self, node: FormNode, at: Instances) -> bool: ...
    def texts(self, node: FormNode, around: Instances) -> tuple[str, ...]: ...
    def total(self, node: FormNode, around: Instances) -> int: ...
    def text(self, node: FormNode, at: Instances) -> str: ...
    def chance_key(self, node: FormNode, at: Instances) -> str: ...
    def current_text(self, node: FormNode, at: Instances) -> str: ...


class EntryContext:
    """The context of one evaluation: an entry in its instances, perhaps with an answer to test, or with a choice.

    The answer to test is what `.` means, and the name of the entry too. `reads` collects the values that were read.
    """

    __slots__ = ("_random", "answer", "at", "choice", "node", "reads", "state")

    def __init__(
        self,
        state: EntryState,
        node: FormNode,
        at: Instances,
        *,
        answer: str | None = None,
        choice: Choice | None = None,
    ) -> None:
        self.state = state
        self.node = node
        self.at = at
        self.answer = None if answer is None else nfc(answer)
        self.choice = choice
        self.reads: list[object] = []
        self._random: Random | None = None

    @property
    def allowance(self) -> Allowance | None:
        return self.state.allowance

    def value(self, name: str) -> str:
        node = self._node(name)
        return self._read(node, self._nearest(node))

    def values(self, name: str) -> Sequence[str]:
        node = self._node(name)
        if self.answer is not None and node is self.node:
            return (self.answer,)
        texts = self.state.texts(node, self.at[: self._shared(node)])
        self.reads.append(texts)
        return texts

    def value_at(self, name: str, instances: Sequence[tuple[str, int]]) -> str:
        node = self._node(name)
        numbers = dict(instances)
        nearest = zip(node.repeat_names, self._nearest(node), strict=True)
        return self._read(node, tuple(numbers.get(repeat, number) for repeat, number in nearest))

    def count(self, name: str) -> int:
        node = self._node(name)
        count = self.state.total(node, self.at[: self._shared(node)])
        self.reads.append(count)
        return count

    def position(self, levels: int) -> int:
        if levels > len(self.at):
            raise EvaluationError(codes.EXPRESSION_NO_SOURCE, name="position")
        number = self.at[-levels]
        self.reads.append(number)
        return number

    def current(self) -> str:
        return self.state.current_text(self.node, self.at) if self.answer is None else self.answer

    def column(self, name: str) -> str:
        choice = self.choice
        if choice is None:
            raise EvaluationError(codes.EXPRESSION_UNKNOWN_COLUMN, name=name)
        if name == "name":
            return nfc(choice.code)
        if name == "label" and name not in choice.columns:
            return self._label(choice, self.node, self.at)
        return nfc(choice.columns.get(name, ""))

    def choice_label(self, name: str, code: str) -> str:
        node = self._node(name)
        choice = node.choices_by_code.get(nfc(code))
        return "" if choice is None else self._label(choice, node, self._nearest(node))

    def filled(self, text: Text, room: int = MAX_TEXT) -> str:
        """Return a text in the current language, with answers where it names questions: `room` characters of them."""
        words = self.state.environment.words(text)
        if "${" not in words:
            return words.strip()
        from sstc_survey.expressions.expression import fill_label

        return fill_label(label_parts(words), self.value, room).strip()

    def _label(self, choice: Choice, node: FormNode, at: Instances) -> str:
        """Return the label of a choice as its question shows it."""
        place = EntryContext(self.state, node, at)
        label = place.filled(choice.label)
        self.reads += place.reads
        return label

    def now(self) -> datetime:
        return self.state.environment.now

    def random(self) -> float:
        return self._generator().random()

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._generator().getrandbits(128), version=4))

    def _generator(self) -> Random:
        if self._random is None:
            self._random = self.state.environment.random(self.state.chance_key(self.node, self.at))
        return self._random

    def _node(self, name: str) -> FormNode:
        node = self.state.form.nodes.get(name)
        if node is None:
            raise EvaluationError(codes.EXPRESSION_UNKNOWN_NAME, name=name)
        return node

    def _read(self, node: FormNode, at: Instances) -> str:
        if self.answer is not None and node is self.node and at == self.at:
            return self.answer
        text = self.state.text(node, at) if self.state.exists(node, at) else ""
        self.reads.append(text)
        return text

    def _shared(self, node: FormNode) -> int:
        """Return how many repeats around a node are also around this entry."""
        return self.node.shared_depth(node) if self.at and node.repeats else 0

    def _nearest(self, node: FormNode) -> Instances:
        """Return the nearest instances of a node: those around this entry, else the first."""
        if not node.repeats:
            return ()
        shared = self._shared(node)
        return self.at[:shared] + (1,) * (len(node.repeats) - shared)


def evaluate(expression: Expression, context: EntryContext) -> str | float | bool:
    """Return the value of an expression; blank where it cannot be evaluated."""
    try:
        return expression.value(context)
    except EvaluationError:
        return ""


def evaluate_number(expression: Expression, context: EntryContext) -> float:
    """Return the number that an expression gives; NaN where it cannot be evaluated."""
    try:
        return expression.number(context)
    except EvaluationError:
        return math.nan


def holds(condition: Expression, context: EntryContext, *, otherwise: bool) -> bool:
    """Tell whether a condition holds; one that cannot be evaluated must not stop an interview."""
    try:
        return condition.boolean(context)
    except EvaluationError:
        return otherwise
