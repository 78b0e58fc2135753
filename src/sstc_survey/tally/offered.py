"""Which choices respondents were offered where a filter leaves some out: this takes the logic of the questionnaire."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import Instances, saved_scopes
from sstc_survey.engine.saved_state import saved_state

if TYPE_CHECKING:
    from sstc_survey.engine.state import State
    from sstc_survey.tally.input import TallyInput

# What a filter reads of a response: the repeats around each question, and its name.
_Reads: TypeAlias = tuple[tuple[int, str], ...]
# So many different answers that a filter reads are remembered.
_REMEMBERED: Final = 4_096


class Offers:
    """The choices that respondents were offered of the questions named, by the filters of their own version.

    What a filter leaves is remembered by the answers that it reads.
    """

    def __init__(self, form: Form, names: Sequence[str]) -> None:
        self._places = {name: form.nodes[name].schema_path for name in names}
        self._reads: dict[FormNode, _Reads | None] = {}
        self._left: dict[tuple[FormNode, object], frozenset[str]] = {}

    def of(self, form: Form, response: TallyInput) -> Iterator[tuple[str, Collection[str]]]:
        """Yield each question that a response was asked, once for each instance, and the codes that were offered."""
        state: State | None = None
        for name, place in self._places.items():
            node = form.nodes.get(name)
            if node is None or node.schema_path != place:
                continue
            for at, scopes in saved_scopes(response.answers, node.repeat_names):
                value = scopes[-1].get(name)
                if value is None and node.path(at) not in response.missing:
                    continue
                key = self._key(form, node, scopes)
                left = self._left.get((node, key)) if key is not None else None
                if left is None:
                    state = state or saved_state(form, response)
                    left = self._remember(node, key, state, at)
                # Whatever was chosen was offered, also where chance or the time decided.
                chosen = value if isinstance(value, list) else (value,)
                yield name, left.union(code for code in chosen if isinstance(code, str))

    def _remember(self, node: FormNode, key: object, state: State, at: Instances) -> frozenset[str]:
        left = frozenset(choice.code for choice in state.choices(node, at))
        if key is not None:
            if len(self._left) >= _REMEMBERED:
                self._left.clear()
            self._left[node, key] = left
        return left

    def _key(self, form: Form, node: FormNode, scopes: Sequence[Mapping[str, Any]]) -> object:
        """Return the answers that the choices follow from, None where more than these decides."""
        if node not in self._reads:
            self._reads[node] = _reads(form, node)
        reads = self._reads[node]
        if reads is None:
            return None
        key = []
        for depth, name in reads:
            value = scopes[depth].get(name)
            if isinstance(value, list):
                value = tuple(code for code in value if isinstance(code, str))
            elif isinstance(value, dict):
                return None
            key.append(value)
        return tuple(key)


def _reads(form: Form, node: FormNode) -> _Reads | None:
    """Return what the filter of a question reads, or None where that is more than answers around the question."""
    condition = node.choice_filter
    if condition is None:
        return ()
    if (
        condition.is_volatile
        or condition.depends_on_language
        or condition.depends_on_numbers
        or condition.self_reference
    ):
        return None
    found = []
    for reference in condition.references:
        other = form.nodes.get(reference.name)
        if other is None or other.is_repeat or other.repeats != node.repeats[: len(other.repeats)]:
            return None
        found.append((len(other.repeats), other.name))
    return tuple(found)
