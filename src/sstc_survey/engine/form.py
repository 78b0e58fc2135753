"""A questionnaire as a tree of entries with their expressions read, and which entries depend on which."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

from sstc_survey.engine.paths import Instances, common_instances, is_within, path_of
from sstc_survey.i18n import ProgramText
from sstc_survey.questionnaire import (
    OTHER,
    AnyEntry,
    Calculate,
    Choice,
    Choosing,
    DataType,
    Group,
    Leaf,
    Metadata,
    Note,
    Question,
    Questionnaire,
    Repeat,
    Select,
    Shown,
    Stored,
    choices_of,
    other_text,
)

if TYPE_CHECKING:
    from sstc_survey.expressions.diagnostics import Diagnostic
    from sstc_survey.expressions.expression import Expression
    from sstc_survey.expressions.tree import Reference

_DYNAMIC: Final = r"\$\{|[A-Za-z0-9]\s*\("
_REMEMBERED: Final = 8_192
# Where an entry comes: of each repeat around it the place and the number of the instance, then its own place.
Order: TypeAlias = tuple[int, ...]
# More than any number of an instance.
_AFTER_INSTANCES: Final = 1 << 30
# After every step of a route.
END: Final[Order] = (_AFTER_INSTANCES,)
# The expressions that the value of an entry, or whether it is on the route, depends on.
DEPENDENCY_KEYS: Final = ("relevant", "calculation", "choice_filter", "repeat_count")


@lru_cache(maxsize=_REMEMBERED)
def parsed(source: str, *, bare_names: bool = False) -> Expression | Diagnostic:
    """Read an expression, each once; what reads them is imported for the first one."""
    from sstc_survey.expressions.expression import parse

    return parse(source, bare_names=bare_names)


def expression(source: str | None, *, bare_names: bool = False) -> Expression | None:
    """Read an expression; one with a fault, which check reports, counts as none."""
    if not source:
        return None
    from sstc_survey.expressions.expression import Expression

    read = parsed(source, bare_names=bare_names)
    return read if isinstance(read, Expression) else None


@lru_cache(maxsize=_REMEMBERED)
def label_parts(text: str) -> tuple[str | Reference, ...]:
    """Cut a text at its references; one with a fault stays whole."""
    from sstc_survey.expressions.diagnostics import Diagnostic
    from sstc_survey.expressions.expression import split_label

    parts = split_label(text)
    return (text,) if isinstance(parts, Diagnostic) or not parts else parts


def is_dynamic(default: str) -> bool:
    """Tell whether a default is an expression: it names a question, or calls a function."""
    return bool(re.search(_DYNAMIC, default)) and expression(default) is not None


class FormNode:
    """One entry of a form, with the entries around it."""

    def __init__(self, entry: AnyEntry, parent: FormNode | None, place: int) -> None:
        self.entry = entry
        # How many entries come before it in the questionnaire.
        self.place = place
        self.parent = parent
        # The groups and repeats that it is in, the innermost first.
        self.ancestors: tuple[FormNode, ...] = () if parent is None else (parent, *parent.ancestors)
        self.name = entry.name
        self.children: list[FormNode] = []
        # The select whose "Other" this is the text of.
        self.other_of: FormNode | None = None
        self.repeats: tuple[FormNode, ...] = () if parent is None else parent.inner_repeats
        self.repeat_names = tuple(node.name for node in self.repeats)
        self._repeat_places = tuple(node.place for node in self.repeats)
        # Its path without the numbers of instances, such as member/age.
        self.schema_path = "/".join((*self.repeat_names, self.name))
        self.is_repeat = isinstance(entry, Repeat)

    @property
    def inner_repeats(self) -> tuple[FormNode, ...]:
        """Return the repeats around the entries in this one."""
        return (*self.repeats, self) if isinstance(self.entry, Repeat) else self.repeats

    def path(self, at: Instances) -> str:
        """Return the path of this entry in these instances."""
        return path_of(self.name, self.repeat_names, at) if at else self.name

    def order(self, at: Instances) -> Order:
        """Return where this entry comes in these instances, or the end of a repeat: orders sort as the route goes."""
        last = (self.place, _AFTER_INSTANCES) if self.is_repeat else (self.place,)
        return (*_interleaved(self._repeat_places, at), *last) if at else last

    def order_within(self, instance: Instances) -> Order:
        """Return what comes right before all that is in one instance of this repeat, whose number is the last given."""
        return _interleaved((*self._repeat_places, self.place), instance)

    def shared_depth(self, other: FormNode) -> int:
        """Return how many repeats are around both entries."""
        shared = 0
        for mine, its in zip(self.repeats, other.repeats, strict=False):
            if mine is not its:
                break
            shared += 1
        return shared

    @cached_property
    def leaf(self) -> Leaf | None:
        """Return the entry if it can have a value or be shown, None for groups and repeats."""
        return None if isinstance(self.entry, Group | Repeat) else self.entry

    @cached_property
    def shown(self) -> Shown | None:
        """Return the entry if it comes on the screen: a question or a note."""
        return self.entry if isinstance(self.entry, Shown) else None

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Return all choices, before any filter."""
        entry = self.entry
        return choices_of(entry) if isinstance(entry, Choosing) else ()

    @cached_property
    def choices_by_code(self) -> dict[str, Choice]:
        """Return all choices by their codes."""
        return {choice.code: choice for choice in self.choices}

    @cached_property
    def added_other(self) -> Choice | None:
        """Return the choice that `or_other` adds: it has no columns, and no filter removes it."""
        added = self.choices[-1:] if self.choices and self.choices[-1].code == OTHER else ()
        return next((choice for choice in added if isinstance(choice.label, ProgramText)), None)

    @cached_property
    def relevant(self) -> Expression | None:
        """Return the condition of the entry itself."""
        return expression(self.entry.relevant)

    @cached_property
    def calculation(self) -> Expression | None:
        """Return what calculates its value."""
        entry = self.entry
        if isinstance(entry, Note | Group | Repeat | Metadata):
            return None
        return expression(entry.calculation)

    @cached_property
    def constraint(self) -> Expression | None:
        """Return what an answer must meet."""
        return expression(self.entry.constraint) if isinstance(self.entry, Question) else None

    @cached_property
    def required(self) -> Expression | bool:
        """Return whether, or when, it must be answered."""
        return _flag(self.entry.required) if isinstance(self.entry, Question) else False

    @cached_property
    def read_only(self) -> Expression | bool:
        """Return whether, or when, its value is only shown."""
        return _flag(self.entry.read_only) if isinstance(self.entry, Question) else False

    @cached_property
    def choice_filter(self) -> Expression | None:
        """Return which choices are offered."""
        return expression(self.entry.choice_filter, bare_names=True) if isinstance(self.entry, Choosing) else None

    @cached_property
    def repeat_count(self) -> Expression | None:
        """Return how often a repeat is asked."""
        return expression(self.entry.repeat_count) if isinstance(self.entry, Repeat) else None

    @property
    def is_open_repeat(self) -> bool:
        """Tell whether the interviewer is asked after each instance."""
        return self.is_repeat and self.repeat_count is None

    @property
    def is_step(self) -> bool:
        """Tell what can be a step of a route: a question, a note, and an open repeat, at its end."""
        return self.shown is not None or self.is_open_repeat

    @cached_property
    def default(self) -> str | Expression | None:
        """Return its first value: a text, or an expression that is evaluated once."""
        entry = self.entry
        if isinstance(entry, Note | Group | Repeat | Calculate | Metadata):
            return None
        if not entry.default or self.calculation is not None:
            return None
        return expression(entry.default) if is_dynamic(entry.default) else entry.default

    def expressions(self) -> Iterator[Expression]:
        """Yield every expression that the value of this entry, or whether it is on the route, depends on."""
        for key in DEPENDENCY_KEYS:
            found: Expression | None = getattr(self, key)
            if found is not None:
                yield found

    def rules(self) -> Iterator[Expression]:
        """Yield every expression that a reply to this question must meet."""
        for rule in (self.constraint, self.required, self.read_only):
            if rule is not None and not isinstance(rule, bool):
                yield rule


def _interleaved(places: Iterable[int], at: Instances) -> Order:
    return tuple(number for pair in zip(places, at, strict=True) for number in pair)


def _flag(value: bool | str) -> Expression | bool:
    return value if isinstance(value, bool) else expression(value) or False


class Form:
    """The entries of a questionnaire, by name and in order."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.nodes: dict[str, FormNode] = {}
        self._size = 0
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
        return frozenset(name for name in self.nodes if self._is_numeric(name, known))

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

    @cached_property
    def _readers(self) -> dict[str, dict[str, int]]:
        """Return for each name the entries whose expressions read it, with the number of repeats around both.

        An expression reads other entries inside the instances that it shares with them, and in no others.
        """
        found: dict[str, dict[str, int]] = {name: {} for name in self.nodes}
        for node in self.nodes.values():
            for each in node.expressions():
                for reference in each.references:
                    if (other := self.nodes.get(reference.name)) is not None:
                        shared = 0 if each.reads_numbered_instances else node.shared_depth(other)
                        readers = found[other.name]
                        readers[node.name] = min(shared, readers.get(node.name, shared))
        return found

    @cached_property
    def _checked_by(self) -> dict[str, dict[str, int]]:
        """Return for each name the questions whose rules for a reply read it, with the repeats around both."""
        found: dict[str, dict[str, int]] = {}
        for node in self.nodes.values():
            for rule in node.rules():
                for reference in rule.references:
                    if (other := self.nodes.get(reference.name)) is not None:
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
        found = {name: dict(readers) for name, readers in self._readers.items()}
        for node in self.nodes.values():
            if node.other_of is not None:
                found[node.other_of.name].setdefault(node.name, len(node.repeats))
            for child in node.children:
                found[node.name].setdefault(child.name, len(node.repeats))
        return found

    def affected(
        self,
        changed: Iterable[tuple[str, Instances]],
        counted: Iterable[tuple[str, Instances]] = (),
        values: Container[str] | None = None,
    ) -> dict[str, Instances]:
        """Return the names of all entries that depend on those changed in these instances, and of these themselves.

        `counted` has instances of repeats that came or went: what is in other instances does not depend on these.
        Where `values` has the paths of the entries that have a value, one without any affects nothing but itself.
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
            waiting.extend((reader, instance[:shared]) for reader, shared in self._readers[name].items())
        while waiting:
            name, where = waiting.pop()
            at = () if name in self.volatile else where
            if name in reached:
                if is_within(at, reached[name]):
                    continue
                at = common_instances(at, reached[name])
            reached[name] = at
            if values is None or self._may_have_value(name, at, values):
                waiting.extend(self._dependents_of(name, at))
        for name, instance in counted:
            around = instance[:-1]
            reached[name] = common_instances(around, reached[name]) if name in reached else around
        return reached

    def _dependents_of(self, name: str, at: Instances) -> Iterator[tuple[str, Instances]]:
        return ((dependent, at[:shared]) for dependent, shared in self._dependents.get(name, {}).items())

    def _may_have_value(self, name: str, at: Instances, values: Container[str]) -> bool:
        """Tell whether what others read of an entry can change with whether it is relevant."""
        node = self.nodes[name]
        is_blank = len(at) == len(node.repeats) and node.path(at) not in values
        return not is_blank or node.leaf is None or node.calculation is not None


_FORMS: Final = 64
_OF: Final[dict[int, Form]] = {}


def form_of(questionnaire: Questionnaire) -> Form:
    """Return the form of a questionnaire; the last few are remembered."""
    known = _OF.get(id(questionnaire))
    if known is None or known.questionnaire is not questionnaire:
        if len(_OF) >= _FORMS:
            _OF.clear()
        known = _OF[id(questionnaire)] = Form(questionnaire)
    return known


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
