"""The routing of a questionnaire as a Mermaid flowchart, which GitHub and many editors draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, TextIO

from sstc_survey.display import clean
from sstc_survey.expressions import Expression
from sstc_survey.form.node import Node
from sstc_survey.form.tree import Form
from sstc_survey.questionnaire import Note, Question
from sstc_survey.rendering.paper_conditions import in_words, value_in_words
from sstc_survey.rendering.paper_names import Names
from sstc_survey.rendering.routes import expressions, is_drawn, title
from sstc_survey.wording import Words

# What Mermaid takes for more than text, inside quotes too.
_ENTITIES: Final = {ord(sign): f"#{ord(sign)};" for sign in '"#<>&;`\\'}
_DECIDED: Final = {
    "choice_filter": "the choices",
    "calculation": "the value",
    "default": "the first value",
    "required": "whether it must be answered",
    "read_only": "whether it can be changed",
    "constraint": "what it may be",
}


def write_mermaid_routes(form: Form, words: Words, stream: TextIO) -> None:
    """Draw the routing: arrows go from question to question, dotted ones from what decides to what is decided."""
    stream.writelines(f"{line}\n" for line in _Chart(form, words).lines())


class _Chart:
    def __init__(self, form: Form, words: Words) -> None:
        self._form = form
        self._names = Names(form, words)
        self._ids = {name: f"n{number}" for number, name in enumerate(form.nodes, 1)}

    def lines(self) -> Iterator[str]:
        """Yield the lines of the chart."""
        yield "flowchart TD"
        yield from self._boxes(self._form.roots, "  ")
        asked = [
            node for node in self._form.nodes.values() if isinstance(node.entry, Question | Note) and is_drawn(node)
        ]
        for before, after in pairwise(asked):
            yield f"  {self._ids[before.name]} --> {self._ids[after.name]}"
        for node in self._form.nodes.values():
            if is_drawn(node):
                yield from self._arrows(node)

    def _boxes(self, nodes: Iterable[Node], indent: str) -> Iterator[str]:
        for node in nodes:
            if not is_drawn(node):
                continue
            text = _quoted(title(node, self._names))
            if node.children:
                yield f"{indent}subgraph {self._ids[node.name]}[{text}]"
                yield from self._boxes(node.children, indent + "  ")
                yield f"{indent}end"
            else:
                left, right = ("[", "]") if isinstance(node.entry, Question | Note) else ("([", "])")
                yield f"{indent}{self._ids[node.name]}{left}{text}{right}"

    def _arrows(self, node: Node) -> Iterator[str]:
        """Yield an arrow from each entry that decides something of this one."""
        for way, expression in expressions(node):
            label = self._label(way, expression, node)
            for name in dict.fromkeys(reference.name for reference in expression.references):
                source = self._form.nodes.get(name)
                # A repeat cannot point at what stands in it.
                if source is not None and source is not node and source not in _around(node):
                    yield f"  {self._ids[_drawn(source).name]} -.->|{_quoted(label)}| {self._ids[node.name]}"

    def _label(self, way: str, expression: Expression, node: Node) -> str:
        match way:
            case "relevant":
                return f"if {in_words(expression, node, self._names)}"
            case "repeat_count":
                return f"so many times: {value_in_words(expression, node, self._names)}"
            case _:
                return _DECIDED[way]


def _drawn(node: Node) -> Node:
    return node.other_of or node


def _around(node: Node) -> list[Node]:
    found: list[Node] = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def _quoted(text: str) -> str:
    return f'"{clean(" ".join(text.split())).translate(_ENTITIES)}"'
