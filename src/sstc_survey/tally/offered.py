"""Which choices respondents were offered where a filter leaves some out: this takes the logic of the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import saved_scopes
from sstc_survey.engine.saved_state import saved_state
from sstc_survey.tally.banners.units import Offer
from sstc_survey.tally.remembered import Remembered

if TYPE_CHECKING:
    from sstc_survey.engine.state import State
    from sstc_survey.expressions.expression import Expression
    from sstc_survey.tally.input import TallyInput


class Offers:
    """The choices that respondents were offered of the questions named, by the filters of their own version."""

    def __init__(self, form: Form, names: Sequence[str]) -> None:
        self._places = {name: form.nodes[name].schema_path for name in names}
        self._left: Remembered[frozenset[str]] = Remembered(_filters)

    def of(self, form: Form, response: TallyInput) -> Iterator[Offer]:
        """Yield each question that a response was asked, in which instances, and the codes that were offered."""
        state: State | None = None
        for name, place in self._places.items():
            node = form.nodes.get(name)
            if node is None or node.schema_path != place:
                continue
            for at, scopes in saved_scopes(response.answers, node.repeat_names):
                value = scopes[-1].get(name)
                if value is None and node.path(at) not in response.missing:
                    continue
                key = self._left.key(form, node, scopes)
                left = self._left.get(key)
                if left is None:
                    state = state or saved_state(form, response)
                    left = frozenset(choice.code for choice in state.choices(node, at))
                    self._left.put(key, left)
                # Whatever was chosen was offered, also where chance or the time decided.
                chosen = value if isinstance(value, list) else (value,)
                yield name, at, left.union(code for code in chosen if isinstance(code, str))


def _filters(node: FormNode) -> Sequence[Expression]:
    return () if node.choice_filter is None else (node.choice_filter,)
