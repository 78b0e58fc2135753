"""What a draft did not come to: only drafts need their route, and with it the logic of the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sstc_survey.engine.entry_context import EntryContext, evaluate
from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import Instances
from sstc_survey.engine.route import route
from sstc_survey.engine.saved_state import saved_state
from sstc_survey.response import Saved


def not_reached(form: Form, response: Saved) -> Iterator[str]:
    """Yield the paths of questions and repeats that were not reached."""
    state = saved_state(form, response)
    for step in route(state):
        if step.askable and step.path not in response.missing and _lacks(response.answers, step.node, step.at):
            yield step.path
    for node in form.nodes.values():
        if node.repeat_count is None:
            continue
        for at in state.instances(node):
            count = evaluate(node.repeat_count, EntryContext(state, node, at)) if state.relevant(node, at) else 0
            # Without the answers that it depends on, the number of instances is blank or NaN.
            if (count == "" or count != count) and _lacks(response.answers, node, at):  # noqa: PLR0124 NaN
                yield node.path(at)


def _lacks(answers: Mapping[str, Any], node: FormNode, at: Instances) -> bool:
    """Tell whether a response has the instances around an entry, and nothing for it there."""
    for repeat, number in zip(node.repeat_names, at, strict=True):
        instances = answers.get(repeat)
        if not isinstance(instances, list) or len(instances) < number or not isinstance(instances[number - 1], dict):
            return False
        answers = instances[number - 1]
    return node.name not in answers
