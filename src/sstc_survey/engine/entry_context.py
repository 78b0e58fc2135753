"""What an expression sees from the place where it stands."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from sstc_survey.engine.paths import Instances
from sstc_survey.expressions import EvaluationError
from sstc_survey.problems import codes
from sstc_survey.questionnaire import Choice

if TYPE_CHECKING:
    from sstc_survey.engine.form import FormNode
    from sstc_survey.engine.state import State


class EntryContext:
    """The context of one evaluation: an entry in its instances, perhaps a choice, perhaps an answer that is tried.

    `reads` collects what was looked at.
    """

    __slots__ = ("at", "choice", "drawing", "node", "reads", "state", "tried")

    def __init__(
        self, state: State, node: FormNode, at: Instances, *, tried: str | None = None, choice: Choice | None = None
    ) -> None:
        self.state = state
        self.node = node
        self.at = at
        self.tried = tried
        self.choice = choice
        self.reads: list[object] = []
        self.drawing: Random | None = None

    def value(self, name: str) -> str:
        node = self._node(name)
        at = self._near(node)
        text = self.state.text(node, at) if self.state.exists(node, at) else ""
        self.reads.append(text)
        return text

    def values(self, name: str) -> Sequence[str]:
        node = self._node(name)
        # One that is not relevant is there, and blank.
        texts = tuple(self.state.text(node, at) for at in self._all(node))
        self.reads.append(texts)
        return texts

    def value_at(self, name: str, instances: Sequence[tuple[str, int]]) -> str:
        node = self._node(name)
        numbers = dict(instances)
        near = self._near(node)
        at = tuple(numbers.get(repeat, own) for repeat, own in zip(node.repeat_names, near, strict=True))
        text = self.state.text(node, at) if self.state.exists(node, at) else ""
        self.reads.append(text)
        return text

    def count(self, name: str) -> int:
        node = self._node(name)
        places = list(self._all(node))
        counted = sum(self.state.count(node, at) for at in places) if node.is_repeat else len(places)
        self.reads.append(counted)
        return counted

    def position(self, levels: int) -> int:
        if levels > len(self.at):
            raise EvaluationError(codes.EXPRESSION_NO_SOURCE, name="position")
        number = self.at[-levels]
        self.reads.append(number)
        return number

    def current(self) -> str:
        if self.tried is not None:
            return self.tried
        return self.state.held(self.node, self.at)

    def column(self, name: str) -> str:
        choice = self.choice
        if choice is None:
            raise EvaluationError(codes.EXPRESSION_UNKNOWN_COLUMN, name=name)
        if name == "name":
            return choice.code
        if name == "label" and name not in choice.columns:
            return self.state.environment.words(choice.label)
        return choice.columns.get(name, "")

    def choice_label(self, name: str, code: str) -> str:
        words = self.state.environment.words
        found = (words(choice.label) for choice in self._node(name).choices if choice.code == code)
        return next(found, "")

    def now(self) -> datetime:
        return self.state.environment.now

    def random(self) -> float:
        return self._chance().random()

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._chance().getrandbits(128), version=4))

    def _chance(self) -> Random:
        if self.drawing is None:
            self.drawing = self.state.environment.chance(self.node.path(self.at))
        return self.drawing

    def _node(self, name: str) -> FormNode:
        node = self.state.form.nodes.get(name)
        if node is None:
            raise EvaluationError(codes.EXPRESSION_UNKNOWN_NAME, name=name)
        return node

    def _shared(self, node: FormNode) -> int:
        """Return how many repeats around a node are also around this place."""
        if not self.at or not node.repeats:
            return 0
        shared = 0
        for mine, other in zip(self.node.repeats, node.repeats, strict=False):
            if mine is not other:
                break
            shared += 1
        return shared

    def _near(self, node: FormNode) -> Instances:
        """Return the instances of a node that are nearest: those around this place, else the first."""
        if not node.repeats:
            return ()
        shared = self._shared(node)
        return self.at[:shared] + (1,) * (len(node.repeats) - shared)

    def _all(self, node: FormNode) -> Iterator[Instances]:
        """Yield all instances of a node in the innermost instance that it shares with this place."""
        return self.state.instances(node, self.at[: self._shared(node)])
