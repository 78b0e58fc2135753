"""One entry of a questionnaire in the tree of them, with its expressions read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from sstc_survey.engine.paths import Instances, path_of
from sstc_survey.folding import nfc
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
    Repeat,
    Shown,
    choices_of,
)

if TYPE_CHECKING:
    from sstc_survey.expressions.diagnostics import Diagnostic
    from sstc_survey.expressions.expression import Expression
    from sstc_survey.expressions.tree import Reference

# The parts of a default as pyxform has them: a hyphen in a date, a number or a name is no operator.
_NAME: Final = r"[^\W\d][\w.\-]*"
_PARTS_OF_DEFAULT: Final = rf"""
    -?[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} | -?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+) | "[^"]*" | '[^']*'
  | (?P<operator>[*+\-|]|[ ](?:mod|div)[ ]) | (?P<reference>\$\{{{_NAME}\}}) | (?P<call>{_NAME}(?::{_NAME})?\()
  | {_NAME} | .
"""
_REMEMBERED: Final = 8_192
# Where an entry comes: of each repeat around it the place and the number of the instance, then its own place.
Order: TypeAlias = tuple[int, ...]
# More than any number of an instance.
_AFTER_INSTANCES: Final = 1 << 30
# After every step of a route.
END: Final[Order] = (_AFTER_INSTANCES,)
# From asking for the value of an entry to evaluating its expression, and for each level of that at most.
_CALLS: Final = 16
_CALLS_A_LEVEL: Final = 5
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


@lru_cache(maxsize=_REMEMBERED)
def is_dynamic(default: str, data_type: DataType) -> bool:
    """Tell whether a default is an expression: it names a question, calls a function or calculates.

    That is the rule of pyxform; what looks so and is no expression is a text.
    """
    is_dated = data_type in (DataType.DATE, DataType.DATE_TIME)
    for part in re.finditer(_PARTS_OF_DEFAULT, default, re.VERBOSE | re.DOTALL):
        if part.lastgroup is not None:
            return not (is_dated and part[0] == "-") and expression(default) is not None
    return False


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
    def top(self) -> FormNode:
        """Return the entry at the top of the questionnaire that this is or is in, that of its question for "Other"."""
        node = self.other_of or self
        return node.ancestors[-1] if node.ancestors else node

    @property
    def last(self) -> FormNode:
        """Return the last of all entries in this one, itself where there are none."""
        return self.children[-1].last if self.children else self

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
        """Return all choices by their codes, in the form that expressions compare."""
        return {nfc(choice.code): choice for choice in self.choices}

    @cached_property
    def named_in_choices(self) -> tuple[str, ...]:
        """Return the names of the questions whose answers stand in the labels of the choices, in any language."""
        labels = (choice.label for choice in self.choices)
        texts = (text for label in labels for text in ([label] if isinstance(label, str) else label.values()))
        parts = (part for text in texts if "${" in text for part in label_parts(text))
        return tuple(dict.fromkeys(part.name for part in parts if not isinstance(part, str)))

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
        return expression(entry.default) if is_dynamic(entry.default, entry.data_type) else entry.default

    def expressions(self) -> Iterator[Expression]:
        """Yield every expression that the value of this entry, or whether it is on the route, depends on."""
        for key in DEPENDENCY_KEYS:
            found: Expression | None = getattr(self, key)
            if found is not None:
                yield found

    @cached_property
    def calls(self) -> int:
        """Return how many functions are called inside one another, at most, to evaluate it, up to what it reads."""
        return _CALLS + _CALLS_A_LEVEL * max((each.depth for each in self.expressions()), default=0)

    def rules(self) -> Iterator[Expression]:
        """Yield every expression that a reply to this question must meet."""
        for rule in (self.constraint, self.required, self.read_only):
            if rule is not None and not isinstance(rule, bool):
                yield rule


def _interleaved(places: Iterable[int], at: Instances) -> Order:
    return tuple(number for pair in zip(places, at, strict=True) for number in pair)


def _flag(value: bool | str) -> Expression | bool:
    return value if isinstance(value, bool) else expression(value) or False
