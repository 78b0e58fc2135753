"""What a response says nothing of, and whether it came to it: this takes the route, and with it the logic.

Only drafts need it, and responses that lack a repeat which is not asked about in every interview.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

from sstc_survey.engine.entry_context import EntryContext, evaluate_number
from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import END, FormNode, Order
from sstc_survey.engine.paths import Instances, flattened, instance_path, is_path, name_of, saved_scopes, split_path
from sstc_survey.engine.route import route
from sstc_survey.engine.saved_state import saved_state
from sstc_survey.questionnaire import Question
from sstc_survey.response import REVIEW, Saved, Status
from sstc_survey.tally.input import TallyInput, changed


def not_reached(form: Form, response: Saved) -> Iterator[str]:
    """Yield the paths of questions that were not reached."""
    for step in route(saved_state(form, response)):
        if step.askable and step.path not in response.missing and _lacks(response.answers, step.node, step.at):
            yield step.path


class Reached:
    """Tells of repeats without instances whether a response came to them."""

    def __init__(self, form: Form, response: TallyInput) -> None:
        self._state = saved_state(form, response)
        self._is_draft = response.status is Status.PARTIAL
        self._last = _last_order(form, response) if self._is_draft else END

    def repeat(self, node: FormNode, at: Instances) -> bool | None:
        """Tell whether a repeat was reached, None where it is not on the route.

        Where a complete response does not know how many instances there are, it was not asked about any.
        """
        if not self._state.relevant(node, at):
            return None
        if node.repeat_count is None:
            return self._last > node.order(at)
        count = evaluate_number(node.repeat_count, EntryContext(self._state, node, at))
        if self._is_draft:
            # Instances that there are to be, or may be, come later.
            return count < 1
        return None if math.isnan(count) else True


def without_unopened(form: Form, response: TallyInput) -> TallyInput:
    """Return a draft without the instances that open repeats begin with where nobody said yet that there is one."""
    last, said = _last_order(form, response), _said(form, response)
    answers = response.answers
    for node in form.repeats:
        if not node.is_open_repeat:
            continue
        for at, scopes in saved_scopes(answers, node.repeat_names):
            instances = scopes[-1].get(node.name)
            if not isinstance(instances, list) or len(instances) != 1 or last > node.order(at):
                continue
            inside = f"{instance_path(node.path(at), 1)}/"
            if not any(path.startswith(inside) for path in (*said, response.position or "")):
                answers = _without(answers, node, at)
    if answers is response.answers:
        return response
    return changed(response, answers, response.missing)


def _without(answers: Mapping[str, Any], node: FormNode, at: Instances) -> dict[str, Any]:
    """Return answers without a repeat in one place."""
    if not at:
        return {name: value for name, value in answers.items() if name != node.name}
    outer = node.repeats[len(node.repeats) - len(at)].name
    instances = [
        _without(instance, node, at[1:]) if number == at[0] else instance
        for number, instance in enumerate(answers[outer], 1)
    ]
    return {**answers, outer: instances}


def _last_order(form: Form, response: TallyInput) -> Order:
    """Return how far a draft is known to have come: where it stopped, or the last question that has a state."""
    if response.position == REVIEW:
        return END
    paths = (*_said(form, response), *([response.position] if response.position else []))
    return max((order for path in paths if (order := _order(form, path)) is not None), default=())


def _order(form: Form, path: str) -> Order | None:
    if not is_path(path):
        return None
    name, at = split_path(path)
    node = form.nodes.get(name)
    return None if node is None or len(node.repeats) != len(at) else node.order(at)


def _said(form: Form, response: TallyInput) -> Collection[str]:
    """Return the paths of what respondents said, without values that come by themselves."""
    answered = (path for path, _ in flattened(response.answers) if _is_typed(form.nodes.get(name_of(path))))
    return list(chain(answered, response.missing, response.comments))


def _is_typed(node: FormNode | None) -> bool:
    return node is not None and isinstance(node.entry, Question) and node.default is None and node.calculation is None


def _lacks(answers: Mapping[str, Any], node: FormNode, at: Instances) -> bool:
    """Tell whether a response has the instances around an entry, and nothing for it there."""
    for repeat, number in zip(node.repeat_names, at, strict=True):
        instances = answers.get(repeat)
        if not isinstance(instances, list) or len(instances) < number or not isinstance(instances[number - 1], dict):
            return False
        answers = instances[number - 1]
    return node.name not in answers
