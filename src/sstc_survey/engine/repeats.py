"""The gate of a repeat: where its first instance, or one more, is offered, and where Back from a new instance leads.

A repeat begins with one instance, as in ODK, but nobody has said yet that there is one: while nothing was said in it,
its end is asked before its first question. Both follow from the answers; the route stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, TypeAlias

from sstc_survey.engine.form_node import FormNode
from sstc_survey.engine.paths import Instances
from sstc_survey.engine.route import Step, step_at, steps_within

if TYPE_CHECKING:
    from sstc_survey.engine.interview import Interview

# The repeats around an entry with the numbers of their instances, the outermost first.
Around: TypeAlias = Sequence[tuple[FormNode, int]]


def around(step: Step) -> Around:
    """Return the repeats that a step is in."""
    return list(zip(step.node.repeats, step.at, strict=True))


def opening_steps(interview: Interview, end: Step) -> Sequence[Step]:
    """Return the steps of the one instance that a repeat began with, while nothing was said in it; else nothing."""
    if interview.sheet.counts.get(end.path) != 1 or end.path in interview.sheet.enough:
        return ()
    return _unsaid_steps(interview, end.node, (*end.at, 1))


def gate_before(interview: Interview, step: Step, left: Around = ()) -> Step:
    """Return where a move to a step leads from inside the repeats that are left.

    It is the gate of the outermost repeat that is entered, and in which nothing was said yet, else the step itself.
    """
    entered = around(step)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(entered, left, strict=False)))
    for depth, (repeat, _) in list(enumerate(entered))[shared:]:
        end = step_at(interview.steps, repeat.order(step.at[:depth]))
        if end is not None and opening_steps(interview, end):
            return end
    return step


def begun_repeat(interview: Interview, step: Step) -> tuple[Step, int] | None:
    """Return the gate that Back from a step leads to, and the number of the new instance that begins with this step.

    An instance is new while it is the last one and nothing was said in it.
    """
    first = _first_of(interview, step)
    for depth, (repeat, number) in reversed(list(enumerate(around(step)))):
        end = step_at(interview.steps, repeat.order(step.at[:depth]))
        if end is None or interview.sheet.counts.get(end.path) != number or end.path in interview.sheet.enough:
            return None
        steps = _unsaid_steps(interview, repeat, step.at[: depth + 1])
        if steps and steps[0] == first:
            return end, number
    return None


def steps_before(interview: Interview) -> int:
    """Return how many steps come before what is on the screen: a gate may come before the instance of its repeat."""
    step = interview.step
    if step is None:
        return len(interview.steps)
    return interview.index_of(_first_of(interview, step).path) or 0


def _first_of(interview: Interview, step: Step) -> Step:
    """Return the step, or for a gate before an instance the first step of that."""
    opening = opening_steps(interview, step) if step.is_repeat_end else ()
    return opening[0] if opening else step


def _unsaid_steps(interview: Interview, repeat: FormNode, instance: Instances) -> Sequence[Step]:
    """Return the steps of an instance in which nothing was said; nothing where there is nothing to say in it."""
    steps = steps_within(interview.steps, repeat, instance)
    if not any(step.askable or step.is_repeat_end for step in steps):
        return ()
    state, sheet = interview.state, interview.sheet
    said = any(
        sheet.is_mentioned(node.path(at)) for node in interview.form.inside(repeat) for at in state.ever(node, instance)
    )
    return () if said else steps
