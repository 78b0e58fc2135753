"""How far a response has come on its route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sstc_survey.form.saved import saved_state
from sstc_survey.form.tree import compiled
from sstc_survey.routing import route

if TYPE_CHECKING:
    from sstc_survey.questionnaire import Questionnaire
    from sstc_survey.storage.records import Record


def passed_of(paper: Questionnaire, record: Record) -> tuple[int, int]:
    """Return how many questions of its route a response has passed, and how many there are on it."""
    state = saved_state(compiled(paper), record)
    keys = [step.key for step in route(state) if step.askable]
    return sum(key in state.values or key in record.missing for key in keys), len(keys)
