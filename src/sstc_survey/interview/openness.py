"""What is still open: a step without a state, and one whose state fits no more."""

from __future__ import annotations

from sstc_survey.errors import Problem
from sstc_survey.interview.moments import Interview
from sstc_survey.questionnaire import Question, Value
from sstc_survey.response import Missing
from sstc_survey.routing import Step


def first_open(interview: Interview) -> str | None:
    """Return the key of the first step on the route that has no state yet, or one that fits no more."""
    return next((step.key for step in interview.steps if not is_done(interview, step)), None)


def is_done(interview: Interview, step: Step) -> bool:
    """Tell whether a step needs nothing more."""
    if step.is_gate:
        return step.key in interview.ledger.enough
    return not step.askable or (interview.ledger.has(step.key) and objection(interview, step) is None)


def objection(interview: Interview, step: Step) -> Problem | None:
    """Return why the state of a question does not fit, now that others have changed; None where it does."""
    ledger = interview.ledger
    if not step.askable or not ledger.has(step.key):
        return None
    if ledger.missing.get(step.key) is Missing.BLANK:
        return blank_objection(interview, step)
    return constraint_objection(interview, step, ledger.answer(step.key))


def blank_objection(interview: Interview, step: Step) -> Problem | None:
    """Return why a question may not be left blank, or None where it may."""
    state = interview.state
    if not state.required(step.node, step.at) or state.read_only(step.node, step.at):
        return None
    entry = step.node.entry
    message = state.wording(entry.required_message, step.node, step.at) if isinstance(entry, Question) else ""
    return Problem("reply-required-here", {"message": message}) if message else Problem("reply-required")


def constraint_objection(interview: Interview, step: Step, value: Value | None) -> Problem | None:
    """Return why an answer does not meet the constraint of its question, or None where it does."""
    state, entry = interview.state, step.node.entry
    if state.meets_constraint(step.node, step.at, value) or not isinstance(entry, Question):
        return None
    message = state.wording(entry.constraint_message, step.node, step.at)
    if message:
        return Problem("reply-constraint", {"message": message})
    return Problem("reply-constraint-unworded", {"constraint": entry.constraint})
