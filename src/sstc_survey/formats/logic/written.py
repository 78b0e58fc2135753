"""Every expression of a questionnaire, and every text that names a question, each with where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import yaml

from sstc_survey.expressions import FUNCTIONS, Call, Expression, Fault, Node, Reference, split_label
from sstc_survey.form.sources import expression, is_dynamic, parsed
from sstc_survey.formats.formulas import report_fault
from sstc_survey.formats.logic.outline import Item, Outline
from sstc_survey.formats.reading import Reader
from sstc_survey.questionnaire import TextQuestion

DEFAULT: Final = "default"
FILTER: Final = "choice_filter"
_FORMULAS: Final = ("relevant", "required", "constraint", "calculation", "read_only", "seed", "repeat_count", FILTER)
_TEXTS: Final = ("label", "hint", "required_message", "constraint_message")
_REFERENCE: Final = "${"
# Functions that look at all instances of a question that stands for one of their arguments.
_OVER_INSTANCES: Final = frozenset(("sum", "count", "count-non-empty", "min", "max", "join", "concat"))


@dataclass(frozen=True)
class Written:
    """An expression, or a text in which `expression` is None, of an entry."""

    item: Item
    key: str
    node: yaml.ScalarNode
    references: tuple[Reference, ...]
    expression: Expression | None = None

    def report(self, reader: Reader, code: str, part: Node, /, **details: object) -> None:
        """Add a problem with a part of it."""
        reader.report_part(code, self.node, part.start, part.end, **{"key": self.key, **details})

    @property
    def calls(self) -> tuple[Call, ...]:
        """Return every function that is called."""
        return self.expression.calls if self.expression else ()

    @cached_property
    def names_of_repeats(self) -> frozenset[int]:
        """Return where references stand that count or number the instances of a repeat."""
        counted = [call.arguments[0].start for call in self.calls if call.name == "count"]
        numbered = [each.start for call in self.calls if call.name == "indexed-repeat" for each in call.arguments[1::2]]
        return frozenset((*counted, *numbered))

    @cached_property
    def names_of_choices(self) -> frozenset[int]:
        """Return where references stand that only say among whose choices to look."""
        second = [call.arguments[1] for call in self.calls if call.name == "jr:choice-name"]
        return frozenset(
            reference.start
            for reference in self.references
            for node in second
            if node.start <= reference.start < node.end
        )

    @cached_property
    def over_instances(self) -> frozenset[int]:
        """Return where references stand that are read in all instances, or in a numbered one."""
        every = [each.start for call in self.calls if call.name in _OVER_INSTANCES for each in call.arguments]
        numbered = [call.arguments[0].start for call in self.calls if call.name == "indexed-repeat"]
        return frozenset((*every, *numbered))


def all_written(reader: Reader, outline: Outline) -> list[Written]:
    """Return every expression that can be read, and every text with references; report those that cannot be."""
    with_texts = _REFERENCE in reader.source.text
    lists_seen: set[int] = set()
    found: list[Written] = []
    for item in outline.items:
        if item.other_of is None:
            found += _formulas(reader, item)
            if with_texts:
                found += _texts(reader, item)
                found += _choice_labels(reader, item, lists_seen)
    return found


def _formulas(reader: Reader, item: Item) -> Iterator[Written]:
    for key in _FORMULAS:
        text = item.value(key)
        if isinstance(text, str):
            read = expression(text, bare_names=key == FILTER)
            if read is not None:
                yield Written(item, key, item.scalar(key), read.references, read)
    default = item.value(DEFAULT)
    if isinstance(default, str):
        yield from _default(reader, item, default)


def _default(reader: Reader, item: Item, text: str) -> Iterator[Written]:
    """Yield a default that is worked out; what was meant to be one and cannot be read is reported."""
    node = item.scalar(DEFAULT)
    read = parsed(text) if is_dynamic(text) or is_meant(item, text) else None
    if isinstance(read, Fault):
        report_fault(reader, node, DEFAULT, read)
    elif read is not None:
        yield Written(item, DEFAULT, node, read.references, read)


def is_meant(item: Item, text: str) -> bool:
    """Tell whether a default that is no expression was meant to be one."""
    name = text.partition("(")[0].strip()
    return _REFERENCE in text or (name != text and name in FUNCTIONS and not item.is_a(TextQuestion))


def _texts(reader: Reader, item: Item) -> Iterator[Written]:
    for key in _TEXTS:
        if key in item.reading.keys:
            yield from _pieces(reader, item, key, item.reading.at(key))


def _choice_labels(reader: Reader, item: Item, seen: set[int]) -> Iterator[Written]:
    """Yield the labels of choices, each list with the first question that uses it."""
    node = item.list_node(reader)
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    for _, value in node.value:
        # A long form, a mapping of languages, or a text.
        yield from _pieces(reader, item, "label", label_node(value))


def label_node(choice: yaml.Node) -> yaml.Node:
    """Return the node of the label of a choice."""
    if isinstance(choice, yaml.MappingNode):
        return next((value for key, value in choice.value if key.value == "label"), choice)
    return choice


def scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Yield the text, or those of a mapping of languages."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.MappingNode):
        yield from (text for _, text in node.value if isinstance(text, yaml.ScalarNode))


def _pieces(reader: Reader, item: Item, key: str, node: yaml.Node) -> Iterator[Written]:
    for text in scalars(node):
        if _REFERENCE in text.value:
            parts = split_label(text.value)
            if isinstance(parts, Fault):
                report_fault(reader, text, key, parts)
            else:
                yield Written(item, key, text, tuple(part for part in parts if isinstance(part, Reference)))
