"""Repeats in which a response has no instances: asked about and empty, passed round, or not reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import Instances, saved_scopes
from sstc_survey.response import Status
from sstc_survey.tally.remembered import Remembered

if TYPE_CHECKING:
    from sstc_survey.expressions.expression import Expression
    from sstc_survey.tally.input import TallyInput
    from sstc_survey.tally.not_reached import Reached


class EmptyRepeats:
    """Tells of responses which of the repeats named are empty, by their own version of the questionnaire.

    Only a repeat with a condition or a count, and a draft, need the logic for that.
    """

    def __init__(self, form: Form, names: Sequence[str]) -> None:
        self._places = {name: form.nodes[name].schema_path for name in names}
        self._asked: Remembered[bool] = Remembered(_conditions)

    def of(self, form: Form, response: TallyInput) -> Iterator[tuple[str, Instances, bool]]:
        """Yield the repeats on the route of a response that have no instances, where, and whether they were reached.

        Each comes once for each instance of the repeat around it.
        """
        is_draft = response.status is Status.PARTIAL
        reached: Reached | None = None
        for name, place in self._places.items():
            node = form.nodes.get(name)
            # An interview cannot have been asked about what its own version has not, or has elsewhere.
            if node is None or not node.is_repeat or node.schema_path != place:
                continue
            if not node.repeats and name in response.answers:
                continue
            for at, scopes in saved_scopes(response.answers, node.repeat_names):
                if name in scopes[-1]:
                    continue
                if not is_draft and _is_always_asked(node):
                    yield name, at, True
                    continue
                key = None if is_draft else self._asked.key(form, node, scopes)
                asked = self._asked.get(key)
                if asked is None:
                    if reached is None:
                        from sstc_survey.tally.not_reached import Reached

                        reached = Reached(form, response)
                    outcome = reached.repeat(node, at)
                    if outcome is False:
                        yield name, at, False
                    asked = outcome is True
                    self._asked.put(key, asked)
                if asked:
                    yield name, at, True


def _is_always_asked(repeat: FormNode) -> bool:
    """Tell whether an open repeat is on every route that leads to what is around it."""
    return repeat.is_open_repeat and not any(node.entry.relevant for node in _up_to_repeat(repeat))


def _conditions(repeat: FormNode) -> Sequence[Expression]:
    """Return what decides whether a repeat was asked about where what is around it is on the route."""
    found = [node.relevant for node in _up_to_repeat(repeat)]
    return [each for each in (*found, repeat.repeat_count) if each is not None]


def _up_to_repeat(repeat: FormNode) -> Iterator[FormNode]:
    """Yield a repeat and the groups around it, up to the next repeat: that has an instance, so it is on the route."""
    yield repeat
    for node in repeat.ancestors:
        if node.is_repeat:
            return
        yield node
