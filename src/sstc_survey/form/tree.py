"""A questionnaire as a tree of entries, and what follows from what in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sstc_survey.form.node import Node
from sstc_survey.questionnaire import (
    AnyEntry,
    Group,
    Questionnaire,
    Repeat,
    SelectMultiple,
    SelectOne,
    other_text,
)

if TYPE_CHECKING:
    from sstc_survey.expressions import Expression


class Form:
    """The entries of a questionnaire, by name and in order."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.nodes: dict[str, Node] = {}
        self.roots = self._grow(questionnaire.questions, None)

    def _grow(self, entries: Iterable[AnyEntry], parent: Node | None) -> list[Node]:
        grown: list[Node] = []
        for entry in entries:
            node = self._add(entry, parent, grown)
            if isinstance(entry, Group | Repeat):
                node.children = self._grow(entry.questions, node)
            elif isinstance(entry, SelectOne | SelectMultiple) and entry.or_other:
                self._add(other_text(entry), parent, grown).other_of = node
        return grown

    def _add(self, entry: AnyEntry, parent: Node | None, grown: list[Node]) -> Node:
        node = Node(entry, parent)
        self.nodes.setdefault(node.name, node)
        grown.append(node)
        return node

    @cached_property
    def repeats(self) -> tuple[Node, ...]:
        """Return the repeats, outer ones before those in them."""
        return tuple(node for node in self.nodes.values() if node.is_repeat)

    @cached_property
    def calculated(self) -> tuple[Node, ...]:
        """Return the entries whose value is worked out."""
        return tuple(node for node in self.nodes.values() if node.calculation is not None)

    @cached_property
    def filtered(self) -> tuple[Node, ...]:
        """Return the questions whose choices are filtered."""
        return tuple(node for node in self.nodes.values() if node.choice_filter is not None)

    def within(self, repeat: Node | None) -> Sequence[Node]:
        """Return the entries in each instance of a repeat, without those in repeats inside; for None, in no repeat."""
        return self._within[repeat]

    @cached_property
    def _within(self) -> dict[Node | None, list[Node]]:
        found: dict[Node | None, list[Node]] = {repeat: [] for repeat in (None, *self.repeats)}
        for node in self.nodes.values():
            found[node.repeats[-1] if node.repeats else None].append(node)
        return found

    @cached_property
    def languages(self) -> frozenset[str]:
        """Return the tags of the languages that the questionnaire has texts in."""
        return frozenset(self.questionnaire.languages())

    @cached_property
    def unsettled(self) -> frozenset[str]:
        """Return the entries whose place on the route, or choices, may change with the time or the language alone."""
        found = (
            (node.name, each)
            for node in self.nodes.values()
            for each in (node.relevant, node.choice_filter, node.repeat_count)
        )
        return frozenset(name for name, each in found if each is not None and _may_change(each))

    @cached_property
    def numeric(self) -> frozenset[str]:
        """Return the names of the entries that hold numbers."""
        from sstc_survey.form.numeric import numeric_names

        return numeric_names(self.nodes)

    @cached_property
    def _followers(self) -> dict[str, set[str]]:
        """Return for each name the entries that follow from it directly."""
        found: dict[str, set[str]] = {}
        for node in self.nodes.values():
            for each in node.expressions():
                for reference in each.references:
                    found.setdefault(reference.name, set()).add(node.name)
            if node.other_of is not None:
                found.setdefault(node.other_of.name, set()).add(node.name)
            if isinstance(node.entry, Group | Repeat):
                found.setdefault(node.name, set()).update(child.name for child in node.children)
        return found

    def affected(self, names: Iterable[str]) -> set[str]:
        """Return the names of all entries that follow from these, and these themselves."""
        reached: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting.extend(self._followers.get(name, ()))
        return reached


def _may_change(expression: Expression) -> bool:
    in_words = any(call.name == "jr:choice-name" for call in expression.calls)
    return expression.is_volatile or in_words or any(name.name == "label" for name in expression.bare_names)


_FORMS: Final = 64
_OF: Final[dict[int, Form]] = {}


def compiled(questionnaire: Questionnaire) -> Form:
    """Return the form of a questionnaire; the last few are remembered."""
    known = _OF.get(id(questionnaire))
    if known is None or known.questionnaire is not questionnaire:
        if len(_OF) >= _FORMS:
            _OF.clear()
        known = _OF[id(questionnaire)] = Form(questionnaire)
    return known
