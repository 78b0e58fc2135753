"""What stands at review: every question and every gate of the route, with what was said to it."""

from __future__ import annotations

from msgspec import Struct

from sstc_survey.form.state import State
from sstc_survey.interview import Interview
from sstc_survey.prompting.screens import reply_of
from sstc_survey.response import Missing
from sstc_survey.routing import Step


class Line(Struct, frozen=True):
    """One question at review: its key, its label, and what was said, as it reads.

    At a gate the reply is how many instances there are. `roster` is the heading of the repeat that it stands in.
    """

    name: str
    headings: tuple[str, ...]
    label: str
    reply: str
    state: Missing | None
    comment: str
    is_gate: bool = False
    roster: tuple[str, ...] = ()


def review(interview: Interview) -> tuple[Line, ...]:
    """Return a line for every question and gate of the route with what was said to it."""
    return tuple(
        _gate_line(interview, step) if step.is_gate else _line(interview, step)
        for step in interview.steps
        if step.askable or step.is_gate
    )


def _line(interview: Interview, step: Step) -> Line:
    state, ledger = interview.state, interview.ledger
    return Line(
        name=step.key,
        headings=state.headings(step.node, step.at),
        label=state.wording(step.node.entry.label, step.node, step.at),
        reply=reply_of(interview, step),
        state=ledger.missing.get(step.key),
        comment=ledger.comments.get(step.key, ""),
        roster=_roster(state, step),
    )


def _gate_line(interview: Interview, step: Step) -> Line:
    state = interview.state
    label = state.wording(step.node.entry.label, step.node, step.at)
    count = state.count(step.node, step.at)
    return Line(
        name=step.key,
        headings=state.headings(step.node, step.at),
        label=label,
        reply=str(count),
        state=None,
        comment="",
        is_gate=True,
        roster=_roster(state, step),
    )


def _roster(state: State, step: Step) -> tuple[str, ...]:
    if not step.at:
        return ()
    repeat, at = step.node.repeats[-1], step.at[:-1]
    return (*state.headings(repeat, at), state.wording(repeat.entry.label, repeat, at))
