"""What a form's answers lead to: which entry depends on which, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sstc_survey.expressions import Expression
from sstc_survey.form.node import Node
from sstc_survey.form.tree import Form
from sstc_survey.questionnaire import Metadata
from sstc_survey.rendering.paper_names import Names

# What of an entry an answer can decide, in the order in which it is told.
WAYS: Final = {
    "relevant": "whether to ask {}",
    "repeat_count": "how often to ask {}",
    "choice_filter": "the choices of {}",
    "calculation": "the value of {}",
    "default": "the first value of {}",
    "required": "whether {} must be answered",
    "read_only": "whether {} can be changed",
    "constraint": "what {} may be",
}


def followers(form: Form) -> dict[str, dict[str, list[Node]]]:
    """Return for each name the entries that an answer to it decides something of, by what it decides."""
    found: dict[str, dict[str, list[Node]]] = {}
    for node in form.nodes.values():
        for way, expression in expressions(node):
            for name in dict.fromkeys(reference.name for reference in expression.references):
                if name != node.name:
                    found.setdefault(name, {}).setdefault(way, []).append(node)
    return found


def expressions(node: Node) -> Iterator[tuple[str, Expression]]:
    """Yield what is worked out for an entry, by what it decides."""
    for way in WAYS:
        expression = getattr(node, way)
        if isinstance(expression, Expression):
            yield way, expression


def told(decided: dict[str, list[Node]], names: Names) -> Iterator[str]:
    """Yield in words what an answer decides."""
    for way, words in WAYS.items():
        if way in decided:
            yield words.format(_listed([_short(node, names) for node in decided[way]]))


def _short(node: Node, names: Names) -> str:
    number = names.numbers.get(node.name)
    return names.entry(node.name) if number is None else str(number)


def _listed(items: Sequence[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else items[0]


def is_drawn(node: Node) -> bool:
    """Tell whether an entry stands in a drawing: not what is known without asking, nor the text of "Other"."""
    return not isinstance(node.entry, Metadata) and node.other_of is None


def title(node: Node, names: Names) -> str:
    """Return what an entry is headed by in a drawing."""
    number = names.numbers.get(node.name)
    label = " ".join(names.text(node.entry.label).split())
    head = f"{number}. {node.name}" if number else node.name
    return f"{head}: {label}" if label else head
