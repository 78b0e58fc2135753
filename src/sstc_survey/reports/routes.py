"""What a form's answers lead to: which entry depends on which, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, TextIO

from sstc_survey.display import clean
from sstc_survey.engine.form import Form, FormNode
from sstc_survey.expressions import Expression
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import Metadata, Note, Question
from sstc_survey.reports.console import INDENT, Screen
from sstc_survey.reports.paper.as_text import console_for
from sstc_survey.reports.paper.build import conditions
from sstc_survey.reports.paper.conditions import in_words, value_in_words
from sstc_survey.reports.paper.names import Names

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


def followers(form: Form) -> dict[str, dict[str, list[FormNode]]]:
    """Return for each name the entries that an answer to it decides something of, by what it decides."""
    found: dict[str, dict[str, list[FormNode]]] = {}
    for node in form.nodes.values():
        for way, expression in expressions(node):
            for name in dict.fromkeys(reference.name for reference in expression.references):
                if name != node.name:
                    found.setdefault(name, {}).setdefault(way, []).append(node)
    return found


def expressions(node: FormNode) -> Iterator[tuple[str, Expression]]:
    """Yield what is worked out for an entry, by what it decides."""
    for way in WAYS:
        expression = getattr(node, way)
        if isinstance(expression, Expression):
            yield way, expression


def decision_lines(decided: dict[str, list[FormNode]], names: Names) -> Iterator[str]:
    """Yield in words what an answer decides."""
    for way, words in WAYS.items():
        if way in decided:
            yield words.format(_listed([_short(node, names) for node in decided[way]]))


def _short(node: FormNode, names: Names) -> str:
    number = names.numbers.get(node.name)
    return names.entry(node.name) if number is None else str(number)


def _listed(items: Sequence[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else items[0]


def is_drawn(node: FormNode) -> bool:
    """Tell whether an entry stands in a drawing: not what is known without asking, nor the text of "Other"."""
    return not isinstance(node.entry, Metadata) and node.other_of is None


def title(node: FormNode, names: Names) -> str:
    """Return what an entry is headed by in a drawing."""
    number = names.numbers.get(node.name)
    label = " ".join(names.text(node.entry.label).split())
    head = f"{number}. {node.name}" if number else node.name
    return f"{head}: {label}" if label else head


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

    def _boxes(self, nodes: Iterable[FormNode], indent: str) -> Iterator[str]:
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

    def _arrows(self, node: FormNode) -> Iterator[str]:
        """Yield an arrow from each entry that decides something of this one."""
        for way, expression in expressions(node):
            label = self._label(way, expression, node)
            for name in dict.fromkeys(reference.name for reference in expression.references):
                source = self._form.nodes.get(name)
                # A repeat cannot point at what stands in it.
                if source is not None and source is not node and source not in _around(node):
                    yield f"  {self._ids[_drawn(source).name]} -.->|{_quoted(label)}| {self._ids[node.name]}"

    def _label(self, way: str, expression: Expression, node: FormNode) -> str:
        match way:
            case "relevant":
                return f"if {in_words(expression, node, self._names)}"
            case "repeat_count":
                return f"so many times: {value_in_words(expression, node, self._names)}"
            case _:
                return _DECIDED[way]


def _drawn(node: FormNode) -> FormNode:
    return node.other_of or node


def _around(node: FormNode) -> list[FormNode]:
    found: list[FormNode] = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def _quoted(text: str) -> str:
    return f'"{clean(" ".join(text.split())).translate(_ENTITIES)}"'


_BELOW: Final = 2 * INDENT


def write_text_routes(form: Form, words: Words, stream: TextIO) -> None:
    """Draw the routing: under each entry when it is asked, and what its answer decides."""
    screen = Screen(console_for(stream))
    screen.line(words(form.questionnaire.title).strip() or form.questionnaire.id, "bold")
    screen.paragraphs(_Tree(form, words).lines(form.roots, 0))


class _Tree:
    def __init__(self, form: Form, words: Words) -> None:
        self._names = Names(form, words)
        self._followers = followers(form)

    def lines(self, nodes: Iterable[FormNode], indent: int) -> Iterator[tuple[int, str]]:
        """Yield the lines of entries, each with its indent."""
        for node in nodes:
            if is_drawn(node):
                yield indent, title(node, self._names)
                yield from ((indent + _BELOW, line) for line in self._details(node))
                yield from self.lines(node.children, indent + INDENT)

    def _details(self, node: FormNode) -> Iterator[str]:
        yield from conditions(node, self._names)
        if node.calculation is not None:
            yield f"Worked out: {value_in_words(node.calculation, node, self._names)}."
        yield from (f"-> {line}" for line in decision_lines(self._followers.get(node.name, {}), self._names))
