"""Which entries a change reaches: one whose value stays the same passes nothing on."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush

from sstc_survey.engine.form import Form
from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import Instances, common_instances
from sstc_survey.engine.state import State
from sstc_survey.engine.values import as_text


def propagated(
    form: Form, before: State, state: State, changed: Iterable[tuple[str, Instances]]
) -> dict[str, Instances]:
    """Evaluate in a state, which has all that was evaluated before, what changed and whatever depends on it.

    Return the names of all that was looked at, with the outer instances inside which it was: `()` is everywhere.
    """
    propagation = _Propagation(form, before, state)
    for name, at in changed:
        propagation.reach(name, at)
        # A default that says that there is another instance counts once it is confirmed.
        propagation.recount(name, at)
    propagation.go_on()
    return propagation.reached


class _Propagation:
    """Entries are looked at in an order in which each comes after all that it depends on."""

    def __init__(self, form: Form, before: State, state: State) -> None:
        self.form = form
        self.before = before
        self.state = state
        self.reached: dict[str, Instances] = {}
        # Where instances came or went: one without answers counts too.
        self._came_or_went: dict[str, Instances] = {}
        self._waiting: list[int] = []
        self._is_waiting: set[int] = set()

    def reach(self, name: str, at: Instances) -> None:
        """Note that an entry is to be looked at inside these instances."""
        self._note(name, () if name in self.form.volatile else at)
        rank = self.form.ranks[name]
        if rank not in self._is_waiting:
            self._is_waiting.add(rank)
            heappush(self._waiting, rank)

    def recount(self, name: str, at: Instances) -> None:
        """Note that repeats are to be counted that look at this entry in their own instances."""
        for repeat, shared in self.form.recounted[name].items():
            self._note(repeat, at[:shared])

    def _note(self, name: str, at: Instances) -> None:
        self.reached[name] = common_instances(at, self.reached[name]) if name in self.reached else at

    def go_on(self) -> None:
        """Look at what waits, and at what it changes, until nothing does."""
        while self._waiting:
            rank = heappop(self._waiting)
            together = self.form.components[rank]
            if self.form.is_circular(together[0]):
                # In which order these follow from one another is known only from instance to instance.
                self.reached.update(dict.fromkeys(together, ()))
            nodes = [self.form.nodes[name] for name in together]
            self.state.forget({node.name: self.reached[node.name] for node in nodes})
            for node in nodes:
                if node.calculation is not None:
                    for at in self.state.existing(node, self.reached[node.name]):
                        self.state.postpone(node, at)
            for node in nodes:
                self._pass_on(node)
            self._is_waiting.discard(rank)

    def _pass_on(self, node: FormNode) -> None:
        """Reach what depends on an entry, inside the instances in which that has changed."""
        changed = self._came_or_went.get(node.name)
        for at in self.state.ever(node, self.reached[node.name]):
            was, is_now = _outcome(self.before, node, at), _outcome(self.state, node, at)
            if was == is_now:
                continue
            changed = at if changed is None else common_instances(at, changed)
            if node.is_repeat:
                self._reach_inside(node, at, self.before.count(node, at), self.state.count(node, at))
                if was is not None and is_now is not None and was[0] == is_now[0]:
                    continue
            for child in node.children:
                self.reach(child.name, at)
        if changed is None:
            return
        for name, shared in self.form.readers(node.name).items():
            if self.form.ranks[name] != self.form.ranks[node.name]:
                self.reach(name, changed[:shared])
        self.recount(node.name, changed)

    def _reach_inside(self, repeat: FormNode, at: Instances, before: int, after: int) -> None:
        """Reach all that is in the instances of a repeat that came or went."""
        numbers = range(min(before, after) + 1, max(before, after) + 1)
        where = (*at, numbers[0]) if len(numbers) == 1 else at
        for inner in self.form.inside(repeat) if numbers else ():
            self.reach(inner.name, where)
            known = self._came_or_went.get(inner.name, where)
            self._came_or_went[inner.name] = common_instances(where, known)


def _outcome(state: State, node: FormNode, at: Instances) -> tuple[object, ...] | None:
    """Return what others see of an entry: None where there is no such instance."""
    if not state.exists(node, at):
        return None
    if node.is_repeat:
        return state.relevant(node, at), state.count(node, at)
    return (state.relevant(node, at),) if node.leaf is None else (as_text(state.value(node, at)),)
