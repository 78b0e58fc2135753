"""The route: the questions that a set of answers leads to. It is derived here and stored nowhere."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode, Order
from sstc_survey.engine.paths import Instances, is_path, name_of, split_path
from sstc_survey.engine.state import State
from sstc_survey.questionnaire import Question, Shown


class Step(NamedTuple):
    """One step of the route: a question or a note, or the end of an open repeat, where one more is offered.

    The steps of a route are sorted by their `order`.
    """

    node: FormNode
    at: Instances
    path: str
    order: Order

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


_ORDER: Final = itemgetter(3)


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
        elif node.children:
            _add_steps(steps, state, node.children, at)
        if node.is_step:
            steps.append(_step(node, at))


def _step(node: FormNode, at: Instances) -> Step:
    return Step(node, at, node.path(at), node.order(at))


def changed_route(steps: tuple[Step, ...], state: State, affected: Mapping[str, Instances]) -> tuple[Step, ...]:
    """Return the route in a state whose route was `steps` before entries, inside outer instances, were affected."""
    changed: list[Step] | None = None
    for node, at in _affected_steps(state, affected):
        is_on = state.exists(node, at) and state.relevant(node, at)
        order = node.order(at)
        known = steps if changed is None else changed
        place = place_of(known, order)
        was_on = place < len(known) and known[place].order == order
        if is_on == was_on:
            continue
        if changed is None:
            changed = list(steps)
        if is_on:
            changed.insert(place, _step(node, at))
        else:
            del changed[place]
    return steps if changed is None else tuple(changed)


def _affected_steps(state: State, affected: Mapping[str, Instances]) -> Iterator[tuple[FormNode, Instances]]:
    """Yield what may be a step of the route and is affected, also in instances that are gone."""
    for name, outer in affected.items():
        node = state.form.nodes[name]
        if node.is_step:
            for at in state.ever(node, outer):
                yield node, at


def place_of(steps: Sequence[Step], order: Order) -> int:
    """Return how many steps come before an order."""
    return bisect_left(steps, order, key=_ORDER)


def step_at(steps: Sequence[Step], order: Order) -> Step | None:
    """Return the step with an order, or None where it is not on the route."""
    place = place_of(steps, order)
    return steps[place] if place < len(steps) and steps[place].order == order else None


def index_of(form: Form, steps: Sequence[Step], path: str) -> int | None:
    """Return how many steps come before the one with this path, or None where there is none."""
    node = form.nodes.get(name_of(path))
    if node is None or not is_path(path):
        return None
    at = split_path(path)[1]
    if len(at) != len(node.repeats):
        return None
    index = place_of(steps, node.order(at))
    return index if index < len(steps) and steps[index].path == path else None


def steps_within(steps: Sequence[Step], repeat: FormNode, instance: Instances) -> Sequence[Step]:
    """Return the steps inside one instance of a repeat, whose number is the last given."""
    *around, number = instance
    first, after = (repeat.order_within((*around, each)) for each in (number, number + 1))
    return steps[place_of(steps, first) : place_of(steps, after)]
