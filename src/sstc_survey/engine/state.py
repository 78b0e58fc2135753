"""What the answers make of a form: which entries are relevant, and what each of them holds."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping
from typing import TypeAlias

from sstc_survey.engine.choices import shuffled
from sstc_survey.engine.entry_context import EntryContext
from sstc_survey.engine.environment import Environment
from sstc_survey.engine.form import Form, FormNode, expression, label_parts
from sstc_survey.engine.paths import MAX_INSTANCES, MAX_TOGETHER, Instances, shifted
from sstc_survey.engine.values import as_text, as_value
from sstc_survey.expressions import EvaluationError, Expression, fill_label
from sstc_survey.i18n import Text
from sstc_survey.questionnaire import OTHER, Choice, Choosing, Value

# What each calculation read when it was last worked out, by key; None where that is not known.
Inputs: TypeAlias = dict[str, tuple[object, ...] | None]


class State:
    """One moment of a form; what was worked out once is remembered.

    `values` has what each entry holds by key, relevant or not; `counts` the instances of each open repeat.
    Calculations whose keys are `pending` are worked out when their value is first asked for, `inputs` has what
    each of them read the last time, and `changed` collects those that came to another value. A calculation that
    reads the same as before keeps its value: it may have been typed over, or be a matter of chance.
    """

    def __init__(
        self,
        form: Form,
        values: dict[str, Value],
        counts: Mapping[str, int],
        environment: Environment,
        inputs: Inputs | None = None,
    ) -> None:
        self.form = form
        self.values = values
        self.counts = counts
        self.environment = environment
        self.inputs = {} if inputs is None else inputs
        self.pending: dict[str, None] = {}
        self.changed: dict[str, Value | None] = {}
        self._relevant: dict[tuple[str, Instances], bool] = {}
        self._counts: dict[tuple[str, Instances], int] = {}
        self._together = 0
        self._choices: dict[tuple[str, Instances], tuple[Choice, ...]] = {}

    def take_over(self, before: State, affected: Container[str]) -> None:
        """Take over what was worked out before for entries that a change does not affect."""
        self._relevant.update((place, on) for place, on in before._relevant.items() if place[0] not in affected)
        self._counts.update((place, count) for place, count in before._counts.items() if place[0] not in affected)
        self._together = sum(self._counts.values())
        self._choices.update((place, kept) for place, kept in before._choices.items() if place[0] not in affected)

    def without(self, repeat_path: str, number: int) -> State:
        """Return a state that knows only what calculations read, without one instance of a repeat."""
        return State(self.form, {}, {}, self.environment, shifted(self.inputs, repeat_path, number))

    def forget(self) -> None:
        """Work everything out anew when it is next asked for: a value came to stand where nothing stood."""
        for known in (self._relevant, self._counts, self._choices):
            known.clear()
        self._together = 0

    def exists(self, node: FormNode, at: Instances) -> bool:
        """Tell whether the instances around an entry are there."""
        return all(at[depth] <= self.count(repeat, at[:depth]) for depth, repeat in enumerate(node.repeats))

    def instances(self, node: FormNode, around: Instances = ()) -> Iterator[Instances]:
        """Yield the instances of an entry that there are inside the outer ones given."""
        if len(around) == len(node.repeats):
            yield around
            return
        repeat = node.repeats[len(around)]
        for number in range(1, self.count(repeat, around) + 1):
            yield from self.instances(node, (*around, number))

    def count(self, repeat: FormNode, at: Instances) -> int:
        """Return how many instances a repeat has."""
        if repeat.repeat_count is None:
            return self.counts.get(repeat.path(at), 0)
        place = (repeat.name, at)
        if place not in self._counts:
            self._counts[place] = 0  # while it is worked out, if it asks for itself
            number = self._number(repeat.repeat_count, repeat, at)
            room = min(MAX_INSTANCES, MAX_TOGETHER - self._together)
            self._counts[place] = min(max(int(number), 0), room) if math.isfinite(number) else 0
            self._together += self._counts[place]
        return self._counts[place]

    def relevant(self, node: FormNode, at: Instances) -> bool:
        """Tell whether an entry, with all that stands around it, is relevant."""
        place = (node.name, at)
        known = self._relevant.get(place)
        if known is None:
            self._relevant[place] = True  # while it is worked out, if it asks for itself
            known = self._relevant[place] = self._is_relevant(node, at)
        return known

    def _is_relevant(self, node: FormNode, at: Instances) -> bool:
        parent = node.parent
        if parent is not None and not self.relevant(parent, at[: len(parent.repeats)]):
            return False
        if node.other_of is not None:
            return chose_other(self.value(node.other_of, at))
        return node.relevant is None or self._holds(node.relevant, node, at, otherwise=True)

    def text(self, node: FormNode, at: Instances) -> str:
        """Return what an entry holds as expressions read it: blank while it is not relevant."""
        return as_text(self.value(node, at))

    def value(self, node: FormNode, at: Instances) -> Value | None:
        """Return what counts of what an entry holds: nothing while it is not relevant."""
        if not self.relevant(node, at):
            return None
        value = self.raw(node, at)
        if value is None or node.choice_filter is None:
            return value
        codes = {choice.code for choice in self.choices(node, at)}
        if isinstance(value, list):
            return [code for code in value if code in codes] or None
        return value if value in codes else None

    def held(self, node: FormNode, at: Instances) -> str:
        """Return what an entry holds, relevant or not, as text."""
        return as_text(self.values.get(node.path(at)))

    def raw(self, node: FormNode, at: Instances) -> Value | None:
        """Return what an entry holds, relevant or not."""
        path = node.path(at)
        if path in self.pending:
            del self.pending[path]
            self._calculate(node, at, path)
        return self.values.get(path)

    def look(self, node: FormNode, at: Instances) -> None:
        """Note what a calculation reads now; its value stays as it is."""
        self._worked_out(node, at)

    def _calculate(self, node: FormNode, at: Instances, path: str) -> None:
        is_unknown, before = path in self.inputs and self.inputs[path] is None, self.inputs.get(path)
        value = self._worked_out(node, at)
        if self.inputs[path] != before and not is_unknown:
            self.put(path, value)

    def _worked_out(self, node: FormNode, at: Instances) -> Value | None:
        """Work a calculation out, and remember what it read."""
        assert node.calculation is not None and node.leaf is not None  # noqa: S101, PT018 only such are worked out
        place = EntryContext(self, node, at)
        try:
            written = node.calculation.value(place)
        except EvaluationError:
            written = ""
        self.inputs[node.path(at)] = tuple(place.reads)
        return as_value(node.leaf, stored_text(written), written, numeric=node.name in self.form.numeric)

    def put(self, path: str, value: Value | None) -> None:
        """Let an entry hold another value."""
        if self.values.get(path) == value and type(self.values.get(path)) is type(value):
            return
        self.changed[path] = value
        self.values.pop(path, None)
        if value is not None:
            self.values[path] = value

    def choices(self, node: FormNode, at: Instances) -> tuple[Choice, ...]:
        """Return the choices that are offered, in their order in the file."""
        if node.choice_filter is None:
            return node.choices
        place = (node.name, at)
        if place not in self._choices:
            self._choices[place] = node.choices  # while it is worked out, if it asks for itself
            condition = node.choice_filter
            self._choices[place] = tuple(
                choice
                for choice in node.choices
                if choice is node.own_other or self._holds(condition, node, at, otherwise=True, choice=choice)
            )
        return self._choices[place]

    def offered(self, node: FormNode, at: Instances) -> tuple[Choice, ...]:
        """Return the choices that are offered, in the order in which they are."""
        choices = self.choices(node, at)
        entry = node.entry
        if not isinstance(entry, Choosing) or not entry.randomize:
            return choices
        seed: float | None = None
        if entry.seed is not None and (wanted := expression(entry.seed)) is not None:
            seed = self._number(wanted, node, at)
        kept = [choice for choice in choices if choice.code != OTHER and not choice.exclusive]
        # "Other" and what stands alone stay at the end, where they are looked for.
        rest = [choice for choice in choices if choice.code == OTHER or choice.exclusive]
        return (*shuffled(kept, seed, f"{self.environment.seed}/{node.path(at)}"), *rest)

    def required(self, node: FormNode, at: Instances) -> bool:
        """Tell whether a question must be answered."""
        wanted = node.required
        return wanted if isinstance(wanted, bool) else self._holds(wanted, node, at, otherwise=False)

    def read_only(self, node: FormNode, at: Instances) -> bool:
        """Tell whether a question only shows its value."""
        wanted = node.read_only
        return wanted if isinstance(wanted, bool) else self._holds(wanted, node, at, otherwise=False)

    def meets_constraint(self, node: FormNode, at: Instances, value: Value | None) -> bool:
        """Tell whether an answer meets the constraint of its question; a blank one always does."""
        text = as_text(value)
        return (
            text == "" or node.constraint is None or self._holds(node.constraint, node, at, otherwise=True, tried=text)
        )

    def wording(self, text: Text, node: FormNode, at: Instances) -> str:
        """Return a text in the language of the moment, with answers where it names questions."""
        words = self.environment.words(text)
        if "${" not in words:
            return words.strip()
        return fill_label(label_parts(words), EntryContext(self, node, at).value).strip()

    def headings(self, node: FormNode, at: Instances) -> tuple[str, ...]:
        """Return the headings that an entry stands under, instances of repeats with their numbers."""
        found: list[str] = [] if node.other_of is None else [self.wording(node.other_of.entry.label, node, at)]
        above = node.parent
        while above is not None:
            label = self.wording(above.entry.label, above, at[: len(above.repeats)])
            if above.is_repeat:
                label = f"{label} {at[len(above.repeats)]}".strip()
            if label:
                found.insert(0, label)
            above = above.parent
        return tuple(found)

    def evaluated(self, wanted: Expression, node: FormNode, at: Instances) -> str | float | bool:
        """Work an expression out at a place; blank where that cannot be done."""
        try:
            return wanted.value(EntryContext(self, node, at))
        except EvaluationError:
            return ""

    def _number(self, wanted: Expression, node: FormNode, at: Instances) -> float:
        try:
            return wanted.number(EntryContext(self, node, at))
        except EvaluationError:
            return math.nan

    def _holds(
        self,
        condition: Expression,
        node: FormNode,
        at: Instances,
        *,
        otherwise: bool,
        tried: str | None = None,
        choice: Choice | None = None,
    ) -> bool:
        """Tell whether a condition holds; one that cannot be worked out must not stop an interview."""
        try:
            return condition.boolean(EntryContext(self, node, at, tried=tried, choice=choice))
        except EvaluationError:
            return otherwise


def stored_text(written: str | float | bool) -> str:
    """Return what an expression gave as the text that is stored: blank where it is no number."""
    if isinstance(written, bool):
        return "true" if written else "false"
    return "" if isinstance(written, float) and math.isnan(written) else as_text(written)


def chose_other(answer: Value | None) -> bool:
    """Tell whether an answer of a select, one code or several, takes "Other"."""
    return answer == OTHER or (isinstance(answer, list) and OTHER in answer)
