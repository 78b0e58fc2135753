"""The route: the questions that a set of answers leads to. It is derived here and stored nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sstc_survey.engine.form import FormNode
from sstc_survey.engine.paths import Instances, instance_path
from sstc_survey.engine.state import State
from sstc_survey.questionnaire import Question, Shown


class Step(NamedTuple):
    """One step of the route: a question or a note, or the end of an open repeat, where one more is offered."""

    node: FormNode
    at: Instances
    path: str

    @property
    def shown(self) -> Shown:
        """Return the question or the note; the end of a repeat has none."""
        if self.node.shown is None:
            raise TypeError(self.path)
        return self.node.shown

    @property
    def is_repeat_end(self) -> bool:
        """Tell whether this asks for one more instance."""
        return self.node.is_repeat

    @property
    def askable(self) -> bool:
        """Tell a question from a note and from the end of a repeat."""
        return isinstance(self.node.entry, Question)


def route(state: State) -> tuple[Step, ...]:
    """Return the steps that the answers lead to, in order; answers off the route do not matter."""
    steps: list[Step] = []
    _add_steps(steps, state, state.form.roots, ())
    return tuple(steps)


def _add_steps(steps: list[Step], state: State, nodes: Sequence[FormNode], at: Instances) -> None:
    for node in nodes:
        if not state.relevant(node, at):
            continue
        if node.is_repeat:
            for number in range(1, state.count(node, at) + 1):
                _add_steps(steps, state, node.children, (*at, number))
            if node.is_open_repeat:
                steps.append(Step(node, at, node.path(at)))
        elif node.shown is not None:
            steps.append(Step(node, at, node.path(at)))
        elif node.children:
            _add_steps(steps, state, node.children, at)


def first_of(steps: Sequence[Step], repeat_path: str, number: int) -> Step | None:
    """Return the first step inside one instance of a repeat."""
    head = f"{instance_path(repeat_path, number)}/"
    return next((step for step in steps if step.path.startswith(head)), None)
