"""What an interview that stopped had still before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sstc_survey.form.node import Node
from sstc_survey.form.saved import saved_state
from sstc_survey.form.state import State
from sstc_survey.form.tree import Form
from sstc_survey.keys import Instances
from sstc_survey.routing import route
from sstc_survey.tally.record import Record


def unreached(form: Form, record: Record) -> Iterator[str]:
    """Yield the names of questions that were not reached, once for each instance; and those of repeats."""
    state = saved_state(form, record)
    for step in route(state):
        if step.askable and step.key not in record.missing and _lacks(record.answers, step.node, step.at):
            yield step.node.name
    for node in form.nodes.values():
        for at in state.instances(node) if node.repeat_count is not None else ():
            if _is_uncounted(state, node, at) and _lacks(record.answers, node, at):
                yield node.name


def _lacks(answers: Mapping[str, Any], node: Node, at: Instances) -> bool:
    """Tell whether a response has the instances that an entry stands in, and nothing for it there."""
    for repeat, number in zip(node.repeat_names, at, strict=True):
        instances = answers.get(repeat)
        if not isinstance(instances, list) or len(instances) < number or not isinstance(instances[number - 1], dict):
            return False
        answers = instances[number - 1]
    return node.name not in answers


def _is_uncounted(state: State, repeat: Node, at: Instances) -> bool:
    """Tell whether the number of instances of a counted repeat is not known yet."""
    if repeat.repeat_count is None or not state.relevant(repeat, at):
        return False
    number = state.evaluated(repeat.repeat_count, repeat, at)
    return number == "" or number != number  # noqa: PLR0124 NaN
