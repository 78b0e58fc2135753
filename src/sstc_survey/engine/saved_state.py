"""The state of a form at the time that a saved response is from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sstc_survey.engine.answer_text import HIDDEN
from sstc_survey.engine.environment import EPOCH, Environment, SavedZone
from sstc_survey.engine.form import Form
from sstc_survey.engine.paths import flattened, instance_counts, name_of
from sstc_survey.engine.state import State
from sstc_survey.i18n import Words
from sstc_survey.response import Saved


def saved_state(form: Form, saved: Saved, *, language: str | None = None, hidden: Collection[str] = ()) -> State:
    """Return the state of a form at the time that a response is from.

    It is read in `language`, else in its own; the answers to the questions named in `hidden` read as an ellipsis.
    """
    values = {
        path: HIDDEN if hidden and name_of(path) in hidden else value
        for path, value in flattened(saved.answers)
        if _is_value(value)
    }
    words = Words(language or saved.language, form.questionnaire.default_language)
    environment = Environment(time_of(saved), 0, words)
    return State(form, values, dict(instance_counts(saved.answers)), environment)


def time_of(saved: Saved) -> dt.datetime:
    """Return when a response was finished, else begun, in its own zone."""
    try:
        started, now = (dt.datetime.fromisoformat(time) for time in (saved.started, saved.finished or saved.started))
        if started.tzinfo is None or now.tzinfo is None:
            return now.replace(tzinfo=now.tzinfo or dt.UTC)
        return now.astimezone(SavedZone(started, now))
    except (ValueError, OverflowError):
        # No time, or one that is beyond the calendar elsewhere.
        return EPOCH


def _is_value(value: object) -> bool:
    """Tell whether this can be an answer: a file that someone else sealed may have anything in instances."""
    if isinstance(value, list):
        return all(isinstance(code, str) for code in value)
    return isinstance(value, str | int | float) and not isinstance(value, bool)
