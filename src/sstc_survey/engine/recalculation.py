"""What follows from a change: instances, defaults, calculations, answers narrowed, and what falls off the route.

Everything that follows is an event like everything that is said, so that folding the events of an interview gives
back where it stood, whatever the time, chance, or version of this program.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from sstc_survey.engine.answers import AnswerSheet
from sstc_survey.engine.environment import Environment, opening_value
from sstc_survey.engine.form import Form, FormNode
from sstc_survey.engine.paths import Instances, counted, flattened, instance_path, name_of, split_path
from sstc_survey.engine.state import Inputs, State, stored_text
from sstc_survey.engine.values import as_value
from sstc_survey.expressions import Expression
from sstc_survey.i18n import Words
from sstc_survey.questionnaire import Question, Stored, Value
from sstc_survey.response import EventKind, Saved

_VEIL: Final = "\u2026"
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def saved_state(form: Form, saved: Saved, *, language: str | None = None, veiled: Collection[str] = ()) -> State:
    """Return the state of a form at the moment that a response is from.

    It is read in `language`, if not in its own; the answers to the questions named in `veiled` read as an ellipsis.
    """
    words = Words(language or saved.language, form.questionnaire.default_language)
    values = {
        path: _VEIL if veiled and name_of(path) in veiled else value
        for path, value in flattened(saved.answers)
        if _is_value(value)
    }
    environment = Environment(_moment(saved.finished or saved.started), 0, words)
    return State(form, values, dict(counted(saved.answers)), environment)


def _is_value(value: object) -> bool:
    """Tell whether this can be an answer: a file that was sealed by another hand may hold anything in instances."""
    if isinstance(value, list):
        return all(isinstance(code, str) for code in value)
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _moment(text: str) -> dt.datetime:
    try:
        time = dt.datetime.fromisoformat(text)
    except ValueError:
        return _EPOCH
    return time if time.tzinfo else time.replace(tzinfo=dt.UTC)


def in_order(form: Form, answers: Mapping[str, Stored]) -> dict[str, Stored]:
    """Return answers in the order of the questionnaire, those of each instance too."""
    places = {name: place for place, name in enumerate(form.nodes)}

    def ordered(mapping: Mapping[str, Stored]) -> dict[str, Stored]:
        names = sorted(mapping, key=lambda name: places.get(name, len(places)))
        return {name: _ordered_instances(mapping[name], ordered) for name in names}

    return ordered(answers)


def _ordered_instances(value: Stored, ordered: Callable[[Mapping[str, Stored]], dict[str, Stored]]) -> Stored:
    if not isinstance(value, list):
        return value
    return [ordered(each) if isinstance(each, dict) else each for each in value]


# A change of instances may change a count of instances; in no sound form does that go on.
_MAX_ROUNDS: Final = 10


class Followed(NamedTuple):
    """One thing that followed."""

    kind: EventKind
    data: dict[str, Any]


class Recalculated(NamedTuple):
    """Where a form stands when all that follows has followed."""

    sheet: AnswerSheet
    state: State
    followed: tuple[Followed, ...]


def initial(form: Form, environment: Environment) -> Recalculated:
    """Open a form: open repeats have one instance each, defaults stand where they belong."""
    sheet = AnswerSheet()
    recalculation = _Recalculation(form, sheet, environment, State(form, {}, {}, environment))
    for node in form.repeats:
        if node.is_open_repeat:
            recalculation.follow(EventKind.INSTANCES, {"name": node.path((1,) * len(node.repeats)), "count": 1})
    recalculation.made.clear()
    return recalculation.recalculate(set(form.nodes), first=True)


def recalculated(
    form: Form,
    sheet: AnswerSheet,
    environment: Environment,
    before: State,
    names: Iterable[str],
    added: str | None = None,
) -> Recalculated:
    """Let everything follow from a change to the entries of these names; the ledger becomes the new one.

    `before` is the state before the change, and `added` the key of a repeat that gets one instance more.
    """
    recalculation = _Recalculation(form, sheet, environment, before)
    if added is not None:
        recalculation.follow(EventKind.INSTANCES, {"name": added, "count": sheet.counts.get(added, 0) + 1})
    return recalculation.recalculate(form.affected(names))


def restored(form: Form, sheet: AnswerSheet, environment: Environment) -> State:
    """Return the state of a form as its ledger has it: nothing follows again, whatever the time is now."""
    state = State(form, sheet.values(), sheet.counts, environment)
    for node in form.calculated:
        for at in state.instances(node):
            state.look(node, at)
    hidden = [path for path in sheet.answers if path not in state.inputs and _is_calculated(form, path)]
    _hide(state.inputs, sheet, hidden)
    return state


def _is_calculated(form: Form, path: str) -> bool:
    node = form.nodes.get(split_path(path)[0])
    return node is not None and node.calculation is not None


def _hide(inputs: Inputs, sheet: AnswerSheet, keys: Iterable[str]) -> None:
    """Forget what calculations of hidden instances had read: when these return, all but answers is worked out anew."""
    for path in keys:
        if path in sheet.answers:
            inputs[path] = None
        else:
            inputs.pop(path, None)


class _Recalculation:
    """One pass of what follows from a change."""

    def __init__(self, form: Form, sheet: AnswerSheet, environment: Environment, before: State) -> None:
        self.form = form
        self.sheet = sheet
        self.environment = environment
        self.before = before
        self.inputs = dict(before.inputs)
        self.made = dict(sheet.made)
        self.followed: list[Followed] = []

    def follow(self, kind: EventKind, data: dict[str, Any]) -> None:
        """Let one thing follow."""
        self.sheet.apply(kind, data)
        self.followed.append(Followed(kind, data))

    def recalculate(self, affected: set[str], *, first: bool = False) -> Recalculated:
        """Let everything follow, again and again while instances come or go."""
        for _ in range(_MAX_ROUNDS):
            state = self._state(affected)
            fresh = self._round(state, affected, first=first)
            if not fresh:
                break
            affected = self.form.affected({*affected, *fresh})
            first = False
        else:
            state = self._state(affected)
        self._narrow(state, affected)
        self._reroute(state, affected)
        return Recalculated(self.sheet, state, tuple(self.followed))

    def _state(self, affected: set[str]) -> State:
        state = State(self.form, self.sheet.values(), self.sheet.counts, self.environment, self.inputs)
        state.take_over(self.before, affected)
        return state

    def _round(self, state: State, affected: set[str], *, first: bool) -> set[str]:
        """Work out what is affected; return the names of repeats whose instances changed, and of what was made."""
        for node in self.form.calculated:
            if node.name in affected:
                state.pending.update((node.path(at), None) for at in state.instances(node))
        fresh = set(self._defaults(state, self.form.within(None), ())) if first else set()
        for node in self.form.repeats:
            for at in list(state.instances(node)):
                fresh |= self._count(state, node, at)
        _work_out(self.form, state)
        self._write(state)
        return fresh

    def _count(self, state: State, repeat: FormNode, at: Instances) -> set[str]:
        """Bring the instances of a repeat up to date, and fill those that are new."""
        path, fresh = repeat.path(at), set[str]()
        count, before = state.count(repeat, at), self.sheet.counts.get(path, 0)
        if count != before:
            self.follow(EventKind.INSTANCES, {"name": path, "count": count})
            fresh.add(repeat.name)
        gone = tuple(f"{instance_path(path, number)}/" for number in range(count + 1, before + 1))
        if gone:
            _hide(state.inputs, self.sheet, [read for read in state.inputs if read.startswith(gone)])
        for number in range(self.made.get(path, 0) + 1, count + 1):
            fresh.add(repeat.name)
            fresh.update(self._defaults(state, self.form.within(repeat), (*at, number)))
        self.made[path] = max(count, self.made.get(path, 0))
        return fresh

    def _defaults(self, state: State, nodes: Iterable[FormNode], at: Instances) -> Iterator[str]:
        """Put what stands there at first where nothing stands; yield the names where something does."""
        # Expressions see the plain ones, also of questions that come later.
        for node in sorted(nodes, key=lambda node: isinstance(node.default, Expression)):
            path = node.path(at)
            if node.calculation is not None:
                state.pending[path] = None
            elif path not in state.values and (value := self._default(state, node, at)) is not None:
                state.put(path, value)
                state.forget()
                yield node.name

    def _default(self, state: State, node: FormNode, at: Instances) -> Value | None:
        if node.leaf is None:
            return None
        if isinstance(node.default, Expression):
            written = state.evaluated(node.default, node, at)
            return as_value(node.leaf, stored_text(written), written)
        return opening_value(node.leaf, self.environment) if node.default is None else as_value(node.leaf, node.default)

    def _write(self, state: State) -> None:
        """Let what came to another value follow as events."""
        presets: dict[str, Value | None] = {}
        worked_out: dict[str, Value | None] = {}
        for path, value in state.changed.items():
            node = self.form.nodes[split_path(path)[0]]
            (presets if isinstance(node.entry, Question) else worked_out)[path] = value
        if presets:
            self.follow(EventKind.PRESET, {"values": presets})
        if worked_out:
            self.follow(EventKind.CALCULATE, {"values": worked_out})

    def _narrow(self, state: State, affected: set[str]) -> None:
        """Let answers lose the choices that are not offered any more, and have back those that are again."""
        narrowed: dict[str, Value | None] = {}
        for node in self.form.filtered:
            if node.name not in affected:
                continue
            for at in state.instances(node):
                path = node.path(at)
                if path not in self.sheet.answers or not state.relevant(node, at):
                    continue
                left = state.value(node, at)
                if left != self.sheet.answer(path):
                    narrowed[path] = left
        if narrowed:
            self.follow(EventKind.NARROW, {"values": narrowed})

    def _reroute(self, state: State, affected: set[str]) -> None:
        """Set aside what fell off the route, and take back what returned to it."""
        sheet = self.sheet
        lost: list[str] = []
        found: list[str] = []
        for path in {*sheet.answers, *sheet.missing, *sheet.comments, *sheet.calculated, *sheet.counts}:
            name, at = split_path(path)
            if name not in affected and name in self.form.nodes:
                continue
            if self._is_on(state, name, at) == (path in sheet.off_route):
                (found if path in sheet.off_route else lost).append(path)
        if lost:
            self.follow(EventKind.OFF_ROUTE, {"names": sorted(lost)})
        if found:
            self.follow(EventKind.ON_ROUTE, {"names": sorted(found)})

    def _is_on(self, state: State, name: str, at: Instances) -> bool:
        node = self.form.nodes.get(name)
        # A response may have been made with another questionnaire.
        if node is None or len(at) != len(node.repeats):
            return False
        return state.exists(node, at) and state.relevant(node, at)


def _work_out(form: Form, state: State) -> None:
    while state.pending:
        path = next(iter(state.pending))
        name, at = split_path(path)
        node = form.nodes[name]
        if state.exists(node, at):
            state.raw(node, at)
        state.pending.pop(path, None)
