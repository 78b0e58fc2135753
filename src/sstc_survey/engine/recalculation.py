"""What follows from a change: instances, defaults, calculations, answers narrowed, and what falls off the route.

Everything that follows is an event like every answer, so that folding the events of an interview gives the same
answers again, whatever the time, random numbers, or version of this program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from sstc_survey.engine.answers import AnswerSheet
from sstc_survey.engine.entry_context import EntryContext, evaluate
from sstc_survey.engine.environment import Environment, opening_value
from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import Instances, is_within, split_path
from sstc_survey.engine.propagation import propagated
from sstc_survey.engine.state import Inputs, State
from sstc_survey.engine.values import as_value, result_text
from sstc_survey.questionnaire import Metadata, Question, Value
from sstc_survey.response import EventKind

# A change of instances may change a count of instances; in no sound form does that go on.
_MAX_ROUNDS: Final = 10


class Change(NamedTuple):
    """One thing that followed: the kind and the data of its event."""

    kind: EventKind
    data: dict[str, Any]


class Recalculated(NamedTuple):
    """The answers and the state of a form after a recalculation, and what changed.

    `affected` has the entries that may have changed, with the outer instances inside which they may; None is
    everything. After an instance was removed, the steps of the route are others, `is_renumbered`.
    """

    sheet: AnswerSheet
    state: State
    changes: tuple[Change, ...]
    affected: Mapping[str, Instances] | None
    is_renumbered: bool = False


def initial(form: Form, environment: Environment) -> Recalculated:
    """Open a form: open repeats have one instance each, and questions their defaults."""
    sheet = AnswerSheet()
    recalculation = _Recalculation(form, sheet, environment, State(form, {}, {}, environment))
    recalculation.whole = True
    for node in form.repeats:
        if node.is_open_repeat:
            recalculation.apply(EventKind.INSTANCES, {"name": node.path((1,) * len(node.repeats)), "count": 1})
    recalculation.made.clear()
    return recalculation.recalculate([(name, ()) for name in form.nodes], first=True)


def recalculated(
    form: Form,
    sheet: AnswerSheet,
    environment: Environment,
    before: State,
    changed: Iterable[tuple[str, Instances]],
    added: str | None = None,
    *,
    anew: bool = False,
) -> Recalculated:
    """Recalculate what depends on the entries changed in these instances; the sheet is changed in place.

    `before` is the state before the change, and `added` the path of a repeat that gets one more instance. `anew` is
    for another time or language: whatever may depend on these entries is evaluated.
    """
    recalculation = _Recalculation(form, sheet, environment, before)
    recalculation.anew = anew
    if added is not None:
        count = sheet.counts.get(added, 0) + 1
        recalculation.apply(EventKind.INSTANCES, {"name": added, "count": count})
        name, at = split_path(added)
        recalculation.counted.append((name, (*at, count)))
    if before.removed_instance is not None:
        name, (*outer, number) = before.removed_instance
        count = sheet.counts.get(form.nodes[name].path(tuple(outer)), 0)
        numbered = [node.name for node in form.inside(form.nodes[name]) if node.name in form.renumbered]
        changed = [*changed, *((each, (*outer, other)) for each in numbered for other in range(number, count + 1))]
    return recalculation.recalculate(changed)


def restored(form: Form, sheet: AnswerSheet, environment: Environment) -> State:
    """Return the state of a form as its answers have it: nothing is recalculated, whatever the time is now."""
    state = State(form, sheet.values.copy(), sheet.counts, environment, made=sheet.made, removed=sheet.removed)
    for node in form.calculated:
        for at in state.instances(node):
            state.calculate(node, at)
    calculated = {node.name for node in form.calculated}
    gone = [path for path in sheet.answers if path not in state.inputs and split_path(path)[0] in calculated]
    _forget_inputs(state.inputs, sheet, gone)
    state.strays = _strays(state, sheet)
    return state


def _strays(state: State, sheet: AnswerSheet) -> list[str]:
    """Return the paths of what was said to no entry of this form: a response may have been made with another one."""
    form, made = state.form, sheet.made

    def is_known(path: str) -> bool:
        name, at = split_path(path)
        node = form.nodes.get(name)
        if node is None or len(at) != len(node.repeats):
            return False
        return all(number <= made.get(node.repeats[depth].path(at[:depth]), 0) for depth, number in enumerate(at))

    return [path for path in _said(sheet) if not is_known(path)]


def _said(sheet: AnswerSheet) -> set[str]:
    """Return the paths that can be on or off the route."""
    return {*sheet.answers, *sheet.missing, *sheet.comments, *sheet.calculated, *sheet.counts}


def _forget_inputs(inputs: Inputs, sheet: AnswerSheet, gone: Iterable[str]) -> None:
    """Forget what calculations in instances that are gone had read: when these return, all but answers is new."""
    for path in gone:
        if path in sheet.answers:
            inputs[path] = None
        else:
            inputs.pop(path, None)


class _Recalculation:
    """One recalculation after a change."""

    def __init__(self, form: Form, sheet: AnswerSheet, environment: Environment, before: State) -> None:
        self.form = form
        self.sheet = sheet
        self.environment = environment
        self.before = before
        self.inputs = before.inputs.copy()
        self.made = sheet.made.copy()
        self.changes: list[Change] = []
        # The instances of repeats that came or went.
        self.counted: list[tuple[str, Instances]] = []
        # The repeats that look at their own instances, once they have been counted: they go on with the next reply.
        self.recounted: set[str] = set()
        # Whether nothing stays as it was, or at least nothing that depends on what changed.
        self.whole = False
        self.anew = False

    def apply(self, kind: EventKind, data: dict[str, Any]) -> None:
        """Apply one change to the answers."""
        self.sheet.apply(kind, data)
        self.changes.append(Change(kind, data))

    def recalculate(self, changed: Iterable[tuple[str, Instances]], *, first: bool = False) -> Recalculated:
        """Recalculate everything affected, again and again while instances come or go."""
        changed = list(changed)
        state, affected = self._evaluated(changed)
        for _ in range(_MAX_ROUNDS):
            counted = len(self.counted)
            fresh = self._round(state, affected, first=first)
            if not fresh and len(self.counted) == counted:
                break
            changed += fresh
            state, affected = self._evaluated(changed)
            first = False
        self._narrow(state, affected)
        self._reroute(state, affected)
        reached = None if self.whole else affected
        return Recalculated(self.sheet, state, tuple(self.changes), reached, self.before.removed_instance is not None)

    def _evaluated(self, changed: list[tuple[str, Instances]]) -> tuple[State, Mapping[str, Instances]]:
        """Return the state after the changes so far, and what is affected by them."""
        sheet = self.sheet
        values, environment = sheet.values.copy(), self.environment
        state = State(self.form, values, sheet.counts, environment, self.inputs, sheet.made, sheet.removed)
        if not self.whole and not self.anew:
            state.reuse(self.before, {})
            around = [(name, instance[:-1]) for name, instance in self.counted]
            return state, propagated(self.form, self.before, state, [*changed, *around])
        affected = self.form.affected(changed, self.counted)
        state.reuse(self.before, affected)
        for node in self.form.in_order(affected):
            if node.calculation is not None:
                for at in state.existing(node, affected[node.name]):
                    state.postpone(node, at)
        return state, affected

    def _round(self, state: State, affected: Mapping[str, Instances], *, first: bool) -> list[tuple[str, Instances]]:
        """Calculate what is affected; return where there are new values, and note where instances came or went."""
        nodes = self.form.in_order(affected)
        fresh: list[tuple[str, Instances]] = []
        if first:
            fresh.extend(self._defaults(state, self.form.within(None), ()))
        for node in self.form.repeats if self.whole else nodes:
            if node.is_repeat:
                for at in list(state.existing(node, () if self.whole else affected[node.name])):
                    fresh.extend(self._count(state, node, at))
        while state.pending:
            path = next(iter(state.pending))
            name, at = split_path(path)
            node = self.form.nodes[name]
            if state.exists(node, at):
                state.raw(node, at)
            state.pending.pop(path, None)
        self._record(state)
        return fresh

    def _count(self, state: State, repeat: FormNode, at: Instances) -> Iterator[tuple[str, Instances]]:
        """Bring the instances of a repeat up to date, and fill those that are new; yield where there are new values."""
        path = repeat.path(at)
        if path in self.recounted:
            return
        if repeat.name in self.form.self_counted:
            self.recounted.add(path)
        count, before, made = state.wanted_count(repeat, at), self.sheet.counts.get(path, 0), self.made.get(path, 0)
        if count != before:
            self.apply(EventKind.INSTANCES, {"name": path, "count": count})
        for number in range(count + 1, before + 1):
            gone = [
                node.path(inner)
                for node in self.form.calculated_within[repeat]
                for inner in state.ever(node, (*at, number))
            ]
            _forget_inputs(state.inputs, self.sheet, [each for each in gone if each in state.inputs])
        # Those that came or went, and those that there never were.
        changed = {*range(min(count, before) + 1, max(count, before) + 1), *range(made + 1, count + 1)}
        self.counted.extend((repeat.name, (*at, number)) for number in sorted(changed))
        self.made[path] = max(count, made)
        for number in range(made + 1, count + 1):
            yield from self._defaults(state, self.form.within(repeat), (*at, number))

    def _defaults(self, state: State, nodes: Iterable[FormNode], at: Instances) -> Iterator[tuple[str, Instances]]:
        """Put defaults where nothing is; yield where there are new values."""
        # Expressions see plain defaults, also those of questions that come later.
        for node in sorted(nodes, key=lambda node: not isinstance(node.default, str | None)):
            path = node.path(at)
            if node.calculation is not None:
                state.postpone(node, at)
            elif path not in state.values and (value := self._default(state, node, at)) is not None:
                state.put(path, value)
                state.forget(self.form.affected([(node.name, at)], (), state.is_evaluated))
                yield node.name, at

    def _default(self, state: State, node: FormNode, at: Instances) -> Value | None:
        if isinstance(node.leaf, Metadata):
            return opening_value(node.leaf, self.environment)
        if node.leaf is None or node.default is None:
            return None
        if isinstance(node.default, str):
            return as_value(node.leaf, node.default)
        result = evaluate(node.default, EntryContext(state, node, at))
        return as_value(node.leaf, result_text(result), result)

    def _record(self, state: State) -> None:
        """Record the values that changed."""
        presets: dict[str, Value | None] = {}
        calculated: dict[str, Value | None] = {}
        for path, value in state.changed.items():
            node = self.form.nodes[split_path(path)[0]]
            (presets if isinstance(node.entry, Question) else calculated)[path] = value
        if presets:
            self.apply(EventKind.PRESET, {"values": presets})
        if calculated:
            self.apply(EventKind.CALCULATE, {"values": calculated})

    def _narrow(self, state: State, affected: Mapping[str, Instances]) -> None:
        """Remove choices that are no longer offered from answers, and give back those that are again."""
        narrowed: dict[str, Value | None] = {}
        for node in self.form.in_order(affected.keys() & self.form.filtered):
            for at in state.existing(node, affected[node.name]):
                path = node.path(at)
                if path not in self.sheet.answers or not state.exists(node, at) or not state.relevant(node, at):
                    continue
                left = state.value(node, at)
                if left != self.sheet.answer(path):
                    narrowed[path] = left
        if narrowed:
            self.apply(EventKind.NARROW, {"values": narrowed})

    def _reroute(self, state: State, affected: Mapping[str, Instances]) -> None:
        """Set aside what fell off the route, and take back what returned to it."""
        sheet = self.sheet
        if self.whole or (self.before.removed_instance is not None and self.before.strays):
            state.strays = _strays(state, sheet)
        off: list[str] = []
        back: list[str] = []
        for path in _said(sheet) if self.whole else set(self._affected_paths(state, affected)):
            name, at = split_path(path)
            node = self.form.nodes.get(name)
            if node is not None and (name not in affected or not is_within(at, affected[name])):
                continue
            if node is None or len(at) != len(node.repeats):
                is_on_route = False
            else:
                is_on_route = state.exists(node, at) and state.relevant(node, at)
            if is_on_route == (path in sheet.off_route):
                (back if is_on_route else off).append(path)
        if off:
            self.apply(EventKind.OFF_ROUTE, {"names": sorted(off)})
        if back:
            self.apply(EventKind.ON_ROUTE, {"names": sorted(back)})

    def _affected_paths(self, state: State, affected: Mapping[str, Instances]) -> Iterator[str]:
        """Yield the paths of what was said that a change affects, and of what was said to no entry of this form."""
        yield from state.strays
        sheet = self.sheet
        for name, outer in affected.items():
            node = self.form.nodes[name]
            for at in state.ever(node, outer):
                path = node.path(at)
                if (
                    path in sheet.answers
                    or path in sheet.missing
                    or path in sheet.comments
                    or path in sheet.calculated
                    or path in sheet.counts
                ):
                    yield path
