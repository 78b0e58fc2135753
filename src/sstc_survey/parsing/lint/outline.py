"""The entries of a questionnaire as far as they are valid, and the expressions and texts that occur in them.

A questionnaire with faults has no model, and yet all of its faults are to be reported at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

import yaml
from msgspec import Struct

from sstc_survey.engine.form_node import expression, is_dynamic, parsed
from sstc_survey.engine.validation import OK
from sstc_survey.expressions.diagnostics import Diagnostic
from sstc_survey.expressions.expression import Expression, split_label
from sstc_survey.expressions.faults import references_in
from sstc_survey.expressions.functions import FUNCTIONS
from sstc_survey.expressions.tree import Call, Current, Node, Reference
from sstc_survey.parsing.formulas import report_diagnostic, report_faults
from sstc_survey.parsing.reader import ParsedMapping, Reader
from sstc_survey.problems.codes import Code
from sstc_survey.questionnaire import (
    FORMULA_KEYS,
    OTHER,
    TEXT_KEYS,
    Acknowledge,
    Choice,
    ChoiceList,
    Choosing,
    DataType,
    Entry,
    Group,
    Question,
    Questionnaire,
    Repeat,
    TextQuestion,
    type_name,
)

DEFAULT: Final = "default"
FILTER: Final = "choice_filter"
REPEAT_COUNT: Final = "repeat_count"
_REFERENCE: Final = "${"


class OutlineEntry:
    """An entry; `index` counts the entries before it, and `other_of` is the select whose "Other" it asks for."""

    def __init__(
        self, mapping: ParsedMapping, index: int, parent: OutlineEntry | None, other_of: OutlineEntry | None = None
    ) -> None:
        self.mapping = mapping
        self.index = index
        self.parent = parent
        self.other_of = other_of
        # An entry whose type is not known is an object.
        self.cls: type = TextQuestion if other_of else mapping.cls
        own = str(mapping.values.get("name", "?"))
        self.name = f"{own}_{OTHER}" if other_of else own
        self.repeats: tuple[OutlineEntry, ...] = parent.inner_repeats if parent else ()

    @property
    def inner_repeats(self) -> tuple[OutlineEntry, ...]:
        """Return the repeats around the entries in this one."""
        return (*self.repeats, self) if self.is_a(Repeat) else self.repeats

    def is_a(self, *classes: type) -> bool:
        """Tell whether it is an entry of one of these types."""
        return issubclass(self.cls, classes)

    @property
    def is_asked(self) -> bool:
        """Tell whether it is a question that takes an answer."""
        return self.is_a(Question)

    @property
    def data_type(self) -> DataType:
        """Return the kind of its values."""
        return self.cls.data_type if issubclass(self.cls, Entry) else DataType.NONE

    @property
    def type_name(self) -> str:
        """Return its type as the file has it."""
        return type_name(self.cls) if issubclass(self.cls, Entry) else "?"

    def value(self, key: str) -> object:
        """Return the value of one of its own keys, None where that is missing or invalid."""
        return None if self.other_of else self.mapping.values.get(key)

    def yaml_scalar(self, key: str) -> yaml.ScalarNode:
        """Return the node of a key whose value is a text."""
        node = self.mapping.at(key)
        assert isinstance(node, yaml.ScalarNode)  # noqa: S101 only such are texts
        return node

    @cached_property
    def choices(self) -> tuple[Choice, ...] | None:
        """Return its choices as the file has them, None where there are none or they are invalid."""
        found = self.value("choices") if self.is_a(Choosing) else None
        return tuple(found) if isinstance(found, ChoiceList) else None

    @cached_property
    def codes(self) -> dict[str, None] | None:
        """Return the codes that an answer can have, in order, None where they are not known."""
        if self.is_a(Acknowledge):
            return {OK: None}
        if self.choices is None:
            return None
        codes = {choice.code: None for choice in self.choices}
        return {**codes, OTHER: None} if self.value("or_other") is True else codes

    def yaml_choices(self, reader: Reader) -> yaml.MappingNode | None:
        """Return the node of its choices: its own, or those of the list at the top that it names."""
        pair = None if self.other_of else self.mapping.keys.get("choices")
        node = pair[1] if pair else None
        if isinstance(node, yaml.ScalarNode):
            node = reader.choice_lists.get(node.value)
        return node if isinstance(node, yaml.MappingNode) else None


class Outline:
    """All entries in the order of the file; `unread` has the names inside of entries whose type is not known."""

    def __init__(self, reader: Reader) -> None:
        self.entries: list[OutlineEntry] = []
        self.unread: set[str] = set()
        self._mappings = {id(mapping.node): mapping for mapping in reader.mappings}
        for root in (mapping for mapping in reader.mappings if mapping.cls is Questionnaire):
            self._add(root, None)
        self.names: dict[str, OutlineEntry] = {}
        for entry in self.entries:
            self.names.setdefault(entry.name, entry)

    def _add(self, around: ParsedMapping, parent: OutlineEntry | None) -> None:
        """Add the entries in the questionnaire, a group or a repeat."""
        for node in _entry_nodes(around.node):
            mapping = self._mappings.get(id(node))
            if mapping is None:
                continue
            entry = OutlineEntry(mapping, len(self.entries), parent)
            self.entries.append(entry)
            if mapping.values.get("or_other") is True:
                self.entries.append(OutlineEntry(mapping, len(self.entries), parent, entry))
            if entry.is_a(Group, Repeat):
                self._add(mapping, entry)
            elif not entry.is_a(Entry):
                self.unread.update(_names_in(_entry_nodes(node)))


def _entry_nodes(node: yaml.Node) -> Sequence[yaml.Node]:
    """Return the nodes of the entries in a mapping."""
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value == "questions" and isinstance(value, yaml.SequenceNode):
            nodes: Sequence[yaml.Node] = value.value
            return nodes
    return ()


def _names_in(nodes: Sequence[yaml.Node]) -> Iterator[str]:
    for node in nodes:
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            if key.value == "name" and isinstance(value, yaml.ScalarNode):
                yield value.value
        yield from _names_in(_entry_nodes(node))


def answered_by(node: Node, entry: OutlineEntry, outline: Outline) -> OutlineEntry | None:
    """Return the question whose answer a node is: one that is named, or the one of `.`."""
    match node:
        case Current():
            return entry
        case Reference():
            return outline.names.get(node.name)
        case _:
            return None


def reference_text(node: Node) -> str:
    """Return how an expression names an answer."""
    return f"${{{node.name}}}" if isinstance(node, Reference) else "."


class Occurrence(Struct, frozen=True, dict=True):
    """An expression, or a text in which `expression` is None, of an entry."""

    entry: OutlineEntry
    key: str
    yaml_node: yaml.ScalarNode
    references: tuple[Reference, ...]
    expression: Expression | None = None

    def report(self, reader: Reader, code: Code, part: Node, /, **details: object) -> None:
        """Add a problem with a part of it."""
        reader.report_part(code, self.yaml_node, part.start, part.end, **{"key": self.key, **details})

    @property
    def calls(self) -> tuple[Call, ...]:
        """Return every function that is called."""
        return self.expression.calls if self.expression else ()

    @cached_property
    def names_of_repeats(self) -> frozenset[int]:
        """Return the starts of references that count or number the instances of a repeat."""
        return frozenset(each.start for call in self.calls for each in call.arguments[FUNCTIONS[call.name].repeats])

    @cached_property
    def names_of_choices(self) -> frozenset[int]:
        """Return the starts of references that only name the question whose choices are searched."""
        naming = [node for call in self.calls for node in call.arguments[FUNCTIONS[call.name].choices_of]]
        return frozenset(
            reference.start
            for reference in self.references
            for node in naming
            if node.start <= reference.start < node.end
        )

    @cached_property
    def over_instances(self) -> frozenset[int]:
        """Return the starts of references that are read in all instances, or in a numbered one."""
        in_all = (call for call in self.calls if FUNCTIONS[call.name].reads == "all instances")
        return self.numbered.union(each.start for call in in_all for each in call.arguments)

    @cached_property
    def numbered(self) -> frozenset[int]:
        """Return the starts of references that are read in a numbered instance."""
        return frozenset(each.start for call in self.calls for each in call.arguments[FUNCTIONS[call.name].numbered])


def occurrences_in(reader: Reader, outline: Outline) -> list[Occurrence]:
    """Return every valid expression, and every text with references; report those that are invalid."""
    has_references = _REFERENCE in reader.source.text
    lists_seen: set[int] = set()
    found: list[Occurrence] = []
    for entry in outline.entries:
        if entry.other_of is not None:
            continue
        found += _expressions(reader, entry)
        if not has_references:
            continue
        for key in TEXT_KEYS:
            if key in entry.mapping.keys:
                found += _references_in(reader, entry, key, entry.mapping.at(key))
        # A list belongs to the first question that uses it.
        choices = entry.yaml_choices(reader)
        if choices is not None and id(choices) not in lists_seen:
            lists_seen.add(id(choices))
            for _, choice in choices.value:
                found += _references_in(reader, entry, "label", yaml_label(choice))
    return found


def _expressions(reader: Reader, entry: OutlineEntry) -> Iterator[Occurrence]:
    for key in FORMULA_KEYS:
        text = entry.value(key)
        read = expression(text, bare_names=key == FILTER) if isinstance(text, str) else None
        if read is not None:
            yield Occurrence(entry, key, entry.yaml_scalar(key), read.references, read)
    default = entry.value(DEFAULT)
    if isinstance(default, str) and (is_dynamic(default, entry.data_type) or is_meant(entry, default)):
        node, parsed_default = entry.yaml_scalar(DEFAULT), parsed(default)
        if isinstance(parsed_default, Diagnostic):
            report_faults(reader, node, DEFAULT)
        else:
            yield Occurrence(entry, DEFAULT, node, parsed_default.references, parsed_default)


def faulty_occurrences(outline: Outline) -> Iterator[Occurrence]:
    """Yield the expressions that cannot be parsed, with what they refer to as far as that can be seen."""
    for entry in outline.entries:
        for key in () if entry.other_of else (*FORMULA_KEYS, DEFAULT):
            pair = entry.mapping.keys.get(key)
            if pair is None or not isinstance(pair[1], yaml.ScalarNode) or _REFERENCE not in pair[1].value:
                continue
            if isinstance(parsed(pair[1].value, bare_names=key == FILTER), Diagnostic):
                yield Occurrence(entry, key, pair[1], tuple(references_in(pair[1].value)))


def is_meant(entry: OutlineEntry, text: str) -> bool:
    """Tell whether a default that is no expression was meant to be one."""
    name = text.partition("(")[0].strip()
    return _REFERENCE in text or (name != text and name in FUNCTIONS and entry.data_type is not DataType.TEXT)


def _references_in(reader: Reader, entry: OutlineEntry, key: str, node: yaml.Node) -> Iterator[Occurrence]:
    """Yield the texts of a node that have references; report those that are invalid."""
    for text in yaml_scalars(node):
        if _REFERENCE in text.value:
            parts = split_label(text.value)
            if isinstance(parts, Diagnostic):
                report_diagnostic(reader, text, key, parts)
            else:
                yield Occurrence(entry, key, text, tuple(part for part in parts if isinstance(part, Reference)))


def yaml_label(choice: yaml.Node) -> yaml.Node:
    """Return the node of the label of a choice."""
    if isinstance(choice, yaml.MappingNode):
        return next((value for key, value in choice.value if key.value == "label"), choice)
    return choice


def yaml_scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Yield the text, or those of a mapping of languages."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.MappingNode):
        yield from (text for _, text in node.value if isinstance(text, yaml.ScalarNode))
