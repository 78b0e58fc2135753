"""The entries of a questionnaire as far as they could be read, each with what stands around it.

A questionnaire with faults has no model, and yet all of its faults are to be reported at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import yaml

from sstc_survey.engine.form import expression, is_dynamic, parsed
from sstc_survey.expressions import FUNCTIONS, Call, Current, Diagnostic, Expression, Node, Reference, split_label
from sstc_survey.parsing.formulas import report_fault
from sstc_survey.parsing.reader import Reader, Reading
from sstc_survey.problems.codes import Code
from sstc_survey.questionnaire import (
    OTHER,
    Choice,
    ChoiceList,
    Choosing,
    Entry,
    Group,
    Question,
    Questionnaire,
    Repeat,
    TextQuestion,
)

_NAME: Final = "name"
_QUESTIONS: Final = "questions"


class Item:
    """An entry; `place` counts the entries before it, and `other_of` is the select whose "Other" it asks for."""

    def __init__(self, reading: Reading, place: int, parent: Item | None, other_of: Item | None = None) -> None:
        self.reading = reading
        self.place = place
        self.parent = parent
        self.other_of = other_of
        # An entry whose type is not known is an object.
        self.kind: type = TextQuestion if other_of else reading.cls
        own = str(reading.values.get(_NAME, "?"))
        self.name = f"{own}_{OTHER}" if other_of else own
        self.repeats: tuple[Item, ...] = parent.inner_repeats if parent else ()

    @property
    def inner_repeats(self) -> tuple[Item, ...]:
        """Return the repeats around what stands in this entry."""
        return (*self.repeats, self) if self.is_a(Repeat) else self.repeats

    def is_a(self, *kinds: type) -> bool:
        """Tell whether it is an entry of one of these types."""
        return issubclass(self.kind, kinds)

    @property
    def is_asked(self) -> bool:
        """Tell whether it is a question that takes an answer."""
        return self.is_a(Question)

    @property
    def type_name(self) -> str:
        """Return its type as the file has it."""
        return str(self.kind.__struct_config__.tag) if issubclass(self.kind, Entry) else "?"

    def value(self, key: str) -> object:
        """Return the value of one of its own keys, None where that is not there or could not be read."""
        return None if self.other_of else self.reading.values.get(key)

    def scalar(self, key: str) -> yaml.ScalarNode:
        """Return the node of a key whose value is a text."""
        node = self.reading.at(key)
        assert isinstance(node, yaml.ScalarNode)  # noqa: S101 only such hold a text
        return node

    @cached_property
    def choices(self) -> tuple[Choice, ...] | None:
        """Return its choices as they stand in the file, None where there are none or they could not be read."""
        found = self.value("choices") if self.is_a(Choosing) else None
        return tuple(found) if isinstance(found, ChoiceList) else None

    @cached_property
    def codes(self) -> dict[str, None] | None:
        """Return the codes that an answer can have, in order, None where they are not known."""
        if self.choices is None:
            return None
        codes = {choice.code: None for choice in self.choices}
        return {**codes, OTHER: None} if self.value("or_other") is True else codes

    def list_node(self, reader: Reader) -> yaml.MappingNode | None:
        """Return the node of its choices: its own, or those of the list at the top that it names."""
        pair = None if self.other_of else self.reading.keys.get("choices")
        node = pair[1] if pair else None
        if isinstance(node, yaml.ScalarNode):
            node = reader.choice_lists.get(node.value)
        return node if isinstance(node, yaml.MappingNode) else None


class Outline:
    """All entries in the order of the file; `unread` has the names that stand in entries of unknown types."""

    def __init__(self, reader: Reader) -> None:
        self.items: list[Item] = []
        self.unread: set[str] = set()
        self._readings = {id(reading.node): reading for reading in reader.readings}
        for root in (reading for reading in reader.readings if reading.cls is Questionnaire):
            self._add(root, None)
        self.names: dict[str, Item] = {}
        for item in self.items:
            self.names.setdefault(item.name, item)

    def _add(self, around: Reading, parent: Item | None) -> None:
        for reading in self._inside(around):
            item = Item(reading, len(self.items), parent)
            self.items.append(item)
            if reading.values.get("or_other") is True:
                self.items.append(Item(reading, len(self.items), parent, item))
            if item.is_a(Group, Repeat):
                self._add(reading, item)
            elif not item.is_a(Entry):
                self.unread.update(_names_in(_sequence(reading.node)))

    def _inside(self, around: Reading) -> Iterator[Reading]:
        for node in _sequence(around.node):
            if id(node) in self._readings:
                yield self._readings[id(node)]


def answered_by(node: Node, item: Item, outline: Outline) -> Item | None:
    """Return the question whose answer a node is: one that is named, or the one that `.` stands for."""
    match node:
        case Current():
            return item
        case Reference():
            return outline.names.get(node.name)
        case _:
            return None


def as_written(node: Node) -> str:
    """Return an answer as an expression names it."""
    return f"${{{node.name}}}" if isinstance(node, Reference) else "."


def _sequence(node: yaml.Node) -> Sequence[yaml.Node]:
    """Return the nodes of the entries in a mapping."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return next((value.value for key, value in pairs if _is(key, _QUESTIONS, value)), [])


def _names_in(nodes: Sequence[yaml.Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, yaml.MappingNode):
            yield from (value.value for key, value in node.value if key.value == _NAME and _is_scalar(value))
            yield from _names_in(_sequence(node))


def _is(key: yaml.Node, wanted: str, value: yaml.Node) -> bool:
    return key.value == wanted and isinstance(value, yaml.SequenceNode)


def _is_scalar(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


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

    def report(self, reader: Reader, code: Code, part: Node, /, **details: object) -> None:
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
    if isinstance(read, Diagnostic):
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
            if isinstance(parts, Diagnostic):
                report_fault(reader, text, key, parts)
            else:
                yield Written(item, key, text, tuple(part for part in parts if isinstance(part, Reference)))
