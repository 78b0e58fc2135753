"""A questionnaire as a tree of entries with their expressions read, and which entries depend on which."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from sstc_survey.engine.dependencies import components
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import Instances, common_instances, is_within
from sstc_survey.questionnaire import (
    AnyEntry,
    DataType,
    Group,
    Note,
    Question,
    Questionnaire,
    Repeat,
    Select,
    Stored,
    other_text,
)

if TYPE_CHECKING:
    from sstc_survey.expressions.expression import Expression


class Form:
    """The entries of a questionnaire, by name and in order."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.nodes: dict[str, FormNode] = {}
        self._size = 0
        self._compared: dict[str, Sequence[FormNode]] = {}
        self.roots = self._children(questionnaire.questions, None)

    def _children(self, entries: Iterable[AnyEntry], parent: FormNode | None) -> list[FormNode]:
        children: list[FormNode] = []
        for entry in entries:
            node = self._add(entry, parent, children)
            if isinstance(entry, Group | Repeat):
                node.children = self._children(entry.questions, node)
            elif isinstance(entry, Select) and entry.or_other:
                self._add(other_text(entry), parent, children).other_of = node
        return children

    def _add(self, entry: AnyEntry, parent: FormNode | None, siblings: list[FormNode]) -> FormNode:
        node = FormNode(entry, parent, self._size)
        self._size += 1
        self.nodes.setdefault(node.name, node)
        siblings.append(node)
        return node

    def steps_after(self, node: FormNode) -> int:
        """Return how many entries come on the screen after one and what is in it, if all do, and each repeat once."""
        # The gate of a repeat comes after what is in it.
        gates = sum(each.is_open_repeat for each in node.ancestors)
        return len(self.step_places) - bisect_right(self.step_places, node.last.place) + gates

    @cached_property
    def step_places(self) -> list[int]:
        """Return the places of the entries that come on the screen, if all do; not texts of Other."""
        return [node.place for node in self.nodes.values() if node.is_step and node.other_of is None]

    @cached_property
    def repeats(self) -> tuple[FormNode, ...]:
        """Return the repeats, outer ones before those in them."""
        return tuple(node for node in self.nodes.values() if node.is_repeat)

    @cached_property
    def calculated(self) -> tuple[FormNode, ...]:
        """Return the entries whose value is calculated."""
        return tuple(node for node in self.nodes.values() if node.calculation is not None)

    @cached_property
    def filtered(self) -> frozenset[str]:
        """Return the names of the questions whose choices are filtered."""
        return frozenset(name for name, node in self.nodes.items() if node.choice_filter is not None)

    @cached_property
    def calculated_within(self) -> Mapping[FormNode, Sequence[FormNode]]:
        """Return for each repeat the calculated entries in it, also those in repeats inside."""
        return {
            repeat: [node for node in inside if node.calculation is not None] for repeat, inside in self._inside.items()
        }

    @cached_property
    def _inside(self) -> Mapping[FormNode, Sequence[FormNode]]:
        """Return for each repeat the entries in it, also those in repeats inside."""
        found: dict[FormNode, list[FormNode]] = {repeat: [] for repeat in self.repeats}
        for node in self.nodes.values():
            for repeat in node.repeats:
                found[repeat].append(node)
        return found

    @cached_property
    def notes(self) -> frozenset[str]:
        """Return the names of the notes."""
        return frozenset(name for name, node in self.nodes.items() if isinstance(node.entry, Note))

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Return the number of each question, from 1; the text of "Other" belongs to its question and has none."""
        asked = [name for name, node in self.nodes.items() if isinstance(node.entry, Question) and not node.other_of]
        return {name: number for number, name in enumerate(asked, 1)}

    def questions_after(self, node: FormNode) -> Sequence[FormNode]:
        """Return the questions with a number that come after an entry."""
        return self._questions[bisect_right(self._questions, node.place, key=attrgetter("place")) :]

    @cached_property
    def _questions(self) -> list[FormNode]:
        return [self.nodes[name] for name in self.numbers]

    def in_order(self, names: Iterable[str]) -> list[FormNode]:
        """Return the entries with these names in the order of the questionnaire."""
        return sorted((self.nodes[name] for name in names), key=lambda node: node.place)

    def within(self, repeat: FormNode | None) -> Sequence[FormNode]:
        """Return the entries in each instance of a repeat, without those in repeats inside; for None, in no repeat."""
        return self._within[repeat]

    @cached_property
    def _within(self) -> dict[FormNode | None, list[FormNode]]:
        found: dict[FormNode | None, list[FormNode]] = {repeat: [] for repeat in (None, *self.repeats)}
        for node in self.nodes.values():
            found[node.repeats[-1] if node.repeats else None].append(node)
        return found

    @cached_property
    def languages(self) -> frozenset[str]:
        """Return the tags of the languages that the questionnaire has texts in."""
        return frozenset(self.questionnaire.languages())

    @cached_property
    def volatile(self) -> frozenset[str]:
        """Return the entries whose relevance, choices or instances may change with the time or the language alone."""

        def may_change(read: Expression | None) -> bool:
            return read is not None and (read.is_volatile or read.depends_on_language)

        return frozenset(
            node.name
            for node in self.nodes.values()
            if any(map(may_change, (node.relevant, node.choice_filter, node.repeat_count)))
        )

    @cached_property
    def numeric(self) -> frozenset[str]:
        """Return the names of the entries whose values are numbers."""
        known: dict[str, bool] = {}
        # Those that a calculation refers to come first.
        return frozenset(name for names in self.components for name in names if self._is_numeric(name, known))

    def _is_numeric(self, name: str, known: dict[str, bool]) -> bool:
        node = self.nodes.get(name)
        if node is None:
            return False
        if name not in known:
            known[name] = False  # in the meantime, if it refers to itself
            if node.entry.data_type is DataType.CALCULATED and node.calculation is not None:
                known[name] = node.calculation.gives_number(lambda other: self._is_numeric(other, known))
            else:
                known[name] = node.entry.data_type is DataType.NUMBER
        return known[name]

    def _read_in(self, expression: Expression, node: FormNode) -> Iterator[str]:
        """Yield the names of the entries that an expression reads, also in the labels of choices."""
        yield from (reference.name for reference in expression.references)
        for name in expression.reads_labels_of(node.name):
            if (question := self.nodes.get(name)) is not None:
                yield from question.named_in_choices

    def compared_with(self, node: FormNode) -> Sequence[FormNode]:
        """Return the other questions whose answers the constraint of one reads, also by way of calculations."""
        if node.name not in self._compared:
            names = {} if node.constraint is None else dict.fromkeys(self._read_in(node.constraint, node))
            pending, found = list(names), []
            while pending:
                other = self.nodes.get(pending.pop())
                if other is None or other is node:
                    continue
                if isinstance(other.entry, Question):
                    found.append(other.name)
                elif other.calculation is not None:
                    behind = [name for name in self._read_in(other.calculation, other) if name not in names]
                    names.update(dict.fromkeys(behind))
                    pending += dict.fromkeys(behind)
            self._compared[node.name] = self.in_order(found)
        return self._compared[node.name]

    @cached_property
    def _all_readers(self) -> dict[str, dict[str, int]]:
        """Return for each name the entries that read it, with the number of repeats around both.

        An expression reads other entries inside the instances that it shares with them, and in no others.
        """
        return self._read_by((node, node.expressions()) for node in self.nodes.values())

    @cached_property
    def _readers(self) -> dict[str, dict[str, int]]:
        """Return the same without what the counts of repeats read that look at their own instances."""
        if not self.self_counted:
            return self._all_readers
        return self._read_by(
            (node, (each for each in node.expressions() if not self._is_self_count(node, each)))
            for node in self.nodes.values()
        )

    @cached_property
    def recounted(self) -> dict[str, dict[str, int]]:
        """Return for each name the repeats that look at their own instances and whose counts read it."""
        return self._read_by(
            (node, [node.repeat_count])
            for node in self.nodes.values()
            if node.repeat_count is not None and node.name in self.self_counted
        )

    def _is_self_count(self, node: FormNode, read: Expression) -> bool:
        return read is node.repeat_count and node.name in self.self_counted

    def _read_by(self, nodes: Iterable[tuple[FormNode, Iterable[Expression]]]) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {name: {} for name in self.nodes}
        for node, expressions in nodes:
            for each in expressions:
                for name in self._read_in(each, node):
                    if (other := self.nodes.get(name)) is not None:
                        shared = 0 if each.reads_numbered_instances else node.shared_depth(other)
                        readers = found[other.name]
                        readers[node.name] = min(shared, readers.get(node.name, shared))
            if node.other_of is not None:
                found[node.other_of.name].setdefault(node.name, len(node.repeats))
        return found

    def readers(self, name: str) -> Mapping[str, int]:
        """Return the entries that read one, with the number of repeats around both."""
        return self._readers[name]

    @cached_property
    def self_counted(self) -> frozenset[str]:
        """Return the repeats whose count depends on what is in them: they have as many instances as were added.

        Such a repeat goes on as long as its last instance says so.
        """
        counted = [node for node in self.nodes.values() if node.repeat_count is not None]
        if not counted:
            return frozenset()
        graph = _with_children(self._all_readers, self.nodes)
        circular = {name for each in components(graph) if len(each) > 1 or each[0] in graph[each[0]] for name in each}
        return frozenset(node.name for node in counted if node.name in circular)

    @cached_property
    def components(self) -> Sequence[Sequence[str]]:
        """Return all names, each after those that it depends on; those that depend on one another are together."""
        return components(_with_children(self._readers, self.nodes))

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """Return for each name how many of the components come before its own."""
        return {name: rank for rank, names in enumerate(self.components) for name in names}

    def is_circular(self, name: str) -> bool:
        """Tell whether an entry depends on itself, or on what it is in another instance."""
        own = self._readers[name].get(name)
        is_alone = len(self.components[self.ranks[name]]) == 1
        return not is_alone or (own is not None and own < len(self.nodes[name].repeats))

    def inside(self, repeat: FormNode) -> Sequence[FormNode]:
        """Return the entries in a repeat, also those in repeats inside."""
        return self._inside[repeat]

    @cached_property
    def renumbered(self) -> frozenset[str]:
        """Return the entries that read the number of an instance, or answers by it."""
        return frozenset(
            node.name for node in self.nodes.values() if any(each.depends_on_numbers for each in node.expressions())
        )

    @cached_property
    def _checked_by(self) -> dict[str, dict[str, int]]:
        """Return for each name the questions whose rules for a reply read it, with the repeats around both."""
        found: dict[str, dict[str, int]] = {}
        for node in self.nodes.values():
            for rule in node.rules():
                for name in self._read_in(rule, node):
                    if (other := self.nodes.get(name)) is not None:
                        shared = 0 if rule.reads_numbered_instances else node.shared_depth(other)
                        checked = found.setdefault(other.name, {})
                        checked[node.name] = min(shared, checked.get(node.name, shared))
        return found

    @cached_property
    def _checked_by_clock(self) -> tuple[str, ...]:
        """Return the questions whose rules for a reply change with the time."""
        return tuple(node.name for node in self.nodes.values() if any(rule.is_volatile for rule in node.rules()))

    def rechecked(self, affected: Mapping[str, Instances]) -> Iterator[tuple[str, Instances]]:
        """Yield the entries whose replies may no longer be valid when others, in outer instances, are affected."""
        for name, at in affected.items():
            yield name, at
            for checked, shared in self._checked_by.get(name, {}).items():
                yield checked, at[:shared]
        for name in self._checked_by_clock:
            yield name, ()

    @cached_property
    def _dependents(self) -> dict[str, dict[str, int]]:
        """Return for each name the entries that depend on it directly: those that read it, and those in it."""
        return _with_children(self._all_readers, self.nodes)

    def affected(
        self,
        changed: Iterable[tuple[str, Instances]],
        counted: Iterable[tuple[str, Instances]] = (),
        is_evaluated: Callable[[FormNode, Instances], bool] | None = None,
    ) -> dict[str, Instances]:
        """Return the names of all entries that depend on those changed in these instances, and of these themselves.

        `counted` has instances of repeats that came or went: what is in other instances does not depend on these.
        Where nothing read an entry, as `is_evaluated` tells, it affects nothing but itself.
        Each name has the outer instances inside which it is affected: `()` is everywhere.
        """
        reached: dict[str, Instances] = {}
        waiting: list[tuple[str, Instances]] = []
        counted = list(counted)
        # An instance without answers counts too.
        inside = ((node.name, instance) for name, instance in counted for node in self._inside[self.nodes[name]])
        for name, where in chain(changed, inside):
            at = () if name in self.volatile else where
            reached[name] = common_instances(at, reached[name]) if name in reached else at
            waiting.extend(self._dependents_of(name, at))
        for name, instance in counted:
            waiting.extend((reader, instance[:shared]) for reader, shared in self._all_readers[name].items())
        while waiting:
            name, where = waiting.pop()
            at = () if name in self.volatile else where
            if name in reached:
                if is_within(at, reached[name]):
                    continue
                at = common_instances(at, reached[name])
            reached[name] = at
            if is_evaluated is None or is_evaluated(self.nodes[name], at):
                waiting.extend(self._dependents_of(name, at))
        for name, instance in counted:
            around = instance[:-1]
            reached[name] = common_instances(around, reached[name]) if name in reached else around
        return reached

    def _dependents_of(self, name: str, at: Instances) -> Iterator[tuple[str, Instances]]:
        return ((dependent, at[:shared]) for dependent, shared in self._dependents.get(name, {}).items())


def _with_children(
    readers: Mapping[str, Mapping[str, int]], nodes: Mapping[str, FormNode]
) -> dict[str, dict[str, int]]:
    """Return what reads each entry, and what is in it."""
    found = {name: dict(each) for name, each in readers.items()}
    for node in nodes.values():
        for child in node.children:
            found[node.name].setdefault(child.name, len(node.repeats))
    return found


def form_of(questionnaire: Questionnaire) -> Form:
    """Return the form of a questionnaire: always the same one, whose entries are compared by what they are.

    It lives as long as the questionnaire does.
    """
    remembered = questionnaire.__dict__
    form: Form | None = remembered.get("form")
    if form is None or form.questionnaire is not questionnaire:
        form = remembered["form"] = Form(questionnaire)
    return form


def in_form_order(form: Form, answers: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return answers in the order of the questionnaire, those of each instance too."""
    places = {name: place for place, name in enumerate(form.nodes)}

    def ordered(mapping: Mapping[str, Stored]) -> dict[str, Stored]:
        found: dict[str, Stored] = {}
        for name in sorted(mapping, key=lambda name: places.get(name, len(places))):
            value = mapping[name]
            if isinstance(value, list):
                value = [ordered(each) if isinstance(each, dict) else each for each in value]
            found[name] = value
        return found

    return ordered(answers)
