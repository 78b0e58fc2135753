"""What follows from answers, remembered by the answers that the expressions of an entry read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode

if TYPE_CHECKING:
    from sstc_survey.expressions.expression import Expression

T = TypeVar("T")

# What expressions read of a response: how many repeats are around each entry, and its name.
_Reads: TypeAlias = tuple[tuple[int, str], ...]
# An entry and the answers.
Key: TypeAlias = tuple[FormNode, tuple[object, ...]]
# So many values are remembered.
_MOST: Final = 4_096


class Remembered(Generic[T]):
    """Values that follow from `expressions` of entries: the same answers give the same value."""

    def __init__(self, expressions: Callable[[FormNode], Sequence[Expression]]) -> None:
        self._expressions = expressions
        self._reads: dict[FormNode, _Reads | None] = {}
        self._values: dict[Key, T] = {}

    def key(self, form: Form, node: FormNode, scopes: Sequence[Mapping[str, Any]]) -> Key | None:
        """Return the answers that a value follows from, None where more than these decides.

        `scopes` are the answers around the entry, and in each of the instances that it is in.
        """
        if node not in self._reads:
            self._reads[node] = _reads(form, node, self._expressions(node))
        reads = self._reads[node]
        if reads is None:
            return None
        return node, tuple(_hashable(scopes[depth].get(name)) for depth, name in reads)

    def get(self, key: Key | None) -> T | None:
        """Return what is remembered, or None."""
        return None if key is None else self._values.get(key)

    def put(self, key: Key | None, value: T) -> None:
        """Remember a value."""
        if key is not None:
            if len(self._values) >= _MOST:
                self._values.clear()
            self._values[key] = value


def _hashable(value: object) -> object:
    """Return an answer as part of a key; what is none, in a file by another hand, is none to an expression too."""
    if isinstance(value, list):
        return tuple(value) if all(isinstance(code, str) for code in value) else None
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _reads(form: Form, node: FormNode, expressions: Sequence[Expression]) -> _Reads | None:
    """Return what expressions read, or None where that is more than answers around their entry."""
    found: dict[tuple[int, str], None] = {}
    for each in expressions:
        if each.is_volatile or each.depends_on_language or each.depends_on_numbers or each.self_reference:
            return None
        for reference in each.references:
            other = form.nodes.get(reference.name)
            if other is None or other.is_repeat or other.repeats != node.repeats[: len(other.repeats)]:
                return None
            found[len(other.repeats), other.name] = None
    return tuple(found)
