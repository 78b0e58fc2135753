"""What may be wrong only because another reply is: nobody is told of it until that one is right."""

from __future__ import annotations

from collections.abc import Iterator

from sstc_survey.expressions import Expression
from sstc_survey.form.node import Node
from sstc_survey.form.tree import Form
from sstc_survey.keys import split_key
from sstc_survey.questionnaire import Question, Repeat


class Doubts:
    """The keys of what follows from replies that are wrong."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._wrong: set[str] = set()
        self._followers: set[str] = set()

    def add(self, key: str) -> None:
        """Take in that a reply is wrong; what takes no reply is as it is without one."""
        node = self._form.nodes.get(split_key(key)[0])
        if node is not None and isinstance(node.entry, Question | Repeat):
            self._wrong.add(node.name)
            self._followers |= self._form.affected({node.name}) - {node.name}

    def __contains__(self, key: str) -> bool:
        """Tell whether what is wrong at a key may follow from a wrong reply."""
        node = self._form.nodes.get(split_key(key)[0])
        if node is None or node.name in self._followers:
            return True
        return any(name in self._wrong or name in self._followers for name in _looked_at(node))


def _looked_at(node: Node) -> Iterator[str]:
    """Yield the names that the constraint of a question, and whether it is required, follow from."""
    for each in (node.constraint, node.required):
        if isinstance(each, Expression):
            yield from (reference.name for reference in each.references)
