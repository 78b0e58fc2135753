"""One entry of a form, with its expressions read and what stands around it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from sstc_survey.keys import Instances, key_of
from sstc_survey.questionnaire import (
    OTHER,
    AnyEntry,
    Calculate,
    Choice,
    Choosing,
    Group,
    Hidden,
    Leaf,
    Question,
    Repeat,
    choices_of,
)
from sstc_survey.wording import Own

if TYPE_CHECKING:
    from sstc_survey.expressions import Expression


from sstc_survey.form.sources import expression, is_dynamic


class Node:
    """One entry of a form, with the entries around it."""

    def __init__(self, entry: AnyEntry, parent: Node | None) -> None:
        self.entry = entry
        self.parent = parent
        self.name = entry.name
        self.children: list[Node] = []
        # The select whose "Other" this asks for the text of.
        self.other_of: Node | None = None
        self.repeats: tuple[Node, ...] = () if parent is None else parent.inner_repeats
        self.repeat_names = tuple(node.name for node in self.repeats)
        # Where it stands whatever the instances, such as member/age.
        self.place = "/".join((*self.repeat_names, self.name))
        self.is_repeat = isinstance(entry, Repeat)

    @property
    def inner_repeats(self) -> tuple[Node, ...]:
        """Return the repeats around what stands in this entry."""
        return (*self.repeats, self) if isinstance(self.entry, Repeat) else self.repeats

    def key(self, at: Instances) -> str:
        """Return the key of this entry in these instances."""
        return key_of(self.name, self.repeat_names, at) if at else self.name

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
