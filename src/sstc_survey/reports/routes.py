"""The routing of a questionnaire, as text and as a Mermaid chart: which entry depends on which, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, TextIO

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.expressions.expression import Expression
from sstc_survey.i18n import Words, gettext, noop
from sstc_survey.questionnaire import Metadata
from sstc_survey.reports.console import INDENT, CleanConsole, console_for
from sstc_survey.reports.escaping import mermaid_text
from sstc_survey.reports.paper.conditions import in_words, value_in_words
from sstc_survey.reports.paper.instructions import conditions
from sstc_survey.reports.paper.names import Names

# What of an entry an answer can decide, in the order in which it is listed.
DECISIONS: Final = {
    "relevant": noop("whether to ask {}"),
    "repeat_count": noop("how often to ask {}"),
    "choice_filter": noop("the choices of {}"),
    "calculation": noop("the value of {}"),
    "default": noop("the default of {}"),
    "required": noop("whether {} must be answered"),
    "read_only": noop("whether {} can be changed"),
    "constraint": noop("which answers {} accepts"),
}
_DECIDED: Final = {
    "choice_filter": noop("the choices"),
    "calculation": noop("the value"),
    "default": noop("the default"),
    "required": noop("whether it must be answered"),
    "read_only": noop("whether it can be changed"),
    "constraint": noop("which answers it accepts"),
}


def dependents(form: Form) -> dict[str, dict[str, list[FormNode]]]:
    """Return for each name the entries that an answer to it decides something of, by what it decides."""
    found: dict[str, dict[str, list[FormNode]]] = {}
    for node in form.nodes.values():
        for way, expression in expressions(node):
            for name in dict.fromkeys(reference.name for reference in expression.references):
                if name != node.name:
                    found.setdefault(name, {}).setdefault(way, []).append(node)
    return found


def expressions(node: FormNode) -> Iterator[tuple[str, Expression]]:
    """Yield the expressions of an entry, by what they decide."""
    for way in DECISIONS:
        expression = getattr(node, way)
        if isinstance(expression, Expression):
            yield way, expression


def is_drawn(node: FormNode) -> bool:
    """Tell whether an entry is drawn: not metadata, nor the text of "Other"."""
    return not isinstance(node.entry, Metadata) and node.other_of is None


def title(node: FormNode, names: Names) -> str:
    """Return what an entry is headed by in a drawing."""
    number = names.numbers.get(node.name)
    label = " ".join(names.text(node.entry.label).split())
    head = f"{number}. {node.name}" if number else node.name
    return f"{head}: {label}" if label else head


def write_mermaid_routes(form: Form, words: Words, stream: TextIO) -> None:
    """Draw the routing: arrows go from question to question, dotted ones from what decides to what is decided."""
    stream.writelines(f"{line}\n" for line in _MermaidChart(form, words).lines())


class _MermaidChart:
    def __init__(self, form: Form, words: Words) -> None:
        self._form = form
        self._names = Names(form, words)
        self._ids = {name: f"n{number}" for number, name in enumerate(form.nodes, 1)}

    def lines(self) -> Iterator[str]:
        """Yield the lines of the chart."""
        yield "flowchart TD"
        yield from self._boxes(self._form.roots, "  ")
        asked = [node for node in self._form.nodes.values() if node.shown is not None and is_drawn(node)]
        for before, after in pairwise(asked):
            yield f"  {self._ids[before.name]} --> {self._ids[after.name]}"
        for node in self._form.nodes.values():
            if is_drawn(node):
                yield from self._arrows(node)

    def _boxes(self, nodes: Iterable[FormNode], indent: str) -> Iterator[str]:
        for node in nodes:
            if not is_drawn(node):
                continue
            text = mermaid_text(title(node, self._names))
            if node.children:
                yield f"{indent}subgraph {self._ids[node.name]}[{text}]"
                yield from self._boxes(node.children, indent + "  ")
                yield f"{indent}end"
            else:
                left, right = ("[", "]") if node.shown is not None else ("([", "])")
                yield f"{indent}{self._ids[node.name]}{left}{text}{right}"

    def _arrows(self, node: FormNode) -> Iterator[str]:
        """Yield an arrow from each entry that decides something of this one."""
        for way, expression in expressions(node):
            match way:
                case "relevant":
                    label = gettext("if {condition}").format(condition=in_words(expression, node, self._names))
                case "repeat_count":
                    count = value_in_words(expression, node, self._names)
                    label = gettext("number of repeats: {count}").format(count=count)
                case _:
                    label = gettext(_DECIDED[way])
            for name in dict.fromkeys(reference.name for reference in expression.references):
                source = self._form.nodes.get(name)
                # A repeat cannot point at an entry in it.
                if source is not None and source is not node and source not in node.ancestors:
                    drawn = source.other_of or source
                    yield f"  {self._ids[drawn.name]} -.->|{mermaid_text(label)}| {self._ids[node.name]}"


def write_text_routes(form: Form, words: Words, stream: TextIO) -> None:
    """Draw the routing: under each entry when it is asked, and what its answer decides."""
    console = CleanConsole(console_for(stream))
    console.line(words(form.questionnaire.title).strip() or form.questionnaire.id, "bold")
    console.paragraphs(_TextRoutes(form, words).lines(form.roots, 0))


class _TextRoutes:
    def __init__(self, form: Form, words: Words) -> None:
        self._names = Names(form, words)
        self._dependents = dependents(form)

    def lines(self, nodes: Iterable[FormNode], indent: int) -> Iterator[tuple[int, str]]:
        """Yield the lines of entries, each with its indent."""
        for node in nodes:
            if is_drawn(node):
                yield indent, title(node, self._names)
                below = indent + 2 * INDENT
                yield from ((below, line) for line in conditions(node, self._names))
                if node.calculation is not None:
                    value = value_in_words(node.calculation, node, self._names)
                    yield below, gettext("Calculated: {value}.").format(value=value)
                decided = self._dependents.get(node.name, {})
                for way, words in DECISIONS.items():
                    if way in decided:
                        *others, last = (self._names.reference(each) for each in decided[way])
                        if others:
                            last = gettext("{others} and {last}").format(others=gettext(", ").join(others), last=last)
                        yield below, "-> " + gettext(words).format(last)
                yield from self.lines(node.children, indent + INDENT)
