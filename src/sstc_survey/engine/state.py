"""The state of a form: which entries are relevant, and what each of them has for a value."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from sstc_survey.engine.choices import chose_other, filtered, ordered
from sstc_survey.engine.entry_context import EntryContext, evaluate, evaluate_number, holds
from sstc_survey.engine.environment import Environment
from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.layered import LayeredDict
from sstc_survey.engine.nesting import Nest, Work
from sstc_survey.engine.paths import (
    MAX_INSTANCES,
    MAX_TOGETHER,
    Instances,
    Run,
    birth_number,
    shifted,
    split_path,
)
from sstc_survey.engine.values import as_text, as_value, result_text
from sstc_survey.folding import nfc
from sstc_survey.i18n import Text
from sstc_survey.questionnaire import MAX_TEXT, Choice, Value

if TYPE_CHECKING:
    from sstc_survey.expressions.allowance import Allowance
    from sstc_survey.expressions.expression import Expression

T = TypeVar("T")

# Characters of a calculated text that is long, and of all calculated texts together if one of them is.
_LONG: Final = 100
_MAX_CALCULATED: Final = 1_000_000

# What each calculation read when it was last evaluated, by path; None where that is not known.
Inputs: TypeAlias = LayeredDict[str, tuple[object, ...] | None]
# An entry in its instances.
_Key: TypeAlias = tuple[str, Instances]
# So many texts of instances are read again one by one; with more, all are.
_MOST_STALE: Final = 32


class State:
    """The values of a form at one time; what was evaluated once is remembered.

    `values` has the value of each entry by path, relevant or not; `counts` the instances of each open repeat, `made`
    the most that each repeat ever had, and `removed` the how-manieth those were that are gone. `strays` are the paths
    of answers to no entry of this form.
    Calculations whose paths are `pending` are evaluated when their value is first asked for, `inputs` has what
    each of them read the last time, and `changed` collects those whose value changed. A calculation that
    reads the same as before keeps its value: it may have been typed over, or be random.
    """

    def __init__(
        self,
        form: Form,
        values: MutableMapping[str, Value],
        counts: Mapping[str, int],
        environment: Environment,
        inputs: Inputs | None = None,
        made: Mapping[str, int] | None = None,
        removed: Mapping[str, tuple[Run, ...]] | None = None,
    ) -> None:
        self.form = form
        self.values = values
        self.counts = counts
        self.environment = environment
        self.inputs: Inputs = LayeredDict() if inputs is None else inputs
        self.made = counts if made is None else made
        self.removed = {} if removed is None else removed
        self.strays: Collection[str] = ()
        # The instance that was removed, so that those after it have other numbers.
        self.removed_instance: tuple[str, Instances] | None = None
        # The steps that are left of what follows from a reply, while it does.
        self.allowance: Allowance | None = None
        self.pending: dict[str, None] = {}
        self.changed: dict[str, Value | None] = {}
        self._relevant: LayeredDict[_Key, bool] = LayeredDict()
        self._counts: LayeredDict[_Key, int] = LayeredDict()
        # How many instances of a repeat were wanted, where that is more than there can be.
        self._cut: LayeredDict[_Key, int] = LayeredDict()
        self._together = 0
        # How long all calculated texts are together; it is counted when a long one is calculated.
        self._calculated_length: int | None = None
        self._choices: LayeredDict[_Key, tuple[Choice, ...]] = LayeredDict()
        # The texts of an entry in the instances of the innermost repeat around it, and the numbers of those to read
        # again.
        self._texts: LayeredDict[_Key, tuple[tuple[str, ...], frozenset[int]]] = LayeredDict()
        self._nest = Nest()
        # The paths of the pending calculations that are being evaluated, or were.
        self._begun: dict[str, None] = {}

    def reuse(self, before: State, affected: Mapping[str, Instances]) -> None:
        """Take over what was evaluated before for entries, and instances of them, that a change does not affect."""
        self._relevant = before._relevant.copy()
        self._counts = before._counts.copy()
        self._cut = before._cut.copy()
        self._together = before._together
        self._choices = before._choices.copy()
        self._texts = before._texts.copy()
        self.strays = before.strays
        self.allowance = before.allowance
        self.forget(affected)

    def without(self, repeat_path: str, number: int) -> State:
        """Return a state in which one instance of a repeat is gone and those after it have moved up.

        Nothing else has changed: the repeat still has as many instances, of which the last is blank.
        """
        values = shifted(self.values, repeat_path, number)
        counts, made = (shifted(each, repeat_path, number) for each in (self.counts, self.made))
        inputs = LayeredDict(shifted(self.inputs, repeat_path, number))
        removed = shifted(self.removed, repeat_path, number)
        state = State(self.form, values, counts, self.environment, inputs, made, removed)
        name, at = split_path(repeat_path)
        inside = {node.name for node in self.form.inside(self.form.nodes[name])}

        def moved(memory: LayeredDict[_Key, T]) -> LayeredDict[_Key, T]:
            return LayeredDict(_moved(memory, inside, (*at, number)))

        state._relevant = moved(self._relevant)
        state._counts, state._choices = moved(self._counts), moved(self._choices)
        state._cut = moved(self._cut)
        state._together = sum(state._counts.values())
        state._texts = LayeredDict((key, texts) for key, texts in self._texts.items() if key[0] not in inside)
        state.strays = self.strays
        state.allowance = self.allowance
        state.removed_instance = (name, (*at, number))
        return state

    def in_environment(self, environment: Environment) -> State:
        """Return a state with the same values that evaluates everything anew."""
        state = State(self.form, self.values, self.counts, environment, self.inputs, self.made, self.removed)
        state.strays = self.strays
        state.allowance = self.allowance
        return state

    def chance_key(self, node: FormNode, at: Instances) -> str:
        """Return what chance at an entry follows from besides the seed: it stays with an instance that moves up."""
        births = tuple(
            birth_number(self.removed.get(repeat.path(at[:depth]), ()), at[depth])
            for depth, repeat in enumerate(node.repeats)
        )
        return node.path(births)

    def forget(self, affected: Mapping[str, Instances]) -> None:
        """Evaluate entries anew, inside the outer instances given, when they are next asked for."""
        for name, outer in affected.items():
            node = self.form.nodes[name]
            for at in self.ever(node, outer):
                self._relevant.drop((name, at))
                if node.is_repeat:
                    self._together -= self._counts.get((name, at), 0)
                    self._counts.drop((name, at))
                    self._cut.drop((name, at))
                if node.choice_filter is not None:
                    self._choices.drop((name, at))
            if self._texts:
                self._forget_texts(node, outer)

    def _forget_texts(self, node: FormNode, outer: Instances) -> None:
        if len(outer) < len(node.repeats):
            for around in self.ever(node.repeats[-1], outer):
                self._texts.drop((node.name, around))
        elif outer and (known := self._texts.get((node.name, outer[:-1]))) is not None:
            texts, stale = known
            if len(stale) < _MOST_STALE:
                self._texts[node.name, outer[:-1]] = texts, stale | {outer[-1]}
            else:
                del self._texts[node.name, outer[:-1]]

    def postpone(self, node: FormNode, at: Instances) -> None:
        """Evaluate a calculation when its value is next asked for."""
        path = node.path(at)
        self.pending[path] = None
        self._begun.pop(path, None)
        self._forget_texts(node, at)

    def ever(self, node: FormNode, around: Instances = ()) -> Iterator[Instances]:
        """Yield the instances of an entry that there ever were inside the outer ones given."""
        if len(around) == len(node.repeats):
            yield around
            return
        made = self.made.get(node.repeats[len(around)].path(around), 0)
        for number in range(1, made + 1):
            yield from self.ever(node, (*around, number))

    def is_evaluated(self, node: FormNode, at: Instances) -> bool:
        """Tell whether something may have read an entry since it was forgotten."""
        return node.is_repeat or len(at) < len(node.repeats) or (node.name, at) in self._relevant

    def exists(self, node: FormNode, at: Instances) -> bool:
        """Tell whether the instances around an entry exist."""
        return not at or all(at[depth] <= self.count(each, at[:depth]) for depth, each in enumerate(node.repeats))

    def instances(self, node: FormNode, around: Instances = ()) -> Iterator[Instances]:
        """Yield the instances of an entry inside the outer ones given."""
        if len(around) == len(node.repeats):
            yield around
            return
        repeat = node.repeats[len(around)]
        for number in range(1, self.count(repeat, around) + 1):
            yield from self.instances(node, (*around, number))

    def existing(self, node: FormNode, around: Instances) -> Iterable[Instances]:
        """Return the instances of an entry inside the outer ones given, none where these do not exist."""
        if all(number <= self.count(node.repeats[depth], around[:depth]) for depth, number in enumerate(around)):
            return self.instances(node, around)
        return ()

    def total(self, node: FormNode, around: Instances) -> int:
        """Return how many instances of an entry there are inside the outer ones given; of a repeat, its own."""
        depth = len(node.inner_repeats) - 1
        if len(around) > depth:
            return 1
        repeat = node.inner_repeats[len(around)]
        count = self.count(repeat, around)
        if len(around) == depth:
            return count
        return sum(self.total(node, (*around, number)) for number in range(1, count + 1))

    def texts(self, node: FormNode, around: Instances) -> tuple[str, ...]:
        """Return the value of an entry as text in each instance inside the outer ones given."""
        if len(around) == len(node.repeats):
            return (self.text(node, around),)
        count = self.count(node.repeats[len(around)], around)
        if len(around) < len(node.repeats) - 1:
            inner = (self.texts(node, (*around, number)) for number in range(1, count + 1))
            return tuple(chain.from_iterable(inner))
        known, stale = self._texts.get((node.name, around), ((), frozenset[int]()))
        if stale or len(known) != count:
            texts = [*known[:count], *[""] * (count - len(known))]
            for number in sorted({*stale, *range(len(known) + 1, count + 1)}):
                if number <= count:
                    texts[number - 1] = self.text(node, (*around, number))
            known = tuple(texts)
            self._texts[node.name, around] = known, frozenset()
        return known

    def count(self, repeat: FormNode, at: Instances) -> int:
        """Return how many instances a repeat has."""
        if repeat.repeat_count is None or repeat.name in self.form.self_counted:
            return self.counts.get(repeat.path(at), 0)
        key = (repeat.name, at)
        if key not in self._counts:
            self._nest.do(Work(self._counts, key, 0, lambda: self._evaluated_count(repeat, at), repeat.calls))
            self._together += self._counts[key]
        return self._counts[key]

    def wanted_count(self, repeat: FormNode, at: Instances) -> int:
        """Return how many instances a repeat is to have: one that looks at its own is asked again when it has more."""
        return self._evaluated_count(repeat, at) if repeat.name in self.form.self_counted else self.count(repeat, at)

    def _evaluated_count(self, repeat: FormNode, at: Instances) -> int:
        if repeat.repeat_count is None:
            return self.counts.get(repeat.path(at), 0)
        number = evaluate_number(repeat.repeat_count, EntryContext(self, repeat, at))
        room = min(MAX_INSTANCES, MAX_TOGETHER - self._together)
        wanted = max(int(number), 0) if math.isfinite(number) else 0
        if wanted > room:
            self._cut[repeat.name, at] = wanted
        return min(wanted, room)

    def cut(self) -> Iterator[tuple[FormNode, Instances, int]]:
        """Yield the repeats that have fewer instances than were wanted, as there can be no more, and how many were."""
        for (name, at), wanted in self._cut.items():
            node = self.form.nodes[name]
            if self.exists(node, at) and self.relevant(node, at):
                yield node, at, wanted

    def relevant(self, node: FormNode, at: Instances) -> bool:
        """Tell whether an entry, with all entries around it, is relevant."""
        key = (node.name, at)
        known = self._relevant.get(key)
        if known is None:
            self._nest.do(Work(self._relevant, key, True, lambda: self._is_relevant(node, at), node.calls))
            known = self._relevant[key]
        return known

    def _is_relevant(self, node: FormNode, at: Instances) -> bool:
        parent = node.parent
        if parent is not None and not self.relevant(parent, at[: len(parent.repeats)]):
            return False
        if node.other_of is not None:
            return chose_other(self.value(node.other_of, at))
        return node.relevant is None or holds(node.relevant, EntryContext(self, node, at), otherwise=True)

    def text(self, node: FormNode, at: Instances) -> str:
        """Return the value of an entry as expressions read it: blank while it is not relevant."""
        return nfc(as_text(self.value(node, at)))

    def value(self, node: FormNode, at: Instances) -> Value | None:
        """Return the value of an entry as far as it counts: none while it is not relevant."""
        if not self.relevant(node, at):
            return None
        value = self.raw(node, at)
        if value is None or node.choice_filter is None:
            return value
        codes = {choice.code for choice in self.choices(node, at)}
        if isinstance(value, list):
            return [code for code in value if code in codes] or None
        return value if value in codes else None

    def current_text(self, node: FormNode, at: Instances) -> str:
        """Return the value that an entry has now, relevant or not, as text."""
        return nfc(as_text(self.values.get(node.path(at))))

    def raw(self, node: FormNode, at: Instances) -> Value | None:
        """Return the value of an entry, relevant or not; a pending calculation is evaluated."""
        path = node.path(at)
        if path in self.pending and path not in self._begun:
            self._nest.do(Work(self._begun, path, None, lambda: self._calculate_anew(node, at), node.calls))
        return self.values.get(path)

    def _calculate_anew(self, node: FormNode, at: Instances) -> None:
        path = node.path(at)
        is_unknown, before = path in self.inputs and self.inputs[path] is None, self.inputs.get(path)
        value = self.calculate(node, at)
        if self.inputs[path] != before and not is_unknown:
            self.put(path, value)
        del self.pending[path]

    def calculate(self, node: FormNode, at: Instances) -> Value | None:
        """Evaluate a calculation and remember what it read; the value of its entry stays."""
        assert node.calculation is not None and node.leaf is not None  # noqa: S101, PT018 only such are calculated
        context = EntryContext(self, node, at)
        result = evaluate(node.calculation, context)
        path = node.path(at)
        self.inputs[path] = tuple(context.reads)
        if isinstance(result, str) and len(result) > _LONG and not self._has_room(path, len(result)):
            result = ""
        return as_value(node.leaf, result_text(result), result, numeric=node.name in self.form.numeric)

    def _has_room(self, path: str, length: int) -> bool:
        """Tell whether a calculated text may be so long, as all of them are kept and saved together."""
        if self._calculated_length is None:
            self._calculated_length = sum(map(self._length_at, self.inputs))
        return self._calculated_length - self._length_at(path) + length <= _MAX_CALCULATED

    def _length_at(self, path: str) -> int:
        value = self.values.get(path)
        return len(value) if isinstance(value, str) else 0

    def put(self, path: str, value: Value | None) -> None:
        """Give an entry another value."""
        if self.values.get(path) == value and type(self.values.get(path)) is type(value):
            return
        self.changed[path] = value
        if self._calculated_length is not None and path in self.inputs:
            self._calculated_length += (len(value) if isinstance(value, str) else 0) - self._length_at(path)
        self.values.pop(path, None)
        if value is not None:
            self.values[path] = value

    def choices(self, node: FormNode, at: Instances) -> tuple[Choice, ...]:
        """Return the choices that are offered, in their order in the file."""
        if node.choice_filter is None:
            return node.choices
        key = (node.name, at)
        if key not in self._choices:
            self._nest.do(Work(self._choices, key, node.choices, lambda: filtered(self, node, at), node.calls))
        return self._choices[key]

    def offered(self, node: FormNode, at: Instances) -> tuple[Choice, ...]:
        """Return the choices that are offered, in the order in which they are."""
        return ordered(self.choices(node, at), self, node, at)

    def required(self, node: FormNode, at: Instances, answer: str | None = None) -> bool:
        """Tell whether a question must be answered; with an answer to test, as if that was given."""
        return self._flag(node.required, node, at, answer)

    def read_only(self, node: FormNode, at: Instances) -> bool:
        """Tell whether a question only shows its value."""
        return self._flag(node.read_only, node, at)

    def _flag(self, flag: Expression | bool, node: FormNode, at: Instances, answer: str | None = None) -> bool:
        if isinstance(flag, bool):
            return flag
        return holds(flag, EntryContext(self, node, at, answer=answer), otherwise=False)

    def meets_constraint(self, node: FormNode, at: Instances, value: Value | None) -> bool:
        """Tell whether an answer meets the constraint of its question; a blank one always does."""
        text = as_text(value)
        if text == "" or node.constraint is None:
            return True
        return holds(node.constraint, EntryContext(self, node, at, answer=text), otherwise=True)

    def interpolated(
        self, text: Text, node: FormNode, at: Instances, *, room: int = MAX_TEXT, answer: str | None = None
    ) -> str:
        """Return a text in the current language, with answers where it names questions: `room` characters of them.

        Where it is about an answer to test, that is what the name of the entry means.
        """
        return EntryContext(self, node, at, answer=answer).filled(text, room)

    def reader(self, node: FormNode, at: Instances) -> Callable[[Text], str]:
        """Return what reads the texts of an entry as `interpolated` does."""
        return lambda text: self.interpolated(text, node, at)

    def headings(self, node: FormNode, at: Instances) -> tuple[str, ...]:
        """Return the headings above an entry, instances of repeats with their numbers."""
        headings: list[str] = []
        for above in reversed(node.ancestors):
            label = self.interpolated(above.entry.label, above, at[: len(above.repeats)])
            headings.append(f"{label} {at[len(above.repeats)]}".strip() if above.is_repeat else label)
        shown = [heading for heading in headings if heading]
        if node.other_of is not None:
            shown.append(self.interpolated(node.other_of.entry.label, node, at))
        return tuple(shown)


def _moved(memory: Mapping[_Key, T], inside: Collection[str], removed: Instances) -> Iterator[tuple[_Key, T]]:
    """Yield what is known of entries when an instance of the repeat around those `inside` has been removed."""
    *outer, number = removed
    depth, around = len(outer), tuple(outer)
    for (name, at), known in memory.items():
        if name not in inside or at[:depth] != around or at[depth] < number:
            yield (name, at), known
        elif at[depth] > number:
            yield (name, (*around, at[depth] - 1, *at[depth + 1 :])), known
