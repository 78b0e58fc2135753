"""A questionnaire as a tree of entries, and what follows from what in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from sstc_survey.engine.paths import Instances, path_of
from sstc_survey.expressions import Binary, Call, Negation, Node, NumberLiteral, Reference, TextLiteral
from sstc_survey.i18n import Own
from sstc_survey.questionnaire import (
    OTHER,
    AnyEntry,
    Calculate,
    Choice,
    Choosing,
    Decimal,
    Duration,
    Group,
    Hidden,
    Integer,
    Leaf,
    Question,
    Questionnaire,
    Range,
    Repeat,
    SelectMultiple,
    SelectOne,
    choices_of,
    other_text,
)

if TYPE_CHECKING:
    from sstc_survey.expressions import Diagnostic, Expression, Reference

_DYNAMIC: Final = re.compile(r"\$\{|[A-Za-z0-9]\s*\(")
_REMEMBERED: Final = 8_192


@lru_cache(maxsize=_REMEMBERED)
def parsed(source: str, *, bare_names: bool = False) -> Expression | Diagnostic:
    """Read an expression, each once; what reads them is imported where the first one is met."""
    from sstc_survey.expressions import parse

    return parse(source, bare_names=bare_names)


@lru_cache(maxsize=_REMEMBERED)
def _split(text: str) -> tuple[str | Reference, ...] | None:
    from sstc_survey.expressions import Diagnostic, split_label

    parts = split_label(text)
    return None if isinstance(parts, Diagnostic) else parts


def expression(source: str | None, *, bare_names: bool = False) -> Expression | None:
    """Read an expression; one with a fault, which check reports, counts as none."""
    return _sound(parsed(source, bare_names=bare_names)) if source else None


def _sound(read: Expression | Diagnostic) -> Expression | None:
    from sstc_survey.expressions import Expression

    return read if isinstance(read, Expression) else None


def label_parts(text: str) -> tuple[str | Reference, ...]:
    """Cut a text at its references; one with a fault stays whole."""
    return _split(text) or (text,)


def is_dynamic(default: str) -> bool:
    """Tell whether a default is an expression: it names a question, or calls a function."""
    return bool(_DYNAMIC.search(default)) and _sound(parsed(default)) is not None


class FormNode:
    """One entry of a form, with the entries around it."""

    def __init__(self, entry: AnyEntry, parent: FormNode | None) -> None:
        self.entry = entry
        self.parent = parent
        self.name = entry.name
        self.children: list[FormNode] = []
        # The select whose "Other" this asks for the text of.
        self.other_of: FormNode | None = None
        self.repeats: tuple[FormNode, ...] = () if parent is None else parent.inner_repeats
        self.repeat_names = tuple(node.name for node in self.repeats)
        # Where it stands whatever the instances, such as member/age.
        self.place = "/".join((*self.repeat_names, self.name))
        self.is_repeat = isinstance(entry, Repeat)

    @property
    def inner_repeats(self) -> tuple[FormNode, ...]:
        """Return the repeats around what stands in this entry."""
        return (*self.repeats, self) if isinstance(self.entry, Repeat) else self.repeats

    def path(self, at: Instances) -> str:
        """Return the key of this entry in these instances."""
        return path_of(self.name, self.repeat_names, at) if at else self.name

    @cached_property
    def leaf(self) -> Leaf | None:
        """Return the entry if it can hold a value or be shown, None for groups and repeats."""
        return None if isinstance(self.entry, Group | Repeat) else self.entry

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Return all choices, before any filter."""
        entry = self.entry
        return choices_of(entry) if isinstance(entry, Choosing) else ()

    @cached_property
    def own_other(self) -> Choice | None:
        """Return the choice that `or_other` adds: it has no columns, and no filter takes it away."""
        added = self.choices[-1:] if self.choices and self.choices[-1].code == OTHER else ()
        return next((choice for choice in added if isinstance(choice.label, Own)), None)

    @cached_property
    def relevant(self) -> Expression | None:
        """Return the condition of the entry itself."""
        return expression(self.entry.relevant)

    @cached_property
    def calculation(self) -> Expression | None:
        """Return what works its value out."""
        entry = self.entry
        return expression(entry.calculation) if isinstance(entry, Question | Calculate | Hidden) else None

    @cached_property
    def constraint(self) -> Expression | None:
        """Return what an answer must meet."""
        return expression(self.entry.constraint) if isinstance(self.entry, Question) else None

    @cached_property
    def required(self) -> Expression | bool:
        """Return whether, or when, it must be answered."""
        wanted = self.entry.required if isinstance(self.entry, Question) else False
        return wanted if isinstance(wanted, bool) else expression(wanted) or False

    @cached_property
    def read_only(self) -> Expression | bool:
        """Return whether, or when, its value is only shown."""
        wanted = self.entry.read_only if isinstance(self.entry, Question) else False
        return wanted if isinstance(wanted, bool) else expression(wanted) or False

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

    @cached_property
    def default(self) -> str | Expression | None:
        """Return what stands there at first: a text, or an expression that is worked out once."""
        text = self.entry.default if isinstance(self.entry, Question | Hidden) else None
        if not text or self.calculation is not None:
            return None
        return expression(text) if is_dynamic(text) else text

    def expressions(self) -> Iterator[Expression]:
        """Yield every expression that the value, or the place on the route, of this entry follows from."""
        for found in (self.relevant, self.calculation, self.choice_filter, self.repeat_count):
            if found is not None:
                yield found


_ARITHMETIC: Final = frozenset({"+", "-", "*", "div", "mod"})
_NUMBERS: Final = frozenset(
    {
        "abs", "acos", "asin", "atan", "atan2", "cos", "count", "count-non-empty", "count-selected",
        "decimal-date-time", "decimal-time", "exp", "exp10", "int", "log", "log10", "max", "min", "number", "pi",
        "position", "pow", "random", "round", "sin", "sqrt", "string-length", "sum", "tan",
    }
)  # fmt: skip
# What a function hands on: its arguments from this one on.
_HANDED_ON: Final = {"if": 1, "coalesce": 0, "once": 0}


def numeric_names(nodes: Mapping[str, FormNode]) -> frozenset[str]:
    """Return the names of the entries that hold numbers."""
    found: dict[str, bool] = {}
    return frozenset(name for name in nodes if _holds_a_number(name, nodes, found))


def _holds_a_number(name: str, nodes: Mapping[str, FormNode], found: dict[str, bool]) -> bool:
    node = nodes.get(name)
    if node is None:
        return False
    if name not in found:
        found[name] = False  # while it is worked out, if it refers to itself
        entry = node.entry
        if isinstance(entry, Calculate | Hidden) and node.calculation is not None:
            found[name] = _is_number(node.calculation.tree, nodes, found)
        else:
            found[name] = isinstance(entry, Integer | Decimal | Range | Duration)
    return found[name]


def _is_number(expressed: Node, nodes: Mapping[str, FormNode], found: dict[str, bool]) -> bool:
    match expressed:
        case NumberLiteral() | Negation():
            return True
        case Binary():
            return expressed.operator in _ARITHMETIC
        case Reference():
            return _holds_a_number(expressed.name, nodes, found)
        case Call(name="indexed-repeat"):
            return _is_number(expressed.arguments[0], nodes, found)
        case Call() if expressed.name in _HANDED_ON:
            handed_on = expressed.arguments[_HANDED_ON[expressed.name] :]
            # A blank is no number, and does not make the others text.
            given = [each for each in handed_on if not (isinstance(each, TextLiteral) and each.value == "")]
            return bool(given) and all(_is_number(each, nodes, found) for each in given)
        case Call():
            return expressed.name in _NUMBERS
        case _:
            return False


class Form:
    """The entries of a questionnaire, by name and in order."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.nodes: dict[str, FormNode] = {}
        self.roots = self._grow(questionnaire.questions, None)

    def _grow(self, entries: Iterable[AnyEntry], parent: FormNode | None) -> list[FormNode]:
        grown: list[FormNode] = []
        for entry in entries:
            node = self._add(entry, parent, grown)
            if isinstance(entry, Group | Repeat):
                node.children = self._grow(entry.questions, node)
            elif isinstance(entry, SelectOne | SelectMultiple) and entry.or_other:
                self._add(other_text(entry), parent, grown).other_of = node
        return grown

    def _add(self, entry: AnyEntry, parent: FormNode | None, grown: list[FormNode]) -> FormNode:
        node = FormNode(entry, parent)
        self.nodes.setdefault(node.name, node)
        grown.append(node)
        return node

    @cached_property
    def repeats(self) -> tuple[FormNode, ...]:
        """Return the repeats, outer ones before those in them."""
        return tuple(node for node in self.nodes.values() if node.is_repeat)

    @cached_property
    def calculated(self) -> tuple[FormNode, ...]:
        """Return the entries whose value is worked out."""
        return tuple(node for node in self.nodes.values() if node.calculation is not None)

    @cached_property
    def filtered(self) -> tuple[FormNode, ...]:
        """Return the questions whose choices are filtered."""
        return tuple(node for node in self.nodes.values() if node.choice_filter is not None)

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
