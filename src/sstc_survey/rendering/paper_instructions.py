"""The instructions beside a question on paper: when to ask it, and what an answer must be."""

from __future__ import annotations

from collections.abc import Iterator

from sstc_survey.expressions import Expression
from sstc_survey.form.node import Node
from sstc_survey.questionnaire import Choosing, Question
from sstc_survey.rendering.paper_conditions import in_words, value_in_words
from sstc_survey.rendering.paper_names import Names, quoted


def conditions(node: Node, names: Names) -> Iterator[str]:
    """Yield when an entry is asked, and how often."""
    if node.relevant is not None:
        yield f"Ask only if {in_words(node.relevant, node, names)}."
    if node.is_open_repeat:
        yield "Ask this part once for each; after each, ask whether there is one more."
    elif node.repeat_count is not None:
        yield f"Ask this part so many times: {value_in_words(node.repeat_count, node, names)}."


def instructions(node: Node, names: Names) -> Iterator[str]:
    """Yield what must be seen to at a question."""
    question = node.entry
    if not isinstance(question, Question):
        return
    yield from _required(node, names)
    if node.constraint is not None:
        message = names.text(question.constraint_message)
        told = f" If not: {quoted(message)}" if message else ""
        yield f"Check that {in_words(node.constraint, node, names)}.{told}"
    yield from _choices(node, names)
    yield from _present(node, names)


def _required(node: Node, names: Names) -> Iterator[str]:
    if isinstance(node.required, Expression):
        yield f"Must be answered if {in_words(node.required, node, names)}."
    elif node.required:
        yield "Must be answered."


def _choices(node: Node, names: Names) -> Iterator[str]:
    if node.choice_filter is not None:
        yield f"Offer only the choices where {in_words(node.choice_filter, node, names)}."
    if isinstance(node.entry, Choosing) and node.entry.randomize:
        yield "Offer the choices in random order."


def _present(node: Node, names: Names) -> Iterator[str]:
    """Yield what stands in a question before it is asked."""
    if node.calculation is not None:
        yield f"Worked out: {value_in_words(node.calculation, node, names)}."
    elif isinstance(node.default, Expression):
        yield f"Stands there at first: {value_in_words(node.default, node, names)}."
    elif node.default:
        shown = names.choice(node, node.default) if node.choices else quoted(node.default)
        yield f"Stands there at first: {shown}."
    if isinstance(node.read_only, Expression):
        yield f"Do not change it if {in_words(node.read_only, node, names)}."
    elif node.read_only:
        yield "Do not change it."
